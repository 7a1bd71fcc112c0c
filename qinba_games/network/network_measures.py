"""How strong is a network that holds?"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..common.markov_chain import long_run_shares
from ..common.rounded import rounded
from ..partnership.evolve import evolve
from ..partnership.results.evolution import Evolution
from ..types import Array, BoolArray, read_only
from ..verify.door import certified
from . import regimes, slacks
from .cascade import course_of, followers_of
from .components import components, gather, sums
from .results.strength import Strength
from .results.sustained import Sustained
from .solvers.surplus_split import objecting_group

_NUMBERS = (
    *("surplus", "trust", "fairness", "from_shapley"),
    *("connectivity", "resilience", "resiliences", "split"),
)
#: Up to so many governments all eigenvalues are computed.
_DENSE = 200


def network_measures(sustained: Sustained) -> Strength:
    """Measure trust, fairness, closeness and resilience of the ties that are sustained.

    Parameters
    ----------
    sustained : Sustained
        What `sustain` returned.

    Returns
    -------
    Strength
        One row per network; `.to_frame()` shows it.

    Raises
    ------
    InputTypeError

    Notes
    -----
    The surplus of a government is what its sustained ties bring over its outside values, after
    transfers. It is in the core of the game in which a group has its own sustained ties exactly
    when no minimum cut finds a group that has more by itself. The rise of outside values that a
    government withstands is the root of a piecewise linear function, since what a breach brings
    rises too.

    Examples
    --------
    >>> import qinba_games as qg
    >>> net = qg.Network(
    ...     ["Bazhong", "Hanzhong", "Ankang"],
    ...     {
    ...         "a": ["Bazhong", "Hanzhong"],
    ...         "b": ["Hanzhong", "Ankang"],
    ...         "value_a": [2, 3],
    ...         "value_b": [2, 1],
    ...         "temptation_a": [3, 5],
    ...         "temptation_b": [3, 2],
    ...     },
    ... )
    >>> strong = qg.network_measures(qg.sustain(net, 0.5, "multilateral"))
    >>> strong.surplus.tolist(), strong.in_core, strong.largest_cascade
    ([2.0, 5.0, 1.0], True, 0)

    References
    ----------
    X. Deng and C. H. Papadimitriou (1994), "On the complexity of cooperative solution concepts",
    Mathematics of Operations Research 19, 257-266; M. Fiedler (1973), "Algebraic connectivity of
    graphs", Czechoslovak Mathematical Journal 23, 298-305.
    """
    found = _check.instance("network_measures", "sustained", sustained, Sustained)
    if isinstance(found.evidence, Sustained):
        return certified(rounded(network_measures(found.evidence), _NUMBERS, sustained=found))
    if not found.exact:
        _sizes.refuse_far(found.network, "Strength")
    kept, net = found.sustained, found.network
    n, some = len(net.governments), bool(found.sustained.any())
    busy = np.zeros(n, dtype=bool)
    busy[net.ends[kept].ravel()] = True
    surplus = _surplus(found)
    fair, far = _fairness(found, surplus, busy)
    group, split = _core(found, surplus)
    rises = _resiliences(found, busy)
    paths = _paths(found)
    pairs = n * (n - 1) // 2
    result = Strength(
        sustained=found,
        surplus=read_only(surplus),
        trust=float(np.mean([_long_run_trust(path) for path in paths])) if paths else math.nan,
        fairness=fair,
        from_shapley=far,
        in_core=None if group is None and split is None else group is None,
        objecting=() if group is None else tuple(net.governments[i] for i in group),
        split=None if split is None else read_only(split),
        density=Fraction(int(kept.sum()), pairs) if pairs else math.nan,
        connectivity=_connectivity(found, busy) if some else math.nan,
        resilience=min(rises[busy], default=math.nan),
        resiliences=read_only(rises),
        largest_cascade=_largest_cascade(found, busy),
        exact=found.exact,
        proven=found.proven,
        notes=() if some else ("no tie is sustained: what depends on ties is nan",),
        evidence=paths,
    )
    return certified(result)


def _surplus(found: Sustained) -> Array:
    """What each government has over its outside values, after transfers and payments."""
    x, _, w = found.network.numbers(found.delta)
    flow = np.stack([found.transfers, -found.transfers], axis=1)
    return _each(found, x - w - flow) - found.payments


def _each(found: Sustained, values: Array) -> Array:
    """What each government has of values at the ends of sustained ties."""
    net = found.network
    return np.asarray(gather(len(net.governments), net.ends, values, found.sustained))


def _fairness(found: Sustained, surplus: Array, busy: BoolArray) -> tuple[Any, Any]:
    total = surplus.sum()
    if not busy.any() or not total > found.room:
        return math.nan, math.nan
    worth = _worth(found)
    shapley = _each(found, np.stack([worth, worth], axis=1) / 2)
    equal = _exact.fraction(1) / int(busy.sum())
    parts = surplus[busy] / total
    away = abs(parts - (equal if found.exact else float(equal))).sum() / 2
    return 1 - away, abs(surplus - shapley).sum() / (2 * total)


def _worth(found: Sustained) -> Array:
    worth = found.network.worth
    return _exact.as_numbers(worth, found.exact)


def _core(found: Sustained, surplus: Array) -> tuple[tuple[int, ...] | None, Array | None]:
    """A group that objects, or a split that shows that none does; neither if there is no core."""
    kept = found.sustained
    if not kept.any() or bool((kept & found.costly).any()):
        return None, None
    worth = np.maximum(_worth(found)[kept], 0)
    x, _, w = found.network.numbers(found.delta)
    first = (x - w)[kept, 0] - found.transfers[kept]
    start = np.minimum(np.maximum(first, 0 * first), worth)
    split = np.stack([start, worth - start], axis=1)
    room = 0 if found.exact else _tolerance.CHECK * float(abs(worth).sum())
    return objecting_group(found.network.ends[kept], split, surplus, room)


def _paths(found: Sustained) -> tuple[Evolution, ...]:
    """What becomes of every sustained tie that is a partnership."""
    net = found.network
    if net.partnerships is None or net.trust is None:
        return ()
    rule = "none" if found.regime in ("bilateral", "multilateral") else "voluntary"
    return tuple(
        evolve(net.partnerships[e], found.delta, founding=net.trust, sharing=rule)
        for e in np.flatnonzero(found.sustained).tolist()
    )


def _long_run_trust(path: Evolution) -> float:
    """Where all trust there is has one level only, a relation that lasts has it in full."""
    levels, conditions = path.choice.shape
    shares = long_run_shares(path.chain, path.initial)[:-1].reshape(levels, conditions)
    part = np.arange(levels) / (levels - 1) if levels > 1 else np.ones(1)
    return float(part @ shares.sum(axis=1))


def _connectivity(found: Sustained, busy: BoolArray) -> float:
    ends = np.cumsum(busy)[found.network.ends[found.sustained]] - 1
    size = int(busy.sum())
    if components(size, ends, np.ones(len(ends), dtype=bool)).max() > 0:
        return 0.0
    from scipy.sparse import coo_array, csc_array
    from scipy.sparse.csgraph import laplacian

    ones = np.ones(2 * len(ends))
    places = (np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]]))
    matrix = csc_array(laplacian(csc_array(coo_array((ones, places), shape=(size, size)))))
    if size <= _DENSE:
        return float(np.linalg.eigvalsh(matrix.toarray())[1])
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(0).normal(size=size)
    values = eigsh(matrix, k=2, sigma=-1e-3, v0=start, return_eigenvectors=False)
    return float(max(values))


def _resiliences(found: Sustained, busy: BoolArray) -> Array:
    """Rise of w of each government until something that holds is in deficit; nan without ties."""
    net, n = found.network, len(found.network.governments)
    x, d, w = net.numbers(found.delta)
    spare = np.maximum(d, x) - w
    patience = np.broadcast_to(np.asarray(net.patience(found.delta), dtype=object), spare.shape)
    own: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for e in np.flatnonzero(found.sustained).tolist():
        for side in (0, 1):
            own[net.ends[e, side]].append((e, side))
    which, total = _sums(found)
    rises: Any = np.full(n, math.nan, dtype=object if found.exact else float)
    for i in np.flatnonzero(busy).tolist():
        groups: dict[int, list[tuple[int, int]]] = {}
        for e, side in own[i]:
            groups.setdefault(which[e], []).append((e, side))
        rises[i] = min(
            slacks.largest_rise(
                max(total[entries[0]], 0),
                [spare[one] for one in entries],
                [patience[one] for one in entries],
            )
            for entries in groups.values()
        )
    return np.asarray(rises)


def _sums(found: Sustained) -> tuple[list[int], Array]:
    """The sums that must hold, at each end of a tie: its own by its number, or a pooled one, -1."""
    net, kept, slack = found.network, found.sustained, found.slack
    n, both = len(net.governments), slack[:, 0] + slack[:, 1]
    if found.regime == "bilateral":
        return list(range(len(both))), slack
    if found.regime == "bilateral+sharing":
        return list(range(len(both))), np.stack([both, both], axis=1)
    if found.regime == "multilateral":
        return [-1] * len(both), _each(found, slack)[net.ends]
    if found.regime == "multilateral+sharing":
        place, pooled = components(n, net.ends, kept), kept
    else:
        place = regimes.codes_of(found.jurisdictions)
        pooled = kept & regimes.inside_of(net.ends, place)
    total = sums(n + 1, place[net.ends[pooled, 0]], both[pooled])
    which = np.where(pooled, -1, np.arange(len(both))).tolist()
    return which, np.where(pooled[:, None], total[place[net.ends]], slack)


def _largest_cascade(found: Sustained, busy: BoolArray) -> int:
    most = 0
    for i in np.flatnonzero(busy).tolist():
        out = np.arange(len(busy)) == i
        most = max(most, int(followers_of(found, course_of(found, out), out).sum()))
    return most

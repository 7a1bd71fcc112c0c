"""How strong is a network that holds?"""

from __future__ import annotations

import dataclasses

import numpy as np

from .. import _check, _exact, _sizes, _tolerance
from ..common.rounded import rounded
from ..partnership.evolve import evolve
from ..partnership.results.evolution import Evolution
from ..types import Array, read_only
from ..verify.door import certified
from .results.strength import Strength
from .results.sustained import Sustained
from .solvers.surplus_split import objecting_group


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
    ties = _check.instance("network_measures", "sustained", sustained, Sustained)
    if isinstance(ties.in_fractions, Sustained):
        return certified(rounded(network_measures(ties.in_fractions), ("split",), sustained=ties))
    if not ties.exact:
        _sizes.refuse_far(ties.network, "Strength")
    some = bool(ties.sustained.any())
    result = Strength(
        sustained=ties,
        objecting=(),
        split=None,
        exact=ties.exact,
        proven=ties.proven,
        notes=() if some else ("no tie is sustained: what depends on ties is nan",),
        witness=_paths(ties),
    )
    if some and not (ties.sustained & ties.costly).any():
        group, split = _core(ties, result.surplus)
        names = tuple(ties.network.governments[i] for i in group or ())
        split = None if split is None else read_only(split)
        result = dataclasses.replace(result, objecting=names, split=split)
    return certified(result)


def _core(answer: Sustained, surplus: Array) -> tuple[tuple[int, ...] | None, Array | None]:
    """A group that objects, or a split that shows that none does."""
    ties = answer.sustained
    worth = np.maximum(_exact.as_numbers(answer.network.worth, answer.exact)[ties], 0)
    x, _, w = answer.network.numbers(answer.delta)
    first = (x - w)[ties, 0] - answer.transfers[ties]
    start = np.minimum(np.maximum(first, 0 * first), worth)
    split = np.stack([start, worth - start], axis=1)
    room = 0 if answer.exact else _tolerance.CHECK * float(abs(worth).sum())
    return objecting_group(answer.network.ends[ties], split, surplus, room)


def _paths(answer: Sustained) -> tuple[Evolution, ...]:
    """What becomes of every sustained tie that is a partnership."""
    net = answer.network
    if net.partnerships is None or net.trust is None:
        return ()
    rule = "none" if answer.regime in ("bilateral", "multilateral") else "voluntary"
    return tuple(
        evolve(net.partnerships[e], answer.delta, founding=net.trust, sharing=rule)
        for e in np.flatnonzero(answer.sustained).tolist()
    )

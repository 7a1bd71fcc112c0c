"""Who leaves a network of more than two members, who follows, and what remains?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, errors
from ..common.progress import telling
from ..common.rounded import rounded
from ..coordinator import Coordinator
from ..partnership.partnership import Partnership, governed
from ..types import Number
from ..verify.door import certified
from .results.members import MembersEvolution
from .solvers.shrinking import shrink

#: Members up to which every set of them is solved.
MOST = _sizes.LEAVING


def evolve_members(
    partnership: Partnership,
    delta: Number,
    *,
    founding: int | None = None,
    sharing: Any = None,
    coordinator: Coordinator | None = None,
) -> MembersEvolution:
    """Find who of many members goes on at every trust, who follows one that leaves, what remains.

    Membership is by consent: a set of members goes on only if each of them names exactly that set.
    So a member can always leave alone, whoever is to be out cannot stay, and whoever breaks what
    was settled ends the network for all: the punishment is the outside value. Every set is solved,
    small ones first; the equilibrium reported is the greatest in joint value.

    Parameters
    ----------
    partnership : Partnership
        At most 12 members; fewer where trust has many levels.
    delta : float or Fraction
        Common discount factor in [0, 1).
    founding : int, optional
        Trust at the start, 0..K, when everybody is a member, in place of the partnership's own.
    sharing : str or array_like, optional
        A sharing rule in place of the partnership's own; fractions are taken within the set that
        goes on, where all are alike if they are all 0.
    coordinator : Coordinator, optional
        Applied before the network is solved.

    Returns
    -------
    MembersEvolution
        `.stay`, `.joint_value`, `.class_of`, `.cascade`, `.to_tu`; the path from the founding.
        Concept "voluntary-transfers SPE", or "Markov SPE, joint modes" under fixed shares.

    Raises
    ------
    InputTypeError, DiscountError, RangeError, NotApplicableError
        The last for a mandate or a stake.

    Notes
    -----
    Pure strategies; perfect monitoring up to the partnership's `detection`. Trust is neither reset
    nor frozen when somebody leaves; who has left never returns; only one network goes on, two
    successors at once are out of scope. For two members this is `evolve`. Values equal under the
    tolerance: contribute, exit, mixed, idle; among exits the largest set that is worth more than
    its outside values, then the smallest mask.

    References
    ----------
    Hart, S. and Kurz, M. (1983), Endogenous formation of coalitions, Econometrica 51, 1047-1064
    (game gamma).

    Examples
    --------
    Without sharing the third of four members follows the fourth; the other two go on.

    >>> import qinba_games as qg
    >>> benefit = [[0, 1.7, 0.3, 0.3], [1.7, 0, 0.3, 0.3], [0.8, 0.5, 0, 0.4], [0.9, 0.9, 0.2, 0]]
    >>> four = qg.Partnership([benefit], 1, promotion=0, friction=0.1, drop=None)
    >>> found = qg.evolve_members(four, 0.7)
    >>> found.stay("all")
    ('1', '2', '3', '4')
    >>> found.cascade("4")
    Departure(followers=('3',), remaining=('1', '2'))
    """
    _check.instance("evolve_members", "partnership", partnership, Partnership)
    founding = _check.founding_trust("evolve_members", partnership, founding)
    model = governed(partnership, sharing, coordinator)
    _check_model(model)
    delta = _check.patience("evolve_members", delta, exact=model.exact)
    exact = model.exact and not isinstance(delta, float)
    few = _is_quick(model) and coordinator is None
    twin = _in_decimals(model) if few and not exact and _sizes.is_far(model) else None
    if twin is not None:
        evolution = evolve_members(twin, _exact.decimals(delta), founding=founding)
        numbers = ("surplus", "values")
        return certified(rounded(evolution, numbers, partnership=model, delta=delta))
    with telling("evolve_members"):
        solved = shrink(model, np.array([delta], dtype=object if exact else float))
    before = None if coordinator is None else governed(partnership, sharing, None)
    evolution = MembersEvolution(
        partnership=model,
        delta=delta,
        founding=founding,
        coordinator=coordinator,
        before=before,
        staying=solved.stay,
        acting=solved.acts,
        surplus=solved.surplus,
        values=solved.values,
        exact=exact,
        proven=solved.proven,
        witness=solved.witness,
    )
    return certified(evolution)


#: So few members are solved in fractions where payoffs are far apart; and more of them where pairs
#: of a set and a smaller one, times levels and conditions, are that few: some ten seconds.
_FEW, _PAIRS = 4, 20_000


def _is_quick(model: Partnership) -> bool:
    return model.n_members <= _FEW or _pairs(model) <= _PAIRS


def _pairs(model: Partnership) -> int:
    """Pairs of a set and a smaller one, times levels and conditions."""
    return int(3**model.n_members * model.levels * (1 + len(model.bad_times)))


def _in_decimals(model: Partnership) -> Partnership | None:
    """The same partnership in fractions; None where only rounding makes its parts add up."""
    try:
        twin: Partnership = _exact.decimals(model)
        return twin
    except errors.QinbaGamesError:
        return None


def _check_model(model: Partnership) -> None:
    for name in ("mandate", "stake"):
        remedy, kind = f"Drop the {name}, or use evolve", "members that leave one by one"
        _check.without("evolve_members", name, getattr(model, name) or None, remedy, kind=kind)
    n, remedy = model.n_members, f"Model at most {MOST} members"
    _sizes.fits("evolve_members", "partnership", n, n, MOST, "members", remedy)
    remedy = "Use fewer members, trust levels or conditions"
    size, what = max(_pairs(model), 2 * 2**n * model.levels**2), "pairs of sets and of levels"
    _sizes.fits("evolve_members", "partnership", model, size, _sizes.LEAVING_WORK, what, remedy)

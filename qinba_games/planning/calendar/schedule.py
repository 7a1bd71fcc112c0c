"""Which tie to help when, and until when, with a budget for every period? The verb `schedule`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import _check, _reading, _sizes, errors
from ...common.progress import telling
from ...types import FloatArray, Number
from ...verify.door import certified
from ..arguments import TiesByName, read_bundles, read_prices
from ..endings.hand_over import PERIODS, all_can_leave, hand_over_ties, rows_and_worth
from .programme import Ending, Option, best, candidates, follow, options, walk_of
from .results import ENDS, OBJECTIVES, Schedule, budgets_of

_OWNER = "schedule"


def schedule(
    region: Any,
    budgets: Any,
    *,
    periods: int,
    horizon: int | None = None,
    prices: Mapping[str, Any],
    bundles: Mapping[str, Any] | None = None,
    objective: str = "kept",
    ends: Sequence[str] = ENDS,
    delta: Number | None = None,
    time_limit: float | None = None,
) -> Schedule:
    r"""Find which ties to help, when, and until when, under a budget for every period.

    Every tie gets no help, or a bundle of capacities, a period in which help starts, and an end:
    for good, a date, or a mark of trust (see `hand_over`). Whoever stands at its mark when help
    would start is alone at once. All is announced before the first period, so that ties know what
    comes while they wait. A tie spends its price in every period in which it is helped and nobody
    leaves; expected spending of all ties is within the budget in every period.

    Parameters
    ----------
    region : Region
    budgets : Number or sequence of Number
        Of every period; the last one holds for ever.
    periods : int
        Help starts in periods 0 to `periods` - 1, and dates end by then.
    horizon : int, optional
        The period in which ties are counted, and before which budgets are kept; at least `periods`,
        twice that by default. What a tie spends never rises after its start.
    prices, bundles
        As for `plan`; a price is for one helped period.
    objective : {"kept", "alone", "value"}
        The expected number of ties that are weak or strong in period `horizon`; of those among
        them that are not helped there; or the joint values at founding, subsidies included.
    ends : sequence of {"good", "date", "mark"}
        How help may end.
    delta : Number, optional
        Another patience than that of the region.
    time_limit : float, optional
        Seconds for the search; then the calendar may not be the best, and `.bound` says how good
        any can be.

    Returns
    -------
    Schedule
        `.ties`, `.spending`, `.value`, `.without`, `.bound`, `.gap`, `.proven`.

    Raises
    ------
    InputTypeError, RangeError, NotFiniteError, UnknownNameError, EmptyGameError, DiscountError
    NotApplicableError

    Notes
    -----
    A mixed integer programme with one option a tie, by HiGHS; the choice is checked by itself, and
    that nothing is better is shown as far as prices of the budgets show it.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> both = {"both": region.coordinator}
    >>> found = qg.schedule(region, 1, periods=4, prices={"both": 1}, bundles=both)
    >>> found
    Schedule(1 of 1 tie helped, kept 1; without 0)
    >>> found.ties
       a  b bundle  start  ends    at
    0  A  B   both      3  good  None
    """
    if not hasattr(type(region), "all_ties"):
        rule = f"must be a Region, not {_check.kind_of(region)}"
        remedy = "Build a Region first and pass it"
        raise errors.InputTypeError(_OWNER, "region", region, rule, remedy)
    periods = _check.integer(_OWNER, "periods", periods, low=1, high=PERIODS)
    last = 2 * periods if horizon is None else horizon
    last = _check.integer(_OWNER, "horizon", last, low=periods, high=2 * PERIODS)
    money = _budgets(budgets, last)
    objective = _check.choice(_OWNER, "objective", objective, OBJECTIVES)
    permitted = _ends(ends)
    if time_limit is not None:
        time_limit = float(_check.number(_OWNER, "time_limit", time_limit, low=0))
    patience = region.delta if delta is None else _check.discount(_OWNER, delta, exact=False)
    patience = _check.patience(_OWNER, patience, exact=False)
    every = region.all_ties
    names, founding = tuple(tie.members for tie in every), np.array([t.founding for t in every])
    known = TiesByName(_OWNER, names)
    read = read_bundles(_OWNER, bundles, region.coordinator)
    costs = read_prices(known, prices, tuple(read), parts=bundles is None)
    models = [region.model(tie) for tie in every]
    ways = {"good": periods, "date": periods * (periods + 1) // 2}
    ways["mark"] = periods * (models[0].levels - 1)
    size = len(read) * sum(ways[end] for end in permitted) * last
    what, remedy = "periods of all ways to help", "Ask for fewer periods, bundles or ends"
    _sizes.fits(_OWNER, "periods", periods, size, _sizes.CALENDAR, what, remedy)
    with telling(_OWNER):
        for helper in read.values():
            all_can_leave(models, helper)
        start = [0] * len(models)
        hand_overs = [
            hand_over_ties(models, patience, helper, start, periods) for helper in read.values()
        ]
        offers = [
            option
            for b, answer in enumerate(hand_overs)
            for option in options(answer, b, permitted, founding, last)
        ]
        none = _without(hand_overs[0], objective, founding, last)
        gain = np.array([getattr(option, objective) - none for option in offers])
        price = np.array([[np.nan if p is None else float(p) for p in row] for row in costs])
        each = price[:, [option.bundle for option in offers]].T
        spending = np.array([option.spending for option in offers]).reshape(*each.shape, last)
        spending = spending * each[..., None]
        gain = np.where(np.isnan(each), 0, gain.reshape(each.shape))
        given = candidates(gain, np.nan_to_num(spending))
        choice = best(given, money, time_limit)
        taken = [(given.tie[j], offers[given.option[j]]) for j in np.flatnonzero(choice.chosen)]
        chosen = {int(k): (one.bundle, one.start, one.ends, one.at) for k, one in taken}
        answer = Schedule(
            founding=tuple(founding.tolist()),
            delta=float(patience),
            bundles=tuple(read),
            prices=costs,
            budgets=tuple(money.tolist()),
            horizon=last,
            objective=objective,
            permitted=permitted,
            options=tuple(map(chosen.get, range(len(names)))),
            most=None if choice.proven else float(none.sum() + choice.bound),
            duals=choice.duals,
            hand_overs=tuple(hand_overs),
            witness=_before(offers),
            exact=False,
            proven=choice.proven,
            notes=() if choice.cheapest else ("something as good may cost less",),
        )
        return certified(answer)


def _budgets(given: Any, horizon: int) -> FloatArray:
    """The budget of every period before the horizon."""
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        return budgets_of([_check.number(_OWNER, "budgets", given, low=0)], horizon)
    listed = _check.sequence(_OWNER, "budgets", given, "numbers", "Pass [4, 4, 2]")
    if not listed:
        rule = "there must be at least one budget"
        raise errors.EmptyGameError(_OWNER, "budgets", given, rule, "Pass one number or several")
    if len(listed) > horizon:
        rule = f"has more entries than the {horizon} periods that are looked at"
        raise errors.RangeError(_OWNER, "budgets", given, rule, "Set a later horizon")
    if _reading.has_labels(given) and (given.index.nlevels > 1 or not given.index.is_unique):
        rule, remedy = "has more than one entry for a label", "Give every period one budget"
        raise errors.ShapeError(_OWNER, "budgets", given, rule, remedy)
    return budgets_of([_check.number(_OWNER, "budgets", one, low=0) for one in listed], horizon)


def _ends(given: Any) -> tuple[str, ...]:
    remedy = "Pass for example ('good', 'mark')"
    listed = [given] if isinstance(given, str) else given
    listed = _check.sequence(_OWNER, "ends", listed, "ends", remedy)
    if not listed:
        raise errors.EmptyGameError(_OWNER, "ends", given, "there must be at least one end", remedy)
    chosen = {_check.choice(_OWNER, "ends", one, ENDS) for one in listed}
    return tuple(one for one in ENDS if one in chosen)


def _without(hand_over: Any, objective: str, founding: Any, horizon: int) -> FloatArray:
    """What each tie is worth without any help, (N,)."""
    if objective == "value":
        return np.asarray(
            rows_and_worth(hand_over.alone)[1][founding, -1, np.arange(len(founding))]
        )
    lone = walk_of(hand_over.alone.game, hand_over.alone.choice)
    never = Ending("date", 0, None, (lone,))  # type: ignore[arg-type]
    return follow((), never, lone, founding, horizon)[2]


def _before(offers: Sequence[Option]) -> tuple[Any, ...]:
    """What is agreed on while ties wait, for each bundle and end as long as they can wait."""
    longest = {(option.bundle, option.ends, option.at): option.before for option in offers}
    return tuple((*key, before) for key, before in longest.items())

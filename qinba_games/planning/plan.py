"""Which ties to help, and with what, for a given budget? The verb `plan`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..common.concepts import BASELINES
from ..common.progress import telling
from ..common.register import finds
from ..types import Certificate, FloatArray, Number
from ..verify.door import certified
from ..verify.findings import extended
from .arguments import (
    OBJECTIVES,
    DrawSetting,
    Question,
    TiesByName,
    model_of,
    read_bundles,
    read_offices,
    read_prices,
    read_weights,
)
from .checks import certify_choice
from .lists import Corner, PartialPlan, hull_of
from .programme import LARGEST_SUM, TOGETHER, Programme
from .results import Plan
from .solvers.best_by_draw import best_by_draw
from .solvers.beyond_lists import beyond_lists, together
from .solvers.undominated_lists import Plans, best_of, lists_by_block, lists_of

_OWNER = "plan"
_ACTING_TOGETHER = BASELINES[0]
#: What a certificate says of values and lists.
_OF_VALUES = ("inside", "largest_gain", "member", "state", "action")


def plan(
    model: Any,
    budget: Number,
    *,
    prices: Mapping[str, Any],
    bundles: Mapping[str, Any] | None = None,
    objective: str = "kept",
    horizon: int | None = None,
    offices: Any = None,
    office_of: Mapping[Any, Any] | None = None,
    weights: Mapping[Any, Number] | None = None,
    delta: Number | None = None,
    control_loss: Number = 0,
    baseline: str = _ACTING_TOGETHER,
    draws: int | None = None,
    ranges: Any = None,
    rng: Any = None,
    worst: float | None = None,
    time_limit: float | None = None,
) -> Plan:
    r"""Find which ties to help, and with what, so that a budget brings most.

    Every tie gets one bundle of capacities or none. Maximise Σ weight · v over plans whose prices
    and open offices cost at most the budget, where v of a tie is what `evolve` finds under its
    bundle. Of plans that bring as much the cheapest is taken, of these the first in the order of
    ties.

    Parameters
    ----------
    model : Region or Hierarchy
    budget : Number
    prices : mapping
        Bundle -> what it costs on each tie, or a mapping from (a, b) to that; a tie that is not
        named cannot have it. A default bundle without a price costs the sum of the prices of its
        capacities; if one of these has none, it is not to be had. A price is a commitment in the
        unit of the budget; a subsidy that is paid out belongs into it.
    bundles : mapping of str to Coordinator, optional
        None: every part of the capacities of `region.coordinator` (of a hierarchy: sharing, and
        mediation of one half), named by them: "sharing", "mediation", "sharing+mediation".
    objective : {"kept", "probability", "strong", "value"}
        v is 1 if the tie is founded weak or strong; its probability of becoming strong; the
        probability that it is strong at the start of period `horizon`; or its joint value at
        founding, subsidies not counted.
    horizon : int, optional
        Of "strong" alone; None: the long-run share of periods in which the tie is strong.
    offices : number or mapping of str to number, optional
        What it costs to open each office. A tie is helped only if its offices are open; an office
        is paid once. In a region the office of a tie inside one group is the group, and of the
        others "across"; in a hierarchy the lowest common superior, and of a bridge both members of
        its superior pair.
    office_of : mapping of (name, name) to str or tuple of str, optional
        Other offices of some ties.
    weights : mapping of (name, name) to Number, optional
        What counts how much; 1 unless it is given.
    delta : Number, optional
        Another patience than that of the region; a hierarchy needs one.
    control_loss : Number
        Of a hierarchy, as in `stabilise`.
    baseline : {"acting together", "any equilibrium"}
        What a tie is worth alone. With "any equilibrium" (regions, "kept" and "value"): 1 if
        somebody contributes in some equilibrium (`Study.contributes_alone`; not settled counts as
        no), or `Study.value_any`. With a bundle it is never worth less.
    draws : int, optional
        Of a region: v is the mean over so many draws of all assumptions. All bundles meet the
        same draws, in which no setting of the coordinator is drawn.
    ranges, rng
        What is drawn, and from what, as in `Region.uncertain`.
    worst : float, optional
        In (0, 1]: not the mean of all draws counts but that of so large a part of them, those that
        are worst for the plan [2]_. Then there is no frontier.
    time_limit : float, optional
        Seconds for a search by mixed integer programme, which `worst` may need, and offices of
        which more than 12 hang together through ties; then the plan may not be the best, and
        `.bound` says how good any can be.

    Returns
    -------
    Plan
        `.ties`, `.value`, `.cost`, and the plans of all other budgets: `.frontier`, `.order`.

    Raises
    ------
    InputTypeError, ShapeError, RangeError, UnknownNameError, NotFiniteError, DiscountError
    NotApplicableError

    Notes
    -----
    Lists of undominated (cost, value) grow tie by tie [1]_, trees by dynamic programming: pairs
    below are solved under every help of those above. The lists prove all budgets at once.
    In a hierarchy bridges are helped if the superior pair is founded weak or strong under the plan;
    otherwise what is paid there buys nothing.

    References
    ----------
    .. [1] G. L. Nemhauser and Z. Ullmann (1969), "Discrete dynamic programming and capital
       allocation", Management Science 15, 494-505.
    .. [2] R. T. Rockafellar and S. Uryasev (2000), "Optimization of conditional value-at-risk",
       Journal of Risk 2 (3), 21-41.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> qg.plan(region, 5, prices={"sharing": 2, "mediation": 2})
    Plan(kept 1 of 1 tie for 2 of 5; without 0)
    """
    given = model_of(model)
    budget = _check.number(_OWNER, "budget", budget, low=0)
    if delta is not None or given.delta is None:
        _check.discount(_OWNER, delta, exact=False)
    delta = _check.patience(_OWNER, given.delta if delta is None else delta)
    _check.choice(_OWNER, "objective", objective, OBJECTIVES)
    ties = TiesByName(_OWNER, given.ties)
    read = read_bundles(_OWNER, bundles, given.coordinator)
    costs = read_prices(ties, prices, tuple(read), parts=bundles is None)
    fees, needs = read_offices(ties, offices, office_of, given.offices, given.names)
    counts = read_weights(ties, weights)
    drawn = _draws(draws, ranges, rng)
    share, limit = _worst(worst, drawn), _limit(time_limit)
    answer = given.solve(
        Question(
            delta=delta,
            bundles=read,
            able=tuple(tuple(price is not None for price in row) for row in costs),
            objective=objective,
            horizon=_horizon(objective, horizon),
            control_loss=_check.probability(_OWNER, "control_loss", control_loss),
            baseline=_check.choice(_OWNER, "baseline", baseline, BASELINES),
            draws=drawn,
        )
    )
    programme = Programme(
        ties=given.ties,
        bundles=tuple(read),
        prices=costs,
        values=tuple(
            {help_: weight * v for help_, v in row.items()}
            for weight, row in zip(counts, answer.values, strict=True)
        ),
        above=given.above,
        offices=fees,
        needs=needs,
    )
    _refuse_huge_sums(programme)
    draft = Plan(
        model=model,
        delta=delta,
        budget=budget,
        bundles=read,
        objective=objective,
        horizon=horizon,
        baseline=baseline,
        control_loss=control_loss,
        weights=counts,
        programme=programme,
        witness=(),
        choice=(0,) * len(given.ties),
        exact=False,
        proven=answer.proven,
        notes=answer.notes,
        answers=answer.answers,
    )
    if share is not None or together(programme) > TOGETHER:
        return _sought(draft, share, limit)
    lists = lists_of(programme)
    choice = best_of(programme, lists, budget)
    return certified(dataclasses.replace(draft, witness=lists, choice=choice))


def _refuse_huge_sums(programme: Programme) -> None:
    """Costs and values are added up in whole numbers of 64 bits."""
    dearest = (max((p for p in row if p is not None), default=0) for row in programme.prices)
    sums: dict[str, Any] = {
        "prices": sum(dearest),
        "offices": sum(programme.offices.values()),
        "weights": sum(max(abs(float(v)) for v in row.values()) for row in programme.values),
    }
    for argument, most in sums.items():
        if most >= LARGEST_SUM:
            rule = "all ties together must stay below 2^60, about 10^18"
            raise errors.RangeError(_OWNER, argument, most, rule, "Choose a larger unit of account")


def _sought(draft: Plan, share: float | None, time_limit: float | None) -> Plan:
    """The plan that lists alone do not choose."""
    each = None if share is None else draft.values_by_draw
    with telling(_OWNER):
        sought = beyond_lists(draft.programme, draft.budget, each, share, time_limit)
    return certified(
        dataclasses.replace(
            draft,
            programme=sought.programme,
            witness=sought.witness,
            choice=sought.choice,
            search=sought.search,
            proven=draft.proven and sought.proven,
            notes=(*draft.notes, *sought.notes),
        )
    )


def _draws(draws: Any, ranges: Any, rng: Any) -> DrawSetting | None:
    if draws is not None:
        draws = _check.integer(_OWNER, "draws", draws, low=1, high=_sizes.DRAWS)
        return DrawSetting(draws, ranges, rng)
    for name, given in (("ranges", ranges), ("rng", rng)):
        if given is not None:
            rule, remedy = "has no meaning without draws", "Leave it out, or pass draws=1000"
            raise errors.NotApplicableError(_OWNER, name, given, rule, remedy)
    return None


def _horizon(objective: str, horizon: Any) -> int | None:
    if horizon is None:
        return None
    if objective != "strong":
        rule, remedy = "is asked of 'strong' alone", "Drop it, or set objective='strong'"
        raise errors.NotApplicableError(_OWNER, "horizon", horizon, rule, remedy)
    return _check.integer(_OWNER, "horizon", horizon, high=_sizes.POINTS)


def _worst(share: Any, draws: DrawSetting | None) -> float | None:
    if share is None:
        return None
    if draws is None:
        rule, remedy = "has no meaning without draws", "Leave it out, or pass draws=1000"
        raise errors.NotApplicableError(_OWNER, "worst", share, rule, remedy)
    _check.above(_OWNER, "worst", share)
    return float(_check.number(_OWNER, "worst", share, high=1))


def _limit(seconds: Any) -> float | None:
    if seconds is None:
        return None
    return float(_check.number(_OWNER, "time_limit", seconds, low=0))


@finds(Plan, "at")
def at(answer: Plan, budget: Any) -> Plan:
    """The plan of another budget, from the same lists."""
    budget = _check.number("Plan.at", "budget", budget, low=0)
    choice = best_of(answer.programme, answer.witness, budget)
    changed, before = dataclasses.replace(answer, budget=budget, choice=choice), answer.certificate

    def check(other: Plan) -> Certificate:
        """Values and lists are those of the plan before."""
        side = certify_choice(other)
        parts = {name: getattr(before, name) for name in _OF_VALUES}
        return extended(side, **parts) if side.ok else side

    return certified(changed, check)


@finds(Plan, "blocks")
def _blocks(answer: Plan) -> list[list[tuple[Corner, PartialPlan]]]:
    """The hull of each block by itself, and the first plan of its ties at each corner."""
    rows = []
    for block, lists in zip(answer.programme.blocks, lists_by_block(answer.programme), strict=True):
        traced, last = Plans(answer.programme, [lists]), lists.points
        hull = hull_of(zip(last.cost.tolist(), last.value.tolist(), strict=True))
        rows.append(
            [
                (corner, {k: choice[k] for k in block.ties})
                for corner, choice in zip(hull, traced.first(hull), strict=True)
            ]
        )
    return rows


@finds(Plan, "regret")
def _regret(answer: Plan) -> FloatArray:
    """How much more the best plan of the budget would bring in each draw than this one."""
    best = best_by_draw(answer.programme, answer.budget, answer.values_by_draw)
    return np.maximum(best - answer.by_draw, 0.0)


@finds(Plan, "plans")
def plans(answer: Plan) -> list[tuple[int, ...]]:
    """The first plan at each point of the frontier."""
    return Plans(answer.programme, answer.witness).first(answer.corners)

"""What a coordinator could do first: single actions on single ties, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _check, errors
from ...common.result import frame_of
from ...planning.arguments import read_bundles
from ...third_parties.results.window import ACTING_TOGETHER
from ...types import Number
from ..uncertain.results import Uncertain

if TYPE_CHECKING:
    import pandas

#: Of what a tie can need, whose ties come first in a ranking.
_NEEDED = {"in both readings": 0, "acting together": 1, "not settled": 1}


def ranking(
    study: Any,
    by: str,
    cost: Mapping[str, Number] | None,
    sure: Uncertain | None,
    baseline: str,
    prices: Mapping[str, Any] | None,
) -> pandas.DataFrame:
    """The table of `Study.priorities`, by its arguments."""
    _check.choice("Study.priorities", "by", by, ("probability", "value"))
    remedy = "Pass for example {'sharing': 2}"
    costs = _check.mapping("Study.priorities", "cost", cost, "actions to costs", remedy, {})
    draws = _check.optional("Study.priorities", "sure", sure, Uncertain)
    if draws is not None and draws.region.records != study.region.records:
        rule, remedy = "is about another region", "Pass what this region's uncertain returned"
        raise errors.NotApplicableError("Study.priorities", "sure", sure, rule, remedy)
    if baseline != ACTING_TOGETHER and by == "probability":
        rule = "no equilibrium is selected among all, which would have a probability"
        remedy = "Rank by='value', or compare with 'acting together'"
        raise errors.NotApplicableError("Study.priorities", "baseline", baseline, rule, remedy)
    if prices is not None:
        for name, given in (("cost", cost), ("sure", sure)):
            remedy = f"Leave out {name} or prices"
            _check.without("Study.priorities", name, given, remedy)
        return _projects(study, prices, by, baseline)
    shares = None if draws is None else draws.ties["decided"].to_numpy()
    actions = study.actions
    if baseline != ACTING_TOGETHER:
        actions = tuple(_beyond(study, action) for action in actions)
    rows = [row for action in actions for row in _rows_with_ranks(study, action, by, costs, shares)]
    for name in costs:
        _check.choice("Study.priorities", "cost", name, [a.name for a in study.actions])
    rows.sort(key=lambda row: row[1])
    columns = ["action", "a", "b", "gain", "cost", "gain_per_cost"]
    frame = frame_of([row for row, _ in rows], columns=columns)
    if note := _equally_good(rows, by):
        frame.attrs["note"] = note
    return frame


def _projects(study: Any, prices: Mapping[str, Any], by: str, baseline: str) -> pandas.DataFrame:
    """The order of projects as money comes in, by the columns of the ranking."""
    region, helper = study.region.replaced(delta=study.delta), study.coordinator
    bundles = None if helper == region.coordinator else read_bundles("priorities", None, helper)
    plan = region.plan(0, prices=prices, bundles=bundles, objective=by, baseline=baseline)
    order = plan.order.rename(columns={"bundle": "action"})
    columns = ["action", "a", "b", "gain", "cost", "gain_per_cost", "total_cost"]
    return order[columns]


def _beyond(study: Any, action: Any) -> Any:
    """What an action brings beyond any equilibrium of governments alone."""
    if action.everywhere:  # its ties are not those of the study
        return action._replace(value=np.full(1, np.nan))
    alone = study.without.founding_value
    more = alone + action.value - np.fmax(study.value_any, alone)
    return action._replace(value=np.maximum(more, 0))


def _rows_with_ranks(
    study: Any, action: Any, by: str, cost: Mapping[str, Number], shares: Any
) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Rows, and by what they are ranked; gains that differ by rounding only are equal."""
    price = float(_check.above("Study.priorities", "cost", cost.get(action.name, 1)))
    if action.everywhere:
        ties, rest = [("", "")], [0]
    else:
        ties = [tie.members for tie in study.region.all_ties]
        rest = [_NEEDED.get(each, len(_NEEDED)) for each in study.needs_coordinator]
    other = action.value if by == "probability" else action.probability
    gains = zip(getattr(action, by).tolist(), other.tolist(), strict=True)
    for k, ((a, b), (gain, more)) in enumerate(zip(ties, gains, strict=True)):
        row = {"action": action.name, "a": a, "b": b, "gain": gain, "cost": price}
        row["gain_per_cost"] = gain / price
        share = 0.0 if shares is None or action.everywhere else shares[k]
        rank = (-round(gain / price, 12), rest[k], -round(more / price, 12), -share)
        yield row, (*rank, a, b, action.name)


def _equally_good(rows: Sequence[tuple[dict[str, Any], tuple[Any, ...]]], by: str) -> str:
    """How many actions gain as much as the first, and what puts them in order."""
    first = [rank for _, rank in rows if rank[0] == rows[0][1][0]]
    if len(first) < 2 or not first[0][0]:
        return ""
    what = {"probability": "the probability of becoming strong", "value": "joint value"}
    one, other = what[by], what["value" if by == "probability" else "probability"]
    return (
        f"{len(first)} actions are equally good by {one}; of them those stand first whose tie "
        "only the coordinator keeps, then those that governments that act together do not keep, "
        f"then those that gain more by {other}"
    )

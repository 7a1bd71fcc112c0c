"""What follows from a study: classes of ties period by period, and what to do first."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import read
from ..core.errors import RangeError
from ..core.numbers import TIE
from ..partnership import CLASSES, Evolution, evolve, evolve_many

if TYPE_CHECKING:
    import pandas

    from .study import Study

#: Up to so many periods are looked ahead.
PERIODS = 10_000
#: What can be asked for, and what it is of a tie.
_FIELDS = {"probability": "probability_strong", "value": "founding_value"}
#: Gains closer than this are as good as each other.
_DIGITS = round(-np.log10(TIE))


def path_of(study: "Study", periods: Any) -> "pandas.DataFrame":
    """See `Study.path`."""
    import pandas

    count = read.integer("Study.path", "periods", periods, 0, PERIODS)
    alone = study.region.partnerships
    governed = [study.coordinator.applied_to(model) for model in alone]
    rows = []
    for side, models in (("without", alone), ("with", governed)):
        each = [list(_ahead(evolve(model, study.region.delta), count)) for model in models]
        for period, ties in enumerate(zip(*each, strict=True)):
            sums = {name: sum(tie[name] for tie in ties) for name in ties[0]}
            rows.append({"coordinator": side, "period": period, **sums})
    return pandas.DataFrame(rows)


def _ahead(answer: Evolution, periods: int) -> Iterator[dict[str, float]]:
    """Chances of the classes of one tie, of its end, and of having been strong, by period."""
    classes = np.array([answer.classes[trust] for trust, _ in answer.states] + ["dissolved"])
    strong = classes == "strong"
    stays = np.where(strong[:, None], np.eye(len(classes)), answer.chain)
    now = ever = answer.initial
    for _ in range(periods + 1):
        chances = {name: float(now[classes == name].sum()) for name in (*CLASSES, "dissolved")}
        yield {**chances, "ever_strong": float(ever[strong].sum())}
        now, ever = now @ answer.chain, ever @ stays


def priorities_of(study: "Study", by: Any, cost: Mapping[str, Any] | None) -> "pandas.DataFrame":
    """See `Study.priorities`."""
    import pandas

    function, helper = "Study.priorities", study.coordinator
    field, prices = _FIELDS[read.choice(function, "by", by, _FIELDS)], dict(cost or {})
    for name in prices:
        read.choice(function, "cost", name, helper.capacities)
    frames = []
    for name in helper.capacities:
        price = read.number(function, f"cost of {name}", prices.get(name, 1), 0)
        if not price:
            raise RangeError(function, f"cost of {name}", price, "must be above 0")
        models = [helper.only([name]).applied_to(model) for model in study.region.partnerships]
        alone = evolve_many(models, study.region.delta)
        gain = getattr(alone, field) - getattr(study.without, field)
        columns = {"gain": gain, "cost": price, "gain_per_cost": gain / price}
        ends = pandas.DataFrame(study.region.numbers.pairs, columns=["a", "b"])
        frames.append(ends.assign(action=name, **columns))
    if not frames:
        return pandas.DataFrame(columns=["action", "a", "b", "gain", "cost", "gain_per_cost"])
    frame = pandas.concat(frames)[["action", "a", "b", "gain", "cost", "gain_per_cost"]]
    order = frame.assign(gain_per_cost=-frame["gain_per_cost"].round(_DIGITS))
    place = order.reset_index(drop=True).sort_values(["gain_per_cost", "a", "b", "action"]).index
    return frame.iloc[place].reset_index(drop=True)

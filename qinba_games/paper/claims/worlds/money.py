"""What a unit of money adds on each level of the case: plans for its provinces and prefectures."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, NamedTuple

from ....common.result import FrameColumns, show
from ....coordinator import Coordinator
from ....hierarchy.hierarchy import Hierarchy, Pair
from ....hierarchy.worlds import can_be_bridge
from ....planning.plan import plan
from ....region.report.budget import FIRST, FURTHER
from ....region.settings import complete
from ... import hierarchy
from ..argument import trusted

#: Both capacities on one pair, at the prices that reports assume.
_PRICE = FIRST + FURTHER
#: What a plan may buy, by name.
PROVINCES, UNDER_ONE, BRIDGES = "among provinces", "under one province", "across a border"
NATIONAL, LINKED = "all but across a border", "all"
BOTH = Coordinator(sharing=True, mediation=0.5)
#: The title of the table of what plans for some pairs of the case buy.
TITLE = "strong pairs of the case in the long run, by what plans may help"
#: More than all pairs cost.
_ENOUGH = 10**4


class LeastSpending(NamedTuple):
    """The cheapest plan of all that bring most."""

    cost: Any
    without: float  #: what pairs are worth if nothing is bought
    value: float
    through: float = 0.0  #: what of the plan's gain pairs would have by help of superiors alone

    @property
    def adds(self) -> float:
        """What the plan adds."""
        return self.value - self.without

    @property
    def by_unit(self) -> float:
        """What a unit of money adds on average."""
        return self.adds / float(self.cost) if self.cost else 0.0


def of_levels(levels: tuple[str, ...] = ("province", "prefecture")) -> Hierarchy:
    """The case without its counties, on whom nothing above them depends but from below."""
    return hierarchy.of_levels(complete({}), levels)


@functools.cache
def bought() -> dict[str, LeastSpending]:
    """What plans buy that may help some pairs alone, by name of these; strong pairs count."""
    case = of_levels()
    provinces = {pair for pair in case.pairs if case.levels[pair] == "province"}
    bridges = {pair for pair in case.pairs if can_be_bridge(case, pair, "three-level")} - provinces
    below = {*case.pairs} - provinces - bridges
    some: dict[str, Iterable[Pair]] = {
        PROVINCES: provinces,
        UNDER_ONE: below,
        BRIDGES: bridges,
        NATIONAL: provinces | below,
        LINKED: case.pairs,
    }
    return {name: _bought(case, pairs) for name, pairs in some.items()}


def _bought(case: Hierarchy, pairs: Iterable[Pair]) -> LeastSpending:
    prices, delta = {"both": dict.fromkeys(pairs, _PRICE)}, complete({})["delta"]
    options: dict[str, Any] = {"prices": prices, "bundles": {"both": BOTH}, "delta": delta}
    solution = trusted(plan(case, _ENOUGH, objective="strong", **options))
    through = float(solution.ties["through"].sum())
    return LeastSpending(solution.cost, float(solution.without), float(solution.value), through)


def table(_: Any) -> FrameColumns:
    """The same, a row for each set of pairs that may be helped."""
    plans = bought()
    return {
        "helped": list(plans),
        "strong without help": [one.without for one in plans.values()],
        "strong with help": [one.value for one in plans.values()],
        "cost": [one.cost for one in plans.values()],
        "added by a unit of money": [one.by_unit for one in plans.values()],
    }


def each_level() -> str:
    """What a unit of money adds on each level, in words."""
    plans = bought()
    levels = (f"{_few(plans[name].by_unit)} {name}" for name in (PROVINCES, UNDER_ONE, BRIDGES))
    return (
        f"in the case, at {show(_PRICE)} a pair, a unit of money adds this many strong pairs in "
        f"the long run: {', '.join(levels)}, {_few(plans[LINKED].by_unit)} on all levels"
    )


def bridge_worth() -> str:
    """What agencies across a border add to a plan without them, in words."""
    plans = bought()
    fewer, more, alone = plans[NATIONAL], plans[LINKED], plans[BRIDGES]
    return (
        f"in the case, at {show(_PRICE)} a pair, a plan without bridges adds {_few(fewer.adds)} "
        f"strong pairs in the long run for {show(fewer.cost)}, bridges beside it "
        f"{_few(more.value - fewer.value)} for {show(more.cost - fewer.cost)}, and bridges alone "
        f"{_few(alone.adds)} for {show(alone.cost)}"
    )


def by_themselves() -> str:
    """How many pairs are strong alone, and what a unit of money adds on all levels, in words."""
    best = bought()[LINKED]
    return (
        f"of {len(of_levels().pairs)} pairs of the case {_few(best.without)} are strong in the "
        f"long run by themselves, and at {show(_PRICE)} a pair a unit of money adds "
        f"{_few(best.by_unit)}"
    )


def leading() -> str:
    """How much of what a plan adds comes of the help of superiors alone, in words."""
    best = bought()[LINKED]
    return (
        f"a plan for all levels of the case adds {_few(best.adds)} strong pairs in the long run, "
        f"of which {_few(best.through)} come of help for superiors alone"
    )


def _few(number: float) -> str:
    return show(number, digits=3)

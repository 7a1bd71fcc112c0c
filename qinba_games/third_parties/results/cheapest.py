"""What the least coordinator costs who makes a partnership strong."""

from __future__ import annotations

from typing import Any

from ...common.result import Result, Table, show
from ...types import Status, frozen
from ..drawing import draw_costs

#: Classes that count as reached.
GOALS = {"strong": ("strong",), "cooperation": ("weak", "strong")}


@frozen
class Bundle:
    """One bundle of capacities at the cheapest levels that do.

    Attributes
    ----------
    capacities : tuple of str
    levels : dict of str to Number
        Level of each capacity of the bundle; empty if no levels do.
    cost : Number
        Infinite if no levels within the limits do.
    """

    capacities: tuple[str, ...]
    levels: dict[str, Any]
    cost: Any

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={show(level)}" for name, level in self.levels.items())
        return f"Bundle({inside or 'none of ' + str(self.capacities)}: cost {show(self.cost)})"


@frozen
class CheapestCoordinator(Result):
    """The least-cost bundle of capacities that reaches a goal.

    Levels are found by search, and `proven` is False; that nothing cheaper does is what `guarantee`
    says; `certificate.unchecked` names bundles that may do with less. Levels of a bundle with one
    graded capacity are known up to the part `tolerance` of its limit. The `evidence` is the
    partnership with that coordinator, or alone.

    Attributes
    ----------
    model : Partnership
    delta : Number
    founding : int
    goal : str
        "strong" or "cooperation", of the founding level.
    costs : dict of str to (Number, Number)
        Fixed cost and cost per unit of every capacity.
    coordinator : Coordinator or None
        The cheapest one; None if no bundle does.
    cost : Number
        What it costs; infinite if no bundle does.
    bundles : tuple of Bundle
        The best levels of every bundle, cheapest first.
    """

    _sources = ("abreu1988",)
    _full = Status.OPTIMAL

    model: Any
    delta: Any
    founding: int
    goal: str
    costs: dict[str, tuple[Any, Any]]
    coordinator: Any
    cost: Any
    bundles: tuple[Bundle, ...]
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept of the equilibrium that reaches the goal."""
        return str(self.evidence.concept)

    plot = draw_costs

    def _table(self) -> Table:
        names = list(self.costs)
        return {
            "bundle": [" + ".join(b.capacities) or "none" for b in self.bundles],
            **{name: [b.levels.get(name) for b in self.bundles] for name in names},
            "cost": [b.cost for b in self.bundles],
        }

    def __repr__(self) -> str:
        if self.coordinator is None:
            return f"CheapestCoordinator(no bundle of {', '.join(self.costs)} does)"
        return f"CheapestCoordinator({self.coordinator!r} costs {show(self.cost)})"


@frozen
class SubsidyBudget(Result):
    """The least conditional subsidy that reaches a goal, and what it costs.

    The `evidence` is the partnership with that subsidy.

    Attributes
    ----------
    model : Partnership
    delta : Number
    founding : int
    goal : str
    subsidy : Number
        Least subsidy per member, in periods in which all contribute; infinite if none does.
    per_period : Number
        Budget for such a period, n times the subsidy.
    expected : Number
        Average discounted outlay per period from the founding on.
    """

    _sources = ("abreu1988",)
    _full = Status.OPTIMAL

    model: Any
    delta: Any
    founding: int
    goal: str
    subsidy: Any
    per_period: Any
    expected: Any
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept of the equilibrium that reaches the goal."""
        return str(self.evidence.concept)

    def _table(self) -> Table:
        return {
            "subsidy per member": [self.subsidy],
            "budget per period": [self.per_period],
            "expected outlay per period": [self.expected],
        }

    def __repr__(self) -> str:
        paid = f"{show(self.per_period)} in all, {show(self.expected)} expected"
        return f"SubsidyBudget({show(self.subsidy)} per member and period: {paid})"

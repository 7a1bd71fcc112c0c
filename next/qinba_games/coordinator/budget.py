"""The least budget of conditional subsidies that makes a partnership strong."""

from functools import partial
from typing import Any

import numpy as np

from ..core import read
from ..core.answer import Answer, Certificate, show
from ..core.errors import NotApplicableError
from ..core.numbers import Numbers
from ..core.value import value
from ..partnership import Evolution, Partnership, evolve, variant
from .cheapest import GOALS, reaches, reaches_goal, unbearable
from .coordinator import Coordinator
from .levels import least_scale


@value
class SubsidyBudget(Answer):
    """What `subsidy_budget` returns: the least subsidy for each member, and what it costs.

    Attributes
    ----------
    subsidy : number
        Per member, in periods in which all contribute; inf if none reaches the goal.
    goal : str
    evolution : Evolution
        With it; without any subsidy if none does.
    """

    subsidy: float
    goal: str
    evolution: Evolution

    notes = (
        "Found by bisection. This assumes that a larger subsidy is enough if a smaller one is.",
    )

    concept = property(lambda self: self.evolution.concept, doc="That of the evolution.")
    complete = property(lambda self: self.evolution.complete, doc="As that of the evolution.")

    @property
    def certificate(self) -> Certificate:
        """That of the evolution; inf if it does not reach the goal."""
        return reaches_goal(self.evolution, self.goal, self.subsidy < np.inf)

    @property
    def per_period(self) -> float:
        """What all get together in a period in which all contribute."""
        return self.evolution.partnership.n_members * self.subsidy

    @property
    def expected(self) -> float:
        """Average discounted outlay per period from the founding on."""
        paid = self.evolution.founding_value - self.evolution.founding_value_net
        return np.inf if self.subsidy == np.inf else float(paid)

    def columns(self) -> dict[str, Any]:
        """One row."""
        return {name: [getattr(self, name)] for name in ("subsidy", "per_period", "expected")}

    def _text(self) -> str:
        if self.subsidy == np.inf:
            return f"no subsidy reaches the goal {self.goal!r}"
        each, all_of_them, spent = map(show, (self.subsidy, self.per_period, self.expected))
        return f"{each} per member and period: {all_of_them} in all, {spent} expected"


def subsidy_budget(
    model: Partnership,
    delta: Any,
    *,
    goal: str = "strong",
    founding: int | None = None,
    coordinator: Coordinator | None = None,
) -> SubsidyBudget:
    """Find the least budget of conditional subsidies that makes a partnership strong.

    Paid to every member in periods in which all contribute, and lost by one that is found out:
    B* = n s* per such period, s* the least subsidy with which the founding trust reaches the goal.

    Parameters
    ----------
    model : Partnership, without a subsidy of its own
    delta : number in [0, 1)
    goal : "strong", or "cooperation" (weak or strong)
    founding : int, in place of the partnership's own
    coordinator : Coordinator with other capacities at work besides

    Raises
    ------
    DiscountError, UnknownNameError, NotApplicableError

    Examples
    --------
    For one relation of equals, s* = c - rho b with rho = delta (1 - friction):

    >>> import qinba_games as qg
    >>> from qinba_games.coordinator import subsidy_budget
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    >>> subsidy_budget(pair, 0.4)
    SubsidyBudget(0.2 per member and period: 0.4 in all, 0.4 expected)
    """
    owner = "subsidy_budget"
    read.choice(owner, "goal", goal, GOALS)
    model, delta = variant(owner, model, founding=founding), read.patience(owner, delta)
    if coordinator is not None:
        if read.kind(owner, "coordinator", coordinator, Coordinator).subsidy != 0:
            rule = "has a subsidy of its own, and the least one is asked for"
            raise NotApplicableError(owner, "coordinator", coordinator, rule)
        model = coordinator.applied_to(model)
    subsidy = _least_subsidy(partial(reaches, model, delta), unbearable(model), goal)
    helper = Coordinator(subsidy=subsidy if subsidy < np.inf else 0)
    evolution = evolve(model, float(delta), coordinator=helper)
    return SubsidyBudget(subsidy, goal, evolution).checked()


def _least_subsidy(enough: Any, most: float, goal: str) -> float:
    def reached(parts: Numbers) -> Numbers:
        helpers = [Coordinator(subsidy=part * most) for (part,) in parts.tolist()]
        return np.asarray(enough(helpers, goal))

    return most * float(least_scale(np.ones((1, 1)), reached)[0])

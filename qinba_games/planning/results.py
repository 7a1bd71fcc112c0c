"""Which ties are helped for a budget, and for every other budget: the result `Plan`."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from typing import Any, ClassVar, cast

import numpy as np

from .. import _check, errors
from ..common import proof as proving
from ..common.concepts import BASELINES, JOINT, VOLUNTARY
from ..common.register import LATER, PROOFS
from ..common.result import FrameColumns, Result, frame_of, show
from ..common.rounded import derived
from ..common.show import many
from ..coordinator import Coordinator
from ..hierarchy.hierarchy import Hierarchy
from ..types import FloatArray, Number, Status, frozen
from .lists import Corner, NumberOfPlans, Project, hull_of, projects_of
from .programme import BlockStage, Programme, fraction, near, total, totals, worst_weights

#: What a plan counts, by its objective.
COUNTED = {
    "kept": "kept",
    "probability": "expected to become strong",
    "strong": "strong",
    "value": "joint value",
}


@frozen
class PlanSearch:
    """How a plan was sought that lists alone do not choose.

    Attributes
    ----------
    share : float or None
        The part of the draws that counts, the worst ones; None: what is counted is one sum.
    weights : array, shape (draws,)
        Of the draws: no plan's worst draws are better on average than the best plan under these
        weights, which the lists show. None of them is above 1 / (share · draws).
    most : Number
        No plan of the budget is worth more, as the solver says.
    """

    share: float | None
    weights: FloatArray
    most: Number


@frozen
class Plan(Result):
    """What a budget buys, and what every other budget would.

    As a table: a row for each tie with its `bundle` ("" if none), the `price`, and its `gain` over
    a plan that helps nobody. In a hierarchy also its level, and of the gain what it would have with
    the help of its superiors alone (`through`) and the rest (`own`).

    Attributes
    ----------
    model : Region or Hierarchy
    delta : Number
    budget : Number
    bundles : mapping of str to Coordinator
    objective : str
    horizon : int or None
    baseline : str
    control_loss : Number
    weights : tuple of Number
        By tie.
    programme : Programme
        What was chosen among, in numbers.
    witness : tuple of BlockStage
        Lists of undominated (cost, value), block after block: what proves all budgets.
    choice : tuple of int
        The bundle of each tie, 0 for none.
    answers : HelpedPairs, HelpedTies or DrawnTies
        What ties are worth follows from these.
    search : Search or None
        How the plan was sought where lists alone do not choose it: for the worst draws, or with
        many offices together. Then values of `programme` and gains of ties are means of the draws
        under its weights, and there is no frontier, order or reason.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> found = region.plan(5, prices={"sharing": 2, "mediation": 2})
    >>> found.ties
       a  b   bundle  price  gain
    0  A  B  sharing      2     1
    >>> found.frontier
       budget  value  helped
    0       0      0       0
    1       2      1       1
    """

    _sources = ("nemhauser1969", "gallo1989")
    _full = Status.OPTIMAL
    _gaps: ClassVar[frozenset[str]] = frozenset({"model"})  # tables of a region may have gaps

    model: Any
    delta: Number
    budget: Number
    bundles: Mapping[str, Coordinator]
    objective: str
    horizon: int | None
    baseline: str
    control_loss: Number
    weights: tuple[Number, ...]
    programme: Programme
    witness: tuple[BlockStage, ...]
    choice: tuple[int, ...]
    answers: Any
    search: PlanSearch | None = None

    @property
    def levels(self) -> tuple[str, ...] | None:
        """The level of each pair of a hierarchy."""
        tree = self.model
        return (
            tuple(tree.levels[pair] for pair in tree.pairs) if isinstance(tree, Hierarchy) else None
        )

    @property
    def concept(self) -> str:
        """The solution concept: of a region those of its ties."""
        if self.levels is None:
            return " or ".join(dict.fromkeys(side.concept for side in self.answers.sides))
        shared = any(bundle.sharing for bundle in self.bundles.values())
        return f"{JOINT} or {VOLUNTARY}" if shared else JOINT

    @property
    def open(self) -> tuple[str, ...]:
        """Values that the check does not find once more."""
        gaps = list[str]()
        if self.baseline != BASELINES[0]:
            gaps.append("what any equilibrium brings")
        values = self.answers
        draws = len(getattr(values, "drawn", ())) - len(getattr(values, "shown", ()))
        if draws:
            gaps.append(f"values in {draws} draws")
        if self.levels is not None:
            gaps.append("pairs of which others are helped otherwise")
        return tuple(gaps)

    @derived
    def unique(self) -> bool | None:
        """Whether no other plan that costs as much brings as much; None where lists do not say."""
        if self.search is not None:
            return None
        point = self.programme.point(self.choice)
        return NumberOfPlans(self.programme, self.witness).at(*point) == 1

    @property
    def _rests_on(self) -> tuple[str, ...]:
        worst = self.search is not None and self.search.share is not None
        return (*self._sources, "rockafellar2000") if worst else self._sources

    @property
    def value(self) -> Number:
        """What all ties are worth under the plan, weighted; of draws that count the mean."""
        return self._worth(self.choice)

    @property
    def without(self) -> Number:
        """What they are worth if nobody is helped."""
        return self._worth(self._nobody)

    def _worth(self, choice: tuple[int, ...]) -> Number:
        if self.search is None or self.search.share is None:
            return self.programme.worth(choice)
        worth = totals(self.values_by_draw, choice)
        return float(worth @ worst_weights(worth, self.search.share))

    @property
    def cost(self) -> Number:
        """What the plan costs, offices included."""
        return self.programme.cost(self.choice)

    @property
    def left(self) -> Number:
        """What is left of the budget."""
        return total([self.budget, -self.cost])

    @property
    def bound(self) -> Number:
        """No plan of this budget brings more."""
        return self.value if self.search is None else max(self.value, self.search.most)

    @property
    def gap(self) -> Number:
        """How much more a plan could still bring: 0 unless a search was cut off."""
        return self.bound - self.value

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices that are open."""
        return self.programme.opened(self.choice)

    @property
    def ties(self) -> Any:
        """One row a tie, as `to_frame`."""
        return self.to_frame()

    @property
    def helped(self) -> Any:
        """The rows of `ties` that are helped."""
        return self.ties[[option > 0 for option in self.choice]]

    @property
    def text(self) -> str:
        """Say what is bought, for how much, and what more money would bring."""
        count = sum(map(bool, self.choice))
        what = f"{many(count, 'tie')} helped for {show(self.cost)}"
        parts = [f"{what} of {show(self.budget)}: {self.counted} {show(self.value)}"]
        alone = {
            BASELINES[0]: "if members act together",
            BASELINES[1]: "if members play any equilibrium, turns included",
        }
        if self.search is not None and self.search.share is not None:
            parts[0] += f" on average in the worst {show(100 * self.search.share)} % of draws"
        parts[0] += f", without help {show(self.without)} {alone[self.baseline]}"
        if self.offices:
            parts.append(f"Offices open: {', '.join(self.offices)}")
        if self.search is not None:
            parts += [f"No plan brings more than {show(self.bound)}"] if self.gap > 0 else []
        elif self.next is None:
            parts.append("No budget brings more")
        else:
            money, gain = self.next
            parts.append(f"{show(money)} more would bring {show(gain)} more")
        if self.unique is False:
            parts.append("Other plans that cost as much bring as much")
        return ". ".join(parts) + "."

    @functools.cached_property
    def corners(self) -> tuple[tuple[int, int], ...]:
        """Cost and value of every point of the frontier, in the units of the programme."""
        self._of_lists("frontier")
        last, points = self.witness[-1].points, list[tuple[int, int]]()
        for cost, value in zip(last.cost.tolist(), last.value.tolist(), strict=True):
            if not points or value > points[-1][1] + near(self.programme, value):
                points.append((cost, value))
        return tuple(points)

    @functools.cached_property
    def _plans(self) -> list[tuple[int, ...]]:
        """The plan at each point of the frontier."""
        return cast("list[tuple[int, ...]]", LATER[Plan, "plans"](self))

    @property
    def frontier(self) -> Any:
        """One row for each budget at which more can be had: `budget`, `value`, ties `helped`.

        From nothing to the least cost of the greatest value, whatever the budget of the plan.
        """
        programme = self.programme
        return frame_of(
            {
                "budget": [programme.cost(choice) for choice in self._plans],
                "value": [programme.worth(choice) for choice in self._plans],
                "helped": [sum(map(bool, choice)) for choice in self._plans],
            }
        )

    @functools.cached_property
    def _projects(self) -> tuple[Project, ...]:
        return projects_of(self.programme, LATER[Plan, "blocks"](self))

    @property
    def order(self) -> Any:
        """What to do first as money comes in: one row a project, a `step` for each corner.

        The concave hull of each tie, or of ties that hang together, is walked, the steepest
        stretch first. In a region the plans at the corners are nested: help is only added, or
        exchanged for dearer help. Between corners no order is right at every budget; what is lost
        by following this one is `order_loss`. In a tree a step may also replace help.
        """
        self._of_lists("order")
        return frame_of(
            {
                "step": [one.step for one in self._projects],
                "a": [self.programme.ties[one.tie][0] for one in self._projects],
                "b": [self.programme.ties[one.tie][1] for one in self._projects],
                "bundle": [self._bundle(one.option) for one in self._projects],
                "office": ["+".join(one.offices) for one in self._projects],
                "cost": [one.cost for one in self._projects],
                "gain": [one.gain for one in self._projects],
                "gain_per_cost": [
                    float(one.gain) / float(one.cost) if one.cost else float("inf")
                    for one in self._projects
                ],
                "total_cost": [one.total_cost for one in self._projects],
                "value": [one.value for one in self._projects],
            }
        )

    @property
    def order_loss(self) -> Number:
        """The most that is lost at any budget by following `order` instead of the best plan."""
        programme, losses = self.programme, list[Number]()
        for choice in self._plans:
            budget, reached = programme.cost(choice), self.without
            for one in self._projects:
                if fraction(one.total_cost) > fraction(budget):
                    break
                reached = max(reached, one.value)
            losses.append(programme.worth(choice) - reached)
        return max([0, *losses])

    @functools.cached_property
    def hull(self) -> tuple[Corner, ...]:
        """Corners of the frontier's concave hull, in the units of the programme."""
        return hull_of(self.corners)

    @property
    def worth(self) -> float:
        """What a unit of money more brings: the slope of the frontier's hull from the budget on."""
        programme, whole = self.programme, fraction(self.budget) * self.programme.money.parts
        for one, other in itertools.pairwise(self.hull):
            if one.cost <= whole < other.cost:
                rise = (other.value - one.value) / programme.gain.parts
                return rise / ((other.cost - one.cost) / programme.money.parts)
        return 0.0

    @property
    def next(self) -> tuple[Number, Number] | None:
        """How much more money would bring more, and how much more; None if none would."""
        programme, whole = self.programme, fraction(self.budget) * self.programme.money.parts
        for choice, (cost, _) in zip(self._plans, self.corners, strict=True):
            if cost > whole:
                more = programme.worth(choice) - self.value
                return total([programme.cost(choice), -self.budget]), more
        return None

    def at(self, budget: Number) -> Plan:
        """Return the plan of another budget; nothing is solved again.

        Parameters
        ----------
        budget : Number

        Raises
        ------
        InputTypeError, RangeError, NotFiniteError
        """
        self._of_lists("at")
        return cast("Plan", LATER[Plan, "at"](self, budget))

    @functools.cached_property
    def by_draw(self) -> FloatArray:
        """What the plan brings in each draw, (draws,)."""
        return totals(self.values_by_draw, self.choice)

    def worst(self, share: float) -> float:
        """Return the mean of the worst draws of the plan; the draw at the edge counts in part.

        Parameters
        ----------
        share : float
            Which part of the draws, in (0, 1].

        Raises
        ------
        RangeError, NotApplicableError

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.plan(2, prices={"sharing": 2}, draws=100, rng=1)
        >>> bool(abs(found.worst(1) - found.by_draw.mean()) < 1e-12)
        True
        """
        share = float(_check.above("Plan.worst", "share", share))
        _check.number("Plan.worst", "share", share, high=1)
        return float(self.by_draw @ worst_weights(self.by_draw, share))

    @functools.cached_property
    def regret(self) -> FloatArray:
        """How much more the best plan of the budget would bring in each draw, (draws,)."""
        return cast("FloatArray", LATER[Plan, "regret"](self))

    def again(self, draws: int, rng: Any = None) -> FloatArray:
        """Return what the same plan brings in new draws, (draws,).

        The value of a plan is optimistic: it was chosen for the draws in which it is counted.

        Parameters
        ----------
        draws : int
        rng : None, int or numpy.random.Generator

        Raises
        ------
        InputTypeError, RangeError, NotApplicableError

        Examples
        --------
        See `worst`.
        """
        self.values_by_draw  # noqa: B018 (refused where there are no draws)
        return cast("FloatArray", LATER[Plan, "again"](self, draws, rng))

    @functools.cached_property
    def values_by_draw(self) -> FloatArray:
        """What each tie is worth by draw and bundle, weighted, (draws, ties, 1 + bundles)."""
        values: FloatArray | None = getattr(self.answers, "values", None)
        if values is None:
            rule, remedy = "this plan knows no draws", "Pass draws to plan"
            raise errors.NotApplicableError("Plan.by_draw", "self", self, rule, remedy)
        return np.asarray(values * np.array(self.weights, dtype=float)[:, None])

    def why(self, a: Any, b: Any) -> TieReason:
        """Say why a tie is helped or not: a `TieReason`.

        Parameters
        ----------
        a, b : name
            In either order.

        Returns
        -------
        TieReason
            `.loss` if the opposite were forced and `.instead`, what would be done then;
            `.entry_price` of each bundle; `.binding`, who would deviate without help; `.text`.

        Raises
        ------
        UnknownNameError

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> found = region.plan(5, prices={"sharing": 2}).why("A", "B")
        >>> found.loss, found.entry_price
        (1, {'sharing': 5.0})
        """
        self._of_lists("why")
        return cast("TieReason", LATER[Plan, "why"](self, a, b))

    def proof(self, path: Any = None) -> dict[str, Any]:
        """Return what anybody needs to check the plan, and the frontier, by hand.

        `scripts/check_proof.py` reads it and needs nothing but Python. The lists are a dual
        solution: after each tie every point of the list before, moved by every option of the tie,
        is dominated by a point of the list after it, and every point is reached by some plan.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it too, as JSON.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
        >>> region = qg.Region.from_matrix(gains, cost=1)
        >>> region.plan(5, prices={"sharing": 2}).proof()["frontier"]
        [[0, 0], [2, 1]]
        """
        self._of_lists("proof")
        return proving.proof_of(self, "plan", PROOFS[Plan](self), path)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the frontier, its hull and the plan; returns the Axes."""
        from .drawing import draw_plan

        return draw_plan(self, ax, **style)

    @property
    def counted(self) -> str:
        """What the plan counts, in words."""
        return COUNTED[self.objective]

    def _of_lists(self, name: str) -> None:
        """Refuse what a plan does not know that lists alone did not choose."""
        if self.search is not None:
            rule = "lists alone do not choose this plan, so that budgets are not known all at once"
            remedy = "Ask plan for each budget, leave worst out, or have fewer offices together"
            raise errors.NotApplicableError(f"Plan.{name}", "self", self, rule, remedy)

    @property
    def _nobody(self) -> tuple[int, ...]:
        return (0,) * len(self.choice)

    def _bundle(self, option: int) -> str:
        return self.programme.bundles[option - 1] if option else ""

    def _table(self) -> FrameColumns:
        programme, rows = self.programme, range(len(self.choice))
        alone = [programme.value(k, self._nobody) for k in rows]
        gains = [programme.value(k, self.choice) - alone[k] for k in rows]
        table: FrameColumns = {
            "a": [a for a, _ in programme.ties],
            "b": [b for _, b in programme.ties],
            "bundle": [self._bundle(option) for option in self.choice],
            "price": [programme.price(k, option) for k, option in enumerate(self.choice)],
            "gain": gains,
        }
        if self.levels is None:
            return table
        through = []
        for k in rows:
            *over, _ = programme.help_of(k, self.choice)
            through.append(programme.values[k][(*over, 0)] - alone[k])
        own = [gain - part for gain, part in zip(gains, through, strict=True)]
        return {"level": [*self.levels], **table, "own": own, "through": through}

    def __repr__(self) -> str:
        every = many(len(self.choice), "tie")
        if {*self.weights} != {1}:
            every = f"{show(total(self.weights))} by weight"
        what = {"kept": f"{show(self.value)} of {every}"}
        number = f"{self.counted} {what.get(self.objective, show(self.value))}"
        spent = f"{show(self.cost)} of {show(self.budget)}"
        return f"Plan({number} for {spent}; without {show(self.without)})"


@frozen
class TieReason:
    """Why a plan helps a tie, or does not.

    Attributes
    ----------
    tie : (name, name)
    helped : bool
    bundle : str
        "" if none.
    price : Number
    gain : Number
        Over nobody helped.
    loss : Number
        The value that is lost if the opposite is forced; infinite if it cannot be paid.
    instead : tuple of (name, name, str, str)
        What that plan does otherwise: a tie, its bundle now and then.
    entry_price : dict of str to float
        For each bundle the greatest own price, offices and others as they are, at which some best
        plan gives it to this tie; NaN if at none.
    binding : (name, Number) or None
        Who gains most by a deviation if both contributed everywhere without a coordinator, and how
        much; None if nobody does, and in a hierarchy.
    """

    tie: tuple[Any, Any]
    helped: bool
    bundle: str
    price: Number
    gain: Number
    loss: Number
    instead: tuple[tuple[Any, Any, str, str], ...]
    entry_price: dict[str, float]
    binding: tuple[Any, Number] | None

    @property
    def text(self) -> str:
        """The same in sentences; of bundles those that are worth a price."""
        a, b = self.tie
        parts = [f"{a}\u2013{b} gets {self.bundle} for {show(self.price)}" if self.helped else ""]
        parts[0] = parts[0] or f"{a}\u2013{b} is not helped"
        if self.helped:
            parts[0] += f", which gains {show(self.gain, digits=3)}"
        other = "Without help" if self.helped else "If it had to be helped,"
        if self.loss == math.inf:
            parts.append("No plan of this budget helps it")
        elif self.loss <= 0:
            parts.append(f"{other} nothing would be lost")
        else:
            parts.append(f"{other} {show(self.loss, digits=3)} would be lost")
        if self.binding is not None:
            name, most = self.binding
            alone = "If both always contributed without help"
            parts.append(f"{alone}, {name} would gain {float(most):.2f} by a deviation")
        known = {name: price for name, price in self.entry_price.items() if price > 0}
        if known:
            bundles = (f"{name} at a price of up to {show(price)}" for name, price in known.items())
            parts.append(f"It could get {', '.join(bundles)}")
        return ". ".join(parts) + "."

    def __repr__(self) -> str:
        return f"TieReason({self.text})"

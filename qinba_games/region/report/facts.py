"""What a report is about, as plain values: of each tie, of all draws, of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...types import FloatArray, Number, frozen
from ..study.superiors import Superiors
from ..uncertain.sensitivity import Index
from .words import FEW


@frozen
class BudgetPlan:
    """What one budget buys."""

    budget: Number  #: The least budget that keeps so many ties.
    kept: Number
    helped: Mapping[int, tuple[str, Number]]  #: By number of the tie, the bundle and its price.
    classes: tuple[str, ...]  #: Of every tie under the plan.
    more: tuple[Number, Number] | None  #: How much more money keeps more ties, and how many.
    #: Ties kept under this plan, and how many more than without help: 5, 50 and 95 per cent
    #: of draws.
    range: _LowMiddleHigh | None
    adds: _LowMiddleHigh | None


@frozen
class Budget:
    """Every budget, and what three of them buy."""

    prices: Mapping[str, Number]  #: By bundle, on every tie.
    #: Budgets at which more is kept, and how many ties.
    frontier: tuple[tuple[Number, Number], ...]
    plans: tuple[BudgetPlan, ...]
    #: What keeps each tie: the cheapest bundle, 0 if none is needed; None: no bundle.
    price: tuple[Number | None, ...]
    draws: int  #: In so many plans were counted; 0: in none.
    #: The most that is lost at any budget by doing first what gains most for its price.
    order_loss: Number

    @property
    def without(self) -> Number:
        """Ties kept for nothing."""
        return self.frontier[0][1]

    @property
    def middle(self) -> BudgetPlan:
        """What half of what all costs buys, or the least budget above it that buys more."""
        return next(one for one in self.plans if one.budget >= self.all[0] / 2)

    @property
    def all(self) -> tuple[Number, Number]:
        """The least budget that keeps as many as can be, and how many."""
        return self.frontier[-1]


@frozen
class HandedOver:
    """When help may end: how many ties have each verdict of `hand_over`."""

    counts: Mapping[str, int]
    #: Of these, ties that begin alone if members play any equilibrium, turns included.
    turns: Mapping[str, int] | None
    ranges: Mapping[str, tuple[int, int, int]] | None  #: 5, 50 and 95 per cent of draws.
    draws: int  #: In so many; 0: in none.


#: Ties that governments may keep alone in some equilibrium.
ALONE = ("no", "acting together", "not settled")
_FloatSpans = tuple[tuple[float, float], ...]
#: A piece of the scale of patience with one class.
Piece = tuple[float, float, str]
#: 5, 50 and 95 per cent of draws.
_LowMiddleHigh = tuple[float, float, float]


def nine_of_ten(values: Any) -> _LowMiddleHigh:
    """5, 50 and 95 per cent of what was found in draws."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf").tolist()
    return float(low), float(middle), float(high)


class Curve(NamedTuple):
    """A probability by period, with its name, and "with", "without" or with "other" before it."""

    name: str
    kind: str
    values: Sequence[float]


class SettingEstimate(NamedTuple):
    """A setting that records say something of."""

    setting: str
    value: str
    low: str
    high: str
    records: str


class CountRange(NamedTuple):
    """Counts while one assumption moves: the least, at the assumed value, and the most."""

    low: int
    here: int
    high: int


@frozen
class TieFacts:
    """One tie, without and with the coordinator."""

    members: tuple[str, str]  #: Names as tables have them.
    name: str  #: Both, short, with a dash.
    across: bool  #: Whether the two belong to different groups.
    where: str  #: What is said under the name.
    trust: int  #: Founding trust.
    classes: tuple[str, str]
    needs: str  #: Whether it needs the coordinator, in either reading; "" if that was not asked.
    #: Share of draws in which only the coordinator keeps it, in both readings.
    decided: float | None
    sure: tuple[float, float] | None  #: Share of draws that have the class shown, without and with.
    #: Of becoming strong: how probable, and expected periods.
    probability: tuple[float, float]
    time: tuple[float, float]
    why: str  #: What binds, in words.
    window: _FloatSpans  #: Patience at which the coordinator decides.
    #: Pieces of patience with one class, without and with.
    strips: tuple[tuple[Piece, ...], tuple[Piece, ...]]

    @property
    def only(self) -> bool:
        """Whether only the coordinator keeps it, also where governments take turns."""
        return self.needs == "in both readings"

    def holds_above(self, delta: float) -> bool:
        """Whether more patience than that would do with the coordinator."""
        return any(low > delta and name in ("weak", "strong") for low, _, name in self.strips[1])

    @property
    def added(self) -> bool:
        """Whether it is kept with the coordinator and not without."""
        before, after = (each in ("weak", "strong") for each in self.classes)
        return after and not before


class CountQuantile(NamedTuple):
    """A quantile of a count ("without", "with", "added"), and an interval around it."""

    of: str
    level: float
    quantile: float
    low: float
    high: float


@frozen
class Decides:
    """How much of the spread of each count one assumption has a part in: total indices."""

    settings: tuple[str, ...]  #: One, or those that are bound to each other.
    without: Index
    helped: Index
    added: Index


class StrictDraws(NamedTuple):
    """Some of the draws where governments alone may play any equilibrium: turns included."""

    made: int  #: How many draws.
    alone: _LowMiddleHigh  #: Ties that they keep alone.
    only: _LowMiddleHigh  #: Ties that only the coordinator keeps.
    helps: float  #: Share of draws in which there are such ties.

    @property
    def enough(self) -> bool:
        """Whether shares of the draws are worth saying."""
        return self.made >= FEW


@frozen
class Draws:
    """What is found when assumptions move together."""

    count: int  #: How many draws.
    settings: tuple[str, ...]  #: What was moved that some tie uses.
    #: Ties kept: 5, 50 and 95 per cent of draws.
    without: _LowMiddleHigh
    helped: _LowMiddleHigh
    added: _LowMiddleHigh
    helps: float  #: Share of draws in which the coordinator adds ties.
    strict: StrictDraws | None = None  #: The same, where governments may take turns.
    hurts: float  #: Share of draws in which it loses some.
    #: How far each of these quantiles may be off because draws are few.
    known: tuple[CountQuantile, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether shares of the draws are worth saying."""
        return self.count >= FEW


@frozen
class WhatIf:
    """Ties kept while one assumption moves alone."""

    setting: str
    tried: str
    without: CountRange
    helped: CountRange
    added: CountRange


@frozen
class FocalTie:
    """The tie that is looked at closely."""

    name: str
    outlooks: tuple[str, str]  #: How it goes without and with the coordinator, in words.
    classes: tuple[tuple[str, ...], tuple[str, ...]]  #: Of each level of trust.
    moves: tuple[FloatArray, FloatArray]  #: Chance per period from level to level, and to the end.
    curves: tuple[Curve, ...]
    reading: tuple[str, ...]  #: What to read from them, in sentences.


@frozen
class Facts:
    """Everything that the common parts of a report say."""

    place: str  #: What the page is about, above its headline.
    #: Governments, as tables have them and as a map shows them, and the group of each.
    full_names: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    above: tuple[bool, ...]  #: Whether others stand below each government.
    #: In degrees; NaN where unknown.
    latitude: FloatArray
    longitude: FloatArray
    pairs: tuple[tuple[int, int], ...]  #: Members of each tie, by number.
    ties: tuple[TieFacts, ...]
    counts: tuple[Mapping[str, int], Mapping[str, int]]  #: Ties of each class, without and with.
    delta: float
    cost: float
    does: tuple[str, ...]  #: What the coordinator does.
    steps: int  #: Steps of patience that were looked at for windows.
    #: Rows of the table of settings: setting, value, meaning; those that are estimated first.
    settings: tuple[Mapping[str, Any], ...]
    estimated: tuple[SettingEstimate, ...] = ()
    #: What the table of ties gives itself, and for how many ties.
    given: tuple[tuple[str, int], ...] = ()
    unused: tuple[str, ...] = ()  #: Settings that no tie uses.
    draws: Draws | None = None
    #: The region on its levels, if its table of governments names parents.
    superiors: Superiors | None = None
    #: Which assumption decides when all move together; empty if that was not asked.
    decides: tuple[Decides, ...] = ()
    base: int = 0  #: Points from which that was found.
    what_if: tuple[WhatIf, ...] = ()
    #: Expected ties in each class by period, without and with; strong first.
    paths: tuple[FloatArray, FloatArray] | None = None
    focal_tie: FocalTie | None = None
    budget: Budget | None = None  #: What money buys at assumed prices.
    ends: HandedOver | None = None  #: When help may end.
    concepts: tuple[str, str] = ("", "")  #: Solution concepts without and with.

    @property
    def illustrative(self) -> bool:
        """Whether payoffs are assumed: what contributing costs, or what it brings."""
        return not {"benefit", "cost"} <= {one.setting for one in self.estimated}

    @property
    def kept(self) -> tuple[int, int]:
        """Ties kept without and with the coordinator."""
        without, with_help = (each["weak"] + each["strong"] for each in self.counts)
        return without, with_help

    @property
    def alone(self) -> int | None:
        """Ties in which somebody contributes alone in some equilibrium; None if not asked."""
        needs = [tie.needs for tie in self.ties]
        return None if "" in needs else sum(each in ALONE for each in needs)

    @property
    def only(self) -> int:
        """Ties that only the coordinator keeps, in both readings."""
        return sum(tie.only for tie in self.ties)

    def range_alone(self) -> tuple[float, float, float, float] | None:
        """As `range`, of the ties that governments keep alone in some equilibrium."""
        if self.draws is None or self.draws.strict is None or self.alone is None:
            return None
        low, middle, high = self.draws.strict.alone
        return low, self.alone, high, middle

    def range(self, side: int) -> tuple[float, float, float, float] | None:
        """Ties kept in nine draws of ten: low, as assumed, high, and in the middle draw."""
        if self.draws is None:
            return None
        low, middle, high = (self.draws.without, self.draws.helped)[side]
        return low, self.kept[side], high, middle

"""What a report says of money and of the end of help, as plain values."""

from __future__ import annotations

from collections.abc import Mapping

from ...types import Number, frozen

Range = tuple[float, float, float]


@frozen
class Bought:
    """What one budget buys.

    Attributes
    ----------
    budget, kept : Number
        The least budget that keeps so many ties.
    helped : mapping of int to (str, Number)
        By number of the tie, the bundle and its price.
    classes : tuple of str
        Of every tie under the plan.
    more : (Number, Number) or None
        How much more money keeps more ties, and how many.
    range, adds : (float, float, float) or None
        Ties kept under this plan, and how many more than without help: 5, 50 and 95 per cent of
        draws.
    """

    budget: Number
    kept: Number
    helped: Mapping[int, tuple[str, Number]]
    classes: tuple[str, ...]
    more: tuple[Number, Number] | None
    range: Range | None
    adds: Range | None


@frozen
class Budget:
    """Every budget, and what three of them buy.

    Attributes
    ----------
    prices : mapping of str to Number
        By bundle, on every tie.
    frontier : tuple of (Number, Number)
        Budgets at which more is kept, and how many ties.
    plans : tuple of Bought
    price : tuple of (Number or None)
        What keeps each tie: the cheapest bundle, 0 if none is needed; None: no bundle.
    draws : int
        In so many plans were counted; 0: in none.
    order_loss : Number
        The most that is lost at any budget by doing first what gains most for its price.
    """

    prices: Mapping[str, Number]
    frontier: tuple[tuple[Number, Number], ...]
    plans: tuple[Bought, ...]
    price: tuple[Number | None, ...]
    draws: int
    order_loss: Number

    @property
    def without(self) -> Number:
        """Ties kept for nothing."""
        return self.frontier[0][1]

    @property
    def middle(self) -> Bought:
        """What half of what all costs buys, or the least budget above it that buys more."""
        return next(one for one in self.plans if one.budget >= self.all[0] / 2)

    @property
    def all(self) -> tuple[Number, Number]:
        """The least budget that keeps as many as can be, and how many."""
        return self.frontier[-1]


@frozen
class HandedOver:
    """When help may end: how many ties have each verdict of `hand_over`.

    Attributes
    ----------
    counts : mapping of str to int
    turns : mapping of str to int, or None
        Of these, ties that begin alone if members play any equilibrium, turns included.
    ranges : mapping of str to (int, int, int), or None
        5, 50 and 95 per cent of draws.
    draws : int
        In so many; 0: in none.
    """

    counts: Mapping[str, int]
    turns: Mapping[str, int] | None
    ranges: Mapping[str, tuple[int, int, int]] | None
    draws: int

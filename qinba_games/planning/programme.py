"""What a plan chooses among, in numbers alone: ties, what each bundle costs and brings, offices.

And lists of undominated (cost, value), and how one was made from another: what proves a plan.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..types import FloatArray, IntArray, Number, frozen

#: What all whole numbers of one programme stay below, sums included; half of it for each kind.
_MOST = 2**61
LARGEST_SUM = _MOST // 2
#: How many offices that hang together are opened in all combinations.
TOGETHER = 12
#: Values that differ by less are equal, relative to what is above 1.
NEAR = Fraction(1, 10**9)

#: Of a tie and everything above it, the highest first: which bundle, 0 for none.
Help = tuple[int, ...]


@frozen
class Programme:
    """Ties, each with some bundles or none, and offices that are paid once."""

    ties: tuple[tuple[Any, Any], ...]
    bundles: tuple[str, ...]  #: Bundle 1, 2, ...; 0 is none.
    #: By tie and bundle; None where it is not to be had.
    prices: tuple[tuple[Number | None, ...], ...]
    #: By tie: what it is worth by its own help and that of everything above it, weighted.
    values: tuple[Mapping[Help, Number], ...]
    above: tuple[int | None, ...]  #: The tie whose help changes what this one is worth.
    offices: Mapping[str, Number]  #: What opening each costs.
    needs: tuple[tuple[str, ...], ...]  #: The offices without which a tie is not helped.
    #: Ties that have some of their bundles, or none (0), alone.
    only: Mapping[int, tuple[int, ...]] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def below(self) -> tuple[tuple[int, ...], ...]:
        """The ties right below each."""
        children: list[list[int]] = [[] for _ in self.ties]
        for k, over in enumerate(self.above):
            if over is not None:
                children[over].append(k)
        return tuple(map(tuple, children))

    @functools.cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What hangs together: a tie with all below it, and whatever shares an office with it."""
        label = [*range(len(self.ties))]

        def root(k: int) -> int:
            while label[k] != k:
                k = label[k]
            return k

        first: dict[str, int] = {}
        for k, over in enumerate(self.above):
            others = [] if over is None else [over]
            others += [first.setdefault(name, k) for name in self.charged[k]]
            for other in others:
                low, high = sorted((root(k), root(other)))
                label[high] = low
        members: dict[int, list[int]] = {}
        for k in range(len(self.ties)):
            members.setdefault(root(k), []).append(k)
        return tuple(
            Block(
                ties=tuple(some),
                roots=tuple(k for k in some if self.above[k] is None),
                offices=tuple(
                    name for name in self.offices if any(name in self.charged[k] for k in some)
                ),
            )
            for some in members.values()
        )

    @functools.cached_property
    def charged(self) -> tuple[frozenset[str], ...]:
        """The offices that each tie needs and that are not free."""
        return tuple(frozenset(n for n in names if self.offices[n]) for names in self.needs)

    def options(self, k: int, open_: frozenset[str]) -> list[int]:
        """Which bundles a tie can have while these offices are open; none comes first."""
        able = open_ >= self.charged[k]
        every = [
            0,
            *(o + 1 for o, price in enumerate(self.prices[k]) if able and price is not None),
        ]
        return [option for option in every if option in self.only.get(k, every)]

    def price(self, k: int, option: int) -> Number:
        """What a bundle costs on a tie."""
        cost = 0 if option == 0 else self.prices[k][option - 1]
        if cost is None:
            raise ValueError(f"bundle {option} is not to be had on tie {k}")
        return cost

    def help_of(self, k: int, choice: tuple[int, ...]) -> Help:
        """The bundles of a tie and of what is above it under a plan."""
        over = self.above[k]
        return (*(() if over is None else self.help_of(over, choice)), choice[k])

    def value(self, k: int, choice: tuple[int, ...]) -> Number:
        """What a tie is worth under a plan."""
        return self.values[k][self.help_of(k, choice)]

    def opened(self, choice: tuple[int, ...]) -> tuple[str, ...]:
        """The offices that a plan needs."""
        used = {name for k, option in enumerate(choice) if option for name in self.needs[k]}
        return tuple(name for name in self.offices if name in used)

    def cost(self, choice: tuple[int, ...]) -> Number:
        """What a plan costs, offices included."""
        prices = [self.price(k, option) for k, option in enumerate(choice)]
        return total([*prices, *(self.offices[name] for name in self.opened(choice))])

    def worth(self, choice: tuple[int, ...]) -> Number:
        """What all ties are worth under a plan."""
        values = [self.value(k, choice) for k in range(len(self.ties))]
        return math.fsum(values) if any(isinstance(v, float) for v in values) else sum(values)

    def point(self, choice: tuple[int, ...]) -> tuple[int, int]:
        """What a plan costs and brings, in whole units."""
        money, gain = self.money.whole, self.gain.whole
        cost = sum(money(self.price(k, option)) for k, option in enumerate(choice))
        cost += sum(money(self.offices[name]) for name in self.opened(choice))
        return cost, sum(gain(self.value(k, choice)) for k in range(len(choice)))

    @functools.cached_property
    def money(self) -> _Unit:
        """The unit in which costs are whole numbers."""
        prices = [[p for p in row if p is not None] for row in self.prices]
        prices.append([sum(self.offices.values())])
        most = sum(max(row, default=0) for row in prices)
        return _Unit.of([*itertools.chain(*prices), *self.offices.values()], most)

    def payable(self, budget: Number) -> int:
        """A budget in whole units of money."""
        return math.floor(fraction(budget) * self.money.parts)

    @functools.cached_property
    def gain(self) -> _Unit:
        """The unit in which values are whole numbers."""
        sizes = [[abs(fraction(v)) for v in row.values()] for row in self.values]
        return _Unit.of([*itertools.chain(*sizes)], sum(map(max, sizes)), digits=12)


@frozen
class Block:
    """Ties that hang together."""

    ties: tuple[int, ...]
    roots: tuple[int, ...]  #: Those with nothing above them.
    offices: tuple[str, ...]

    def openings(self) -> list[frozenset[str]]:
        """Every set of its offices, the empty one first."""
        sizes = range(len(self.offices) + 1)
        return [frozenset(some) for n in sizes for some in itertools.combinations(self.offices, n)]


@frozen
class _Unit:
    """A unit of account: `parts` of it are one."""

    parts: int
    exact: bool  #: Whether every number is a whole number of units as it is written.

    @classmethod
    def of(cls, numbers: Iterable[Number], most: Number, digits: int = 18) -> _Unit:
        """The unit of some numbers whose sums stay below `most`; decimals are what they show."""
        ratios = [fraction(number) for number in {*numbers}]
        most = fraction(most)
        parts = math.lcm(*(ratio.denominator for ratio in ratios))
        if parts <= 10**digits and parts * most < _MOST:
            return cls(parts=parts, exact=True)
        while digits > 0 and 10**digits * most >= _MOST:
            digits -= 1
        return cls(parts=10 ** min(digits, 12), exact=False)

    def whole(self, number: Number) -> int:
        """A number in units, rounded."""
        return round(fraction(number) * self.parts)


def fraction(number: Number) -> Fraction:
    """A number as it is written: 0.1 is a tenth."""
    return Fraction(repr(float(number))) if isinstance(number, float) else Fraction(number)


def total(numbers: Iterable[Number]) -> Number:
    """A sum of prices; floats are what they show."""
    given = [*numbers]
    if any(isinstance(number, float) for number in given):
        return float(sum(map(fraction, given)))
    return sum(given)


def near(programme: Programme, units: int) -> int:
    """How far values may differ and be equal, in units of value."""
    parts = programme.gain.parts
    return int(NEAR * max(parts, abs(int(units))))


class Points(NamedTuple):
    """Undominated points: the cost rises, and so does the value."""

    cost: IntArray
    value: IntArray

    @classmethod
    def one(cls, cost: int, value: int) -> Points:
        """A list of one point."""
        return cls(np.array([cost], dtype=np.int64), np.array([value], dtype=np.int64))


class ListStep(NamedTuple):
    """What was added, and the list after it."""

    item: Item
    points: Points


class TieOption(NamedTuple):
    """One option of a tie, and what is below it then."""

    option: int
    start: Points
    steps: tuple[ListStep, ...]

    @property
    def points(self) -> Points:
        """The list of this way."""
        return self.steps[-1].points if self.steps else self.start


class Item(NamedTuple):
    """The list of a tie and of all below it, under some help of what is above."""

    tie: int
    above: Help
    ways: tuple[TieOption, ...]
    points: Points


class Opening(NamedTuple):
    """What is added to the list while these offices are open."""

    offices: frozenset[str]
    start: Points
    steps: tuple[ListStep, ...]

    @property
    def points(self) -> Points:
        """The list while these offices are open."""
        return self.steps[-1].points if self.steps else self.start


class BlockStage(NamedTuple):
    """The list after the ties of one block."""

    openings: tuple[Opening, ...]
    points: Points


def worst_weights(worth: FloatArray, share: float) -> FloatArray:
    """Weights of draws in the mean of the worst of them; the draw at the edge counts in part."""
    parts = np.empty(len(worth))
    order = np.argsort(worth, kind="stable")
    parts[order] = np.clip(share * len(worth) - np.arange(len(worth)), 0, 1)
    return np.asarray(parts / parts.sum())


def totals(values: FloatArray, choice: tuple[int, ...]) -> FloatArray:
    """What a plan is worth in each draw."""
    return np.asarray(values[:, np.arange(len(choice)), np.array(choice)].sum(axis=1))

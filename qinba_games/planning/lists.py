"""What lists of undominated points say: their concave hulls, and how many plans reach a point."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..types import BoolArray, Number
from .programme import BlockStage, Item, ListStep, Points, Programme, total


class Corner(NamedTuple):
    """A corner of a concave hull, in whole units."""

    cost: int
    value: int


class Project(NamedTuple):
    """One tie that gets help, or other help than before."""

    step: int
    tie: int
    option: int
    offices: tuple[str, ...]  #: opened with it
    cost: Number
    gain: Number
    total_cost: Number
    value: Number


#: A plan of some ties: the bundle of each.
PartialPlan = dict[int, int]


def hull_of(points: Iterable[tuple[int, int]]) -> tuple[Corner, ...]:
    """Corners of the concave hull of a list; collinear points are none."""
    corners: list[Corner] = []
    for point in points:
        here = Corner(*point)
        while len(corners) > 1 and not _bends(corners[-2], corners[-1], here):
            corners.pop()
        corners.append(here)
    return tuple(corners)


def _bends(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether the slope falls at b."""
    return (b.value - a.value) * (c.cost - b.cost) > (c.value - b.value) * (b.cost - a.cost)


def projects_of(
    programme: Programme, blocks: Sequence[Sequence[tuple[Corner, PartialPlan]]]
) -> tuple[Project, ...]:
    """The order of projects, from the hull of each block and the plans at its corners."""
    steps = [
        (Fraction(after.value - before.value, after.cost - before.cost), after, before, part)
        for corners in blocks
        for (before, _), (after, part) in itertools.pairwise(corners)
    ]
    steps.sort(key=lambda step: (-step[0], step[1].cost - step[2].cost, min(step[3])))
    choice, projects = [0] * len(programme.ties), list[Project]()
    for number, (*_, part) in enumerate(steps, 1):
        projects += _rows(programme, number, choice, part)
    return tuple(projects)


def _rows(programme: Programme, number: int, choice: list[int], part: PartialPlan) -> list[Project]:
    """The projects of one step, superiors first, then what gains most per price."""
    changed = [k for k, option in part.items() if option != choice[k]]

    def rank(k: int) -> tuple[int, float, int]:
        now, then = list(choice), list(choice)
        then[k] = part[k]
        gain = programme.value(k, tuple(then)) - programme.value(k, tuple(now))
        price = float(programme.price(k, part[k])) - float(programme.price(k, choice[k]))
        return len(programme.help_of(k, tuple(now))), -float(gain) / max(price, 1e-12), k

    rows = []
    before = tuple(choice)
    for k in sorted(changed, key=rank):
        choice[k] = part[k]
        now = tuple(choice)
        opened = [name for name in programme.opened(now) if name not in programme.opened(before)]
        cost, value = programme.cost(now), programme.worth(now)
        rows.append(
            Project(
                step=number,
                tie=k,
                option=part[k],
                offices=tuple(opened),
                cost=total([cost, -programme.cost(before)]),
                gain=total([value, -programme.worth(before)]),
                total_cost=cost,
                value=value,
            )
        )
        before = now
    return rows


#: How many plans reach each (cost, value).
_Multiplicities = Counter[tuple[int, int]]


class NumberOfPlans:
    """Lists read backwards: what is undominated is made of undominated parts alone."""

    def __init__(self, programme: Programme, stages: Sequence[BlockStage]) -> None:
        self.programme, self.stages = programme, stages
        self._known: dict[tuple[int, int], int] = {}

    def at(self, cost: int, value: int) -> int:
        """How many plans cost and bring so much; 0 if it is no point of the last list."""
        ways = _Multiplicities({(cost, value): 1})
        for stage in reversed(self.stages):
            before = _Multiplicities()
            for one in stage.openings:
                fee = sum(
                    self.programme.money.whole(self.programme.offices[name]) for name in one.offices
                )
                for (paid, worth), count in self._back(one.start, one.steps, ways).items():
                    before[paid - fee, worth] += count
            ways = before
        return ways[0, 0]

    def _back(
        self, start: Points, steps: Sequence[ListStep], ways: _Multiplicities
    ) -> _Multiplicities:
        """From points after the last step to those before the first."""
        lists = [start, *(step.points for step in steps)]
        ways = _Multiplicities(
            {point: count for point, count in ways.items() if _on(lists[-1], *point)}
        )
        for before, step in zip(lists[-2::-1], reversed(steps), strict=True):
            counts = _Multiplicities()
            for (cost, value), count in ways.items():
                rests = cost - step.item.points.cost, value - step.item.points.value
                for place in np.flatnonzero(_on(before, *rests)).tolist():
                    rest = int(rests[0][place]), int(rests[1][place])
                    counts[rest] += count * self._of(step.item, place)
            ways = counts
        return ways

    def _of(self, item: Item, place: int) -> int:
        """How many plans of a tie and all below it reach a point of their list."""
        key = id(item), place
        if key not in self._known:
            end = _Multiplicities(
                {(int(item.points.cost[place]), int(item.points.value[place])): 1}
            )
            self._known[key] = sum(
                self._back(way.start, way.steps, end).total() for way in item.ways
            )
        return self._known[key]


def _on(points: Points, cost: Any, value: Any) -> BoolArray:
    """Which of some points are on a list."""
    at = np.searchsorted(points.cost, cost, side="right") - 1  # -1: cheaper than all
    return np.asarray((points.cost[at] == cost) & (points.value[at] == value))

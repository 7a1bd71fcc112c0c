"""How many plans reach a point of the last list: whether a plan is the only one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..types import BoolArray
from .programme import Item, Points, Programme, Stage, Step

#: How many plans reach each (cost, value).
Ways = Counter[tuple[int, int]]


class NumberOfPlans:
    """Lists read backwards: what is undominated is made of undominated parts alone."""

    def __init__(self, programme: Programme, stages: Sequence[Stage]) -> None:
        self.programme, self.stages = programme, stages
        self._known: dict[tuple[int, int], int] = {}

    def at(self, cost: int, value: int) -> int:
        """How many plans cost and bring so much; 0 if it is no point of the last list."""
        ways = Ways({(cost, value): 1})
        for stage in reversed(self.stages):
            before = Ways()
            for one in stage.openings:
                fee = sum(
                    self.programme.money.whole(self.programme.offices[name]) for name in one.offices
                )
                for (paid, worth), count in self._back(one.start, one.steps, ways).items():
                    before[paid - fee, worth] += count
            ways = before
        return ways[0, 0]

    def _back(self, start: Points, steps: Sequence[Step], ways: Ways) -> Ways:
        """From points after the last step to those before the first."""
        lists = [start, *(step.points for step in steps)]
        ways = Ways({point: count for point, count in ways.items() if _on(lists[-1], *point)})
        for before, step in zip(lists[-2::-1], reversed(steps), strict=True):
            found = Ways()
            for (cost, value), count in ways.items():
                rests = cost - step.item.points.cost, value - step.item.points.value
                for place in np.flatnonzero(_on(before, *rests)).tolist():
                    rest = int(rests[0][place]), int(rests[1][place])
                    found[rest] += count * self._of(step.item, place)
            ways = found
        return ways

    def _of(self, item: Item, place: int) -> int:
        """How many plans of a tie and all below it reach a point of their list."""
        key = id(item), place
        if key not in self._known:
            end = Ways({(int(item.points.cost[place]), int(item.points.value[place])): 1})
            self._known[key] = sum(
                self._back(way.start, way.steps, end).total() for way in item.ways
            )
        return self._known[key]


def _on(points: Points, cost: Any, value: Any) -> BoolArray:
    """Which of some points are on a list."""
    at = np.searchsorted(points.cost, cost, side="right") - 1  # -1: cheaper than all
    return np.asarray((points.cost[at] == cost) & (points.value[at] == value))

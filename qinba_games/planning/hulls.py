"""Concave hulls of lists, and the order of projects that walks them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from ..types import Number
from .programme import Programme, total


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
Part = dict[int, int]


def hull_of(points: Iterable[tuple[int, int]]) -> tuple[Corner, ...]:
    """Corners of the concave hull of a list; collinear points are none."""
    found: list[Corner] = []
    for point in points:
        here = Corner(*point)
        while len(found) > 1 and not _bends(found[-2], found[-1], here):
            found.pop()
        found.append(here)
    return tuple(found)


def _bends(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether the slope falls at b."""
    return (b.value - a.value) * (c.cost - b.cost) > (c.value - b.value) * (b.cost - a.cost)


def projects_of(
    programme: Programme, blocks: Sequence[Sequence[tuple[Corner, Part]]]
) -> tuple[Project, ...]:
    """The order of projects, from the hull of each block and the plans at its corners."""
    steps = [
        (Fraction(after.value - before.value, after.cost - before.cost), after, before, part)
        for corners in blocks
        for (before, _), (after, part) in itertools.pairwise(corners)
    ]
    steps.sort(key=lambda step: (-step[0], step[1].cost - step[2].cost, min(step[3])))
    choice, found = [0] * len(programme.ties), list[Project]()
    for number, (*_, part) in enumerate(steps, 1):
        found += _rows(programme, number, choice, part)
    return tuple(found)


def _rows(programme: Programme, number: int, choice: list[int], part: Part) -> list[Project]:
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

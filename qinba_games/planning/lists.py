"""Lists of undominated (cost, value), and how one was made from another: what proves a plan."""

from __future__ import annotations

from typing import NamedTuple

from ..types import IntArray
from .programme import Help


class Points(NamedTuple):
    """Undominated points: the cost rises, and so does the value."""

    cost: IntArray
    value: IntArray


class Step(NamedTuple):
    """What was added, and the list after it."""

    item: Item
    points: Points


class Way(NamedTuple):
    """One option of a tie, and what is below it then."""

    option: int
    start: Points
    steps: tuple[Step, ...]

    @property
    def points(self) -> Points:
        """The list of this way."""
        return self.steps[-1].points if self.steps else self.start


class Item(NamedTuple):
    """The list of a tie and of all below it, under some help of what is above."""

    tie: int
    above: Help
    ways: tuple[Way, ...]
    points: Points


class Opening(NamedTuple):
    """What is added to the list while these offices are open."""

    offices: frozenset[str]
    start: Points
    steps: tuple[Step, ...]

    @property
    def points(self) -> Points:
        """The list while these offices are open."""
        return self.steps[-1].points if self.steps else self.start


class Stage(NamedTuple):
    """The list after the ties of one block."""

    openings: tuple[Opening, ...]
    points: Points

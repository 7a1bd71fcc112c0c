"""Levels of capacities that are too low for a goal, with what excludes it: box by box.

More of a capacity only loosens constraints, so that rows that fall at the upper corner of a box of
levels fall in all of it; of mediation that is so where members can hope for more at higher trust.
A box is excluded where the goal falls at its upper corner; else it is cut in two, and what costs
too much is left out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ...algorithms.elimination import (
    candidate,
    eliminate,
    is_upheld,
    known_punishment,
    needs,
    record,
)
from ...algorithms.solution import solve
from ...algorithms.values import Problem
from ...game.table import Table
from ...game.witness import Bounds, Tree
from ...types import Array, BoolArray, FloatArray
from ..results.cheapest import Exclusion

#: Boxes that are looked at.
_BOXES = 4000
#: What a mix of several capacities may cost more than the cheapest: its search stops before.
_SHORT = 1e-3
#: Up to this part of the largest a bound may be lower at higher trust.
_ROUNDING = 1e-12


class Aim(NamedTuple):
    """What is to be reached, and where."""

    table: Callable[[FloatArray], Table]  #: of the partnership with each of some levels
    founding: int
    strong: bool  #: whether all have to contribute in all conditions, or in some
    rising: bool  #: whether members have to hope for more at higher trust


class _UpperCorners:
    """Partnerships side by side, without what falls in each."""

    def __init__(self, aim: Aim, levels: FloatArray) -> None:
        self.aim, self.table = aim, aim.table(levels)
        self.problem, known = Problem(self.table, self.table.sums), known_punishment(self.table)
        if known is None:  # what members are held to depends on no level
            known = np.repeat(solve(self.table.take([0])).punishment, len(levels), axis=-1)
        self.known, self.need = known, needs(self.table, known)
        self.found = eliminate(self.problem, self.need, self.table.open)

    @functools.cached_property
    def tree(self) -> Tree:
        """The rounds in which rows fall."""
        bounds = Bounds(self.found.policy.starts, self.known)
        return Tree(record(self.found, self.known), bounds)

    @property
    def excluded(self) -> BoolArray:
        """Where the goal falls at these levels and all lower ones, (N,)."""
        falls = ~self._holds(self.found.remaining[self._rows])
        for one in self.tree.rounds if self.aim.rising else ():
            worth = one.bounds.worth[self.table.start]
            fine = np.diff(worth, axis=0) >= -_ROUNDING * abs(worth).max(axis=0)
            falls &= fine.all(axis=(0, 1)) | ~one.eliminated.any(axis=0)
        return falls

    @property
    def reached(self) -> BoolArray:
        """Where the best of what remains is upheld and reaches the goal, (N,)."""
        best = candidate(self.problem, self.found)
        states = np.searchsorted(self.table.first_row, self._rows)
        full = self._holds(best.rows[states] == self._rows[:, None])
        return full & is_upheld(self.problem, self.need, best)

    @property
    def _rows(self) -> Array:
        """The rows at which all contribute at the founding level."""
        times = int(self.table.nodes.first[1])
        return self.table.first_row[self.aim.founding * times :][:times]

    def _holds(self, full: BoolArray) -> BoolArray:
        """Whether contributions in some times, (T, N), are what is to be reached."""
        comes = self.table.nodes.chance[: len(full)] > 0
        strong = self.aim.strong
        return np.asarray((full | ~comes).all(axis=0) if strong else (full & comes).any(axis=0))


def exclusion(
    aim: Aim, unit: FloatArray, most: FloatArray, budget: float, known: FloatArray
) -> Exclusion | None:
    """What excludes all levels that cost less; None where that is not shown.

    Without a tree: a lower level that reaches the goal, of those `known` to be allowed.
    """
    high = np.minimum(most, np.divide(budget, unit, out=most.copy(), where=unit > 0))
    if budget <= 0 or not np.isfinite(high).all():
        return None
    several = len(unit) > 1
    whole, low, high, parts, boxes = high, np.zeros((1, len(unit))), high[None], [], 0
    while len(low):
        boxes += len(low)
        excluded = _UpperCorners(aim, high).excluded
        parts.append(high[excluded])
        low, high = low[~excluded], high[~excluded]
        if not len(low):
            break
        reached = low[_UpperCorners(aim, low).reached]
        clear = (reached <= known).all(axis=1) & (reached @ unit < budget - _SHORT * several)
        if clear.any():
            cheapest = np.flatnonzero(clear)[(reached[clear] @ unit).argmin()]
            return Exclusion(reached[[cheapest]], None)
        if len(reached) or not len(unit) or boxes > _BOXES:
            return None
        low, high = _halves(low, high, whole)
        cheap = low @ unit < budget
        low, high = low[cheap], high[cheap]
    levels = np.concatenate(parts)
    corners = _UpperCorners(aim, levels)
    return Exclusion(levels, corners.tree) if corners.excluded.all() else None


def _halves(low: FloatArray, high: FloatArray, whole: FloatArray) -> tuple[Array, Array]:
    """Every box in two, across its longest side."""
    side = ((high - low) / whole).argmax(axis=1)
    at = np.arange(len(low)), side
    middle = (low[at] + high[at]) / 2
    lower, upper = high.copy(), low.copy()
    lower[at], upper[at] = middle, middle
    return np.concatenate([low, upper]), np.concatenate([lower, high])

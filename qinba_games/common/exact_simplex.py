"""The simplex method in whole numbers, for programmes whose numbers are too far apart for floats.

Every tableau is kept as whole numbers over one denominator, the last pivot, so that each division
is without a remainder (Edmonds 1967). Bland's rule rules out cycles. Slow, and never wrong.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from .. import _exact
from ..types import Array, IntArray
from .progress import tick


class _OptimalCorner(NamedTuple):
    """A corner that is optimal, and the multipliers that prove it."""

    point: Array
    multipliers: Array


class UnboundedError(Exception):
    """There is always something better."""


def solve(cost: Array, matrix: Array, right: Array) -> _OptimalCorner | None:
    """Minimise c x subject to A x >= b and x >= 0, all rational; None if no x is feasible.

    J. Edmonds (1967), "Systems of distinct representatives and linear algebra", Journal of Research
    of the National Bureau of Standards 71B, 241-245; R. G. Bland (1977), "New finite pivoting rules
    for the simplex method", Mathematics of Operations Research 2, 103-107.

    >>> found = solve(np.array([1, 1]), np.array([[3, 1], [1, 2]]), np.array([1, 1]))
    >>> print(*found.point, *found.multipliers)
    1/5 2/5 1/5 2/5
    """
    m, n = matrix.shape
    rows, units = _whole(np.column_stack([matrix, right]))
    costs, (unit,) = _whole(np.append(cost, 0)[None])
    tableau = _Tableau(rows[:, :n], rows[:, n])
    if not tableau.feasible():
        return None
    cost_row = tableau.minimised(np.append(costs[0, :n], [0] * m))
    point = np.full(n + m, Fraction(0), dtype=object)
    for row, column in zip(tableau.rows, tableau.basis, strict=True):
        if column < n + m:
            point[column] = Fraction(int(row[-1]), tableau.unit)
    prices = [
        Fraction(int(x), tableau.unit) * scale / unit
        for x, scale in zip(cost_row[n : n + m], units, strict=True)
    ]
    multipliers = np.empty(m, dtype=object)
    multipliers[:] = prices
    return _OptimalCorner(point[:n], multipliers)


def _whole(rows: Array) -> tuple[Array, list[int]]:
    """Every row times the least number that makes it whole, and these numbers."""
    given = _exact.fractions(rows)
    units = [math.lcm(1, *(x.denominator for x in row)) for row in given]
    whole = np.empty(given.shape, dtype=object)
    for row, unit, made in zip(given, units, whole, strict=True):
        made[:] = [int(x * unit) for x in row]
    return whole, units


class _Tableau:
    """Rows over `unit`: the columns of x, of what is spare, of what is missing; right-hand side."""

    def __init__(self, matrix: Array, right: Array) -> None:
        m, self.n = matrix.shape
        sign = np.array([1 if b > 0 else -1 for b in right], dtype=object)
        spare, missing = -np.diag(sign), np.diag(np.ones(m, dtype=int).astype(object))
        missing = missing[:, sign == 1]
        self.real = self.n + m
        self.rows = np.column_stack([matrix * sign[:, None], spare, missing, right * sign])
        self.unit = 1
        lacking = iter(range(self.real, self.rows.shape[1] - 1))
        self.basis = [next(lacking) if s == 1 else self.n + k for k, s in enumerate(sign)]

    def feasible(self) -> bool:
        """Whether there is a point at which nothing is missing; the tableau is at one then."""
        costs = np.array([0] * self.real + [1] * (self.rows.shape[1] - 1 - self.real), dtype=object)
        if len(costs) == self.real:
            return True
        if -self.minimised(costs)[-1] > 0:
            return False
        for k, column in enumerate(self.basis):
            if column >= self.real:  # at 0, and may be replaced by any other
                there = np.flatnonzero(self.rows[k, : self.real] != 0)
                if len(there):
                    self._pivot(k, int(there[0]))
        indices = [k for k, column in enumerate(self.basis) if column < self.real]
        self.basis = [self.basis[k] for k in indices]  # what is left says nothing new
        self.rows = np.delete(self.rows[indices], range(self.real, self.rows.shape[1] - 1), axis=1)
        return True

    def minimised(self, costs: Array) -> Array:
        """Go to the best point; what is left of the costs there, and minus what it costs."""
        cost_row = np.append(costs, 0) * self.unit
        for row, column in zip(self.rows, self.basis, strict=True):
            cost_row = cost_row - costs[column] * row
        while True:
            tick()
            entering = next((j for j, x in enumerate(cost_row[:-1]) if x < 0), None)
            if entering is None:
                return cost_row
            cost_row = self._pivot(self._leaving(entering), entering, cost_row)

    def _leaving(self, entering: int) -> int:
        ratios = [
            (Fraction(int(row[-1]), int(row[entering])), column, k)
            for k, (row, column) in enumerate(zip(self.rows, self.basis, strict=True))
            if row[entering] > 0
        ]
        if not ratios:
            raise UnboundedError
        return min(ratios)[-1]

    def _pivot(self, k: int, column: int, costs: Array | None = None) -> Array:
        if self.rows[k, column] < 0:
            self.rows[k] = -self.rows[k]
        row, pivot = self.rows[k].copy(), self.rows[k, column]
        costs = row if costs is None else (costs * pivot - costs[column] * row) // self.unit
        self.rows = (self.rows * pivot - np.outer(self.rows[:, column], row)) // self.unit
        self.rows[k] = row
        self.unit, self.basis[k] = int(pivot), column
        return costs


def entries(matrix: Array | IntArray) -> int:
    """How many numbers a tableau has."""
    m, n = map(int, matrix.shape)
    return m * (n + 2 * m)

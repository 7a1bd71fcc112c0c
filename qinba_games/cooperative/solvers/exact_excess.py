"""Rational excesses, for violations too small for floats to tell from ties."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact
from ...types import Array, BoolArray, IntArray
from ..coalitions import coalition_sizes, coalition_sums


def rational_solve(matrix: IntArray, right: Array) -> Array:
    """Solve a square system with small integer coefficients and rational `right` exactly.

    The inverse times the determinant is an integer matrix; rounding finds it, a product proves it.
    """
    size = len(matrix)
    scale = np.rint(abs(np.linalg.det(matrix)))
    adjugate = np.rint(np.linalg.inv(matrix) * scale)
    if scale * abs(adjugate).max() * abs(matrix).max() * size < 2**62:
        whole = adjugate.astype(np.int64)
        if (matrix @ whole == int(scale) * np.eye(size, dtype=np.int64)).all():
            numerators, denominator = _exact.over_common_denominator(_exact.fractions(right), 1)
            solved = whole.astype(object) @ numerators.astype(object)
            return np.array([Fraction(s, int(scale) * denominator) for s in solved], dtype=object)
    return _exact.solve(_exact.fractions(matrix)[None], _exact.fractions(right)[None, :, None])[
        0, :, 0
    ]


class ExactExcess:
    """Worths and floors of a game as they are, beside the floats that the search works with.

    Parameters
    ----------
    values : array, shape (2^n,)
        Rational.
    per_capita : bool
    floor : array, shape (n,), optional
    """

    def __init__(self, values: Array, per_capita: bool, floor: Array | None) -> None:
        self.values, self.per_capita, self.floor = values, per_capita, floor
        self.denominator = _exact.over_common_denominator(values, 1)[1]
        #: What is settled adds up to this.
        self.right = [_exact.fraction(values[-1])]

    def point(self, basis: IntArray, working: Iterable[tuple[int, bool]]) -> Array:
        """The payoffs and the excess at which all rows of a basis are tight."""
        own = [self._limit(mask, floor) for mask, floor in working]
        return rational_solve(basis, np.array(self.right + own, dtype=object))

    def settle(self, mask: int, floor: bool, excess: Any) -> None:
        """Note down that a row is tight at this excess from now on."""
        size = mask.bit_count() if self.per_capita else 1
        self.right.append(self._limit(mask, floor) - (0 if floor else size * excess))

    def violated(
        self,
        basis: IntArray,
        working: Iterable[tuple[int, bool]],
        open_: BoolArray,
        tie: float,
    ) -> tuple[int, bool] | None:
        """The most violated row; None if there is none.

        Floats have seen to violations above `tie`. As all excesses are multiples of one over their
        common denominator, that mostly settles it.
        """
        point = self.point(basis, working)
        unit = math.lcm(self.denominator, *(value.denominator for value in point))
        if Fraction(tie) * unit < Fraction(1, 4):
            return None
        gaps = np.where(open_, self._gaps(point), -1)
        mask = int(gaps.argmax())
        if gaps[mask] > 0:
            return mask, False
        if self.floor is None:
            return None
        short = self.floor - point[:-1]
        return (1 << int(short.argmax()), True) if short.max() > 0 else None

    def _limit(self, mask: int, floor: bool) -> Fraction:
        if floor:
            assert self.floor is not None
            return _exact.fraction(self.floor[mask.bit_length() - 1])
        return _exact.fraction(self.values[mask])

    def _gaps(self, point: Array) -> Array:
        """v(S) - x(S) - q(S) e of all coalitions, in integers times a common unit."""
        n = len(point) - 1
        unit = math.lcm(*(value.denominator for value in point))
        worths, denominator = _exact.over_common_denominator(self.values, terms=8 * n * unit)
        whole = [int(value * unit * denominator) for value in point]
        kind = worths.dtype if max(map(abs, whole)) < 2**52 else object
        paid = coalition_sums(np.array(whole[:-1], dtype=kind))
        sizes = coalition_sizes(n).astype(kind) if self.per_capita else 1
        return np.asarray(worths.astype(kind) * unit - paid - sizes * whole[-1])

"""Multipliers of bounds that were found in floats, judged in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...types import Array, FloatArray, IntArray
from .bases import Bases
from .half_planes import Sides
from .scaled import Scaled


def rounded(growth: FloatArray) -> list[Fraction]:
    """Growth in short fractions."""
    return [Fraction(round(value * 2**20), 2**20) for value in growth.tolist()]


def judged(
    case: Scaled,
    sides: Sides,
    bases: Bases,
    rows: IntArray,
    pick: tuple[IntArray, IntArray, IntArray],
    growth: FloatArray,
) -> tuple[list[tuple[int, int]], dict[tuple[int, int], Any]]:
    """Every chosen bound in fractions: those that fail, and the multipliers of all."""
    delta, n, b = case.delta, sides.normals, sides.levels
    threat = -b[:2] if case.leaving is None else case.leaving
    s = rounded(growth)
    exact: dict[int, Any] = {}
    wrong, chosen = [], {}
    for e, r, k in zip(*(part.tolist() for part in pick), strict=True):
        if k not in exact:
            alpha, beta = fractions_of(n, e, int(bases.side[k]), bases.beta[k])
            f = int(bases.side[k])
            level = alpha * b[f] - beta @ threat if f >= 0 else -(beta @ threat)
            rise = alpha * s[f] if f >= 0 else Fraction(0)
            if case.leaving is None:
                rise += beta[0] * s[0] + beta[1] * s[1]
            good = alpha >= 0 and min(beta) >= 0 and delta * rise < s[e]
            exact[k] = (f, alpha, beta, (b[e] - delta * level) / (1 - delta), good)
        f, alpha, beta, most, good = exact[k]
        a = int(rows[r])
        if good and n[e] @ case.g[a] - beta @ case.h[a] <= most:
            chosen[e, a] = (f, alpha, beta)
        else:
            wrong.append((r, k))
    return wrong, chosen


def fractions_of(normals: Array, e: int, f: int, beta: FloatArray) -> tuple[Fraction, Array]:
    """The multipliers of a basis that was found in floats."""
    zero = Fraction(0)
    if f < 0:
        return zero, -normals[e]
    # The axis that takes part; where both or none do not, either will do.
    i = int(beta[1] > beta[0])
    for axis in (i, 1 - i):
        o = 1 - axis
        if normals[f][o] != 0:
            alpha = normals[e][o] / normals[f][o]
            both = np.array([zero, zero], dtype=object)
            both[axis] = alpha * normals[f][axis] - normals[e][axis]
            if alpha >= 0 and both[axis] >= 0:
                return alpha, both
    return Fraction(-1), np.array([zero, zero], dtype=object)

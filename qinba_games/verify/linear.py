"""Linear systems of checks: in floats, or in `Fraction`s by elimination."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..types import Array, FloatArray, IntArray

#: From so many unknowns on, systems with few coefficients are solved by sparse elimination.
SPARSE = 200


def solve(matrix: Array, right: Array) -> Array:
    """Solve square systems (..., m, m) with (..., m, k), exactly if a number is rational."""
    # Rational systems need pivots that are not zero, as those of values of a strategy, on whose
    # diagonal everything else in a row is outweighed.
    if matrix.dtype != object and right.dtype != object:
        return np.asarray(np.linalg.solve(matrix, right))
    size, columns = right.shape[-2:]
    pairs = zip(matrix.reshape(-1, size, size), right.reshape(-1, size, columns), strict=True)
    solved = [_eliminate(system.tolist(), known.tolist()) for system, known in pairs]
    return np.array(solved, dtype=object).reshape(right.shape)


def _eliminate(matrix: list[list[Any]], right: list[list[Any]]) -> list[list[Any]]:
    """Gaussian elimination and substitution; what is zero is passed over."""
    rows = [[Fraction(v) for v in (*a, *b)] for a, b in zip(matrix, right, strict=True)]
    size = len(rows)
    for k, pivot in enumerate(rows):
        for row in rows[k + 1 :]:
            if row[k]:
                factor, pairs = row[k] / pivot[k], zip(row[k:], pivot[k:], strict=True)
                row[k:] = [x - factor * y if y else x for x, y in pairs]
    for k in reversed(range(size)):
        row = rows[k]
        for j in range(k + 1, size):
            if row[j]:
                pairs = zip(row[size:], rows[j][size:], strict=True)
                row[size:] = [x - row[j] * y for x, y in pairs]
        row[size:] = [x / row[k] for x in row[size:]]
    return [row[size:] for row in rows]


def values(x: IntArray, y: IntArray, weight: Array, reward: Array) -> Array:
    """V = reward + M V, `weight` being the entries of M in rows x and columns y, each once."""
    size = len(reward)
    if weight.dtype != object and size >= SPARSE and len(x) <= 8 * size:
        return _sparse(x, y, weight, reward)
    matrix = np.eye(size, dtype=int).astype(weight.dtype)
    matrix[x, y] -= weight
    return solve(matrix, reward)


def _sparse(x: IntArray, y: IntArray, weight: FloatArray, reward: FloatArray) -> FloatArray:
    from scipy.sparse import coo_array, eye_array
    from scipy.sparse.linalg import spsolve

    size = len(reward)
    moves = coo_array((weight, (x, y)), shape=(size, size)).tocsc()
    solution = spsolve(eye_array(size, format="csc") - moves, reward)
    return np.asarray(solution).reshape(reward.shape)

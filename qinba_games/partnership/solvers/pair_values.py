"""Values of many pairs: linear systems eliminated without pivoting, inside their band.

That is safe because I - delta P is an M-matrix (strictly diagonally dominant, off the diagonal
non-positive). In one period trust rises by one level at the most and falls by `drop`: a band. With
surroundings there is none, and the systems are solved as they are.
"""

from __future__ import annotations

import numpy as np

from ...types import FloatArray
from .pair_blocks import Pairs, Weights


def after(
    pairs: Pairs, values: FloatArray, end: FloatArray, weights: Weights | None = None
) -> tuple[FloatArray, FloatArray]:
    """Expected value next period after a kept period and after a fall; `values` is (..., L, n).

    `weights` of rising, staying and falling, where they are not the chances.
    """
    size, values = pairs.places, pairs.mixed(values)
    rise, stay, back = weights or (pairs.rise, pairs.stay, pairs.back)
    up = np.concatenate([values[..., size:, :], values[..., -size:, :]], axis=-2)
    if pairs.drop is None:
        down = np.broadcast_to(end[..., None, :], values.shape)
    else:
        down = values.take(pairs.below(), axis=-2)
    return rise * up + stay * values + back * down, down


def evaluate(
    pairs: Pairs, reward: FloatArray, kept: FloatArray, idle: FloatArray, end: FloatArray
) -> FloatArray:
    """Value at the start of a period, (R, L, n), by elimination, inside the band if there is one.

    `reward` (R, L, n) is what the chosen modes bring on average, leaving included; `kept` and
    `idle` (L, n) or (R, L, n) are the chances of a period of either kind; `end` (R, n).
    """
    delta, top = pairs.delta, pairs.levels - 1
    low = delta * (kept * pairs.back + idle)
    up = delta * kept * pairs.rise
    same = delta * kept * pairs.stay
    right = reward.copy()
    if pairs.drop is None:
        right += low * end[..., None, :]
    if pairs.around is not None:
        matrix = spread(pairs, -up, -same, -low)
        np.einsum("...kk->...k", matrix)[...] += 1
        return _solved(matrix, right)
    size = pairs.levels
    zero = np.zeros(np.broadcast_shapes(low.shape, right.shape[:-2] + low.shape[-2:]))
    diagonal, upper, low = 1 - same + zero, zero - up, low + zero
    diagonal[..., top, :] += upper[..., top, :]
    lower: dict[tuple[int, int], FloatArray] = {}
    if pairs.drop is not None:
        for k in range(size):
            target = pairs.fallen(k)
            if target == k:
                diagonal[..., k, :] -= low[..., k, :]
            else:
                lower[k, target] = -low[..., k, :]
    for k in range(top):
        for r in range(k + 1, size):
            if (r, k) in lower:
                factor = lower.pop((r, k)) / diagonal[..., k, :]
                fill = factor * upper[..., k, :]
                if r == k + 1:
                    diagonal[..., r, :] -= fill
                elif (r, k + 1) in lower:
                    lower[r, k + 1] = lower[r, k + 1] - fill
                else:
                    lower[r, k + 1] = -fill
                right[..., r, :] -= factor * right[..., k, :]
    right[..., top, :] /= diagonal[..., top, :]
    for k in range(top - 1, -1, -1):
        right[..., k, :] -= upper[..., k, :] * right[..., k + 1, :]
        right[..., k, :] /= diagonal[..., k, :]
    return right


def spread(pairs: Pairs, up: FloatArray, same: FloatArray, low: FloatArray) -> FloatArray:
    """Moves between levels, (R, n, L, L), from the weights (R, L, n) of rising, staying, falling.

    A fall that ends the relation is left out.
    """
    around = np.ones((len(pairs.delta), 1, 1)) if pairs.around is None else pairs.around
    size, count = around.shape[1], pairs.levels // around.shape[1]
    rows = [
        np.ascontiguousarray(weight.reshape(-1, count, size, len(around)).transpose(0, 3, 1, 2))
        for weight in (up, same, low)
    ]
    found = np.zeros((len(rows[0]), len(around), count, size, count, size))
    for k in range(count):
        fallen = count if pairs.drop is None else pairs.fallen(k)
        into = dict[int, FloatArray]()
        for weight, target in zip(rows, (min(k + 1, count - 1), k, fallen), strict=True):
            into[target] = into.get(target, 0) + weight[:, :, k, :, None]
        into.pop(count, None)
        for target, whole in into.items():
            np.multiply(whole, around, out=found[:, :, k, :, target])
    return found.reshape(-1, len(around), pairs.levels, pairs.levels)


def _solved(matrix: FloatArray, right: FloatArray) -> FloatArray:
    """Solutions (R, L, n) of systems (R or 1, n, L, L)."""
    if len(matrix) == 1:
        return np.ascontiguousarray(np.linalg.solve(matrix[0], right.transpose(2, 1, 0)).T)
    solved = np.linalg.solve(matrix, right.swapaxes(1, 2)[..., None])[..., 0]
    return np.ascontiguousarray(solved.swapaxes(1, 2))

"""Pairs by the million: one block of two-member partnerships as arrays, the batch last.

Every operation runs over contiguous memory then, and a block fits the processor's cache. Where
friction follows surroundings that move by themselves, a level is (trust, surroundings).

Values are linear systems, eliminated without pivoting inside their band: that is safe because
I - delta P is an M-matrix (strictly diagonally dominant, off the diagonal non-positive). In one
period trust rises by one level at the most and falls by `drop`: a band. With surroundings there is
none, and the systems are solved as they are.

Axes: member i, level k, condition t, pair n.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray, FloatArray, read_only
from ..pair_terms import PairTerms

CONTRIBUTE, IDLE, LEAVE, MIXED = range(4)
# Of rising, staying and falling, each (L, n).
MoveWeights = tuple[FloatArray, FloatArray, FloatArray]


class PairBlock(NamedTuple):
    """One block of pairs.

    Attributes
    ----------
    received : array, shape (2, L, n)
        What each member gets from the other's contribution.
    burden : array, shape (2, T, n)
        What contributing costs each member.
    share : array, shape (2, L, T, n), or None
        What each member gets if both contribute, under a rule; None: what it earns.
    chance : array, shape (T, n)
    rise, stay, back : arrays, shape (L, n)
        Chance that trust rises, stays, and is thrown back by friction, after a kept period.
    delta, subsidy : arrays, shape (n,)
    detection : array, shape (1, n) or (L, n)
    outside : array, shape (2, n)
    deposit : array, shape (2, 1, n) or (2, L, n)
    near : array, shape (n,)
        Differences up to this are ties.
    drop : int or None
    around : array, shape (n, Z, Z), or None
        How surroundings move; levels are (trust, surroundings), trust first.
    """

    received: FloatArray
    burden: FloatArray
    share: FloatArray | None
    chance: FloatArray
    rise: FloatArray
    stay: FloatArray
    back: FloatArray
    delta: FloatArray
    detection: FloatArray
    subsidy: FloatArray
    outside: FloatArray
    deposit: FloatArray
    near: FloatArray
    drop: int | None
    around: FloatArray | None = None

    def take(self, rows: Array | BoolArray) -> PairBlock:
        """Some pairs of the block."""
        parts: list[Any] = [v[..., rows] if isinstance(v, np.ndarray) else v for v in self[:-1]]
        parts.append(None if self.around is None else self.around[rows])
        return PairBlock(*parts)

    @property
    def levels(self) -> int:
        """Number of levels."""
        return int(self.received.shape[1])

    @property
    def places(self) -> int:
        """Number of surroundings."""
        return 1 if self.around is None else int(self.around.shape[1])

    def below(self) -> Array:
        """The level after a fall from every level, if surroundings stay."""
        assert self.drop is not None
        return _below(self.levels, self.places, self.drop)

    def earned(self) -> FloatArray:
        """What each member gets if both contribute, subsidy left out, (2, L, T, n)."""
        if self.share is not None:
            return self.share
        return np.asarray(self.received[:, :, None] - self.burden[:, None])

    def fallen(self, k: int) -> int:
        """Trust after a fall from trust k; the number of levels is the end."""
        return self.levels if self.drop is None else max(0, k - self.drop)

    @property
    def discounted(self) -> MoveWeights:
        """Discounted chances of rising, staying and falling after a kept period."""
        return self.delta * self.rise, self.delta * self.stay, self.delta * self.back

    def expected(self, values: FloatArray) -> FloatArray:
        """Expected values (..., n) before conditions are known, from (..., T, n)."""
        parts = (values[..., t, :] * chance for t, chance in enumerate(self.chance))
        return functools.reduce(np.add, parts)

    def mixed(self, values: FloatArray) -> FloatArray:
        """Expected values (..., L, n) once the surroundings have moved."""
        if self.around is None:
            return values
        columns = values.reshape(-1, self.places, values.shape[-1]).transpose(2, 1, 0)
        moved = self.around @ np.ascontiguousarray(columns)
        return np.ascontiguousarray(moved.transpose(2, 1, 0)).reshape(values.shape)


@functools.lru_cache(maxsize=64)
def _below(levels: int, places: int, drop: int) -> Array:
    k, fall = np.arange(levels), drop * places
    return read_only(np.where(k >= fall, k - fall, k % places))


def pairs_of(terms: PairTerms) -> PairBlock:
    """What the solver works on."""
    around, rise = terms.around, (1 - terms.friction) * terms.promotion
    return PairBlock(
        received=terms.received,
        burden=terms.burden,
        share=terms.share,
        chance=terms.chance,
        rise=rise,
        stay=1 - rise - terms.friction,
        back=terms.friction,
        delta=terms.delta,
        detection=np.atleast_2d(terms.detection),
        subsidy=terms.subsidy,
        outside=terms.outside,
        deposit=terms.deposit.reshape(2, -1, terms.count),
        # Less than all that can meet ever meets in one constraint.
        near=np.asarray(_tolerance.meeting(0.1 * _tolerance.TIE, terms.scale())),
        drop=terms.drop,
        around=None if around is None else np.ascontiguousarray(np.moveaxis(around, -1, 0)),
    )


# --- linear systems -------------------------------------------------------------------------------


def after(
    pairs: PairBlock, values: FloatArray, end: FloatArray, weights: MoveWeights | None = None
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
    pairs: PairBlock, reward: FloatArray, kept: FloatArray, idle: FloatArray, end: FloatArray
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


def spread(pairs: PairBlock, up: FloatArray, same: FloatArray, low: FloatArray) -> FloatArray:
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

"""Pairs by the million: one block of two-member partnerships as arrays, the batch last.

Every operation runs over contiguous memory then, and a block fits the processor's cache. Where
friction follows surroundings that move by themselves, a level is (trust, surroundings).

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
Weights = tuple[FloatArray, FloatArray, FloatArray]


class Pairs(NamedTuple):
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

    def take(self, rows: Array | BoolArray) -> Pairs:
        """Some pairs of the block."""
        parts: list[Any] = [v[..., rows] if isinstance(v, np.ndarray) else v for v in self[:-1]]
        parts.append(None if self.around is None else self.around[rows])
        return Pairs(*parts)

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
    def discounted(self) -> Weights:
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


def pairs_of(terms: PairTerms) -> Pairs:
    """What the solver works on."""
    around, rise = terms.around, (1 - terms.friction) * terms.promotion
    return Pairs(
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

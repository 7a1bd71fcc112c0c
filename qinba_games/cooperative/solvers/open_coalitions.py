"""Which coalition is worst off: a search among all 2^n, made rarely and in blocks.

In floats, and in rational excesses for violations too small for floats to tell from ties.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact
from ...types import Array, BoolArray, FloatArray, IntArray
from ..coalitions import coalition_sizes, coalition_sums, membership

_SEED = 20200105
#: Worths looked at in one go: small enough to stay in the cache.
_BLOCK = 1 << 15


class OpenCoalitions:
    """The coalitions that are not settled, and those among them that have been violated before.

    `values` have shape (2^n,); `per_capita` says whether excesses are counted per member.
    """

    def __init__(self, values: FloatArray, per_capita: bool) -> None:
        self.n = len(values).bit_length() - 1
        self.low = (self.n + 1) // 2
        self.values = values.copy()
        self.values[[0, -1]] = -np.inf
        self.table = self.values.reshape(-1, 1 << self.low)
        self.sizes = coalition_sizes(self.n).reshape(self.table.shape) if per_capita else None
        self.random = np.random.default_rng(_SEED)
        self._remember(np.zeros(0, dtype=np.int64))

    def largest(self, x: FloatArray, bound: float) -> tuple[int, float]:
        """A coalition whose excess at `x` is above `bound`, and by how much; (0, -inf) if none.

        The worst of those seen before, else the worst of all.
        """
        worst = self._largest_seen(x, bound)
        if worst[1] > 0:
            return worst
        masks, excess = self._best_of_blocks(x)
        fresh = masks[excess > bound]
        if not len(fresh):
            return 0, -np.inf
        self._remember(np.concatenate([self.seen, fresh]))
        return self._largest_seen(x, bound)

    def close(self, free: IntArray) -> None:
        """Leave out every coalition whose payoff no direction in `free` (n, d) changes."""
        # One random integer combination tells all directions at once: a coalition that only
        # seems closed has odds of about 2^-40, and would be found out by the certificate.
        bits = 50 - int(np.ceil(np.log2(abs(free).sum())))
        weights = self.random.integers(1, 1 << bits, free.shape[1])
        change = (free @ weights).astype(float)
        low, high = coalition_sums(change[: self.low]), coalition_sums(change[self.low :])
        self.table[np.equal.outer(-high, low)] = -np.inf
        self._remember(self.seen[self.values[self.seen] > -np.inf])

    def _remember(self, masks: IntArray) -> None:
        self.seen = masks
        self.member = membership(masks, self.n).astype(float)
        self.worth = self.values[masks]
        self.size = self.member.sum(axis=1) if self.sizes is not None else 1.0

    def _largest_seen(self, x: FloatArray, bound: float) -> tuple[int, float]:
        if not len(self.seen):
            return 0, -np.inf
        excess = (self.worth - self.member @ x) / self.size
        k = int(excess.argmax())
        return int(self.seen[k]), float(excess[k] - bound)

    def _best_of_blocks(self, x: FloatArray) -> tuple[IntArray, FloatArray]:
        """The worst-off coalition for each choice of the high members, and its excess."""
        low, high = coalition_sums(x[: self.low]), coalition_sums(x[self.low :])
        best = np.empty(len(high), dtype=np.int64)
        excess = np.empty(len(high))
        step = max(1, _BLOCK >> self.low)
        for k in range(0, len(high), step):
            block = self.table[k : k + step] - low
            if self.sizes is not None:
                block -= high[k : k + step, None]
                block /= np.maximum(self.sizes[k : k + step], 1)
            best[k : k + step] = block.argmax(axis=1)
            excess[k : k + step] = block.max(axis=1)
        if self.sizes is None:
            excess -= high
        return best + (np.arange(len(high)) << self.low), excess


class ExactExcess:
    """Worths and floors of a game as they are, beside the floats that the search works with.

    `values`, shape (2^n,), are rational, as is `floor`, shape (n,), if there is one.
    """

    def __init__(self, values: Array, per_capita: bool, floor: Array | None) -> None:
        self.values, self.per_capita, self.floor = values, per_capita, floor
        self.denominator = _exact.in_integers(values, 1)[1]
        #: What is settled adds up to this.
        self.right = [_exact.fraction(values[-1])]

    def point(self, basis: IntArray, working: Iterable[tuple[int, bool]]) -> Array:
        """The payoffs and the excess at which all rows of a basis are tight."""
        own = [self._limit(mask, floor) for mask, floor in working]
        return _exact.solve_whole(basis, np.array(self.right + own, dtype=object))

    def settle(self, mask: int, floor: bool, excess: Any) -> None:
        """Note down that a row is tight at this excess from now on."""
        size = mask.bit_count() if self.per_capita else 1
        self.right.append(self._limit(mask, floor) - (0 if floor else size * excess))

    def violated(
        self, basis: IntArray, working: Iterable[tuple[int, bool]], open_: BoolArray, tie: float
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
        worths, denominator = _exact.in_integers(self.values, terms=8 * n * unit)
        whole = [int(value * unit * denominator) for value in point]
        kind = worths.dtype if max(unit, *map(abs, whole)) < 2**52 else object
        paid = coalition_sums(np.array(whole[:-1], dtype=kind))
        sizes = coalition_sizes(n).astype(kind) if self.per_capita else 1
        return np.asarray(worths.astype(kind) * unit - paid - sizes * whole[-1])

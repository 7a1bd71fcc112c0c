"""Which coalition is worst off: a search among all 2^n, made rarely and in blocks."""

from __future__ import annotations

import numpy as np

from ...types import FloatArray, IntArray
from ..coalitions import coalition_sizes, coalition_sums, membership

_SEED = 20200105
#: Worths looked at in one go: small enough to stay in the cache.
_BLOCK = 1 << 15


class OpenCoalitions:
    """The coalitions that are not settled, and those among them that have been violated before.

    Parameters
    ----------
    values : array, shape (2^n,)
    per_capita : bool
        Whether excesses are counted per member.
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
        found = self._largest_seen(x, bound)
        if found[1] > 0:
            return found
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
            left = self.table[k : k + step] - low
            if self.sizes is not None:
                left -= high[k : k + step, None]
                left /= np.maximum(self.sizes[k : k + step], 1)
            best[k : k + step] = left.argmax(axis=1)
            excess[k : k + step] = left.max(axis=1)
        if self.sizes is None:
            excess -= high
        return best + (np.arange(len(high)) << self.low), excess

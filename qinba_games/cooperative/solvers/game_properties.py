"""Which coalitions gain by getting together: monotone, superadditive and convex games.

Every function returns None if the property holds, or the masks of two coalitions that break it.
"""

from __future__ import annotations

import itertools

import numpy as np

from ... import _tolerance
from ...types import Array, IntArray

_TwoCoalitions = tuple[int, int] | None


def not_monotone(values: Array) -> _TwoCoalitions:
    """Two coalitions, the first within the second, of which the first is worth more."""
    for i in range(len(values).bit_length() - 1):
        one, other = values.reshape(-1, 2, 1 << i).swapaxes(0, 1)
        loss = _beyond_ties(one - other, one, other)
        if loss.max() > 0:
            high, low = np.unravel_index(int(loss.argmax()), loss.shape)
            mask = int(high) << i + 1 | int(low)
            return mask, mask | 1 << i
    return None


def not_convex(values: Array) -> _TwoCoalitions:
    """Two coalitions that gain less by joining than the worth of what they have in common.

    A game is convex exactly when v(S+i+j) - v(S+i) - v(S+j) + v(S) >= 0 for all S and i, j outside
    S: the coalitions returned are S+i and S+j.

    References
    ----------
    L. S. Shapley (1971), "Cores of convex games", International Journal of Game Theory 1, 11-26.
    """
    for i, j in itertools.combinations(range(len(values).bit_length() - 1), 2):
        cube = values.reshape(-1, 2, 1 << j - i - 1, 2, 1 << i)
        worths = cube[:, 1, :, 0], cube[:, 0, :, 1], cube[:, 1, :, 1], cube[:, 0, :, 0]
        loss = _beyond_ties(worths[0] + worths[1] - worths[2] - worths[3], *worths)
        if loss.max() > 0:
            high, middle, low = np.unravel_index(int(loss.argmax()), loss.shape)
            mask = int(high) << j + 1 | int(middle) << i + 1 | int(low)
            return mask | 1 << i, mask | 1 << j
    return None


def not_superadditive(values: Array) -> _TwoCoalitions:
    """Two disjoint coalitions that are worth more apart than together; 3^n comparisons."""
    n = len(values).bit_length() - 1
    low = min(n, 8)
    first, second = _disjoint_pairs(low)
    for one, other in zip(*_disjoint_pairs(n - low), strict=True):
        blocks = [values[k << low : (k + 1) << low] for k in (one, other, one | other)]
        worths = blocks[0][first], blocks[1][second], blocks[2][first | second]
        loss = _beyond_ties(worths[0] + worths[1] - worths[2], *worths)
        if loss.max() > 0:
            k = int(loss.argmax())
            return int(one << low | first[k]), int(other << low | second[k])
    return None


def _beyond_ties(loss: Array, *worths: Array) -> Array:
    """Losses that are no rounding of the worths that meet in them, 0 for the others."""
    near = _tolerance.meeting(_tolerance.TIE, *worths)
    return np.where(loss > near, loss, 0) if np.any(near != 0) else loss


def _disjoint_pairs(n: int) -> tuple[IntArray, IntArray]:
    """All ordered pairs of disjoint coalitions of n members, as two arrays of masks."""
    first, second = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for i in range(n):
        own = 1 << i
        first = np.concatenate([first, first | own, first])
        second = np.concatenate([second, second, second | own])
    return first, second

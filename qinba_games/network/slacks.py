"""What keeping a tie is worth to each of its ends, next to what breaking it would bring.

Plain arrays with one row per tie and one column per end; payoffs x while both keep, d for who
shirks once, w after the tie. Exact for rational input.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _exact, _tolerance
from ..types import Array, BoolArray, IntArray


def temptation(value: Array, shirk: Array, outside: Array) -> Array:
    """The best that one period without the agreement can bring: d* = max(d, x, w)."""
    return np.maximum(np.maximum(shirk, value), outside)


def slack(value: Array, shirk: Array, outside: Array, patience: Any) -> Array:
    """Compute m = p (x - w) - (1 - p)(d* - x), with patience p a number or a column."""

    def some(x: Array, d: Array, w: Array, p: Any = patience) -> Array:
        # The same sum with fewer passes over large arrays.
        return np.asarray(x - (1 - p) * temptation(x, d, w) - p * w)

    column = [patience] if np.ndim(patience) else []
    return np.asarray(in_blocks(some, value, shirk, outside, *column))


def worth(value: Array, outside: Array) -> Array:
    """W, what both ends together have of a tie."""

    def some(x: Array, w: Array) -> Array:
        gain = x - w
        return np.asarray(gain[:, 0] + gain[:, 1])

    return np.asarray(in_blocks(some, value, outside))


#: Rows of a block: what is in between stays in the processor's cache.
_BLOCK = 16384


def blocks(count: int) -> list[slice]:
    """One after the other; at least one, which may be empty."""
    return [slice(low, low + _BLOCK) for low in range(0, max(count, 1), _BLOCK)]


def in_blocks(function: Callable[..., Any], *arrays: Array) -> Any:
    """What a function of rows gives, an array or several, a block of rows at a time."""
    parts = [function(*(array[rows] for array in arrays)) for rows in blocks(len(arrays[0]))]
    if isinstance(parts[0], tuple):
        return tuple(map(np.concatenate, zip(*parts, strict=True)))
    return np.concatenate(parts)


def masked_sum(values: Array, mask: BoolArray) -> Any:
    """The sum of some entries; to pick them takes longer than to count the others by zero."""
    return values @ mask if len(values) else values.sum()


def least_patience(need: Array, room: Array) -> Array:
    """Least p in [0, 1) with p room >= need, entry by entry; infinite if there is none."""
    # `need` is d* - x and `room` is d* - w, or sums of them. What floats cannot tell from 1 is 1.
    exact = _tolerance.is_exact(need) and _tolerance.is_exact(room)
    holds = (need <= 0) | (need < (room if exact else room * (1 - _tolerance.DISCOUNT)))
    safe = np.where(room > 0, room, 1)
    ratio = _exact.fractions(need) / _exact.fractions(safe) if exact else need / safe
    patience = np.where(need > 0, ratio, 0 * ratio)
    if exact and not holds.all():
        patience = patience.astype(object)
    patience[~holds] = math.inf
    return np.asarray(patience)


def relaxed_worth(
    slack: Array, worth: Array, ends: IntArray, price: Array, pooled: BoolArray
) -> Any:
    """The bound that prices of slack give for the ties that are pooled; exact if all is."""
    paid = worth + price[ends[:, 0]] * slack[:, 0] + price[ends[:, 1]] * slack[:, 1]
    return np.maximum(paid, 0 * paid)[pooled].sum()

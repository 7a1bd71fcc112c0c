"""The one tolerance policy of the package.

A tolerance belongs to a comparison and not to a model: it is relative to the terms that meet in
one constraint, so that a number that is listed and never reached decides nothing (`meeting`). Where
all numbers of a small array meet anyway, as the payoffs of one member in one game, floats are
compared relative to their *range* (largest minus smallest), so that adding a constant changes no
answer, and a range that one number makes huge counts as 10^5 times what most differ by; rounding
of large constants is allowed for (`tie`, `check`). Exact numbers (int, `Fraction`)
are compared exactly.

Two levels, a factor of a hundred apart on purpose: solvers treat values closer than `TIE` ranges as
equal, certificates accept a gain up to `CHECK` ranges, and both lie far below 1e-6 of the range.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

TIE = 1e-10
CHECK = 1e-8
#: Discount factors closer than this are the same discount factor.
DISCOUNT = 1e-10
#: The least weight of a period in floats, 1 - delta: rounding in that part is below `CHECK`.
PERIOD = 9.99999e-8
#: Probabilities given as floats have to sum to one up to this.
PROBABILITY = 1e-9
#: A range counts as at most so many times what payoffs mostly differ by (`usual`).
_WIDE = 1e5
_BLOCK = 65536
_NOISE = 16 * np.finfo(float).eps
_ROUNDING = 64 * np.finfo(float).eps
#: An iteration takes an improvement of less than that part of the terms for rounding.
STEP = 1e-12
#: In sets of payoffs violations up to this share of the range of payoffs are rounding.
PAYOFF_SET = 1e-9
#: And up to this share of the payoffs themselves, of whose digits a constant takes some.
LOST = 8 * np.finfo(float).eps


def is_exact(array: Any) -> bool:
    """True for arrays of ints and `Fraction`s (an object array holds nothing else here)."""
    return np.asarray(array).dtype.kind in "iuO"


def scale(arrays: Iterable[Any]) -> tuple[float, float]:
    """Range and largest magnitude of all numbers in `arrays`."""
    flat = [np.asarray(a, dtype=float).ravel() for a in arrays]
    # By blocks, so that large arrays are fetched once and not twice.
    parts = [a[k : k + _BLOCK] for a in flat for k in range(0, a.size, _BLOCK)]
    ends = [(float(part.min()), float(part.max())) for part in parts]
    if not ends:
        return 0.0, 0.0
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    return high - low, max(abs(high), abs(low))


def meeting(level: float, *terms: Any, floor: Any = 0.0) -> Any:
    """Slack, of `level`, where these terms meet, entry by entry: 0 for exact ones.

    `floor` is the size of numbers whose sums the terms are: they may be the small remainder.

    >>> meeting(1e-10, [1.0, -1e9], 3.0).tolist()
    [4e-10, 0.1000000003]
    """
    if isinstance(floor, float) and all(isinstance(term, float) for term in terms):
        return level * sum(abs(term) for term in terms if math.isfinite(term)) + _ROUNDING * floor
    arrays = [np.asarray(term) for term in terms]
    if arrays and all(is_exact(array) for array in arrays):
        return Fraction(0)
    return slack(level, *(array.astype(float, copy=False) for array in arrays), floor=floor)


def slack(level: Any, *terms: Any, floor: Any = 0.0) -> Any:
    """`meeting` of arrays of floats."""
    size: Any = abs(terms[0]) if terms else 0.0
    for term in terms[1:]:
        size = size + abs(term)
    if not np.maximum.reduce(size, axis=None, initial=0.0) < math.inf:
        # Infinite terms do not count: nothing is near them.
        size = sum(np.where(np.isfinite(term), abs(term), 0.0) for term in terms)
    if isinstance(floor, int) and not floor:
        return level * size
    return level * size + _ROUNDING * np.asarray(floor, dtype=float)


def centred(payoffs: Any, outside: Any = None, *, common: bool = False) -> tuple[Any, Any, Any]:
    """Payoffs, and outside values, without a constant in which small differences would drown.

    The constant of each player, one for all if `common`, comes last: 0 where none is large.

    >>> payoffs, _, constant = centred(np.array([[1e8, 3], [1e8 + 2, 4]]))
    >>> payoffs.tolist(), constant.tolist()
    ([[0.0, 3.0], [2.0, 4.0]], [100000000.0, 0.0])
    """
    flat = payoffs.reshape(-1, payoffs.shape[-1])
    if is_exact(payoffs):
        return payoffs, outside, np.zeros(flat.shape[1], dtype=int)
    for part in (flat[:: 1 + len(flat) // 64], flat):  # mostly a few show that there is none
        low, high = part.min(axis=0), part.max(axis=0)
        large = 100 * (high - low) <= np.maximum(abs(low), abs(high))
        if not large.any():
            return payoffs, outside, 0 * low
    base = np.where(large, low, 0.0)
    if common:
        base = np.full_like(low, low.min() if large.all() and np.ptp(low) <= abs(low).min() else 0)
    # Differences of floats that are near each other are floats, so that nothing is lost.
    return payoffs - base, None if outside is None else outside.astype(float) - base, base


def growth(step: int, settled: int = 50) -> float:
    """By how much more is taken for rounding in an iteration that has not settled in time."""
    # So many steps mean that rounding leads it round in circles.
    return 2.0 ** min(max(step - settled, 0), 60)


def tie(*arrays: Any) -> Any:
    """Largest difference that counts as equal for payoffs in `arrays`: 0 when they are exact."""
    return _tolerances(arrays, TIE)[0]


def check(*arrays: Any) -> Any:
    """Largest gain that a certificate accepts for payoffs in `arrays`: 0 when they are exact."""
    return _tolerances(arrays, CHECK)[0]


def tie_and_check(*arrays: Any) -> tuple[Any, Any]:
    """`tie` and `check` in one look at the arrays."""
    near, allowed = _tolerances(arrays, TIE, CHECK)
    return near, allowed


def patience(exact: bool, *deltas: Any) -> Any:
    """How far below a threshold a discount factor still counts as there: 0 if all is exact."""
    rational = exact and not any(isinstance(delta, float) for delta in deltas)
    return Fraction(0) if rational else DISCOUNT


def patient(delta: Any) -> Any:
    """A discount factor above this one that is the same: where a threshold has to hold."""
    return np.minimum(delta + DISCOUNT, (1 + delta) / 2)


def last_reached(deltas: Any, delta: Any, *, exact: bool) -> int | None:
    """Index of the last of the ascending thresholds `deltas` that `delta` reaches; None if none."""
    slack = patience(exact, delta)
    return max((r for r, start in enumerate(deltas) if start <= delta + slack), default=None)


def rounding(*arrays: Any) -> Any:
    """Largest gain in an iteration that may be rounding and nothing else: 0 for exact arrays."""
    return _tolerances(arrays, 0.0)[0]


def tie_rows(*arrays: Any) -> Any:
    """`tie` for every game of a batch (first axis) at once; shape (N,)."""
    return _rows(TIE, arrays)


def check_rows(*arrays: Any) -> Any:
    """`check` for every game of a batch (first axis) at once; shape (N,)."""
    return _rows(CHECK, arrays)


def some_of(rows: Any) -> Any:
    """Some thirty of many rows, which are enough to see what outcomes usually differ by."""
    return rows[:: len(rows) // 32 | 1]


def usual(table: Any) -> list[float]:
    """What outcomes mostly differ by for each member, rounding left out: the first decile.

    >>> usual([0, 0.5, 1e9, 1e9 + 2, 1e9 + 4])
    [2.0]
    """
    given = np.asarray(table, dtype=float)
    rows = given.reshape(-1, given.shape[-1] if given.ndim > 1 else 1)
    some = some_of(rows).T
    distance = abs(some[:, :, None] - some[:, None, :])
    # Whole numbers, halves and eighths are floats as they are.
    error = np.where(8 * some % 1 == 0, 0.0, _NOISE * abs(some))
    beyond = distance > np.maximum(error[:, :, None], error[:, None, :])
    gaps = [own[counts] for own, counts in zip(distance, beyond, strict=True) if counts.any()]
    return [float(np.partition(own, len(own) // 10)[len(own) // 10]) for own in gaps]


def rounding_error(low: Any, unit: Any) -> float:
    """What rounding may hide in payoffs in floats that lie from `low` on, and `unit` apart."""
    return PAYOFF_SET * float(max(unit)) + LOST * float(max(abs(low) + unit))


def range_of(flat: Any, w: Any, one: int | None = None) -> tuple[Any, Any]:
    """The least payoff of each member, and how far the others lie above; 1 if none does."""
    # `one` is what stands for 1.
    everything = flat if w is None else np.concatenate([flat, w[None]])
    low, high = everything.min(axis=0), everything.max(axis=0)
    unit = high - low
    if everything.dtype.kind == "f":
        size = np.maximum(abs(low), abs(high))
        # Where floats differ by rounding only, their size takes its place.
        unit = np.where((unit > 0) & (unit <= LOST * size), size, unit)
    unit[unit == 0] = unit[unit == 0] + (one or 1)
    return low, unit


def _rows(level: float, arrays: tuple[Any, ...]) -> Any:
    flat = np.concatenate([np.asarray(a).reshape(len(a), -1) for a in arrays], axis=1)
    if is_exact(flat):
        return np.full(len(flat), Fraction(0), dtype=object)
    low, high = flat.min(axis=1), flat.max(axis=1)
    return level * (high - low) + _ROUNDING * np.maximum(abs(low), abs(high))


def _tolerances(arrays: tuple[Any, ...], *levels: float) -> list[Any]:
    if all(is_exact(a) for a in arrays):
        return [Fraction(0)] * len(levels)
    spread, magnitude = scale(arrays)
    differ = [step for array in arrays for step in usual(array)]
    spread = min(spread, _WIDE * max(differ, default=spread))
    return [level * spread + _ROUNDING * magnitude for level in levels]

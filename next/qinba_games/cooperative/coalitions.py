"""Sets of members as bits: bit i of a mask is member i, and the mask 0 is nobody."""

import math
from typing import Any

import numpy as np

from ..core.numbers import TIE, Numbers, is_exact

#: Sums of whole numbers below this are exact in 64 bits.
_WHOLE = 2**62


def sums_over(amounts: Numbers) -> Numbers:
    """What the members of every coalition have together; shape (2^n,)."""
    sums = np.zeros(1, dtype=amounts.dtype) if amounts.dtype != object else 0 * amounts[:1]
    for amount in amounts:
        sums = np.concatenate([sums, sums + amount])
    return sums


def sizes(n: int) -> Numbers:
    """How many members every coalition has; shape (2^n,)."""
    return sums_over(np.ones(n, dtype=int))


def with_each(n: int) -> list[Numbers]:
    """For each member, whether it belongs to a coalition; n arrays of shape (2^n,)."""
    masks = np.arange(1 << n)
    return [masks >> i & 1 == 1 for i in range(n)]


def by_size(table: Numbers) -> Numbers:
    """Sums of a table over the coalitions of each size 0, ..., n; shape (n + 1,)."""
    counts = sizes(len(table).bit_length() - 1)
    order = np.argsort(counts, kind="stable")
    starts = np.searchsorted(counts[order], np.arange(counts[-1] + 1))
    return np.asarray(np.add.reduceat(table[order], starts))


def in_integers(table: Numbers, factor: int = 1) -> tuple[Numbers, int]:
    """Fractions times the number that makes them whole, and times `factor`; and their product."""
    scale = factor * math.lcm(*{each.denominator for each in table})
    whole = [each.numerator * (scale // each.denominator) for each in table]
    small = max(map(abs, whole)) * len(table) < _WHOLE
    return np.array(whole, dtype=np.int64 if small else object), scale


def near(table: Numbers, *others: Any) -> Any:
    """Differences between sums of worths that count as none; 0 if all is rational."""
    return 0 if is_exact(table, *others) else TIE * float(abs(table).max())

"""Numbers as a reader wants to see them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .. import errors

#: About as many binary digits as the 4,300 decimal ones that Python writes at most.
_BITS = 14_000


def is_short(value: int | Fraction) -> bool:
    """Whether Python writes an exact number digit by digit."""
    return max(map(int.bit_length, value.as_integer_ratio())) <= _BITS


def exactly(function: str, value: Fraction) -> str:
    """An exact number as text, "p/q"."""
    if is_short(value):
        return str(value)
    rule = "has more than 4,200 digits, which are not written to a file"
    remedy = "Round what the answer is made from, with Fraction.limit_denominator"
    raise errors.RangeError(function, "self", value, rule, remedy)


def show(value: Any, *, digits: int = 6) -> str:
    """`value` as a reader wants to see it: short, exact fractions kept."""
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, (int, Fraction)) and not is_short(value):
        return f"about {float(value):.{digits}g}"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{digits}g}"
    if isinstance(value, (Sequence, np.ndarray)):
        return "(" + ", ".join(show(v, digits=digits) for v in value) + ")"
    return str(value)


def many(number: int | str, noun: str, nouns: str = "") -> str:
    """So many of something: 1 tie, 2 ties; `nouns` where they do not end in s."""
    return f"{number} {noun if number in (1, '1') else nouns or noun + 's'}"


#: As many entries stand in one line.
_FEW = 8


def few(value: Any) -> str:
    """`show` for one line: of many numbers the least and the greatest, of many states how many."""
    count = len(value) if hasattr(value, "__len__") and not isinstance(value, str) else 1
    if count <= _FEW:
        fractions = isinstance(value, tuple) and any(isinstance(v, Fraction) for v in value)
        return show(value) if fractions or not isinstance(value, (dict, tuple)) else str(value)
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return f"from {show(min(value))} to {show(max(value))} ({count})"
    return f"in {count} states" if isinstance(value, dict) else f"of {count}"

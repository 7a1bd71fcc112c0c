"""Where an answer changes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..types import BoolArray, FloatArray
from .progress import tick


def bracket(
    before: Callable[[float], bool], low: float, high: float, width: float
) -> tuple[float, float]:
    """Ends no further apart than `width`: `before` is true at the lower one, false at the upper.

    >>> low, high = bracket(lambda x: x * x < 2, 1.0, 2.0, 1e-9)
    >>> round(low, 6), high - low <= 1e-9
    (1.414214, True)
    """
    while high - low > width:
        tick()
        middle = (low + high) / 2
        low, high = (middle, high) if before(middle) else (low, middle)
    return low, high


def brackets(
    before: Callable[[FloatArray], BoolArray], low: FloatArray, high: FloatArray, width: float
) -> tuple[FloatArray, FloatArray]:
    """The same of many answers side by side.

    >>> roots = np.array([2.0, 3.0])
    >>> low, high = brackets(lambda x: x * x < roots, np.ones(2), roots, 1e-9)
    >>> low.round(6).tolist()
    [1.414214, 1.732051]
    """
    while (high - low).max(initial=0) > width:
        tick()
        middle = (low + high) / 2
        first = before(middle)
        low, high = np.where(first, middle, low), np.where(first, high, middle)
    return low, high

"""Where an answer changes."""

from __future__ import annotations

from collections.abc import Callable

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

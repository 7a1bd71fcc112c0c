"""What ends after an exit or a shock, in synchronous rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..common.progress import tick
from ..types import Array, BoolArray, IntArray
from .regimes import Pools


class TieEndings(NamedTuple):
    """How ties ended."""

    left: list[IntArray]  #: pools in deficit in each round, in the multilateral regime governments
    ended: list[IntArray]  #: ties that ended in each round
    remaining: BoolArray  #: shape (ties,)


def cascading(
    pools: Callable[[BoolArray], Pools],  # from the ties that are left to whose slacks are added up
    slack: Array,  # shape (ties, 2)
    kept: BoolArray,  # shape (ties,): what is left when the cascade begins
    room: Any,  # a sum of slacks is in deficit if it is below minus this
) -> TieEndings:
    """Let go of all ties of pools in deficit until there is none."""
    course = TieEndings([], [], kept.copy())
    while True:
        tick()
        now = pools(course.remaining)
        poor = now.totals(slack, course.remaining) < -room
        ended = course.remaining & poor[now.label].any(axis=1)
        if not ended.any():
            return course
        course.left.append(np.flatnonzero(poor))
        course.ended.append(np.flatnonzero(ended))
        course.remaining[ended] = False

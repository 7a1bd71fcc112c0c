"""What ends after an exit or a shock, in synchronous rounds."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..common.progress import tick
from ..types import Array, BoolArray, IntArray
from .regimes import pools


class TieEndings(NamedTuple):
    """How ties ended."""

    left: list[IntArray]  #: governments that left in each round (in the multilateral regime)
    ended: list[IntArray]  #: ties that ended in each round
    remaining: BoolArray  #: shape (ties,)


def cascading(
    n: int,  # number of governments
    ends: IntArray,  # shape (ties, 2)
    slack: Array,  # shape (ties, 2)
    start: BoolArray,  # shape (ties,): what is left when the cascade begins
    *,
    # in the multilateral regime a government in deficit leaves with all its ties; elsewhere a
    # tie, a component or a jurisdiction in deficit ends whole
    regime: str,
    place: IntArray,  # shape (ties,): jurisdiction that a tie is inside of, -1 for none
    room: Any,  # a sum of slacks is in deficit if it is below minus this
) -> TieEndings:
    """Let go of all ties of pools in deficit until there is none."""
    course = TieEndings([], [], start.copy())
    while True:
        tick()
        now = pools(n, ends, course.remaining, regime, place)
        poor = now.totals(slack, course.remaining) < -room
        ended = course.remaining & poor[now.label].any(axis=1)
        if not ended.any():
            return course
        course.left.append(np.flatnonzero(poor & (regime == "multilateral")))
        course.ended.append(np.flatnonzero(ended))
        course.remaining[ended] = False

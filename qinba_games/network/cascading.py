"""What ends after an exit or a shock, in synchronous rounds."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..common.progress import tick
from ..types import Array, BoolArray, IntArray
from .components import components, gather, sums


class TieEndings(NamedTuple):
    """How ties ended."""

    left: list[IntArray]  #: governments that left in each round (in the multilateral regime)
    ended: list[IntArray]  #: ties that ended in each round
    remaining: BoolArray  #: shape (ties,)


def cascading(
    n: int,  # number of governments
    ends: IntArray,  # shape (ties, 2)
    slack: Array,  # shape (ties, 2)
    kept: BoolArray,  # shape (ties,): what is left when the cascade begins
    *,
    # in the multilateral regime a government in deficit leaves with all its ties; elsewhere a
    # tie, a component or a jurisdiction in deficit ends whole
    regime: str,
    place: IntArray,  # shape (ties,): jurisdiction that a tie is inside of, -1 for none
    room: Any,  # a sum of slacks is in deficit if it is below minus this
) -> TieEndings:
    """Let go of what is in deficit until nothing is."""
    kept = kept.copy()
    both = slack[:, 0] + slack[:, 1]
    less = np.minimum(slack[:, 0], slack[:, 1])
    course = TieEndings([], [], kept)
    while True:
        tick()
        gone = np.zeros(0, dtype=np.int64)
        if regime == "multilateral":
            poor = gather(n, ends, slack, kept) < -room
            gone = np.flatnonzero(poor)
            ended = kept & poor[ends].any(axis=1)
        elif regime == "multilateral+sharing":
            label = components(n, ends, kept)
            ended = kept & _short(label[ends[:, 0]], both, kept, room)
        elif regime == "bilateral+sharing":
            ended = kept & (both < -room)
        else:
            alone = place < 0
            ended = kept & (alone & (less < -room) | _short(place, both, kept & ~alone, room))
        if not ended.any():
            return course
        course.left.append(gone)
        course.ended.append(np.flatnonzero(ended))
        kept[ended] = False


def _short(place: IntArray, both: Array, kept: BoolArray, room: Any) -> BoolArray:
    """Which of these ties are in a place whose slacks add up to a deficit."""
    total = sums(place.max(initial=0) + 1, place[kept], both[kept])
    return np.asarray(kept & (total[np.maximum(place, 0)] < -room))

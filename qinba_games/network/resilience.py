"""How far outside values can rise before something that holds is in deficit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..types import Array
from .regimes import pools_of
from .results.sustained import Sustained


def resiliences(answer: Sustained) -> Array:
    """Rise of w of each government until something that holds is in deficit; nan without ties."""
    net, n = answer.network, len(answer.network.governments)
    x, d, w = net.numbers(answer.delta)
    spare = np.maximum(d, x) - w
    patience = np.broadcast_to(np.asarray(net.patience(answer.delta), dtype=object), spare.shape)
    pools = pools_of(answer, answer.sustained)
    total = pools.totals(answer.slack, answer.sustained)[pools.label]
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for e in np.flatnonzero(answer.sustained).tolist():
        for side in (0, 1):
            groups.setdefault((net.ends[e, side], pools.label[e, side]), []).append((e, side))
    rises: Any = np.full(n, math.nan, dtype=object if answer.exact else float)
    for (i, _), entries in groups.items():
        rooms, lasts = ([each[one] for one in entries] for each in (spare, patience))
        rise = _largest_rise(max(total[entries[0]], 0), rooms, lasts)
        if not rises[i] <= rise:  # the first one, or a smaller one
            rises[i] = rise
    return np.asarray(rises)


def _largest_rise(slack: Any, rooms: Sequence[Any], patience: Sequence[Any]) -> Any:
    """How far w can rise on some ties before a slack >= 0 that contains them all falls below 0."""
    # The slack falls with slope `patience` = p per tie as long as w is below max(d, x), `rooms`
    # away, and with slope 1 from there on: it is concave and piecewise linear, and its root is
    # found piece by piece.
    order = sorted(zip((max(room, 0) for room in rooms), patience, strict=True))
    slope, risen = sum(p for _, p in order), 0
    for room, p in order:
        fall = slope * (room - risen)
        if fall > slack:
            break
        slack, risen, slope = slack - fall, room, slope + 1 - p
    return risen + slack / slope

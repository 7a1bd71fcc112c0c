"""How far outside values can rise before something that holds is in deficit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..types import Array
from . import regimes
from .components import components, gather, sums
from .results.sustained import Sustained


def resiliences(found: Sustained) -> Array:
    """Rise of w of each government until something that holds is in deficit; nan without ties."""
    net, n = found.network, len(found.network.governments)
    x, d, w = net.numbers(found.delta)
    spare = np.maximum(d, x) - w
    patience = np.broadcast_to(np.asarray(net.patience(found.delta), dtype=object), spare.shape)
    which, total = _sums(found)
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for e in np.flatnonzero(found.sustained).tolist():
        for side in (0, 1):
            groups.setdefault((net.ends[e, side], which[e]), []).append((e, side))
    rises: Any = np.full(n, math.nan, dtype=object if found.exact else float)
    for (i, _), entries in groups.items():
        rooms, lasts = ([each[one] for one in entries] for each in (spare, patience))
        rise = _largest_rise(max(total[entries[0]], 0), rooms, lasts)
        if not rises[i] <= rise:  # the first one, or a smaller one
            rises[i] = rise
    return np.asarray(rises)


def _sums(found: Sustained) -> tuple[list[int], Array]:
    """The sums that must hold, at each end of a tie: its own by its number, or a pooled one, -1."""
    net, kept, slack = found.network, found.sustained, found.slack
    n, both = len(net.governments), slack[:, 0] + slack[:, 1]
    if found.regime == "bilateral":
        return list(range(len(both))), slack
    if found.regime == "bilateral+sharing":
        return list(range(len(both))), np.stack([both, both], axis=1)
    if found.regime == "multilateral":
        return [-1] * len(both), gather(n, net.ends, slack, kept)[net.ends]
    if found.regime == "multilateral+sharing":
        place, pooled = components(n, net.ends, kept), kept
    else:
        place = regimes.codes_of(found.jurisdictions)
        pooled = kept & regimes.inside_of(net.ends, place)
    total = sums(n + 1, place[net.ends[pooled, 0]], both[pooled])
    which = np.where(pooled, -1, np.arange(len(both))).tolist()
    return which, np.where(pooled[:, None], total[place[net.ends]], slack)


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

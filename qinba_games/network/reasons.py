"""Why a tie is not sustained: what would fail if it were added to those that are."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..types import Array, BoolArray, IntArray
from .components import components, gather, named, sums
from .network import Network
from .regimes import codes_of, inside_of

Reason = tuple[str, tuple[Any, ...]]


def reasons(
    network: Network,
    slack: Array,
    sustained: BoolArray,
    *,
    regime: str,
    jurisdictions: tuple[Any, ...],
    room: Any,
    proven: bool,
) -> tuple[Reason | None, ...]:
    """One reason for every tie that is not sustained, None for those that are."""
    names, ends = network.governments, network.ends
    found: list[Reason | None] = [None] * len(ends)
    short, groups = _short(network, slack, sustained, regime, jurisdictions, room)
    worth = network.worth
    for e in np.flatnonzero(~sustained).tolist():
        a, b = ends[e].tolist()
        if short[e].any():
            found[e] = _failing(names, (a, b), short[e], groups, e)
        else:
            found[e] = ("value" if proven or worth[e] < 0 else "bound", ())
    return tuple(found)


def _failing(names: Any, ends: Any, short: BoolArray, groups: Any, e: int) -> Reason:
    kind, label = groups
    if kind == "component":
        return "component", named(names, np.isin(label, label[list(ends)]))
    if kind == "pair":
        return "component", tuple(names[i] for i in ends)
    if kind == "jurisdiction" and label[e] is not None:
        return "jurisdiction", (label[e],)
    return "government", tuple(names[i] for i, poor in zip(ends, short, strict=True) if poor)


def _short(
    network: Network,
    slack: Array,
    sustained: BoolArray,
    regime: str,
    jurisdictions: tuple[Any, ...],
    room: Any,
) -> tuple[BoolArray, Any]:
    """Which ends are in deficit if a tie is added; and by which groups that is counted."""
    ends, n = network.ends, len(network.governments)
    both = slack[:, 0] + slack[:, 1]
    if regime == "bilateral":
        return slack < -room, ("government", None)
    if regime == "bilateral+sharing":
        return _twice(both < -room), ("pair", None)
    if regime == "multilateral":
        held = gather(n, ends, slack, sustained)
        return held[ends] + slack < -room, ("government", None)
    if regime == "multilateral+sharing":
        label = components(n, ends, sustained)
        held = _pooled(label, ends, both, sustained)
        side = label[ends]
        total = held[side[:, 0]] + np.where(side[:, 0] != side[:, 1], held[side[:, 1]], 0 * both)
        return _twice(total + both < -room), ("component", label)
    code = codes_of(jurisdictions)
    inside = inside_of(ends, code)
    held = _pooled(np.maximum(code, 0), ends, both, sustained & inside)
    poor = held[np.maximum(code[ends[:, 0]], 0)] + both < -room
    labels = [
        jurisdictions[a] if here else None for a, here in zip(ends[:, 0], inside, strict=True)
    ]
    return np.where(inside[:, None], _twice(poor), slack < -room), ("jurisdiction", labels)


def _pooled(label: IntArray, ends: IntArray, both: Array, kept: BoolArray) -> Array:
    return sums(label.max(initial=-1) + 1, label[ends[kept, 0]], both[kept])


def _twice(column: BoolArray) -> BoolArray:
    return np.asarray(np.repeat(np.asarray(column, dtype=bool)[:, None], 2, axis=1))

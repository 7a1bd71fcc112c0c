"""Who sees a breach and what follows it: five regimes, and who is in which jurisdiction."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from .. import _check, _reading, errors
from ..types import Array, BoolArray, IntArray
from .components import components, gather, named, sums
from .network import Network
from .tables import NO_GOVERNMENT

CONCEPTS = {
    "bilateral": "separable SPE, tie by tie",
    "bilateral+sharing": "voluntary-transfers SPE, tie by tie",
    "multilateral": "stationary SPE (grim)",
    "multilateral+sharing": "stationary SPE (grim) with transfers along ties",
    "coordinator": "voluntary-transfers SPE within jurisdictions",
}
REGIMES = tuple(CONCEPTS)
#: The regimes in which ties do not depend on each other.
SEPARATE = REGIMES[:2]
#: The label of the one jurisdiction that there is if none are named.
_EVERYBODY = "everybody"


def regime_of(function: str, network: Network, regime: Any) -> str:
    """Return a regime that can be asked about."""
    found: str = _check.choice(function, "regime", regime, REGIMES)
    if network.friction is not None and found not in SEPARATE:
        rule = "ties that die by friction cannot be pooled: their slacks do not add up"
        remedy = "Choose 'bilateral' or 'bilateral+sharing', or leave the column 'friction' out"
        raise errors.NotApplicableError(function, "regime", regime, rule, remedy)
    return found


def labels_of(function: str, network: Network, given: Any) -> tuple[Any, ...]:
    """Jurisdiction of every government, None for those in none."""
    names = network.governments
    if given is None:
        return (_EVERYBODY,) * len(names)
    asked = given
    given = _reading.by_name(function, "jurisdictions", given, names)
    if isinstance(given, Mapping):
        known = frozenset(names)
        for name in given:
            if name not in known:
                raise _check.unknown(function, "jurisdictions", name, names, NO_GOVERNMENT)
        found = tuple(given.get(name) for name in names)
    else:
        remedy = 'Pass {"Bazhong": "Sichuan", ...}, or one label per government'
        found = _check.sequence(function, "jurisdictions", given, "labels", remedy)
    if _reading.labelled(asked):  # a Series: what is missing there is in none
        found = tuple(None if _is_missing(label) else label for label in found)
    _check.as_many(function, "jurisdictions", asked, len(found), len(names), "governments")
    kinds = set(map(type, found))
    if len(kinds) == 1 and issubclass(next(iter(kinds)), np.generic):
        found = tuple(np.array(found).tolist())
    elif any(issubclass(kind, np.generic) for kind in kinds):
        found = tuple(label.item() if isinstance(label, np.generic) else label for label in found)
    if not all(issubclass(kind, Hashable) for kind in kinds):
        label = next(label for label in found if not isinstance(label, Hashable))
        rule, remedy = "a label must be hashable", "Pass strings or numbers as labels"
        raise errors.InputTypeError(function, "jurisdictions", label, rule, remedy)
    for label in set(found):
        if _is_missing(label):
            rule, remedy = "a label must not be missing", "Use None for whoever is in none"
            raise errors.InputTypeError(function, "jurisdictions", label, rule, remedy)
    return tuple(found)


def _is_missing(label: Any) -> bool:
    """True for nan and for what pandas has in its place: nothing that equals itself."""
    same = label == label
    return not (isinstance(same, bool | np.bool_) and same)


def codes_of(labels: tuple[Any, ...]) -> IntArray:
    """Number of the jurisdiction of every government, in order of appearance; -1 for none."""
    number: dict[Any, int] = {}
    return np.array(
        [-1 if label is None else number.setdefault(label, len(number)) for label in labels],
        dtype=np.int64,
    )


def inside_of(ends: IntArray, code: IntArray) -> BoolArray:
    """Which ties have both ends in one jurisdiction."""
    side = code[ends]
    return np.asarray((side[:, 0] == side[:, 1]) & (side[:, 0] >= 0))


# -- Why a tie is not sustained: what would fail if it were added to those that are ---------------

Reason = tuple[str, tuple[Any, ...]]


def reasons(answer: Any) -> tuple[Reason | None, ...]:
    """One reason for every tie that a `Sustained` leaves out, None for the others."""
    network, worth = answer.network, answer.network.worth
    found: list[Reason | None] = [None] * len(worth)
    short, groups = _short(answer)
    for e in np.flatnonzero(~answer.sustained).tolist():
        if short[e].any():
            ends = network.ends[e].tolist()
            found[e] = _failing(network.governments, ends, short[e], groups, e)
        else:
            found[e] = ("value" if answer.proven or worth[e] < 0 else "bound", ())
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


def _short(answer: Any) -> tuple[BoolArray, Any]:
    """Which ends are in deficit if a tie is added; and by which groups that is counted."""
    ends, n, regime = answer.network.ends, len(answer.network.governments), answer.regime
    slack, sustained, room = answer.slack, answer.sustained, answer.room
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
    code = codes_of(answer.jurisdictions)
    inside = inside_of(ends, code)
    held = _pooled(np.maximum(code, 0), ends, both, sustained & inside)
    poor = held[np.maximum(code[ends[:, 0]], 0)] + both < -room
    pairs = zip(ends[:, 0], inside, strict=True)
    labels = [answer.jurisdictions[a] if here else None for a, here in pairs]
    return np.where(inside[:, None], _twice(poor), slack < -room), ("jurisdiction", labels)


def _pooled(label: IntArray, ends: IntArray, both: Array, kept: BoolArray) -> Array:
    return sums(label.max(initial=-1) + 1, label[ends[kept, 0]], both[kept])


def _twice(column: BoolArray) -> BoolArray:
    return np.asarray(np.repeat(np.asarray(column, dtype=bool)[:, None], 2, axis=1))

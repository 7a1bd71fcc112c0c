"""Who sees a breach and what follows it: five regimes, and who is in which jurisdiction."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _reading, errors
from ..types import Array, BoolArray, IntArray, read_only
from .components import components, names_of, sums
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
    choice: str = _check.choice(function, "regime", regime, REGIMES)
    if network.friction is not None and choice not in SEPARATE:
        rule = "ties that die by friction cannot be pooled: their slacks do not add up"
        remedy = "Choose 'bilateral' or 'bilateral+sharing', or leave the column 'friction' out"
        raise errors.NotApplicableError(function, "regime", regime, rule, remedy)
    return choice


def labels_of(function: str, network: Network, given: Any) -> tuple[Any, ...]:
    """Jurisdiction of every government, None for those in none."""
    names = network.governments
    if given is None:
        return (_EVERYBODY,) * len(names)
    argument = given
    given = _reading.by_name(function, "jurisdictions", given, names)
    if isinstance(given, Mapping):
        known = frozenset(names)
        for name in given:
            if name not in known:
                raise _check.unknown(function, "jurisdictions", name, names, NO_GOVERNMENT)
        labels = tuple(given.get(name) for name in names)
    else:
        remedy = 'Pass {"Bazhong": "Sichuan", ...}, or one label per government'
        labels = _check.sequence(function, "jurisdictions", given, "labels", remedy)
    if _reading.has_labels(argument):  # a Series: what is missing there is in none
        labels = tuple(None if _is_missing(label) else label for label in labels)
    _check.as_many(function, "jurisdictions", argument, len(labels), len(names), "governments")
    kinds = set(map(type, labels))
    if len(kinds) == 1 and issubclass(next(iter(kinds)), np.generic):
        labels = tuple(np.array(labels).tolist())
    elif any(issubclass(kind, np.generic) for kind in kinds):
        labels = tuple(label.item() if isinstance(label, np.generic) else label for label in labels)
    if not all(issubclass(kind, Hashable) for kind in kinds):
        label = next(label for label in labels if not isinstance(label, Hashable))
        rule, remedy = "a label must be hashable", "Pass strings or numbers as labels"
        raise errors.InputTypeError(function, "jurisdictions", label, rule, remedy)
    for label in set(labels):
        if _is_missing(label):
            rule, remedy = "a label must not be missing", "Use None for whoever is in none"
            raise errors.InputTypeError(function, "jurisdictions", label, rule, remedy)
    return tuple(labels)


def _is_missing(label: Any) -> bool:
    """True for nan and for what pandas has in its place: nothing that equals itself."""
    same = label == label
    return not (isinstance(same, bool | np.bool_) and same)


@functools.lru_cache(maxsize=16)
def codes_of(labels: tuple[Any, ...]) -> IntArray:
    """Number of the jurisdiction of every government, in order of appearance; -1 for none."""
    number: dict[Any, int] = {}
    return read_only(
        np.array(
            [-1 if label is None else number.setdefault(label, len(number)) for label in labels],
            dtype=np.int64,
        )
    )


def inside_of(ends: IntArray, code: IntArray) -> BoolArray:
    """Which ties have both ends in one jurisdiction."""
    side = code[ends]
    return np.asarray((side[:, 0] == side[:, 1]) & (side[:, 0] >= 0))


# -- Whose slacks are added up: a set of ties holds where no pool is in deficit --------------------


class Pools(NamedTuple):
    """In which pool the slack at each end of a tie counts, if some ties are kept."""

    label: IntArray  #: shape (ties, 2); in the regime "multilateral" the governments themselves
    size: int

    def totals(self, slack: Array, ties: BoolArray) -> Array:
        """Sum of the slacks of each pool over kept ties."""
        return sums(self.size, self.label[ties].ravel(), slack[ties].ravel())


def pools_of(answer: Any, ties: BoolArray) -> Pools:
    """The pools of a `Sustained`."""
    n, ends = len(answer.jurisdictions), answer.network.ends
    return pools(n, ends, ties, answer.regime, place_of(answer))


def place_of(answer: Any) -> IntArray:
    """The jurisdiction that each tie of a `Sustained` is inside of, -1 for none."""
    ends = answer.network.ends
    if answer.regime != "coordinator":
        return np.full(len(ends), -1)
    code = codes_of(answer.jurisdictions)
    return np.where(inside_of(ends, code), code[ends[:, 0]], -1)


def pools(n: int, ends: IntArray, ties: BoolArray, regime: str, place: IntArray) -> Pools:
    """Of n governments, by the jurisdiction that each tie is inside of, in one of the regimes."""
    label = n + np.arange(ends.size).reshape(ends.shape)  # each end by itself
    if regime == "bilateral+sharing":
        label = np.repeat(label[:, :1], 2, axis=1)
    elif regime == "multilateral":
        label = ends
    elif regime == "multilateral+sharing":
        label = components(n, ends, ties)[ends]
    elif regime == "coordinator":
        label = np.where(place[:, None] < 0, label, place[:, None])
    return Pools(label, n + ends.size)


# -- Why a tie is not sustained: what would fail if it were added to those that are ---------------

Reason = tuple[str, tuple[Any, ...]]


def reasons(answer: Any) -> tuple[Reason | None, ...]:
    """One reason for every tie that a `Sustained` leaves out, None for the others."""
    network, worth = answer.network, answer.network.worth
    causes: list[Reason | None] = [None] * len(worth)
    short, joined = _short(answer), None
    if answer.regime == "multilateral+sharing":
        joined = components(len(network.governments), network.ends, answer.sustained)
    for e in np.flatnonzero(~answer.sustained).tolist():
        if short[e].any():
            causes[e] = _failing(answer, network.ends[e], short[e], joined)
        else:
            causes[e] = ("value" if answer.proven or worth[e] < 0 else "bound", ())
    return tuple(causes)


def _failing(answer: Any, ends: IntArray, short: BoolArray, joined: IntArray | None) -> Reason:
    """The pool that would be in deficit with one more tie, `joined` being components without it."""
    names, (a, b) = answer.network.governments, ends.tolist()
    labels = answer.jurisdictions
    if answer.regime == "bilateral+sharing":
        return "component", (names[a], names[b])
    if joined is not None:
        return "component", names_of(names, np.isin(joined, joined[ends]))
    if answer.regime == "coordinator" and labels[a] is not None and labels[a] == labels[b]:
        return "jurisdiction", (labels[a],)
    return "government", tuple(names[i] for i, poor in zip((a, b), short, strict=True) if poor)


def _short(answer: Any) -> BoolArray:
    """At which ends a pool would be in deficit if a tie were added, shape (ties, 2)."""
    now, slack = pools_of(answer, answer.sustained), answer.slack
    total = now.totals(slack, answer.sustained)[now.label]
    one = now.label[:, :1] == now.label[:, 1:]
    both = slack.sum(axis=1, keepdims=True)
    due = total + np.where(one, both, slack)
    if answer.regime == "multilateral+sharing":  # a tie between two pools makes one of them
        due = np.where(one, due, total.sum(axis=1, keepdims=True) + both)
    return np.asarray(due < -answer.room, dtype=bool)

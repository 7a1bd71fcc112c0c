"""Money that carries a set of ties: who pays whom along which tie, and how much."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..types import Array, BoolArray, IntArray
from .components import sums
from .slacks import in_blocks


def across_ties(slack: Array, mask: BoolArray) -> Array:
    """Compute the least that covers the deficit of one end of each tie, paid by the other end.

    Shape (ties,), negative if the second end pays the first; `slack` has shape (ties, 2).
    """
    return np.asarray(in_blocks(_across, slack, mask))


def _across(slack: Array, ties: BoolArray) -> Array:
    none: Any = Fraction(0) if slack.dtype == object else slack.dtype.type(0)
    short = np.minimum(slack, none)
    return np.asarray((short[:, 0] - short[:, 1]) * ties)


def along_trees(
    n: int,  # number of governments
    ends: IntArray,  # shape (ties, 2)
    slack: Array,  # shape (ties, 2): non-negative in sum over every component of the kept ties
    mask: BoolArray,  # shape (ties,)
) -> Array:
    """Carry money along a tree in every component, so that no government is in deficit.

    Every branch asks its stem for what it lacks as a whole; what is left over in a branch is
    offered, and taken only where it is needed.

    From the first end of each tie to the second; negative the other way.

    Examples
    --------
    The first government has slack for the last one, and the money passes through the second:

    >>> import numpy as np
    >>> from qinba_games.network.tie_transfers import along_trees
    >>> ends = np.array([[0, 1], [2, 1]])
    >>> along_trees(3, ends, np.array([[3, 0], [-2, 0]]), np.array([True, True])).tolist()
    [2, -2]
    """
    own: list[Any] = [0 * slack.ravel()[0] if slack.size else 0] * n
    beside: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for e in np.flatnonzero(mask).tolist():
        for side in (0, 1):
            here, there = int(ends[e, side]), int(ends[e, 1 - side])
            own[here] = own[here] + slack[e, side]
            beside[here].append((e, there))
    paid = np.zeros(len(ends), dtype=slack.dtype)
    visited = [False] * n
    for root in range(n):
        if not visited[root] and beside[root]:
            for e, below, amount in _flows(root, own, beside, visited):
                # `amount` goes up, from the branch to the stem.
                paid[e] = amount if ends[e, 0] == below else -amount
    return paid


def _flows(
    root: int, own: list[Any], beside: list[list[tuple[int, int]]], visited: list[bool]
) -> list[tuple[int, int, Any]]:
    order = [root]
    branches: dict[int, list[tuple[int, int]]] = {root: []}
    visited[root] = True
    for here in order:
        for e, there in beside[here]:
            if not visited[there]:
                visited[there] = True
                order.append(there)
                branches[here].append((e, there))
                branches[there] = []
    whole = {here: own[here] for here in order}
    for here in reversed(order):
        for _, there in branches[here]:
            whole[here] = whole[here] + whole[there]
    flows, demand = [], {root: 0 * own[root]}
    for here in order:
        lack = demand[here] - own[here]
        lack = lack - sum(min(whole[there], 0) for _, there in branches[here])
        for e, there in branches[here]:
            amount = whole[there] if whole[there] < 0 else max(min(whole[there], lack), 0)
            lack = lack - max(amount, 0)
            demand[there] = amount
            flows.append((e, there, amount))
    return flows


def to_coordinator(
    label: IntArray,  # shape (n,): jurisdiction, -1 for none
    own: Array,  # shape (n,): sum of the slacks of a government over the ties inside
) -> Array:
    """Payments to a coordinator by those who have slack for those who lack it.

    Each pays in proportion to its slack, and the payments of a jurisdiction add up to zero.
    They are negative for those who are paid.
    """
    paid = np.where(own < 0, own, 0 * own)
    place = np.maximum(label, 0)
    size = int(place.max(initial=-1)) + 1
    need, have = sums(size, place, -paid), sums(size, place, np.maximum(own, 0 * own))
    some = have > 0
    part = need / np.where(some, have, have + 1)
    return np.asarray(np.where(own > 0, own * part[place], paid))

"""The best ties when a breach ends all ties and money moves along the ties that are kept.

A set is sustained exactly when the slacks of both ends add up, over every component of it, to
something non-negative. Ties that bring value and slack are in every best set; the governments that
they join become one. What is left falls apart into groups; small ones are enumerated, large ones
are mixed integer programmes with a flow of money on every tie.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, IntArray
from ..components import by_label, components, sums
from .binary_programme import BinaryProgramme, IncumbentTies, maximise, row_scale
from .first_optimum import all_sets, best_among, best_in_time
from .grim_network import ENUMERATED, NetworkNumbers, TieSet, together
from .knapsack import pooled_knapsack


class _TieComponent(NamedTuple):
    """Open ties between points, each of which is some governments that are joined for sure."""

    base: Array  #: shape (points,): slack that a point has of its own
    ends: IntArray  #: shape (ties, 2)
    slack: Array  #: shape (ties,): of both ends together
    worth: Array  #: shape (ties,)
    room: Any
    same: Any


def shared_network(
    ties: NetworkNumbers,
    *,
    first: bool,  # look for the first best set, and for a second one
    deadline: float | None = None,  # as for `maximise`
) -> TieSet:
    """Find the most valuable set of ties in which no component has a negative sum of slacks."""
    pooled = ties.slack.sum(axis=1) if len(ties.slack) else ties.slack[:, 0]
    state = np.full(len(ties.worth), -1)
    state[(pooled >= 0) & (ties.worth > 0)] = 1
    points = components(ties.n, ties.ends, state == 1)
    sure, ends = state == 1, points[ties.ends]
    base = sums(int(points.max(initial=-1)) + 1, ends[sure, 0], pooled[sure])
    label = _without_hopeless(state, ends, pooled, base, ties)
    open_ = np.flatnonzero(state < 0)

    def part(group: IntArray) -> _TieComponent:
        nodes, local = np.unique(ends[group], return_inverse=True)
        numbers = pooled[group], ties.worth[group], ties.room, ties.same
        return _TieComponent(base[nodes], local.reshape(-1, 2), *numbers)

    solved = (
        (group, *_best_set(part(group), first, deadline))
        for group in by_label(open_, label[ends[open_, 0]])
    )
    return together(ties, state == 1, solved, unique=True, first=first)


def _without_hopeless(
    state: Array, ends: IntArray, pooled: Array, base: Array, ties: NetworkNumbers
) -> IntArray:
    """Leave out what no group around it can carry, and what only costs; groups of points."""
    size = len(base)
    loop = ends[:, 0] == ends[:, 1]
    state[(state < 0) & loop & (pooled <= 0) & (ties.worth < 0)] = 0
    while True:
        open_ = state < 0
        label = components(size, ends, open_)
        most = sums(size, label, base)
        most = most + sums(size, label[ends[open_, 0]], np.maximum(pooled, 0)[open_])
        hopeless = open_ & (pooled < 0) & (most[label[ends[:, 0]]] + pooled < -ties.room)
        if not hopeless.any():
            return label
        state[hopeless] = 0


def _best_set(
    part: _TieComponent, first: bool, deadline: float | None
) -> tuple[IncumbentTies, bool | None]:
    size = len(part.worth)
    if size <= ENUMERATED:
        return _enumerate(part)
    if not first:
        # If all components can be pooled and still carry the set, nothing is better.
        free = pooled_knapsack(
            np.append(part.worth, 0),
            np.append(part.slack, part.base.sum()),
            part.room,
            np.append(np.full(size, -1), 1),
        )
        if free is not None and free.proven and not _breaks(part, free.chosen[:-1]):
            return IncumbentTies(free.chosen[:-1], free.value, free.bound, True), None
    programme = _programme(part)

    def solve(fixed: Array) -> IncumbentTies | None:
        return maximise(programme, fixed, deadline)

    return best_in_time(solve, part.worth, part.same, first=first, timed=deadline is not None)


def _enumerate(part: _TieComponent) -> tuple[IncumbentTies, bool]:
    sets = all_sets(len(part.worth))
    label = np.tile(np.arange(len(part.base)), (len(sets), 1))
    for _ in range(len(part.base)):
        before = label.copy()
        for e, (a, b) in enumerate(part.ends):
            lower = np.minimum(label[:, a], label[:, b])
            label[:, a] = np.where(sets[:, e], lower, label[:, a])
            label[:, b] = np.where(sets[:, e], lower, label[:, b])
        if (label == before).all():
            break
    total = np.zeros(label.shape, dtype=part.base.dtype)
    rows = np.arange(len(sets))
    for point, own in enumerate(part.base):
        np.add.at(total, (rows, label[:, point]), own)
    for e, (a, _) in enumerate(part.ends):
        np.add.at(total, (rows, label[:, a]), sets[:, e].astype(total.dtype) * part.slack[e])
    return best_among(sets[(total >= -part.room).all(axis=1)], part.worth, part.same)


def _programme(part: _TieComponent) -> BinaryProgramme:
    """Decisions first, then money along each tie; the slack of a tie is booked at its first end."""
    from scipy.sparse import block_array, coo_array, csr_array, diags_array

    size, points = len(part.worth), len(part.base)
    loop = part.ends[:, 0] == part.ends[:, 1]
    slack = part.slack.astype(float)
    scale = float(row_scale(np.append(slack, part.base.astype(float))[None])[0])
    give = part.base.astype(float).sum() + slack[slack > 0].sum()
    box = scale * float(min(give, -slack[slack < 0].sum())) + 1
    each = np.arange(size)
    booked = csr_array((slack * scale, (part.ends[:, 0], each)), shape=(points, size))
    moved = np.flatnonzero(~loop)
    bottom = -(part.base.astype(float) + float(part.room)) * scale
    if not moved.size:
        return BinaryProgramme(
            part.worth, booked, bottom, box, lambda chosen: _breaks(part, chosen)
        )
    signs = np.concatenate([np.full(len(moved), -1.0), np.ones(len(moved))])
    places = np.concatenate([part.ends[moved, 0], part.ends[moved, 1]])
    money = coo_array((signs, (places, np.tile(np.arange(len(moved)), 2))), (points, len(moved)))
    switch = csr_array(diags_array(np.full(size, box)))[moved]
    unit = diags_array(np.ones(len(moved)))
    matrix = csr_array(block_array([[booked, money], [switch, -unit], [switch, unit]]))
    lower = np.zeros(matrix.shape[0])
    lower[:points] = bottom
    return BinaryProgramme(part.worth, matrix, lower, box, lambda chosen: _breaks(part, chosen))


def _breaks(part: _TieComponent, chosen: BoolArray) -> list[tuple[Array, float]]:
    """For every component in deficit: leave out one of its ties, or join something to it."""
    label = components(len(part.base), part.ends, chosen)
    size = int(label.max(initial=-1)) + 1
    total = sums(size, label, part.base)
    total = total + sums(size, label[part.ends[chosen, 0]], part.slack[chosen])
    cuts = []
    for poor in np.flatnonzero(total < -part.room):
        inside = (label[part.ends] == poor).any(axis=1)
        row = np.where(inside, np.where(chosen, -1.0, 1.0), 0.0)
        cuts.append((row, 1.0 - (inside & chosen).sum()))
    return cuts

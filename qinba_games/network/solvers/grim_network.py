"""The best ties when a breach ends all ties of the network, and nobody pays.

A set of ties is sustained exactly when the slacks of every government add up to something
non-negative over its ties in the set. What a presolve leaves open falls apart into groups that
share no government; small groups are enumerated, large ones are mixed integer programmes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray, IntArray
from ..components import by_label, components, gather
from .binary_programme import BinaryProgramme, IncumbentTies, maximise, row_scale
from .first_optimum import all_sets, best_among, best_in_time

#: Groups of at most so many ties are solved by trying all sets.
ENUMERATED = 10


class NetworkNumbers(NamedTuple):
    """The numbers of a network, all ints or all floats."""

    n: int  #: number of governments
    ends: IntArray  #: shape (ties, 2)
    slack: Array  #: shape (ties, 2)
    worth: Array  #: shape (ties,)
    room: Any  #: a sum of slacks is non-negative if it is not below minus this
    same: Any  #: values that differ by no more are the same


class TieSet(NamedTuple):
    """What a ladder solver finds: a set of ties, what it is worth, and how sure that is."""

    chosen: BoolArray  #: shape (ties,)
    bound: Any
    proven: bool
    unique: bool | None


def grim_network(
    ties: NetworkNumbers,
    *,
    first: bool,  # look for the first best set, and for a second one
    deadline: float | None = None,  # as for `maximise`
) -> TieSet:
    """Find the most valuable set of ties in which no government has a negative sum of slacks."""
    state, live = _presolve(ties)
    free = (state < 0) & ~live[ties.ends].any(axis=1)  # nothing depends on them, nor do they count
    chosen = (state == 1) | free
    base = gather(ties.n, ties.ends, ties.slack, chosen)
    solved = (
        (group, *_best_set(_part(ties, group, live, base), first, deadline))
        for group in _groups(ties, (state < 0) & ~free, live)
    )
    return together(ties, chosen, solved, unique=not free.any(), first=first)


def together(
    ties: NetworkNumbers,
    chosen: BoolArray,
    solved: Iterable[tuple[IntArray, IncumbentTies, bool | None]],
    *,
    unique: bool,
    first: bool,
) -> TieSet:
    """What is chosen for sure, and of each group of other ties what is best."""
    bound, proven = ties.worth[chosen].sum(), True
    for group, best, alone in solved:
        tick()
        chosen[group] = best.chosen
        bound, proven = bound + best.bound, proven and best.proven
        unique = unique and bool(alone)
    return TieSet(chosen, bound, proven, unique if first and proven else None)


def _presolve(ties: NetworkNumbers) -> tuple[Array, BoolArray]:
    """What belongs in every best set (1), in none (0), or is open (-1); who can be in deficit."""
    state = np.full(len(ties.worth), -1)
    while True:
        tick()
        open_ = state < 0
        base = gather(ties.n, ties.ends, ties.slack, state == 1)
        least = base + gather(ties.n, ties.ends, np.minimum(ties.slack, 0), open_)
        most = base + gather(ties.n, ties.ends, np.maximum(ties.slack, 0), open_)
        live = least < -ties.room
        felt = np.where(live[ties.ends], ties.slack, 0)
        never = ((felt < 0) & (most[ties.ends] + felt < -ties.room)).any(axis=1)
        worse = (felt <= 0).all(axis=1) & (ties.worth < 0)
        better = (felt >= 0).all(axis=1) & (ties.worth > 0)
        out, in_ = open_ & (never | worse), open_ & better & ~never
        if not (out.any() or in_.any()):
            return state, live
        state[out], state[in_] = 0, 1


def _groups(ties: NetworkNumbers, open_: BoolArray, live: BoolArray) -> list[IntArray]:
    """Open ties, apart where they share no government that can be in deficit."""
    felt = live[ties.ends]
    label = components(ties.n, ties.ends, open_ & felt.all(axis=1))
    own = np.where(felt[:, 0], label[ties.ends[:, 0]], label[ties.ends[:, 1]])
    return by_label(np.flatnonzero(open_), own[open_])


class ConstraintBlock(NamedTuple):
    """A group by itself: coefficients[row, tie] @ y >= lower - room for every row."""

    rows: IntArray
    columns: IntArray
    entries: Array
    lower: Array
    worth: Array
    room: Any
    same: Any


def _part(ties: NetworkNumbers, group: IntArray, live: BoolArray, base: Array) -> ConstraintBlock:
    felt = live[ties.ends[group]]
    columns, sides = np.nonzero(felt)
    who = ties.ends[group][columns, sides]
    nodes, rows = np.unique(who, return_inverse=True)
    entries = ties.slack[group][columns, sides]
    return ConstraintBlock(
        rows, columns, entries, -base[nodes], ties.worth[group], ties.room, ties.same
    )


def _best_set(
    part: ConstraintBlock, first: bool, deadline: float | None
) -> tuple[IncumbentTies, bool | None]:
    if len(part.worth) <= ENUMERATED:
        return _enumerate(part)
    programme = _programme(part)

    def solve(fixed: Array) -> IncumbentTies | None:
        return maximise(programme, fixed, deadline)

    return best_in_time(solve, part.worth, part.same, first=first, timed=deadline is not None)


def _enumerate(part: ConstraintBlock) -> tuple[IncumbentTies, bool]:
    sets = all_sets(len(part.worth))
    matrix = np.zeros((len(part.lower), len(part.worth)), dtype=part.entries.dtype)
    matrix[part.rows, part.columns] = part.entries
    counts = sets.astype(part.entries.dtype)
    fits = (counts @ matrix.T >= part.lower - part.room).all(axis=1)
    return best_among(sets[fits], part.worth, part.same)


def _programme(part: ConstraintBlock) -> BinaryProgramme:
    from scipy.sparse import csr_array

    shape = (len(part.lower), len(part.worth))
    entries = part.entries.astype(float)
    largest = np.zeros(shape[0])
    np.maximum.at(largest, part.rows, abs(entries))
    scale = row_scale(largest[:, None])
    matrix = csr_array((entries * scale[part.rows], (part.rows, part.columns)), shape=shape)
    lower = (part.lower.astype(float) - float(part.room)) * scale

    def breaks(chosen: BoolArray) -> list[tuple[Array, float]]:
        total = -part.lower
        selection = chosen[part.columns]
        np.add.at(total, part.rows[selection], part.entries[selection])
        return [_cut(part, row, chosen) for row in np.flatnonzero(total < -part.room).tolist()]

    return BinaryProgramme(part.worth, matrix, lower, 0.0, breaks)


def _cut(part: ConstraintBlock, row: int, chosen: BoolArray) -> tuple[Array, float]:
    """Leave out a tie that costs this government slack, or add one that gives it some."""
    here = part.rows == row
    columns, entries = part.columns[here], part.entries[here]
    costly = columns[(entries < 0) & chosen[columns]]
    helpful = columns[(entries > 0) & ~chosen[columns]]
    coefficients = np.zeros(len(part.worth))
    coefficients[costly], coefficients[helpful] = -1, 1
    return coefficients, 1.0 - len(costly)

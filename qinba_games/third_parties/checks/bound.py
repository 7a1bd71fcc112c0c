"""An upper bound on the joint value of every equilibrium of partnerships, row by row of a table.

Nobody can hope for more than the best of all rows that remain, chosen for itself. A row falls where
even that breaks a constraint; then more may fall. What is cheapest is so because under such bounds
its goal falls at all lower levels; everything else is shown by a record that a kernel reads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ...certify.kernel import Kernel, chosen
from ...certify.play import worth_of
from ...game.table import Table, by_pool, by_segment
from ...types import Array, BoolArray, IntArray


class CoordinatorBound(NamedTuple):
    """What no equilibrium exceeds in N partnerships of one shape."""

    table: Table
    remaining: BoolArray  #: shape (rows, N)
    rows: IntArray  #: the best of what remains for all together, (states, N)
    worth: tuple[Array, ...]  #: most that pools can hope for, round by round, (nodes, pools, N)
    upheld: BoolArray  #: where the best breaks no constraint, (states, N)

    def at(self, level: int) -> slice:
        """The states of a trust level."""
        first = self.table.nodes.first
        return slice(int(first[level]), int(first[level + 1]))


def bound(table: Table, held: Array | None) -> CoordinatorBound:
    """Rows fall at the most hopeful futures until none does; the best of the rest bounds all.

    Whoever breaks an agreement is `held` to these values, (n,), or to its w if None.
    """
    kernel, states = Kernel(table), table.start.size * int(np.diff(table.nodes.first)[0])
    nodes, outside = len(table.nodes.first) - 1, table.rows.now[-1]
    known = np.broadcast_to(outside, (nodes, *outside.shape)).copy()
    if held is not None:
        known[table.feared[:-1]] = held[:, None]
    # What is played after a breach is no part of the question.
    own, count = table.state < states, int(table.pools.max()) + 1
    remaining, rounds = table.open | ~own[:, None], list[Array]()
    rows = _first(table, remaining)[:, None].repeat(table.sums.shape[1], axis=1)
    while True:
        hopeless = ~by_segment(np.logical_or, remaining, table.first_row)
        options = remaining | hopeless[table.state]
        rows, worth = _best(kernel, options, rows)
        falls = remaining & own[:, None] & ~_upheld(kernel, worth, known) & ~hopeless.any(axis=0)
        hit = falls.any(axis=0)
        rounds.append(np.where(hit, worth[:, :count], 0))
        if not hit.any():
            break
        remaining = remaining & ~falls
    best = rows[:, -1]
    fine = chosen(_upheld(kernel, worth_of(table, best), known), best)[:states]
    return CoordinatorBound(table, remaining, best, (*rounds[:-1], worth[:, -1:]), fine)


def _first(table: Table, allowed: BoolArray) -> IntArray:
    """The first row allowed in every state, (states, N)."""
    at = np.where(allowed, -np.arange(len(allowed))[:, None], -len(allowed))
    return np.asarray(-by_segment(np.maximum, at, table.first_row))


def _upheld(kernel: Kernel, worth: Array, known: Array) -> BoolArray:
    """Which rows break no constraint, (rows, N)."""
    found = kernel.constraints(kernel.values(worth, known))
    # Much less than what solvers take for a tie.
    near = kernel.rounding(_tolerance.STEP, found.size, of=kernel.sizes[:, : found.size.shape[1]])
    return np.asarray(~(found.bound & (found.gap > near)).any(axis=1))


def _best(kernel: Kernel, allowed: BoolArray, rows: IntArray) -> tuple[IntArray, Array]:
    """The best rows of each pool if it chose for all, (states, pools, N), and their worth."""
    table, games = kernel.table, np.arange(allowed.shape[1])
    rows = np.where(allowed[rows, games], rows, _first(table, allowed)[:, None])
    wait = np.where(table.rows.waits[:, None], table.delta, 0)[:, None]
    paid, step = (1 - wait) * by_pool(table.rows.now, table.sums), 0
    while True:
        pools = range(rows.shape[1])
        worth = np.stack([worth_of(table, rows[:, c])[:, c] for c in pools], axis=1)
        each = paid + wait * table.lotteries.expect(worth)[table.rows.then]
        each = np.where(allowed[:, None], each, -np.inf)
        top = by_segment(np.maximum, each, table.first_row)
        now = np.take_along_axis(each, rows, axis=0)
        near = _tolerance.meeting(_tolerance.STEP, now, top) * _tolerance.growth(step)
        better = top > now + near
        if not better.any():
            return rows, worth
        reach = np.where(each >= top[table.state], -np.arange(len(each))[:, None, None], -len(each))
        rows = np.where(better, -by_segment(np.maximum, reach, table.first_row), rows)
        step += 1

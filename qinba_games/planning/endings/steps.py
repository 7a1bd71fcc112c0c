"""Help that ends, by steps back: after a date members are alone, after a mark of trust too.

From a period on, before its times are known, members can get {V: sum V_i = U, V_i >= l_i}. One
period earlier row r is carried if each can be promised enough of what is left by it,

    sum_i max(best_i(r), (1 - delta) g_i(r) + delta E[l_i | r]) <= worth(r; U),

and of the rows carried the one with the greatest worth is played. Where members pay each other in
that period l is what they have outside, else what the left side says of each.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ...algorithms.elimination import known_punishment, needs
from ...algorithms.solution import Solution, solve
from ...algorithms.values import most
from ...common.progress import tick
from ...game.table import Table
from ...types import Array, IntArray


class ReachableSets(NamedTuple):
    """What members can get from nodes on, of N games: {V: sum V_i = joint, V_i >= least_i}."""

    joint: Array  #: shape (nodes, N)
    least: Array  #: shape (nodes, n, N)
    size: Array  #: shape (nodes, N): of the payoffs of which these are sums


def point(table: Table, rows: IntArray, values: Array) -> ReachableSets:
    """What members get who do not pay each other, (nodes, n, N), if `rows` are played for ever."""
    return ReachableSets(values.sum(axis=1), values, _size_of(table, rows))


def simplex(table: Table, rows: IntArray, joint: Array) -> ReachableSets:
    """What members can get who pay each other at the start of every period."""
    least = np.broadcast_to(_outside(table), (len(joint), *_outside(table).shape))
    return ReachableSets(joint, least, _size_of(table, rows))


class PaymentPeriod:
    """A period of N games of one shape, in which members pay each other or do not."""

    def __init__(self, table: Table, *, shared: bool) -> None:
        self.table, self.shared = table, shared
        known, n = known_punishment(table), len(_outside(table))
        assert known is not None  # of partnerships that everybody can leave
        self.best = needs(dataclasses.replace(table, pools=np.arange(n)), known).due
        self.waits = np.where(table.rows.waits[:, None], table.delta, 0)
        self.paid = (1 - self.waits)[:, None] * table.rows.now

    def step(self, after: ReachableSets) -> tuple[IntArray, ReachableSets]:
        """The rows that are played if members can get `after` next, and what they can get then."""
        tick()
        table, n = self.table, self.paid.shape[1]
        both = np.concatenate([after.least, after.joint[:, None]], axis=1)
        later = self.waits[:, None] * table.lotteries.expect(both)[table.rows.then]
        worth = self.paid.sum(axis=1) + later[:, n]
        need = np.maximum(self.best, self.paid + later[:, :n])
        size, counted = self._size(after), worth - table.middle.sum(axis=0)
        terms = abs(need - table.middle).sum(axis=1)
        near = 0 if worth.dtype == object else _meeting(terms, counted, floor=size)
        carried = table.open & (need.sum(axis=1) <= worth + near)
        top = most(table, worth[:, None], carried)[0][table.state, 0]
        near = 0 if worth.dtype == object else _meeting(counted, floor=size)
        equal = carried & (worth >= top - near)
        rank = np.broadcast_to(-table.prefer[:, None, None], (len(worth), 1, worth.shape[1]))
        rows = most(table, rank, equal)[1][:, 0]
        return rows, self._before(rows, worth, need, size)

    def _before(self, rows: IntArray, worth: Array, need: Array, size: Array) -> ReachableSets:
        nodes, games = self.table.nodes, np.arange(worth.shape[1])
        joint = nodes.expect(worth[rows, games])
        outside = np.broadcast_to(_outside(self.table), (len(joint), *need.shape[1:]))
        least = outside if self.shared else nodes.expect(need[rows, :, games].swapaxes(1, 2))
        return ReachableSets(joint, least, nodes.largest(size[rows, games]))

    def _size(self, after: ReachableSets) -> Array:
        """The size of the payoffs of which the worth of rows is a sum, (rows, N)."""
        table = self.table
        ahead = table.lotteries.largest(after.size)[table.rows.then]
        own = abs(table.rows.now).sum(axis=1)
        return np.asarray(np.maximum(own, np.where(table.rows.waits[:, None], ahead, 0)))


def until_a_mark(table: Table, marks: IntArray, alone: ReachableSets) -> Solution:
    """What is played below each game's mark of trust, if members are alone from there on."""
    return solve(_with_mark(table, marks, alone))


def _with_mark(table: Table, marks: IntArray, alone: ReachableSets) -> Table:
    """The table in which trust at or above a mark is an end; `marks` is (N,)."""
    # Whoever complies gets at least l afterwards: so much it is worth to it as if it left.
    outside, levels = _outside(table), len(table.nodes.first) - 2
    beyond = np.arange(levels + 1)[:, None] >= marks
    beyond[-1] = False
    least = np.where(beyond[:, None], alone.least, outside)
    waits, times = table.rows.waits, (table.states - 1) // levels
    delta = np.where(waits[:, None], table.delta, 0)
    floor = (1 - delta)[:, None] * table.rows.now
    floor = floor + delta[:, None] * table.lotteries.expect(least)[table.rows.then]
    spare = (alone.joint - alone.least.sum(axis=1)) / len(outside)
    now, replies = table.rows.now.copy(), table.replies.now.copy()
    node = np.minimum(table.state // times, levels)
    ends = (~waits)[:, None] & beyond[node]
    now = np.where(ends[:, None], (alone.least + spare[:, None])[node], now)
    for i in range(len(outside)):
        leave = table.first[table.menu[waits, i]]
        replies[leave] = np.maximum(replies[leave], floor[waits, i])
    return dataclasses.replace(
        table,
        rows=table.rows._replace(now=now),
        replies=table.replies._replace(now=replies),
        open=table.open & (~beyond[node] | ~waits[:, None]),
    )


_meeting = functools.partial(_tolerance.meeting, _tolerance.TIE)


def _outside(table: Table) -> Array:
    """What members have outside, (n, N): what is paid at the end."""
    return np.asarray(table.rows.now[-1])


def _size_of(table: Table, rows: IntArray) -> Array:
    """The size of the payoffs of which values of a play, (states, N), are sums, (nodes, N)."""
    games = np.arange(rows.shape[1])
    own = abs(table.rows.now).sum(axis=1)[rows, games]
    return table.nodes.largest(table.largest_ahead(own))

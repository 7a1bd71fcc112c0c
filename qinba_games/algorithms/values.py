"""What policies of a table are worth, and the best of them: linear systems and policy iteration.

A policy is a row for every state, for each agent (a pool of members, or all together) as if it
chose for all. Systems have the size of nodes. Everything has a last axis N over games.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance
from ..common.markov_chain import total_reward
from ..common.progress import tick
from ..game.table import Table, by_pool, by_segment
from ..types import Array, BoolArray, IntArray


class Problem:
    """The decision problems of agents over the rows of a table, payoffs weighted by 1 - lambda."""

    def __init__(self, table: Table, sums: IntArray) -> None:
        self.table = table
        self.waits = np.where(table.rows.waits[:, None], table.delta, 0)
        self.sums = sums
        summed = by_pool(table.rows.now, sums)
        self.paid = (1 - self.waits)[:, None] * summed  #: shape (rows, agents, N)
        self.exact = self.paid.dtype == object

    @functools.cached_property
    def size(self) -> Array:
        """What the payoffs of rows are sums of amounts to, shape (rows, agents, N)."""
        return by_pool(abs(self.table.rows.now), abs(self.sums))

    @functools.cached_property
    def middle(self) -> Array:
        """From where the values of each agent count in comparisons, shape (agents, N)."""
        return np.asarray(self.sums.T @ self.table.middle)

    def rounding(self, level: float, *values: Any, floor: Any, agents: Any = slice(None)) -> Any:
        """Up to what values (..., agents, N) count as equal; 0 if exact."""
        if self.exact:
            return 0
        counted = (value - self.middle[agents] for value in values)
        return _tolerance.meeting(level, *counted, floor=floor)

    @functools.cached_property
    def moves(self) -> Array:
        """Discounted chance of every next node under every lottery, shape (lotteries, N, nodes)."""
        lotteries, nodes = self.table.lotteries, len(self.table.nodes.first) - 1
        moves = lotteries._replace(chance=self.table.delta * lotteries.chance).dense(nodes)
        return np.ascontiguousarray(moves.swapaxes(1, 2))

    def take(self, games: Any) -> Problem:
        """Some of the games; in its table payoffs and replies stay those of all."""
        part = object.__new__(Problem)
        part.table, part.sums, part.exact = self.table.moves_of(games), self.sums, self.exact
        part.waits, part.paid = self.waits[:, games], self.paid[..., games]
        part.moves, part.middle = self.moves[:, games], self.middle[:, games]
        if not self.exact:
            part.size = self.size[..., games]
        return part

    def of(self, agents: slice) -> Problem:
        """Some of the agents."""
        part = object.__new__(Problem)
        some = {name: getattr(self, name)[:, agents] for name in ("sums", "paid")}
        some["middle"] = self.middle[agents]
        size = {} if self.exact else {"size": self.size[:, agents]}
        vars(part).update(vars(self), moves=self.moves, **some, **size)
        return part

    def worth(self, starts: Array) -> Array:
        """What every row is worth, (rows, agents, N), from values of nodes, (nodes, agents, N)."""
        later = self.table.delta * self.table.lotteries.expect(starts)
        follows = later[self.table.rows.then]
        follows[~self.table.rows.waits] = 0
        follows += self.paid
        return follows


class Policy(NamedTuple):
    """The best rows and what they are worth."""

    rows: IntArray  #: shape (states, agents, N)
    starts: Array  #: shape (nodes, agents, N)


def evaluate(problem: Problem, rows: IntArray) -> Array:
    """What playing these rows for ever is worth at every node, shape (nodes, agents, N).

    `rows` has shape (states, agents, N), or (states, 1, N) if all agents are to have the same.
    """
    table, nodes = problem.table, problem.table.nodes
    agents, games = np.arange(problem.paid.shape[1])[:, None], np.arange(rows.shape[2])
    chance = nodes.chance[:, None]
    chosen = rows[nodes.to]  # branches agents N
    paid = by_segment(np.add, chance * problem.paid[chosen, agents, games], nodes.first)
    stays = chance * table.rows.waits[chosen]
    moves = problem.moves[table.rows.then[chosen], games]  # branches agents N nodes
    moves = by_segment(np.add, stays[..., None] * moves, nodes.first).transpose(1, 2, 0, 3)
    # One system for all agents has a column for each of them.
    right = paid[:, :, None] if rows.shape[1] == 1 else paid[:, None]
    right = right.transpose(2, 3, 0, 1)
    if problem.exact:
        found = _exact.solve(np.eye(len(paid), dtype=int) - moves, right, tick)
    else:
        over = by_segment(np.add, chance * (1 - problem.waits[chosen, games]), nodes.first)
        found = total_reward(moves, over.transpose(1, 2, 0), right)
    return np.asarray(found.transpose(2, 3, 0, 1).reshape(paid.shape))


def most(table: Table, values: Array, allowed: BoolArray) -> tuple[Array, IntArray]:
    """The largest value of the rows allowed in every state, and the first row that reaches it.

    `values` has shape (rows, agents, N), `allowed` (rows, N).
    """
    count = len(values)
    values = np.where(allowed[:, None], values, -np.inf)
    top = by_segment(np.maximum, values, table.first_row)
    at = np.where(values >= top[table.state], count - np.arange(count)[:, None, None], 0)
    return top, count - by_segment(np.maximum, at, table.first_row)


def best_policy(problem: Problem, allowed: BoolArray, rows: IntArray | None = None) -> Policy:
    """The best policy of each agent over the rows allowed, by policy iteration (Howard 1960).

    `rows` is where it starts; where some of them are not allowed, at the best single period.
    """
    table = problem.table
    agents, games = problem.paid.shape[1:]
    first = most(table, problem.paid, allowed)[1]
    if rows is None:
        rows = first
    else:
        rows = np.where(allowed[rows, np.arange(games)], rows, first)
    starts = np.zeros((len(table.nodes.first) - 1, agents, games), dtype=problem.paid.dtype)
    active, here, step = np.arange(games), rows.copy(), 0
    rows = here.copy()
    while True:
        tick()
        found = evaluate(problem, here)
        starts[..., active] = found
        better, moved = _improved(problem, allowed, here, found, step)
        if not moved.any():
            return Policy(rows, starts)
        if not moved.all():
            problem, allowed = problem.take(moved), allowed[:, moved]
        active, here, step = active[moved], better[..., moved], step + 1
        rows[..., active] = here


def _improved(
    problem: Problem, allowed: BoolArray, rows: IntArray, starts: Array, step: int
) -> tuple[IntArray, BoolArray]:
    """Rows that are better by more than rounding, and the games in which there are any."""
    values = problem.worth(starts)
    now = at_rows(values, rows)
    top, better = most(problem.table, values, allowed)
    rounding: Any = 0
    if not problem.exact:
        rounding = problem.rounding(_tolerance.STEP, now, top, floor=reached(problem, rows))
        rounding = rounding * _tolerance.growth(step)
    higher = np.asarray(top > now + rounding)
    return np.where(higher, better, rows), np.asarray(higher.any(axis=(0, 1)))


def reached(problem: Problem, rows: IntArray) -> Array:
    """The size of the largest payoffs of which a policy's values are sums, (states, agents, N)."""
    return problem.table.largest_ahead(at_rows(problem.size, rows))


def at_rows(of_rows: Array, rows: IntArray) -> Array:
    """Entries of (rows, agents, N) at a policy's rows, shape (states, agents, N)."""
    return np.asarray(np.take_along_axis(of_rows, rows, axis=0))


class PresentValues:
    """What plays bring in all periods beyond what ends a dissolving game, at any patience.

    There w is what all get for ever once somebody deviates. The surplus over all periods
    z = (V - w) / (1 - delta) solves z = g - w + delta E z, and whoever deviates gains now - w
    once, whatever the patience: one compilation serves all of it. Of N games P plays are valued
    at a time, each at a patience of its own.

    `who`, (P,), is the game of each play, and `rows`, (states, P), what is played in it.
    """

    def __init__(self, table: Table) -> None:
        rows, replies, self.table = table.rows, table.replies, table
        self.outside = rows.now[table.first_row[table.feared_states[0]]]
        stays, nodes = rows.waits[:, None, None], len(table.nodes.first) - 1
        #: What rows pay, (rows, agents, N), and where they lead, (rows, nodes, N).
        self.pay = np.where(stays, by_pool(rows.now - self.outside, table.sums), 0)
        self.step = np.where(stays, table.lotteries.dense(nodes)[rows.then], 0)
        self.drawn = table.nodes.dense(table.states)
        whose = np.repeat(table.owner, np.diff(table.first))
        gain = by_segment(np.maximum, replies.now - self.outside[whose], table.first)
        #: What each member gains by its best deviation, (rows, n, N).
        self.gain = np.where((table.menu >= 0)[..., None], gain[table.menu], -np.inf)

    def starts(self, who: IntArray, delta: Array, rows: IntArray) -> Array:
        """The surplus of all plays at every node, (P, nodes, agents)."""
        drawn = self.drawn[..., who]
        move = np.einsum("xsp,spy->pxy", drawn, self.step[rows, :, who])
        paid = np.einsum("xsp,spa->pxa", drawn, self.pay[rows, :, who])
        return np.linalg.solve(np.eye(len(drawn)) - delta[:, None, None] * move, paid)

    def is_beaten(
        self, who: IntArray, delta: Array, rows: IntArray, others: BoolArray
    ) -> BoolArray:
        """Whether some of the other rows, (rows, P), bring all together more, shape (P,)."""
        later = self.starts(who, delta, rows)[..., -1]
        worth = self.pay[:, -1, who]
        worth = worth + delta * np.einsum("ryp,py->rp", self.step[..., who], later)
        own = np.take_along_axis(worth, rows, axis=0)[self.table.state]
        rounding = _tolerance.meeting(_tolerance.TIE, worth, own)
        return np.asarray((others & (worth > own + rounding)).any(axis=0))

    def upheld(self, who: IntArray, delta: Array, rows: IntArray) -> tuple[BoolArray, Array]:
        """Whether plays are equilibria, (P,), and their joint values per period, (P, starts)."""
        found, table, weight = self.starts(who, delta, rows), self.table, 1 - delta
        pools = table.sums[:, : int(table.pools.max()) + 1]
        later = np.einsum("spy,pya->sap", self.step[rows, :, who], found)
        worth = (self.pay[rows, :, who].swapaxes(1, 2) + delta * later)[:, : pools.shape[1]]
        gain = self.gain[rows, :, who].swapaxes(1, 2)
        has = gain > -np.inf
        gain, base = np.where(has, gain, 0), (self.outside - table.middle)[:, who]
        size = by_pool(abs(np.where(has, base + weight * gain, 0)), pools)
        size = size + abs(pools.T @ base + weight * worth)
        short = weight * (by_pool(gain, pools) - worth) > _tolerance.TIE * size
        broken = (short & (by_pool(has, pools) > 0)).any(axis=(0, 1))
        outside = table.sums[:, -1] @ self.outside[:, who]
        return ~broken, outside[:, None] + weight[:, None] * found[:, table.start, -1]

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
from ..game.table import MANY, Alike, Table, by_pool, by_segment, some_games
from ..types import Array, BoolArray, IntArray
from .linear_systems import MovePattern, earnings, moves_under, pattern_of

#: Of so many values those of states alike are looked at choice by choice.
_LARGE = 2048


class Problem:
    """The decision problems of agents over the rows of a table, payoffs weighted by 1 - lambda."""

    def __init__(self, table: Table, sums: IntArray) -> None:
        self.table, self.sums = table, sums
        summed = by_pool(table.rows.now, sums)
        weight = 1 - np.where(table.rows.waits[:, None], table.delta, 0)
        self.paid = weight[:, None] * summed  #: shape (rows, agents, N)
        self.exact = self.paid.dtype == object
        #: Further from the middle no value of an agent is, (agents, N).
        self.reach: Any = 0 if self.exact else 1.01 * abs(summed - self.middle).max(axis=0)

    @functools.cached_property
    def size(self) -> Array:
        """What the payoffs of rows are sums of amounts to, shape (rows, agents, N)."""
        return by_pool(abs(self.table.rows.now), abs(self.sums))

    @functools.cached_property
    def middle(self) -> Array:
        """From where the values of each agent count in comparisons, shape (agents, N)."""
        return np.asarray(self.sums.T @ self.table.middle)

    @functools.cached_property
    def largest(self) -> Array:
        """The largest of the sizes of rows, shape (agents, N)."""
        return np.asarray(self.size.max(axis=0))

    @functools.cached_property
    def pattern(self) -> MovePattern:
        """Where there can be moves from node to node."""
        return pattern_of(self.table)

    @functools.cached_property
    def ahead(self) -> Array:
        """Discounted chance of every branch of lotteries, shape (branches, N)."""
        return np.asarray(self.table.delta * self.table.lotteries.chance)

    @functools.cached_property
    def moves(self) -> Array:
        """Discounted chance of every next node under every lottery, shape (N, lotteries, nodes)."""
        table = self.table
        lotteries, nodes = len(table.lotteries.first) - 1, len(table.nodes.first) - 1
        chances = np.zeros((self.ahead.shape[-1], lotteries * nodes), dtype=self.ahead.dtype)
        if table.leads.once:
            chances[:, table.leads.place] = self.ahead.T
        else:
            np.add.at(chances.T, table.leads.place, self.ahead)
        return chances.reshape(-1, lotteries, nodes)

    def rounding(self, level: float, *values: Any, floor: Any, agents: Any = slice(None)) -> Any:
        """Up to what values (..., agents, N) count as equal; 0 if exact."""
        if self.exact:
            return 0
        counted = (value - self.middle[agents] for value in values)
        return _tolerance.meeting(level, *counted, floor=floor)

    def atol(self, level: float, values: int) -> Any:
        """At least that where so many values meet, whatever they are, (agents, N)."""
        key = level, values
        if self.exact:
            return 0
        if key not in self._atol:
            self._atol[key] = self._least(level, values)
        return self._atol[key]

    @functools.cached_property
    def _atol(self) -> dict[tuple[float, int], Array]:
        return {}

    def _least(self, level: float, values: int) -> Array:
        """The same, which no change of policies changes."""
        atol = _tolerance.meeting(level, values * self.reach, floor=6 * self.largest)
        return np.asarray(atol)

    def take(self, games: Any) -> Problem:
        """Some of the games; its table is that of all, but for patience and what is drawn."""
        return _Subproblem(self, games=games)

    def of(self, agents: slice) -> Problem:
        """Some of the agents."""
        return _Subproblem(self, agents=agents)

    def worth(self, starts: Array) -> Array:
        """What every row is worth, (rows, agents, N), from values of nodes, (nodes, agents, N)."""
        rows, later = self.table.rows, self._later(starts)
        if starts.shape[-1] >= MANY:
            worth = self.paid.copy()
            for row in np.flatnonzero(rows.waits).tolist():
                worth[row] += later[rows.then[row]]
            return worth
        follows = later[rows.then]
        follows[~rows.waits] = 0
        follows += self.paid
        return follows

    def _later(self, starts: Array) -> Array:
        """Discounted expectation under every lottery, shape (lotteries, agents, N)."""
        if self.exact or starts.shape[-1] >= MANY:
            return self.table.lotteries._replace(chance=self.ahead).expect(starts)
        values = self.moves @ np.ascontiguousarray(starts.transpose(2, 0, 1))
        return np.ascontiguousarray(values.transpose(1, 2, 0))


class _Subproblem(Problem):
    """Some of the games and agents of a problem: what is rarely needed is taken when it is."""

    def __init__(self, whole: Problem, games: Any = None, agents: slice = slice(None)) -> None:
        self.whole, self.games, self.agents = whole, games, agents
        self.table = whole.table if games is None else whole.table.drawn_in(games)
        self.sums, self.exact = whole.sums[:, agents], whole.exact
        self.paid = self._some(whole.paid[:, agents])
        self.reach = 0 if self.exact else self._some(whole.reach[agents])

    def _some(self, of_all: Array) -> Array:
        return of_all if self.games is None else some_games(of_all, self.games)

    def _least(self, level: float, values: int) -> Array:
        return self._some(self.whole.atol(level, values)[self.agents])

    @functools.cached_property
    def size(self) -> Array:
        return self._some(self.whole.size[:, self.agents])

    @functools.cached_property
    def middle(self) -> Array:
        return self._some(self.whole.middle[self.agents])

    @functools.cached_property
    def largest(self) -> Array:
        return self._some(self.whole.largest[self.agents])

    @functools.cached_property
    def pattern(self) -> MovePattern:
        return self.whole.pattern

    @functools.cached_property
    def ahead(self) -> Array:
        return self._some(self.whole.ahead)

    @functools.cached_property
    def moves(self) -> Array:
        return self.whole.moves if self.games is None else self.whole.moves[self.games]


class Policy(NamedTuple):
    """The best rows and what they are worth."""

    rows: IntArray  #: shape (states, agents, N)
    starts: Array  #: shape (nodes, agents, N)


def evaluate(problem: Problem, rows: IntArray) -> Array:
    """What playing these rows for ever is worth at every node, shape (nodes, agents, N).

    `rows` has shape (states, agents, N), or (states, 1, N) if all agents are to have the same.
    """
    if (rows == rows[:, :1]).all():
        rows = rows[:, :1]
    table, nodes, games = problem.table, problem.table.nodes, rows.shape[-1]
    paid = nodes.expect(at_rows(problem.paid, rows))
    chosen = rows[nodes.to]  # branches agents N
    if games >= MANY and not problem.exact:
        then = np.where(table.rows.waits, table.rows.then, -1)[chosen]
        moves = moves_under(problem.pattern, nodes.chance, then, problem.ahead)
        over = nodes.drawn(np.where(then < 0, 1, 1 - table.delta))
        return earnings(problem.pattern, moves, over, paid)
    waits = table.rows.waits[chosen]
    moves = _onward(problem, table.rows.then[chosen], nodes.chance[:, None] * waits)
    # One system for all agents has a column for each of them.
    right = paid[:, :, None] if rows.shape[1] == 1 else paid[:, None]
    right = right.transpose(2, 3, 0, 1)
    if problem.exact:
        values = _exact.solve(np.eye(len(paid), dtype=int) - moves, right, tick)
    else:
        over = nodes.drawn(np.where(waits, 1 - table.delta, 1))
        values = total_reward(moves, over.transpose(1, 2, 0), right)
    return np.asarray(values.transpose(2, 3, 0, 1).reshape(paid.shape))


def _onward(problem: Problem, then: IntArray, chance: Array) -> Array:
    """Chances of moving from node to node, (agents, N, nodes, nodes).

    `then` is the lottery that follows every branch of a node, which has a `chance`; both of shape
    (branches, agents, N).
    """
    games, lotteries, nodes = problem.moves.shape
    every = problem.moves.reshape(-1, nodes)
    place = (then + lotteries * np.arange(games)).transpose(1, 2, 0)
    chance = chance.transpose(1, 2, 0)[..., None]

    def along(branches: IntArray) -> Array:
        moves = every.take(place[..., branches], axis=0)
        return np.asarray(np.multiply(moves, chance[:, :, branches], out=moves))

    (_, first), *others = problem.table.turns
    chances = along(first)
    for which, branches in others:
        chances[:, :, which] += along(branches)
    return chances


def most(table: Table, values: Array, allowed: BoolArray) -> tuple[Array, IntArray]:
    """The largest value of the rows allowed in every state, and the preferred row that reaches it.

    `values` has shape (rows, agents, N), `allowed` (rows, N).
    """
    if (values.shape[-1] >= MANY or values.size >= _LARGE) and table.alike:
        pairs = [_most_of(alike, values, allowed) for alike in table.alike]
        top, rows = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
        return top, rows
    order, count = table.order, len(values)
    values = np.where(allowed[:, None], values, -np.inf)[order]
    top = by_segment(np.maximum, values, table.first_row)
    at = np.where(values >= top[table.state], count - np.arange(count)[:, None, None], 0)
    return top, order[count - by_segment(np.maximum, at, table.first_row)]


def _most_of(alike: Alike, values: Array, allowed: BoolArray) -> tuple[Array, IntArray]:
    """The same in states alike, choice by choice."""
    first, states, size, (best, *others) = alike
    here = slice(first, first + size * states)
    values = values[here].reshape(states, size, *values.shape[1:])
    able = allowed[here].reshape(states, size, 1, -1)
    top = np.where(able[:, best], values[:, best], -np.inf)
    choice = np.full(top.shape, best, dtype=np.int8)
    for other in others:
        better = (values[:, other] > top) & able[:, other]
        np.copyto(top, values[:, other], where=better)
        np.copyto(choice, other, where=better)
    return top, choice + (first + size * np.arange(states))[:, None, None]


def best_policy(problem: Problem, allowed: BoolArray, rows: IntArray | None = None) -> Policy:
    """The best policy of each agent over the rows allowed, by policy iteration (Howard 1960).

    `rows` is where it starts; where some of them are not allowed, at the best single period.
    """
    rows = _first(problem, allowed, rows)
    agents, games = problem.paid.shape[1:]
    nodes = len(problem.table.nodes.first) - 1
    starts = np.zeros((nodes, agents, games), dtype=problem.paid.dtype)
    active, here, step = np.arange(games), rows, 0
    rows = here.copy()
    while True:
        tick()
        values = evaluate(problem, here)
        starts[..., active] = values
        here, moved = _improvement(problem, allowed, here, values, step)
        rows[..., active] = here
        if not moved.size:
            return Policy(rows, starts)
        if moved.size < active.size:
            problem, allowed = problem.take(moved), some_games(allowed, moved)
            active, here = active[moved], some_games(here, moved)
        step += 1


def _first(problem: Problem, allowed: BoolArray, rows: IntArray | None) -> IntArray:
    """Where policy iteration starts; nobody leaves at once who may stay."""
    if rows is not None:
        able = allowed[rows, np.arange(rows.shape[-1])]
        if able.all():
            return rows
    table = problem.table
    stays = allowed & table.rows.waits[:, None]
    some = by_segment(np.logical_or, stays, table.first_row)[table.state]
    best = most(table, problem.paid, np.where(some, stays, allowed))[1]
    return best if rows is None else np.where(able, rows, best)


def _improvement(
    problem: Problem, allowed: BoolArray, rows: IntArray, starts: Array, step: int
) -> tuple[IntArray, IntArray]:
    """Rows that are better by more than rounding, and the games in which there are any."""
    values = problem.worth(starts)
    now = at_rows(values, rows)
    top, better = most(problem.table, values, allowed)
    higher, growth = np.asarray(top > now), _tolerance.growth(step)
    if not problem.exact:
        above = top > now + problem.atol(_tolerance.STEP, 2) * growth
        games = close(higher, above)
        if games.size:
            part, terms = problem.take(games), (now[..., games], top[..., games])
            floor = magnitude(part, rows[..., games])
            rounding = part.rounding(_tolerance.STEP, *terms, floor=floor)
            above[..., games] = terms[1] > terms[0] + rounding * growth
        higher = above
    moves = higher.any(axis=(0, 1))
    # In the end the preferred of rows that bring the same is named.
    rows = np.where(higher | ((top == now) & ~moves), better, rows)
    return rows, np.flatnonzero(moves)


def close(without: BoolArray, beyond: BoolArray) -> IntArray:
    """The games in which it matters what counts as rounding: nothing, or the most that can."""
    differ = without != beyond
    axes = tuple(range(differ.ndim - 1))
    return np.flatnonzero(differ.any(axis=axes)) if differ.any() else np.empty(0, dtype=int)


def magnitude(problem: Problem, rows: IntArray) -> Array:
    """The size of the largest payoffs of which a policy's values are sums, (states, agents, N)."""
    return problem.table.largest_ahead(at_rows(problem.size, rows))


def at_rows(of_rows: Array, rows: IntArray) -> Array:
    """Entries of (rows, agents, N) at a policy's rows, shape (states, agents, N)."""
    agents, games = of_rows.shape[1:]
    place = np.arange(agents * games).reshape(agents, games)
    return np.asarray(of_rows.reshape(-1).take(rows * (agents * games) + place))


class PresentValues:
    """What plays of dissolving games are worth at any patience: one compilation serves all of it.

    There w is what all get for ever once somebody deviates. The surplus over all periods
    z = (V - w) / (1 - delta) solves z = g - w + delta E z, and whoever deviates gains now - w
    once, whatever the patience. Plays are compared by V itself: w may be huge and never be reached.

    `who`, (P,), is the game of each play, and `rows`, (states, P), what is played in it.
    """

    def __init__(self, table: Table) -> None:
        rows, replies, self.table = table.rows, table.replies, table
        self.outside = rows.now[table.first_row[table.feared_states[0]]]
        self.pools = table.sums[:, : int(table.pools.max()) + 1]
        stays, nodes = rows.waits[:, None, None], len(table.nodes.first) - 1
        #: What rows pay pools beyond w, (rows, pools, N), and where they lead, (rows, nodes, N).
        self.pay = np.where(stays, by_pool(rows.now - self.outside, self.pools), 0)
        self.step = np.where(stays, table.lotteries.dense(nodes)[rows.then], 0)
        #: What all together get for a period, and where it is for ever, (rows, N) each.
        joint = by_pool(rows.now, table.sums)[:, -1]
        self.flow, self.ever = (np.where(stays[:, 0] == on, joint, 0) for on in (True, False))
        self.drawn = table.nodes.dense(table.states)
        gain = by_segment(np.maximum, replies.now - self.outside[table.replier], table.first)
        #: What each member gains by its best deviation, (rows, n, N).
        self.gain = np.where((table.menu >= 0)[..., None], gain[table.menu], -np.inf)

    def is_beaten(
        self, who: IntArray, delta: Array, rows: IntArray, others: BoolArray
    ) -> BoolArray:
        """Whether some of the other rows, (rows, P), bring all together more, shape (P,)."""
        drawn, step = self.drawn[..., who], self.step[..., who]
        now = (1 - delta) * self.flow[:, who] + self.ever[:, who]
        move = np.einsum("xsp,spy->pxy", drawn, self.step[rows, :, who])
        paid = np.einsum("xsp,sp->px", drawn, np.take_along_axis(now, rows, axis=0))
        system = np.eye(len(drawn)) - delta[:, None, None] * move
        values = np.linalg.solve(system, paid[..., None])[..., 0]
        worth = now + delta * np.einsum("ryp,py->rp", step, values)
        own = np.take_along_axis(worth, rows, axis=0)[self.table.state]
        rounding = _tolerance.meeting(_tolerance.TIE, worth, own)
        return np.asarray((others & (worth > own + rounding)).any(axis=0))

    def of(self, who: IntArray, rows: IntArray) -> _ValuedPlays:
        """Plays that are valued at many patiences each."""
        table, drawn = self.table, self.drawn[..., who]
        step, pay, gain = (
            np.moveaxis(part[rows, :, who], 1, 0) for part in (self.step, self.pay, self.gain)
        )
        base = (self.outside - table.middle)[:, who].T[:, None]
        move, paid = (np.einsum("xsp,psy->pxy", drawn, part) for part in (step, pay))
        flow, ever = (
            np.einsum("xsp,sp->px", drawn, part[rows, who]) for part in (self.flow, self.ever)
        )
        return _ValuedPlays(move, paid, flow, ever, step, pay, gain, base, self.pools, table.start)


class _ValuedPlays(NamedTuple):
    """P plays of dissolving games: what they pay, where they lead, and what deviations bring."""

    move: Array  #: shape (P, nodes, nodes)
    paid: Array  #: to pools at nodes, beyond what they have outside, (P, nodes, pools)
    flow: Array  #: to all together at nodes for a period, (P, nodes)
    ever: Array  #: and for ever
    step: Array  #: shape (P, states, nodes)
    pay: Array  #: shape (P, states, pools)
    gain: Array  #: of each member by its best deviation, (P, states, n)
    base: Array  #: what each has outside, from where sizes count, (P, 1, n)
    pools: IntArray  #: shape (n, pools)
    start: IntArray  #: nodes at which values are compared

    def upheld(self, which: IntArray, delta: Array) -> tuple[BoolArray, Array]:
        """Whether some plays are equilibria at a patience, and joint values there, (Q, starts)."""
        discount, weight = delta[:, None, None], 1 - delta[:, None, None]
        system = np.eye(self.move.shape[1]) - discount * self.move[which]
        joint = weight * self.flow[which][..., None] + self.ever[which][..., None]
        solution = np.linalg.solve(system, np.concatenate([self.paid[which], joint], axis=-1))
        worth = self.pay[which] + discount * (self.step[which] @ solution[..., :-1])
        gain, base = self.gain[which], self.base[which]
        has = gain > -np.inf
        gain = np.where(has, gain, 0)
        size = abs(np.where(has, base + weight * gain, 0)) @ self.pools
        size = size + abs(base @ self.pools + weight * worth)
        short = weight * (gain @ self.pools - worth) > _tolerance.TIE * size
        broken = (short & (has @ self.pools > 0)).any(axis=(1, 2))
        return ~broken, solution[:, self.start, -1]

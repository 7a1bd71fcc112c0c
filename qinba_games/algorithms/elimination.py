"""Elimination in a dissolving table: rows that no equilibrium uses fall, until none does.

Where all that a deviation leads to is known (the relation ends), what upholds a row is known as
well: the best replies of each pool, sum_{i in P} best_i. No pool is worth more than the best policy
of the rows that remain, chosen for itself alone; a row whose worth even so is below what upholds it
is eliminated. The best policy of what remains, for all together, is nearly always upheld by its own
values.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment
from ..game.witness import Bounds, Round
from ..types import Array, BoolArray, IntArray
from .values import Policy, Problem, best_policy, evaluate, most, reached


class Needs(NamedTuple):
    """What has to be worth as much to each pool for a row to be upheld, shape (rows, pools, N)."""

    due: Array
    size: Array  #: of the terms that meet


class UpheldPolicy(NamedTuple):
    """A policy that is upheld, shapes (states, N) and (nodes, columns, N)."""

    rows: IntArray
    starts: Array


class EliminationRound(NamedTuple):
    """A round: bounds on values of nodes, (nodes, pools, N), and rows that fall, (rows, N)."""

    starts: Array
    eliminated: BoolArray


class Elimination(NamedTuple):
    """What remains of N games, the best of it for each pool, and the rounds before."""

    remaining: BoolArray  #: shape (rows, N)
    policy: Policy
    rounds: list[EliminationRound]


def known_punishment(table: Table) -> Array | None:
    """What deviators get where deviations lead to exits alone, (nodes, n, N); else None."""
    states = table.feared_states
    start, end = table.first_row[states], table.first_row[states + 1]
    if (end - start > 1).any() or table.rows.waits[start].any():
        return None
    paid = np.zeros((table.states, *table.rows.now.shape[1:]), dtype=table.rows.now.dtype)
    paid[states] = table.rows.now[start]
    return table.nodes.expect(paid)


def replies(table: Table, punishment: Array) -> Array:
    """What every reply is worth, (replies, N), if `punishment`, (nodes, n, N), follows it."""
    whose = np.repeat(table.owner, np.diff(table.first))
    wait = np.where(table.replies.waits[:, None], table.delta, 0)
    later = table.lotteries.expect(punishment)[table.replies.then, whose]
    return np.asarray((1 - wait) * table.replies.now + wait * later)


def needs(table: Table, punishment: Array) -> Needs:
    """What upholds rows if deviators get `punishment`, shape (nodes, n, N), from then on."""
    count = int(table.pools.max()) + 1
    best = by_segment(np.maximum, replies(table, punishment), table.first)
    has = (table.menu >= 0)[..., None] & (best[table.menu] > -np.inf)
    each = np.where(has, best[table.menu], 0)
    pools = table.sums[:, :count]
    terms = abs(np.where(has, each - table.middle, 0))
    bound = by_pool(has, pools) > 0
    return Needs(np.where(bound, by_pool(each, pools), -np.inf), by_pool(terms, pools))


def eliminate(
    problem: Problem, need: Needs, allowed: BoolArray, rows: IntArray | None = None
) -> Elimination:
    """Delete rows under the best futures of what remains until none falls."""
    remaining, rounds = allowed.copy(), list[EliminationRound]()
    policy = found = best_policy(problem, remaining, rows)
    active = np.arange(remaining.shape[1])
    while True:
        violates = allowed & ~upheld(problem, need, found)
        hit = violates.any(axis=0)
        if not hit.any():
            return Elimination(remaining, policy, rounds)
        gone = np.zeros_like(remaining)
        gone[:, active] = violates
        rounds.append(EliminationRound(policy.starts.copy(), gone))
        remaining = remaining & ~gone
        allowed = allowed & ~violates
        hit &= by_segment(np.logical_or, allowed, problem.table.first_row).all(axis=0)
        if not hit.any():
            return Elimination(remaining, policy, rounds)
        if not hit.all():
            problem, need, allowed = problem.take(hit), take(need, hit), allowed[:, hit]
        active = active[hit]
        found = best_policy(problem, allowed, found.rows[..., hit])
        policy.rows[..., active], policy.starts[..., active] = found


def upheld(problem: Problem, need: Needs, policy: Policy) -> BoolArray:
    """Rows at which every pool has what it needs if a policy follows, up to ties; (rows, N)."""
    count = need.due.shape[1]
    worth, rounding = problem.worth(policy.starts)[:, :count], 0
    if not problem.exact:
        ahead = reached(problem, policy.rows)[problem.table.state, :count]
        floor = problem.size[:, :count] + ahead
        # Twice what is rounding where a record is read, so that what falls is seen to fall.
        counted = worth - problem.middle[:count]
        rounding = _tolerance.meeting(_tolerance.TIE, need.size, counted, floor=2 * floor)
    return np.asarray((worth >= need.due - rounding).all(axis=1))


def take(need: Needs, games: Any) -> Needs:
    """What is needed in some of the games."""
    return Needs(need.due[..., games], need.size[..., games])


def candidate(problem: Problem, found: Elimination) -> UpheldPolicy:
    """Of what remains the best for the objective, ties in the order of preference.

    Next to a patience of 1 ties of one period add up to more; then no tie is resolved.
    """
    table = problem.table
    values = problem.worth(found.policy.starts)[:, -1:]
    top, _ = most(table, values, found.remaining)
    rounding: Any = 0
    size: Any = 0 if problem.exact else reached(problem, found.policy.rows)[:, -1:]
    if not problem.exact:
        last = slice(-1, None)
        rounding = problem.rounding(_tolerance.TIE, values, floor=size[table.state], agents=last)
    equal = found.remaining[:, None] & (values >= top[table.state] - rounding)
    _, rows = most(table, np.broadcast_to(-table.prefer[:, None, None], values.shape), equal[:, 0])
    chosen, best = valued(problem, rows[:, 0]), found.policy.starts[:, -1]
    if problem.exact:
        return chosen
    rounding = problem.rounding(
        _tolerance.CHECK, best, floor=table.nodes.largest(size[:, 0]), agents=-1
    )
    worse = (chosen.starts[:, -1] < best - rounding).any(axis=0)
    if not worse.any():
        return chosen
    return valued(problem, np.where(worse, found.policy.rows[:, -1], chosen.rows))


def valued(problem: Problem, rows: IntArray) -> UpheldPolicy:
    """What a policy is worth to every pool and for the objective."""
    return UpheldPolicy(rows, evaluate(problem, rows[:, None]))


def is_upheld(problem: Problem, need: Needs, found: UpheldPolicy) -> BoolArray:
    """Whether nobody deviates from a policy, shape (N,)."""
    return np.asarray(upheld_in(problem, need, found).all(axis=0))


def upheld_in(problem: Problem, need: Needs, found: UpheldPolicy) -> BoolArray:
    """In which states nobody deviates from it, shape (states, N)."""
    rows = np.repeat(found.rows[:, None], problem.sums.shape[1], axis=1)
    fine = upheld(problem, need, Policy(rows, found.starts))
    return np.take_along_axis(fine, found.rows, axis=0)


def record(found: Elimination, punishment: Array, games: Any = slice(None)) -> tuple[Round, ...]:
    """The rounds of some games of a batch, as a witness has them."""
    known = punishment[..., games]
    rounds = ((starts[..., games], gone[:, games]) for starts, gone in found.rounds)
    return tuple(Round(Bounds(starts, known), gone) for starts, gone in rounds if gone.any())

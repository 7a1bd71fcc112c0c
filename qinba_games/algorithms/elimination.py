"""Elimination in a dissolving table: rows that no equilibrium uses fall, until none does.

Where all that a deviation leads to is known (the relation ends), what upholds a row is known as
well: the best replies of each pool, sum_{i in P} best_i. No pool is worth more than the best policy
of the rows that remain, chosen for itself alone; a row whose worth even so is below what upholds it
is eliminated.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment
from ..types import Array, BoolArray, IntArray
from .values import Policy, Problem, best_policy, reached


class Needs(NamedTuple):
    """What has to be worth as much to each pool for a row to be upheld, shape (rows, pools, N)."""

    due: Array
    size: Array  #: of the terms that meet


class Step(NamedTuple):
    """A round: bounds on values of nodes, (nodes, pools, N), and rows that fall, (rows, N)."""

    starts: Array
    eliminated: BoolArray


class Elimination(NamedTuple):
    """What remains of N games, the best of it for each pool, and the rounds before."""

    remaining: BoolArray  #: shape (rows, N)
    policy: Policy
    rounds: list[Step]


def needs(table: Table, punishment: Array) -> Needs:
    """What upholds rows if deviators get `punishment`, shape (nodes, n, N), from then on."""
    count = int(table.pools.max()) + 1
    whose = np.repeat(table.owner, np.diff(table.first))
    wait = np.where(table.replies.waits[:, None], table.delta, 0)
    later = table.lotteries.expect(punishment)[table.replies.then, whose]
    best = by_segment(np.maximum, (1 - wait) * table.replies.now + wait * later, table.first)
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
    remaining, rounds = allowed.copy(), list[Step]()
    policy = found = best_policy(problem, remaining, rows)
    active = np.arange(remaining.shape[1])
    while True:
        falls = allowed & ~upheld(problem, need, found)
        hit = falls.any(axis=0)
        if not hit.any():
            return Elimination(remaining, policy, rounds)
        gone = np.zeros_like(remaining)
        gone[:, active] = falls
        rounds.append(Step(policy.starts.copy(), gone))
        remaining = remaining & ~gone
        allowed = allowed & ~falls
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
    worth, near = problem.worth(policy.starts)[:, :count], 0
    if not problem.exact:
        ahead = reached(problem, policy.rows)[problem.table.state, :count]
        floor = problem.size[:, :count] + ahead
        # Twice what is rounding where a record is read, so that what falls is seen to fall.
        counted = worth - problem.middle[:count]
        near = _tolerance.meeting(_tolerance.TIE, need.size, counted, floor=2 * floor)
    return np.asarray((worth >= need.due - near).all(axis=1))


def take(need: Needs, games: Any) -> Needs:
    """What is needed in some of the games."""
    return Needs(need.due[..., games], need.size[..., games])

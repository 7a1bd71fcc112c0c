"""Elimination in a dissolving table: rows that no equilibrium uses fall, until none does.

Where all that a deviation leads to is known (the relation ends), what upholds a row is known as
well: the best replies of each pool, sum_{i in P} best_i. No pool is worth more than the best policy
of the rows that remain, chosen for itself alone; a row whose worth even so is below what upholds it
is eliminated. The best policy of what remains, for all together, is nearly always upheld by its own
values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment, some_games
from ..game.witness import Bounds, Round
from ..types import Array, BoolArray, IntArray
from .values import Policy, Problem, at_rows, best_policy, close, evaluate, magnitude, most

#: Whether some of many choices are equilibria, each at a patience, and their joint values.
Upheld = Callable[[Array, Array], tuple[BoolArray, Array]]


class Needs(NamedTuple):
    """What has to be worth as much to each pool for a row to be upheld, shape (rows, pools, N)."""

    due: Array
    size: Array  #: of the terms that meet
    largest: Array  #: of the sizes of rows, (pools, N)


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
    wait = np.where(table.replies.waits[:, None], table.delta, 0)
    later = table.lotteries.expect(punishment)[table.replies.then, table.replier]
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
    due, size = np.where(bound, by_pool(each, pools), -np.inf), by_pool(terms, pools)
    return Needs(due, size, size.max(axis=0))


def eliminate(
    problem: Problem, need: Needs, allowed: BoolArray, rows: IntArray | None = None
) -> Elimination:
    """Delete rows under the best futures of what remains until none falls."""
    remaining, rounds = allowed.copy(), list[EliminationRound]()
    policy = best = best_policy(problem, remaining, rows)
    active = np.arange(remaining.shape[1])
    while True:
        violates = allowed & ~upheld(problem, need, best)
        if not violates.any():
            return Elimination(remaining, policy, rounds)
        gone = np.zeros_like(remaining)
        gone[:, active] = violates
        rounds.append(EliminationRound(policy.starts.copy(), gone))
        remaining = remaining & ~gone
        allowed = allowed & ~violates
        # The best policies of those that use nothing of what falls are still the best.
        hit = at_rows(violates[:, None], best.rows).any(axis=(0, 1))
        hit &= by_segment(np.logical_or, allowed, problem.table.first_row).all(axis=0)
        if not hit.any():
            return Elimination(remaining, policy, rounds)
        games, rows = np.flatnonzero(hit), best.rows
        if not hit.all():
            problem, need, rows = problem.take(games), take(need, games), some_games(rows, games)
            allowed, active = some_games(allowed, games), active[games]
        best = best_policy(problem, allowed, rows)
        policy.rows[..., active], policy.starts[..., active] = best


def upheld(problem: Problem, need: Needs, policy: Policy) -> BoolArray:
    """Rows at which every pool has what it needs if a policy follows, up to ties; (rows, N)."""
    count = need.due.shape[1]
    worth = problem.worth(policy.starts)[:, :count]
    fine = np.asarray((worth >= need.due).all(axis=1))
    if problem.exact:
        return fine
    atol = problem.atol(_tolerance.TIE, 1)[:count] + 2 * _tolerance.TIE * need.largest
    games = close(fine, (worth >= need.due - atol).all(axis=1))
    if games.size:
        part, few = problem.take(games), take(need, games)
        ahead = magnitude(part, some_games(policy.rows, games))[problem.table.state, :count]
        # Twice what is rounding where a record is read, so that what falls is seen to fall.
        floor = 2 * (part.size[:, :count] + ahead)
        worth = some_games(worth, games)
        counted = worth - part.middle[:count]
        rounding = _tolerance.meeting(_tolerance.TIE, few.size, counted, floor=floor)
        fine[:, games] = (worth >= few.due - rounding).all(axis=1)
    return fine


def take(need: Needs, games: Any) -> Needs:
    """What is needed in some of the games."""
    return Needs(*(some_games(part, games) for part in need))


def candidate(problem: Problem, outcome: Elimination) -> UpheldPolicy:
    """Of what remains the best for the objective, ties in the order of preference.

    Next to a patience of 1 ties of one period add up to more; then no tie is resolved.
    """
    policy, rows = outcome.policy, _best_rows(problem, outcome)
    chosen = _worth_of(problem, policy, rows)
    games = np.flatnonzero((rows != policy.rows[:, -1]).any(axis=0))
    if problem.exact or not games.size:
        return chosen
    part, (best, starts) = problem.take(games), (some_games(own, games) for own in policy)
    floor = problem.table.nodes.largest(magnitude(part, best)[:, -1])
    rounding = part.rounding(_tolerance.CHECK, starts[:, -1], floor=floor, agents=-1)
    worse = (chosen.starts[:, -1, games] < starts[:, -1] - rounding).any(axis=0)
    if worse.any():
        rows[:, games[worse]] = best[:, -1, worse]
        return _worth_of(problem, policy, rows)
    return chosen


def _best_rows(problem: Problem, outcome: Elimination) -> IntArray:
    """Rows that are best for the objective, the preferred of those that are equally good."""
    table, last = problem.table, slice(-1, None)
    values = problem.worth(outcome.policy.starts)[:, last]
    top, rows = most(table, values, outcome.remaining)
    rows = rows[:, 0]
    if problem.exact:
        return rows
    atol = problem.atol(_tolerance.TIE, 1)[last]
    equal = outcome.remaining & (values >= (top - atol)[table.state])[:, 0]
    games = np.flatnonzero(equal.sum(axis=0) > table.states)
    if games.size:
        part, values, top = problem.take(games), *(some_games(v, games) for v in (values, top))
        floor = magnitude(part, some_games(outcome.policy.rows, games))[table.state, last]
        rounding = part.rounding(_tolerance.TIE, values, floor=floor, agents=last)
        equal = equal[:, games] & (values >= top[table.state] - rounding)[:, 0]
        rank = np.broadcast_to(-table.prefer[:, None, None], values.shape)
        rows[:, games] = most(table, rank, equal)[1][:, 0]
    return rows


def _worth_of(problem: Problem, policy: Policy, rows: IntArray) -> UpheldPolicy:
    """What rows are worth, which is known where they are the best of every pool."""
    starts = policy.starts.copy()
    games = np.flatnonzero((policy.rows != rows[:, None]).any(axis=(0, 1)))
    if games.size:
        starts[..., games] = policy_of(problem.take(games), some_games(rows, games)).starts
    return UpheldPolicy(rows, starts)


def policy_of(problem: Problem, rows: IntArray) -> UpheldPolicy:
    """What a policy is worth to every pool and for the objective."""
    return UpheldPolicy(rows, evaluate(problem, rows[:, None]))


def is_upheld(problem: Problem, need: Needs, policy: UpheldPolicy) -> BoolArray:
    """Whether nobody deviates from a policy, shape (N,)."""
    return np.asarray(upheld_in(problem, need, policy).all(axis=0))


def upheld_in(problem: Problem, need: Needs, policy: UpheldPolicy) -> BoolArray:
    """In which states nobody deviates from it, shape (states, N)."""
    rows = np.repeat(policy.rows[:, None], problem.sums.shape[1], axis=1)
    fine = upheld(problem, need, Policy(rows, policy.starts))
    return at_rows(fine[:, None], policy.rows[:, None])[:, 0]


def record(outcome: Elimination, punishment: Array, games: Any = slice(None)) -> tuple[Round, ...]:
    """The rounds of some games of a batch, as a witness has them."""
    known = punishment[..., games]
    rounds = ((starts[..., games], gone[:, games]) for starts, gone in outcome.rounds)
    return tuple(Round(Bounds(starts, known), gone) for starts, gone in rounds if gone.any())


def switching_points(
    upheld: Upheld, low: Array, high: Array, tolerance: float, *, parts: int = 2
) -> tuple[Array, Array]:
    """Narrow every bracket to where the new choice takes the place of the old one.

    `upheld` counts the old choices of all brackets first, then the new ones.
    """
    low, high = low.copy(), high.copy()
    (stays, _), (before, after) = (
        np.split(part, 2) for part in upheld(np.arange(2 * len(low)), np.tile(high, 2))
    )
    # Where the old one is there, and worth as much, the new one is the one that is preferred.
    preferred = stays & ~_larger(after, before)
    while len(wide := np.flatnonzero(high - low > tolerance)):
        k, which = np.arange(1, parts), np.repeat(wide, parts - 1)
        inner = (low[wide, None] * (parts - k) + high[wide, None] * k) / parts
        both = np.concatenate([which, which + len(low)])
        fine, worth = upheld(both, np.tile(inner.ravel(), 2))
        (stays, comes), (before, after) = np.split(fine, 2), np.split(worth, 2)
        more = _larger(after, before) | (preferred[which] & ~_larger(before, after))
        same = (stays & ~(comes & more)).reshape(inner.shape)
        first = np.where(same.all(axis=1), parts - 1, same.argmin(axis=1))
        ends = np.column_stack([low[wide], inner, high[wide]])
        low[wide], high[wide] = (ends[np.arange(len(wide)), first + end] for end in (0, 1))
    return low, high


def _larger(new: Array, old: Array) -> BoolArray:
    """Whether values (N, L) are larger at the first level at which they differ."""
    differs = abs(new - old) > _tolerance.tie_rows(new, old)[:, None]
    first = np.argmax(differs, axis=1)[:, None]
    return np.take_along_axis(differs & (new > old), first, axis=1)[:, 0]

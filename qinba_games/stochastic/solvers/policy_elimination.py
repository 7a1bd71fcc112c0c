r"""Policy elimination: stochastic games with voluntary transfers at one discount factor, any n.

A profile a of state x is admissible as long as

    (1 - delta) G(x, a) + delta E[U | x, a]
        >= sum_i max_b { (1 - delta) g_i(x, b, a_-i) + delta E[v_i | x, b, a_-i] },

U being the largest joint value that admissible profiles reach, and v_i the least value to which
admissible profiles hold member i, which may itself do what it likes. Fewer profiles lower U and
raise v_i, so what is deleted once stays deleted, and every round starts from the policies of the
one before.

References
----------
S. Goldluecke and S. Kranz (2018), "Discounted stochastic games with voluntary transfers", Economic
Theory 66, 235-263, the algorithm for perfect monitoring.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.progress import tick
from ...errors import NoEquilibriumError
from ...types import Array, BoolArray, IntArray
from ..stochastic_game import StochasticGame
from .decision_process import (
    MAX_STEPS,
    AnyMoves,
    Process,
    best_policy,
    circling,
    first_largest,
    moves_of,
    rounding,
)


class RemainingProfiles(NamedTuple):
    """What is left when nothing more can be deleted."""

    joint: Array  #: shape (states,): U, the largest joint value
    punishment: Array  #: shape (states, n): v, the least value each player can be held to
    policy: IntArray  #: shape (states,): rows that reach U
    punishments: IntArray  #: shape (n, states): rows that hold player i to v_i
    admissible: BoolArray  #: shape (rows,): the rows that are left
    #: The bounds of every round, and what fell under them.
    rounds: tuple[tuple[Array, Array, IntArray], ...]


class ReplyRows(NamedTuple):
    """What one player can do instead: rows grouped by the state and the others' actions.

    `order` lists the rows group by group, own action ascending; group k begins at `first[k]`.
    """

    group: IntArray
    order: IntArray
    first: IntArray

    def best(self, values: Array) -> Array:
        """For every row the largest of the `values` of the rows in its group."""
        return np.asarray(np.maximum.reduceat(values[self.order], self.first)[self.group])

    def rows(self, chosen: IntArray) -> IntArray:
        """All rows in the groups of the rows `chosen`, state by state."""
        wanted = np.zeros(len(self.first), dtype=bool)
        wanted[self.group[chosen]] = True
        return self.order[wanted[self.group[self.order]]]


class StochasticProblem(NamedTuple):
    """A game as arrays: payoffs already weighted by 1 - delta and shifted to start at zero."""

    reward: Array
    moves: AnyMoves
    state: IntArray
    action: IntArray
    replies: list[ReplyRows]
    delta: Any
    size: Array  #: shape (rows,): what the payoffs of rows are sums of amounts to


class _PlayerPunishment(NamedTuple):
    """The punishment of one player.

    Its values and the rows played against it, its own action in each state, and what its best
    deviation from every row of the game brings, this punishment following.
    """

    values: Array
    rows: IntArray
    reply: IntArray
    deviation: Array


def policy_elimination(
    game: StochasticGame,
    # discount factor; a float makes the computation float, a rational one keeps it exact in an
    # exact game
    delta: Any,
) -> RemainingProfiles:
    """Delete what cannot be self-enforcing until nothing more can be deleted.

    Raises
    ------
    NoEquilibriumError
        If some state is left without a profile: no pure-strategy equilibrium exists.
    """
    exact = game.exact and _exact.is_rational(delta)
    problem, base = problem_of(game, delta, exact=exact)
    admissible = np.ones(len(game.payoffs), dtype=bool)
    joint, policy = _cooperate(problem, admissible, None)
    penalties = [_punish(problem, i, admissible, None) for i in range(game.n_players)]
    rounds = []
    while True:
        tick()
        keeps = admissible & _self_enforcing(problem, joint, policy, penalties)
        v = np.stack([p.values for p in penalties], axis=1) + base
        rounds.append((joint + base.sum(), v, np.flatnonzero(admissible & ~keeps)))
        if (keeps == admissible).all():
            break
        admissible = keeps
        _require_profiles(game, delta, admissible)
        joint, policy = _cooperate(problem, admissible, policy)
        penalties = [_punish(problem, i, admissible, known) for i, known in enumerate(penalties)]
    against = np.stack([p.rows for p in penalties])
    return RemainingProfiles(joint + base.sum(), v, policy, against, admissible, tuple(rounds))


def first_best(game: StochasticGame, delta: float) -> Array:
    """Largest joint value of every state if promises kept themselves, in floats."""
    problem, base = problem_of(game, delta, exact=False)
    everything = np.ones(len(problem.reward), dtype=bool)
    return np.asarray(_cooperate(problem, everything, None)[0] + base.sum())


def policy_surplus(
    game: StochasticGame,
    delta: float,
    rows: IntArray,  # shape (states,): the policy; its own value is what follows compliance
    v: Array,  # shape (states, n): what each player gets after a deviation, by next state
) -> Array:
    """By how much playing `rows` for ever beats all deviations that lead to `v`, in floats.

    Negative where the members together would rather deviate, by more than rounding.
    """
    problem, base = problem_of(game, delta, exact=False)
    surplus = problem.moves.take(rows).value(problem.reward[rows].sum(axis=1), problem.delta)
    terms = [surplus]
    for i, replies in enumerate(problem.replies):
        after = problem.delta * problem.moves.expect(v[:, i] - base[i])
        terms.append(replies.best(problem.reward[:, i] + after)[rows])
    floor = abs(problem.reward[rows]).sum(axis=1).max() + abs(v - base).max(axis=0).sum()
    near = _tolerance.meeting(_tolerance.TIE, *terms, floor=floor)
    gain = surplus - sum(terms[1:])
    return np.asarray(np.where(abs(gain) <= near, 0.0, gain))


def problem_of(game: StochasticGame, delta: Any, *, exact: bool) -> tuple[StochasticProblem, Array]:
    """A game in the arithmetic of the solver, and the payoffs from which those of it count."""
    delta = _exact.fraction(delta) if exact else float(delta)
    payoffs = _exact.as_numbers(game.payoffs, exact)
    base = median(payoffs)
    chances = game.probability if exact else game.probability.astype(float)
    counts = np.array([game.shape(x) for x in range(len(game.states))])
    reward = (1 - delta) * (payoffs - base)
    moves = moves_of(chances, game.successor, game.first_successor, len(game.states))
    replies = [replies_of(game, counts, i) for i in range(game.n_players)]
    size = (abs(payoffs - base) + abs(base)).sum(axis=1)
    return StochasticProblem(reward, moves, game.state, game.action, replies, delta, size), base


def median(payoffs: Array) -> Array:
    """From where payoffs count, so that neither a constant nor a few huge numbers matter."""
    return np.asarray(np.sort(payoffs, axis=0)[len(payoffs) // 2])


def replies_of(game: StochasticGame, counts: IntArray, i: int) -> ReplyRows:
    """What player i can do instead, `counts[x, j]` being the number of j's actions in state x."""
    others = [j for j in range(game.n_players) if j != i]
    rank = np.zeros(len(game.state), dtype=np.int64)
    for j in others:
        rank = rank * counts[game.state, j] + game.action[:, j]
    groups = counts[:, others].prod(axis=1)
    group = (np.cumsum(groups) - groups)[game.state] + rank
    order = np.argsort(group, kind="stable")
    size = np.bincount(group)
    return ReplyRows(group, order, np.cumsum(size) - size)


def _cooperate(
    problem: StochasticProblem, admissible: BoolArray, policy: IntArray | None
) -> tuple[Array, IntArray]:
    """U and rows that reach it; starts from those rows of `policy` that are still admissible."""
    rows = np.flatnonzero(admissible)
    process = _process(problem, rows, problem.reward[rows].sum(axis=1))
    start = None
    if policy is not None:
        fallback = first_largest(process.reward, process.start, process.state)[1]
        at = np.minimum(np.searchsorted(rows, policy), len(rows) - 1)
        start = np.where(admissible[policy], at, fallback)
    values, best = best_policy(process, start)
    return values, rows[best]


def _process(problem: StochasticProblem, rows: IntArray, reward: Array) -> Process:
    state = problem.state[rows]
    start = np.flatnonzero(np.diff(state, prepend=-1))
    moves = problem.moves if len(rows) == len(problem.state) else problem.moves.take(rows)
    return Process(reward, moves, start, problem.delta)


def _punish(
    problem: StochasticProblem, i: int, admissible: BoolArray, known: _PlayerPunishment | None
) -> _PlayerPunishment:
    """v_i by best replies and harsher changes in turn, which only lower it (Hoffman, Karp 1966)."""
    rows = np.flatnonzero(admissible)
    state = problem.state[rows]
    start = np.flatnonzero(np.diff(state, prepend=-1))
    replies, reward = problem.replies[i], problem.reward[:, i]
    chosen = rows[first_largest(-replies.best(reward)[rows], start, state)[1]]
    reply = None
    if known is not None:
        chosen = np.where(admissible[known.rows], known.rows, chosen)
        reply = known.reply
    for step in range(MAX_STEPS):
        against = replies.rows(chosen)
        process = _process(problem, against, reward[against])
        start_at = None if reply is None else process.start + reply
        values, best = best_policy(process, start_at)
        reply = problem.action[against[best], i]
        deviation = replies.best(reward + problem.delta * problem.moves.expect(values))
        least, at = first_largest(-deviation[rows], start, state)
        slack = rounding(values, least, deviation[chosen], step)
        harsher = np.asarray(-least < values - slack)
        if not harsher.any():
            return _PlayerPunishment(values, chosen, reply, deviation)
        chosen = np.where(harsher, rows[at], chosen)
    raise circling("policy_elimination", values)


def _self_enforcing(
    problem: StochasticProblem, joint: Array, policy: IntArray, punishments: list[_PlayerPunishment]
) -> BoolArray:
    """Rows whose joint value is at least what their best deviations would bring together."""
    worth = problem.reward.sum(axis=1) + problem.delta * problem.moves.expect(joint)
    best = [p.deviation for p in punishments]
    surplus = worth - sum(best)
    if joint.dtype == object:
        return np.asarray(surplus >= 0, dtype=bool)
    # What is reached, on the path and in the punishments: twice what is rounding where the record
    # is read, so that what falls is seen to fall.
    floor = 2 * (problem.size + problem.size[policy].max())
    floor = floor + sum(abs(punishment.values).max() for punishment in punishments)
    near = _tolerance.meeting(_tolerance.TIE, worth, *best, floor=floor)
    return np.asarray(surplus >= -near)


def _require_profiles(game: StochasticGame, delta: Any, admissible: BoolArray) -> None:
    counts = np.bincount(game.state[admissible], minlength=len(game.states))
    if counts.all():
        return
    empty = game.states[int(counts.argmin())]
    raise NoEquilibriumError(
        f"solve(): no pure-strategy equilibrium with transfers at delta = {delta}: in state "
        f"{empty!r} every profile of actions gives somebody a reason to deviate. Ask at a higher "
        "delta, or add actions: an option to stay out often helps."
    )

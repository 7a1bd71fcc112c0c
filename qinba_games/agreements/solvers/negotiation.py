r"""Repeated negotiation: backward from the last negotiation, until what is agreed on repeats.

Given what follows, the joint value U, the punishments v and what a negotiation pays,
r_i = v_i + beta_i (U - sum_j v_j), a profile a of state x is worth and costs

    U(x, a) = (1 - delta) G + delta E[U],
    v_i(x, a) = max_b (1 - delta) g_i(b, a_-i) + delta E[(1 - rho) v_i + rho r_i].

It can be agreed on exactly if U(x, a) >= sum_i v_i(x, a). One step backward takes the largest
U(x, a) and the least v_i(x, a) of such profiles.

References
----------
S. Goldluecke and S. Kranz (2023), "Reconciling relational contracting and hold-up: a model of
repeated negotiations", Journal of the European Economic Association 21 (two players).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance, errors
from ...common.progress import tick
from ...stochastic.solvers.decision_process import moves_of
from ...stochastic.solvers.policy_elimination import (
    RemainingProfiles,
    StochasticProblem,
    policy_elimination,
    problem_of,
)
from ...stochastic.stochastic_game import StochasticGame
from ...types import Array, BoolArray, IntArray
from ..negotiated_game import division, truncated

#: The longest cycle that is looked for, and after how many periods the search is given up.
LONGEST, PERIODS = 12, 2_000
#: How often what the truncated game negotiates is put back into it.
_ROUNDS = 100


class TurnoverGame(NamedTuple):
    """A game as the solver reads it, and who changes and decides how often."""

    game: StochasticGame
    problem: StochasticProblem
    base: Array  #: shape (n,): from where payoffs count
    turnover: Any
    weights: Array
    prefer: IntArray  #: shape (rows,): of equally good rows the lowest is named


class StateValues(NamedTuple):
    """What is reached from each state: shapes (states,), (states, n) and (states, n)."""

    joint: Array
    punishment: Array
    negotiated: Array


class Active(NamedTuple):
    """Rows of each state: on the path, against each member, and its best replies to those."""

    path: IntArray  #: shape (states,)
    against: IntArray  #: shape (n, states)
    reply: IntArray  #: shape (n, states)


def terms_of(
    game: StochasticGame,
    delta: Any,
    turnover: Any,
    weights: Array,
    prefer: IntArray,
    *,
    exact: bool,
) -> TurnoverGame:
    """The arithmetic of the solver."""
    problem, base = problem_of(game, delta, exact=exact)
    turnover = _exact.fraction(turnover) if exact else float(turnover)
    return TurnoverGame(game, problem, base, turnover, _exact.as_numbers(weights, exact), prefer)


def _with_shares(joint: Array, punishment: Array, weights: Array) -> StateValues:
    return StateValues(joint, punishment, division(joint, punishment, weights))


def last(terms: TurnoverGame) -> tuple[StateValues, Active]:
    """The last negotiation, after which promises are kept for ever."""
    return _remainder(terms, policy_elimination(terms.game, terms.problem.delta))


def _remainder(terms: TurnoverGame, remaining: RemainingProfiles) -> tuple[StateValues, Active]:
    """What an elimination leaves in the states of the game itself."""
    states, rows = len(terms.game.states), len(terms.game.state)
    joint = remaining.joint[:states] - terms.base.sum()
    values = _with_shares(joint, remaining.punishment[:states] - terms.base, terms.weights)
    against = remaining.punishments[:, :states] % rows
    own = _alone(terms, values)
    replies = [_replies(terms, i, own[i])[1][against[i]] for i in range(len(against))]
    return values, Active(remaining.policy[:states] % rows, against, np.stack(replies))


def backward(terms: TurnoverGame, later: StateValues) -> Iterator[tuple[StateValues, Active]]:
    """Period after period, from what follows the last negotiation to the first."""
    while True:
        tick()
        later, active = step(terms, later)
        yield later, active


def step(terms: TurnoverGame, later: StateValues) -> tuple[StateValues, Active]:
    """One period earlier: what can be agreed on, the best of it, and the harshest."""
    problem, n = terms.problem, len(terms.weights)
    ahead = problem.delta * problem.moves.expect(later.joint)
    joint = problem.reward.sum(axis=1) + ahead
    own = _alone(terms, later)
    deviations = [_replies(terms, i, own[i]) for i in range(n)]
    best = [values for values, _ in deviations]
    agreed = _enforceable(terms, joint, ahead, best)
    _refuse_empty(terms, agreed)
    path = _first(terms, np.where(agreed, -joint, np.inf))
    against = [_first(terms, np.where(agreed, values, np.inf)) for values in best]
    punishment = np.stack([v[rows] for v, rows in zip(best, against, strict=True)], axis=1)
    replies = [reply[rows] for (_, reply), rows in zip(deviations, against, strict=True)]
    active = Active(path, np.stack(against), np.stack(replies))
    return _with_shares(joint[path], punishment, terms.weights), active


def _alone(terms: TurnoverGame, later: StateValues) -> list[Array]:
    """What each row pays each member that then waits for the next negotiation."""
    problem, rho = terms.problem, terms.turnover
    after = (1 - rho) * later.punishment + rho * later.negotiated
    members = range(len(terms.weights))
    return [
        problem.reward[:, i] + problem.delta * problem.moves.expect(after[:, i]) for i in members
    ]


def _replies(terms: TurnoverGame, i: int, own: Array) -> tuple[Array, IntArray]:
    """The best of the replies of i to every row, and the first row that reaches it."""
    replies = terms.problem.replies[i]
    best = replies.best(own)
    rows = np.where(own >= best - _rounding(terms, best, own), np.arange(len(own)), len(own))
    return best, replies.best(-rows) * -1


def _rounding(terms: TurnoverGame, *numbers: Array) -> Any:
    """What is rounding where these meet, small remainders of what is paid."""
    paid = terms.problem.reward
    if paid.dtype == object:
        return 0
    return _tolerance.meeting(_tolerance.TIE, *numbers, floor=abs(paid).sum(axis=1).max())


def _enforceable(terms: TurnoverGame, joint: Array, ahead: Array, best: list[Array]) -> BoolArray:
    """Rows whose joint value is at least what their best deviations bring together."""
    paid = abs(terms.problem.reward).sum(axis=1)
    near = _rounding(terms, paid + abs(ahead), *best)
    return np.asarray(joint - sum(best) >= -near, dtype=bool)


def _first(terms: TurnoverGame, losses: Array) -> IntArray:
    """In each state the row that loses least; of equal ones that which is preferred."""
    game, count = terms.game, len(losses)
    least = np.minimum.reduceat(losses, game.first_row[:-1])[game.state]
    finite = losses < np.inf
    near = _rounding(terms, np.where(finite, losses, 0), least)
    hits = finite & (losses - least <= near)
    rank = np.where(hits, terms.prefer * count + np.arange(count), np.iinfo(np.int64).max)
    return np.asarray(np.minimum.reduceat(rank, game.first_row[:-1]) % count)


def _refuse_empty(terms: TurnoverGame, agreed: BoolArray) -> None:
    counts = np.bincount(terms.game.state[agreed], minlength=len(terms.game.states))
    if not counts.all():
        empty = terms.game.states[int(counts.argmin())]
        raise errors.NoEquilibriumError(
            f"negotiated(): nothing can be agreed on in state {empty!r}: whatever is agreed on "
            "there, deviations bring the members more than it is worth. Ask at less turnover, or "
            "add actions: an option to stay out often helps."
        )


def pattern(terms: TurnoverGame) -> tuple[Active, ...] | None:
    """The shortest cycle of rows in which the backward pass ends; None if it ends in none."""
    rows: list[Active] = []
    keys: list[bytes] = []
    look = 3
    for _, active in backward(terms, last(terms)[0]):
        rows.append(active)
        keys.append(b"".join(part.tobytes() for part in active))
        if len(rows) >= look and (period := _period(keys)):
            cycle = tuple(rows[: -period - 1 : -1])  # the pass goes backward, time forward
            try:
                solution = fixed_point(terms, answer(terms, cycle))
            except (errors.NoEquilibriumError, np.linalg.LinAlgError):
                solution = None
            if solution is not None:
                return solution
            look = 2 * len(rows)
        if len(rows) == PERIODS:
            return None
    return None


def _period(keys: list[bytes]) -> int:
    """The shortest period of what came last, three times over; 0 if there is none."""
    for period in range(1, min(LONGEST, len(keys) // 3) + 1):
        if all(keys[-k] == keys[-k - period] for k in range(1, 2 * period + 1)):
            return period
    return 0


def answer(terms: TurnoverGame, rows: tuple[Active, ...]) -> tuple[StateValues, ...]:
    """What rows that repeat are worth: a linear system for U, and one for v."""
    # Unknown number (k n + i) states + x is what i is held to in state x at clock k.
    game, problem, beta, rho = terms.game, terms.problem, terms.weights, terms.turnover
    period, states, n = len(rows), len(game.states), len(beta)
    later = (np.arange(period) + 1) % period
    path = np.concatenate([one.path for one in rows])
    chance, to, first = _branches(terms, path)
    goes = np.repeat(np.repeat(later, states), np.diff(first)) * states + to
    moves = moves_of(chance, goes, first, period * states)
    joint = moves.value(problem.reward.sum(axis=1)[path], problem.delta).reshape(period, states)
    reply = np.concatenate([one.reply.ravel() for one in rows])
    who = np.tile(np.repeat(np.arange(n), states), period)
    chance, to, first = _branches(terms, reply)
    whose, after = (np.repeat(part, np.diff(first)) for part in (who, np.repeat(later, n * states)))
    shares = rho * beta[whose]
    gain = problem.delta * np.add.reduceat(chance * shares * joint[after, to], first[:-1])
    own = whose[:, None] == np.arange(n)
    weight = chance[:, None] * (own - shares[:, None])
    goes = (after[:, None] * n + np.arange(n)) * states + to[:, None]
    moves = moves_of(weight.ravel(), goes.ravel(), first * n, period * n * states)
    value = moves.value(problem.reward[reply, who] + gain, problem.delta)
    punishment = np.moveaxis(value.reshape(period, n, states), 1, 2)
    return tuple(map(lambda u, v: _with_shares(u, v, beta), joint, punishment))


def _branches(terms: TurnoverGame, rows: IntArray) -> tuple[Array, IntArray, IntArray]:
    """Chances and next states of these rows, and where those of each begin."""
    game = terms.game
    size = game.first_successor[rows + 1] - game.first_successor[rows]
    first = np.concatenate([[0], np.cumsum(size)])
    at = np.arange(first[-1]) + np.repeat(game.first_successor[rows] - first[:-1], size)
    exact = terms.problem.reward.dtype == object
    return _exact.as_numbers(game.probability[at], exact), game.successor[at], first


def fixed_point(terms: TurnoverGame, values: tuple[StateValues, ...]) -> tuple[Active, ...] | None:
    """What is agreed on before each of these values if that leads to them again, else None."""
    before = [step(terms, one) for one in (*values[1:], values[0])]
    again = all(same(terms, one, old) for (one, _), old in zip(before, values, strict=True))
    return tuple(active for _, active in before) if again else None


def same(terms: TurnoverGame, one: StateValues, other: StateValues) -> bool:
    """Whether two values are equal, rounding aside."""
    near = 0 if one.joint.dtype == object else _tolerance.check(terms.game.payoffs.astype(float))
    return all((abs(a - b) <= near).all() for a, b in zip(one, other, strict=True))


def shortest(terms: TurnoverGame, values: tuple[StateValues, ...]) -> int:
    """The shortest period of values that repeat."""
    count = len(values)
    return next(
        p
        for p in range(1, count + 1)
        if count % p == 0 and all(same(terms, values[k], values[k - p]) for k in range(count))
    )


def from_the_best(terms: TurnoverGame, values: tuple[StateValues, ...]) -> list[int]:
    """The periods of a cycle in their order, beginning where most can be reached."""
    unit = _tolerance.check(terms.game.payoffs.astype(float)) or 1.0
    worth = [np.round(one.joint.astype(float) / unit).tolist() for one in values]
    begin = max(range(len(values)), key=lambda k: [*worth[k:], *worth[:k]])
    return [*range(begin, len(values)), *range(begin)]


def in_the_game(
    terms: TurnoverGame, joint: Array, punishment: Array, period: int
) -> tuple[StateValues, ...]:
    """What the truncated game has in the states of the game itself, clock after clock."""
    states = len(terms.game.states)
    cut = joint[: period * states] - terms.base.sum()
    threat = punishment[: period * states] - terms.base
    return tuple(
        _with_shares(cut[part], threat[part], terms.weights)
        for part in (slice(k * states, (k + 1) * states) for k in range(period))
    )


def rest_points(terms: TurnoverGame, starts: list[Array]) -> Iterator[tuple[Active, ...]]:
    """Where putting what the truncated game negotiates back into it, (states, n), comes to rest."""
    near = _tolerance.tie(terms.game.payoffs.astype(float))
    for start in starts:
        paid, before = start, [start]
        for _ in range(_ROUNDS):
            tick()
            cut = truncated(terms.game, terms.turnover, (paid + terms.base)[None])
            values, rows = _remainder(terms, policy_elimination(cut, terms.problem.delta))
            moved = abs(values.negotiated - paid).max()
            paid = values.negotiated
            if moved <= near:
                yield (rows,)
            if any((abs(paid - old) <= near).all() for old in before):
                break  # at rest, or in a circle
            before.append(paid)

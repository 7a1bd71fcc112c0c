"""Values and paths in trust games: the linear systems and decision problems of every solver.

Conditions are drawn afresh each period, so trust at the start of a period is a Markov chain by
itself, and the value of a relation then depends on trust alone: every linear system here has one
unknown per trust level. All functions work on N partnerships of one shape, those of values in
floats or in exact `Fraction`s, those of paths in floats.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.markov_chain import total_reward
from ...common.progress import tick
from ...types import Array, FloatArray
from ..trust_game import TrustGame


class Problem(NamedTuple):
    """A batch of Markov decision problems on trust levels.

    `reward[N, L, T, Q]` is (1 - delta) times the flow of each choice, and the outside value for the
    last choice, leaving; `kind[Q - 1]` says which `move[N, 2, L, L + 1]` a choice causes.
    """

    reward: Array
    kind: Array
    move: Array
    chance: Array
    delta: Array
    outside: Array


def expectation(problem: Problem, start: Array) -> Array:
    """Expected value next period after either kind of move, shape (N, 2, L).

    `start[N, L]` is the value at the start of a period, before conditions are known.
    """
    ended = problem.move[..., -1] * problem.outside[:, None, None]
    kept = (problem.move[..., :-1] @ start[:, None, :, None])[..., 0]
    return np.asarray(kept + ended)


def action_values(problem: Problem, start: Array) -> Array:
    """Value of every choice in every state, shape (N, L, T, Q); the last choice is leaving."""
    after = problem.delta[:, None, None] * expectation(problem, start)
    values = problem.reward.copy()
    values[..., :-1] += after[:, problem.kind].transpose(0, 2, 1)[:, :, None, :]
    return values


def evaluate(problem: Problem, policy: Array) -> Array:
    """Value at the start of a period when `policy[N, L, T]` is played for ever, shape (N, L)."""
    n, levels, _ = policy.shape
    choices = problem.reward.shape[-1]
    reward = np.take_along_axis(problem.reward, policy[..., None], axis=-1)[..., 0]
    stays = policy < choices - 1
    kind = problem.kind[np.minimum(policy, choices - 2)]
    move = problem.move[np.arange(n)[:, None, None], kind, np.arange(levels)[None, :, None]]
    weight = problem.delta[:, None, None] * problem.chance[:, None, :] * stays
    flow = (weight[..., None] * move).sum(axis=2)
    right = (problem.chance[:, None, :] * reward).sum(axis=2)
    right = right + flow[..., -1] * problem.outside[:, None]
    if right.dtype != object:
        over = problem.chance[:, None, :] * (1 - problem.delta[:, None, None] * stays)
        ends = over.sum(axis=2) + flow[..., -1]
        return total_reward(flow[..., :-1], ends, right[..., None])[..., 0]
    identity = np.eye(levels, dtype=int if right.dtype == object else float)
    return _exact.solve(identity - flow[..., :-1], right[..., None], tick)[..., 0]


def joint_problem(game: TrustGame, delta: Array) -> Problem:
    """The members' joint decision problem: the sum of their payoffs, subsidies included."""
    flow, outside = paid_flow(game), game.outside
    return _problem(game, delta, flow.sum(axis=-1), outside.sum(axis=-1))


def member_problem(game: TrustGame, delta: Array, member: int) -> Problem:
    """The decision problem of one member who could choose for all."""
    return _problem(game, delta, paid_flow(game)[..., member], game.outside[:, member])


def paid_flow(game: TrustGame) -> Array:
    """Payoffs of a period with the subsidy, shape (N, L, T, P, n)."""
    everyone = np.asarray(game.contributes.all(axis=1))[:, None]
    paid = everyone * game.subsidy[:, None, None, None, None]
    return np.asarray(game.flow + paid)


def _problem(game: TrustGame, delta: Array, flow: Array, outside: Array) -> Problem:
    """The decision problem with these payoffs."""
    ended = np.broadcast_to(outside[:, None, None, None], (*flow.shape[:-1], 1))
    reward = np.concatenate([(1 - delta)[:, None, None, None] * flow, ended], axis=-1)
    return Problem(reward, game.kind, game.move, game.chance, delta, outside)


def slack(game: TrustGame) -> Array:
    """Largest difference that counts as a tie if all payoffs of a partnership meet, shape (N,)."""
    return np.asarray(_tolerance.tie_rows(paid_flow(game), game.outside))


def state_values(problem: Problem, choice: Array) -> Array:
    """Value in every state (trust, conditions) under the agreed choices, shape (N, states)."""
    values = action_values(problem, evaluate(problem, choice))
    return np.take_along_axis(values, choice[..., None], axis=-1)[..., 0].reshape(len(choice), -1)


def state_chain(game: TrustGame, choice: Array) -> FloatArray:
    """Moves between states and "dissolved", the last, shape (N, states + 1, states + 1)."""
    n, levels, conditions = choice.shape
    rows, states = _rows(game, choice), levels * conditions
    spread = rows[..., :-1, None] * game.chance.astype(float)[:, None, None, None]
    chain = np.zeros((n, states + 1, states + 1))
    chain[:, :-1, :-1] = spread.reshape(n, states, states)
    chain[:, :-1, -1], chain[:, -1, -1] = rows[..., -1].reshape(n, states), 1
    return chain


def level_chain(game: TrustGame, choice: Array) -> FloatArray:
    """Moves between trust levels under the agreed choices, shape (N, L, L + 1); last: dissolved."""
    chance = game.chance.astype(float)[:, None, :, None]
    return np.asarray((chance * _rows(game, choice)).sum(axis=2))


def _rows(game: TrustGame, choice: Array) -> FloatArray:
    """Chances of the next trust level in every state, shape (N, L, T, L + 1)."""
    n, levels, _ = choice.shape
    leave = len(game.contributes)
    kind = game.kind[np.minimum(choice, leave - 1)]
    move = game.move.astype(float)
    rows = move[np.arange(n)[:, None, None], kind, np.arange(levels)[None, :, None]]
    return np.where((choice < leave)[..., None], rows, np.eye(levels + 1)[-1])

"""Stochastic games without transfers: agreements kept by reverting to Markov perfect equilibria.

A policy (one profile in every state, for ever) is kept exactly when no member gains in any state by
one deviation after which play reverts to the pure Markov perfect equilibrium that is worst for it
from the state reached. All pure stationary policies are compared, so games have to be small.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...common.markov_chain import total_reward
from ...types import Array, BoolArray, IntArray
from ..stochastic_game import StochasticGame
from .policy_elimination import ReplyRows, median, replies_of

#: Most pure stationary policies that are compared.
POLICIES = 20_000


class Policies(NamedTuple):
    """All pure stationary policies of a game, as rows, and what is needed to judge them."""

    game: StochasticGame
    rows: IntArray
    move: Array
    replies: list[ReplyRows]


class _ReversionPolicy(NamedTuple):
    """A policy that is kept at one discount factor, and what keeps it."""

    rows: IntArray  #: shape (states,)
    #: Shape (n, states, states): the equilibrium that is worst for player i from state x, as rows.
    reversion: IntArray


def count_policies(game: StochasticGame) -> int:
    """Number of pure stationary policies."""
    return int(np.prod(np.diff(game.first_row).astype(object)))


def all_policies(game: StochasticGame) -> Policies:
    """Enumerate the pure stationary policies of a game.

    Parameters
    ----------
    game : StochasticGame
        With at most `POLICIES` of them.
    """
    ranges = [range(a, b) for a, b in itertools.pairwise(game.first_row.tolist())]
    move = np.zeros((len(game.payoffs), len(game.states)))
    row = np.repeat(np.arange(len(game.payoffs)), np.diff(game.first_successor))
    np.add.at(move, (row, game.successor), game.probability.astype(float))
    counts = np.array([game.shape(x) for x in range(len(game.states))])
    replies = [replies_of(game, counts, i) for i in range(game.n_players)]
    return Policies(game, np.array(list(itertools.product(*ranges))), move, replies)


def find_policy(policies: Policies, delta: float, rows: IntArray | None) -> _ReversionPolicy | None:
    """A policy that is kept without transfers, and the equilibria behind it; None if none is.

    Parameters
    ----------
    policies : Policies
    delta : float
    rows : int array, shape (states,), or None
        The policy asked about; None: any policy with the largest joint value in every state.
    """
    game = policies.game
    payoffs = game.payoffs.astype(float)
    payoffs = payoffs - median(payoffs)
    sizes = abs(payoffs[policies.rows]).max(axis=1)  # (policies, n): rounding is a part of these

    def no_deviation(rows: IntArray, own: Array, after: Array, behind: Any) -> BoolArray:
        """Whether nobody gains anywhere by one deviation that `after` follows, policy by policy."""
        holds = np.ones(len(rows), dtype=bool)
        for i in range(game.n_players):
            best = _deviations(policies, payoffs, delta, i, rows, after[..., i])
            floor = (abs(payoffs[rows, i]).max(axis=1) + behind[i])[:, None]
            near = _tolerance.meeting(_tolerance.TIE, best, own[..., i], floor=floor)
            holds &= np.asarray(best <= own[..., i] + near).all(axis=1)
        return holds

    values = _values(policies, policies.rows, payoffs, delta)
    none = np.zeros(game.n_players)
    stable = np.flatnonzero(no_deviation(policies.rows, values, values, none))
    if not len(stable):
        return None
    at = values[stable].argmin(axis=0)  # (states, n)
    worst = np.take_along_axis(values[stable], at[None], axis=0)
    candidates = policies.rows if rows is None else np.asarray(rows)[None]
    own = values if rows is None else _values(policies, candidates, payoffs, delta)
    behind = np.take_along_axis(sizes[stable], at, axis=0).max(axis=0)
    fine = no_deviation(candidates, own, worst, behind)
    if rows is None:
        joint = values.sum(axis=-1)
        top, together = joint.max(axis=0), sizes.sum(axis=1)
        floor = together[:, None] + together[joint.argmax(axis=0)]
        near = _tolerance.meeting(game.n_players * _tolerance.TIE, top, joint, floor=floor)
        fine &= np.asarray((joint >= top - near).all(axis=1))
    if not fine.any():
        return None
    return _ReversionPolicy(candidates[int(fine.argmax())], policies.rows[stable[at.T]])


def _values(policies: Policies, rows: IntArray, payoffs: Array, delta: float) -> Array:
    """Value of every policy in every state for every player, shape (policies, states, n)."""
    over = np.full(rows.shape, 1 - delta)
    return total_reward(delta * policies.move[rows], over, (1 - delta) * payoffs[rows])


def _deviations(
    policies: Policies, payoffs: Array, delta: float, i: int, rows: IntArray, after: Array
) -> Array:
    """What i gets from its best action against each policy if `after` follows, by state."""
    worth = (1 - delta) * payoffs[:, i] + delta * after @ policies.move.T  # (policies or 1, rows)
    replies = policies.replies[i]
    best = np.maximum.reduceat(worth[:, replies.order], replies.first, axis=1)
    best = np.broadcast_to(best, (len(rows), best.shape[1]))
    return np.asarray(np.take_along_axis(best, replies.group[rows], axis=1))

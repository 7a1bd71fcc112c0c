"""A policy of a trust game unrolled over (trust, conditions), and its worth: linear solves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ...types import Array
from ..trust_game import TrustGame


class Play(NamedTuple):
    """A policy unrolled over states (trust, conditions), one row each."""

    states: list[tuple[int, int]]
    actions: list[tuple[str, ...]]
    payoff: Array  # (states, n) in the period, subsidy included
    chain: Array  # (states, states + 1), last column: the relation is over


def unroll(game: TrustGame, profiles: dict[tuple[int, int], tuple[str, ...]]) -> Play:
    """What playing these profiles, one in every (trust, conditions), pays and leads to."""
    states = list(profiles)
    index = {state: row for row, state in enumerate(states)}
    zero = game.flow.ravel()[0] * 0
    payoff = np.full((len(states), len(game.members)), zero, dtype=game.flow.dtype)
    chain = np.full((len(states), len(states) + 1), zero, dtype=game.flow.dtype)
    for row, (k, t) in enumerate(states):
        actions = profiles[k, t]
        if "leave" in actions:
            payoff[row], chain[row, -1] = game.outside[0], zero + 1
            continue
        who = np.array([a == "contribute" for a in actions])
        column = int(np.flatnonzero((game.contributes == who).all(axis=1))[0])
        payoff[row] = game.flow[0, k, t, column] + (game.subsidy[0] if who.all() else zero)
        moves = game.move[0, 0 if who.all() else 1, k]
        chain[row, -1] = moves[-1]
        for (level, times), target in index.items():
            chain[row, target] = moves[level] * game.chance[0, times]
    return Play(states, [profiles[s] for s in states], payoff, chain)


def values_of(play: Play, outside: Array, delta: Any) -> Array:
    """Members' values in every state: V = (1 - delta) payoff + delta (chain V + over w)."""
    size = len(play.states)
    right = (1 - delta) * play.payoff + delta * play.chain[:, -1:] * outside
    matrix = (
        np.eye(size, dtype=int if right.dtype == object else float) - delta * play.chain[:, :-1]
    )
    if right.dtype != object:
        return np.asarray(np.linalg.solve(matrix, right))
    return _fraction_solve(matrix, right)


def _fraction_solve(matrix: Array, right: Array) -> Array:
    """Exact elimination; the matrix is strictly diagonally dominant, so no pivoting is needed."""
    a = [[Fraction(v) for v in row] for row in np.concatenate([matrix, right], axis=1)]
    size = len(a)
    for k in range(size):
        for r in range(k + 1, size):
            factor = a[r][k] / a[k][k]
            a[r] = [x - factor * y for x, y in zip(a[r], a[k], strict=True)]
    for k in reversed(range(size)):
        for c in range(size, len(a[k])):
            known = sum((a[k][j] * a[j][c] for j in range(k + 1, size)), Fraction(0))
            a[k][c] = (a[k][c] - known) / a[k][k]
    return np.array([row[size:] for row in a], dtype=object)

"""A two-player game with states as the definition has it: what rows bring and deviations gain."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from ..stochastic.stochastic_game import StochasticGame
from ..types import FloatArray, IntArray
from .levels import LevelTable, alike


class Moves(NamedTuple):
    """A two-player game with states, payoffs between 0 and 1."""

    low: FloatArray  #: shape (2,): a payoff x is (x - low) / unit here
    unit: FloatArray  #: shape (2,)
    today: FloatArray  #: shape (rows, 2): payoffs times 1 - delta
    later: FloatArray  #: shape (rows, states): probabilities times delta
    state: IntArray  #: shape (rows,)
    #: shape (2, rows): rows of one number are reached by a player's own action alone
    replies: IntArray
    same: IntArray  #: shape (rows,): rows of one number have the same payoffs and chances

    def needed(self, least: FloatArray) -> FloatArray:
        """What the best deviation from each row brings, `least` being what follows it."""
        own = self.today + self.later @ least
        best = np.full((self.replies.max() + 1, 2), -np.inf)
        for i in (0, 1):
            np.maximum.at(best[:, i], self.replies[i], own[:, i])
        return np.stack([best[self.replies[i], i] for i in (0, 1)], axis=1)

    def spare(self, fan: FloatArray, levels: FloatArray, least: FloatArray) -> FloatArray:
        """What promises leave over beside what keeps both players, for their worst weights."""
        ahead = (fan >= 0).all(axis=1)
        one, which = np.unique(self.same, return_index=True, return_inverse=True)[1:]
        most = self.today[one] @ fan[ahead].T + self.later[one] @ levels[:, ahead]
        return np.asarray((most[which] - self.needed(least) @ fan[ahead].T).min(axis=1))

    def highest(self, values: FloatArray, rows: IntArray) -> FloatArray:
        """The largest value of each state, of some rows."""
        most = np.full((self.later.shape[1], *values.shape[1:]), -np.inf)
        for x in range(len(most)):
            most[x] = values[self.state[rows] == x].max(axis=0, initial=-np.inf)
        return most


def moves_of(game: StochasticGame, delta: float) -> Moves:
    """Read a game."""
    g = game.payoffs.astype(float)
    low, high = g.min(axis=0), g.max(axis=0)
    unit = np.where(high > low, high - low, 1.0)
    later = np.zeros((len(g), len(game.states)))
    for row, (start, end) in enumerate(itertools.pairwise(game.first_successor)):
        later[row, game.successor[start:end]] += game.probability[start:end].astype(float)
    today, later = (1 - delta) * (g - low) / unit, delta * later
    most = game.action.max() + 1
    replies = np.stack([game.state * most + game.action[:, 1 - i] for i in (0, 1)])
    same = alike(np.column_stack([game.state, today, later]))
    return Moves(low, unit, today, later, game.state, replies, same)


def floor_of(table: LevelTable) -> FloatArray:
    """What each player gets at least, by levels alone."""
    axes = [np.flatnonzero((table.directions == n).all(axis=1))[0] for n in ([-1, 0], [0, -1])]
    return np.asarray(-table.levels[:, axes])

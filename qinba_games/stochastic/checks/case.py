"""A stochastic game as its checks read it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, IntArray
from ..stochastic_game import StochasticGame


class Case(NamedTuple):
    """A game as its check reads it: `Fraction`s if `exact`, else floats."""

    game: StochasticGame
    patience: Any
    reward: Array  #: shape (rows, n): (1 - delta) times the payoffs
    chance: Array  #: shape (moves,): delta times the probabilities
    exact: bool
    base: Array  #: shape (n,): the median payoff of each player

    def near(self, floor: Any, *terms: Any, of: int | None = None) -> Any:
        """Gains up to this are rounding where these values of all, or `of` one player, meet."""
        # Values count from a middle payoff, so that no constant matters; they may be small
        # remainders of payoffs as large as `floor`, which are reached.
        if self.exact:
            return 0
        base = self.base if of is None else self.base[of : of + 1]
        slack = _tolerance.meeting(_tolerance.STEP, floor, floor=abs(base).sum())
        return slack + _tolerance.meeting(_tolerance.CHECK, *(t - base.sum() for t in terms))

    def floor(self, *phases: IntArray) -> Any:
        """The largest payoff that these rows reach, counted from the middle, for all players."""
        if self.exact:
            return 0
        paid = self.reward[np.concatenate(phases)] - (1 - self.patience) * self.base
        return abs(paid).sum(axis=1).max()

    def after(self, values: Array) -> Array:
        """Discounted expected value of the next state, after every row."""
        game = self.game
        weighted = self.chance * values[game.successor]
        return np.asarray(np.add.reduceat(weighted, game.first_successor[:-1]))

    def replies(self, row: int, i: int) -> slice:
        """The rows in which i does something else, or the same, and the others play as in `row`."""
        x = self.game.state[row]
        counts = self.game.shape(x)
        step = int(np.prod(counts[i + 1 :], dtype=int))
        base = int(row) - int(self.game.action[row, i]) * step
        return slice(base, base + counts[i] * step, step)


def read(game: StochasticGame, delta: Any, *, exact: bool) -> Case:
    """Convert a game to the arithmetic of the check."""
    patience = Fraction(delta) if exact else float(delta)
    payoffs = _exact.as_numbers(game.payoffs, exact)
    chance = patience * _exact.as_numbers(game.probability, exact)
    # One that is paid: between half of the payoffs and another half lies none of them.
    base = payoffs[0] if exact else np.sort(payoffs, axis=0)[len(payoffs) // 2]
    return Case(game, patience, (1 - patience) * payoffs, chance, exact, base)

"""Equilibria of a game that is played once: what each gets, and that nobody gains by deviating."""

from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from ..core import numbers
from ..core.answer import Answer, Certificate, show
from ..core.numbers import Numbers
from ..core.value import value
from .stage_game import StageGame


@value
class NashResult(Answer):
    """What `nash` returns: equilibria of a game that is played once.

    Attributes
    ----------
    game : StageGame
    equilibria : tuple of tuples of arrays
        For each a mixed strategy of every player, over all actions; pure ones first.
    complete : bool
        Whether there are no others.
    notes : tuple of sentences
        On dominated actions, degeneracy, continua, and mixed equilibria not looked for.
    """

    game: StageGame
    equilibria: tuple[tuple[Numbers, ...], ...]
    complete: bool
    notes: tuple[str, ...]

    concept = "Nash equilibrium"

    @property
    def exact(self) -> bool:
        """Whether payoffs, and thus strategies, are rational."""
        return self.game.exact

    @cached_property
    def payoffs(self) -> Numbers:
        """What each player expects, (equilibria, n)."""
        payoffs = np.zeros((len(self.equilibria), self.game.n_players), self.game.payoffs.dtype)
        for (k, i), _ in np.ndenumerate(payoffs):
            point = self.equilibria[k]
            payoffs[k, i] = point[i] @ _expected(self.game.payoffs[..., i], point, i)
        payoffs.flags.writeable = False
        return payoffs

    @property
    def pure(self) -> tuple[tuple[int, ...], ...]:
        """Places of the actions of the equilibria in which nobody mixes."""
        points = (point for point in self.equilibria if all((own == 1).any() for own in point))
        return tuple(tuple(int(own.argmax()) for own in point) for point in points)

    @cached_property
    def certificate(self) -> Certificate:
        """The most that any player gains in any of the equilibria by another action."""
        each = product(range(len(self.equilibria)), range(self.game.n_players))
        checks = (self._check(k, i) for k, i in each)
        nothing = Certificate(0, "no equilibrium", 0)
        return max(checks, key=lambda check: check.violation - check.tolerance, default=nothing)

    def _check(self, k: int, i: int) -> Certificate:
        """What one player gains, if its probabilities are some; else by how much they are none."""
        point, own, payoffs = self.equilibria[k], self.equilibria[k][i], self.game.payoffs[..., i]
        slack = numbers.tolerance(0 * own[0], _expected(abs(payoffs), point, i).max())
        wrong = max(abs(own.sum() - 1), -own.min())
        if wrong > numbers.tolerance(0 * own[0], 1):
            return Certificate(
                wrong, f"equilibrium {k}, probabilities of player {self.game.players[i]}", 0
            )
        values = _expected(payoffs, point, i)
        gain = values.max() - own @ values
        return Certificate(gain, f"equilibrium {k}, player {self.game.players[i]}", slack)

    def columns(self) -> dict[str, Any]:
        """One row for each equilibrium and player."""
        n = self.game.n_players
        count = len(self.equilibria)
        return {
            "equilibrium": [k for k in range(count) for _ in range(n)],
            "player": list(self.game.players) * count,
            "strategy": [tuple(own.tolist()) for point in self.equilibria for own in point],
            "payoff": self.payoffs.ravel().tolist(),
        }

    def _text(self) -> str:
        count = len(self.equilibria)
        what = f"{count} equilibri{'um' if count == 1 else 'a'}"
        others = "all" if self.complete else "there may be others"
        rows = [f"({', '.join(map(show, row))})" for row in self.payoffs[:3]]
        payoffs = f"; payoffs {', '.join([*rows, *['...'] * (count > 3)])}" if rows else ""
        return f"{what} ({others}){payoffs}"

    def _cut_off(self) -> bool:
        """Pure equilibria alone are another question, not a search cut off."""
        return False


def _expected(payoffs: Numbers, point: tuple[Numbers, ...], i: int) -> Numbers:
    """What player i expects of each of its actions if the others play a point."""
    for k in reversed(range(len(point))):
        if k != i:
            used = np.flatnonzero(point[k])
            payoffs = np.moveaxis(payoffs, k, -1)[..., used] @ point[k][used]
    return payoffs

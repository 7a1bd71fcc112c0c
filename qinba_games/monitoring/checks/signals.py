"""A game with public monitoring as its checks read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import _exact, _tolerance
from ...types import Array, Profile
from ..results import MonitoringTable


class Signals:
    """A game with public monitoring as its checks read it: `Fraction`s if exact, else floats."""

    def __init__(self, result: MonitoringTable) -> None:
        game, self.exact = result.game, result.exact
        self.payoffs = self.numbers(game.stage.payoffs)
        self.chances = self.numbers(game.monitoring.probabilities)
        self.outside = None if game.outside is None else self.numbers(game.outside)
        self.n, self.shape = game.n_players, game.stage.shape
        self.balanced = result.budget == "balanced"
        self.tie, self.tolerance = _tolerance.tie_and_check(self.payoffs)

    def number(self, value: Any) -> Any:
        """`value` in the arithmetic of the check."""
        return _exact.fraction(value) if self.exact else float(value)

    def numbers(self, values: Any) -> Array:
        """`values` in the arithmetic of the check."""
        return _exact.as_numbers(values, self.exact)

    def slack(self, amount: Any) -> Any:
        """What is accepted beside amounts of this size."""
        return self.tolerance if self.exact else self.tolerance + _tolerance.CHECK * abs(amount)

    def replies(self, profile: Profile, i: int) -> Iterator[tuple[int, Profile]]:
        """Every action of i, and the profile with it."""
        for b in range(self.shape[i]):
            yield b, (*profile[:i], b, *profile[i + 1 :])

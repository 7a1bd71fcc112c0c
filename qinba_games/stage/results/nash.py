"""The Nash equilibria of a stage game."""

from __future__ import annotations

from typing import Any

from ...common.result import Result, Table, show
from ...types import Array, frozen
from ..drawing import draw_equilibria
from ..stage_game import StageGame


@frozen
class NashResult(Result):
    """What `nash` returns: equilibria of a game played once, without transfers.

    The notes say what was noticed on the way: degeneracy, dropped candidates, warnings of
    libraries. The certificate has the largest gain of any player in any of the equilibria.

    Attributes
    ----------
    game : StageGame
    equilibria : tuple of tuples of arrays
        For every equilibrium one mixed strategy per player, over all of the player's actions;
        pure equilibria first. `Fraction`s if the payoffs are rational.
    payoffs : array, shape (equilibria, n)
        Expected payoff of each player.
    complete : bool
        True only if there are provably no other equilibria.
    method : str
        What found them.
    """

    _sources = ("nash1951", "savani2006")

    game: StageGame
    equilibria: tuple[tuple[Array, ...], ...]
    payoffs: Array
    complete: bool
    method: str

    @property
    def pure(self) -> tuple[tuple[int, ...], ...]:
        """Action indices of the equilibria in which nobody mixes."""
        return tuple(
            tuple(int(vector.argmax()) for vector in strategies)
            for strategies in self.equilibria
            if all(max(vector) == 1 for vector in strategies)
        )

    plot = draw_equilibria

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only, with completeness, method and notes."""
        how = {"complete": self.complete, "method": self.method, "notes": list(self.notes)}
        return {**super().to_dict(), **how}

    def _table(self) -> Table:
        rows = [
            (number, player, tuple(vector), payoff)
            for number, (strategies, payoffs) in enumerate(
                zip(self.equilibria, self.payoffs, strict=True)
            )
            for player, vector, payoff in zip(self.game.players, strategies, payoffs, strict=True)
        ]
        names = ("equilibrium", "player", "strategy", "payoff")
        return {name: [row[k] for row in rows] for k, name in enumerate(names)}

    def __repr__(self) -> str:
        count = len(self.equilibria)
        what = f"{count} equilibri{'um' if count == 1 else 'a'}"
        payoffs = "; payoffs " + ", ".join(show(row) for row in self.payoffs[:3]) if count else ""
        more = ", ..." if count > 3 else ""
        whole = "all" if self.complete else "there may be others"
        return f"NashResult({what} ({whole}), {self.method}{payoffs}{more})"

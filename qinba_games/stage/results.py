"""The answers of this chapter: Nash equilibria, and what a mediator recommends."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..common.result import Result, Table, show
from ..types import Array, Status, frozen
from .drawing import draw_equilibria
from .stage_game import StageGame


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
    _full = Status.SAME

    game: StageGame
    equilibria: tuple[tuple[Array, ...], ...]
    payoffs: Array
    complete: bool
    method: str

    @property
    def pure(self) -> tuple[tuple[int, ...], ...]:
        """Action indices of the equilibria in which nobody mixes."""
        unmixed = (found for found in self.equilibria if all(max(vector) == 1 for vector in found))
        return tuple(tuple(int(vector.argmax()) for vector in found) for found in unmixed)

    plot = draw_equilibria

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only, with completeness, method and notes."""
        how = {"complete": self.complete, "method": self.method, "notes": list(self.notes)}
        return {**super().to_dict(), **how}

    def _table(self) -> Table:
        rows = [
            (number, player, tuple(vector), payoff)
            for number, found in enumerate(zip(self.equilibria, self.payoffs, strict=True))
            for player, vector, payoff in zip(self.game.players, *found, strict=True)
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


@frozen
class CorrelatedEquilibrium(Result):
    """What `correlated` returns: a distribution over profiles that everybody obeys.

    The concept is "correlated equilibrium" or "coarse correlated equilibrium".

    Attributes
    ----------
    game : StageGame
    objective : str or tuple
        What is largest: "sum", "symmetric", "maxmin", or the weights of the players.
    coarse : bool
        Whether players decide on obedience before they hear the recommendation.
    distribution : array, shape (m_1, ..., m_n)
        Probability with which each profile is recommended.
    payoffs : array, shape (n,)
        Expected payoffs.
    slack : tuple of arrays
        For each player `[told, instead]`: by how much obedience beats the other action, weighted
        with the probability of the recommendation (coarse: `[instead]`). Never negative; 0 where it
        is indifferent, or never told so.
    weights, multipliers
        Why nothing is better: no correlated equilibrium has a larger payoff weighted with
        `weights`, as the multipliers of the constraints of obedience prove (linear duality).
    """

    _sources = ("aumann1974", "aumann1987")
    _full = Status.OPTIMAL

    game: StageGame
    objective: Any
    coarse: bool
    distribution: Array
    payoffs: Array
    slack: tuple[Array, ...]
    weights: Array
    multipliers: tuple[Array, ...]

    @property
    def profiles(self) -> dict[tuple[str, ...], Any]:
        """Profiles that are recommended, by action names, with their probabilities."""
        told = np.argwhere(self.distribution > 0).tolist()
        return {self.game.label(tuple(a)): self.distribution[tuple(a)] for a in told}

    def _table(self) -> Table:
        told = self.profiles
        table: Table = {"profile": list(told), "probability": list(told.values())}
        for i, name in enumerate(self.game.players):
            table[f"payoff {name}"] = [self.game.payoff(profile)[i] for profile in told]
        return table

    def __repr__(self) -> str:
        kind, count = "coarse, " if self.coarse else "", len(self.profiles)
        found = f"payoffs {show(self.payoffs)} from {count} profile{'s' if count > 1 else ''}"
        return f"CorrelatedEquilibrium({kind}objective {show(self.objective)}: {found})"

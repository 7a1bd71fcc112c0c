"""What a mediator recommends."""

from __future__ import annotations

from typing import Any

from ...common.result import Result, Table, show
from ...types import Array, frozen
from ..stage_game import StageGame


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
        import numpy as np

        told = np.argwhere(self.distribution > 0).tolist()
        return {self.game.label(tuple(a)): self.distribution[tuple(a)] for a in told}

    def _table(self) -> Table:
        rows = list(self.profiles.items())
        table: Table = {
            "profile": [profile for profile, _ in rows],
            "probability": [probability for _, probability in rows],
        }
        for i, name in enumerate(self.game.players):
            table[f"payoff {name}"] = [self.game.payoff(profile)[i] for profile, _ in rows]
        return table

    def __repr__(self) -> str:
        kind = "coarse, " if self.coarse else ""
        count = len(self.profiles)
        return (
            f"CorrelatedEquilibrium({kind}objective {show(self.objective)}: payoffs "
            f"{show(self.payoffs)} from {count} profile{'s' if count > 1 else ''})"
        )

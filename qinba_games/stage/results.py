"""The answers of this chapter: Nash equilibria, and what a mediator recommends."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _exact
from ..common.result import FrameColumns, Result, show
from ..common.rounded import derived
from ..types import Array, Status, frozen, read_only
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
    complete : bool
        True only if there are provably no other equilibria.
    method : str
        What found them.
    witness : tuple of int arrays, or None
        On which facets each vertex of the best-response polytopes of two players is: that there are
        no other equilibria follows from these.
    """

    concept = "Nash equilibrium"
    _sources = ("nash1951", "savani2006")
    _once = ("equilibria",)
    _by_range = "game"
    _full = Status.SAME

    game: StageGame
    equilibria: tuple[tuple[Array, ...], ...]
    complete: bool
    method: str

    @property
    def open(self) -> tuple[str, ...]:
        """That there are no others, where the check has no proof of it."""
        proof = self.certificate and self.certificate.outside is not None
        return () if proof or not self.complete else ("complete",)

    @derived
    def payoffs(self) -> Array:
        """Expected payoff of each player, shape (equilibria, n)."""
        return _expected_payoffs(self.game, self.equilibria)

    @property
    def pure(self) -> tuple[tuple[int, ...], ...]:
        """Action indices of the equilibria in which nobody mixes."""
        unmixed = (point for point in self.equilibria if all(max(vector) == 1 for vector in point))
        return tuple(tuple(int(vector.argmax()) for vector in point) for point in unmixed)

    plot = draw_equilibria

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values only, with completeness, method and notes."""
        how = {"complete": self.complete, "method": self.method, "notes": list(self.notes)}
        return {**super().to_dict(), **how}

    def _table(self) -> FrameColumns:
        rows = [
            (number, player, tuple(vector), payoff)
            for number, pair in enumerate(zip(self.equilibria, self.payoffs, strict=True))
            for player, vector, payoff in zip(self.game.players, *pair, strict=True)
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


def _expected_payoffs(stage: StageGame, equilibria: tuple[tuple[Array, ...], ...]) -> Array:
    """Payoffs of each equilibrium, shape (equilibria, n)."""
    rows = np.zeros((len(equilibria), stage.n_players), dtype=object if stage.exact else float)
    for row, strategies in zip(rows, equilibria, strict=True):
        values: Any = np.moveaxis(stage.payoffs, -1, 0)
        for vector in reversed(strategies):
            used = np.flatnonzero(vector)
            values = values[..., used] @ vector[used]
        row[:] = values
    return read_only(rows)


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
    weights, multipliers
        Why nothing is better: no correlated equilibrium has a larger payoff weighted with
        `weights`, as the multipliers of the constraints of obedience prove (linear duality).
    """

    _sources = ("aumann1974", "aumann1987")
    _alike = (("multipliers", "game.players"),)
    _full = Status.OPTIMAL

    game: StageGame
    objective: Any
    coarse: bool
    distribution: Array
    weights: Array
    multipliers: tuple[Array, ...]

    @property
    def concept(self) -> str:
        """The solution concept."""
        return f"{'coarse ' * self.coarse}correlated equilibrium"

    @derived
    def payoffs(self) -> Array:
        """Expected payoffs."""
        g = _exact.as_numbers(self.game.payoffs, self.exact)
        return read_only((self.distribution[..., None] * g).reshape(-1, g.shape[-1]).sum(axis=0))

    @derived
    def slack(self) -> tuple[Array, ...]:
        """By how much obedience beats every other action, of each player `[told, instead]`.

        It is weighted with the probability of the recommendation (coarse: `[instead]`). Never
        negative; 0 where the player is indifferent, or never told so.
        """
        g = _exact.as_numbers(self.game.payoffs, self.exact)
        return tuple(self._slack(g[..., i], i) for i in range(g.shape[-1]))

    def _slack(self, own: Array, i: int) -> Array:
        own, mass = (np.moveaxis(x, i, 0).reshape(x.shape[i], -1) for x in (own, self.distribution))
        slack = (mass * own).sum(axis=1)[:, None] - mass @ own.T
        return read_only(slack.sum(axis=0) if self.coarse else slack)

    @property
    def profiles(self) -> dict[tuple[str, ...], Any]:
        """Profiles that are recommended, by action names, with their probabilities."""
        support = np.argwhere(self.distribution > 0).tolist()
        return {self.game.label(tuple(a)): self.distribution[tuple(a)] for a in support}

    def _table(self) -> FrameColumns:
        profiles = self.profiles
        table: FrameColumns = {"profile": list(profiles), "probability": list(profiles.values())}
        for i, name in enumerate(self.game.players):
            table[f"payoff {name}"] = [self.game.payoff(profile)[i] for profile in profiles]
        return table

    def __repr__(self) -> str:
        kind, count = "coarse, " if self.coarse else "", len(self.profiles)
        text = f"payoffs {show(self.payoffs)} from {count} profile{'s' if count > 1 else ''}"
        return f"CorrelatedEquilibrium({kind}objective {show(self.objective)}: {text})"

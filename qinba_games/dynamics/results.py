"""Where populations that copy success end up: corners, paths, basins."""

from __future__ import annotations

import numpy as np

from ..common.result import FrameColumns, Result
from ..common.rounded import derived
from ..stage.stage_game import StageGame
from ..types import Array, FloatArray, IntArray, Status, frozen, read_only
from . import replicator_field
from .drawing import draw_adoption


def sample_times(horizon: float, count: int) -> FloatArray:
    """The times at which a path is sampled."""
    return np.asarray(horizon * np.linspace(0, 1, count) ** 2)


@frozen
class Adoption(Result):
    """What `adoption` returns: the replicator dynamics of a game with two actions for each player.

    Shares are of those in each population who play its *first* action. The concept is
    "behavioural": no player foresees anything. What is exact are the eigenvalues at the corners;
    paths and basins are always numerical.

    Attributes
    ----------
    game : StageGame
    start : array, shape (n,)
    horizon : float
        Until when the path was followed.
    mixed : array, shape (m, n)
        Isolated rest points in which two or three populations mix.
    path : array, shape (T, n)
        Shares from `start` on, at all `times`.
    paths : array, shape (P, T, n)
        For the picture: from shares 0.2, 0.5 and 0.8 of each of two or three populations; of others
        the path itself.
    basins : dict of profile to float
        For each stable corner, as action indices, the part of the starting points that lead there.
    starts : int
        How many starting points were tried.
    seed : int
    """

    concept = "behavioural"
    _sources = ("hofbauer1998", "gao2019")
    _full = Status.BEHAVIOUR

    game: StageGame
    start: FloatArray
    horizon: float
    mixed: FloatArray
    path: FloatArray
    paths: FloatArray
    basins: dict[tuple[int, ...], float]
    starts: int
    seed: int

    @derived
    def profiles(self) -> IntArray:
        """The corners, as actions, shape (2^n, n)."""
        return read_only(replicator_field.corners(self.game.n_players))

    @derived
    def eigenvalues(self) -> Array:
        """Of the Jacobian at each corner: what each player would gain by its other action."""
        return read_only(replicator_field.gains_elsewhere(self.game.payoffs))

    @derived
    def kinds(self) -> tuple[str, ...]:
        """Of corners: "stable", "source", "saddle", or "degenerate" where an eigenvalue is 0."""
        return replicator_field.kinds(self.game.payoffs)

    @derived
    def mixed_eigenvalues(self) -> Array:
        """Of the Jacobian at each mixed rest point, complex; shape (m, n)."""
        tables, n = replicator_field.advantages(self.game.payoffs), self.game.n_players
        matrices = [replicator_field.jacobian(tables, point) for point in self.mixed]
        return read_only(np.linalg.eigvals(np.array(matrices).reshape(-1, n, n)))

    @derived
    def times(self) -> FloatArray:
        """When: horizon (k / (T - 1))^2, denser where paths still move; shape (T,)."""
        return read_only(sample_times(self.horizon, len(self.path)))

    @property
    def unsettled(self) -> float:
        """The part of the starting points that reached no stable corner within the horizon."""
        settled = sum(round(part * self.starts) for part in self.basins.values())
        return (self.starts - settled) / self.starts

    @property
    def stable(self) -> tuple[tuple[int, ...], ...]:
        """The asymptotically stable corners, as action indices: the strict Nash equilibria."""
        return tuple(self.basins)

    @property
    def end(self) -> FloatArray:
        """Shares at the end of the path."""
        return np.asarray(self.path[-1])

    plot = draw_adoption

    def _table(self) -> FrameColumns:
        profiles = [tuple(row.tolist()) for row in self.profiles]
        return {
            "corner": [self.game.label(a) for a in profiles],
            "kind": list(self.kinds),
            **{
                f"eigenvalue {name}": self.eigenvalues[:, i].tolist()
                for i, name in enumerate(self.game.players)
            },
            "basin": [self.basins.get(a, 0.0) for a in profiles],
        }

    def __repr__(self) -> str:
        basins = "; ".join(
            f"{', '.join(self.game.label(a))} from {part:.0%} of the starts"
            for a, part in self.basins.items()
        )
        corners = "corner" if len(self.basins) == 1 else "corners"
        return f"Adoption({len(self.basins) or 'no'} stable {corners}{basins and ': '}{basins})"

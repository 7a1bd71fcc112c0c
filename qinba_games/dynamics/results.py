"""Where populations that copy success end up: corners, paths, basins."""

from __future__ import annotations

import numpy as np

from ..common.result import FrameColumns, Result
from ..stage.stage_game import StageGame
from ..types import Array, FloatArray, IntArray, Status, frozen
from .drawing import draw_adoption


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
    profiles : int array, shape (2^n, n)
        The corners, as actions.
    eigenvalues : array, shape (2^n, n)
        Of the Jacobian at each corner: what each player would gain by its other action.
    kinds : tuple of str
        "stable", "source", "saddle", or "degenerate" where an eigenvalue is 0.
    mixed : array, shape (m, n)
        Isolated rest points in which two or three populations mix.
    mixed_eigenvalues : complex array, shape (m, n)
    times : array, shape (T,)
        horizon (k / (T - 1))^2, denser where paths still move.
    path : array, shape (T, n)
        Shares from `start` on.
    paths : array, shape (P, T, n)
        For the picture: from shares 0.2, 0.5 and 0.8 of each of two or three populations; of others
        the path itself.
    basins : dict of profile to float
        For each stable corner, as action indices, the part of the starting points that lead there.
    unsettled : float
        The part that reached none within the horizon.
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
    profiles: IntArray
    eigenvalues: Array
    kinds: tuple[str, ...]
    mixed: FloatArray
    mixed_eigenvalues: Array
    times: FloatArray
    path: FloatArray
    paths: FloatArray
    basins: dict[tuple[int, ...], float]
    unsettled: float
    starts: int
    seed: int

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
        shown = "; ".join(
            f"{', '.join(self.game.label(a))} from {part:.0%} of the starts"
            for a, part in self.basins.items()
        )
        corners = "corner" if len(self.basins) == 1 else "corners"
        return f"Adoption({len(self.basins) or 'no'} stable {corners}{shown and ': '}{shown})"

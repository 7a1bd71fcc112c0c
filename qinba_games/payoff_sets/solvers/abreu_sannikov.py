"""The set of equilibrium payoffs of two players without transfers, as a polygon.

V* is the largest W with W = B(W), the payoffs that can be had today if tomorrow is in W. The
operator R keeps of B only what matters. From the set with transfers, which holds V*, R comes down
on V* in few rounds; once the corners keep their structure, Newton's method finds where they come to
rest, and one more round of R over all profiles accepts it or not.

Reference: D. Abreu and Y. Sannikov (2014), "An algorithm for two-player repeated games with perfect
monitoring", Theoretical Economics 9, 313-338.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ...types import FloatArray, IntArray
from ..polygons import excess
from .at_rest import newton
from .rounds import LEAVE, STATIC, Corners, UnitGame, admissible, hull, operator, ring, unknown

#: A fixed point is accepted if one more round moves no edge by more than this.
_SAME = 1e-10


class LastRound(NamedTuple):
    """Where the rounds ended: corners, the threat, how many rounds, and whether they are at rest.

    `points` of `corners` has no rows if there is no equilibrium.
    """

    corners: Corners
    threat: FloatArray
    rounds: int
    settled: bool


def payoff_polygon(
    game: UnitGame,  # with a discount factor above 0
    *,
    max_rounds: int = 20_000,
    report: Callable[[int], object] = lambda _: None,  # is told the number of each round
) -> LastRound:
    """Corners of the payoffs of all equilibria with public randomisation.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.solvers.abreu_sannikov import payoff_polygon
    >>> from qinba_games.payoff_sets.solvers.rounds import UnitGame
    >>> g = np.array([[9, 9], [1, 10], [10, 1], [3, 3]]) / 9
    >>> h = np.array([[1, 1], [2, 0], [0, 2], [0, 0]]) / 9
    >>> (9 * payoff_polygon(UnitGame(g, h, 0.75)).corners.points).round(9).tolist()
    [[3.0, 3.0], [9.75, 3.0], [9.0, 9.0], [3.0, 9.75]]
    """
    live, threat = admissible(game)
    if not live.any() and game.leaving is None:
        return LastRound(unknown(game.g[:0]), threat, 0, True)
    now = np.flatnonzero(live)
    start = game.g[now] if game.leaving is None else np.vstack([game.g[now], game.leaving])
    corners = hull(unknown(start))
    before, steady, patience_left = None, 0, 1
    for count in range(1, max_rounds + 1):
        report(count)
        after, now, low = operator(game, now, corners.points, threat)
        if not len(after.points):
            return LastRound(after, threat, count, True)
        low = threat if game.leaving is not None else np.maximum(threat, low)
        if _same_corners(corners.points, after.points) and (abs(low - threat) <= 1e-15).all():
            return LastRound(after, low, count, True)
        structure = after.structure()
        steady = steady + 1 if structure == before else 0
        if steady >= patience_left:
            rest = _come_to_rest(game, now, after)
            if rest is not None:
                return LastRound(*rest, count, True)
            patience_left *= 2
        corners, threat, before = after, low, structure
    return LastRound(corners, threat, max_rounds, False)


def _same_corners(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and bool(abs(one - other).max() <= 2e-16)


def _come_to_rest(
    game: UnitGame, profiles: IntArray, corners: Corners
) -> tuple[Corners, FloatArray] | None:
    """The fixed point of a structure, if it is one of R and lies in the last set."""
    points = newton(game, corners)
    if points is None or not _within(points, corners.points, 1e-9):
        return None
    # Corners that come to rest on another one, or between two, are none.
    points = points[ring(points)]
    for _ in range(3):
        threat = points.min(axis=0) if game.leaving is None else game.leaving
        again, _, _ = operator(game, profiles, points, threat)
        if not len(again.points) or not _alike(again.points, points):
            return None
        if len(again.points) == len(points):
            still = ((again.kind == STATIC) | (again.kind == LEAVE))[:, None]
            return again._replace(points=np.where(still, again.points, points)), threat
        points = again.points
    return None


def _alike(one: FloatArray, other: FloatArray) -> bool:
    return _within(one, other, _SAME) and _within(other, one, _SAME)


def _within(points: FloatArray, corners: FloatArray, slack: float) -> bool:
    """Whether points violate no edge of a set by more than a slack."""
    return bool(excess(corners, points) <= slack)

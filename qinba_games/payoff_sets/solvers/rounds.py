"""The operator R of two players: what can be had today, of which only what matters is kept.

R takes the stage payoffs of profiles that need no future, and continuations that leave somebody
just no reason to deviate: at most four points a profile.

Reference: D. Abreu and Y. Sannikov (2014), "An algorithm for two-player repeated games with perfect
monitoring", Theoretical Economics 9, 313-338.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import BoolArray, FloatArray, IntArray
from ..polygons import hull_indices
from ..scaled import remaining

#: Rounding of payoffs between 0 and 1 that counts as none in an incentive constraint.
_TIE = 1e-12
#: Corners nearer than this to the line between their neighbours are none.
_FLAT = 1e-11
#: So many profiles are looked at together, so that memory does not grow with the game.
_BLOCK = 8192
STATIC, FIRST, SECOND, BOTH, LEAVE = range(5)


class UnitGame(NamedTuple):
    """A game of two players, its payoffs between 0 and 1, by profile."""

    g: FloatArray  #: shape (profiles, 2): payoffs
    h: FloatArray  #: shape (profiles, 2): what the best deviation adds
    patience: float  #: the discount factor
    #: shape (2,): what everybody gets who leaves: a threat that does not depend on the set
    leaving: FloatArray | None = None

    @property
    def need(self) -> FloatArray:
        """What has to be promised above the threat: (1 - delta) h / delta."""
        return np.asarray((1 - self.patience) / self.patience * self.h)


class Corners(NamedTuple):
    """Corners of a set and how each comes about."""

    points: FloatArray  #: shape (m, 2)
    profile: IntArray  #: shape (m,): index of the profile
    kind: IntArray  #: shape (m,): what binds: nothing, one player, or both
    #: shape (m, 2): the corners of the previous set between which the continuation lies
    ends: IntArray

    def only(self, indices: IntArray) -> Corners:
        """Some of the corners."""
        parts: Any = self
        return Corners(*(part[indices] for part in parts))

    def structure(self) -> tuple[Any, ...]:
        """What two sets have in common whose corners come about in the same way."""
        parts = (self.profile, self.kind, self.ends)
        return tuple(tuple(part.ravel().tolist()) for part in parts)


def admissible(game: UnitGame) -> tuple[BoolArray, FloatArray]:
    """Profiles that are played in some equilibrium with transfers, and the punishments there.

    Equilibria without transfers play no others. Without any profile there is none of either kind.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.solvers.rounds import UnitGame, admissible
    >>> g = np.array([[9, 9], [1, 10], [10, 1], [3, 3]]) / 9
    >>> h = np.array([[1, 1], [2, 0], [0, 2], [0, 0]]) / 9
    >>> admissible(UnitGame(g, h, 0.1))[0].tolist()
    [False, False, False, True]
    """
    joint, liquidity, best = game.g.sum(axis=1), game.h.sum(axis=1), game.g + game.h

    def upheld(live: BoolArray) -> Any:
        most = joint[live].max() - threat(live).sum()
        return (1 - game.patience) * liquidity <= game.patience * most + _TIE

    def threat(live: BoolArray) -> FloatArray:
        if game.leaving is not None:
            return game.leaving
        return np.asarray(best[live].min(axis=0)) if live.any() else np.zeros(2)

    live = remaining(np.ones(len(joint), dtype=bool), upheld)
    return live, threat(live)


def unknown(points: FloatArray) -> Corners:
    """Corners of which it is not said how they come about."""
    return _at(points, np.zeros(len(points), int), STATIC)


def hull(given: Corners) -> Corners:
    """Those that are corners of the least convex set around all.

    Of several ways to come to a corner the first is kept.
    """
    x, y = given.points.T
    indices = ring(given.points)
    same = abs(x - x[indices, None]) + abs(y - y[indices, None]) <= _FLAT
    return given.only(same.argmax(axis=1))


def ring(points: FloatArray) -> IntArray:
    """Indices of the corners of points, the first being the same whatever the rounding."""
    indices = hull_indices(points, _FLAT)
    x, y = points[indices].T
    begin = int(np.where(x <= x.min() + _FLAT, y, np.inf).argmin())
    return np.concatenate([indices[begin:], indices[:begin]]) if begin else indices


def operator(
    game: UnitGame, profiles: IntArray, corners: FloatArray, threat: FloatArray
) -> tuple[Corners, IntArray, FloatArray]:
    """One round: R of a set, the profiles that can still be played, and the least payoffs.

    Least payoffs count before corners are left out that hardly stand out: else they would rise
    round by round, above what static play gives. `profiles` are indices of those that are tried,
    `threat` is a lower bound, shape (2,), of what each player can be held to.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.solvers.rounds import UnitGame, operator
    >>> g = np.array([[9, 9], [1, 10], [10, 1], [3, 3]]) / 9
    >>> h = np.array([[1, 1], [2, 0], [0, 2], [0, 0]]) / 9
    >>> after, kept, _ = operator(UnitGame(g, h, 0.75), np.arange(4), g[[3, 2, 0, 1]], g[3])
    >>> (9 * after.points).round(9).tolist()
    [[3.0, 3.0], [9.75, 3.0], [9.0, 9.0], [3.0, 9.75]]
    """
    g, least = game.g[profiles], threat + game.need[profiles]
    low, high = corners.min(axis=0), corners.max(axis=0)
    static = _both(g >= least - _TIE)
    alive = static | _both(least <= low + _TIE)
    cut = (least >= low - 2 * _FLAT) & (least <= high + _TIE)
    tried = (cut[:, 0] | cut[:, 1]).nonzero()[0]
    parts = [_at(g[static], profiles[static], STATIC)]
    for begin in range(0, len(tried), _BLOCK):
        some = tried[begin : begin + _BLOCK]
        bound, fits = _binding_corners(game, profiles[some], least[some], cut[some], corners)
        alive[some[fits]] = True
        parts += bound
    if game.leaving is not None:
        parts.append(_at(game.leaving[None], np.zeros(1, int), LEAVE))
    together = Corners(*map(np.concatenate, zip(*parts, strict=True)))
    if not len(together.points):
        return together, profiles[alive], threat
    return hull(together), profiles[alive], together.points.min(axis=0)


def _both(holds: BoolArray) -> BoolArray:
    return np.asarray(holds[:, 0] & holds[:, 1])  # faster than all(axis=1)


def _at(points: FloatArray, profiles: IntArray, kind: int) -> Corners:
    count = len(points)
    return Corners(points, profiles, np.full(count, kind), np.zeros((count, 2), int))


def _binding_corners(
    game: UnitGame, profiles: IntArray, least: FloatArray, cut: BoolArray, corners: FloatArray
) -> tuple[list[Corners], IntArray]:
    """What the most and the least generous promise bring at which one player just complies."""
    # And the places of the profiles that have one.
    m = len(corners)
    start = np.ascontiguousarray(corners.T)
    end = np.concatenate([start[:, 1:], start[:, :1]], axis=1)
    values, edges = _across(start, end, least)
    other = least[:, ::-1]
    rows, axis = (cut & (values[0] >= other - _TIE)).nonzero()
    other, promise = other[rows, axis], least[rows]
    profiles = profiles[rows]
    now = (1 - game.patience) * game.g[profiles]
    last = np.arange(m) + (abs(end - start) > _TIE)
    last[last == m] = 0
    parts = []
    for value, edge in zip(values, edges, strict=True):
        value, edge = value[rows, axis], edge[rows, axis]
        both = value < other - _TIE
        promise[np.arange(len(rows)), 1 - axis] = np.maximum(value, other)
        ends = np.array([edge, last[axis, edge]]).T
        ends[both] = 0
        kind = np.where(both, BOTH, FIRST + axis)
        parts.append(Corners(now + game.patience * promise, profiles, kind, ends))
    return parts, rows


def _across(
    start: FloatArray, end: FloatArray, level: FloatArray
) -> tuple[tuple[FloatArray, FloatArray], tuple[IntArray, IntArray]]:
    """Where a polygon is highest and lowest on lines on which one coordinate is constant."""
    # For each line (rows) of each coordinate (columns) the other coordinate at both places, and the
    # edges on which they lie. Edges are given by where they start and end, one column each.
    low, high = np.minimum(start, end), np.maximum(start, end)
    at = np.minimum(np.maximum(level, low.min(axis=1)), high.max(axis=1))[:, :, None]
    run = end - start
    share = (at - start) / np.where(abs(run) > _TIE, run, np.inf)
    share = np.minimum(np.maximum(share, 0), 1)
    # Both ends come out as they are: a mean of the two, not a step from one.
    other = (1 - share) * start[::-1] + share * end[::-1]
    contact = (at >= low - _TIE) & (at <= high + _TIE)
    top, bottom = np.where(contact, other, -np.inf), np.where(contact, other, np.inf)
    return (top.max(axis=2), bottom.min(axis=2)), (top.argmax(axis=2), bottom.argmin(axis=2))

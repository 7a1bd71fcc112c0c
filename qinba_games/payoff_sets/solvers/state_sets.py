r"""One convex set of payoffs per state: two-player stochastic games without transfers.

A tuple of sets W generates, in state x,

    B(W)_x = co U_a { v = (1 - delta) g(x, a) + delta w :  w in sum_y p(y | x, a) W_y,
             v_i >= max_b (1 - delta) g_i(x, b, a_-i) + delta sum_y p(y | x, b, a_-i) min_i W_y }.

B is monotone, so that its powers on any sets around the equilibrium payoffs stay around them
(`outer_sets`). Sets with W in B(W) consist of equilibrium payoffs (`inner_sets`): they are found by
the same powers, each followed by a contraction towards fixed points of the sets, which leaves a
margin for rounding.

All Minkowski sums of a round are taken at once by merging the edges of all states by angle: between
two neighbouring angles each set is touched at one vertex, and the vertex of a sum is the sum of
those vertices.

References
----------
D. Abreu, B. Brooks and Y. Sannikov (2020), "Algorithms for stochastic games with perfect
monitoring", Econometrica 88, 1661-1695: the operator and its decomposition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ...types import Array, BoolArray, IntArray
from .. import polygons

#: Promises may fall short of a deviation by this much, more than the check allows when it drops a
#: profile; payoffs have range one.
SLACK = 1e-11
#: Points nearer than this to a chord, or to each other, are no vertices.
FLAT = 1e-12
#: Sets that change by less have settled.
SETTLED = 1e-12
#: How far inner sets are drawn towards their centres in every round.
MARGIN = 1e-9
#: What a self-generating set may miss by rounding.
ROUNDING = 1e-10
#: Directions in which far points are looked for before a hull is taken.
_RING = np.stack([f(np.arange(32) * np.pi / 16) for f in (np.cos, np.sin)], axis=1)


class Rows(NamedTuple):
    """A two-player stochastic game as arrays: one row per state and action profile."""

    payoff: Array  #: shape (rows, 2): already times 1 - delta
    state: IntArray  #: shape (rows,)
    chance: Array  #: shape (rows, states): distribution of the next state, already times delta
    #: for each player: from a value per row to the best of what it can reach from each row by a
    #: change of its own action
    best: Sequence[Callable[[Array], Array]]


class Outer(NamedTuple):
    """Sets around all equilibrium payoffs."""

    sets: list[Array] | None  #: vertices per state; None: there is no equilibrium
    alive: BoolArray  #: shape (rows,): profiles that are still in play
    settled: bool


def outer_sets(
    game: Rows,
    start: list[Array],
    admissible: BoolArray,
    max_rounds: int,
    said: Callable[[int], None],
) -> Outer:
    """Powers of B from sets around the equilibrium payoffs, until they settle.

    Parameters
    ----------
    game : Rows
    start : list of arrays, shape (m, 2)
        Vertices per state, counter-clockwise; all equilibrium payoffs lie inside.
    admissible : bool array, shape (rows,)
        Profiles that an equilibrium can play.
    max_rounds : int
    said : callable
        Told the number of every round.

    Returns
    -------
    Outer
    """
    sets, alive = start, admissible
    for count in range(1, max_rounds + 1):
        said(count)
        found, alive = generate(game, sets, alive)
        if any(not len(own) for own in found):
            return Outer(None, alive, True)
        change = max(farthest(old, new) for old, new in zip(sets, found, strict=True))
        sets = found
        if change <= SETTLED:
            return Outer(sets, alive, True)
    return Outer(sets, alive, False)


def inner_sets(
    game: Rows, outer: list[Array], alive: BoolArray, margin: float, max_rounds: int
) -> list[Array] | None:
    """Sets that generate themselves, close to the `outer` ones; None where that was not found."""
    centres = [own.mean(axis=0) for own in outer]
    sets = outer
    for _ in range(max_rounds):
        sets = [c + (1 - margin) * (own - c) for c, own in zip(centres, sets, strict=True)]
        found, alive = generate(game, sets, alive)
        if any(not len(own) for own in found):
            return None
        if all(farthest(own, new) <= ROUNDING for own, new in zip(sets, found, strict=True)):
            return sets
        sets = found
    return None


def generate(game: Rows, sets: list[Array], alive: BoolArray) -> tuple[list[Array], BoolArray]:
    """B(W), and which profiles can be played in it."""
    least = np.array([own.min(axis=0) for own in sets])
    needed = np.stack(
        [game.best[i](game.payoff[:, i] + game.chance @ least[:, i]) for i in (0, 1)], axis=1
    )
    rows = np.flatnonzero(alive)
    touched = touching(sets)
    sums = (game.chance[rows] @ touched.reshape(len(sets), -1)).reshape(len(rows), -1, 2)
    points = game.payoff[rows, None] + sums
    points, kept = clip(points, needed[rows] - SLACK)
    possible = kept.any(axis=1)
    alive = alive.copy()
    alive[rows[~possible]] = False
    state = game.state[rows]
    found = [points[state == x][kept[state == x]] for x in range(len(sets))]
    return [sharp(polygons.hull(far(own))) if len(own) else own for own in found], alive


def touching(sets: list[Array]) -> Array:
    """For every angle between two neighbouring normals, the vertex of each set; (states, m, 2)."""
    angles = np.unique(polygons.edge_angles(*sets))
    if not len(angles):
        return np.stack(sets)
    following = np.append(angles[1:], angles[0] + 2 * np.pi)
    middle = (angles + following) / 2 - np.pi / 2
    directions = np.stack([np.cos(middle), np.sin(middle)])
    return np.stack([own[(own @ directions).argmax(axis=0)] for own in sets])


def clip(points: Array, least: Array) -> tuple[Array, BoolArray]:
    """Cut polygons, shape (rows, m, 2), at a least payoff to each player, shape (rows, 2).

    Vertices are in cyclic order, repeated ones allowed. Gives candidates for the vertices of what
    is left, shape (rows, k, 2), and which of them belong to it.
    """
    gap = points - least[:, None]
    after, gap_after = np.roll(points, -1, axis=1), np.roll(gap, -1, axis=1)
    new = (points != np.roll(points, 1, axis=1)).any(axis=2)
    new[:, 0] |= ~new.any(axis=1)
    every, fits = [points], [new & (gap >= 0).all(axis=2)]
    low, high = np.full(len(points), np.inf), np.full(len(points), -np.inf)
    for i in (0, 1):
        crosses = (gap[..., i] >= 0) != (gap_after[..., i] >= 0)
        span = np.where(crosses, gap[..., i] - gap_after[..., i], 1.0)
        share = gap[..., i] / span
        other = points[..., 1 - i] + share * (after[..., 1 - i] - points[..., 1 - i])
        cut = np.empty_like(points)
        cut[..., i], cut[..., 1 - i] = least[:, i, None], other
        every.append(cut)
        fits.append(crosses & (other >= least[:, 1 - i, None]))
        if i == 0:
            low = np.where(crosses, other, np.inf).min(axis=1)
            high = np.where(crosses, other, -np.inf).max(axis=1)
    corner = (low <= least[:, 1]) & (least[:, 1] <= high)
    every.append(least[:, None])
    fits.append(corner[:, None])
    return np.concatenate(every, axis=1), np.concatenate(fits, axis=1)


def far(points: Array) -> Array:
    """The points that are not well inside the ring of those farthest in many directions."""
    if len(points) < 2 * len(_RING) or (points == points[0]).all():
        return points
    ends = (points @ _RING.T).argmax(axis=0)
    ring = points[ends[np.append(True, ends[1:] != ends[:-1])]]
    along = np.roll(ring, -1, axis=0) - ring
    level = along[:, 1] * ring[:, 0] - along[:, 0] * ring[:, 1]
    depth = level - (points[:, :1] * along[:, 1] - points[:, 1:] * along[:, 0])
    inside = depth > 1e-9 * np.abs(along).max(axis=1)
    inside |= (along == 0).all(axis=1)
    return np.asarray(points[~inside.all(axis=1)])


def sharp(corners: Array, flat_below: float = FLAT) -> Array:
    """A polygon without corners that stand out by rounding only."""
    left = corners.tolist()
    k = 0
    while len(left) > 1 and k < len(left):
        (ax, ay), (bx, by), (cx, cy) = left[k - 1], left[k], left[(k + 1) % len(left)]
        dx, dy, px, py = cx - ax, cy - ay, bx - ax, by - ay
        length = max(abs(dx), abs(dy))
        between = 0 <= dx * px + dy * py <= dx * dx + dy * dy
        flat = length > flat_below and between and abs(dx * py - dy * px) <= flat_below * length
        if flat or max(abs(px), abs(py)) <= flat_below:
            del left[k]
            k = max(k - 1, 0)
        else:
            k += 1
    return np.array(left)


def farthest(points: Array, polygon: Array) -> float:
    """Largest distance of one of the points from a convex polygon, segment or point."""
    ends = np.roll(polygon, -1, axis=0)
    along = ends - polygon
    away = points[:, None] - polygon[None]
    square = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
    share = np.clip((away * along).sum(axis=2) / square, 0, 1)
    distance = np.sqrt(((away - share[..., None] * along) ** 2).sum(axis=2)).min(axis=1)
    if len(polygon) > 2:
        turned = along[:, 0] * away[..., 1] - along[:, 1] * away[..., 0]
        distance = np.where((turned >= 0).all(axis=1), 0.0, distance)
    return float(distance.max())

"""Directions around the plane, and convex sets as levels of them: what cuts, and which corners."""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray, IntArray

#: Axes and diagonals, ascending by angle.
COMPASS = np.array([[-1, -1], [0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0]]) / 1.0
COMPASS /= np.sqrt((COMPASS**2).sum(axis=1))[:, None]
#: Directions nearer than this are one, or rounding would decide where lines that are nearly
#: parallel meet; shorter steps are none.
_SAME, _SHORT = 1e-9, 1e-9
#: How far above a level two others may meet and still make it unnecessary.
_LOOSE = 1e-12
#: By how much levels of corners are rounded up, more where lines meet far away.
_GRAIN = 1e-14


def turn(directions: FloatArray) -> FloatArray:
    """Angles between -pi and pi."""
    return np.asarray(np.arctan2(directions[:, 1], directions[:, 0]))


def merged(directions: FloatArray) -> IntArray:
    """Places of directions ascending by angle, of those that are nearly equal the first."""
    angle = turn(directions).tolist()
    places: list[int] = []
    for k in sorted(range(len(angle)), key=angle.__getitem__):
        if places and angle[k] - angle[places[-1]] <= _SAME:
            places[-1] = min(places[-1], k)
        else:
            places.append(k)
    if len(places) > 1 and angle[places[0]] + 2 * np.pi - angle[places[-1]] <= _SAME:
        places.remove(max(places[0], places[-1]))
    return np.array(places, dtype=int)


def between(directions: FloatArray) -> FloatArray:
    """Directions between each and the next one."""
    sums = directions + np.roll(directions, -1, axis=0)
    return np.asarray(sums / np.sqrt((sums**2).sum(axis=1))[:, None])


def cutting(directions: FloatArray, levels: FloatArray) -> BoolArray:
    """Which of some half-planes, ascending by angle, cut something off what the others leave."""
    x, y, level = directions[:, 0].tolist(), directions[:, 1].tolist(), levels.tolist()
    ring, k, passed = list(range(len(level))), 0, 0
    while passed < len(ring) and len(ring) > 3:
        k %= len(ring)
        a, j, b = ring[k - 1], ring[k], ring[(k + 1) % len(ring)]
        cross, dot = x[a] * y[b] - y[a] * x[b], x[a] * x[b] + y[a] * y[b]
        alpha, beta = x[j] * y[b] - y[j] * x[b], x[a] * y[j] - y[a] * x[j]
        slack = 0.0 if cross < 0.2 and dot < 0 else _LOOSE  # they nearly face each other
        crossing = alpha * level[a] + beta * level[b]
        if cross > _SAME and crossing <= (level[j] + slack) * cross:
            del ring[k]
            k, passed = k - 1, max(passed - 1, 0)
        else:
            k, passed = k + 1, passed + 1
    cuts = np.zeros(len(level), dtype=bool)
    cuts[ring] = True
    return cuts


def corners_at(
    directions: FloatArray, levels: FloatArray, facets: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """The corner after each direction, (D, 2), where the facets meet, and all levels."""
    ring = np.flatnonzero(facets)
    f, at = directions[ring], levels[ring]
    g, then = np.roll(f, -1, axis=0), np.roll(at, -1)
    # The foot of the first normal and a multiple of its tangent: this stays on its line.
    tangent = np.stack([-f[:, 1], f[:, 0]], axis=1)
    cross, dot = (tangent * g).sum(axis=1), (f * g).sum(axis=1)
    along = (then - at * dot) / cross
    corner = at[:, None] * f + along[:, None] * tangent
    loose = _GRAIN * (1 / np.where(dot < 0, abs(cross), 1) + abs(along))
    place = facets.cumsum() - 1  # that of the last one before the first
    after, grain = corner[place], loose[place]
    ends = (after * directions).sum(axis=1), (np.roll(after, 1, axis=0) * directions).sum(axis=1)
    return after, np.maximum(ends[0] + grain, ends[1] + np.roll(grain, 1))


def disjoint(directions: FloatArray, levels: FloatArray) -> tuple[int, ...]:
    """Three half-planes without a common point, those that are farthest from one; none: ()."""
    x, y = directions.T
    cross = np.outer(x, y) - np.outer(y, x)
    # With these weights three directions around a point sum to nothing, and levels must not.
    one, two, three = cross[None, :, :], cross.T[:, None, :], cross[:, :, None]
    total = one * levels[:, None, None] + two * levels[:, None] + three * levels
    total[(one < 0) | (two < 0) | (three < 0)] = 0
    least = np.unravel_index(total.argmin(), total.shape)
    return tuple(map(int, least)) if total[least] < -_LOOSE else ()


def normals(ring: Array) -> FloatArray:
    """Outward normals of sets, by points (states, m, 2) around each at the same m directions."""
    # Of the longest step between two neighbours, and of those that are not parallel to it.
    steps = np.roll(ring, -1, axis=1) - ring
    length = np.sqrt((steps**2).sum(axis=2))
    most, every = length.argmax(axis=0), np.arange(steps.shape[1])
    main = steps[most, every] / np.maximum(length[most, every], _SHORT)[:, None]
    cross = main[:, 0] * steps[..., 1] - main[:, 1] * steps[..., 0]
    new = abs(cross) > 1e-11
    new[most, every] = True
    new &= length > _SHORT
    along = steps[new] / length[new][:, None]
    return np.stack([along[:, 1], -along[:, 0]], axis=1)


def widest(directions: FloatArray, sets: Array) -> FloatArray:
    """Levels (states, D) of sets, given by corners (states, m, 2), in some directions."""
    return np.asarray((sets @ directions.T).max(axis=1))

"""Convex polygons in the plane, as arrays of corners: floats, or `Fraction`s without any rounding.

Corners stand counter-clockwise, the first has the least first coordinate (ties: the least second),
and no three lie on one line. One corner is a point, two are a segment. A half-plane is a normal n
and a level b, {x: n.x <= b}; the largest entry of a normal is 1 or -1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..types import Array, BoolArray, FloatArray

#: From so many points on, those inside a ring of far ones are left out before the hull.
_MANY = 40
_ANGLES = np.linspace(0, 2 * np.pi, 20, endpoint=False) + 0.1
_COMPASS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])
_NEXT = [*range(1, len(_ANGLES)), 0]
_TOLERANCES = ("primal_feasibility_tolerance", "dual_feasibility_tolerance")


def hull(points: Array, tolerance: Any = 0) -> Array:
    """Corners, (k, 2), of the least convex set around points, as far as `tolerance` tells.

    >>> hull(np.array([[2, 0], [0, 0], [1, 1], [2, 2], [0, 2], [1, 0]])).tolist()
    [[0, 0], [2, 0], [2, 2], [0, 2]]
    """
    # Corners are left out as long as none is farther than `tolerance` from the set that remains.
    return points[hull_indices(points, tolerance)]


def hull_indices(points: Array, tolerance: Any = 0) -> Array:
    """Indices of the corners of `hull`."""
    candidates = np.arange(len(points))
    if len(points) >= _MANY and points.dtype != object:
        candidates = _outer(points)
    x, y = points[candidates, 0].tolist(), points[candidates, 1].tolist()
    order = sorted(range(len(candidates)), key=lambda k: (x[k], y[k]))
    order = [k for j, k in enumerate(order) if not j or _other(x, y, k, order[j - 1])]
    if len(order) > 2:
        lower, upper = _chain(x, y, order), _chain(x, y, order[::-1])
        order = lower[:-1] + upper[:-1]
    if tolerance:
        order = _fewer(x, y, order, tolerance)
    return np.asarray(candidates[order])


def _outer(points: Array) -> Array:
    """Indices of the points that are not well inside the hull of the farthest ones."""
    ends = (points @ _COMPASS).argmax(axis=0)
    ring = points[ends]
    along = ring[_NEXT] - ring
    length = abs(along).max(axis=1)
    proper = length > 0
    dx, dy = along[proper].T[:, :, None]
    x, y = ring[proper].T[:, :, None]
    cross_product = dx * (points[:, 1] - y) - dy * (points[:, 0] - x)
    inside = (cross_product > 1e-9 * length[proper, None]).all(axis=0)
    inside[ends] = False
    return np.flatnonzero(~inside)


def snapped(points: FloatArray, tolerance: float, known: BoolArray) -> FloatArray:
    """Points whose coordinates are equal where they differ by rounding only; `known` ones stay."""
    order = np.argsort(points, axis=0, kind="stable")
    positions = np.empty_like(points)
    for own, places, values in zip(positions.T, order.T, points.T, strict=True):
        ascending, fixed = values[places], known[places]
        first = np.append(True, np.diff(ascending) > tolerance)
        group, coordinate = np.cumsum(first) - 1, ascending[first]
        coordinate[group[fixed]] = ascending[fixed]
        own[places] = np.where(fixed, ascending, coordinate[group])
    return positions


def _other(x: list[Any], y: list[Any], k: int, j: int) -> bool:
    return bool(x[k] != x[j] or y[k] != y[j])


def _chain(x: list[Any], y: list[Any], order: list[int]) -> list[int]:
    """Half of a hull: only left turns."""
    chain: list[int] = []
    for k in order:
        while len(chain) > 1:
            i, j = chain[-2], chain[-1]
            if (x[j] - x[i]) * (y[k] - y[i]) > (y[j] - y[i]) * (x[k] - x[i]):
                break
            chain.pop()
        chain.append(k)
    return chain


def _fewer(x: list[float], y: list[float], ring: list[int], tolerance: float) -> list[int]:
    """A ring without corners near the line between those that stay."""
    # All that were left out between two are compared with their line each time: a round of many
    # corners, each near the line of its neighbours, would be lost otherwise.
    corners, lost, waiting = [ring[0]], list[list[int]](), list[int]()
    for k in [*ring[1:], ring[0]]:
        if not _near(x, y, waiting, corners[-1], k, tolerance):
            corners.append(waiting[-1])
            lost.append(waiting[:-1])
            waiting = []
        waiting.append(k)
    lost.append(waiting[:-1])
    # The one that the walk began with may be as near as the others.
    first = [*lost[-1], corners[0], *lost[0]]
    if len(corners) > 2 and _near(x, y, first, corners[-1], corners[1], tolerance):
        corners = corners[1:]
        begin = min(range(len(corners)), key=lambda j: (x[corners[j]], y[corners[j]]))
        corners = corners[begin:] + corners[:begin]
    alone = len(corners) == 2 and _near(x, y, corners[1:], corners[0], corners[0], tolerance)
    return corners[:1] if alone else corners


def _near(
    x: list[float], y: list[float], some: list[int], p: int, q: int, tolerance: float
) -> bool:
    """Whether points lie within a tolerance of the line from p to q."""
    dx, dy = x[q] - x[p], y[q] - y[p]
    length = max(abs(dx), abs(dy))
    for j in some:
        ex, ey = x[j] - x[p], y[j] - y[p]
        if abs(ex * dy - ey * dx) > tolerance * length:
            return False
        along, end = (ex, dx) if abs(dx) >= abs(dy) else (ey, dy)
        if not min(end, 0) - tolerance <= along <= max(end, 0) + tolerance:
            return False
        if not length and abs(ey) > tolerance:
            return False
    return True


def edges(corners: Array) -> tuple[Array, Array]:
    """Normals (k, 2) and levels (k,) of the half-planes of a polygon, those of its edges first.

    >>> normals, levels = edges(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]))
    >>> normals.tolist()
    [[0.0, -1.0], [0.5, 1.0], [-1.0, 0.0]]
    >>> levels.tolist()
    [0.0, 1.0, 0.0]
    """
    if len(corners) > 2:
        normals = _normals(np.concatenate([corners[1:], corners[:1]]) - corners)
        return normals, (normals * corners).sum(axis=1)
    # A segment is cut out of its line, and a point out of the plane, by the axes.
    normals = axes_normals(corners)
    if len(corners) == 2:
        across = _normals(corners[1:] - corners[:1])
        if (across != 0).all():
            normals = np.concatenate([across, -across, normals])
    return normals, (corners @ normals.T).max(axis=0)


def axes_normals(like: Array) -> Array:
    """-e_1, -e_2, e_1 and e_2, in the kind of numbers of an array."""
    signs = np.array([[-1, 0], [0, -1], [1, 0], [0, 1]])
    if like.dtype != object:
        return signs.astype(float)
    return np.array([[Fraction(v) for v in row] for row in signs.tolist()], dtype=object)


def _normals(along: Array) -> Array:
    """Outward normals of edges that run counter-clockwise."""
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1)
    if normals.dtype.kind == "i":
        normals = normals.astype(float)
    return np.asarray(normals / abs(normals).max(axis=1)[:, None] + 0)  # no -0.0


def clip(corners: Array, normal: Array, level: Any) -> Array:
    """What of a polygon lies in {x: normal.x <= level}; no rows if nothing does.

    >>> square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    >>> clip(square, np.array([1.0, 0.0]), 1.0).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, 2.0]]
    """
    over = (corners @ normal - level).tolist()
    ring = []
    for j, (now, after) in enumerate(zip(over, over[1:] + over[:1], strict=True)):
        p, q = corners[j], corners[(j + 1) % len(corners)]
        if now <= 0:
            ring.append(p)
        if (now < 0 < after) or (after < 0 < now):
            ring.append(p + (q - p) * (now / (now - after)))
    if not ring:
        return corners[:0]
    return hull(np.array(ring, dtype=corners.dtype))


def at_least(corners: Array, least: Array) -> Array:
    """What of a polygon is in both coordinates at least that much; no rows if nothing is."""
    for axis, bound in zip(axes_normals(corners), least, strict=False):
        corners = clip(corners, axis, -bound)
    return corners


def polygon(normals: Array, levels: Array, around: Array) -> Array:
    """Corners of an intersection of half-planes within the polygon `around`.

    >>> triangle = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    >>> polygon(*edges(triangle), around=box(triangle)).tolist() == triangle.tolist()
    True
    """
    for normal, level in zip(normals, levels, strict=True):
        around = clip(around, normal, level)
    return around


def box(points: Array, margin: Any = 0) -> Array:
    """The least rectangle around some points, with a margin."""
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    ring = [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]
    return hull(np.array(ring, dtype=points.dtype))


def excess(corners: Array, points: Array) -> Any:
    """How far the farthest of some points lies outside a polygon: at most 0 if all are inside."""
    # Distances are measured along normals whose largest entry is 1, so that none is longer.
    normals, levels = edges(corners)
    return (points @ normals.T - levels).max()


def lottery(corners: Array, point: Array) -> Array:
    """Weights of the corners, shape (m, 2), that average to a point of the polygon.

    >>> square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    >>> lottery(square, np.array([1.0, 1.0])).tolist()
    [0.5, 0.0, 0.5, 0.0]
    """
    exact = corners.dtype == object
    weights = (
        np.array([Fraction(0)] * len(corners), dtype=object) if exact else np.zeros(len(corners))
    )
    if len(corners) == 1:
        weights[0] = weights[0] + 1
        return weights
    if len(corners) == 2:
        return _along(weights, corners, point, 0, 1)
    # The triangle with the first corner that holds the point, else the nearest: what lies outside
    # does so by rounding only.
    best = None
    for j in range(1, len(corners) - 1):
        parts = _barycentric(corners[0], corners[j], corners[j + 1], point)
        if best is None or min(parts) > min(best[1]):
            best = (j, parts)
        if min(parts) >= 0:
            break
    j, parts = best  # type: ignore[misc]
    parts = [max(part, 0 * part) for part in parts]
    for k, part in zip((0, j, j + 1), parts, strict=True):
        weights[k] = part / sum(parts)
    # An edge of the fan that is no edge of the triangle's own is left by rounding only.
    return weights


def _along(weights: Array, corners: Array, point: Array, p: int, q: int) -> Array:
    d = corners[q] - corners[p]
    axis = int(abs(d[1]) > abs(d[0]))
    share = (point[axis] - corners[p][axis]) / d[axis]
    share = min(max(share, 0 * share), 1 + 0 * share)
    weights[p], weights[q] = 1 - share, share
    return weights


def _barycentric(a: Array, b: Array, c: Array, point: Array) -> list[Any]:
    area = _cross(b - a, c - a)
    second, third = _cross(point - a, c - a) / area, _cross(b - a, point - a) / area
    return [1 - second - third, second, third]


def _cross(one: Array, other: Array) -> Any:
    return one[0] * other[1] - one[1] * other[0]


def distance(inner: Array, outer: Array) -> float:
    """Upper bound of how far corners of `outer` are from `inner`, in the largest coordinate."""
    a, points = np.asarray(inner, dtype=float), np.asarray(outer, dtype=float)
    along = a[[*range(1, len(a)), 0]] - a
    length = (along**2).sum(axis=1)
    share = ((points[:, None] - a) * along).sum(axis=-1) / np.where(length > 0, length, 1)
    nearest = a + np.clip(share, 0, 1)[..., None] * along
    distances = abs(points[:, None] - nearest).max(axis=-1).min(axis=1)
    normals, levels = edges(a)
    outside = (points @ normals.T - levels > 0).any(axis=1)
    return float(np.where(outside, distances, 0).max())


def outside_by(corners: Array, point: Array) -> float:
    """Distance of a point from the hull of corners, shape (m, n), in the largest coordinate.

    >>> simplex = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> round(outside_by(simplex, np.array([1.0, 1.0, 1.0])), 6)
    0.666667
    """
    from scipy.optimize import linprog

    m, n = corners.shape
    off = np.concatenate([corners.T, -corners.T])
    solved = linprog(
        np.append(np.zeros(m), 1.0),
        A_ub=np.concatenate([off, -np.ones((2 * n, 1))], axis=1),
        b_ub=np.concatenate([point, -point]),
        A_eq=np.append(np.ones(m), 0.0)[None],
        b_eq=[1.0],
        method="highs",
        options=dict.fromkeys(_TOLERANCES, 1e-10),
    )
    weights = np.maximum(solved.x[:m], 0)
    return float(np.abs(weights @ corners / weights.sum() - point).max())

"""Convex polytopes of any dimension, flat ones included: corners and facets side by side.

A hull library only suggests which points are corners and which way facets look; whoever needs a set
that surely holds something has to measure levels itself and call `grown`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray

#: Points that differ by less are one, and sets thinner than this are flat; payoffs have range one.
THIN = 1e-9
#: Corners that stand out from the others by less are left out; `grown` makes up for them.
GRAIN = 1e-7
#: In four dimensions and more, of more corners those that stand out least are left out too.
MOST = 60


class Polytope(NamedTuple):
    """Corners, and facets within the affine hull: normal.x <= level."""

    corners: Array  #: shape (m, n)
    normals: Array  #: shape (k, n)
    levels: Array  #: shape (k,)
    basis: Array  #: shape (d, n): orthonormal directions of the affine hull
    across: Array  #: shape (n - d, n): orthonormal directions in which the set has no extension
    on: BoolArray  #: shape (m, simplices): which corner belongs to which simplex of the surface
    grain: float = GRAIN  #: how far what was left out may stand out

    @property
    def centre(self) -> Array:
        """A point inside."""
        return np.asarray(self.corners.mean(axis=0))

    def scaled(self, factor: float) -> Polytope:
        """Blown up or drawn in around its centre."""
        centre = self.centre
        middle = self.normals @ centre
        return self._replace(
            corners=centre + factor * (self.corners - centre),
            levels=middle + factor * (self.levels - middle),
        )

    def grown(self, needed: Array) -> Polytope:
        """Blown up until every facet's level is at least what is `needed`."""
        if not len(needed):
            return self
        room = self.levels - self.normals @ self.centre
        return self.scaled(1 + max(float(((needed - self.levels) / room).max()), 0.0))

    def excess(self, points: Array) -> float:
        """How far the farthest of the points lies outside, along normals of length one."""
        beyond = [0.0]
        if len(self.normals):
            beyond.append(float((points @ self.normals.T - self.levels).max()))
        if len(self.across):
            beyond.append(float(np.abs((points - self.corners[0]) @ self.across.T).max()))
        return max(beyond)


def hull(points: Array) -> Polytope:
    """The least polytope around some points, up to `GRAIN`; else a QhullError."""
    _, first = np.unique(np.round(points / GRAIN), axis=0, return_index=True)
    points = points[np.sort(first)]
    middle = points.mean(axis=0)
    few = len(points) < points.shape[1]  # of many, the other factor would be as wide as they are
    turned = np.linalg.svd(points - middle, full_matrices=few)[2]
    flat = np.abs((points - middle) @ turned.T).max(axis=0) <= GRAIN
    basis, across = turned[~flat], turned[flat]
    own = (points - middle) @ basis.T
    if len(basis) > 1:
        corners, normals, levels, on, grain = _in_full(own)
        outward = normals @ basis
        levels = levels + outward @ middle
        return Polytope(points[corners], outward, levels, basis, across, on, grain)
    ends = np.unique([own.argmin(), own.argmax()]) if len(basis) else [0]
    normals = np.concatenate([-basis, basis])
    levels = (points[ends] @ normals.T).max(axis=0)
    none = np.zeros((len(ends), 0), dtype=bool)
    return Polytope(points[ends], normals, levels, basis, across, none)


def _in_full(points: Array) -> tuple[Array, Array, Array, BoolArray, float]:
    """Corners, normals, levels and simplices of points that fill their space, and the grain."""
    grain = GRAIN
    extremes, qhull = _extremes(points, grain)
    while points.shape[1] > 3 and len(qhull.vertices) > MOST and grain < 1:
        grain *= 4
        extremes, qhull = _extremes(points, grain)
    _, first = np.unique(np.round(qhull.equations, 9), axis=0, return_index=True)
    normals = qhull.equations[first, :-1]
    on = np.zeros((len(extremes), len(qhull.simplices)), dtype=bool)
    on[qhull.simplices.T, np.arange(len(qhull.simplices))] = True
    corners = qhull.vertices
    levels = (points[extremes][corners] @ normals.T).max(axis=0)
    return extremes[corners], normals, levels, on[corners], grain


def _extremes(points: Array, grain: float) -> tuple[Array, Any]:
    """Which points stand out by more than a grain, and their hull."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        extremes = ConvexHull(points, qhull_options=f"Qt W{grain}").vertices
        return extremes, ConvexHull(points[extremes])
    except QhullError:
        return np.arange(len(points)), ConvexHull(points, qhull_options="QJ")


def clip(polytope: Polytope, least: Array) -> tuple[Array, BoolArray]:
    """Points, shape (k, n), of what of a polytope pays at least `least`, and where that binds.

    The points are the corners of what is left, and perhaps more of it. Two corners can only be the
    ends of an edge if they have d - 1 simplices in common. Pairs that have, and are none, do no
    harm: what lies between them is in the set.
    """
    points, marks = polytope.corners, polytope.on
    binding = np.zeros(len(points), dtype=bool)
    d = len(polytope.basis)
    for i, bound in enumerate(least):
        gap = points[:, i] - bound
        inside = gap >= 0
        binding = binding | (inside & (gap <= THIN))
        if inside.all():
            continue
        if not inside.any():
            return points[:0], binding[:0]
        common = marks[inside].astype(np.float32) @ marks[~inside].T.astype(np.float32)
        p, q = np.nonzero(common > d - 1.5)
        a, b = np.flatnonzero(inside)[p], np.flatnonzero(~inside)[q]
        share = (gap[a] / (gap[a] - gap[b]))[:, None]
        cut = points[a] + share * (points[b] - points[a])
        cut[:, i] = bound
        new = np.concatenate([marks[a] & marks[b], np.ones((len(cut), 1), dtype=bool)], axis=1)
        old = np.concatenate([marks[inside], (gap[inside] <= THIN)[:, None]], axis=1)
        points, marks = np.concatenate([points[inside], cut]), np.concatenate([old, new])
        binding = np.concatenate([binding[inside], np.ones(len(cut), dtype=bool)])
    return points, binding


def distance(outer: Polytope, inner: Polytope) -> float:
    """An upper bound of how far corners of `outer` are from `inner`, in the largest coordinate.

    The way from a corner towards the centre of the inner set, until that is reached.
    """
    centre = inner.centre
    away = outer.corners - centre
    size = np.abs(away).max(axis=1)
    off = np.zeros(len(away))
    if len(inner.across):
        side = away @ inner.across.T @ inner.across
        off = np.abs(side).max(axis=1)
        away = away - side
    if not len(inner.normals):
        return float(size.max())
    room = inner.levels - inner.normals @ centre
    reach = (away @ inner.normals.T / room).max(axis=1)
    beyond = np.where(reach > 1, 1 - 1 / np.maximum(reach, 1), 0)
    return float((beyond * np.abs(away).max(axis=1) + off).max())

"""Where governments stand on a drawing: by latitude and longitude, or by a layout of their ties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...types import FloatArray

#: Width of every drawing, and the room left at its edges, in units.
WIDTH, MARGIN = 400.0, 30.0


def positions(
    latitude: FloatArray, longitude: FloatArray, pairs: Sequence[tuple[int, int]]
) -> FloatArray:
    """A point for each government, y downwards; by ties where a coordinate is missing."""
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if not known.all():
        return _by_ties(len(latitude), pairs)
    # One unit is the same length in both directions at the mean latitude.
    narrow = np.cos(np.radians(latitude.mean()))
    return np.column_stack([longitude * narrow, -latitude])


def _by_ties(count: int, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    found = networkx.spring_layout(graph, seed=1, iterations=200)
    return np.array([found[node] for node in range(count)])


def framed(points: FloatArray, width: float = WIDTH, margin: float = MARGIN) -> FloatArray:
    """The points within a frame of this width, its upper left corner at (0, 0)."""
    low, high = points.min(axis=0), points.max(axis=0)
    across = float(high[0] - low[0]) or float(high[1] - low[1]) or 1.0
    # What is much higher than wide is not to fill a screen with one column.
    across = max(across, float(high[1] - low[1]) * 0.8)
    centre = (width - 2 * margin - (high[0] - low[0]) * (width - 2 * margin) / across) / 2
    scaled: FloatArray = (points - low) * (width - 2 * margin) / across + margin
    scaled[:, 0] += centre
    return scaled


def height(points: FloatArray, margin: float = MARGIN) -> float:
    """The height of the frame around framed points."""
    return float(points[:, 1].max()) + margin


def hull(points: FloatArray) -> FloatArray:
    """Corners of the convex hull, in order; of points on a line its two ends."""
    from scipy.spatial import ConvexHull, QhullError

    distinct = np.unique(points, axis=0)
    if len(distinct) < 3:
        return distinct
    try:
        return np.asarray(distinct[ConvexHull(distinct).vertices])
    except QhullError:
        return distinct[[0, -1]]

"""In which directions a round may cut: a guess in floats, of which nothing is believed.

What a profile offers with promises at which somebody just does not deviate, or for ever, is mapped
to today; the edges of the hull of all are the directions in which the bound can come down.
"""

from __future__ import annotations

import numpy as np

from ...types import FloatArray
from ..polygons import box, clip, edges, hull, polygon

_SLACK = 1e-12


def directions(
    normals: FloatArray,
    levels: FloatArray,
    g: FloatArray,
    h: FloatArray,
    delta: float,
    leaving: FloatArray | None,
) -> FloatArray:
    """Normals of the edges of what can be had today; none if nothing can."""
    around = _corners(normals, levels)
    if len(around) < 2:
        return np.zeros((0, 2))
    threat = -levels[:2] if leaving is None else leaving
    points = [np.zeros((0, 2))] if leaving is None else [leaving[None]]
    for now, extra in zip(g, h, strict=True):
        least = threat + (1 - delta) / delta * extra
        kept = clip(around, np.array([-1.0, 0.0]), -least[0] + _SLACK)
        if len(kept):
            kept = clip(kept, np.array([0.0, -1.0]), -least[1] + _SLACK)
        if not len(kept):
            continue
        tight = (kept <= least + 1e-9).any(axis=1)
        points.append((1 - delta) * now + delta * kept[tight])
        if (now >= least - _SLACK).all():
            points.append(now[None])
    together = np.concatenate(points)
    if not len(together):
        return np.zeros((0, 2))
    corners = hull(together, 1e-12)
    return edges(corners)[0] if len(corners) > 1 else np.zeros((0, 2))


def area(normals: FloatArray, levels: FloatArray) -> float:
    """Area and half the circumference of an intersection of half-planes: falls as it shrinks."""
    corners = _corners(normals, levels)
    if not len(corners):
        return 0.0
    after = np.roll(corners, -1, axis=0)
    cross = corners[:, 0] * after[:, 1] - corners[:, 1] * after[:, 0]
    return float(abs(cross.sum()) / 2 + abs(after - corners).sum() / 2)


def _corners(normals: FloatArray, levels: FloatArray) -> FloatArray:
    unit = np.array([[-1.0, -1.0], [2.0, 2.0]])
    return polygon(normals, levels, around=box(unit))

"""Phase portraits of adoption dynamics: paths in a square or cube, or shares over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import errors
from ..plotting.charts import axes
from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colour and marker of a rest point.
REST_POINTS = {
    "stable": ("#0072B2", "o"),
    "saddle": ("#E69F00", "s"),
    "source": ("#D55E00", "^"),
    "degenerate": ("#999999", "D"),
    "mixed": ("#CC79A7", "X"),
}


def draw_portrait(
    paths: Array,
    corners: Array,
    kinds: Sequence[str],
    mixed: Array,
    labels: Sequence[str],
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Draw paths (P, T, n), corners (2^n, n) of the given kinds and mixed rest points, n = 2 or 3.

    For n = 3 a given `ax` has to have the projection "3d".
    """
    canvas: Any = axes(ax, 5.6, 4.6) if len(labels) == 2 else _cube(ax)
    look = {"color": "#555555", "linewidth": 0.8, "alpha": 0.6, **style}
    for path in paths[:-1]:
        canvas.plot(*path.T, **look)
    canvas.plot(*paths[-1].T, **{**look, "color": "black", "linewidth": 2, "alpha": 1})
    groups = [(kind, corners[np.array(kinds) == kind]) for kind in REST_POINTS]
    groups[-1] = ("mixed", mixed)
    for kind, points in groups:
        if len(points):
            colour, marker = REST_POINTS[kind]
            dots = {"color": colour, "marker": marker, "s": 60, "clip_on": False}
            canvas.scatter(*points.T, **dots, label=kind, zorder=3)
    for name, label in zip("xyz", labels, strict=False):
        getattr(canvas, f"set_{name}label")(label)
        getattr(canvas, f"set_{name}lim")(0, 1)
    canvas.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.02, 1))
    drawn: Axes = canvas
    return drawn


def _cube(ax: Axes | None) -> Axes:
    if ax is not None:
        if hasattr(ax, "set_zlim"):
            return ax
        rule = "three players are drawn in a cube"
        remedy = 'Pass Axes with the projection "3d", or none'
        raise errors.InputTypeError("Adoption.plot", "ax", ax, rule, remedy)
    from matplotlib import pyplot

    size, projection = (7.0, 5.0), {"projection": "3d"}
    return pyplot.subplots(figsize=size, layout="constrained", subplot_kw=projection)[1]


def draw_shares_over_time(
    times: Array, path: Array, labels: Sequence[str], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Draw one line per population: its share over time."""
    ax = axes(ax)
    for label, shares in zip(labels, path.T, strict=True):
        ax.plot(times, shares, label=label, **style)
    ax.set_xlabel("time")
    ax.set_ylabel("share of the first action")
    ax.set_ylim(-0.02, 1.02)
    ax.legend(frameon=False)
    return ax

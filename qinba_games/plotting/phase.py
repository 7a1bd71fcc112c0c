"""Classes over two parameters: a phase diagram, and the window in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..types import Array, BoolArray
from .charts import CLASS_COLOURS, axes, plain


def phase_diagram(
    points: Mapping[str, Array],
    classes: Array,
    window: BoolArray | None,
    *,
    ax: Any = None,
    **style: Any,
) -> Any:
    """The class at every point of two parameters, the first to the right; the window outlined."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    ax = axes(ax, 5.6, 4.4)
    order = [name for name in CLASS_COLOURS if (classes == name).any()]
    numbers = np.full(classes.shape, np.nan)
    for k, name in enumerate(order):
        numbers[classes == name] = k
    (right, x), (up, y) = points.items()
    cells = {"shading": "nearest", "vmin": -0.5, "vmax": len(order) - 0.5}
    look = {"cmap": ListedColormap([CLASS_COLOURS[name] for name in order]), **style}
    ax.pcolormesh(x, y, numbers.T, **cells, **look)
    keys = [Patch(color=CLASS_COLOURS[name], label=name) for name in order]
    if window is not None and window.any():
        ax.contour(x, y, window.T.astype(float), levels=[0.5], colors="black", linewidths=1.5)
        ax.contourf(x, y, window.T, levels=[0.5, 1.5], colors="none", hatches=["//"])
        keys.append(Patch(fill=False, hatch="//", label="window"))
    ax.set_xlabel(plain(right))
    ax.set_ylabel(plain(up))
    ax.legend(handles=keys, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return ax

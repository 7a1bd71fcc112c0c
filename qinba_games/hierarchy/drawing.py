"""Pictures of levels of government: classes in layers, and classes of one pair as it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..plotting.charts import draw_classes, key, named, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import CLASS_COLOURS, on
from ..types import Array


@drawing
def draw_layers(
    layers: Mapping[str, Mapping[str, int]],
    classes: Sequence[str],
    *,
    ax: Any = None,
    **style: Any,
) -> Any:
    """One bar for each layer, the first at the bottom, divided into classes that are counted."""
    ax = axes(ax, 7.2, 0.9 + 0.5 * len(layers))
    offset = np.zeros(len(layers))
    narrow = 0.03 * max(sum(layer.values()) for layer in layers.values())
    for name in classes:
        counts = np.array([layer[name] for layer in layers.values()])
        look = {"color": CLASS_COLOURS[name], "edgecolor": "white", **style}
        bars = ax.barh(range(len(layers)), counts, left=offset, label=name, **look)
        ax.bar_label(
            bars, [n if n > narrow else "" for n in counts], label_type="center", color=on(name)
        )
        offset += counts
    ax.set_yticks(range(len(layers)), list(map(plain, layers)))
    ax.set_xlabel("pairs by founding class")
    return key(ax)


@drawing
def draw_states(
    classes: Array, around: Sequence[str], order: Sequence[str], *, ax: Any = None, **style: Any
) -> Any:
    """The class at every trust (upwards) in every environment (to the right), each named."""
    ax = axes(ax, max(3.6, 1.6 + 0.55 * len(around)), 1.6 + 0.5 * len(classes))
    draw_classes(classes, order, ax=ax, **style)
    for (row, column), name in np.ndenumerate(classes):
        place = {"ha": "center", "va": "center", "fontsize": "small"}
        ax.text(column + 0.5, row + 0.5, name, color=on(name), **place)
    if ax.get_legend() is not None:
        ax.get_legend().remove()
    ax.set_yticks(np.arange(len(classes)) + 0.5, [str(k) for k in range(len(classes))])
    ax.set_xticks(np.arange(len(around)) + 0.5, list(map(plain, around)))
    return named(ax, "trust of the superior pair / of its own superior pair", "trust")

"""Pictures of regions: governments where they are, ties by class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..plotting.charts import CLASS_COLOURS, axes, beside, drawing
from ..types import FloatArray
from .records import Records
from .tie import short_name

#: Width and pattern of a tie's line by its class.
_LINES: dict[str, tuple[float, Any]] = {
    "isolated": (1.2, ":"),
    "nominal": (1.4, "--"),
    "weak": (1.7, "-"),
    "strong": (3.2, "-"),
}


def places(records: Records) -> FloatArray:
    """Where each government is drawn, x and y: its coordinates, or a layout by its ties."""
    if not np.isnan(records.places).any():
        lat, lon = records.places.T
        return np.column_stack([lon * np.cos(np.radians(lat.mean())), lat])
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(records.names)))
    graph.add_edges_from(records.ends.tolist())
    found = networkx.spring_layout(graph, seed=0)
    return np.array([found[k] for k in range(len(records.names))])


@drawing
def draw_study(study: Any, ax: Any = None, **style: Any) -> Any:
    """Two maps side by side, without the coordinator and with it."""
    ax = beside(2) if ax is None else ax
    sides = zip(ax, ("without", "with"), zip(*study.classes, strict=True), strict=True)
    for panel, title, classes in sides:
        draw_map(study.region.records, classes, panel, **style)
        panel.set_title(f"{title} the coordinator")
    return ax


@drawing
def draw_uncertain(counted: Mapping[str, Any], ax: Any = None, **style: Any) -> Any:
    """In how many draws how many ties are kept: without, with, and added."""
    ax = axes(ax)
    colours = {"without": "#767f88", "with": "#2f86c9", "added": "#a8321e"}
    for name, values in counted.items():
        numbers, often = np.unique(values, return_counts=True)
        look = {"color": colours[name], "linewidth": 2, **style}
        ax.step(numbers, often / len(values), where="mid", label=name, **look)
    ax.set_xlabel("ties kept")
    ax.set_ylabel("share of draws")
    ax.legend(frameon=False)
    return ax


@drawing
def draw_map(records: Records, classes: Any, ax: Any = None, **style: Any) -> Any:
    """Governments as dots and ties as lines, the stronger ones on top."""
    ax, where = axes(ax), places(records)
    for name, (width, pattern) in _LINES.items():
        ends = records.ends[[k for k, one in enumerate(classes) if one == name]]
        if not len(ends):
            continue
        lines = np.full((len(ends), 3, 2), np.nan)
        lines[:, :2] = where[ends]
        look = {"linewidth": width, "linestyle": pattern, "color": CLASS_COLOURS[name], **style}
        ax.plot(*lines.reshape(-1, 2).T, label=name, zorder=2, **look)
    ax.plot(*where.T, "o", color="#17222c", markersize=4, zorder=3)
    if len(where) <= 60:
        for name, place in zip(records.names, where, strict=True):
            offset = {"xytext": (0, 6), "textcoords": "offset points", "ha": "center"}
            ax.annotate(short_name(name), place, fontsize=8, zorder=4, **offset)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.legend(frameon=False, loc="best", fontsize=8)
    return ax

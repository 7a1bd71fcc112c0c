"""Pictures of regions: governments where they are, ties by class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..plotting.charts import CLASS_COLOURS, axes, beside, drawing
from .report.maps import Plan, plan
from .tie import short_name

#: Width and pattern of a tie's line by its class.
_LINES: dict[str, tuple[float, Any]] = {
    "isolated": (1.2, ":"),
    "nominal": (1.4, "--"),
    "weak": (1.7, "-"),
    "strong": (3.2, "-"),
}


#: Land of a province, its edge, and its name.
_LAND, _EDGE, _MUTED, _INK = "#ebe7dc", "#cfc8b8", "#8a8f94", "#17222c"
_ANCHORS = {"": "left", "m": "center", "e": "right"}


@drawing
def draw_study(study: Any, ax: Any = None, **style: Any) -> Any:
    """Two maps side by side, without the coordinator and with it."""
    records = study.region.records
    lat, lon = records.places.T
    names = [short_name(name) for name in records.names]
    ends = [(a, b) for a, b in records.ends.tolist()]
    where = plan(names, lat, lon, records.groups, ends)
    ax = beside(2, 5.5, 5.5 * where.height / where.width + 0.5, ax=ax)
    sides = zip(ax, ("without", "with"), zip(*study.classes, strict=True), strict=True)
    for panel, title, classes in sides:
        draw_map(where, classes, panel, **style)
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
def draw_map(where: Plan, classes: Any, ax: Any = None, **style: Any) -> Any:
    """Provinces as soft areas, governments as dots and ties as lines, the stronger ones on top."""
    ax = axes(ax)
    for corners in where.hulls:
        for colour, wide in ((_EDGE, 19), (_LAND, 17)):
            soft = {"linewidth": wide, "joinstyle": "round", "capstyle": "round"}
            ax.fill(*corners.T, facecolor=colour, edgecolor=colour, zorder=0, **soft)
    ends = np.array(where.pairs)
    for name, (width, pattern) in _LINES.items():
        few = ends[[k for k, one in enumerate(classes) if one == name]]
        if not len(few):
            continue
        lines = np.full((len(few), 3, 2), np.nan)
        lines[:, :2] = where.points[few]
        look = {"linewidth": width, "linestyle": pattern, "color": CLASS_COLOURS[name], **style}
        ax.plot(*lines.reshape(-1, 2).T, label=name, zorder=2, **look)
    ax.plot(*where.points.T, "o", color=_INK, markersize=4, zorder=3)
    labels = where.labels
    for name, x, y, anchor in zip(where.names, labels.x, labels.y, labels.anchors, strict=True):
        ax.text(x, y, name, ha=_ANCHORS[anchor], va="baseline", fontsize=8, zorder=4)
    for x, y, title in where.group_names:
        faint = {"fontsize": 6.5, "color": _MUTED, "ha": "center", "va": "baseline"}
        ax.text(x, y, title.upper(), zorder=1, **faint)
    ax.set(xlim=(0, where.width), ylim=(where.height, 0), aspect="equal")
    ax.set_axis_off()
    ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=4, fontsize=8)
    return ax

"""The map: governments at their coordinates, ties between them by class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...plotting.charts import CLASS_COLOURS
from .. import facts
from ..case import Case
from .style import CLASS_LINES, INK, MUTED, PAPER, blank, class_legend, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Where a label stands relative to its dot when it is not simply above, in points, by code.
_LABELS = {
    "410400": (6, 10),
    "411300": (27, -4),
    "420300": (16, 13),
    "420600": (33, -1),
    "420800": (27, 0),
    "429021": (36, -9),
    "500101": (30, -2),
    "500155": (4, -12),
    "500229": (30, 0),
    "500237": (0, -12),
    "500238": (-8, -13),
    "510700": (-8, -13),
    "510800": (-31, 3),
    "511300": (-31, -3),
    "511600": (-6, -13),
    "511700": (-28, 4),
    "511900": (-27, 4),
    "610700": (35, 5),
    "610900": (30, 8),
    "611000": (-31, -4),
    "621200": (-27, 3),
}
#: Provinces are named where there is room among their governments (longitude, latitude).
_PROVINCES = {
    "Gansu": (104.75, 34.15),
    "Shaanxi": (108.35, 33.25),
    "Henan": (112.04, 34.22),
    "Hubei": (111.22, 32.17),
    "Sichuan": (105.38, 31.42),
    "Chongqing": (109.6, 30.42),
}


def map_figure(case: Case, panels: Sequence[tuple[str, Sequence[str]]]) -> Figure:
    """Draw one map for each (title, class of every tie), the ties as in `case.all_ties`."""
    figure, axes = blank(6.3 * len(panels), 4.35, ncols=len(panels), squeeze=False)
    for ax, (title, classes) in zip(axes[0], panels, strict=True):
        _draw(ax, case, classes)
        ax.set_title(title)
    border = marker("D", "across provinces")
    class_legend(figure, list(CLASS_LINES), [border], loc="outside lower center", ncols=5)
    return figure


def _draw(ax: Axes, case: Case, classes: Sequence[str]) -> None:
    places = {row.code: (row.lon, row.lat) for row in case.governments.itertuples()}
    for name, place in _PROVINCES.items():
        ax.text(*place, name.upper(), color=MUTED, alpha=0.55, fontsize=9, ha="center", zorder=1)
    ties = sorted(
        zip(case.all_ties, classes, strict=True), key=lambda pair: list(CLASS_LINES).index(pair[1])
    )
    for tie, name in ties:
        (x0, y0), (x1, y1) = (places[code] for code in tie.codes)
        width, pattern = CLASS_LINES[name]
        colour = CLASS_COLOURS[name]
        ax.plot([x0, x1], [y0, y1], color=colour, linewidth=width, linestyle=pattern, zorder=2)
        if tie.cross_border:
            middle = ((x0 + x1) / 2, (y0 + y1) / 2)
            ax.plot(*middle, "D", color=PAPER, mec=colour, mew=1.1, markersize=4.5, zorder=3)
    for row in case.governments.itertuples():
        shape = "s" if row.level == "county" else "o"
        ax.scatter(row.lon, row.lat, s=14 + 11 * row.size, marker=shape, color=INK, zorder=4)
        _label(ax, row.code, facts.short_name(row.name), places[row.code])
    ax.set_aspect(1 / math.cos(math.radians(32.5)))
    ax.margins(0.06)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def _label(ax: Axes, code: str, name: str, place: tuple[float, float]) -> None:
    ax.annotate(
        name,
        place,
        _LABELS.get(code, (0, 9)),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=8.5,
        zorder=5,
        bbox={"boxstyle": "round,pad=0.05", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.7},
    )

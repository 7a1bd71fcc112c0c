"""The map: governments at their coordinates, ties between them by class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...plotting import CLASS_COLOURS
from .. import facts
from ..case import Case
from .style import CLASS_LINES, INK, MUTED, PAPER, blank, class_legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Where a label stands relative to its dot when it is not simply above, in points, by code.
_LABELS = {
    "410400": (0, -13),
    "420600": (10, -13),
    "420800": (0, -13),
    "429021": (12, -13),
    "500101": (18, -12),
    "500155": (-24, -12),
    "500229": (20, -11),
    "500237": (14, -13),
    "500238": (-8, -14),
    "510700": (0, -13),
    "510800": (-27, -8),
    "511300": (-24, -12),
    "511600": (0, -13),
    "511700": (-27, -3),
    "511900": (-24, 4),
    "610700": (0, 10),
    "610900": (22, 8),
    "621200": (-26, 2),
    "420300": (21, 8),
    "411300": (22, 6),
}
#: Provinces are named where their governments are, in degrees (longitude, latitude).
_PROVINCES = {
    "Gansu": (104.75, 34.15),
    "Shaanxi": (108.3, 33.55),
    "Henan": (112.3, 33.95),
    "Hubei": (111.55, 31.55),
    "Sichuan": (105.15, 30.75),
    "Chongqing": (108.75, 30.45),
}


def map_figure(case: Case, panels: Sequence[tuple[str, Sequence[str]]]) -> Figure:
    """Draw one map for each (title, class of every tie), the ties as in `case.all_ties`."""
    figure, axes = blank(6.3 * len(panels), 4.5, ncols=len(panels), squeeze=False)
    for ax, (title, classes) in zip(axes[0], panels, strict=True):
        _draw(ax, case, classes)
        ax.set_title(title)
        shown = [name for name in CLASS_LINES if name in classes]
        class_legend(ax, shown, loc="lower right", fontsize=9, bbox_to_anchor=(1.0, -0.02))
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
        bbox={"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.7},
    )



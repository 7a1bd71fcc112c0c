"""The pivotal window of every tie: one strip per tie, by kind, over the discount factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...plotting.charts import CLASS_COLOURS
from ..study import Study
from ..tie_study import TieStudy
from ..windows import by_kind
from .style import INK, PAPER, blank, named_rows, over_patience, window_legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Half the height of a strip, and the room for a heading, in rows.
_HALF, _HEADING = 0.4, 1.7


def windows_figure(study: Study) -> Figure:
    """A strip for each tie: above without, below with the coordinator; its window is hatched."""
    groups = {name: ties for name, ties in by_kind(study.ties).items() if ties}
    rows = len(study.ties) + _HEADING * len(groups)
    figure, ax = blank(9.6, 1.4 + 0.205 * rows)
    seen: set[str] = set()
    places: dict[float, str] = {}
    top = 0.0
    for name, ties in groups.items():
        heading = f"{name[0].upper()}{name[1:]} ({len(ties)})"
        ax.text(0, top + 0.75, heading, fontsize=10, fontweight="bold", va="center")
        for row, one in enumerate(ties):
            places[top + _HEADING + row] = one.tie.name
            seen |= _strip(ax, top + _HEADING + row, one)
        top += _HEADING + len(ties)
    over_patience(ax, float(study.case.delta), 0.75)
    named_rows(ax, places, places.values(), (top - 0.4, 0.1), fontsize=8.5)
    window_legend(figure, seen, 5, facecolor=PAPER, hatch="////")
    return figure


def _strip(ax: Axes, row: float, one: TieStudy) -> set[str]:
    """Draw one tie; the classes seen."""
    seen = set()
    # The lower half is drawn over the whole strip, so that no seam shows where both are the same.
    for side, (bottom, height) in enumerate(((row - _HALF, 2 * _HALF), (row, _HALF))):
        for low, high, name in one.window.strips(side):
            ax.barh(bottom, high - low, height, left=low, align="edge", linewidth=0,
                    color=CLASS_COLOURS[name])  # fmt: skip
            seen.add(name)
    for low, high in np.asarray(one.window.intervals, dtype=float):
        ax.barh(row, high - low, 2 * _HALF, left=low, facecolor="none",
                edgecolor=INK, hatch="////", linewidth=0.9, zorder=4)  # fmt: skip
    return seen

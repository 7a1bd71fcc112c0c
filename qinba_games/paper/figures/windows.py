"""The pivotal window of every tie: one strip per tie, by kind, over the discount factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...plotting.charts import CLASS_COLOURS
from ..study import Study
from ..tie_study import TieStudy
from ..windows import by_kind
from .style import ACCENT, INK, PAPER, blank

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
    _finish(ax, places, top, float(study.case.delta))
    figure.legend(handles=_handles([name for name in CLASS_COLOURS if name in seen]),
                  loc="outside lower center", ncols=5, frameon=False, fontsize=9)  # fmt: skip
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


def _finish(ax: Axes, places: dict[float, str], top: float, delta: float) -> None:
    ax.axvline(delta, color=ACCENT, linewidth=1.6, zorder=6)
    ax.annotate(f"assumed: {delta:g}", (delta, 0.75), (5, 0), textcoords="offset points",
                color=ACCENT, fontsize=9, va="center")  # fmt: skip
    ax.set_yticks(list(places), list(places.values()), fontsize=8.5)
    ax.set_xlabel("discount factor (patience)")
    ax.set_xlim(0, 1)
    ax.set_ylim(top - 0.4, 0.1)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, labelcolor=INK)


def _handles(names: list[str]) -> list[object]:
    from matplotlib.patches import Patch

    window = Patch(facecolor=PAPER, edgecolor=INK, hatch="////", label="pivotal window")
    return [*(Patch(color=CLASS_COLOURS[name], label=name) for name in names), window]

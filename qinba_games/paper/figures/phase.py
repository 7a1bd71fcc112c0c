"""The phase diagram of one tie: patience against founding trust, and the pivotal window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...plotting.charts import CLASS_COLOURS
from ...third_parties.results.window import PivotalWindow
from .style import INK, ON_CLASS, PAPER, blank, named_rows, over_patience, window_legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT, _SIDES = 0.3, ("without", "with")


def phase_figure(windows: Sequence[PivotalWindow], delta: float, founding: int) -> Figure:
    """Two strips of classes over the discount factor for each founding trust.

    `windows[k]` is the window at founding trust k; `delta` and `founding` mark where the case is.
    """
    figure, ax = blank(9.6, 1.25 + 0.82 * len(windows))
    seen: list[str] = []
    for k, window in enumerate(windows):
        _strips(ax, k, window, seen)
    over_patience(ax, delta, len(windows) - 0.42)
    labels = [f"{k}{' (here)' if k == founding else ''}" for k in range(len(windows))]
    named_rows(ax, range(len(windows)), labels, (-0.6, len(windows) - 0.25))
    ax.set_ylabel("founding trust")
    window_legend(figure, seen, 6, facecolor=PAPER, linewidth=1.8)
    return figure


def _strips(ax: Axes, k: int, window: PivotalWindow, seen: list[str]) -> None:
    for side, label in enumerate(_SIDES):
        y = k + (0.5 - side) * 1.1 * _HEIGHT
        spans = window.strips(side)
        for low, high, name in spans:
            ax.barh(y, high - low, _HEIGHT, left=low, color=CLASS_COLOURS[name], linewidth=0)
            seen.append(name)
        ax.text(0.008, y, label, color=ON_CLASS[spans[0][2]], fontsize=8.5, va="center", zorder=5)
    for low, high in window.intervals:
        _outline(ax, k, float(low), float(high))


def _outline(ax: Axes, k: int, low: float, high: float) -> None:
    from matplotlib.patches import Rectangle

    depth = 1.1 * _HEIGHT + 0.03
    box = Rectangle(
        (low, k - depth), high - low, 2 * depth, fill=False, edgecolor=INK, linewidth=1.8, zorder=5
    )
    ax.add_patch(box)
    text = f"pivotal {low:.2f} to {high:.2f}"
    ax.text(low, k + depth + 0.02, text, va="bottom", fontsize=8.5)

"""The phase diagram of one tie: patience against founding trust, and the pivotal window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...plotting.charts import CLASS_COLOURS
from ...third_parties.results.window import PivotalWindow
from .style import ACCENT, INK, ON_CLASS, PAPER, blank

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
    ax.axvline(delta, color=ACCENT, linewidth=1.6, zorder=6)
    top = len(windows) - 0.42
    ax.annotate(f"assumed: {delta:g}", (delta, top), (5, 0), textcoords="offset points",
                color=ACCENT, fontsize=9, va="center")  # fmt: skip
    labels = [f"{k}{' (here)' if k == founding else ''}" for k in range(len(windows))]
    ax.set_yticks(range(len(windows)), labels)
    ax.set_ylabel("founding trust")
    ax.set_xlabel("discount factor (patience)")
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.6, len(windows) - 0.25)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    figure.legend(
        handles=_handles([name for name in CLASS_COLOURS if name in seen]),
        loc="outside lower center",
        ncols=6,
        frameon=False,
        fontsize=9,
    )
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


def _handles(names: list[str]) -> list[object]:
    from matplotlib.patches import Patch

    classes = [Patch(color=CLASS_COLOURS[name], label=name) for name in names]
    return [*classes, Patch(facecolor=PAPER, edgecolor=INK, linewidth=1.8, label="pivotal window")]

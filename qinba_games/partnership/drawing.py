"""The levels of trust of a partnership, their classes, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..plotting.charts import colour_cells, edges, hatch_cells, key, labelled, named, plain, wrapped
from ..plotting.figures import axes, drawing
from ..plotting.palette import CLASS_COLOURS, CLASS_LINES, INK, MUTED, on
from ..types import Array, BoolArray

#: So many partnerships of a batch have their names beside them.
_NAMED = 20
#: More levels than this do not fit beside each other with their words.
_TOLD = 5


@drawing
def draw_evolution(answer: Any, moves: Array, ax: Any, **style: Any) -> Any:
    """Trust levels as stairs coloured by class, with the chance of each move between them."""
    ax = axes(ax, min(1.6 * len(answer.classes) + 2, 6.4), 2.8)
    draw_stairs(answer.classes, moves, ax, "{:.2f}".format, **style)
    ax.patches[answer.founding].set(edgecolor=INK, linewidth=2)
    outlook = _outlook(answer.probability_strong, answer.time_to_strong)
    wide = ax.get_window_extent().width / ax.figure.dpi
    ax.set_title(wrapped(f"Founded at trust {answer.founding}: {outlook}", wide), fontsize="medium")
    return ax


def draw_stairs(
    classes: Sequence[str],
    moves: Array,
    ax: Any,
    formatter: Callable[[float], str],
    *,
    fontsize: Any = "small",
    **style: Any,
) -> Any:
    """A step for each level, higher with trust; arrows above to rise, and below to fall."""
    count, few_classes = len(classes), len(classes) <= _TOLD
    small = {"fontsize": fontsize, "ha": "center"}
    for k, name in enumerate(classes):
        ax.bar(k, k + 1, **{"width": 0.95, "color": CLASS_COLOURS[name], **style})
        if few_classes:
            ax.text(k, k + 0.5, name, color=on(name), va="center", **small)
        ax.text(k, -0.15, f"trust {k}" if few_classes else k, color=MUTED, va="top", **small)
        if name == "isolated" and moves[k, -1] > 0.5:
            arrow = {"arrowprops": {"arrowstyle": "-|>", "color": INK}}
            leave = "leave" if few_classes else ""
            ax.annotate("", (k, k + 1.75), (k, k + 1), **arrow)
            ax.text(k, k + 1.8, leave, color=MUTED, va="bottom", **small)
    for k in range(count - 1):
        up, down = float(moves[k, k + 1 : count].sum()), float(moves[k + 1, : k + 1].sum())
        if up > 0:
            _arrow(ax, (k, k + 1.05), (k + 0.85, k + 2.05), -0.4, "-", INK)
            ax.text(k + 0.1, k + 1.9, formatter(up), va="bottom", **{**small, "ha": "right"})
        if down > 0:
            _arrow(ax, (k + 0.85, -0.85), (k + 0.15, -0.85), -0.3, ":", MUTED)
            ax.text(k + 0.5, -1.4, formatter(down), color=MUTED, va="top", **small)
    ax.set(xlim=(-0.55, count - 0.45), ylim=(-2.1, count + 1.3))
    ax.set_axis_off()
    return ax


@drawing
def draw_batch(batch: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what each partnership is worth by its patience, in the colour of its class."""
    ax = axes(ax)
    for name in (name for name in CLASS_LINES if (batch.founding_class == name).any()):
        own = batch.founding_class == name
        look = {"color": CLASS_LINES[name], "label": name, "zorder": 3, **style}
        ax.scatter(batch.delta[own], batch.founding_value[own], **look)
    if batch.labels is not None and len(batch.labels) <= _NAMED:
        for label, x, y in zip(batch.labels, batch.delta, batch.founding_value, strict=True):
            place = {"xytext": (5, 5), "textcoords": "offset points", "fontsize": "small"}
            ax.annotate(plain(label), (x, y), **place)
    return labelled(ax, "discount factor", "joint value at founding")


@drawing
def draw_phase(
    labels: Mapping[str, Array], classes: Array, window: BoolArray | None, ax: Any, **style: Any
) -> Any:
    """The class at every point of two parameters, the first to the right; the window outlined.

    Numbers stand where they are on their axis, words one after the other.
    """
    ax = axes(ax, 5.6, 4.4)
    order = [name for name in CLASS_COLOURS if (classes == name).any()]
    right, up = labels
    x, y = (np.arange(len(one)) if one.dtype.kind == "U" else one for one in labels.values())
    keys = colour_cells(ax, classes.T, order, edges(x), edges(y), **style)
    if window is not None and window.any():
        keys.append(hatch_cells(ax, x, y, window.T, "window"))
    for axis, words in zip((ax.xaxis, ax.yaxis), labels.values(), strict=True):
        if words.dtype.kind == "U":
            axis.set_ticks(np.arange(len(words)), [*map(plain, words)])
    named(ax, plain(right), plain(up))
    return key(ax, keys)


def _arrow(ax: Any, start: Any, end: Any, bend: float, line: str, colour: str) -> None:
    look: dict[str, Any] = {"arrowstyle": "-|>", "color": colour, "linestyle": line}
    look |= {"connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look)


def _outlook(probability: float, time: float) -> str:
    if probability == 0:
        return "never becomes strong"
    if not time:
        return "strong from the start"
    sure = f"{probability:.3g}"
    chance = "for certain" if sure == "1" else f"with probability {sure}"
    return f"becomes strong {chance}, in {time:.3g} periods on average"

"""The levels of trust of a partnership, their classes, and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..plotting.charts import CLASS_COLOURS, axes, coloured, drawing, hatched, labelled, plain
from ..types import Array, BoolArray

#: So many partnerships of a batch have their names beside them.
_NAMED = 20


@drawing
def draw_evolution(found: Any, moves: Array, ax: Any, **style: Any) -> Any:
    """Trust levels as discs coloured by class, with the chance of each move between them.

    `moves[k, l]` is the probability of going from level k to l; the last index is "dissolved".
    """
    ax = axes(ax, 1.6 * len(found.classes) + 2, 2.8)
    for k, name in enumerate(found.classes):
        ax.scatter(k, 0, **{"s": 1500, "color": CLASS_COLOURS[name], "zorder": 3, **style})
        ax.annotate(str(k), (k, 0), ha="center", va="center", color="white", zorder=4)
        ax.annotate(name, (k, -0.42), ha="center", va="center", fontsize="small")
    for k, other in np.argwhere(moves[:-1, :-1] > 0).tolist():
        if other != k:
            _arrow(ax, k, other, float(moves[k, other]))
    start, arrow = found.founding, {"arrowstyle": "->"}
    ax.annotate("founded", (start, 0.2), (start, 0.75), ha="center", arrowprops=arrow)
    ax.set_title(_outlook(found.probability_strong, found.time_to_strong), fontsize="medium")
    ax.set(xlim=(-0.6, len(found.classes) - 0.4), ylim=(-0.9, 1))
    ax.set_axis_off()
    return ax


@drawing
def draw_batch(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what each partnership is worth by its patience, in the colour of its class."""
    ax = axes(ax)
    for name in (name for name in CLASS_COLOURS if (found.founding_class == name).any()):
        own = found.founding_class == name
        look = {"color": CLASS_COLOURS[name], "label": name, "zorder": 3, **style}
        ax.scatter(found.delta[own], found.founding_value[own], **look)
    if found.labels is not None and len(found.labels) <= _NAMED:
        for label, x, y in zip(found.labels, found.delta, found.founding_value, strict=True):
            place = {"xytext": (5, 5), "textcoords": "offset points", "fontsize": "small"}
            ax.annotate(plain(label), (x, y), **place)
    return labelled(ax, "discount factor", "joint value at founding")


@drawing
def draw_phase(
    points: Mapping[str, Array], classes: Array, window: BoolArray | None, ax: Any, **style: Any
) -> Any:
    """The class at every point of two parameters, the first to the right; the window outlined."""
    ax = axes(ax, 5.6, 4.4)
    order = [name for name in CLASS_COLOURS if (classes == name).any()]
    (right, x), (up, y) = points.items()
    keys = coloured(ax, classes.T, order, x, y, **{"shading": "nearest", **style})
    if window is not None and window.any():
        keys.append(hatched(ax, x, y, window.T, "window"))
    ax.set(xlabel=plain(right), ylabel=plain(up))
    ax.legend(handles=keys, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return ax


def _arrow(ax: Any, start: int, end: int, probability: float) -> None:
    up = end > start
    edge, height = (0.12, 0.46) if up else (-0.12, -0.7)
    look = {
        "arrowstyle": "-|>",
        "color": "#555555",
        "connectionstyle": "arc3,rad=-0.35",
        "shrinkA": 14,
        "shrinkB": 14,
    }
    ax.annotate("", (end, edge), (start, edge), arrowprops=look)
    ax.annotate(f"{probability:.2f}", ((start + end) / 2, height), ha="center", fontsize="small")


def _outlook(probability: float, time: float) -> str:
    if probability == 0:
        return "never becomes strong"
    if not time:
        return "strong from the start"
    sure = f"{probability:.3g}"
    chance = "for certain" if sure == "1" else f"with probability {sure}"
    return f"becomes strong {chance}, in {time:.3g} periods on average"

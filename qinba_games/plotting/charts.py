"""Pictures of plain arrays and labels; knows no result and computes nothing.

Every function draws into `ax`, or into a new figure if there is none, and returns the Axes. Colours
are told apart by people with any kind of colour vision (Okabe and Ito 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour for each class of a trust level, and for what is not cooperation in other models.
CLASS_COLOURS = {
    "isolated": "#999999",
    "nominal": "#E69F00",
    "weak": "#56B4E9",
    "strong": "#0072B2",
    "dissolved": "#333333",
    "no cooperation": "#999999",
    "cooperation": "#0072B2",
}


def axes(ax: Axes | None, width: float = 6.4, height: float = 4.0) -> Axes:
    """`ax`, or the Axes of a new figure."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def draw_evolution(
    classes: Sequence[str],
    moves: Array,
    founding: int,
    probability: float,
    time: float,
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Trust levels as discs coloured by class, with the chance of each move between them.

    `moves[k, l]` is the probability of going from level k to l; the last index is "dissolved".
    """
    ax = axes(ax, 1.6 * len(classes) + 2, 2.8)
    for k, name in enumerate(classes):
        ax.scatter(k, 0, s=1500, color=CLASS_COLOURS[name], zorder=3, **style)
        ax.annotate(str(k), (k, 0), ha="center", va="center", color="white", zorder=4)
        ax.annotate(name, (k, -0.42), ha="center", va="center", fontsize="small")
    for k, row in enumerate(np.asarray(moves)[:-1, :-1]):
        for other in np.flatnonzero(row > 0):
            if other != k:
                _arrow(ax, k, int(other), float(row[other]))
    ax.annotate(
        "founded", (founding, 0.2), (founding, 0.75), ha="center", arrowprops={"arrowstyle": "->"}
    )
    ax.set_title(_outlook(probability, time), fontsize="medium")
    ax.set_xlim(-0.6, len(classes) - 0.4)
    ax.set_ylim(-0.9, 1)
    ax.set_axis_off()
    return ax


def _arrow(ax: Axes, start: int, end: int, probability: float) -> None:
    up = end > start
    bend, height = (-0.35, 0.46) if up else (-0.35, -0.7)
    ax.annotate(
        "",
        (end, 0.12 if up else -0.12),
        (start, 0.12 if up else -0.12),
        arrowprops={
            "arrowstyle": "-|>",
            "color": "#555555",
            "connectionstyle": f"arc3,rad={bend}",
            "shrinkA": 14,
            "shrinkB": 14,
        },
    )
    ax.annotate(f"{probability:.2f}", ((start + end) / 2, height), ha="center", fontsize="small")


def _outlook(probability: float, time: float) -> str:
    if probability == 0:
        return "never becomes strong"
    return f"becomes strong with probability {probability:.3g}, in {time:.3g} periods on average"


def draw_window(
    without: Sequence[tuple[float, float, str]],
    helped: Sequence[tuple[float, float, str]],
    intervals: Sequence[tuple[float, float]],
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Draw the class over the discount factor, without and with a coordinator.

    `without` and `helped` hold (low, high, class) pieces; `intervals` is where help is pivotal.
    """
    ax = axes(ax, 7.5, 2.4)
    seen: dict[str, Any] = {}
    for height, pieces in ((1, without), (0, helped)):
        for low, high, name in pieces:
            bar = ax.barh(
                height, high - low, left=low, height=0.5, color=CLASS_COLOURS[name], **style
            )
            seen.setdefault(name, bar[0])
    for low, high in np.asarray(intervals, dtype=float):
        ax.axvspan(low, high, facecolor="none", edgecolor="black", hatch="//", alpha=0.35, zorder=3)
    ax.set_yticks([1, 0], ["without", "with coordinator"])
    ax.set_xlabel("discount factor; hatched: the coordinator is pivotal")
    ax.set_xlim(0, 1)
    names = [name for name in CLASS_COLOURS if name in seen]
    patches = [seen[name] for name in names]
    ax.legend(patches, names, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    return ax


def draw_steps(
    starts: Array, heights: dict[str, Array], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Payoffs that change only at some discount factors, each row from its start to the next.

    `heights` holds one value per start for every label; below the first start nothing is drawn.
    """
    ax = axes(ax)
    edges = np.append(np.asarray(starts, dtype=float), 1.0)
    for label, values in heights.items():
        ends = np.append(values, values[-1:]).astype(float)
        ax.step(edges[: len(ends)], ends, where="post", label=label, **style)
    ax.set_xlim(0, 1)
    ax.set_xlabel("discount factor")
    ax.set_ylabel("payoff per period")
    ax.legend(frameon=False)
    return ax


def draw_bars(
    labels: Sequence[str], heights: dict[str, Array], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """One group of bars per label, one bar in it for every entry of `heights`."""
    ax = axes(ax)
    width = 0.8 / len(heights)
    for k, (name, values) in enumerate(heights.items()):
        middle = np.arange(len(labels)) + (k - (len(heights) - 1) / 2) * width
        ax.bar(middle, np.asarray(values, dtype=float), width, label=name, **style)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xticks(np.arange(len(labels)), labels)
    ax.set_ylabel("payoff per period")
    ax.legend(frameon=False)
    return ax


def draw_shares(
    members: Sequence[str], shares: Array, rule: str, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """One bar per member, as high as its share."""
    ax = axes(ax, 1.0 + 0.9 * len(members), 3.2)
    ax.bar(list(members), shares, **{"color": "#0072B2", **style})
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_ylabel("share")
    ax.set_title(rule, fontsize="medium")
    return ax

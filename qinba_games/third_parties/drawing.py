"""Where an effect comes from: a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..plotting.charts import axes
from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_waterfall(
    start: float,
    labels: Sequence[str],
    steps: Array,
    end: float,
    name: str,
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Bars from `start` by one step per label to `end`; falls and rises in two colours."""
    ax = axes(ax, 2.2 + 1.1 * len(labels), 3.6)
    places = ["without", *labels, "with all"]
    levels = np.concatenate([[start], start + np.cumsum(steps)])
    for place, height in ((0, start), (len(places) - 1, end)):
        ax.bar(place, height, color="#555555", **style)
    for k, (before, step) in enumerate(zip(levels[:-1], steps, strict=True), start=1):
        colour = "#0072B2" if step < 0 else "#E69F00"
        ax.bar(k, step, bottom=before, color=colour, **style)
        text = f"{step:+.3g}"
        ax.annotate(text, (k, max(before, before + step)), ha="center", va="bottom")
    edges = [*levels, end]
    for k, level in enumerate(edges[:-1]):
        ax.plot([k - 0.4, k + 1.4], [level, level], color="#555555", linewidth=0.8)
    for place, height in ((0, start), (len(places) - 1, end)):
        ax.annotate(f"{height:.3g}", (place, height), ha="center", va="bottom")
    ax.set_xticks(np.arange(len(places)), places, rotation=20, ha="right")
    ax.set_ylabel(name)
    ax.set_ylim(1.12 * min(0.0, *edges), 1.12 * max(0.0, *edges) or 1)
    return ax


def draw_costs(
    labels: Sequence[str], costs: Sequence[float], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """One horizontal bar per bundle, the first on top."""
    ax = axes(ax, 7.0, 1.2 + 0.3 * len(labels))
    ax.barh(np.arange(len(labels)), costs, **{"color": "#0072B2", **style})
    ax.set_yticks(np.arange(len(labels)), labels)
    ax.invert_yaxis()
    ax.set_xlabel("least cost")
    return ax


def draw_harm(
    sizes: Array,
    deltas: Array,
    spans: Sequence[tuple[float, float]],
    name: str,
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Least patience over the size of a measure; sizes that hurt are shaded."""
    ax = axes(ax)
    ax.plot(sizes, np.where(deltas < 1, deltas, np.nan), marker=".", **style)
    ax.axhline(deltas[0], color="#555555", linewidth=0.8, linestyle="--", label="without")
    for low, high in np.asarray(spans, dtype=float):
        ax.axvspan(low, high, color="#E69F00", alpha=0.2)
    ax.set_xlabel(f"size of the {name}; shaded: it hurts")
    ax.set_ylabel("least patience at which there is cooperation")
    ax.legend(frameon=False)
    return ax

"""Where help is pivotal, where its effect comes from, what it costs, and where it hurts."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..plotting.charts import key, labelled, named, patches
from ..plotting.figures import axes, drawing
from ..plotting.palette import CLASS_COLOURS, INK, MAIN, MUTED, SERIES

_MEASURES = {
    "delta": "least patience at which there is cooperation",
    "probability_strong": "probability of becoming strong",
    "speed": "one over the expected time to become strong",
}


@drawing
def draw_window(window: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the class over the discount factor, without and with a coordinator."""
    ax, legend = axes(ax, 7.5, 2.4), set()
    for height, pieces in ((1, window.strips(0)), (0, window.strips(1))):
        for low, high, name in pieces:
            look = {"left": low, "height": 0.5, "color": CLASS_COLOURS[name], **style}
            ax.barh(height, high - low, **look)
            legend.add(name)
    for low, high in np.asarray(window.intervals, dtype=float):
        look = {"facecolor": "none", "edgecolor": INK, "hatch": "//", "alpha": 0.35, "zorder": 3}
        ax.axvspan(low, high, **look)
    ax.set_yticks([1, 0], ["without", "with"])
    named(ax, "discount factor; hatched: the coordinator is pivotal", "", xlim=(0, 1))
    return key(ax, patches(name for name in CLASS_COLOURS if name in legend))


@drawing
def draw_attribution(attribution: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a waterfall from the model alone to the model with all capacities."""
    sign = -1 if attribution.of == "delta" else 1
    measures = sign * attribution.measures.astype(float)
    start, end = measures[0], measures[-1]
    steps = sign * attribution.values.astype(float)
    places = ["without", *attribution.capacities, "with all"]
    ax = axes(ax, 6.4, 0.9 + 0.36 * len(places))
    levels = start + np.concatenate([[0], np.cumsum(steps)])
    rows = [(0, start), *itertools.pairwise(levels), (0, end)]
    written = [f"{start:.3g}", *(f"{step + 0.0:+.3g}" for step in steps), f"{end + 0.0:.3g}"]
    for k, ((before, after), text) in enumerate(zip(rows, written, strict=True)):
        colour = SERIES[int(after > before)] if 0 < k <= len(steps) else MUTED
        ax.barh(k, after - before, **{"left": before, "color": colour, **style})
        at, look = (max(before, after), k), {"textcoords": "offset points", "va": "center"}
        ax.annotate(text.replace("-", "−"), at, (3, 0), **look)
    for k, level in enumerate(levels):
        ax.plot([level, level], [k - 0.4, k + 1.4], color=MUTED, linewidth=0.8)
    ax.set_yticks(range(len(places)), places)
    ax.invert_yaxis()
    ax.axvline(0, color=INK, linewidth=0.8)
    widest = max(0.0, *levels, end) - min(0.0, *levels, end) or 1
    return named(
        ax, _MEASURES[attribution.of], "", xlim=(min(0.0, *levels), max(0.0, *levels) + widest / 6)
    )


@drawing
def draw_costs(optimum: Any, ax: Any = None, **style: Any) -> Any:
    """Draw one horizontal bar per bundle that does, the cheapest on top."""
    feasible = [bundle for bundle in optimum.bundles if bundle.levels or bundle.cost == 0]
    place = np.arange(len(feasible))
    ax = axes(ax, 7.0, 1.2 + 0.3 * len(feasible))
    ax.barh(place, [float(each.cost) for each in feasible], **{"color": MAIN, **style})
    ax.set_yticks(place, [" + ".join(each.capacities) or "none" for each in feasible])
    ax.invert_yaxis()
    ax.set_xlabel("least cost")
    return ax


@drawing
def draw_harm(harm: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the least patience over the size of a measure; sizes that hurt are shaded."""
    ax = axes(ax)
    deltas = harm.delta.astype(float)
    look = {"color": MAIN, "marker": ".", **style}
    ax.plot(harm.sizes.astype(float), np.where(deltas < 1, deltas, np.nan), **look)
    ax.axhline(deltas[0], color=MUTED, linewidth=0.8, linestyle="--", label="without")
    for low, high in np.asarray(harm.intervals, dtype=float):
        ax.axvspan(low, high, color=SERIES[1], alpha=0.2)
    return labelled(ax, f"size of the {harm.measure}; shaded: it hurts", _MEASURES["delta"])

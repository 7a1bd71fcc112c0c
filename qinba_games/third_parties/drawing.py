"""Where help is pivotal, where its effect comes from, what it costs, and where it hurts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import CLASS_COLOURS, axes, drawing, labelled

_MEASURES = {
    "delta": "least patience at which there is cooperation",
    "probability_strong": "probability of becoming strong",
    "speed": "one over the expected time to become strong",
}


@drawing
def draw_window(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the class over the discount factor, without and with a coordinator."""
    ax = axes(ax, 7.5, 2.4)
    seen: dict[str, Any] = {}
    for height, pieces in ((1, found.strips(0)), (0, found.strips(1))):
        for low, high, name in pieces:
            look = {"left": low, "height": 0.5, "color": CLASS_COLOURS[name], **style}
            seen.setdefault(name, ax.barh(height, high - low, **look)[0])
    for low, high in np.asarray(found.intervals, dtype=float):
        ax.axvspan(low, high, facecolor="none", edgecolor="black", hatch="//", alpha=0.35, zorder=3)
    ax.set_yticks([1, 0], ["without", "with coordinator"])
    ax.set(xlabel="discount factor; hatched: the coordinator is pivotal", xlim=(0, 1))
    names = [name for name in CLASS_COLOURS if name in seen]
    patches = [seen[name] for name in names]
    ax.legend(patches, names, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    return ax


@drawing
def draw_attribution(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a waterfall from the model alone to the model with all capacities."""
    sign = -1 if found.of == "delta" else 1
    start, *_, end = sign * found.measures.astype(float)
    steps = sign * found.values.astype(float)
    ax = axes(ax, 2.2 + 1.1 * len(steps), 3.6)
    places = ["without", *found.capacities, "with all"]
    levels = np.concatenate([[start], start + np.cumsum(steps)])
    for place, height in ((0, start), (len(places) - 1, end)):
        ax.bar(place, height, **{"color": "#555555", **style})
    for k, (before, step) in enumerate(zip(levels[:-1], steps, strict=True), start=1):
        colour = "#0072B2" if step < 0 else "#E69F00"
        ax.bar(k, step, **{"bottom": before, "color": colour, **style})
        text = f"{step:+.3g}"
        ax.annotate(text, (k, max(before, before + step)), ha="center", va="bottom")
    edges = [*levels, end]
    for k, level in enumerate(edges[:-1]):
        ax.plot([k - 0.4, k + 1.4], [level, level], color="#555555", linewidth=0.8)
    for place, height in ((0, start), (len(places) - 1, end)):
        ax.annotate(f"{height:.3g}", (place, height), ha="center", va="bottom")
    ax.set_xticks(np.arange(len(places)), places, rotation=20, ha="right")
    top = 1.12 * max(0.0, *edges) or 1
    ax.set(ylabel=_MEASURES[found.of], ylim=(1.12 * min(0.0, *edges), top))
    return ax


@drawing
def draw_costs(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw one horizontal bar per bundle that does, the cheapest on top."""
    feasible = [bundle for bundle in found.bundles if bundle.levels or bundle.cost == 0]
    place = np.arange(len(feasible))
    ax = axes(ax, 7.0, 1.2 + 0.3 * len(feasible))
    ax.barh(place, [float(each.cost) for each in feasible], **{"color": "#0072B2", **style})
    ax.set_yticks(place, [" + ".join(each.capacities) or "none" for each in feasible])
    ax.invert_yaxis()
    ax.set_xlabel("least cost")
    return ax


@drawing
def draw_harm(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the least patience over the size of a measure; sizes that hurt are shaded."""
    ax = axes(ax)
    deltas = found.delta.astype(float)
    ax.plot(found.sizes.astype(float), np.where(deltas < 1, deltas, np.nan), marker=".", **style)
    ax.axhline(deltas[0], color="#555555", linewidth=0.8, linestyle="--", label="without")
    for low, high in np.asarray(found.intervals, dtype=float):
        ax.axvspan(low, high, color="#E69F00", alpha=0.2)
    return labelled(ax, f"size of the {found.measure}; shaded: it hurts", _MEASURES["delta"])

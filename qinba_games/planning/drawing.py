"""The frontier of budgets, its concave hull, and a plan on it."""

from __future__ import annotations

from typing import Any

from ..plotting.charts import labelled
from ..plotting.figures import axes, drawing
from ..plotting.palette import ACCENT, MAIN, MUTED


@drawing
def draw_plan(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what every budget brings, and what this one does."""
    ax = axes(ax, 6.0, 3.6)
    money, gain = found.programme.money.parts, found.programme.gain.parts
    cost = [cost / money for cost, _ in found.corners]
    value = [value / gain for _, value in found.corners]
    hull = found.hull
    ax.step(cost, value, where="post", **{"color": MAIN, "label": "best plan", **style})
    ax.plot(
        [one.cost / money for one in hull],
        [one.value / gain for one in hull],
        color=MUTED,
        linestyle=":",
        label="concave hull",
    )
    ax.plot(float(found.cost), float(found.value), "o", color=ACCENT, label="this plan")
    return labelled(ax, "budget", found.counted)

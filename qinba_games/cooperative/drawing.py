"""What each member is given."""

from __future__ import annotations

from typing import Any

from ..plotting.charts import plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import INK, MAIN


@drawing
def draw_shares(division: Any, ax: Any = None, **style: Any) -> Any:
    """Draw one bar per member, as high as its share."""
    ax = axes(ax, 1.0 + 0.9 * len(division), 3.2)
    names = list(map(plain, division.players))
    ax.bar(names, division.payoffs.astype(float), **{"color": MAIN, **style})
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_ylabel("share")
    ax.set_title(division.rule, fontsize="medium")
    return ax

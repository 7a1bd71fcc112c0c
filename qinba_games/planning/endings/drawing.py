"""What help is worth that ends, and how many ties need it for how long."""

from __future__ import annotations

from typing import Any

from ...plotting.charts import labelled
from ...plotting.figures import axes, drawing
from ...plotting.palette import ACCENT, CLASS_LINES, MAIN


@drawing
def draw_hand_over(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw values by date and by mark between those alone and with help for good."""
    ax = axes(ax)
    if found.names is not None:
        counts = found.counts
        ax.bar(list(counts), list(counts.values()), **{"color": MAIN, **style})
        ax.set_ylabel("ties")
        return ax
    table = found.to_frame(numeric=True)
    lines = {"date": ("o", ACCENT), "mark": ("s", MAIN)}
    for end, (marker, colour) in lines.items():
        rows = table[table["ends"] == end]
        look = {"marker": marker, "color": colour, "markersize": 4, **style}
        ax.plot(rows["at"], rows["value"], label=f"until a {end}", **look)
    for end, name in (("alone", "isolated"), ("for good", "strong")):
        value = table.loc[table["ends"] == end, "value"].iloc[0]
        ax.axhline(value, color=CLASS_LINES[name], linestyle=":", label=end)
    return labelled(ax, "helped periods, or trust at which help ends", "value at founding")

"""A bar for every tie that is helped."""

from __future__ import annotations

from typing import Any

from ...plotting.charts import plain
from ...plotting.figures import axes, drawing
from ...plotting.palette import MAIN, SERIES

_COLOURS = dict(zip(("good", "date", "mark"), (MAIN, *SERIES[1:3]), strict=True))


@drawing
def draw_schedule(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw when each tie is helped; help until a mark lasts as long as trust takes."""
    table = found.ties
    table = table[table["bundle"] != ""].reset_index(drop=True)
    ax = axes(ax, 7.5, 1.2 + 0.24 * len(table))
    for row in table.itertuples():
        length = row.at if row.ends == "date" else found.horizon - row.start
        look = {"color": _COLOURS[row.ends], "alpha": 0.5 if row.ends == "mark" else 1, **style}
        ax.barh(row.Index, length, left=row.start, **look)
        if row.ends == "mark":
            ax.annotate(f"trust {row.at:.0f}", (row.start + 0.2, row.Index), va="center")
    ax.set_yticks(
        range(len(table)), [plain(f"{a}, {b}") for a, b in zip(table["a"], table["b"], strict=True)]
    )
    ax.invert_yaxis()
    ax.set(xlabel="period", xlim=(0, found.horizon))
    return ax

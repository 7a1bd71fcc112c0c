"""The frontier of budgets, a bar for every tie that is helped, and what help is worth that ends."""

from __future__ import annotations

from typing import Any

from ..plotting.charts import labelled, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import ACCENT, CLASS_LINES, MAIN, MUTED, SERIES


@drawing
def draw_plan(plan: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what every budget brings, and what this one does."""
    ax = axes(ax, 6.0, 3.6)
    money, gain = plan.programme.money.parts, plan.programme.gain.parts
    cost = [cost / money for cost, _ in plan.corners]
    value = [value / gain for _, value in plan.corners]
    hull = plan.hull
    ax.step(cost, value, where="post", **{"color": MAIN, "label": "best plan", **style})
    ax.plot(
        [one.cost / money for one in hull],
        [one.value / gain for one in hull],
        color=MUTED,
        linestyle=":",
        label="concave hull",
    )
    ax.plot(float(plan.cost), float(plan.value), "o", color=ACCENT, label="this plan")
    return labelled(ax, "budget", plan.counted)


_COLOURS = dict(zip(("good", "date", "mark"), (MAIN, *SERIES[1:3]), strict=True))


@drawing
def draw_schedule(schedule: Any, ax: Any = None, **style: Any) -> Any:
    """Draw when each tie is helped; help until a mark lasts as long as trust takes."""
    table = schedule.ties
    table = table[table["bundle"] != ""].reset_index(drop=True)
    ax = axes(ax, 7.5, 1.2 + 0.24 * len(table))
    for row in table.itertuples():
        length = row.at if row.ends == "date" else schedule.horizon - row.start
        look = {"color": _COLOURS[row.ends], "alpha": 0.5 if row.ends == "mark" else 1, **style}
        ax.barh(row.Index, length, left=row.start, **look)
        if row.ends == "mark":
            ax.annotate(f"trust {row.at:.0f}", (row.start + 0.2, row.Index), va="center")
    ax.set_yticks(
        range(len(table)), [plain(f"{a}, {b}") for a, b in zip(table["a"], table["b"], strict=True)]
    )
    ax.invert_yaxis()
    ax.set(xlabel="period", xlim=(0, schedule.horizon))
    return ax


@drawing
def draw_hand_over(hand_over: Any, ax: Any = None, **style: Any) -> Any:
    """Draw values by date and by mark between those alone and with help for good."""
    ax = axes(ax)
    if hand_over.names is not None:
        counts = hand_over.counts
        ax.bar(list(counts), list(counts.values()), **{"color": MAIN, **style})
        ax.set_ylabel("ties")
        return ax
    table = hand_over.to_frame(numeric=True)
    lines = {"date": ("o", ACCENT), "mark": ("s", MAIN)}
    for end, (marker, colour) in lines.items():
        rows = table[table["ends"] == end]
        look = {"marker": marker, "color": colour, "markersize": 4, **style}
        ax.plot(rows["at"], rows["value"], label=f"until a {end}", **look)
    for end, name in (("alone", "isolated"), ("for good", "strong")):
        value = table.loc[table["ends"] == end, "value"].iloc[0]
        ax.axhline(value, color=CLASS_LINES[name], linestyle=":", label=end)
    return labelled(ax, "helped periods, or trust at which help ends", "value at founding")

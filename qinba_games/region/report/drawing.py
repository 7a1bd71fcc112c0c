"""The charts of a report, in the colours of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...partnership.drawing import draw_stairs
from ...plotting.charts import plain
from ...plotting.figures import as_svg, axes, drawing
from ...plotting.palette import ACCENT, CLASS_COLOURS, HAIRLINE, INK, MAIN, MUTED, on
from ...types import FloatArray
from .facts import Curve
from .labels import shortened
from .svg import Drawing
from .words import ORDER, percent

#: Width and height in units of a page, 72 of which are an inch; its smallest type.
_WIDTH, _HEIGHT, _TYPE = 400 / 72, 210 / 72, 11.4
#: Colours of pictures -> tokens of the page.
_TOKENS = {
    **{CLASS_COLOURS[name].lower(): f"f-{name}" for name in ORDER},
    INK: "ink",
    MUTED: "muted",
    HAIRLINE: "line",
    on("strong"): "on-strong",
    ACCENT: "accent",
    MAIN: "link",
}


def chart(name: str, title: str, description: str, ax: Any) -> Drawing:
    """A picture as a drawing of the page."""
    wide, high, body = as_svg(ax, name)
    body = re.sub(
        "#[0-9a-f]{6}", lambda c: f"var(--{_TOKENS[c[0]]})" if c[0] in _TOKENS else c[0], body
    )
    return Drawing(
        name=name,
        kind="chart",
        box=(0, 0, wide, high),
        title=title,
        description=description,
        body=body,
    )


@drawing
def draw_steps(classes: Sequence[str], moves: FloatArray, ax: Any = None, **style: Any) -> Any:
    """Stairs of trust, with the chance of each move in per cent."""
    ax = axes(ax, _WIDTH, _HEIGHT)
    return draw_stairs(classes, moves, ax, percent, fontsize=_TYPE, **style)


@drawing
def draw_curves(curves: Sequence[Curve], ax: Any = None, **style: Any) -> Any:
    """The probability by period that a tie has become strong, a curve for each tie and side."""
    ax = axes(ax, _WIDTH, _HEIGHT + 0.2 * len(curves))
    for each in curves:
        tie, comma, how = each.name.rpartition(",")
        look = {
            "color": MAIN if "other" in each.kind else ACCENT,
            "linestyle": "--" if "without" in each.kind else "-",
            "linewidth": 2.2,
        }
        ax.plot(each.values, label=plain(f"{shortened(tie)}{comma}{how}"), **{**look, **style})
    ax.set_yticks([0, 0.5, 1], ["0", "50", percent(1)])
    ax.set(xlim=(0, len(curves[0].values) - 1), ylim=(-0.02, 1.02))
    ax.grid(axis="y", color=HAIRLINE)
    ax.figure.legend(loc="outside upper left", frameon=False, fontsize=_TYPE)
    return _over_time(ax)


@drawing
def draw_areas(values: FloatArray, ax: Any = None, **style: Any) -> Any:
    """How many ties are in each class by period, one above the other, strong below."""
    ax = axes(ax, _WIDTH, _HEIGHT)
    periods, total = np.arange(len(values)), float(values[0].sum())
    colours = [CLASS_COLOURS[name] for name in ORDER]
    ax.stackplot(periods, values.T, **{"colors": colours, "linewidth": 0, **style})
    middles = values[-1].cumsum() - values[-1] / 2
    for name, count, middle in zip(ORDER, values[-1], middles, strict=True):
        if count / total > 0.09:
            look = {"color": on(name), "fontsize": _TYPE}
            place = (0.98 * periods[-1], middle)
            ax.text(*place, f"{count:.0f} {name}", ha="right", va="center", **look)
    ax.set_yticks(sorted({0, round(total) // 2, round(total)}))
    ax.set(xlim=(0, periods[-1]), ylim=(0, total))
    return _over_time(ax)


@drawing
def draw_budgets(
    frontier: Sequence[tuple[Any, Any]], chosen: Sequence[Any], ax: Any = None, **style: Any
) -> Any:
    """How many ties each budget keeps, as a staircase, and some budgets on it."""
    ax = axes(ax, _WIDTH, _HEIGHT)
    budgets, counts = ([float(v) for v in column] for column in zip(*frontier, strict=True))
    ax.step(budgets, counts, where="post", **{"color": ACCENT, "linewidth": 2.2, **style})
    known = dict(zip(budgets, counts, strict=True))
    for budget in map(float, chosen):
        ax.plot([budget], [known[budget]], "o", color=ACCENT, markersize=6)
        where = {"ha": "right", "va": "bottom", "fontsize": _TYPE, "color": INK}
        ax.text(budget, known[budget], f"{known[budget]:.0f} for {budget:g}  ", **where)
    ax.set(xlim=(0, 1.02 * budgets[-1]), ylim=(0, 1.12 * counts[-1]))
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("budget", fontsize=_TYPE, color=MUTED)
    ax.tick_params(labelsize=_TYPE, length=0, labelcolor=MUTED)
    ax.grid(axis="y", color=HAIRLINE)
    ax.spines[:].set_visible(False)
    return ax


def _over_time(ax: Any) -> Any:
    ax.set_xlabel("periods since founding", fontsize=_TYPE, color=MUTED)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.tick_params(labelsize=_TYPE, length=0, labelcolor=MUTED)
    ax.spines[:].set_visible(False)
    return ax

"""Pictures of the paper that are drawn with matplotlib: evidence for a claim, scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..plotting.charts import key, named, wrapped
from ..plotting.figures import axes, drawing
from ..plotting.palette import ACCENT, INK, MAIN, SERIES
from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_PAPER = "#ffffff"
#: How far below the axes the row of discs and rings stands, in points.
_ROW = -8


@drawing
def draw_claim(claim: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the evidence against the parameter that decides.

    Below them a disc where the claim holds and a ring where it does not; a line at every threshold
    in the range shown; infinite values are left out.
    """
    from matplotlib.transforms import ScaledTranslation

    ax = axes(ax)
    name, *columns = claim.picture
    x = np.asarray(claim.evidence[name], dtype=float)
    yes = np.array([verdict == "holds" for verdict in claim.evidence["verdict"]])
    turns = np.flatnonzero(yes[1:] != yes[:-1]) + 1
    # Thinner and thinner, so that a curve does not hide one below it.
    widths = np.linspace(3.2, 1.2, max(len(columns), 2))
    for label, colour, width in zip(columns, SERIES, widths, strict=False):
        y = np.asarray(claim.evidence[label], dtype=float)
        y = np.where(np.isfinite(y), y, np.nan)
        # No line where the verdict turns: nothing was computed in between, and payoffs may jump.
        line = {"color": colour, "label": label, "linewidth": width, **style}
        ax.plot(np.insert(x, turns, np.nan), np.insert(y, turns, np.nan), **line)
        ax.plot(x, y, ".", color=line["color"], markersize=2.5 * width)
    below = ScaledTranslation(0, _ROW / 72, ax.figure.dpi_scale_trans)
    row = {"s": 22, "edgecolor": INK, "clip_on": False}
    for where, colour in ((yes, INK), (~yes, _PAPER)):
        place = {"transform": ax.get_xaxis_transform() + below, "zorder": 3}
        ax.scatter(x[where], np.zeros(where.sum()), facecolor=colour, **row, **place)
    ax.tick_params(axis="x", pad=12)
    points = claim.turns[name].points if name in claim.turns else ()
    edges = [float(edge) for edge in points if x.min() <= edge <= x.max()]
    for k, edge in enumerate(edges):
        ax.axvline(edge, color=ACCENT, linestyle="--", label="_" if k else "threshold")
    named(ax, f"{name}; disc: the claim holds, ring: it does not", "")
    return key(ax, title=f"{claim.id}: {claim.verdict}")


@drawing
def draw_map(
    names: tuple[str, str],
    across: Sequence[float],
    down: Sequence[float],
    verdicts: Array,
    here: tuple[float, float],
    *,
    title: str,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Shade where a claim holds over two parameters; a cross where it was judged."""
    from matplotlib.colors import ListedColormap

    ax = axes(ax)
    x, y = (np.asarray(values, dtype=float) for values in (across, down))
    colours = ListedColormap([_PAPER, MAIN])
    shades = {"cmap": colours, "vmin": 0, "vmax": 1, "shading": "nearest", **style}
    ax.pcolormesh(x, y, (verdicts == "holds").astype(float), **shades)
    ax.plot(*map(float, here), "X", color=ACCENT, markeredgecolor=_PAPER, markersize=11)
    named(ax, f"{names[0]}; dark: the claim holds", names[1])
    ax.set_title(title, loc="left")
    return ax


@drawing
def draw_scenario(scenario: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a group of bars for each row, a bar for each column; what is infinite has none."""
    names, columns = scenario.picture[0], scenario.picture[1:]
    labels = [str(label) for label in scenario.rows[names]]
    ax = axes(ax, max(4.8, 1.1 * len(labels)), 3.2)
    width = 0.8 / len(columns)
    for k, column in enumerate(columns):
        heights = np.array([float(value) for value in scenario.rows[column]])
        heights[~np.isfinite(heights)] = np.nan
        place = np.arange(len(labels)) + (k - (len(columns) - 1) / 2) * width
        ax.bar(place, heights, **{"width": width, "label": column, "color": SERIES[k], **style})
    ax.axhline(0, color=INK, linewidth=0.6)
    room = ax.bbox.width / ax.figure.dpi / len(labels)
    ax.set_xticks(np.arange(len(labels)), [wrapped(label, room) for label in labels])
    ax.set_xlabel(names)
    return key(ax)

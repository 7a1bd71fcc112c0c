"""How the evidence for a claim looks: what depends on a parameter, and where the verdict turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...plotting.charts import axes, drawing
from ...types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAPER, ACCENT = "#ffffff", "#a8321e"
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9")


@drawing
def draw_claim(claim: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the evidence against the parameter that decides.

    Discs where the claim holds, rings where it does not, a line at every threshold in the range
    shown; infinite values are left out.
    """
    ax = axes(ax)
    name, *columns = claim.picture
    x = np.asarray(claim.evidence[name], dtype=float)
    yes = np.array([verdict == "holds" for verdict in claim.evidence["verdict"]])
    turns = np.flatnonzero(yes[1:] != yes[:-1]) + 1
    # Thinner and thinner, so that a curve does not hide one below it.
    widths = np.linspace(3.2, 1.2, max(len(columns), 2))
    for label, colour, width in zip(columns, _COLOURS, widths, strict=False):
        y = np.asarray(claim.evidence[label], dtype=float)
        y = np.where(np.isfinite(y), y, np.nan)
        # No line where the verdict turns: nothing was computed in between, and payoffs may jump.
        line = {"color": colour, "label": label, "linewidth": width, **style}
        ax.plot(np.insert(x, turns, np.nan), np.insert(y, turns, np.nan), **line)
        ax.scatter(x[yes], y[yes], s=18 * width, color=colour, zorder=3)
        ax.scatter(x[~yes], y[~yes], s=18 * width, facecolor=PAPER, edgecolor=colour, zorder=3)
    points = claim.turns[name].points if name in claim.turns else ()
    shown = [float(edge) for edge in points if x.min() <= edge <= x.max()]
    for k, edge in enumerate(shown):
        ax.axvline(edge, color=ACCENT, linestyle="--", label="_" if k else "threshold")
    ax.set_xlabel(f"{name}; disc: the claim holds, ring: it does not")
    ax.set_title(f"{claim.id}: {claim.verdict}", loc="left")
    ax.legend(frameon=False)
    return ax


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
    colours = ListedColormap([PAPER, _COLOURS[0]])
    shades = {"cmap": colours, "vmin": 0, "vmax": 1, "shading": "nearest", **style}
    ax.pcolormesh(x, y, (verdicts == "holds").astype(float), **shades)
    ax.plot(*map(float, here), "X", color=ACCENT, markeredgecolor=PAPER, markersize=11)
    ax.set(xlabel=f"{names[0]}; dark: the claim holds", ylabel=names[1])
    ax.set_title(title, loc="left")
    return ax

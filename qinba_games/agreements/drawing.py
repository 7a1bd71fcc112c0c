"""Pictures of agreements: who gains by joining or leaving, and how many sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..plotting.charts import axes
from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_stable_sizes(
    parameter: Array, size: Array, label: str, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Draw how many sign against a parameter, from each of its values to the next."""
    ax = axes(ax)
    style = {"color": "#0072B2", "marker": "o", **style}
    ax.step(np.asarray(parameter, dtype=float), np.asarray(size), where="post", **style)
    ax.set_ylim(0, max(size, default=1) + 1)
    _count(ax.yaxis)
    if np.asarray(parameter).dtype.kind == "i":
        _count(ax.xaxis)
    ax.set_xlabel(label)
    ax.set_ylabel("signatories")
    return ax


def draw_participation(
    sizes: Array, total: Array, stable: Array, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Joint payoff of all against the number of signatories; stable agreements are marked."""
    ax = axes(ax)
    values = np.asarray(total, dtype=float)
    ax.scatter(sizes, values, **{"color": "#999999", "s": 12, **style})
    ax.scatter(np.asarray(sizes)[stable], values[stable], color="#0072B2", zorder=3, label="stable")
    _count(ax.xaxis)
    ax.set_xlabel("signatories")
    ax.set_ylabel("joint payoff of all")
    if np.any(stable):
        ax.legend(frameon=False)
    return ax


def _count(axis: Any) -> None:
    """Put ticks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)


def draw_transfers(
    members: Sequence[str], before: Array, after: Array, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Two bars per signatory: without and with the transfers."""
    ax = axes(ax, 1.6 + 0.9 * len(members), 3.2)
    place = np.arange(len(members))
    ax.bar(place - 0.2, np.asarray(before, dtype=float), 0.4, color="#999999", label="without")
    style = {"color": "#0072B2", "label": "with transfers", **style}
    ax.bar(place + 0.2, np.asarray(after, dtype=float), 0.4, **style)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xticks(place, list(members))
    ax.set_ylabel("payoff")
    ax.legend(frameon=False)
    return ax

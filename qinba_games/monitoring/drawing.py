"""Payoffs that rise with patience between the discount factors at which they jump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..plotting.charts import axes
from ..types import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")


def draw_rising(
    pieces: Sequence[Array],
    heights: Mapping[str, Sequence[Array]],
    *,
    ax: Axes | None = None,
    **style: Any,
) -> Axes:
    """Curves in pieces over the discount factor; between two pieces a curve jumps.

    `pieces` holds the discount factors of each piece; `heights`, for every label, the values there.
    """
    ax = axes(ax)
    for colour, (label, values) in zip(_COLOURS, heights.items(), strict=False):
        for k, (x, y) in enumerate(zip(pieces, values, strict=True)):
            shown = {"color": colour, "label": label if k == 0 else None, **style}
            ax.plot(x.astype(float), y.astype(float), **shown)
    ax.set_xlim(0, 1)
    ax.set_xlabel("discount factor")
    ax.set_ylabel("payoff per period")
    if pieces:
        ax.legend(frameon=False)
    return ax

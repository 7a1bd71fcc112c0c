"""Payoffs that rise with patience between the discount factors at which they jump."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..plotting.charts import axes, drawing

_COLOURS = ("#0072B2", "#E69F00")
#: Points at which each row is drawn.
_POINTS = 33
_PATIENT = 1 - 1e-9


@drawing
def draw_table(table: Any, ax: Any = None, **style: Any) -> Any:
    """Draw joint payoff and the sum of the punishment payoffs, in one piece for every row."""
    ax = axes(ax)
    edges = [*table.delta.astype(float), _PATIENT]
    for r, ends in enumerate(itertools.pairwise(edges)):
        deltas = np.linspace(*ends, _POINTS)
        found = [table.row(r, delta) for delta in deltas]
        heights = {
            "joint payoff": [float(at.joint_payoff) for at in found],
            "sum of punishment payoffs": [float(at.punishment_payoff.sum()) for at in found],
        }
        for colour, (label, values) in zip(_COLOURS, heights.items(), strict=True):
            ax.plot(deltas, values, **{"color": colour, "label": None if r else label, **style})
    ax.set(xlabel="discount factor", ylabel="payoff per period", xlim=(0, 1))
    if len(table.delta):
        ax.legend(frameon=False)
    return ax

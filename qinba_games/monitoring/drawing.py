"""Payoffs that rise with patience between the discount factors at which they jump."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..plotting.charts import labelled
from ..plotting.figures import axes, drawing
from ..plotting.palette import SERIES

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
        points = [table.row(r, delta) for delta in deltas]
        heights = {
            "joint payoff": [float(at.joint_payoff) for at in points],
            "sum of punishment payoffs": [float(at.punishment_payoff.sum()) for at in points],
        }
        for colour, (label, values) in zip(SERIES, heights.items(), strict=False):
            ax.plot(deltas, values, **{"color": colour, "label": None if r else label, **style})
    return labelled(ax, "discount factor", "payoff per period", xlim=(0, 1))

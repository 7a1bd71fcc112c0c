"""Pictures of sets of payoffs: what is feasible, what is an equilibrium, what money would add."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import axes
from .polygons import hull


def draw_set(found: Any, ax: Any, **style: Any) -> Any:
    """The set over the feasible set; stage equilibria as dots; the set with transfers dashed."""
    stage = found.game.stage
    ax = axes(ax, 5.2, 4.8)
    payoffs = np.asarray(stage.payoffs, dtype=float)
    _outline(ax, hull(payoffs.reshape(-1, 2)), "feasible", facecolor="#EEEEEE", edgecolor="#999999")
    around = found.with_transfers
    if around is not None:
        _outline(
            ax, around, "with transfers", facecolor="none", edgecolor="#E69F00", linestyle="--"
        )
    look = {"facecolor": "#56B4E9", "edgecolor": "#0072B2", **style}
    corners = np.asarray(found.vertices, dtype=float)
    _outline(ax, corners, "equilibrium payoffs", **look)
    at_rest = found.stage_equilibria
    if len(at_rest):
        ax.plot(*np.asarray(at_rest, float).T, "o", color="black", ms=5, label="stage equilibria")
    ax.set_xlabel(f"payoff to {stage.players[0]}")
    ax.set_ylabel(f"payoff to {stage.players[1]}")
    ax.legend(frameon=False)
    return ax


def _outline(ax: Any, corners: Any, label: str, **style: Any) -> None:
    if len(corners) > 2:
        ax.fill(*corners.T, label=label, **style)
    else:  # a segment, or a point, has no inside
        colour = style["edgecolor"]
        ax.plot(*corners.T, "o-", color=colour, ms=4, linewidth=2, label=label)

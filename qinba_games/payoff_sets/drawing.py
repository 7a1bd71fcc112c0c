"""Pictures of sets of payoffs: what is feasible, what is an equilibrium, what money would add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..plotting.charts import axes, drawing, plain
from ..types import Array
from .polygons import hull


@drawing
def draw_set(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the set in the feasible set; stage equilibria as dots; with transfers dashed."""
    stage = getattr(found.game, "stage", None)
    ax = axes(ax, 5.2, 4.8)
    if stage is not None:  # what is feasible in one state depends on the others
        every = np.asarray(stage.payoffs, dtype=float)
        every = hull(every.reshape(-1, every.shape[-1])[:, :2])
        _outline(ax, every, "feasible", facecolor="#EEEEEE", edgecolor="#999999")
    around = found.with_transfers
    if around is not None:
        _outline(
            ax, around, "with transfers", facecolor="none", edgecolor="#E69F00", linestyle="--"
        )
    look = {"facecolor": "#56B4E9", "edgecolor": "#0072B2", **style}
    corners = hull(np.asarray(found.vertices, dtype=float)[:, :2])  # of more members, the shadow
    _outline(ax, corners, "equilibrium payoffs", **look)
    at_rest = found.stage_equilibria
    if at_rest is not None and len(at_rest):
        ax.plot(
            *np.asarray(at_rest, float)[:, :2].T, "o", color="black", ms=5, label="stage equilibria"
        )
    _label(ax, list(found.to_frame().columns[:2]))
    return ax


@drawing
def draw_states(sets: Mapping[str, Array], names: Sequence[str], ax: Any, **style: Any) -> Any:
    """The outlines of the sets of all states, the first one darkest; points as dots."""
    ax = axes(ax, 5.6, 4.8)
    shades = np.linspace(0, 0.7, max(len(sets), 2))
    for shade, (state, corners) in zip(shades, sets.items(), strict=False):
        colour = (shade, 0.45 + 0.4 * shade, 0.7 + 0.2 * shade)
        look = {"facecolor": (*colour, 0.12), "edgecolor": colour, "linewidth": 1.5, **style}
        _outline(ax, np.asarray(corners, dtype=float), plain(state), **look)
    _label(ax, names)
    return ax


def _label(ax: Any, names: Sequence[str]) -> None:
    ax.set_xlabel(f"payoff to {plain(names[0])}")
    ax.set_ylabel(f"payoff to {plain(names[1])}")
    ax.legend(frameon=False)


def _outline(ax: Any, corners: Any, label: str, **style: Any) -> None:
    if len(corners) > 2:
        ax.fill(*corners.T, label=label, **style)
    else:  # a segment, or a point, has no inside
        colour = style["edgecolor"]
        ax.plot(*corners.T, "o-", color=colour, ms=4, linewidth=2, label=label)


@drawing
def draw_path(path: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what each member got on average up to each period."""
    ax = axes(ax)
    periods = np.arange(1, len(path.states) + 1)
    mean = np.cumsum(np.asarray(path.payoffs, dtype=float), axis=0) / periods[:, None]
    for name, values in zip(path.members, mean.T, strict=True):
        ax.plot(periods, values, label=plain(name), **style)
    ax.set_xlabel("period")
    ax.set_ylabel("payoff on average so far")
    ax.legend(frameon=False)
    return ax

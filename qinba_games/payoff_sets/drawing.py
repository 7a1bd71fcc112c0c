"""Pictures of sets of payoffs: what is feasible, what is an equilibrium, what money would add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..plotting.charts import labelled, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import ACCENT, CLASS_COLOURS, HULL, HULL_EDGE, INK, MAIN, SERIES
from ..types import Array
from .polygons import hull


@drawing
def draw_set(payoffs: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the set in the feasible set; stage equilibria as dots; with transfers dashed.

    Where the proved inner and outer set are not one, the outer is an outline around the inner.
    """
    stage = getattr(payoffs.game, "stage", None)
    ax = axes(ax, 5.2, 4.8)
    if stage is not None:  # what is feasible in one state depends on the others
        every = np.asarray(stage.payoffs, dtype=float)
        every = hull(every.reshape(-1, every.shape[-1])[:, :2])
        _outline(ax, every, "feasible", facecolor=HULL, edgecolor=HULL_EDGE)
    around = payoffs.with_transfers
    if around is not None:
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": ACCENT, "linestyle": "--"}
        _outline(ax, around, "with transfers", **look)
    if payoffs.gap:
        look = {"facecolor": "none", "edgecolor": INK, "linestyle": ":", "zorder": 3}
        _outline(ax, _shadow(payoffs.outer), "proved: none outside", **look)
    look = {"facecolor": CLASS_COLOURS["weak"], "edgecolor": MAIN, **style}
    name = "proved: equilibrium payoffs" if payoffs.gap else "equilibrium payoffs"
    if len(inner := _shadow(payoffs.inner)):
        _outline(ax, inner, name, **look)
    at_rest = payoffs.stage_equilibria
    if at_rest is not None and len(at_rest):
        ax.plot(
            *np.asarray(at_rest, float)[:, :2].T, "o", color=INK, ms=5, label="stage equilibria"
        )
    _label(ax, list(payoffs.to_frame().columns[:2]))
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
    labelled(ax, *(f"payoff to {plain(name)}" for name in names[:2]))


def _shadow(corners: Any) -> Any:
    """The hull in the plane of the first two members."""
    return hull(np.asarray(corners, dtype=float)[:, :2]) if len(corners) else ()


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
    for colour, name, values in zip(SERIES, path.members, mean.T, strict=False):
        ax.plot(periods, values, **{"color": colour, "label": plain(name), **style})
    return labelled(ax, "period", "payoff on average so far")

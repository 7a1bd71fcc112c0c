"""Phase portraits of adoption dynamics: paths in a square or cube, or shares over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..plotting.charts import key, labelled, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import INK, MUTED, OTHER, SERIES

#: Colour and marker of a rest point.
_REST_POINTS = {
    "stable": (SERIES[0], "o"),
    "saddle": (SERIES[1], "s"),
    "source": (SERIES[5], "^"),
    "degenerate": (OTHER, "D"),
    "mixed": (SERIES[3], "X"),
}


@drawing
def draw_adoption(adoption: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a square or cube of paths for two or three players, else shares over time."""
    draw = _draw_portrait if adoption.game.n_players in (2, 3) else _draw_shares_over_time
    return draw(adoption, ax, **style)


def _draw_portrait(adoption: Any, ax: Any, **style: Any) -> Any:
    """Paths, corners of every kind and mixed rest points of two or three players."""
    ax = axes(ax, 5.6, 4.6) if adoption.game.n_players == 2 else _cube(ax)
    look = {"color": MUTED, "linewidth": 0.8, "alpha": 0.6, **style}
    for path in adoption.paths:
        ax.plot(*path.T, **look)
    ax.plot(*adoption.path.T, **{**look, "color": INK, "linewidth": 2, "alpha": 1})
    corners, kinds = 1.0 - adoption.profiles, np.array(adoption.kinds)
    for kind, (colour, marker) in _REST_POINTS.items():
        points = adoption.mixed if kind == "mixed" else corners[kinds == kind]
        if len(points):
            dots = {"color": colour, "marker": marker, "s": 60, "clip_on": False}
            ax.scatter(*points.T, **dots, label=kind, zorder=3)
    flat = adoption.game.n_players == 2
    players = zip("xyz", adoption.game.players, adoption.game.actions, strict=False)
    for axis, player, names in players:
        label = plain(f"{player}: {names[0]}" if flat else f"{player}:\n{names[0]}")
        ax.set(**{f"{axis}label": label, f"{axis}lim": (0, 1)})
    return key(ax) if flat else _in_cube(ax)


def _in_cube(ax: Any) -> Any:
    """Labels of a cube written across, and its legend above the whole."""
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_rotate_label(False)
        axis.set_ticks([1])
        axis.set_tick_params(pad=-3)
        axis.labelpad = -8
    ax.set_position((0.04, 0.06, 0.84, 0.8))
    return key(ax)


def _cube(ax: Any) -> Any:
    if ax is not None and not hasattr(ax, "set_zlim"):
        rule, remedy = "three players are drawn in a cube", 'Pass Axes with the projection "3d"'
        raise errors.InputTypeError("Adoption.plot", "ax", ax, rule, f"{remedy}, or none")
    return axes(ax, 5.6, 5.0, projection="3d")


def _draw_shares_over_time(adoption: Any, ax: Any, **style: Any) -> Any:
    """One line per population: its share over time."""
    ax = axes(ax)
    for colour, label, shares in zip(SERIES, adoption.game.players, adoption.path.T, strict=False):
        ax.plot(adoption.times, shares, **{"color": colour, "label": plain(label), **style})
    return labelled(ax, "time", "share of the first action", ylim=(-0.02, 1.02))

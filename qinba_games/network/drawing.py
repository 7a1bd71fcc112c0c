"""Pictures of networks: governments on a circle, ties between them; regimes as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..plotting.charts import axes, beside, drawing, plain
from ..types import BoolArray, IntArray

_KEPT, _LOST, _QUIET = "#0072B2", "#BBBBBB", "#999999"
#: Colours of governments by the round in which they left, from the first.
_ROUNDS = ("#D55E00", "#E69F00", "#F0E442", "#CC79A7")


@drawing
def draw_network(
    names: Sequence[Any],
    ends: IntArray,
    kept: BoolArray,
    *,
    rounds: Sequence[int] | None = None,
    ax: Any = None,
    **style: Any,
) -> Any:
    """Kept ties in full and the others dotted; governments in grey if they have no tie."""
    ax = axes(ax, 5.2, 5.2)
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    place = np.column_stack([np.sin(angle), np.cos(angle)])
    for which, colour, line in ((~kept, _LOST, ":"), (kept, _KEPT, "-")):
        lines = np.full((which.sum(), 3, 2), np.nan)
        lines[:, :2] = place[ends[which]]
        look = {"color": colour, "linestyle": line, "zorder": 1, **style}
        ax.plot(*lines.reshape(-1, 2).T, **look)
    busy = np.zeros(len(names), dtype=bool)
    busy[ends[kept].ravel()] = True
    colours = [_KEPT if there else _QUIET for there in busy]
    # When each government left: -1 never, 0 from outside, then the rounds.
    for i, left in enumerate(rounds or ()):
        colours[i] = colours[i] if left < 0 else _ROUNDS[min(left, len(_ROUNDS) - 1)]
    ax.scatter(place[:, 0], place[:, 1], s=60, color=colours, zorder=2)
    if len(names) <= 60:
        for name, (x, y) in zip(names, place, strict=True):
            ax.annotate(plain(name), (1.12 * x, 1.12 * y), ha="center", va="center")
    ax.set_xlim(-1.35, 1.35)
    ax.set_ylim(-1.25, 1.25)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


@drawing
def draw_frames(
    names: Sequence[Any],
    ends: IntArray,
    frames: Sequence[tuple[str, BoolArray, Sequence[int]]],
    **style: Any,
) -> Sequence[Any]:
    """One network for each title, with the ties that are left and who has left by then."""
    found = np.ravel(np.asarray(beside(len(frames), 3.4, 3.7), dtype=object)).tolist()
    for ax, (title, kept, rounds) in zip(found, frames, strict=True):
        draw_network(names, ends, kept, rounds=rounds, ax=ax, **style)
        ax.set_title(title, fontsize="medium")
    return tuple(found)


@drawing
def draw_ladder(
    names: Sequence[str],
    values: Sequence[float],
    bounds: Sequence[float],
    *,
    ax: Any = None,
    **style: Any,
) -> Any:
    """One bar for the value of each regime, the first on top; a thin line up to its bound."""
    ax = axes(ax, 6.4, 0.9 + 0.45 * len(names))
    place, look = np.arange(len(names))[::-1], {"color": _KEPT, **style}
    bars = ax.barh(place, values, **look)
    open_ = np.asarray(bounds, dtype=float) > np.asarray(values, dtype=float)
    reach = (np.asarray(values, float)[open_], np.asarray(bounds, float)[open_])
    ax.hlines(place[open_], *reach, color="black", linewidth=1)
    ax.bar_label(bars, [f"{value:.4g}" for value in values], padding=3)
    ax.set_yticks(place, list(map(plain, names)))
    ax.set_xlabel("value of the sustained ties" + "; line: up to its bound" * bool(open_.any()))
    ax.margins(x=0.12)
    return ax

"""Pictures of networks: governments on a circle, ties between them; regimes as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..plotting.charts import named, plain
from ..plotting.figures import axes, beside, drawing, type_size
from ..plotting.palette import ACCENT, INK, MAIN, OTHER, SERIES
from ..types import BoolArray, IntArray

#: Colours of governments by the round in which they left, from the first.
_ROUNDS = (ACCENT, *SERIES[1:4])


@drawing
def draw_network(
    names: Sequence[Any],
    ends: IntArray,
    ties: BoolArray,
    *,
    rounds: Sequence[int] | None = None,
    ax: Any = None,
    **style: Any,
) -> Any:
    """Kept ties in full and the others dotted; governments in grey if they have no tie."""
    ax = axes(ax, 5.2, 5.2)
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    place = np.column_stack([np.sin(angle), np.cos(angle)])
    for which, colour, line in ((~ties, OTHER, ":"), (ties, MAIN, "-")):
        lines = np.full((which.sum(), 3, 2), np.nan)
        lines[:, :2] = place[ends[which]]
        look = {"color": colour, "linestyle": line, "zorder": 1, **style}
        ax.plot(*lines.reshape(-1, 2).T, **look)
    busy = np.zeros(len(names), dtype=bool)
    busy[ends[ties].ravel()] = True
    colours = [MAIN if there else OTHER for there in busy]
    # When each government left: -1 never, 0 from outside, then the rounds.
    for i, exit_round in enumerate(rounds or ()):
        colours[i] = colours[i] if exit_round < 0 else _ROUNDS[min(exit_round, len(_ROUNDS) - 1)]
    ax.scatter(place[:, 0], place[:, 1], s=60, color=colours, zorder=2)
    room = 1.12
    if len(names) <= 60:
        room += _name_beside(ax, names)
        for name, (x, y) in zip(names, place, strict=True):
            side = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
            ax.annotate(plain(name), (1.12 * x, 1.14 * y), ha=side, va="center")
    ax.set_xlim(-room, room)
    ax.set_ylim(-1.25, 1.25)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _name_beside(ax: Any, names: Sequence[Any]) -> float:
    """Room for the longest name beside a circle of radius 1.12, in units of the picture."""
    longest = 0.62 * type_size() * max(map(len, map(str, names)), default=0)
    half: float = max(ax.get_window_extent().width * 36 / ax.figure.dpi - longest, longest)
    return 1.12 * longest / half


@drawing
def draw_frames(
    names: Sequence[Any],
    ends: IntArray,
    frames: Sequence[tuple[str, BoolArray, Sequence[int]]],
    **style: Any,
) -> Sequence[Any]:
    """One network for each title, with the ties that are left and who has left by then."""
    panels = np.ravel(np.asarray(beside(len(frames), 3.4, 3.7), dtype=object)).tolist()
    for ax, (title, ties, rounds) in zip(panels, frames, strict=True):
        draw_network(names, ends, ties, rounds=rounds, ax=ax, **style)
        ax.set_title(title, fontsize="medium")
    return tuple(panels)


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
    place, look = np.arange(len(names))[::-1], {"color": MAIN, **style}
    bars = ax.barh(place, values, **look)
    open_ = np.asarray(bounds, dtype=float) > np.asarray(values, dtype=float)
    reach = (np.asarray(values, float)[open_], np.asarray(bounds, float)[open_])
    ax.hlines(place[open_], *reach, color=INK, linewidth=1)
    ax.bar_label(bars, [f"{value:.4g}" for value in values], padding=3)
    ax.set_yticks(place, list(map(plain, names)))
    ax.margins(x=0.12)
    what = "value of the sustained ties" + "; line: up to its bound" * bool(open_.any())
    return named(ax, what, "")

"""Payoffs of a game that is played once, and its equilibria among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import key
from ..plotting.figures import axes, drawing
from ..plotting.palette import MAIN, OTHER, SERIES


@drawing
def draw_equilibria(equilibria: Any, ax: Any = None, **style: Any) -> Any:
    """Draw all profiles and equilibria by the payoffs of two players; of others, bars."""
    ax = axes(ax, 4.8, 4.0)
    if equilibria.game.n_players != 2:
        return _draw_bars(equilibria, ax, **style)
    every = np.asarray(equilibria.game.payoffs, dtype=float).reshape(-1, 2)
    ax.scatter(*every.T, color=OTHER, label="pure profiles")
    look = {"color": MAIN, "marker": "D", "label": "Nash equilibria", "zorder": 3, **style}
    ax.scatter(*np.asarray(equilibria.payoffs, dtype=float).reshape(-1, 2).T, **look)
    for axis, player in zip("xy", equilibria.game.players, strict=True):
        getattr(ax, f"set_{axis}label")(f"payoff of {player}", parse_math=False)
    return key(ax)


def _draw_bars(equilibria: Any, ax: Any, **style: Any) -> Any:
    count = max(len(equilibria.payoffs), 1)
    place = np.arange(equilibria.game.n_players)
    for k, payoffs in enumerate(np.asarray(equilibria.payoffs, dtype=float)):
        look = {"width": 0.8 / count, "color": SERIES[k % len(SERIES)], **style}
        look = {"label": f"equilibrium {k}", **look}
        ax.bar(place + (k - (count - 1) / 2) * 0.8 / count, payoffs, **look)
    ax.set_xticks(place, list(equilibria.game.players), parse_math=False)
    ax.set_ylabel("payoff")
    return key(ax)

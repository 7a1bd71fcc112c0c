"""Payoffs of a game that is played once, and its equilibria among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import axes, drawing


@drawing
def draw_equilibria(found: Any, ax: Any = None, **style: Any) -> Any:
    """Draw all profiles and equilibria by the payoffs of two players; of others, bars."""
    ax = axes(ax, 4.8, 4.0)
    if found.game.n_players != 2:
        return _draw_bars(found, ax, **style)
    every = np.asarray(found.game.payoffs, dtype=float).reshape(-1, 2)
    ax.scatter(*every.T, color="#999999", label="pure profiles")
    look = {"color": "#0072B2", "marker": "D", "label": "Nash equilibria", "zorder": 3, **style}
    ax.scatter(*np.asarray(found.payoffs, dtype=float).reshape(-1, 2).T, **look)
    for axis, player in zip("xy", found.game.players, strict=True):
        getattr(ax, f"set_{axis}label")(f"payoff of {player}", parse_math=False)
    ax.legend(frameon=False)
    return ax


def _draw_bars(found: Any, ax: Any, **style: Any) -> Any:
    count = max(len(found.payoffs), 1)
    place = np.arange(found.game.n_players)
    for k, payoffs in enumerate(np.asarray(found.payoffs, dtype=float)):
        look = {"width": 0.8 / count, "label": f"equilibrium {k}", **style}
        ax.bar(place + (k - (count - 1) / 2) * 0.8 / count, payoffs, **look)
    ax.set_xticks(place, list(found.game.players), parse_math=False)
    ax.set_ylabel("payoff")
    if len(found.payoffs):
        ax.legend(frameon=False)
    return ax

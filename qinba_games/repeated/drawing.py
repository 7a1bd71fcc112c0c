"""Payoffs of a repeated game, at one discount factor and at all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import axes, draw_steps


def draw_equilibrium(found: Any, ax: Any, **style: Any) -> Any:
    """One group of bars per member, or per state: what there is, and what all are held to."""
    if isinstance(found.policy, dict):
        labels = [str(state) for state in found.policy]
        least = found.punishment_payoff.sum(axis=1)
        heights = {"joint payoff": found.joint_payoff, "sum of punishment payoffs": least}
    else:
        labels = list(found.game.stage.players)
        heights = {"payoff": found.payoffs, "punishment payoff": found.punishment_payoff}
    ax = axes(ax)
    width = 0.8 / len(heights)
    for k, (name, values) in enumerate(heights.items()):
        middle = np.arange(len(labels)) + (k - (len(heights) - 1) / 2) * width
        ax.bar(middle, np.asarray(values, dtype=float), width, label=name, **style)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xticks(np.arange(len(labels)), labels)
    ax.set_ylabel("payoff per period")
    ax.legend(frameon=False)
    return ax


def draw_table(table: Any, ax: Any, **style: Any) -> Any:
    """Joint payoff and the sum of the punishment payoffs of every row, up to the next one."""
    heights = {
        "joint payoff": table.joint_payoff,
        "sum of punishment payoffs": table.punishment_payoff.sum(axis=1),
    }
    return draw_steps(table.delta, heights, "payoff per period", ax=ax, **style)

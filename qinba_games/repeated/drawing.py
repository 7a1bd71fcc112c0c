"""Payoffs of a repeated game, at one discount factor and at all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plotting.charts import draw_steps, key, labelled, plain
from ..plotting.figures import axes, drawing
from ..plotting.palette import CLASS_COLOURS, INK, SERIES


@drawing
def draw_equilibrium(answer: Any, ax: Any = None, **style: Any) -> Any:
    """Draw what each member gets beside what it can be held to (by state: joint values)."""
    if isinstance(answer.policy, dict):
        labels = [str(state) for state in answer.policy]
        least = answer.punishment_payoff.sum(axis=1)
        heights = {"joint payoff": answer.joint_payoff, "sum of punishment payoffs": least}
    else:
        labels = list(answer.game.stage.players)
        heights = {"payoff": answer.payoffs, "punishment payoff": answer.punishment_payoff}
    ax = axes(ax)
    width = 0.8 / len(heights)
    for k, (name, values) in enumerate(heights.items()):
        middle = np.arange(len(labels)) + (k - (len(heights) - 1) / 2) * width
        look = {"color": SERIES[k], "label": name, **style}
        ax.bar(middle, np.asarray(values, dtype=float), width, **look)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks(np.arange(len(labels)), list(map(plain, labels)))
    return labelled(ax, "", "payoff per period")


@drawing
def draw_table(table: Any, ax: Any = None, **style: Any) -> Any:
    """Draw joint payoff and the sum of the punishment payoffs against patience, as steps."""
    least = table.punishment_payoff.sum(axis=1)
    heights = {"joint payoff": table.joint_payoff, "sum of punishment payoffs": least}
    return draw_steps(table.delta, heights, "payoff per period", ax=ax, **style)


@drawing
def draw_patience(threshold: Any, ax: Any = None, **style: Any) -> Any:
    """Draw the discount factors that sustain the agreement, as a bar from 0 to 1."""
    ax = axes(ax, 6.4, 1.7)
    ax.barh(0, 1, height=0.5, color=CLASS_COLOURS["no cooperation"], label="not sustained")
    for k, (low, high) in enumerate(threshold.intervals):
        look = {"color": CLASS_COLOURS["cooperation"], "label": "" if k else "sustained", **style}
        ax.barh(0, float(high) - float(low), left=float(low), height=0.5, **look)
    ends = sorted({float(end) for span in threshold.intervals for end in span} - {0.0, 1.0})
    for end in ends:
        ax.annotate(f"{end:.3g}", (end, 0.3), ha="center", va="bottom")
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.3, 0.6)
    ax.set_yticks([])
    ax.set_xlabel("discount factor")
    return key(ax)

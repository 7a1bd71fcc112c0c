"""Promises as bars over patience, and the set that they leave."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..common.register import LATER
from ..plotting.charts import labelled
from ..plotting.figures import axes, drawing
from ..plotting.palette import ACCENT, MAIN
from .limits import kaplan_meier

#: How much of the picture shows error rates.
_BELOW = 0.32


@drawing
def draw_revealed_patience(answer: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a bar for each promise where keeping it is an equilibrium, and shade the set.

    In games of two actions each a point shows where cooperation begins to be the less risky one.
    """
    ax = axes(ax)
    order = sorted(range(len(answer.promises)), key=lambda row: float(answer.promises.least[row]))
    legend = set[bool]()
    for place, row in enumerate(order):
        success = bool(answer.promises.kept[row])
        look = {"color": MAIN if success else "none", "edgecolor": MAIN, "linewidth": 0.8}
        for low, high in answer.promises.support[row]:
            label = None if success in legend else "kept" if success else "broken"
            legend.add(success)
            width = float(high) - float(low)
            ax.barh(place, width, 0.7, float(low), label=label, **{**look, **style})
    risky = LATER[type(answer), "less_risky"](answer.promises)
    marks = [(risky[row], place) for place, row in enumerate(order) if risky[row] < 1]
    if marks:
        look = {
            "marker": "D",
            "s": 14,
            "color": ACCENT,
            "zorder": 3,
            "label": "risk dominant",
        }
        ax.scatter(*zip(*marks, strict=True), **look)
    for k, (low, high) in enumerate(answer.intervals):
        label = None if k else f"not refused at {answer.level:.0%}"
        ax.axvspan(float(low), float(high), color=ACCENT, alpha=0.15, zorder=0, label=label)
    ax.set_xlim(0, 1)
    ax.set_yticks([])
    # The lowest part of the picture is a scale of its own.
    count = len(order)
    ax.set_ylim(-0.5 - _BELOW / (1 - _BELOW) * count, count - 0.5)
    _draw_least_errors(answer, ax.inset_axes((0, 0, 1, _BELOW - 0.06), sharex=ax))
    labelled(ax, "discount factor", "promises")
    ax.yaxis.label.set_y((1 + _BELOW) / 2)
    return ax


def _draw_least_errors(answer: Any, below: Any) -> None:
    """The least error rate at which each patience is not refused, and the one that is assumed."""
    rates = answer.least_errors.tolist()
    edges = [float(edge) for edge in answer.edges]
    below.step(edges, [*rates, rates[-1]], where="post", color=MAIN)
    below.axhline(answer.error, color=ACCENT, linewidth=0.8)
    most = max((rate for rate in rates if math.isfinite(rate)), default=0.0)
    most = 1.1 * max(most, answer.error, 0.01)
    below.set_ylim(0, most)
    below.set_yticks([0, float(f"{most / 1.2:.1g}")])
    below.tick_params(labelbottom=False, bottom=False)
    below.set_ylabel("error")


@drawing
def draw_profile(calibration: Any, name: str, ax: Any = None, **style: Any) -> Any:
    """Draw how likely records are at each value of a parameter, the others at their best."""
    ax = axes(ax)
    low, high = calibration.ends[calibration.free.index(name)].tolist()
    best = calibration.estimate[name]
    values = sorted({*np.linspace(low, best, 5).tolist(), *np.linspace(best, high, 5).tolist()})
    loss = calibration.profile(name, values)["loglik"] - calibration.loglik
    ax.plot(values, loss.tolist(), **{"color": MAIN, **style})
    ax.plot([best], [0.0], "o", color=MAIN, markersize=4, label="estimate")
    ax.axvspan(
        low, high, color=ACCENT, alpha=0.15, zorder=0, label=f"interval at {calibration.level:.0%}"
    )
    return labelled(ax, name, "log-likelihood below the best")


@drawing
def draw_calibration(calibration: Any, chances: Any, ax: Any = None, **style: Any) -> Any:
    """Draw how long agreements stood by records, as steps, and by the estimate, as lines."""
    ax = axes(ax)
    panel = calibration.panel
    for across, color, label in ((False, MAIN, "inside groups"), (True, ACCENT, "across borders")):
        some = panel.across == across
        if some.any():
            stood = kaplan_meier(panel.history[some])
            years = range(1, len(stood) + 1)
            ax.step(years, stood, where="mid", color=color, alpha=0.5, label=f"{label}, records")
            mean = chances[some].mean(axis=0)[: len(stood)]
            ax.plot(years, mean, **{"color": color, "label": f"{label}, estimate", **style})
    ax.set_ylim(0, 1.02)
    return labelled(ax, "years", "share that stands")

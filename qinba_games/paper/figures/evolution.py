"""The evolution of one tie, from isolated to weak to strong, without and with the coordinator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...partnership.results.evolution import Evolution, level_moves
from ...plotting.charts import CLASS_COLOURS
from ..tie_study import TieStudy, strong_by
from .style import INK, LINE, MUTED, ON_CLASS, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIDES = ("Without a coordinator", "With a coordinator")


def evolution_figure(one: TieStudy) -> Figure:
    """Two chains over the levels of trust, and the chance of having become strong over time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.9), layout="constrained")
    axes = figure.subplot_mosaic([["0", "time"], ["1", "time"]], width_ratios=[1.55, 1])
    for side, (title, result) in enumerate(zip(_SIDES, (one.without, one.helped), strict=True)):
        _chain(axes[str(side)], result)
        axes[str(side)].set_title(f"{title}:\n{outlook(result)}", fontsize=10)
    _over_time(axes["time"], one)
    return figure


def outlook(result: Evolution) -> str:
    """Probability and expected time of becoming strong, in words."""
    probability, time = result.probability_strong, result.time_to_strong
    if probability <= 0:
        return "never strong"
    if time <= 0:
        return "strong from the start"
    sure = probability > 1 - 1e-9
    chance = "strong for sure" if sure else f"strong with probability {probability:.2f}"
    return f"{chance}, {'' if sure else 'then '}after {time:.1f} periods on average"


def _chain(ax: Axes, result: Evolution) -> None:
    moves = level_moves(result)
    for k, name in enumerate(result.classes):
        ax.scatter(k, 0, s=1050, color=CLASS_COLOURS[name], edgecolor=PAPER, zorder=3)
        ax.text(k, 0, f"{k}", color=ON_CLASS[name], ha="center", va="center", zorder=4)
        ax.text(k, -0.62, name, ha="center", va="center", fontsize=10)
        if moves[k, -1] > 0 and name != "isolated":
            ax.text(k, -0.86, f"ends: {moves[k, -1]:.2f}", ha="center", fontsize=8, color=MUTED)
        for other in range(len(result.classes)):
            if other != k and moves[k, other] > 0:
                _arrow(ax, k, other, float(moves[k, other]))
    ax.annotate(
        "founded",
        (result.founding, 0.3),
        (result.founding, 0.92),
        ha="center",
        fontsize=9,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2},
    )
    ax.set_xlim(-0.55, len(result.classes) - 0.45)
    ax.set_ylim(-1.0, 1.12)
    ax.set_axis_off()


def _arrow(ax: Axes, start: int, end: int, probability: float) -> None:
    side = 1 if end > start else -1
    ax.annotate(
        "",
        (end - 0.2 * side, 0.16 * side),
        (start + 0.2 * side, 0.16 * side),
        arrowprops={
            "arrowstyle": "-|>",
            "color": MUTED,
            "linewidth": 0.8 + 2 * probability,
            "connectionstyle": "arc3,rad=-0.3",
        },
    )
    if abs(end - start) == 1:  # a fall of several levels is in the table; here it would crowd
        middle = (start + end) / 2
        ax.text(middle, 0.5 * side, f"{probability:.2f}", ha="center", va="center", fontsize=9)


def _over_time(ax: Axes, one: TieStudy) -> None:
    longest = max(_finite_time(one.without), _finite_time(one.helped))
    periods = max(8, math.ceil(3.5 * longest))
    looks = (
        (one.without, MUTED, "--", "without"),
        (one.helped, CLASS_COLOURS["strong"], "-", "with"),
    )
    for result, colour, pattern, label in looks:
        chances = strong_by(result, periods)
        ax.plot(range(periods + 1), chances, pattern, color=colour, linewidth=2.4, label=label)
        if 0 < _finite_time(result):
            ax.axvline(result.time_to_strong, color=colour, linewidth=1, linestyle=":")
            ax.annotate(
                f"expected: {result.time_to_strong:.1f}",
                (result.time_to_strong, 0.06),
                (6, 0),
                textcoords="offset points",
                fontsize=9,
            )
    ax.set_title("Probability of being strong by period", fontsize=10)
    ax.set_xlim(0, periods)
    ax.set_ylim(-0.02, 1.04)
    ax.set_xlabel("period")
    ax.grid(color=LINE, linewidth=0.6)
    ax.legend(frameon=False, loc="best")


def _finite_time(result: Evolution) -> float:
    return result.time_to_strong if result.probability_strong > 0 else 0.0

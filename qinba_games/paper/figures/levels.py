"""Levels of government in layers: provinces at the bottom, without and with those above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...hierarchy.drawing import draw_layers
from ...hierarchy.results import CLASSES
from ..levels import LevelStudy
from .style import blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def levels_figure(study: LevelStudy) -> Figure:
    """Class counts of every layer, for nobody coordinating and for all three levels."""
    chosen = [each for each in study.regimes if each.regime in ("none", "three-level")]
    figure, axes = blank(10, 3.6, ncols=len(chosen), sharey=True)
    for ax, each in zip(axes, chosen, strict=True):
        draw_layers(each.layers(), CLASSES, ax=ax)
        ax.get_legend().remove()
        ax.set_title("Nobody coordinates" if each.regime == "none" else "Three levels coordinate")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, ncols=len(CLASSES), loc="outside lower center")
    return figure

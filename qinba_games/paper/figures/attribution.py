"""The waterfall of the average tie: from without to with the coordinator, capacity by capacity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...third_parties.drawing import draw_waterfall
from ..capacities import MEASURES, Owed
from .style import blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def attribution_figure(means: Sequence[Owed]) -> Figure:
    """One waterfall for each measure of the same ties."""
    width = 2.6 + 1.1 * len(means[0].values)
    figure, axes = blank(len(means) * width, 3.9, ncols=len(means))
    for ax, each in zip(axes, means, strict=True):
        name, sign = MEASURES[each.of]
        steps = sign * np.array(list(each.values.values()))
        draw_waterfall(each.without, list(each.values), steps, each.helped, name, ax)
        ax.set_title(f"{name.capitalize()}, average of {each.ties} ties", fontsize=10)
    return figure

"""The numbers of a scenario as groups of bars."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...plotting.charts import key, wrapped
from ...plotting.figures import axes, drawing
from ...plotting.palette import INK, SERIES


@drawing
def draw_scenario(scenario: Any, ax: Any = None, **style: Any) -> Any:
    """Draw a group of bars for each row, a bar for each column; what is infinite has none."""
    names, columns = scenario.picture[0], scenario.picture[1:]
    labels = [str(label) for label in scenario.rows[names]]
    ax = axes(ax, max(4.8, 1.1 * len(labels)), 3.2)
    width = 0.8 / len(columns)
    for k, column in enumerate(columns):
        heights = np.array([float(value) for value in scenario.rows[column]])
        heights[~np.isfinite(heights)] = np.nan
        place = np.arange(len(labels)) + (k - (len(columns) - 1) / 2) * width
        ax.bar(place, heights, **{"width": width, "label": column, "color": SERIES[k], **style})
    ax.axhline(0, color=INK, linewidth=0.6)
    room = ax.bbox.width / ax.figure.dpi / len(labels)
    ax.set_xticks(np.arange(len(labels)), [wrapped(label, room) for label in labels])
    ax.set_xlabel(names)
    return key(ax)

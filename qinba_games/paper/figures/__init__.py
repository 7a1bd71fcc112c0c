"""The figures of the report: each function draws one and returns a matplotlib Figure."""

from .attribution import attribution_figure
from .evolution import evolution_figure, outlook
from .levels import levels_figure
from .map import map_figure
from .phase import phase_figure
from .sensitivity import sensitivity_figure
from .style import as_png, as_svg, inline, ready, theme
from .windows import windows_figure

__all__ = [
    "as_png",
    "as_svg",
    "attribution_figure",
    "evolution_figure",
    "inline",
    "levels_figure",
    "map_figure",
    "outlook",
    "phase_figure",
    "ready",
    "sensitivity_figure",
    "theme",
    "windows_figure",
]

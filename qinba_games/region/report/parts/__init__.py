"""The parts of the page that every region has, in the order in which it shows them."""

from .assumptions import again_part, settings_part
from .each_tie import ties_part
from .evolution import evolution_drawings, evolution_part
from .patience import windows_part
from .places import map_drawings, map_part
from .superiors import superiors_drawings, superiors_part
from .sure import sure_part
from .what_if import what_if_part

__all__ = [
    "again_part",
    "evolution_drawings",
    "evolution_part",
    "map_drawings",
    "map_part",
    "settings_part",
    "superiors_drawings",
    "superiors_part",
    "sure_part",
    "ties_part",
    "what_if_part",
    "windows_part",
]

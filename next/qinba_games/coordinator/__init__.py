"""What a third party does, when it matters, which part of it works, and what it costs."""

from .attribution import Attribution, attribute
from .coordinator import Coordinator, govern
from .window import PivotalWindow, pivotal_window, window_of

__all__ = [
    "Attribution",
    "Coordinator",
    "PivotalWindow",
    "attribute",
    "govern",
    "pivotal_window",
    "window_of",
]

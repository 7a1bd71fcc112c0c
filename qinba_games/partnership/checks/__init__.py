"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import arrays, evolution, thresholds

__all__ = ["arrays", "evolution", "thresholds"]

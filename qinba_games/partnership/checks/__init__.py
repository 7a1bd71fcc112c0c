"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import batch, evolution, thresholds

__all__ = ["batch", "evolution", "thresholds"]

"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import evolution, thresholds

__all__ = ["evolution", "thresholds"]

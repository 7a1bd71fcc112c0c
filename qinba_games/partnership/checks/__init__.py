"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import arrays, evolution, proof, thresholds

__all__ = ["arrays", "evolution", "proof", "thresholds"]

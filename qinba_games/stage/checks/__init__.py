"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import correlated, nash

__all__ = ["correlated", "nash"]

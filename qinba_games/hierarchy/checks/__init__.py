"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import levels

__all__ = ["levels"]

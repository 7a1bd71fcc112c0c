"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import cooperative

__all__ = ["cooperative"]

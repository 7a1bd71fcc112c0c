"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import divisions, games

__all__ = ["divisions", "games"]

"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import credibility, institutions

__all__ = ["credibility", "institutions"]

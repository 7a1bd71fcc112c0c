"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import members

__all__ = ["members"]

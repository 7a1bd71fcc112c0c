"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import cascade, members, strength, sustained, tipping

__all__ = ["cascade", "members", "strength", "sustained", "tipping"]

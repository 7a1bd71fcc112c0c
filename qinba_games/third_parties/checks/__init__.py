"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import attribution, cheapest, harm, windows

__all__ = ["attribution", "cheapest", "harm", "windows"]

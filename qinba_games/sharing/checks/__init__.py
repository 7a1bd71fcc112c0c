"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import allocation, fairness

__all__ = ["allocation", "fairness"]

"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import public_monitoring

__all__ = ["public_monitoring"]

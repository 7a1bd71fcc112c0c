"""A region of governments: every tie, and what a coordinator changes."""

from .region import Region
from .study import Study

__all__ = ["Region", "Study"]

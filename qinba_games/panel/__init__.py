"""What records of agreements tell: patience that kept promises reveal."""

from . import agreements, checks, less_risky, stakes  # noqa: F401 (they register what they do)
from .promises import Promises
from .revealed_patience import revealed_patience

__all__ = ["Promises", "revealed_patience"]

"""What to do with a budget: which ties are helped, with what, and in which order."""

from . import checks, proofs  # noqa: F401 (they register what they do)
from .plan import plan

__all__ = ["plan"]

"""What a third party can do, when it matters, and when to believe it."""

from .models.coordinator import Coordinator
from .questions.coordination import pivotal_window

__all__ = [
    "Coordinator",
    "pivotal_window",
]

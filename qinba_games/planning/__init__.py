"""What to do with a budget: which ties are helped, with what, in which order, and for how long."""

from . import checks, of_levels, why  # noqa: F401 (they register what they do)
from .calendar import checks as _calendar  # noqa: F401 (so does it)
from .calendar.schedule import schedule
from .endings import checks as _endings  # noqa: F401 (so does it)
from .endings.hand_over import hand_over
from .plan import plan

__all__ = ["hand_over", "plan", "schedule"]

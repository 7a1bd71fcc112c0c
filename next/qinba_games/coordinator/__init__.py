"""What a third party does, when it matters, which part of it works, and what it costs."""

from .attribution import Attribution, attribute
from .budget import SubsidyBudget, subsidy_budget
from .cheapest import CheapestCoordinator, cheapest_coordinator
from .coordinator import Coordinator, govern
from .harm import Harm, when_it_hurts
from .window import PivotalWindow, pivotal_window, window_of

__all__ = [
    "Attribution",
    "CheapestCoordinator",
    "Coordinator",
    "Harm",
    "PivotalWindow",
    "SubsidyBudget",
    "attribute",
    "cheapest_coordinator",
    "govern",
    "pivotal_window",
    "subsidy_budget",
    "when_it_hurts",
    "window_of",
]

"""Repeated games with benefit sharing and withdrawal, with and without a coordinator."""

from . import errors
from .games.monitoring import PerfectMonitoring
from .games.repeated import RepeatedGame
from .games.stage import StageGame
from .games.stochastic import StochasticGame
from .models.coordinator import Coordinator
from .models.partnership import Partnership
from .questions.coordination import pivotal_window
from .questions.evolution import evolve, evolve_many
from .questions.nash import nash
from .questions.patience import critical_discount, discount_table
from .questions.solve import solve
from .verify import verify

__all__ = [
    "Coordinator",
    "Partnership",
    "PerfectMonitoring",
    "RepeatedGame",
    "StageGame",
    "StochasticGame",
    "critical_discount",
    "discount_table",
    "errors",
    "evolve",
    "evolve_many",
    "nash",
    "pivotal_window",
    "solve",
    "verify",
]

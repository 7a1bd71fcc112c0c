"""Repeated games with benefit sharing and withdrawal, with and without a coordinator."""

from . import errors, paper
from .games.monitoring import PerfectMonitoring
from .games.repeated import RepeatedGame
from .games.stage import StageGame
from .games.stochastic import StochasticGame
from .interop import from_nashpy, to_nashpy
from .models.coordinator import Coordinator
from .models.dilemmas import (
    commons,
    prisoners_dilemma,
    public_good,
    resource_exchange,
    stag_hunt,
)
from .models.partnership import Partnership
from .questions.coordination import pivotal_window
from .questions.evolution import evolve, evolve_many
from .questions.evolving import evolving
from .questions.nash import nash
from .questions.patience import critical_discount, discount_table
from .questions.solve import solve
from .sweep import sweep
from .verify import verify

__all__ = [
    "Coordinator",
    "Partnership",
    "PerfectMonitoring",
    "RepeatedGame",
    "StageGame",
    "StochasticGame",
    "commons",
    "critical_discount",
    "discount_table",
    "errors",
    "evolve",
    "evolve_many",
    "evolving",
    "from_nashpy",
    "nash",
    "paper",
    "pivotal_window",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "solve",
    "stag_hunt",
    "sweep",
    "to_nashpy",
    "verify",
]

"""A stochastic game as it is when a third party is at work."""

from __future__ import annotations

from ..coordinator import Coordinator, governs, refuse_all_but
from .stochastic_game import StochasticGame


@governs(StochasticGame)
def _stochastic(model: StochasticGame, coordinator: Coordinator) -> StochasticGame:
    remedy = "Use a Partnership, or keep only sharing"
    refuse_all_but(coordinator, {"sharing"}, "a stochastic game knows sharing only", remedy)
    return model

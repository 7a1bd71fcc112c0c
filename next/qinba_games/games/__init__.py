"""Games that are played once: payoffs of every profile, their equilibria, and the dilemmas."""

from .correlated import CorrelatedEquilibrium, correlated
from .dilemmas import commons, prisoners_dilemma, public_good, resource_exchange, stag_hunt
from .equilibria import NashResult
from .nash import nash
from .stage_game import StageGame

__all__ = [
    "CorrelatedEquilibrium",
    "NashResult",
    "StageGame",
    "commons",
    "correlated",
    "nash",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "stag_hunt",
]

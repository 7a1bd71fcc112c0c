"""Games that are played once: payoffs of every profile, their equilibria, and the dilemmas."""

from .correlated import CorrelatedEquilibrium, correlated
from .dilemmas import commons, prisoners_dilemma, public_good, resource_exchange, stag_hunt
from .equilibria import NashResult
from .exchange import from_nashpy, from_nfg, from_quantecon, to_nashpy, to_nfg, to_quantecon
from .nash import nash
from .stage_game import StageGame
from .watershed import watershed_game

__all__ = [
    "CorrelatedEquilibrium",
    "NashResult",
    "StageGame",
    "commons",
    "correlated",
    "from_nashpy",
    "from_nfg",
    "from_quantecon",
    "nash",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "stag_hunt",
    "to_nashpy",
    "to_nfg",
    "to_quantecon",
    "watershed_game",
]

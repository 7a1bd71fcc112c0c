"""Games that are played once: payoffs of every profile, and the dilemmas of the literature."""

from .dilemmas import commons, prisoners_dilemma, public_good, resource_exchange, stag_hunt
from .stage_game import StageGame

__all__ = [
    "StageGame",
    "commons",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "stag_hunt",
]

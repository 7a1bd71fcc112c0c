"""Games played once: examples, Nash and correlated equilibria."""

from . import checks  # noqa: F401 (they register what they do)
from .correlated import correlated
from .dilemmas import commons, prisoners_dilemma, public_good, resource_exchange, stag_hunt
from .nash import nash
from .stage_game import StageGame

__all__ = [
    "StageGame",
    "commons",
    "correlated",
    "nash",
    "prisoners_dilemma",
    "public_good",
    "resource_exchange",
    "stag_hunt",
]

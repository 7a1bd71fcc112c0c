"""Repeated games: how patient members must be, with transfers, fixed shares, or a third party."""

from . import checks  # noqa: F401 (they register what they do)
from .audit import audited
from .monitoring import PerfectMonitoring, PublicMonitoring
from .relation import Relation
from .repeated_game import RepeatedGame
from .risk_dominance import risk_dominant_discount

__all__ = [
    "PerfectMonitoring",
    "PublicMonitoring",
    "Relation",
    "RepeatedGame",
    "audited",
    "risk_dominant_discount",
]

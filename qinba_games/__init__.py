"""Repeated games with benefit sharing and withdrawal, with and without a coordinator."""

from .games.monitoring import PerfectMonitoring
from .games.repeated import RepeatedGame
from .games.stage import StageGame

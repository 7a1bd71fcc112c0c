"""Levels of government: when lower levels cooperate because higher ones do."""

from . import by_itself, checks  # noqa: F401 (they register what they do)
from .hierarchy import Hierarchy
from .stabilise import stabilise
from .thresholds import least_regime, pair_thresholds
from .waiting import waiting

__all__ = ["Hierarchy", "least_regime", "pair_thresholds", "stabilise", "waiting"]

"""Levels of government: when lower levels cooperate because higher ones do."""

from .hierarchy import Hierarchy
from .stabilise import stabilise

__all__ = ["Hierarchy", "stabilise"]

"""Stochastic games with voluntary transfers."""

from . import checks, governed  # noqa: F401 (they register what they do)
from .stochastic_game import StochasticGame

__all__ = ["StochasticGame"]

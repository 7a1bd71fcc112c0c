"""The normal form of play, its solver and its kernel; stochastic games are played on it at once."""

from .equilibrium import Equilibrium
from .patience import PolicyDiscount
from .stochastic import StochasticGame

__all__ = ["Equilibrium", "PolicyDiscount", "StochasticGame"]

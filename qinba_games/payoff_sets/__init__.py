"""Equilibrium payoffs of repeated and stochastic games in which nobody can pay."""

from . import checks  # noqa: F401 (they register what they do)
from .automaton import Automaton
from .payoff_set import payoff_set
from .playing import play

__all__ = [
    "Automaton",
    "payoff_set",
    "play",
]

"""Equilibrium payoffs of repeated games in which nobody can pay."""

from . import checks  # noqa: F401 (they register what they do)
from .automaton import Automaton
from .by_state import StatePayoffSets
from .payoff_set import payoff_set
from .playing import play

__all__ = [
    "Automaton",
    "StatePayoffSets",
    "payoff_set",
    "play",
]

"""Equilibrium payoffs of repeated games in which nobody can pay."""

from . import checks  # noqa: F401 (they register what they do)
from .automaton import Automaton, Path, play
from .by_state import StatePayoffSets
from .payoff_set import payoff_set
from .results import PayoffSet

__all__ = [
    "Automaton",
    "Path",
    "PayoffSet",
    "StatePayoffSets",
    "payoff_set",
    "play",
]

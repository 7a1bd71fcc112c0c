"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import automaton, payoff_set

__all__ = ["automaton", "payoff_set"]

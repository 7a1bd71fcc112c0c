"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import automaton, critical_discount, payoff_set, state_sets  # noqa: F401 (they register what they do)

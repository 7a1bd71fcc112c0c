"""Independent checks of this chapter's results: nothing here knows a solver."""

from . import stochastic, stochastic_patience

__all__ = ["stochastic", "stochastic_patience"]

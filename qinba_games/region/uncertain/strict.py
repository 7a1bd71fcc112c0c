"""Some draws in the stricter reading: governments alone may play any equilibrium."""

from __future__ import annotations

import numpy as np

from ...common.register import finds
from ...payoff_sets.of_pairs import contributions
from .draws import fixed_settings, solve_draws
from .results import Strict, Uncertain, evenly

#: Draws that are looked at: as many as a share needs that is worth saying.
SOME = 100
#: The least class of a tie that is kept.
_KEPT = 2


@finds(Uncertain, "strict")
def strict(found: Uncertain) -> Strict:
    """Whether governments contribute by themselves in some equilibrium, in some of the draws."""
    rows = evenly(len(found.drawn), SOME)
    settings = {**found.region.settings, **fixed_settings("Uncertain.strict", found.coordinator)}
    side, _ = solve_draws(found.region.records, settings, found.ranges, found.drawn[rows])
    together, helped = found.founded[:, rows] >= _KEPT
    alone = together.astype(np.int8).ravel()
    rest = np.flatnonzero(alone == 0)
    alone[rest] = contributions(side.terms.block(rest))
    return Strict(rows, alone.reshape(together.shape), helped)

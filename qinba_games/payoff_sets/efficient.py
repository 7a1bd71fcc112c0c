"""What is played first in the equilibria with the largest joint payoff, state by state."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..partnership.partnership import Partnership
from .by_state import StatePayoffSets
from .levels import profiles
from .moves import floor_of, moves_of

#: Payoffs that differ by less, in units of each player's range, are one.
_ROUNDED = 1e-7


def efficient_profiles(answer: StatePayoffSets) -> tuple[tuple[tuple[Any, ...], ...], ...]:
    """For each state the profiles that begin an equilibrium with the largest joint payoff.

    A profile brings a corner v of the set of its state if v gives nobody less than its best
    deviation, and what v asks to promise is in no direction above the level of all promises.
    """
    model = answer.game
    game = model.to_game() if isinstance(model, Partnership) else model
    moves, last = moves_of(game, float(answer.delta)), answer.witness[-1]
    near = _ROUNDED + answer.gap / moves.unit.min()
    most = moves.today @ last.directions.T + moves.later @ last.levels
    need = moves.needed(floor_of(last))
    some = np.zeros(len(moves.state), dtype=bool)
    for x, own in enumerate(answer.sets):
        joint = own.vertices.sum(axis=1)
        best = own.vertices[joint >= joint.max() - near * moves.unit.max()]
        for corner in (best - moves.low) / moves.unit:
            deters = (need <= corner + near).all(axis=1)
            within = (last.directions @ corner <= most + near).all(axis=1)
            some |= deters & within & (moves.state == x)
    return profiles(game, some)

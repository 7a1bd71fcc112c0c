"""Nothing better exists for pairs in their surroundings, given what happens above them.

Trust and environment together move as one chain, so that a pair is a partnership whose levels are
(trust, environment), trust first; what bounds a partnership bounds it.
"""

from __future__ import annotations

import numpy as np

from ...partnership.checks.outside import Case, Verdict, case_between, judged
from ...types import Array
from .periods import Periods


def outside_of(period: Periods, choice: Array, joint: Array) -> Verdict:
    """Whether something is better than what pairs do, (N, K, Z, T), worth `joint`, (N, K, Z)."""
    count = len(choice)
    return judged(
        case_in(period), choice.reshape(count, -1, choice.shape[-1]), joint.reshape(count, -1)
    )


def case_in(period: Periods) -> Case:
    """Pairs of one shape in their surroundings, as what is bounded."""
    game, (count, levels), places = period.game, period.game.flow.shape[:2], period.around.shape[1]
    size = levels * places
    onward = np.moveaxis(period.move[..., :-1], 1, 3)  # N 2 K Z K'
    around = period.around[:, None, None, :, None, :]
    move = np.zeros((count, 2, size, size + 1), dtype=period.move.dtype)
    inner = move[..., :-1].reshape(count, 2, levels, places, levels, places)
    assert np.shares_memory(inner, move)
    np.multiply(onward[..., None], around, out=inner)
    move[..., -1] = np.moveaxis(period.move[..., -1], 1, 3).reshape(count, 2, size)
    wide = game.holding(
        flow=np.repeat(game.flow, places, axis=1),
        temptation=np.repeat(game.temptation, places, axis=1),
        move=move,
        detection=np.tile(period.detection, (1, levels)),
        deposit=np.tile(period.deposit, (1, levels, 1)),
        subsidy=np.broadcast_to(period.subsidy, (count,)),
    )
    delta = np.array([period.delta] * count)
    return case_between(wide, delta, None)

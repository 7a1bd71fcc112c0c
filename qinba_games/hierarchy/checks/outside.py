"""Nothing better exists for pairs in their surroundings, given what happens above them.

Trust and environment together move as one chain, so that a pair is a partnership whose levels are
(trust, environment), trust first; what bounds a partnership bounds it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ... import _tolerance
from ...partnership.checks.evolution import classes_of
from ...partnership.checks.outside import (
    Case,
    Verdict,
    bound,
    case_of,
    joint_values,
    judged,
    kept,
)
from ...partnership.trust_game import MODES
from ...types import Array, BoolArray
from .periods import Periods

#: Values that are nearer are the same, and values that are farther apart are not.
_SAME, _OTHER = 1e-12, 1e-8


def outside_of(period: Periods, choice: Array) -> Verdict:
    """Whether something better exists than what pairs of one shape do, (N, K, Z, T)."""
    return judged(case_in(period), choice.reshape(len(choice), -1, choice.shape[-1]))


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
    wide = dataclasses.replace(
        game,
        flow=np.repeat(game.flow, places, axis=1),
        temptation=np.repeat(game.temptation, places, axis=1),
        move=move,
        detection=np.tile(period.detection, (1, levels)),
        deposit=np.tile(period.deposit, (1, levels, 1)),
        subsidy=np.broadcast_to(period.subsidy, (count,)),
    )
    delta = np.array([period.delta] * count)
    return case_of(wide, delta, None)


def classes_at_rest(period: Periods) -> tuple[Array, BoolArray]:
    """Classes (N, K) of pairs whose surroundings never change, and whether that is certain, (N,).

    What bounds all equilibria is reached by the choices that it is made of, unless these are no
    equilibrium, or others are so nearly as good that rounding decides.
    """
    case = case_in(period)
    most = bound(case)
    values = np.where(most.left, joint_values(case, most.joint), -np.inf)
    top = values.max(axis=-1, keepdims=True)
    below = top - values
    size = abs(top) + abs(most.joint).max(axis=1)[:, None, None, None]
    near, far = (
        (0, 0) if case.exact else (_tolerance.meeting(part, size) for part in (_SAME, _OTHER))
    )
    rank = np.argsort([MODES.index(mode) for mode in case.game.modes], kind="stable")
    choice = rank[(below <= near)[..., rank].argmax(axis=-1)]
    sure = ~((below > near) & (below < far)).any(axis=(1, 2, 3))
    sure &= kept(case, choice).all(axis=1)
    leave = len(case.game.contributes)
    names = classes_of(choice == 0, choice == leave, (case.game.chance == 0)[:, None])
    return names, sure

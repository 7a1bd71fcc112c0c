"""How little patience any sharing rule could do with in a partnership whose trust changes.

At fixed shares x(state) member i contributes exactly when
(1 - delta) max(0, (d_i - x_i)/q - s - B_i, w_i - x_i - s) <= delta (E V_i(next) - w_i).
Summed over members only the joint value counts, and the left side is smallest at the split that
`relaxed` computes. So whatever fixed shares sustain, also such as change with trust and conditions,
the relaxed game sustains.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ...types import Array, BoolArray
from ..compile import best_agreement
from ..trust_game import TrustGame


def relaxed(game: TrustGame) -> TrustGame:
    """The joint modes of a partnership, with the split of benefits that needs least surplus.

    Parameters
    ----------
    game : TrustGame
        With `voluntary=False`, under any sharing rule.

    Returns
    -------
    TrustGame
        With `voluntary=True`: members are judged jointly.
    """
    merit, received = game.flow[..., 0, :], (game.flow + game.temptation)[..., 0, :]
    split = _cheapest_split(game, merit.sum(axis=-1, keepdims=True), received)
    flow = np.stack([split, game.flow[..., 1, :]], axis=-2)
    tempted = np.stack([received - split, game.temptation[..., 1, :]], axis=-2)
    return dataclasses.replace(game, flow=flow, temptation=tempted, voluntary=True)


def _cheapest_split(game: TrustGame, total: Array, received: Array) -> Array:
    """Shares with sum `total` and the least sum of max(0, (d - x)/q - s - B, w - x - s)."""
    # From w - s + max(0, t) on nothing is needed. Below, a member who is not tempted needs one for
    # one at first, for a length of -t / (1 - q); everybody else needs 1/q for one.
    q, s = (v[:, None, None, None] for v in (game.detection, game.subsidy))
    base = game.outside[:, None, None] - s
    over = received - base - q * (s + game.deposit[:, None, None])
    content = base + np.maximum(over, 0)
    spare = total - content.sum(axis=-1, keepdims=True)
    n = received.shape[-1]
    room = np.where(q < 1, np.maximum(-over, 0) / np.where(q < 1, 1 - q, 1), 0)
    whole = room.sum(axis=-1, keepdims=True)
    taken = np.minimum(np.maximum(-spare, 0), whole)
    cheap = taken * np.where(whole > 0, room / np.where(whole > 0, whole, 1), 0)
    return np.asarray(content - cheap + (spare + taken) / n)


def may_contribute(game: TrustGame, delta: Array) -> BoolArray:
    """Whether full contribution is covered at each trust level in some conditions; shape (N, L).

    Parameters
    ----------
    game : TrustGame
        From `relaxed`.
    delta : array, shape (N,)
    """
    possible = best_agreement(game, delta).possible
    return np.asarray(possible[..., 0].any(axis=-1))

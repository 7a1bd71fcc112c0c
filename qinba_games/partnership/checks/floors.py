"""What members can do once an agreement is broken, and the punishments that patience never changes.

The relation then goes on without deposits and subsidies, if somebody cannot leave.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from ...types import Array
from ..trust_game import TrustGame


class _Options(NamedTuple):
    """What a member can do about every choice: (N, L, T, Q, options).

    Attributes
    ----------
    reward : array
        What it brings at once, in average payoff; minus infinity where it is not open.
    kind : int array
        How trust moves then (0 or 1); 2: the relation ends.
    """

    reward: Array
    kind: Array


def constant(game: TrustGame) -> Array | None:
    """What each member can be held to at every patience and trust, (n,); None if it may change.

    Of one partnership. Nobody gets less than by idling for ever: nothing, unless somebody leaves.
    Somebody does if it can without loss, or if another does as well. Then all get their outside
    values, and that is the worst for whoever is not better off outside; else all idle for ever.
    """
    free, w = ~game.mandated, game.outside[0]
    received, idle = game.flow + game.temptation, game.flow[..., -1, :]
    saved = game.temptation if game.voluntary else 0 * idle
    if free.all():
        return np.asarray(w)
    if min(received.min(), saved.min()) < 0 or idle.any() or game.move[..., -1].any():
        return None
    if free.sum() > 1 or (w[free] >= 0).any():
        return np.asarray(w) if (w[~free] <= 0).all() else None
    return np.asarray(0 * w)


def bare_of(game: TrustGame) -> TrustGame:
    """What is left of a relation whose agreement is broken."""
    return dataclasses.replace(game, deposit=0 * game.deposit, subsidy=0 * game.subsidy)


def options_of(game: TrustGame, delta: Array, i: int) -> _Options:
    """Comply, breach, join the others, leave."""
    d = delta[:, None, None, None]
    flow, acts = game.flow[..., i], game.contributes[:, i]
    full = np.asarray(game.contributes.all(axis=1))
    q = np.broadcast_to(game.detection.reshape(len(delta), -1), game.flow.shape[:2])[
        ..., None, None
    ]
    saved, w = game.temptation[..., i], game.outside[:, i, None, None, None]
    # Whoever complies gets as much as a breach brings that would be found out, counted 1/q times.
    never = np.where(saved > 0, np.inf, -np.inf)
    breach = np.where(q == 0, never, (1 - d) * (flow + saved / np.where(q == 0, 1, q)))
    breach = np.where(acts, breach, -np.inf)
    alone = ~acts & (game.contributes.sum(axis=1) == len(game.members) - 1)
    joins = np.where(alone, (1 - d) * flow[..., [0]], -np.inf)
    leaves = np.full(flow.shape, -np.inf) if game.mandated[i] else w + 0 * flow
    reward = np.stack([(1 - d) * flow, breach, joins, leaves], axis=-1)
    kind = np.empty(reward.shape, dtype=int)
    kind[..., 0], kind[..., 1], kind[..., 2], kind[..., 3] = np.where(full, 0, 1), 1, 0, 2
    gone = np.stack([w + 0 * flow[..., :1], *[np.full(flow[..., :1].shape, -np.inf)] * 3], axis=-1)
    return _Options(
        np.concatenate([reward, gone], axis=3),
        np.concatenate([kind, np.full(gone.shape, 2)], axis=3),
    )

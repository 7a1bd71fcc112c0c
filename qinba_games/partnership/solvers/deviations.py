"""What a member of a partnership can do instead, and the least to which it can be held.

Whatever is agreed, it may comply, breach, or (if it is free to) leave, so that it can be held to

    v_i(x) = min_a max { (1 - delta) r + delta E[v_i | x, r] : its options r at the profile a },

a min over what the others can agree on and a max over what it can do (model of Goldluecke and
Kranz 2018). A breach that is found out with probability q costs it the future that rarely, so that
its gain counts 1/q times. Members who are free to leave can dissolve the relation, mandated ones
idling meanwhile; a single one does so only if it would not rather stay.
"""

from __future__ import annotations

import numpy as np

from ...types import Array
from ..trust_game import TrustGame
from .trust_values import (
    Problem,
    expectation,
    paid_flow,
)


def member_options(game: TrustGame, delta: Array, member: int) -> Array:
    """What a member can make of every choice, shape (N, L, T, P + 1, 3); the last choice: leaving.

    (1 - delta) times the payoff of its best action after which trust moves as when all contribute,
    of its best action after which it moves as when somebody idles, and what leaving brings; -inf
    where there is none, inf where a breach cannot be deterred because nobody would find it out.
    """
    w = game.outside[:, member, None, None, None]
    weight = (1 - delta)[:, None, None, None]
    all_in, none = game.kind == 0, np.array(-np.inf)
    acts = game.contributes[:, member]
    comply = paid_flow(game)[..., member]
    tempted, q = game.temptation[..., member], game.detection[:, None, None, None]
    hidden = np.where(tempted > 0, np.inf, -np.inf)
    gain = game.flow[..., member] + tempted / np.where(q == 0, 1, q)
    found = weight * (gain - game.deposit[:, member, None, None, None])
    breach = np.where(acts, np.where(q == 0, hidden, found), none)
    # The only one who is to idle can contribute unasked.
    alone = ~acts & (game.contributes.sum(axis=1) == len(game.members) - 1)
    comply = weight * comply
    first = np.where(all_in, comply, np.where(alone, comply[..., :1], none))
    second = np.where(all_in, breach, np.maximum(comply, breach))
    free = np.full(comply.shape, none) if game.mandated[member] else w + 0 * comply
    options = np.stack([first, second, free], axis=-1)
    left = np.stack(np.broadcast_arrays(none, none, w + 0 * comply[..., :1]), axis=-1)
    if (~game.mandated).sum() == 1 and not game.mandated[member]:
        left[..., 1] = 0 * w  # who alone could leave may stay: the others idle
    return np.concatenate([options, left], axis=-2)


def worth(problem: Problem, options: Array, start: Array) -> Array:
    """Value of a member's best option at every choice if `start` is what comes later."""
    after = problem.delta[:, None, None] * expectation(problem, start)
    values = options.copy()
    values[..., :2] += np.moveaxis(after, 1, -1)[:, :, None, None, :]
    return np.asarray(values.max(axis=-1))

"""How the surplus that is to come is divided, so that every member has what it needs to comply.

A profile can be agreed on in a state exactly when the surplus that its future carries covers what
every member must be paid not to breach and not to leave (model of Goldluecke and Kranz 2018, with
the end of the relation as the punishment).
"""

from __future__ import annotations

import numpy as np

from ...types import Array
from ..best_agreement import Worst
from ..trust_game import TrustGame
from .deviations import member_options, worth
from .trust_values import (
    action_values,
    member_problem,
    paid_flow,
)


def member_needs(game: TrustGame) -> Array:
    """Least surplus, in flow units, that each member must expect so as to comply; (N, L, T, P, n).

    A contributor who idles saves its cost, is found out with probability q, and then loses the
    future, the deposit and (when all contribute) the subsidy of the period; any member can leave
    right after the transfers are paid; and the only one who is to idle can contribute unasked,
    which brings it the subsidy.
    """
    detection = game.detection.reshape(game.n_games, -1, 1, 1, 1)
    hidden = (detection == 0) & (game.temptation > 0)
    saved = np.where(hidden, np.inf, game.temptation / np.where(detection == 0, 1, detection))
    everyone = np.asarray(game.contributes.all(axis=1))[:, None]
    paid = everyone * game.subsidy[:, None, None, None, None]
    deposit = game.deposit.reshape(game.n_games, -1, 1, 1, len(game.members))
    breach = np.where(game.contributes, saved - paid - deposit, -np.inf)
    leave = game.outside[:, None, None, None, :] - paid_flow(game)
    alone = ~game.contributes & (game.contributes.sum(axis=1) == len(game.members) - 1)[:, None]
    everybody = game.subsidy[:, None, None, None, None] - game.temptation[..., :1, :]
    unasked = np.where(alone, everybody, -np.inf)
    return np.asarray(np.maximum(np.maximum(breach, unasked), np.maximum(leave, 0)))


def division(game: TrustGame, delta: Array, choice: Array, worst: Worst | None) -> Array:
    """Parts in which the next surplus is promised in every state of one partnership.

    In proportion to what members need so as to comply; equal where nobody needs anything.

    Parameters
    ----------
    game : TrustGame
        A batch of one.
    delta : array, shape (1,)
    choice : int array, shape (L, T)
    worst : Worst or None
        What follows a breach where somebody cannot leave.

    Returns
    -------
    array, shape (states, n)
    """
    n, leave = len(game.members), len(game.contributes)
    needs = member_needs(game)[0] if worst is None else _needs(game, delta, worst)
    index = np.minimum(choice, leave - 1)[..., None, None]
    chosen = np.take_along_axis(needs, index, axis=2)[:, :, 0].reshape(-1, n)
    chosen = np.where(choice.ravel()[:, None] == leave, 0 * chosen, chosen)
    total = chosen.sum(axis=-1, keepdims=True)
    needy = total > 0
    return np.asarray(np.where(needy, chosen, 1) / np.where(needy, total, n))


def _needs(game: TrustGame, delta: Array, worst: Worst) -> Array:
    """What each member must expect above its punishment so as to comply, shape (L, T, P, n)."""
    needs = []
    for i in range(len(game.members)):
        problem = member_problem(game, delta, i)
        held = action_values(problem, worst.start[:, i])
        best = worth(problem, member_options(game, delta, i), worst.start[:, i])
        needs.append((best - held)[0, ..., :-1])
    return np.stack(needs, axis=-1)

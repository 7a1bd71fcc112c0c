"""Partnerships with voluntary transfers: policy elimination on trust levels.

A profile can be agreed on in a state exactly when the surplus that its future carries covers what
every member must be paid not to breach and not to leave (model of Goldluecke and Kranz 2018, with
the end of the relation as the punishment). Only the joint value of the future enters, and it enters
monotonically, so deleting what cannot be upheld leaves the equilibrium that is greatest in joint
value in every state.
"""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ..trust_game import TrustGame
from .deviations import member_options, worth
from .trust_values import (
    Problem,
    action_values,
    eliminate,
    expectation,
    floor,
    joint_problem,
    member_problem,
    paid_flow,
    preferred,
    rows,
)
from .worst_equilibrium import Worst, best_enforceable


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


def best_voluntary(
    game: TrustGame, delta: Array, worst: Worst | None = None
) -> tuple[Array, Array]:
    """Equilibrium that is greatest in joint value in every state.

    Parameters
    ----------
    game : TrustGame
        With `voluntary=True`.
    delta, worst
        As for `best_joint`.

    Returns
    -------
    policy : int array, shape (N, L, T)
        Index of the profile, or P for "leave".
    start : array, shape (N, L)
        Joint value at the start of a period at each trust level.
    """
    problem = joint_problem(game, delta)
    if worst is not None:
        allowed, policy, start = best_enforceable(game, delta, worst)
        return preferred(game, problem, allowed, (policy, start)), start
    required = (1 - delta)[:, None, None, None] * member_needs(game).sum(axis=-1)
    forfeit = forfeits(game, delta)

    def upheld(active: Array, policy: Array, start: Array) -> BoolArray:
        part = rows(problem, active)
        enough = funded(part, policy, start, required[active], forfeit[active])
        return np.pad(enough, [(0, 0)] * 3 + [(0, 1)], constant_values=True)  # and leaving

    whole = np.ones(problem.reward.shape, dtype=bool)
    allowed, policy, start = eliminate(problem, whole, upheld)
    return preferred(game, problem, allowed, (policy, start)), start


def forfeits(game: TrustGame, delta: Array) -> Array:
    """What decides needs of members who would forfeit it by a breach, all together, (N, L, T, P).

    A deposit that is larger than what a breach brings has no part in a need.
    """
    at_stake = game.deposit.reshape(game.n_games, -1, 1, 1, len(game.members))
    at_stake = at_stake + game.subsidy[:, None, None, None, None]
    q = game.detection.reshape(game.n_games, -1, 1, 1, 1)
    most = abs(game.temptation) / np.where(q == 0, 1, q)
    return np.asarray((1 - delta)[:, None, None, None] * np.minimum(at_stake, most).sum(axis=-1))


def funded(
    problem: Problem, policy: Array, start: Array, required: Array, forfeit: Array
) -> BoolArray:
    """Profiles whose future surplus covers what members require, shape (N, L, T, P).

    Parameters
    ----------
    problem : Problem
        The joint one.
    policy, start : arrays, shapes (N, L, T) and (N, L)
        What follows, and what it is worth.
    required : array, shape (N, L, T, P)
        (1 - delta) times the needs of the members together.
    forfeit : array, shape (N, L, T, P)
        From `forfeits`: part of the terms that these needs consist of.
    """
    ended = problem.outside[:, None, None]
    delta = problem.delta[:, None, None]
    available = delta * (expectation(problem, start) - ended)
    available = available[:, problem.kind].transpose(0, 2, 1)[:, :, None, :]
    if problem.size is None:
        return np.asarray(required <= available)
    left = abs(problem.size[:, 0, 0, -1])  # the outside values, one by one
    meets = delta * (expectation(problem._replace(outside=left), abs(start)) + left[:, None, None])
    meets = meets[:, problem.kind].transpose(0, 2, 1)[:, :, None, :] + 2 * forfeit
    scale = np.asarray(floor(problem, policy))[:, None, None, None]
    near = _tolerance.meeting(_tolerance.TIE, required, meets, floor=scale)
    return np.asarray(required <= available + near)


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

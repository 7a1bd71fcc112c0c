"""Partnerships with fixed shares: the best equilibrium in joint modes.

With fixed shares the members do one of three things together: all contribute, all idle, all leave.
Whether a mode can be agreed on depends on every member's own future, so equilibria form no lattice
and a greatest one need not exist. The search is exact all the same: what fails even under each
member's most hopeful future is deleted; if the joint optimum among the rest is an equilibrium it is
the greatest; otherwise branch on a state and repeat (branch and bound, best first by mode).
"""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ..trust_game import MODES, TrustGame
from .deviations import all_accept
from .trust_values import (
    Plan,
    Problem,
    action_values,
    evaluate,
    expectation,
    floor,
    joint_problem,
    member_problem,
    optimise,
    played,
    preferred,
    sizes,
)
from .worst_equilibrium import Worst

#: Branches examined for one partnership before the best policy found so far is returned as such.
NODES = 20_000


def best_joint(
    game: TrustGame, delta: Array, worst: Worst | None = None
) -> tuple[Array, Array, BoolArray]:
    """Equilibrium with the largest joint value at trust 0, then 1, ..., K.

    Where an equilibrium is greatest in every state, this is the one.

    Parameters
    ----------
    game : TrustGame
        With `voluntary=False`.
    delta : array, shape (N,)
        One discount factor per partnership.
    worst : Worst, optional
        What follows a breach where somebody cannot leave; else that is the end of the relation.

    Returns
    -------
    policy : int array, shape (N, L, T)
        0 all contribute, 1 all idle, 2 all leave.
    start : array, shape (N, L)
        Joint value at the start of a period at each trust level.
    settled : bool array, shape (N,)
        False where the search was cut off, so that a better equilibrium may exist.
    """
    joint = joint_problem(game, delta)
    allowed = _prune(game, delta, np.ones(joint.reward.shape, dtype=bool), worst)
    policy, start = _candidate(game, joint, allowed)
    settled = np.ones(game.n_games, dtype=bool)
    for n in np.flatnonzero(~_is_equilibrium(game, delta, policy, worst)):
        one = np.array([n])
        search = _Search(game.take(one), delta[one], None if worst is None else worst.take(one))
        search.visit(allowed[one])
        policy[n], start[n], settled[n] = search.policy[0], search.start[0], search.complete
    return policy, start, settled


def _holds(game: TrustGame, delta: Array, plans: list[Plan], worst: Worst | None) -> BoolArray:
    """Whether each mode satisfies every member who expects its plan, shape (N, L, T, 3)."""
    if worst is None:
        kept = [_keeps(game, delta, i, plan) for i, plan in enumerate(plans)]
        fine = np.asarray(np.all(kept, axis=0))
        fine[..., 2] = True
    else:
        fine = all_accept(game, delta, plans, worst.start)
        fine[..., 2] &= worst.leave[..., None]
    return fine


def _keeps(game: TrustGame, delta: Array, i: int, plan: Plan) -> BoolArray:
    """Whether a member neither leaves nor breaches in each mode, dissolution following."""
    problem, (policy, future) = member_problem(game, delta, i), plan
    leave, breach = gains_apart(game, delta, i, future, game.outside[:, i, None] + 0 * future)
    if problem.size is None:
        fine = np.asarray(leave <= 0)
        fine[..., 0] &= breach <= 0
        return fine
    size, w, d = sizes(problem, future), abs(game.outside[:, i]), delta[:, None, None]
    small = floor(problem, policy)[:, None, None]
    near = _tolerance.meeting(_tolerance.TIE, size, w[:, None, None, None], floor=small[..., None])
    fine = np.asarray(leave <= near)
    q = game.detection.reshape(game.n_games, -1, 1)
    later = expectation(problem._replace(outside=w), abs(future))[:, 0] + w[:, None]
    at_stake = game.subsidy[:, None, None] + game.deposit[..., i].reshape(game.n_games, -1, 1)
    now = (1 - d) * (abs(game.temptation[..., 0, i]) + q * at_stake)
    near = _tolerance.meeting(_tolerance.TIE, now, d * q * later[..., None], floor=small)
    fine[..., 0] &= breach <= near
    return fine


def gains_apart(
    game: TrustGame, delta: Array, i: int, future: Array, after: Array
) -> tuple[Array, Array]:
    """What a member gains by leaving, (N, L, T, 3), and by a breach where all contribute.

    Parameters
    ----------
    game : TrustGame
    delta : array, shape (N,)
    i : int
        The member.
    future : array, shape (N, L)
        Its value at the start of a period while everybody complies.
    after : array, shape (N, L)
        What it can expect after a breach of its own that was found out at each level.
    """
    problem, w = member_problem(game, delta, i), game.outside[:, i, None, None, None]
    found = game.detection.reshape(game.n_games, -1, 1)
    deposit = game.deposit[..., i].reshape(game.n_games, -1, 1)
    forfeit = found * (game.subsidy[:, None, None] + deposit)
    lost = found * (expectation(problem, future)[:, 0] - after)[..., None]
    now = (1 - delta)[:, None, None] * (game.temptation[..., 0, i] - forfeit)
    breach = now - delta[:, None, None] * lost
    gain = w - action_values(problem, future)
    if game.mandated[i]:
        gain[..., :2] = -np.inf
    return gain, breach


def _prune(game: TrustGame, delta: Array, allowed: BoolArray, worst: Worst | None) -> BoolArray:
    """Delete modes that fail even when every member hopes for its own best future."""
    problems = [member_problem(game, delta, i) for i in range(len(game.members))]
    while True:
        left = allowed & _holds(game, delta, [optimise(p, allowed) for p in problems], worst)
        # Leaving (idling where nobody can) always survives, so a state runs empty only where a
        # branch has ruled it out.
        if (left == allowed).all() or not left.any(axis=-1).all():
            return left
        allowed = left


def _candidate(game: TrustGame, joint: Problem, allowed: BoolArray) -> tuple[Array, Array]:
    """The jointly optimal policy among the allowed modes, ties in the order of preference."""
    best = optimise(joint, allowed)
    return preferred(game, joint, allowed, best), best[1]


def _is_equilibrium(game: TrustGame, delta: Array, policy: Array, worst: Worst | None) -> BoolArray:
    fine = _holds(game, delta, played(game, delta, policy), worst)
    return np.asarray(np.take_along_axis(fine, policy[..., None], axis=-1).all(axis=(1, 2, 3)))


class _Search:
    """Branch and bound for one partnership (all arrays have N = 1)."""

    def __init__(self, game: TrustGame, delta: Array, worst: Worst | None) -> None:
        self.game, self.delta, self.worst = game, delta, worst
        self.joint = joint_problem(game, delta)
        # The incumbent to beat: all leave, or all idle where leaving is no equilibrium.
        mode = 2 if worst is None or worst.leave.all() else 1
        self.policy = np.full((1, *game.flow.shape[1:3]), mode)
        self.start = evaluate(self.joint, self.policy)
        self.nodes, self.complete = 0, True

    def visit(self, allowed: BoolArray) -> None:
        if self.nodes >= NODES:
            self.complete = False
            return
        self.nodes += 1
        allowed = _prune(self.game, self.delta, allowed, self.worst)
        if not allowed.any(axis=-1).all():
            return
        policy, start = _candidate(self.game, self.joint, allowed)
        if not self._improves(policy, start):
            return
        if _is_equilibrium(self.game, self.delta, policy, self.worst)[0]:
            self.policy, self.start = policy, start
            return
        open_states = np.argwhere(allowed[0].sum(axis=-1) > 1)
        if not len(open_states):
            return
        level, conditions = open_states[0]
        for mode in sorted(range(3), key=lambda m: MODES.index(self.game.modes[m])):
            if allowed[0, level, conditions, mode]:
                branch = allowed.copy()
                branch[0, level, conditions] = np.arange(3) == mode
                self.visit(branch)

    def _improves(self, policy: Array, start: Array) -> bool:
        """Larger at the first trust level that differs, or tied with a preferred policy."""
        gap = start[0] - self.start[0]
        scale = max(floor(self.joint, policy), floor(self.joint, self.policy))
        near = _tolerance.meeting(_tolerance.TIE, start[0], self.start[0], floor=scale)
        differs = np.flatnonzero(abs(gap) > near)
        if len(differs):
            return bool(gap[differs[0]] > 0)
        rank = [MODES.index(self.game.modes[m]) for m in range(3)]
        new, old = ([rank[m] for m in p.ravel()] for p in (policy, self.policy))
        return new < old

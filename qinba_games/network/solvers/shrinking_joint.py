"""Networks that shrink under fixed rules: joint modes of every set, by branch and bound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...partnership.solvers.trust_values import (
    Problem,
    action_values,
    evaluate,
    expectation,
    joint_problem,
    member_problem,
    optimise,
    rows,
    slack,
)
from ...partnership.trust_game import TrustGame
from ...types import Array, BoolArray, IntArray
from .shrinking_sets import Shrinking, below, masks_of, note, preferred

_NODES = 20_000


def in_joint_modes(game: TrustGame, delta: Array, groups: IntArray, state: Shrinking) -> Shrinking:
    """Joint modes for all sets of one size: contribute, idle, or the best exit."""
    count, size = groups.shape
    assert state.values is not None
    delta = np.repeat(delta, count)
    near = slack(game)
    _, target = below(groups, state, near)
    level, conditions = np.ogrid[: target.shape[1], : target.shape[2]]
    after = state.values[target, level, conditions]  # N L T n
    members = []
    for i in range(size):
        problem = member_problem(game, delta, i)
        own = np.take_along_axis(after, groups[:, i][:, None, None, None], axis=-1)
        members.append(
            problem._replace(reward=np.concatenate([problem.reward[..., :-1], own], axis=-1))
        )
    reward = sum((one.reward for one in members[1:]), members[0].reward)
    joint = joint_problem(game, delta)._replace(reward=reward)
    task = _Joint(game, joint, members, near)
    choice, proven = task.solve()
    proven = proven and state.proven
    masks = masks_of(groups)
    index = choice[..., None]
    for i, problem in enumerate(members):
        worth = np.take_along_axis(
            action_values(problem, evaluate(problem, choice)), index, axis=-1
        )[..., 0]
        for row, mask in enumerate(masks):
            state.values[mask, ..., groups[row, i]] = worth[row]
    surplus = state.values[masks].sum(axis=-1) - state.values[0].sum(axis=-1)
    note(game, groups, choice, target, surplus, state)
    return state._replace(proven=proven)


class _Joint(NamedTuple):
    """Sets of one size under fixed shares: the members' joint problem, and each member's own."""

    game: TrustGame
    joint: Problem
    members: list[Problem]
    near: Array

    def take(self, row: int) -> _Joint:
        """One set of the batch."""
        one = np.array([row])
        members = [rows(problem, one) for problem in self.members]
        return _Joint(self.game.take(one), rows(self.joint, one), members, self.near[one])

    def solve(self) -> tuple[IntArray, bool]:
        """The selected choice of every set, and whether all are proven."""
        allowed = self.pruned(np.ones(self.joint.reward.shape, dtype=bool))
        choice, _ = self.candidate(allowed)
        proven = True
        for row in np.flatnonzero(~self.is_equilibrium(choice)):
            search = _Search(self.take(int(row)))
            search.visit(allowed[row][None])
            assert search.best is not None  # leaving for the best exit is always one
            choice[row], proven = search.best[0], proven and search.complete
        return choice, proven

    def pruned(self, allowed: BoolArray) -> BoolArray:
        """Delete choices that fail even when every member hopes for its own best future."""
        while allowed.any(axis=-1).all():
            hopes = [optimise(problem, allowed, self.near)[1] for problem in self.members]
            left = allowed & self.holds(hopes)
            if (left == allowed).all():
                break
            allowed = left
        return allowed

    def candidate(self, allowed: BoolArray) -> tuple[IntArray, Array]:
        """The jointly best choice among the allowed ones, and its value."""
        _, start = optimise(self.joint, allowed, self.near)
        values = np.where(allowed, action_values(self.joint, start), -np.inf)
        near = self.near[:, None, None, None]
        tied = np.asarray(values >= values.max(axis=-1, keepdims=True) - near)
        return preferred(self.game, tied), start

    def is_equilibrium(self, choice: IntArray) -> BoolArray:
        """Whether no member gains by leaving alone or by a breach."""
        fine = self.holds([evaluate(problem, choice) for problem in self.members])
        kept = np.take_along_axis(fine, choice[..., None], axis=-1)
        return np.asarray(kept.all(axis=(1, 2, 3)))

    def holds(self, values: list[Array]) -> BoolArray:
        """Whether each choice satisfies every member whose future is `values`."""
        game, near = self.game, self.near[:, None, None]
        fine = np.ones((*game.flow.shape[:3], 3), dtype=bool)
        q = game.detection[:, None, None]
        for i, (problem, start) in enumerate(zip(self.members, values, strict=True)):
            w, delta = game.outside[:, i, None, None], problem.delta[:, None, None]
            fine &= action_values(problem, start) >= (w - near)[..., None]
            future = expectation(problem, start)[:, 0, :, None] - w
            forfeit = q * (game.subsidy + game.deposit[:, i])[:, None, None]
            gain = (1 - delta) * (game.temptation[..., 0, i] - forfeit)
            fine[..., 0] &= gain <= delta * q * future + near
        fine[..., 2] = True
        return fine


class _Search:
    """Branch and bound for one set, as for partnerships."""

    def __init__(self, task: _Joint) -> None:
        self.task = task
        self.best: Array | None = None
        self.start: Array | None = None
        self.nodes, self.complete = 0, True

    def visit(self, allowed: BoolArray) -> None:
        if self.nodes >= _NODES and self.best is not None:
            self.complete = False
            return
        self.nodes += 1
        allowed = self.task.pruned(allowed)
        if not allowed.any(axis=-1).all():
            return
        choice, start = self.task.candidate(allowed)
        if not self._improves(start):
            return
        if self.task.is_equilibrium(choice)[0]:
            self.best, self.start = choice, start
            return
        open_states = np.argwhere(allowed[0].sum(axis=-1) > 1)
        for mode in (0, 2, 1) if len(open_states) else ():
            level, conditions = open_states[0]
            if allowed[0, level, conditions, mode]:
                branch = allowed.copy()
                branch[0, level, conditions] = np.arange(3) == mode
                self.visit(branch)

    def _improves(self, start: Array) -> bool:
        """Larger at the first trust level that differs."""
        if self.start is None:
            return True
        near = self.task.near[0]
        gap = start[0] - self.start[0]
        differs = np.flatnonzero(abs(gap) > near)
        return bool(len(differs)) and bool(gap[differs[0]] > 0)

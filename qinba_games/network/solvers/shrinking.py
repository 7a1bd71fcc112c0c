"""Networks that shrink: what every set of members agrees on at every trust, by size of the set.

A set goes on as it is, or settles on a smaller one that goes on from this very period. Whoever is
out never returns, so that smaller sets are solved first and enter larger ones only through the
value of an exit: each set is a decision problem on trust levels with one more choice.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import NamedTuple

import numpy as np

from ...partnership.partnership import Partnership
from ...partnership.solvers.trust_values import (
    Problem,
    action_values,
    evaluate,
    expectation,
    joint_problem,
    member_problem,
    optimise,
    paid_flow,
    rows,
    slack,
)
from ...partnership.solvers.voluntary_modes import member_needs
from ...partnership.trust_game import TrustGame, compile_partnerships
from ...types import Array, BoolArray, IntArray

#: Choices of a set in the order in which equal values are resolved.
CONTRIBUTE, EXIT, MIXED, IDLE = range(4)
_NODES = 20_000


class Shrinking(NamedTuple):
    """What every set of members does; sets are bit masks, bit i for member i.

    Attributes
    ----------
    stay : int array, shape (2^n, K + 1, T)
        The set that goes on; 0 if nobody does.
    acts : int array, shape (2^n, K + 1, T)
        Who contributes if the set goes on as it is; -1 where it does not.
    surplus : array, shape (2^n, K + 1, T)
        Joint value of the set above the outside values of its members.
    values : array, shape (2^n, K + 1, T, n)
        Of each member without transfers; None with voluntary sharing.
    proven : bool
        False where a search was cut off.
    """

    stay: IntArray
    acts: IntArray
    surplus: Array
    values: Array | None
    proven: bool


def shrink(model: Partnership, delta: Array) -> Shrinking:
    """Solve every set of members, small ones first.

    Parameters
    ----------
    model : Partnership
    delta : array, shape (1,)
        The discount factor; an object array keeps everything exact.
    """
    n, levels, conditions = model.n_members, model.levels, 1 + len(model.bad_times)
    exact = delta.dtype == object
    zero = delta[0] * 0
    size = 1 << n
    stay = np.zeros((size, levels, conditions), dtype=np.int64)
    acts = np.full((size, levels, conditions), -1, dtype=np.int64)
    surplus = np.full((size, levels, conditions), zero, dtype=delta.dtype)
    outside = model.outside if exact else model.outside.astype(float)
    values = None
    if model.sharing != "voluntary" or not isinstance(model.sharing, str):
        values = np.broadcast_to(outside, (size, levels, conditions, n)).astype(delta.dtype)
    state = Shrinking(stay, acts, surplus, values, proven=True)
    for count in range(2, n + 1):
        groups = np.array(list(itertools.combinations(range(n), count)))
        game = compile_partnerships([part(model, who) for who in groups])
        game = game if exact else game.as_floats()
        if values is None:
            _voluntary(game, delta, groups, state)
        else:
            state = _joint(game, delta, groups, state)
    return state


def part(model: Partnership, who: IntArray) -> Partnership:
    """The partnership of some of the members alone."""
    rule = model.sharing
    if not isinstance(rule, str):
        whole = rule[who].sum()
        rule = rule[who] / whole if whole > 0 else rule[who] * 0 + 1 / (0 * whole + len(who))
    return dataclasses.replace(
        model,
        benefit=model.benefit[:, who][:, :, who],
        cost=model.cost[who],
        members=tuple(str(k + 1) for k in range(len(who))),
        outside=model.outside[who],
        bad_times=tuple((p, h[who]) for p, h in model.bad_times),
        sharing=rule,
        deposit=model.deposit[who],
    )


def _masks(groups: IntArray) -> IntArray:
    return np.asarray((1 << groups).sum(axis=1))


def _below(groups: IntArray, state: Shrinking, near: Array) -> tuple[Array, IntArray]:
    """Best surplus after an exit, and who then goes on: the largest set, then the smallest mask."""
    masks = _masks(groups)
    smaller = masks[:, None] ^ (1 << groups)  # N s: one member less
    worth = state.surplus[smaller]  # N s L T
    best = worth.max(axis=1)
    target = state.stay[smaller]
    margin = near[:, None, None, None]
    tied = (worth >= best[:, None] - margin) & (best[:, None] > margin)
    sizes = np.vectorize(int.bit_count, otypes=[np.int64])(target)
    rank = np.where(tied, sizes * (1 << 40) - target, -1)
    chosen = rank.argmax(axis=1)[:, None]
    found = np.take_along_axis(target, chosen, axis=1)[:, 0]
    return best, np.where(tied.any(axis=1), found, 0)


# --- voluntary sharing ---------------------------------------------------------------------------


def _voluntary(game: TrustGame, delta: Array, groups: IntArray, state: Shrinking) -> None:
    """Policy elimination for all sets of one size; in units above the outside values."""
    count = len(groups)
    delta = np.repeat(delta, count)
    near = slack(game)
    best, target = _below(groups, state, near)
    plain = joint_problem(game, delta)
    flow = paid_flow(game).sum(axis=-1) - game.outside.sum(axis=-1)[:, None, None, None]
    reward = np.concatenate(
        [(1 - delta)[:, None, None, None] * flow, np.maximum(best, 0 * best)[..., None]], axis=-1
    )
    problem = plain._replace(reward=reward, outside=0 * plain.outside)
    needs = (1 - delta)[:, None, None, None] * member_needs(game).sum(axis=-1)
    allowed = np.ones(reward.shape, dtype=bool)
    _, start = optimise(problem, allowed, near)
    active = np.arange(count)
    while len(active):
        one = rows(problem, active)
        future = one.delta[:, None, None] * expectation(one, start[active])
        funds = future[:, one.kind].transpose(0, 2, 1)[:, :, None, :]
        fails = (needs[active] > funds + near[active, None, None, None]) & allowed[active][..., :-1]
        active = active[fails.any(axis=(1, 2, 3))]
        if len(active):
            fails = fails[fails.any(axis=(1, 2, 3))]
            allowed[active, ..., :-1] &= ~fails
            _, start[active] = optimise(rows(problem, active), allowed[active], near[active])
    values = np.where(allowed, action_values(problem, start), -np.inf)
    tied = values >= values.max(axis=-1, keepdims=True) - near[:, None, None, None]
    choice = _preferred(game, tied)
    _note(
        game,
        groups,
        choice,
        target,
        np.take_along_axis(values, choice[..., None], -1)[..., 0],
        state,
    )


def _preferred(game: TrustGame, tied: BoolArray) -> IntArray:
    """Of tied choices: contribute, exit, mixed, idle."""
    names = {"contribute": CONTRIBUTE, "leave": EXIT, "mixed": MIXED, "idle": IDLE}
    order = np.argsort([names[mode] for mode in game.modes], kind="stable")
    return np.asarray(order[tied[..., order].argmax(axis=-1)])


def _note(
    game: TrustGame,
    groups: IntArray,
    choice: IntArray,
    target: IntArray,
    surplus: Array,
    state: Shrinking,
) -> None:
    masks, leaves = _masks(groups), choice == len(game.contributes)
    who = (game.contributes[:, None, :] * (1 << groups)).sum(axis=-1)  # P N
    chosen = np.minimum(choice, len(game.contributes) - 1)
    acting = who[chosen, np.arange(len(groups))[:, None, None]]
    state.stay[masks] = np.where(leaves, target, masks[:, None, None])
    state.acts[masks] = np.where(leaves, -1, acting)
    state.surplus[masks] = surplus


# --- fixed rules ---------------------------------------------------------------------------------


def _joint(game: TrustGame, delta: Array, groups: IntArray, state: Shrinking) -> Shrinking:
    """Joint modes for all sets of one size: contribute, idle, or the best exit."""
    count, size = groups.shape
    assert state.values is not None
    delta = np.repeat(delta, count)
    near = slack(game)
    _, target = _below(groups, state, near)
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
    masks = _masks(groups)
    index = choice[..., None]
    for i, problem in enumerate(members):
        worth = np.take_along_axis(
            action_values(problem, evaluate(problem, choice)), index, axis=-1
        )[..., 0]
        for row, mask in enumerate(masks):
            state.values[mask, ..., groups[row, i]] = worth[row]
    surplus = state.values[masks].sum(axis=-1) - state.values[0].sum(axis=-1)
    _note(game, groups, choice, target, surplus, state)
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
        return _preferred(self.game, tied), start

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

"""Networks that shrink: what every set of members agrees on at every trust, by size of the set.

A set goes on as it is, or settles on a smaller one that goes on from this very period. Whoever is
out never returns, so that smaller sets are solved first and enter larger ones only through the
value of an exit: each set is a decision problem on trust levels with one more choice.
"""

from __future__ import annotations

import itertools

import numpy as np

from ...partnership.partnership import Partnership
from ...partnership.solvers.division import member_needs
from ...partnership.solvers.trust_values import (
    action_values,
    expectation,
    joint_problem,
    optimise,
    paid_flow,
    rows,
    slack,
)
from ...partnership.trust_game import TrustGame, compile_partnerships
from ...types import Array, IntArray
from .shrinking_joint import in_joint_modes
from .shrinking_sets import Shrinking, below, note, part, preferred


def shrink(model: Partnership, delta: Array) -> Shrinking:
    """Solve every set of members, small ones first; `delta`, shape (1,), can be exact."""
    n, levels, conditions = model.n_members, model.levels, 1 + len(model.bad_times)
    exact = delta.dtype == object
    zero = delta[0] * 0
    size = 1 << n
    stay = np.zeros((size, levels, conditions), dtype=np.int64)
    acts = np.full((size, levels, conditions), -1, dtype=np.int64)
    surplus = np.full((size, levels, conditions), zero, dtype=delta.dtype)
    outside = model.outside if exact else model.outside.astype(float)
    values = None
    if not (isinstance(model.sharing, str) and model.sharing == "voluntary"):
        values = np.broadcast_to(outside, (size, levels, conditions, n)).astype(delta.dtype)
    state = Shrinking(stay, acts, surplus, values, proven=True)
    for count in range(2, n + 1):
        groups = np.array(list(itertools.combinations(range(n), count)))
        game = compile_partnerships([part(model, who) for who in groups])
        game = game if exact else game.as_floats()
        if values is None:
            _voluntary(game, delta, groups, state)
        else:
            state = in_joint_modes(game, delta, groups, state)
    return state


def _voluntary(game: TrustGame, delta: Array, groups: IntArray, state: Shrinking) -> None:
    """Policy elimination for all sets of one size; in units above the outside values."""
    count = len(groups)
    delta = np.repeat(delta, count)
    near = slack(game)
    best, target = below(groups, state, near)
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
    choice = preferred(game, tied)
    note(
        game,
        groups,
        choice,
        target,
        np.take_along_axis(values, choice[..., None], -1)[..., 0],
        state,
    )

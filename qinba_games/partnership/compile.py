"""From the parameters of partnerships to the arrays of a trust game, for many at once.

Partnerships of one shape (members, trust levels, conditions, drop, kind of sharing rule) are
stacked and compiled together, so that a grid of parameters costs little more than one point of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _exact, errors
from ..repeated.solvers.shares import less_stake, shares
from ..types import Array, BoolArray
from .trust_game import TrustGame

if TYPE_CHECKING:
    from .partnership import Partnership


def compile_partnerships(models: Sequence[Partnership]) -> TrustGame:
    """Compile partnerships of one shape into one batch.

    Raises
    ------
    ShapeError
        If they differ in members, trust levels, conditions, drop, kind of sharing rule, or in
        who cannot leave.
    """
    first = models[0]
    _check_shapes(models)
    exact = all(model.exact for model in models)
    stacked = partial(_exact.as_numbers, exact=exact)

    n = first.n_members
    voluntary = kind_of_rule(first) == "voluntary"
    contributes = _profiles(n, voluntary)
    cost = stacked([m.cost for m in models])
    outside = stacked([m.outside for m in models])
    bad = [stacked([m.bad_times[t][0] for m in models]) for t in range(len(first.bad_times))]
    extra = [stacked([m.bad_times[t][1] for m in models]) for t in range(len(bad))]
    benefit = stacked([m.benefit for m in models])
    received = (benefit @ contributes.T.astype(int)).swapaxes(-1, -2)[:, :, None]  # N L 1 P n
    costs = np.stack([cost, *(cost + more for more in extra)], axis=1)  # N T n
    spent = np.where(contributes, costs[:, None, :, None, :], 0)  # N 1 T P n
    flow = received - spent
    temptation = np.broadcast_to(spent, flow.shape)
    if not voluntary:
        gross = np.broadcast_to(received[..., 0, :], flow[..., 0, :].shape)
        rule = first.sharing
        if not isinstance(rule, str):
            rule = stacked([m.sharing for m in models])
        own = flow[..., 0, :]
        if kind_of_rule(first) != "none":
            own = _shares(rule, own, gross, outside, cost)
        temptation = np.stack([gross - own, 0 * own], axis=-2)
        flow = np.stack([own, flow[..., 1, :]], axis=-2)
    if any(m.stake != 0 for m in models):
        stake = stacked([m.stake for m in models])[:, None, None, None]
        left = less_stake(flow[..., 0, :], outside[:, None, None, :], stake)
        taken = np.stack([flow[..., 0, :] - left, *[0 * left] * (len(contributes) - 1)], axis=-2)
        flow, temptation = flow - taken, temptation + taken  # who breaches pays nothing
    good = np.maximum(1 - sum(bad, 0 * stacked([0] * len(models))), 0)
    return TrustGame(
        members=first.members,
        contributes=contributes,
        flow=flow,
        temptation=temptation,
        move=trust_moves(
            stacked([m.friction for m in models]),
            stacked([m.promotion for m in models]),
            first.drop,
        ),
        chance=np.stack([good, *bad], axis=1),
        outside=outside,
        detection=stacked([m.detection for m in models]),
        deposit=stacked([m.deposit for m in models]),
        subsidy=stacked([m.subsidy for m in models]),
        voluntary=voluntary,
        mandated=np.array([name in first.mandate for name in first.members]),
    )


def kind_of_rule(model: Partnership) -> str:
    """Name of the sharing rule; "fractions" for an array."""
    return model.sharing if isinstance(model.sharing, str) else "fractions"


def _check_shapes(models: Sequence[Partnership]) -> None:
    shapes = {
        (m.benefit.shape, len(m.bad_times), m.drop, kind_of_rule(m), m.members, m.mandate)
        for m in models
    }
    if len(shapes) > 1:
        rule = "all must have the same members, trust levels, conditions, drop, rule and mandate"
        remedy = "Group them by shape and pass each group on its own"
        found = sorted(map(str, shapes))[:3]
        raise errors.ShapeError("evolve_many", "partnerships", found, rule, remedy)


def _profiles(n: int, voluntary: bool) -> BoolArray:
    """Who contributes: every combination, or under fixed shares all or nobody."""
    if voluntary:
        return np.array(list(itertools.product([True, False], repeat=n)))
    return np.array([[True] * n, [False] * n])


def trust_moves(friction: Array, promotion: Array, drop: int | None) -> Array:
    """Chance of every next trust level after full contribution (0) and otherwise (1)."""
    count, levels = friction.shape
    move = np.zeros((count, 2, levels, levels + 1), dtype=int).astype(friction.dtype)
    for k in range(levels):
        below = levels if drop is None else max(0, k - drop)
        rise = (1 - friction[:, k]) * promotion
        move[:, 0, k, below] += friction[:, k]
        move[:, 0, k, min(k + 1, levels - 1)] += rise
        move[:, 0, k, k] += (1 - friction[:, k]) - rise
        move[:, 1, k, below] += 1
    return move


def _shares(rule: Any, merit: Array, received: Array, outside: Array, cost: Array) -> Array:
    """What each member gets when all contribute, under a fixed rule; (N, L, T, n)."""
    if isinstance(rule, str) and rule == "proportional" and not np.all(cost.sum(axis=-1) > 0):
        need = "shares in proportion to cost need a positive cost"
        remedy = "Give a member a positive cost, or use sharing='equal'"
        raise errors.NotApplicableError("Partnership", "sharing", "proportional", need, remedy)
    w, c = outside[:, None, None, :], cost[:, None, None, :]
    parts, divisor = shares(
        rule if isinstance(rule, str) else np.moveaxis(rule[:, None, None, :], -1, 0),
        np.moveaxis(merit, -1, 0),
        np.moveaxis(w, -1, 0),
        tempted=np.moveaxis(np.maximum(received, w) - w, -1, 0),
        cost=np.moveaxis(c, -1, 0),
    )
    return np.stack([part / divisor for part in parts], axis=-1)

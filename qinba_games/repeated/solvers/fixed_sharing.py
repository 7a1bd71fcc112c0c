"""Fixed sharing rules at every profile of a game, upheld by the threat to end the agreement (grim).

On the agreed profile members receive shares x that add up to G. A member who breaks it takes
d_i = max(c_i, w_i) once and w_i ever after, so that i needs
delta_i = (d_i - x_i) / (d_i - w_i), and the agreement holds from max_i delta_i.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance, errors
from ...stage.solvers.minmax import StageQuantities, pure_equilibria, stage_quantities
from ...types import Array, BoolArray, Profile
from ..repeated_game import RepeatedGame, perfectly_monitored
from .shares import over_one_denominator, shares
from .thresholds import least_patience


class _SharingVerdict(NamedTuple):
    """What a sharing rule does to one profile."""

    delta: Any  #: Least patience under the rule
    members: list[Any]  #: Least patience of each member; empty where `shares` is None
    shares: Array | None  #: shape (n,): None for "optimal" where no shares whatever would do
    best: Any  #: Least patience under the stability-optimal shares


def grim_stage(function: str, game: RepeatedGame, *, exact: bool) -> StageQuantities:
    """Stage quantities with what members revert to when the agreement ends as outside values."""
    perfectly_monitored(function, game)
    payoffs = game.stage.payoffs if exact else game.stage.payoffs.astype(float)
    w = game.outside if game.outside is not None else reversion(payoffs)
    if w is None:
        raise errors.NoEquilibriumError(
            f"{function}(): fixed shares are kept by reverting to a pure stage equilibrium, and "
            "this game has none. Say what members get alone: RepeatedGame(stage, outside=...)."
        )
    return stage_quantities(payoffs, w if exact else w.astype(float))


def agreed_stage(
    function: str, game: RepeatedGame, rule: Any, profile: Any, *, exact: bool
) -> tuple[StageQuantities, Profile]:
    """`grim_stage`, and the profile that is agreed.

    If none is given, among those with the largest joint payoff the one that needs least patience.
    """
    stage = grim_stage(function, game, exact=exact)
    if profile is not None:
        return stage, game.stage.profile(profile, function=function)
    top = stage.top
    if len(top) > 1:
        rough = _rough_thresholds(stage, rule, tuple(top.T))
        top = top[rough <= rough.min() + _tolerance.CHECK]
    profiles = [tuple(row) for row in top.tolist()]
    if len(profiles) == 1:
        return stage, profiles[0]
    return stage, min(profiles, key=lambda one: judge(stage, rule, one).delta)


def reversion(
    payoffs: Array, outside: Array | None = None, leaving: BoolArray | None = None
) -> Array | None:
    """The least each member gets in what the group can revert to: leaving, a stage equilibrium.

    `payoffs` have shape (m_1, ..., m_n, n). `leaving` says who is free to leave, nobody by default;
    None if there is no pure stage equilibrium to revert to.
    """
    options = [payoffs[a] for a in pure_equilibria(payoffs)]
    if leaving is not None and leaving.any():
        w = np.asarray(outside)
        options = [w, *(e for e in options if np.all((e >= w) | ~leaving))]
    return np.min(options, axis=0) if options else None


def judge(stage: StageQuantities, rule: Any, profile: Profile) -> _SharingVerdict:
    """Shares and critical discount factors of one profile under a rule (name or array)."""
    w = stage.numbers(stage.outside)
    d = stage.numbers(stage.deviations(profile))
    g = stage.numbers(stage.payoffs[profile])
    tie = stage.near(d.sum(), g.sum(), w.sum())
    best = least_patience(d.sum() - g.sum(), g.sum() - w.sum(), tie)
    optimal = _is_optimal(rule)
    if optimal and best == math.inf:
        return _SharingVerdict(best, [], None, best)
    if not isinstance(rule, str):
        rule = rule.astype(g.dtype)
    parts, divisor = shares(rule, g, w, tempted=d - w, best=d, tie=tie)
    x = np.array(parts) / divisor
    if optimal:
        own = [stage.near(d[i], w[i], of=i) for i in range(len(d))]
        members = [best if t > near else 0 * best for t, near in zip(d - w, own, strict=True)]
        return _SharingVerdict(best, members, x, best)
    own = [stage.near(d[i], x[i], w[i], of=i) for i in range(len(d))]
    own = [near + _rounding(stage, rule, g.sum()) for near in own]
    members = least_patience(d - x, x - w, np.array(own)).tolist()
    return _SharingVerdict(max(members), members, x, best)


def _rough_thresholds(stage: StageQuantities, rule: Any, at: tuple[Array, ...]) -> Array:
    """Critical discount factors of many profiles as floats."""
    w = stage.outside.astype(float)
    g = stage.payoffs[at].T.astype(float)
    d = np.array([np.broadcast_to(c, stage.joint.shape)[at] for c in stage.best], dtype=float)
    if _is_optimal(rule):
        needs, rooms = d.sum(axis=0) - g.sum(axis=0), g.sum(axis=0) - w.sum()
        return np.asarray(least_patience(needs, rooms))
    parts, divisor = shares(rule if isinstance(rule, str) else rule.astype(float), g, w)
    x = np.array(parts) / divisor
    return np.asarray(least_patience(d - x, x - w[:, None]).max(axis=0))


def sustainable_profiles(stage: StageQuantities, rule: Any, delta: Any) -> BoolArray:
    """Which profiles a rule sustains at `delta`, exact as the stage is; shape (m_1, ..., m_n)."""
    if stage.exact:
        top, bottom, kind = delta.numerator, delta.denominator, object
    else:
        top, bottom, kind = delta + _tolerance.DISCOUNT, 1, float
    if _is_optimal(rule):
        liquidity = stage.liquidity.astype(kind)
        total = stage.joint + liquidity
        loss = total - sum(stage.outside.tolist())
        near = stage.near(total, stage.outside.sum())
        return np.asarray(bottom * liquidity <= top * loss + near, dtype=bool)
    joint, unit = stage.joint, 1
    if not isinstance(rule, str):
        rule, unit = over_one_denominator(rule if stage.exact else rule.astype(float))
        joint = joint.astype(kind)
    own = np.moveaxis(stage.payoffs, -1, 0)
    parts, divisor = shares(rule, own, stage.outside, joint=joint)
    divisor *= unit
    holds = np.ones(stage.joint.shape, dtype=bool)
    outside = stage.outside.tolist()
    for i, (x, best, w) in enumerate(zip(parts, stage.best, outside, strict=True)):
        d = best.astype(kind)
        needed = divisor * (bottom * d - top * (d - w))
        tie: Any = 0
        if not stage.exact:
            tie = stage.near(d, w, x / divisor, of=i) + _rounding(stage, rule, joint)
        holds &= np.asarray(bottom * x.astype(kind) >= needed - divisor * tie, dtype=bool)
    return holds


def _rounding(stage: StageQuantities, rule: Any, joint: Any) -> Any:
    """Rounding of shares under a rule that divides what all members have."""
    if stage.exact or (isinstance(rule, str) and rule == "none"):
        return 0
    return _tolerance.meeting(0.0, floor=abs(joint) + abs(stage.outside).sum())


def _is_optimal(rule: Any) -> bool:
    return isinstance(rule, str) and rule == "optimal"

"""Fixed sharing rules, upheld by the threat to end the agreement (grim), and the best of them.

On the agreed profile members receive shares x that add up to G. Who breaks the agreement takes
d_i = max(c_i, w_i) once and w_i ever after, so that i needs
delta_i = (d_i - x_i) / (d_i - w_i), and the agreement holds from max_i delta_i.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.least_patience import least_patience
from ...stage.solvers.minmax import StageQuantities
from ...stage.solvers.pure_nash import pure_equilibria
from ...types import Array, BoolArray, Profile
from .withdrawal import dissolution_threshold

#: Rules with a name; an array of fractions of the joint payoff is a rule as well.
RULES = ("none", "equal", "surplus", "optimal")


class Verdict(NamedTuple):
    """What a sharing rule does to one profile.

    Attributes
    ----------
    delta : Number
        Least patience under the rule.
    members : list of Number
        Least patience of each member; empty where `shares` is None.
    shares : array, shape (n,), or None
        None for "optimal" where no shares whatever would do.
    best : Number
        Least patience under the stability-optimal shares.
    """

    delta: Any
    members: list[Any]
    shares: Array | None
    best: Any


def nash_reversion(payoffs: Array) -> Array | None:
    """Each member's worst payoff among the pure stage equilibria; None if there is none."""
    equilibria = pure_equilibria(payoffs)
    return np.min([payoffs[a] for a in equilibria], axis=0) if equilibria else None


def judge(stage: StageQuantities, rule: Any, profile: Profile) -> Verdict:
    """Shares and critical discount factors of one profile under a rule.

    Parameters
    ----------
    stage : StageQuantities
        With outside values (or what members revert to).
    rule : str or array of fractions
    profile : tuple of int
    """
    w = stage.numbers(stage.outside)
    d = stage.numbers(stage.deviations(profile))
    tie = stage.tie
    parts, divisor = _shares(stage, rule)
    best = dissolution_threshold(d.sum(), stage.number(stage.joint[profile]), w.sum(), tie)
    if parts is None and best == math.inf:
        return Verdict(best, [], None, best)
    if parts is None:
        members = [best if di - wi > tie else 0 * best for di, wi in zip(d, w, strict=True)]
        return Verdict(best, members, w + (1 - best) * (d - w), best)
    x = stage.numbers([part[profile] for part in parts]) / divisor
    members = least_patience(d - x, x - w, tie).tolist()
    return Verdict(max(members), members, x, best)


def critical_profile(stage: StageQuantities, rule: Any) -> Profile:
    """Among the profiles with the largest joint payoff, the one that needs the least patience."""
    top = np.argwhere(stage.joint >= stage.joint.max() - stage.tie)
    at = tuple(top.T)
    rough = _rough_thresholds(stage, rule, at)
    close = top[rough <= rough.min() + _tolerance.CHECK]
    profiles = [tuple(int(a) for a in row) for row in close]
    return min(profiles, key=lambda profile: judge(stage, rule, profile).delta)


def _rough_thresholds(stage: StageQuantities, rule: Any, at: tuple[Array, ...]) -> Array:
    """Critical discount factors of many profiles as floats."""
    tie = float(stage.tie)
    w = [float(v) for v in stage.outside]
    parts, divisor = _shares(stage, rule)
    d = [np.broadcast_to(c, stage.joint.shape)[at].astype(float) for c in stage.best]
    if parts is None:
        return np.asarray(dissolution_threshold(sum(d), stage.joint[at].astype(float), sum(w), tie))
    x = [part[at].astype(float) / divisor for part in parts]
    members = [least_patience(d[i] - x[i], x[i] - w[i], tie) for i in range(len(w))]
    return np.asarray(np.max(members, axis=0))


def sustained(stage: StageQuantities, rule: Any, delta: Any) -> BoolArray:
    """Which profiles a rule sustains at `delta`; shape (m_1, ..., m_n).

    Parameters
    ----------
    stage : StageQuantities
    rule : str or array of fractions
    delta : Fraction if the stage quantities are exact, else float
    """
    if stage.exact:
        top, bottom, kind = delta.numerator, delta.denominator, object
    else:
        top, bottom, kind = delta + _tolerance.DISCOUNT, 1, float
    parts, divisor = _shares(stage, rule)
    if parts is None:
        total = (stage.joint + stage.liquidity).astype(kind)
        loss = total - sum(stage.outside.tolist())
        return np.asarray(bottom * stage.liquidity <= top * loss + stage.tie, dtype=bool)
    holds = np.ones(stage.joint.shape, dtype=bool)
    for x, best, w in zip(parts, stage.best, stage.outside.tolist(), strict=True):
        d = best.astype(kind)
        needed = divisor * (bottom * d - top * (d - w))
        holds &= np.asarray(bottom * x.astype(kind) >= needed - divisor * stage.tie, dtype=bool)
    return holds


def _shares(stage: StageQuantities, rule: Any) -> tuple[list[Array] | None, int]:
    """x_i at every profile as numerators over one divisor; None for the optimal rule."""
    n, w = stage.payoffs.shape[-1], stage.outside
    if isinstance(rule, str):
        if rule == "none":
            return [stage.payoffs[..., i] for i in range(n)], 1
        if rule == "equal":
            return [stage.joint] * n, n
        if rule == "surplus":
            return [n * w[i] + stage.joint - w.sum() for i in range(n)], n
        return None, 1
    if stage.exact:
        numerators, divisor = _exact.over_common_denominator(np.asarray(rule), 1)
        return [int(f) * stage.joint.astype(object) for f in numerators], divisor
    return [float(f) * stage.joint for f in rule], 1

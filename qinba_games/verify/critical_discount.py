"""Certificate of a `CriticalDiscount` of a repeated game, by the definition.

Profiles that nobody would enforce are deleted until none is left, at the critical discount factor
and just below it: the agreement must survive at it and must not survive below. Under a fixed rule
every member's own inequality is looked at.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..results.certificate import Certificate
from ..results.patience import CriticalDiscount
from ..types import Array, BoolArray, Profile
from .findings import Finding, verdict
from .repeated import shares_at
from .stage import Round


def certify_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the agreement holds at the critical discount factor, and fails just below it.

    Parameters
    ----------
    result : CriticalDiscount
        Of a repeated game.
    policy : tuple, optional
        Judge this profile at the result's discount factor; whether it would hold below is left out.
    """
    case = Round(result.game, exact=result.exact)
    profile = result.profile
    if policy is not None:
        profile = result.game.stage.profile(policy, function="verify")
    voluntary = isinstance(result.sharing, str) and result.sharing == "voluntary"
    check = _voluntary if voluntary else _fixed
    findings = check(result, case, profile, own=policy is None)
    return verdict(findings, exact=result.exact, tolerance=case.tolerance)


class Paths(NamedTuple):
    """Every profile of a game, and "all leave" where members can: integers if exact, else floats.

    Attributes
    ----------
    need : array, shape (paths,)
        L: what members together gain by their best deviations.
    joint : array, shape (paths,)
    best : array, shape (paths, n)
        Each member's payoff from his best deviation.
    unit : int
        The numbers are multiples of 1/`unit`.
    exact : bool
    tie : Number
    """

    need: Array
    joint: Array
    best: Array
    unit: int
    exact: bool
    tie: Any

    def room(self, joint: Any, left: BoolArray) -> Any:
        """What `joint` is worth above the harshest punishments among the paths left."""
        return joint - self.best[left].min(axis=0).sum()

    def enforced(self, need: Any, room: Any, delta: Any, *, below: bool) -> Any:
        """Whether (1 - delta) need <= delta room, or that also holds just below delta."""
        top, bottom = (delta.numerator, delta.denominator) if self.exact else (delta, 1)
        gap = (bottom - top) * need - top * room
        tempting = gap < -self.tie if below else gap <= 0
        return np.where(need <= 0, room >= -self.tie, tempting)

    def left(self, delta: Any, *, below: bool = False) -> BoolArray:
        """The paths that survive when what is not enforced is deleted again and again."""
        left = np.ones(len(self.joint), dtype=bool)
        while left.any():
            room = self.room(self.joint[left].max(), left)
            kept = left & np.asarray(self.enforced(self.need, room, delta, below=below), dtype=bool)
            if kept.sum() == left.sum():
                break
            left = kept
        return left

    def ratio(self, need: Any, room: Any) -> Any:
        """Threshold need / (need + room)."""
        if self.exact:
            return Fraction(int(need), int(need + room)) if need > 0 else Fraction(0)
        return float(need / (need + room)) if need > 0 else 0.0


def _paths(case: Round) -> Paths:
    parts = [case.payoffs.ravel(), *([] if case.outside is None else [case.outside])]
    flat, unit = np.concatenate(parts), 1
    if case.exact:
        flat, unit = _exact.over_common_denominator(_exact.fractions(flat), 1)
        flat = flat.astype(object)  # any discount factor may multiply them
    g = flat[: case.payoffs.size].reshape(case.payoffs.shape)
    best = [
        np.broadcast_to(g[..., i].max(axis=i, keepdims=True), g.shape[:-1]).ravel()
        for i in range(case.n)
    ]
    deviations, joint = np.stack(best, axis=1), g.sum(axis=-1).ravel()
    if case.outside is not None:
        w = flat[case.payoffs.size :]
        deviations = np.vstack([np.maximum(deviations, w), w])
        joint = np.append(joint, w.sum())
    need = deviations.sum(axis=1) - joint
    need[need <= case.tie] = 0
    return Paths(need, joint, deviations, unit, case.exact, case.n * case.tie)


def _voluntary(
    result: CriticalDiscount, case: Round, profile: Profile, *, own: bool
) -> list[Finding]:
    paths = _paths(case)
    at = int(np.ravel_multi_index(profile, case.stage.shape))
    need, joint = paths.need[at], paths.joint[at]
    most = paths.room(joint, np.ones(len(paths.joint), dtype=bool))
    slack = case.slack(need / paths.unit, (need + most) / paths.unit, case.tie)
    findings = [Finding(case.number(0), case.tolerance)]
    if result.delta < 1:
        gain = _joint_gain(paths, need, joint, min(result.delta + slack, (result.delta + 1) / 2))
        findings.append(Finding(gain, case.tolerance, action="break the agreement together"))
    elif not own:
        findings.append(Finding(math.inf, case.tolerance, action="break the agreement together"))
    if own and result.delta > 0:
        start = min(result.delta, case.number(1))
        error = start - _least_below(paths, need, joint, start, slack)
        findings.append(Finding(error, slack, action="ask for less patience"))
    return findings


def _joint_gain(paths: Paths, need: Any, joint: Any, delta: Any) -> Any:
    """What members together gain at `delta` by breaking the agreement."""
    left = paths.left(delta)
    if not left.any():
        return math.inf
    return ((1 - delta) * need - delta * paths.room(joint, left)) / paths.unit


def _least_below(paths: Paths, need: Any, joint: Any, start: Any, slack: Any) -> Any:
    """The least discount factor that would do, followed down from `start`; often `start`."""
    least = start
    while least > slack:
        below = least - slack
        left = paths.left(below, below=True)
        room = paths.room(joint, left) if left.any() else -1
        if room < 0 or not paths.enforced(need, room, below, below=True):
            break
        others = paths.ratio(paths.need[left].max(), paths.room(paths.joint[left].max(), left))
        least = min(below, max(others, paths.ratio(need, room)))
    return least


def _fixed(result: CriticalDiscount, case: Round, profile: Profile, *, own: bool) -> list[Finding]:
    w = case.reversion()
    if w is None:
        return [Finding(math.inf, case.tolerance, action="revert to an equilibrium that is none")]
    d, joint = case.temptations(profile, w), case.at(profile).sum()
    x = shares_at(case, profile, result.sharing, w)
    findings = _broken(case, result.delta, x, d, w)
    if not own:
        return findings
    members = [_threshold(case, d[i] - x[i], x[i] - w[i]) for i in range(case.n)]
    best = _threshold(case, d.sum() - joint, joint - w.sum())
    worst = int(np.argmax(members))
    slacks = [case.slack(d[i] - x[i], d[i] - w[i], case.rounding) for i in range(case.n)]
    least, slack = members[worst], slacks[worst]
    if isinstance(result.sharing, str) and result.sharing == "optimal":
        # Members hardly tempted need as much as the others, but their shares do not show it well.
        least, slack = best, case.slack(d.sum() - joint, (d - w).sum(), case.rounding)
    findings += _off("discount factor", result.delta, least, slack)
    if result.price_of_fairness is not None:
        slack += case.slack(d.sum() - joint, (d - w).sum(), case.rounding)
        findings += _off("price of fairness", result.price_of_fairness, least - best, slack)
    if result.shares is not None:
        off = abs(result.shares - x).max()
        findings.append(Finding(off, case.tolerance, action="shares"))
        findings += _wrong_binding(result, case, members, slacks)
    return findings


def _broken(case: Round, delta: Any, x: Array, d: Array, w: Array) -> list[Finding]:
    """What each member gains by taking d once and w ever after."""
    findings = [Finding(case.number(0), case.tolerance)]
    if delta < 1:
        gains = (1 - delta) * d + delta * w - x
        for gain, name in zip(gains, case.stage.players, strict=True):
            findings.append(Finding(gain, case.tolerance, name, action="break the agreement"))
    return findings


def _threshold(case: Round, need: Any, room: Any) -> Any:
    """Least patience at which losing `room` ever after outweighs gaining `need` once."""
    if need <= case.tie:
        return case.number(0) if room >= -case.tie else math.inf
    return need / (need + room) if room > case.tie else math.inf


def _off(name: str, reported: Any, true: Any, slack: Any) -> list[Finding]:
    if reported == math.inf and true == math.inf:
        return []
    return [Finding(abs(reported - true), slack, action=name)]


def _wrong_binding(
    result: CriticalDiscount, case: Round, members: list[Any], slacks: list[Any]
) -> list[Finding]:
    """Members said to bind who would do with less, or nobody where somebody has to."""
    binding = result.binding or ()
    findings = []
    if result.delta > 0 and not binding:
        findings.append(Finding(math.inf, 0, action="binding member"))
    for need, slack, name in zip(members, slacks, case.stage.players, strict=True):
        if name in binding and need < result.delta:
            error = result.delta - need
            findings.append(Finding(error, slack, name, action="binding member"))
    return findings

"""Certificates of a `DiscountTable` and of a `CriticalDiscount` of a repeated game.

Neither uses levels of liquidity. A table is checked row by row: what members gain by their best
deviations from the agreed and from every punishment profile, all together, is covered by what they
would lose, and would not be at a lower discount factor. A critical discount factor is checked by
the definition: profiles that nobody would enforce are deleted until none is left, at it and just
below it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance, errors
from ..results.certificate import Certificate
from ..results.patience import CriticalDiscount, DiscountTable
from ..types import Array, BoolArray, Profile
from .findings import Finding, verdict
from .repeated import shares_at
from .stage import Round


def certify_table(result: DiscountTable, policy: Any = None) -> Certificate:
    """Largest gain or error over all rows of a table.

    Parameters
    ----------
    result : DiscountTable
    policy : None
        A table has no policy to replace.
    """
    if policy is not None:
        raise errors.NotApplicableError(
            function="verify",
            argument="policy",
            value=policy,
            rule="a table of discount factors has one profile per row",
            remedy="Verify what solve(game, delta) returns, with this policy",
        )
    case = Round(result.game, exact=result.exact)
    findings = [Finding(case.number(0), case.tolerance)]
    if len(result.delta):
        findings += _row_findings(result, case)
    return verdict(findings, exact=result.exact, tolerance=case.tolerance)


def _row_findings(result: DiscountTable, case: Round) -> list[Finding]:
    """For each kind of deviation or error the worst row."""
    g, best, joint = _agreed(result, case)
    v, punish_need = _punished(result, case)
    needs = np.column_stack([(best - g).sum(axis=1), punish_need])
    room, level = joint - v.sum(axis=1), needs.max(axis=1)
    gain = (1 - result.delta) * level - result.delta * room
    errors_ = {
        "break the agreement or a punishment": gain,
        "joint payoff": abs(result.joint_payoff - joint),
        "punishment payoff": abs(result.punishment_payoff - v).max(axis=1),
        "liquidity": abs(result.liquidity - level),
    }
    findings = []
    for action, error in errors_.items():
        row = int(np.argmax(error))
        findings.append(Finding(error[row], case.tolerance, None, f"row {row}", action))
    for row, delta in enumerate(result.delta):
        total = level[row] + room[row]
        error = abs(delta - level[row] / total) if total > case.tie else delta
        slack = _ratio_slack(case, total)
        findings.append(Finding(error, slack, None, f"row {row}", "discount factor"))
        if row and delta <= result.delta[row - 1]:
            findings.append(Finding(math.inf, slack, None, f"row {row}", "order of the rows"))
    return findings


def _agreed(result: DiscountTable, case: Round) -> tuple[Array, Array, Array]:
    """Payoffs and best deviations on the agreed profiles, and what they are worth together."""
    stays = [profile for profile in result.profile if profile is not None]
    rows = np.array([profile is not None for profile in result.profile])
    shape = (len(rows), case.n)
    if case.outside is None:
        g, best = np.zeros(shape), np.zeros(shape)
    else:
        g, best = np.tile(case.outside, (len(rows), 1)), np.tile(case.outside, (len(rows), 1))
    g, best = (case.numbers(values) for values in (g, best))
    if stays:
        g[rows], best[rows] = _lines(case, np.array(stays))
    if case.outside is not None:
        best = np.maximum(best, case.outside)
    return g, best, g.sum(axis=1)


def _punished(result: DiscountTable, case: Round) -> tuple[Array, Array]:
    """Punishment payoffs, and what members together would gain by not carrying them out."""
    rows = len(result.delta)
    if case.outside is not None:
        return np.tile(case.outside, (rows, 1)), case.numbers(np.zeros((rows, 1)))
    g, best = _lines(case, np.array(result.punishment_profile).reshape(-1, case.n))
    need = (best - g).sum(axis=1).reshape(rows, case.n)
    members = np.arange(case.n)
    return best.reshape(rows, case.n, case.n)[:, members, members], need


def _lines(case: Round, profiles: Array) -> tuple[Array, Array]:
    """g and c of many profiles: every action of every player is tried."""
    shape = case.stage.shape
    flat = case.payoffs.reshape(-1, case.n)
    here = np.ravel_multi_index(tuple(profiles.T), shape)
    best = []
    for i, actions in enumerate(shape):
        step = math.prod(shape[i + 1 :])
        line = here[:, None] + (np.arange(actions) - profiles[:, i : i + 1]) * step
        best.append(flat[line, i].max(axis=1))
    return case.numbers(flat[here]), case.numbers(np.stack(best, axis=1))


def _ratio_slack(case: Round, total: Any) -> Any:
    """Error of a ratio of payoffs over `total` if payoffs that differ by a tie are the same."""
    if case.exact:
        return 0
    return _tolerance.CHECK + case.n * case.tie / max(total, case.tie, np.finfo(float).tiny)


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
    slack = _ratio_slack(case, need + most)
    findings = [Finding(case.number(0), case.tolerance)]
    if result.delta < 1:
        gain = _joint_gain(paths, need, joint, min(result.delta + slack, 1 - slack))
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
        return [Finding(math.inf, case.tolerance, action="fall back on an equilibrium that is none")]
    d, joint = case.temptations(profile, w), case.at(profile).sum()
    x = shares_at(case, profile, result.sharing, w)
    findings = _broken(case, result.delta, x, d, w)
    if not own:
        return findings
    members = [_threshold(case, d[i] - x[i], x[i] - w[i]) for i in range(case.n)]
    best = _threshold(case, d.sum() - joint, joint - w.sum())
    findings += _off(case, "discount factor", result.delta, max(members), d - w)
    if result.price_of_fairness is not None:
        price = max(members) - best
        findings += _off(case, "price of fairness", result.price_of_fairness, price, d - w)
    if result.shares is not None:
        off = abs(result.shares - x).max()
        findings.append(Finding(off, case.tolerance, action="shares"))
    for i, name in enumerate(case.stage.players):
        binds = 0 < result.delta <= members[i] + _ratio_slack(case, d[i] - w[i])
        if result.shares is not None and binds != (name in (result.binding or ())):
            findings.append(Finding(math.inf, case.tolerance, name, action="binding member"))
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


def _off(case: Round, name: str, reported: Any, true: Any, scale: Array) -> list[Finding]:
    if reported == math.inf and true == math.inf:
        return []
    return [Finding(abs(reported - true), _ratio_slack(case, min(scale)), action=name)]

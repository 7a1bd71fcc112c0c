"""Certificates of honesty and of workable stakes: one-shot deviations of judge and members."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ... import _check, _tolerance
from ...common.register import checks
from ...repeated.checks.equilibrium import shares_at
from ...repeated.checks.round import RepeatedPayoffs
from ...types import Array, Certificate
from ...verify.findings import Finding, by_member, claim, differences, verdict
from ...verify.thresholds import indifferent
from ..results import Honesty, WorkableStakes


@checks(Honesty)
def _certify_honesty(result: Honesty, policy: Any = None) -> Certificate:
    """Check who is honest about whom by values of honesty and of one false verdict."""
    claims = result.honest
    deposit = result.deposit
    if policy is not None:
        # Other deposits, of which each is claimed to be credible.
        deposit = _check.array("verify", "policy", policy, shape=deposit.shape)
        claims = (True,) * len(deposit)
    interest = result.stake * result.gain
    rent = max(result.income - result.effort, 0 * result.income)
    near = _tolerance.meeting(_tolerance.CHECK, deposit, interest, rent)

    def gain(lump: Any, delta: Any) -> Any:
        honest = rent  # The same in every period, so it is worth itself.
        return (1 - delta) * (rent + lump) - honest

    faults = [claim(0 <= result.delta < 1, "delta")]
    for i, name in enumerate(result.members):
        allowed = near if isinstance(near, Fraction) else near[i]
        own = gain(deposit[i] + interest[i], result.delta)
        faults.append(Finding(own if claims[i] else -own, allowed, name, action="sell the verdict"))
        if policy is not None:
            continue
        off = indifferent([(deposit[i] + interest[i], rent)], result.threshold[i], allowed)
        faults.append(Finding(off, allowed, name, action="threshold"))
    return verdict(faults, exact=result.exact, tolerance=max(one.allowed for one in faults))


@checks(WorkableStakes)
def _certify_stakes(result: WorkableStakes, policy: Any = None) -> Certificate:
    """Check both ends of the interval: members who break off, a coordinator who does not work."""
    case = RepeatedPayoffs(result.game, exact=result.exact, profiles=(result.profile,))
    w = case.reversion()
    d = case.temptations(result.profile, w)
    surplus = case.at(result.profile).sum() - w.sum()
    tolerance = case.tolerance
    if policy is not None:
        # A stake that is claimed to work.
        stake = case.number(_check.number("verify", "policy", policy))
        findings = [_idle(result, surplus, stake, tolerance), *_breaches(result, case, d, w, stake)]
        return verdict(findings, exact=result.exact, tolerance=tolerance)
    x = None if result.shares is None else shares_at(case, result.profile, result.sharing, w)
    meant = type(result.relations) is int and result.relations > 0 and result.effort >= 0
    findings = [claim(meant, "effort"), *_lower(result, surplus, tolerance)]
    given = [("shares", x), ("deviation", d), ("outside", w)]
    pairs = ((name, getattr(result, name), values) for name, values in given if values is not None)
    findings += differences({k: (case.numbers(report), own) for k, report, own in pairs}, tolerance)
    findings += [*_upper(result, case, x, d, w), _patience(result, case, x, d, w)]
    return verdict(findings, exact=result.exact, tolerance=tolerance)


def _idle(result: WorkableStakes, surplus: Any, stake: Any, tolerance: Any) -> Finding:
    gain = result.effort - stake * result.relations * surplus
    return Finding(gain, tolerance, "coordinator", action="not work")


def _lower(result: WorkableStakes, surplus: Any, tolerance: Any) -> list[Finding]:
    if result.low == math.inf:
        return [claim(surplus <= tolerance and result.effort > 0, "low")]
    at = _idle(result, surplus, result.low, tolerance).gain
    off = abs(at) if result.effort > 0 else result.low
    return [Finding(off, tolerance, "coordinator", action="low")]


def _upper(
    result: WorkableStakes, case: RepeatedPayoffs, x: Array | None, d: Array, w: Array
) -> Iterator[Finding]:
    """At its limit each member is indifferent."""
    names = case.stage.players
    for i, limit in enumerate(result.limits):
        if x is None:
            joint = case.at(result.profile).sum()
            enough = joint >= d.sum() or joint > w.sum() + case.tolerance
            yield claim(not enough, "limit", member=names[i])
        elif abs(limit) == math.inf:
            still = abs(x[i] - w[i]) <= case.tolerance
            # Gains up to the tolerance may count as none, and need not.
            gain, none = (1 - result.delta) * (d[i] - w[i]), case.tolerance if limit > 0 else 0
            holds = still and gain <= none
            wrong = not holds if limit > 0 else holds or x[i] > w[i] + case.tolerance
            yield claim(not wrong, "limit", member=names[i])
        else:
            gain = _gain(result.delta, x[i], d[i], w[i], limit)
            yield Finding(abs(gain), case.tolerance, names[i], action="limit")


def _patience(
    result: WorkableStakes, case: RepeatedPayoffs, x: Array | None, d: Array, w: Array
) -> Finding:
    """At the least patience somebody is indifferent; if there is none, somebody always gains."""
    if x is None or result.low > 1:
        return claim(result.threshold == math.inf, "threshold")
    net_payoff = x - result.low * (x - w)
    pairs = list(zip(d - net_payoff, net_payoff - w, strict=True))
    off = indifferent(pairs, result.threshold, case.tolerance)
    return Finding(off, case.tolerance, action="threshold")


def _gain(delta: Any, x: Any, d: Any, w: Any, stake: Any) -> Any:
    """What one member gains by taking d once and w ever after."""
    return (1 - delta) * d + delta * w - (x - stake * (x - w))


def _breaches(
    result: WorkableStakes, case: RepeatedPayoffs, d: Array, w: Array, stake: Any
) -> list[Finding]:
    x = shares_at(case, result.profile, result.sharing, w)
    gains = (_gain(result.delta, *terms, stake) for terms in zip(x, d, w, strict=True))
    return by_member(case.stage.players, gains, case.tolerance, "break off")

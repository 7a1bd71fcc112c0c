"""Certificate of a critical discount factor of a repeated game with a third party at work.

The agreement must hold at the critical discount factor and must not hold just below it. What
deviations lead to is found anew at both: profiles that nobody would enforce are deleted until none
is left, and what remains says to what each member can be held.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.evidence import with_outside
from ...verify.findings import Finding, claim, unasked, verdict
from ..governed import GovernedGame
from ..results.patience import CriticalDiscount
from .round import Round, best_replies, from_then_on

#: How far below the critical discount factor the agreement has to fail.
_BELOW = Fraction(1, 10**9)
_PATIENT = Fraction(10**6 - 1, 10**6)


@checks(CriticalDiscount, of=GovernedGame)
def certify_governed(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the agreement holds at the critical discount factor, and fails just below it.

    `policy` is a profile to judge at that discount factor; whether it would hold below is left out.
    """
    governed = result.game
    profile = result.profile
    if policy is not None:
        profile = governed.game.stage.profile(policy, function="verify")
    case = Round(governed.game, exact=result.exact, profiles=(profile,), centred=governed.sharing)
    findings = [Finding(case.number(0), case.tolerance)]
    if policy is None:
        findings += _reported(case, result)
    if result.delta < 1:
        at = result.delta if case.exact else min(result.delta + 1e-9, (result.delta + 1) / 2)
        for name, gain in _gains(case, governed, profile, at):
            findings.append(Finding(gain, case.tolerance, name, action="break the agreement"))
    elif policy is not None:
        findings.append(Finding(math.inf, case.tolerance, action="break the agreement"))
    if policy is None and result.delta > 0:
        step = _BELOW if case.exact else 100 * float(_BELOW)
        below = min(result.delta - step, case.number(_PATIENT))
        breakers = {name for name, g in _gains(case, governed, profile, below) if g > 0}
        if below >= 0 and not breakers:
            findings.append(Finding(math.inf, case.tolerance, action="ask for less patience"))
        if below >= 0 and result.binding is not None:
            wrong = not result.binding or not breakers >= set(result.binding)
            findings.append(Finding(int(wrong), 0, action="binding"))
    certificate = verdict(findings, exact=result.exact, tolerance=case.tolerance)
    # More patience never makes a punishment milder nor a breach more tempting, so that what fails
    # just below the threshold fails at every smaller patience.
    return certificate if policy is not None else with_outside(certificate, [True])


def _reported(case: Round, result: CriticalDiscount) -> list[Finding]:
    """Whether the intervals are those of the threshold, and the shares those of the profile."""
    findings = [from_then_on(result.delta, result.intervals)]
    shared = result.game.sharing != "voluntary"
    findings += unasked(result, "price_of_fairness", *([] if shared else ["shares", "binding"]))
    if result.shares is not None:
        governed = result.game
        if result.shares.shape != (case.n,):
            return [claim(False, "reported shares")]
        shares = _shares(case, governed, result.profile, _free(case, governed))
        off = abs(shares + case.number(governed.subsidy) - (result.shares - case.constant)).max()
        findings.append(Finding(off, case.tolerance + case.lost(), action="reported shares"))
    return findings


def _gains(case: Round, governed: GovernedGame, profile: Profile, delta: Any) -> list[Any]:
    """(member, what it gains by breaking the agreement); with transfers all together."""
    free = _free(case, governed)
    x = _shares(case, governed, profile, free)
    s, deposit = case.number(governed.subsidy), case.numbers(governed.deposit)
    top = list(case.deviations(profile))
    for i in free:
        top[i] = max(top[i], case.outside[i])
    once = [max(top[i] - x[i] - s - deposit[i], case.number(0)) for i in range(case.n)]
    if governed.sharing == "voluntary":
        held = _held_to(case, free, delta)
        if held is None:
            return [(None, math.inf)]
        for i in free:
            once[i] = max(once[i], case.outside[i] - x[i] - s)
        room = (x + s - held).sum()
        return [(None, (1 - delta) * sum(once) - delta * room)]
    rooms = x + s - _reverted(case, free)
    found = []
    for name, gain, room in zip(case.stage.players, once, rooms, strict=True):
        found += [(name, (1 - delta) * gain - delta * room), (name, -room)]
    return found


def _free(case: Round, governed: GovernedGame) -> list[int]:
    """Members who can leave, unless a single one never would."""
    if case.outside is None:
        return []
    names = case.stage.players
    free = [i for i, name in enumerate(names) if name not in governed.mandate]
    alone = len(free) == 1
    if alone and best_replies(case.payoffs)[free[0]].min() > case.outside[free[0]] + case.tie:
        return []
    return free


def _shares(case: Round, governed: GovernedGame, profile: Profile, free: list[int]) -> Array:
    """What each member gets while the agreement is kept, without the subsidy."""
    g = case.at(profile)
    base = case.outside if case.outside is not None else _reverted(case, free)
    if governed.stake == 0 or base is None or g.sum() <= base.sum():
        return g
    return np.asarray(g - case.number(governed.stake) * (g - base))


def _reverted(case: Round, free: list[int]) -> Any:
    """What the group reverts to, at its worst for each member."""
    g, stable = case.payoffs.reshape(-1, case.n), case.stable().ravel()
    for i in free:
        stable &= np.asarray(g[:, i] >= case.outside[i])
    options = [case.outside] if free else []
    options += [case.numbers(row) for row in g[stable]]
    return np.min(options, axis=0) if options else None


def _held_to(case: Round, free: list[int], delta: Any) -> Any:
    """Worst equilibrium payoff of each member at `delta`; None if there is no equilibrium."""
    if len(free) == case.n:
        return case.outside
    best, joint = best_replies(case.payoffs).T, case.payoffs.reshape(-1, case.n).sum(axis=1)
    if free:
        best = best.astype(case.outside.dtype)
        best[:, free] = np.maximum(best[:, free], case.outside[free])
        best, joint = np.vstack([best, case.outside]), np.append(joint, case.outside.sum())
    need = best.sum(axis=1) - joint
    while len(need):
        held = best.min(axis=0)
        if free:
            held[free] = case.outside[free]
        room = joint.max() - held.sum()
        slack = case.n * case.tie + (0 if case.exact else _tolerance.DISCOUNT * abs(need))
        kept = np.asarray((1 - delta) * need <= delta * room + slack, dtype=bool)
        if kept.all():
            return held
        best, joint, need = best[kept], joint[kept], need[kept]
    return None

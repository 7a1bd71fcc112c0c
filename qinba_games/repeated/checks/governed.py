"""Certificate of a critical discount factor of a repeated game with a third party at work.

The agreement must hold from the critical discount factor on and not below it. With transfers,
deviations lead to what the levels of profiles uphold at that patience.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.evidence import with_outside
from ...verify.findings import Finding, claim, gap, unasked, verdict
from ..governed import GovernedGame
from ..results.patience import CriticalDiscount
from .critical_discount import broken, patience_findings, patiences, wrong_binding
from .round import Round, from_then_on


@checks(CriticalDiscount, of=GovernedGame)
def certify_governed(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the agreement holds from the critical discount factor on, and not below it."""
    # A `policy` is a profile to judge there; whether it would hold below is left out.
    governed, own = result.game, policy is None
    profile = result.profile
    if policy is not None:
        profile = governed.game.stage.profile(policy, function="verify")
    case = Round(governed.game, exact=result.exact, profiles=(profile,), centred=governed.sharing)
    findings = [Finding(case.number(0), case.tolerance)]
    if own:
        findings += _reported(case, result)
    free = _free(case, governed)
    x = _shares(case, governed, profile, free) + case.number(governed.subsidy)
    d = _broken(case, governed, profile, free)
    if governed.sharing == "voluntary":
        once = np.maximum(d - x, 0)
        if free.any():
            once = np.where(free, np.maximum(once, case.outside - x), once)
        levels = case.levels(free)
        amounts = once.sum() * levels.unit, x.sum() * levels.unit
        findings += patience_findings(result, case, levels, *amounts, own=own)
    else:
        w = _reverted(case, free)
        findings += broken(result, case, d, x, w, own=own)
        if own:
            members, slacks, _ = patiences(case, d, x, w)
            worst = int(np.argmax(members))
            over = gap(result.delta, members[worst])
            findings.append(Finding(over, slacks[worst], action="discount factor"))
            findings += wrong_binding(result, case, members, slacks)
    certificate = verdict(findings, exact=result.exact, tolerance=case.tolerance)
    # That nothing less does is among the findings.
    return with_outside(certificate, [True]) if own else certificate


def _reported(case: Round, result: CriticalDiscount) -> list[Finding]:
    """Whether the intervals are those of the threshold, and the shares those of the profile."""
    findings = [from_then_on(result.intervals)]
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


def _broken(case: Round, governed: GovernedGame, profile: Profile, free: Array) -> Array:
    """What each member gets by breaking the agreement, its deposit taken off."""
    best = case.deviations(profile)
    if free.any():
        best = np.where(free, np.maximum(best, case.outside), best)
    return np.asarray(best - case.numbers(governed.deposit))


def _free(case: Round, governed: GovernedGame) -> Array:
    """Whether each member can leave; a single one who never would cannot."""
    names = case.stage.players
    free = np.array([case.outside is not None and i not in governed.mandate for i in names])
    if free.sum() == 1:
        i = int(free.argmax())
        free[i] = case.minmax[i] <= case.outside[i] + case.tie
    return free


def _shares(case: Round, governed: GovernedGame, profile: Profile, free: Array) -> Array:
    """What each member gets while the agreement is kept, without the subsidy."""
    g = case.at(profile)
    base = case.outside if case.outside is not None else _reverted(case, free)
    if governed.stake == 0 or base is None or g.sum() <= base.sum():
        return g
    return np.asarray(g - case.number(governed.stake) * (g - base))


def _reverted(case: Round, free: Array) -> Any:
    """What the group reverts to, at its worst for each member."""
    g, stable = case.payoffs.reshape(-1, case.n), case.stable.ravel()
    for i in np.flatnonzero(free):
        stable &= np.asarray(g[:, i] >= case.outside[i])
    options = [case.outside] if free.any() else []
    options += [case.numbers(row) for row in g[stable]]
    return np.min(options, axis=0) if options else None

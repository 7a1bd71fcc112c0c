"""Certificate of a `CriticalDiscount` of a repeated game, by the definition.

With transfers an agreement holds from the least discount factor on at which some level of profiles
upholds it. Under a fixed rule every member's own inequality is looked at. A third party changes
what breaking the agreement and keeping it bring, and who can leave.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import Finding, blanks, by_member, claim, gap, verdict, with_outside
from ...verify.thresholds import patience_for
from ..governed import GovernedGame
from ..proof import NeedLevels
from ..results.patience import CriticalDiscount
from .equilibrium import shares_at
from .round import RepeatedPayoffs, from_then_on


@checks(CriticalDiscount)
@checks(CriticalDiscount, of=GovernedGame)
def _certify_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the agreement holds at the critical discount factor, and fails just below it."""
    # A `policy` is a profile to judge there; whether it would hold below is left out.
    game, profile, own = result.game, result.profile, policy is None
    governed = game if isinstance(game, GovernedGame) else None
    game = governed.game if governed else game
    if not own:
        profile = game.stage.profile(policy, function="verify")
    voluntary = isinstance(result.sharing, str) and result.sharing == "voluntary"
    case = RepeatedPayoffs(game, exact=result.exact, profiles=(profile,), centred=result.sharing)
    check = _voluntary if voluntary else _by_rule
    findings = [Finding(case.number(0), case.tolerance)]
    findings += check(result, case, governed, profile, own=own)
    if own:
        findings.append(from_then_on(result.intervals))
        names = ["shares", "binding"] if voluntary else []
        names += ["price_of_fairness"] if voluntary or governed else []
        findings += blanks(result, *names)
    certificate = verdict(findings, exact=result.exact, tolerance=case.tolerance)
    # That nothing less does is among the findings.
    return with_outside(certificate, [True]) if own else certificate


def _free(case: RepeatedPayoffs, governed: GovernedGame | None) -> Array:
    """Whether each member can leave; a single one who never would cannot."""
    if governed is None:
        return np.full(case.n, case.outside is not None)
    names = case.stage.players
    free = np.array([case.outside is not None and i not in governed.mandate for i in names])
    if free.sum() == 1:
        i = int(free.argmax())
        free[i] = case.minmax[i] <= case.outside[i] + case.tie
    return free


def _terms(
    case: RepeatedPayoffs, governed: GovernedGame | None, profile: Profile, free: Array
) -> tuple[Array, Array]:
    """What each member gets while the agreement is kept, and by breaking it, without transfers."""
    x, d = (own[0] for own in case.lines(np.array([profile])))
    if free.any():
        d = np.where(free, np.maximum(d, case.outside), d)
    if governed is None:
        return x, d
    base = case.outside if case.outside is not None else _reversion(case, free)
    if governed.stake != 0 and base is not None and x.sum() > base.sum():
        x = x - case.number(governed.stake) * (x - base)
    return x + case.number(governed.subsidy), d - case.numbers(governed.deposit)


def _reversion(case: RepeatedPayoffs, free: Array) -> Any:
    """What the group reverts to, at its worst for each member."""
    g, stable = case.payoffs.reshape(-1, case.n), case.stable.ravel()
    for i in np.flatnonzero(free):
        stable &= np.asarray(g[:, i] >= case.outside[i])
    options = [case.outside] if free.any() else []
    options += [case.numbers(row) for row in g[stable]]
    return np.min(options, axis=0) if options else None


def _voluntary(
    result: CriticalDiscount, case: RepeatedPayoffs, governed: Any, profile: Profile, *, own: bool
) -> list[Finding]:
    free = _free(case, governed)
    if case.exact and governed is None:
        levels = case.levels(free)
        return _patience_findings(result, case, levels, *levels.amounts(profile), own=own)
    x, d = _terms(case, governed, profile, free)
    once = np.maximum(d - x, 0)
    if free.any():
        once = np.where(free, np.maximum(once, case.outside - x), once)
    levels = case.levels(free)
    amounts = once.sum() * levels.unit, x.sum() * levels.unit
    return _patience_findings(result, case, levels, *amounts, own=own)


def _patience_findings(
    result: CriticalDiscount,
    case: RepeatedPayoffs,
    levels: NeedLevels,
    need: Any,
    joint: Any,
    *,
    own: bool,
) -> list[Finding]:
    """Whether an agreement holds from the reported discount factor on, and, if `own`, not below."""
    # Members together gain `need` by breaking it, and have `joint` as long as they keep it.
    delta, action = result.delta, "break the agreement together"
    (least, level), slack, near = levels.patience(need, joint), case.tie, case.tie
    if not case.exact:
        # Rounding of the profile itself: those of which it is part are further from being kept.
        whole = need + joint - levels.least[level].sum()
        slack = case.slack(need, whole, case.tie)
        near = _tolerance.meeting(_tolerance.CHECK, need, whole, floor=abs(levels.base).sum())
    findings = []
    if delta < 1:
        at = delta if case.exact else min(delta + slack, (delta + 1) / 2)
        gain = levels.gain(need, joint, at)
        findings.append(Finding(gain / levels.unit, near, action=action))
    elif not own:
        findings.append(Finding(math.inf, case.tolerance, action=action))
    if own and delta > 0:
        over = min(delta, 1) - min(least, 1)
        findings.append(Finding(over, slack, action="ask for less patience"))
    return findings


def _by_rule(
    result: CriticalDiscount, case: RepeatedPayoffs, governed: Any, profile: Profile, *, own: bool
) -> list[Finding]:
    free, rule = _free(case, governed), result.sharing
    w = _reversion(case, free) if governed else case.reversion()
    if w is None:
        return [Finding(math.inf, case.tolerance, action="revert to an equilibrium that is none")]
    if governed:
        x, d = _terms(case, governed, profile, free)
    else:
        case.widen(w)
        d = case.temptations(profile, w)
        x = shares_at(case, profile, rule, w)
    findings, joint = breaches(result, case, d, x, w, own=own), case.at(profile).sum()
    if not own:
        return findings
    divided = abs(joint) + abs(w).sum() if not isinstance(rule, str) or rule != "none" else 0
    members, slacks, ties = _patiences(case, d, x, w, divided)
    best, together = _at_best(case, d, joint, w)
    worst = int(np.argmax(members))
    most, slack = members[worst], slacks[worst]
    if isinstance(rule, str) and rule == "optimal":
        # x_i = d_i - (D - G) (d_i - w_i) / (D - W): whoever is tempted needs (D - G) / (D - W).
        # Members hardly tempted need as much as the others, but their shares do not show it well.
        tempted = [bool(t > tie) for t, tie in zip(d - w, ties, strict=True)]
        members = [best if t else own for t, own in zip(tempted, members, strict=True)]
        slacks, most, slack = [together] * case.n, best, together
    findings.append(Finding(gap(result.delta, most), slack, action="discount factor"))
    if result.price_of_fairness is not None:
        price = gap(result.price_of_fairness, most - best)
        findings.append(Finding(price, slack + together, action="price of fairness"))
    if result.shares is not None:
        findings.append(claim(np.shape(result.shares) == np.shape(x), "shares"))
        off = abs(result.shares - case.constant - x).max()
        findings.append(Finding(off, case.tolerance + case.lost(), action="shares"))
        findings += _wrong_binding(result, case, members, slacks)
    else:
        findings.append(claim(not governed and not result.binding, "binding"))
    return findings


def breaches(
    result: CriticalDiscount, case: RepeatedPayoffs, d: Array, x: Array, w: Array, *, own: bool
) -> list[Finding]:
    """What each member gains by breaking the agreement at the reported discount factor."""
    delta, action = result.delta, "break the agreement"
    if delta < 1:
        at = delta if case.exact else _tolerance.patient(delta)
        gains = np.maximum((1 - at) * d + at * w, w) - x
        return by_member(case.stage.players, gains, case.tolerance, action)
    return [] if own else [Finding(math.inf, case.tolerance, action=action)]


def _patiences(
    case: RepeatedPayoffs, d: Array, x: Array, w: Array, divided: Any = 0
) -> tuple[list[Any], list[Any], list[Any]]:
    """Least patience of each member, how far that may be off, and what counts as nothing."""
    # Shares may be parts of sums as large as `divided`; payoffs count from the minmax.
    ties, rounding = [0] * case.n, 0
    if not case.exact:
        least = np.maximum(case.minmax, w)
        sizes = abs(d - least), abs(x - least), abs(w - least)
        near = _tolerance.meeting(_tolerance.TIE, *sizes, floor=abs(least))
        ties = list(near + _tolerance.meeting(0.0, floor=divided))
        rounding = _tolerance.rounding(d, x, w)
    slacks = [case.slack(d[i] - x[i], d[i] - w[i], rounding) for i in range(case.n)]
    return [patience_for(*one) for one in zip(d - x, x - w, ties, strict=True)], slacks, ties


def _at_best(case: RepeatedPayoffs, d: Array, joint: Any, w: Array) -> tuple[Any, Any]:
    """Least patience at any shares, and how far that may be off."""
    need, room, near, rounding = d.sum() - joint, joint - w.sum(), 0, 0
    if not case.exact:
        least = np.maximum(case.minmax, w)
        sums = (abs(one - least.sum()) for one in (d.sum(), joint, w.sum()))
        near = _tolerance.meeting(_tolerance.TIE, *sums, floor=abs(least).sum())
        rounding = _tolerance.rounding(d, joint, w)
    return patience_for(need, room, near), case.slack(need, (d - w).sum(), rounding)


def _wrong_binding(
    result: CriticalDiscount, case: RepeatedPayoffs, members: list[Any], slacks: list[Any]
) -> list[Finding]:
    """Members said to bind who would do with less, or said not to who need as much."""
    binding, delta = result.binding or (), result.delta
    near: Any = 0
    known = set(binding) <= set(case.stage.players) and len(set(binding)) == len(binding)
    findings = [claim(known and (binding or not delta > 0), "binding member")]
    for need, slack, name in zip(members, slacks, case.stage.players, strict=True):
        if not case.exact:  # those as near as that bind together, unless rounding keeps them apart
            near = (slack - _tolerance.CHECK or _tolerance.CHECK) - _tolerance.DISCOUNT
        if name in binding and need < delta:
            findings.append(Finding(delta - need, slack, name, action="binding member"))
        elif name not in binding and delta > 0:
            findings.append(claim(not need >= delta + near, "binding member", member=name))
    return findings

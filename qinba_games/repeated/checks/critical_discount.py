"""Certificate of a `CriticalDiscount` of a repeated game, by the definition.

Profiles that nobody would enforce are deleted until none is left, at the critical discount factor
and just below it: the agreement must survive at it and must not survive below. Under a fixed rule
every member's own inequality is looked at.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import Finding, claim, gap, unasked, verdict
from ...verify.thresholds import patience_for
from ..results.patience import CriticalDiscount
from .equilibrium import shares_at
from .round import Round, best_replies, from_then_on


@checks(CriticalDiscount)
def certify_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the agreement holds at the critical discount factor, and fails just below it.

    `policy` is a profile to judge at that discount factor; whether it would hold below is left out.
    """
    profile = result.profile
    if policy is not None:
        profile = result.game.stage.profile(policy, function="verify")
    voluntary = isinstance(result.sharing, str) and result.sharing == "voluntary"
    case = Round(result.game, exact=result.exact, profiles=(profile,), centred=result.sharing)
    check = _voluntary if voluntary else _fixed
    findings = check(result, case, profile, own=policy is None)
    if policy is None:
        findings.append(from_then_on(result.delta, result.intervals))
        if voluntary:
            findings += unasked(result, "shares", "binding", "price_of_fairness")
    certificate = verdict(findings, exact=result.exact, tolerance=case.tolerance)
    if policy is not None or not certificate.inside:
        return certificate
    # That nothing less does is among the findings.
    return dataclasses.replace(certificate, outside=True, gap=0)


class Paths(NamedTuple):
    """Every profile of a game, and "all leave" where members can, by rising need.

    What some joint payoff enforces are the paths up to some need. What survives a round of
    deletions is thus the first so many of them, and a count says which.
    """

    #: Shape (paths,): L: what members together gain by their best deviations; integers if exact,
    #: else floats.
    need: Array
    most: Array  #: shape (paths,): largest joint payoff of this path and those before it
    #: Shape (paths,): sum of what each member keeps in the path, of those, that leaves it least.
    harshest: Array
    unit: int  #: The numbers are multiples of 1/`unit`
    exact: bool
    rounding: Any  #: Error of the sums above

    def room(self, joint: Any, count: int) -> Any:
        """What `joint` is worth above the harshest punishments of the first `count` paths."""
        return joint - self.harshest.item(count - 1)

    def best_room(self, count: int) -> Any:
        """What the best of the first `count` paths is worth above their harshest punishments."""
        return self.room(self.most.item(count - 1), count)

    def covered(self, room: Any, delta: Any, *, below: bool) -> Any:
        """The largest need with (1 - delta) need <= delta room, also just below delta; or -1."""
        if room < -self.rounding:
            return -1
        if not self.exact:
            less = below * (_tolerance.TIE * abs(room) + self.rounding)
            return max(0.0, (delta * room - less) / (1 - delta))
        top, bottom = delta.as_integer_ratio()
        if top == bottom:
            return math.inf if room > 0 else 0
        return max(0, (top * room - below) // (bottom - top))

    def left(self, delta: Any, *, below: bool = False) -> int:
        """How many paths survive when what is not enforced is deleted again and again."""
        count = len(self.need)
        while count:
            bound = self.covered(self.best_room(count), delta, below=below)
            kept = bisect.bisect_right(self.need, bound, hi=count)
            if kept == count:
                break
            count = kept
        return count

    def ratio(self, need: Any, room: Any) -> Any:
        """Threshold need / (need + room)."""
        if self.exact:
            return Fraction(need, need + room) if need > 0 else Fraction(0)
        return need / (need + room) if need > 0 else 0.0

    def gain(self, need: Any, joint: Any, delta: Any) -> Any:
        """What members together gain at `delta` by breaking an agreement."""
        left = self.left(delta)
        if not left:
            return math.inf
        room = self.room(joint, left)
        if not self.exact:
            return (1 - delta) * need - delta * room
        top, bottom = delta.as_integer_ratio()
        return Fraction((bottom - top) * need - top * room, bottom * self.unit)


def _paths(case: Round, profile: Profile) -> tuple[Paths, Any, Any]:
    """The paths of a game, and the need and joint payoff of one of them."""
    flat, unit = case.payoffs.ravel(), 1
    if case.outside is not None:
        flat = np.concatenate([flat, case.outside])
    if case.exact:
        flat, unit = _exact.in_integers(flat, 2 * case.n)
    g, w = flat[: case.payoffs.size].reshape(case.payoffs.shape), flat[case.payoffs.size :]
    joint, best = g.sum(axis=-1).ravel(), best_replies(g)
    if case.outside is not None:
        joint = np.append(joint, w.sum())
        best = np.column_stack([np.maximum(best, w[:, None]), w])
    top = best.sum(axis=0)
    need, rounding = top - joint, 0
    if not case.exact:
        least = best.min(axis=1)
        met = top - least.sum(), joint - least.sum()
        near = _tolerance.meeting(_tolerance.TIE, *met, floor=abs(least).sum())
        rounding = _tolerance.rounding(case.at(profile), least) * case.n
        need[need <= near] = 0
    order = need.argsort()
    most = np.maximum.accumulate(joint[order])
    harshest = np.minimum.accumulate(best.take(order, axis=1), axis=1).sum(axis=0)
    paths = Paths(need[order], most, harshest, unit, case.exact, rounding)
    at = np.ravel_multi_index(profile, g.shape[:-1])
    return paths, need.item(at), joint.item(at)


def _voluntary(
    result: CriticalDiscount, case: Round, profile: Profile, *, own: bool
) -> list[Finding]:
    paths, need, joint = _paths(case, profile)
    slack = near = case.tie
    if not case.exact:
        # Rounding of the profile itself: those of which it is part are further from being kept.
        whole = need + paths.room(joint, paths.left(min(result.delta, 1 - 1e-9)))
        slack = case.slack(need, whole, case.tie)
        near = _tolerance.meeting(_tolerance.CHECK, need, whole, floor=paths.rounding)
    findings = [Finding(case.number(0), case.tolerance)]
    if result.delta < 1:
        at = result.delta if case.exact else min(result.delta + slack, (result.delta + 1) / 2)
        gain = paths.gain(need, joint, at)
        findings.append(Finding(gain, near, action="break the agreement together"))
    elif not own:
        findings.append(Finding(math.inf, case.tolerance, action="break the agreement together"))
    if own and result.delta > 0:
        # The least discount factor that would do, followed down; often where it starts.
        least = start = result.delta if result.delta < 1 else case.number(1)
        while least > slack:
            below = least if paths.exact else least - slack
            left = paths.left(below, below=True)
            room = paths.room(joint, left) if left else -1
            if room < 0 or need > paths.covered(room, below, below=True):
                break
            others = paths.ratio(paths.need.item(left - 1), paths.best_room(left))
            least = min(below, max(others, paths.ratio(need, room)))
        findings.append(Finding(start - least, slack, action="ask for less patience"))
    return findings


def _fixed(result: CriticalDiscount, case: Round, profile: Profile, *, own: bool) -> list[Finding]:
    w = case.reversion()
    if w is None:
        return [Finding(math.inf, case.tolerance, action="revert to an equilibrium that is none")]
    case.widen(w)
    d, joint, delta = case.temptations(profile, w), case.at(profile).sum(), result.delta
    x = shares_at(case, profile, result.sharing, w)
    findings = [Finding(case.number(0), case.tolerance)]
    if delta < 1:
        at = delta if case.exact else _tolerance.patient(delta)
        gains = (1 - at) * d + at * w - x
        for gain, name in zip(gains, case.stage.players, strict=True):
            findings.append(Finding(gain, case.tolerance, name, action="break the agreement"))
    if not own:
        return findings
    ties, whole = _ties(case, d, x, w)
    if not case.exact and not (isinstance(result.sharing, str) and result.sharing == "none"):
        divided = _tolerance.meeting(0.0, floor=abs(joint) + abs(w).sum())
        ties = [tie + divided for tie in ties]
    pairs = zip(d - x, x - w, ties, strict=True)
    members = [patience_for(*pair) for pair in pairs]
    best = patience_for(d.sum() - joint, joint - w.sum(), whole)
    rounding = 0 if case.exact else _tolerance.rounding(d, x, w)
    slacks = [case.slack(d[i] - x[i], d[i] - w[i], rounding) for i in range(case.n)]
    together = case.slack(d.sum() - joint, (d - w).sum(), rounding)
    worst = int(np.argmax(members))
    most, slack = members[worst], slacks[worst]
    if isinstance(result.sharing, str) and result.sharing == "optimal":
        # x_i = d_i - (D - G) (d_i - w_i) / (D - W): whoever is tempted needs (D - G) / (D - W).
        # Members hardly tempted need as much as the others, but their shares do not show it well.
        tempted = [bool(t > tie) for t, tie in zip(d - w, ties, strict=True)]
        members = [best if t else own for t, own in zip(tempted, members, strict=True)]
        slacks, most, slack = [together] * case.n, best, together
    findings.append(Finding(gap(delta, most), slack, action="discount factor"))
    if result.price_of_fairness is not None:
        price = gap(result.price_of_fairness, most - best)
        findings.append(Finding(price, slack + together, action="price of fairness"))
    if result.shares is not None:
        findings.append(claim(np.shape(result.shares) == np.shape(x), "shares"))
        off = abs(result.shares - case.constant - x).max()
        findings.append(Finding(off, case.tolerance + case.lost(), action="shares"))
        findings += _wrong_binding(result, case, members, slacks)
    else:
        findings.append(claim(not result.binding, "binding"))
    return findings


def _ties(case: Round, d: Array, x: Array, w: Array) -> tuple[list[Any], Any]:
    """What counts as nothing for each member and for all; payoffs count from the minmax."""
    if case.exact:
        return [0] * case.n, 0
    own = [case.payoffs[..., i].max(axis=i).min() for i in range(case.n)]
    least = np.maximum(own, w)
    met = abs(d - least), abs(x - least), abs(w - least)
    each = _tolerance.meeting(_tolerance.TIE, *met, floor=abs(least))
    sums = abs(d.sum() - least.sum()), abs(x.sum() - least.sum()), abs((w - least).sum())
    whole = _tolerance.meeting(_tolerance.TIE, *sums, floor=abs(least).sum())
    return list(each), whole


def _wrong_binding(
    result: CriticalDiscount, case: Round, members: list[Any], slacks: list[Any]
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

"""Certificate of an `Equilibrium` of a repeated game: every deviation in every phase.

With voluntary transfers the strategy is unrolled as it stands: phase 0 plays the agreed profile,
phase 1 + i punishes member i, payments follow play, and after everybody has paid the next period is
phase 0. Tried are: any other action, paying or not paying afterwards; refusing to pay after
everybody complied and after anybody's deviation; leaving where members can leave.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import Deviation, Finding, blanks, claim, returning, verdict, worst
from ..results.equilibrium import Equilibrium
from .round import RepeatedPayoffs, shares


@checks(Equilibrium)
def _certify_equilibrium(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest gain of any member from one deviation, or the largest error of a reported value."""
    # A `policy`, a profile, is judged as played in every period with the result's punishments
    # behind it and, where they are needed, payments that leave every member the same slack: no
    # others do better.
    exact = result.exact
    agreed = result.policy
    if policy is not None:
        agreed = result.game.stage.profile(policy, function="verify")
    played = (result.policy, agreed, *result.punishments)
    case = RepeatedPayoffs(result.game, exact=exact, profiles=played, centred=result.sharing)
    voluntary = isinstance(result.sharing, str) and result.sharing == "voluntary"
    check = _voluntary if voluntary else _by_rule
    findings = check(result, case, agreed, own=policy is None)
    if policy is None:  # under a rule, leaving or a stage equilibrium punishes
        findings.append(claim(voluntary or result.punishments == (), "punishments"))
        findings.append(claim(result.record == (), "record"))
    certificate = verdict(findings, exact=exact, tolerance=case.tolerance)
    if policy is not None or not certificate.inside:
        return certificate
    sure, gap = (_better_voluntary if voluntary else _better_fixed)(result, case)
    outside = False if sure else None if gap > 0 else True
    return dataclasses.replace(certificate, outside=outside, gap=gap)


def _better_voluntary(result: Equilibrium, case: RepeatedPayoffs) -> tuple[bool, Any]:
    """Whether more than the joint payoff, or a harsher punishment, is upheld at this patience."""
    levels, delta, v = case.levels(), case.number(result.delta), case.outside
    if v is None:
        v = case.numbers([case.deviations(p)[i] for i, p in enumerate(result.punishments)])
    values = _worth(result, case) * levels.unit, v * levels.unit
    surely, _ = levels.better(levels.last(delta), *values)
    _, gain = levels.better(levels.last(delta, surely=False), *values)
    return surely, 0 if surely or case.exact else gain


def _worth(result: Equilibrium, case: RepeatedPayoffs) -> Any:
    """What members together have, without the constant that is part of what is told."""
    return case.outside.sum() if result.policy is None else case.at(result.policy).sum()


def _better_fixed(result: Equilibrium, case: RepeatedPayoffs) -> tuple[bool, Any]:
    """Whether the rule upholds a profile with a larger joint payoff, or one needs no rule."""
    # In floats, and again in rational arithmetic where that could decide.
    g, w = case.payoffs.astype(float), case.reversion().astype(float)
    joint, reported_value, delta = g.sum(axis=-1), _worth(result, case), float(result.delta)
    floor = abs(g).sum(axis=-1) + abs(w).sum()
    near = _tolerance.meeting(_tolerance.CHECK, float(reported_value), floor=floor)
    at = np.nonzero(joint > float(reported_value) + (-near if case.exact else near))
    if case.exact:
        more = np.asarray(case.payoffs[at].sum(axis=-1) > reported_value, dtype=bool)
        at = tuple(axis[more] for axis in at)
    each = (_exact.highest(g[..., i], i) for i in range(case.n))
    best = np.stack([np.broadcast_to(own, joint.shape)[at] for own in each], axis=-1)
    d = np.maximum(best, w)
    rule = result.sharing if isinstance(result.sharing, str) else np.array(result.sharing, float)
    x = shares(rule, g[at], d, w + 0 * d, tie=float(case.tie))
    worst = np.maximum((1 - delta) * d + delta * w - x, w - x)
    rounded = floor[at][:, None] if case.exact else 0  # decided again below
    slack = _tolerance.meeting(_tolerance.CHECK, d, w, x, floor=rounded)
    holds = np.asarray(worst <= -slack).all(axis=-1)
    if case.outside is None:
        holds |= case.stable[at] & np.asarray(best <= g[at]).all(axis=-1)
    maybe = np.flatnonzero(np.asarray(worst <= slack).all(axis=-1) & ~holds)
    if not case.exact:
        return bool(holds.any()), max((joint[at][maybe] - reported_value).tolist(), default=0)
    profiles = (tuple(int(axis[row]) for axis in at) for row in maybe)
    return bool(holds.any()) or any(_upheld(result, case, p) for p in profiles), 0


def _upheld(result: Equilibrium, case: RepeatedPayoffs, profile: Profile) -> bool:
    """Whether nobody breaks an agreement on a profile, exactly."""
    w, delta = case.reversion(), case.number(result.delta)
    x, d = shares_at(case, profile, result.sharing, w), case.temptations(profile, w)
    return bool(((1 - delta) * d + delta * w <= x).all() and (w <= x).all())


def _voluntary(
    result: Equilibrium, case: RepeatedPayoffs, agreed: Any, *, own: bool
) -> list[Finding]:
    delta, w = case.number(result.delta), case.outside
    if result.policy is None and w is None:
        return [Finding(np.inf, case.tolerance, action="leave although nobody can")]
    findings: list[Finding] = []
    if result.policy is None:
        value = v = w
    else:
        profiles, transfers = [result.policy, *result.punishments], result.transfers
        assert transfers is not None
        paid, fine = case.numbers(transfers.compliance), case.numbers(transfers.deviation)
        value = case.at(result.policy) - paid[0]
        v = w if w is not None else _values(case, profiles, paid, delta)[1:].diagonal()
        findings.append(_worst(case, profiles, paid, fine, v, delta))
    if own:
        return findings + _wrong_values(result, case, value, v)
    # What each pays, and after a deviation, if all are equally far from one.
    g, best = case.at(agreed), case.deviations(agreed)
    room = delta * (g - v) - (1 - delta) * (case.temptations(agreed, w) - g)
    paid = room - room.sum() / case.n
    return [*findings, _worst(case, [agreed], paid[None], (paid + best - g)[None], v, delta)]


def _values(case: RepeatedPayoffs, profiles: list[Profile], paid: Array, delta: Any) -> Array:
    """Value of every phase: the profile is played and paid for; the agreed one comes next."""
    return returning(np.stack([case.at(profile) for profile in profiles]) - paid, delta).values()


def _worst(
    case: RepeatedPayoffs, profiles: list[Profile], paid: Array, fine: Array, v: Array, delta: Any
) -> Finding:
    """The worst one-shot deviation in any phase; v is what a member gets after a refusal."""
    names, now, values = case.stage.players, 1 - delta, _values(case, profiles, paid, delta)
    value = case.at(profiles[0]) - paid[0]
    loss = delta * (value - v)
    deviations = [Deviation(None, "payments that do not add up", abs(paid.sum(axis=1)))]
    for i, name in enumerate(names):
        deviations.append(Deviation(name, "refuse to pay", now * paid[:, i] - loss[i]))
        if case.outside is not None:
            deviations.append(Deviation(name, "leave", case.outside[i] - values[:, i]))
        # Its fine goes to the others in equal parts.
        extra = (fine[:, i] - paid[:, i]) / max(case.n - 1, 1)
        for j, other in enumerate(names):
            due = fine[:, i] if j == i else paid[:, j] - extra
            after = f"refuse to pay after a deviation of {name}"
            deviations.append(Deviation(other, after, now * due - loss[j]))
        replies = np.stack([case.replies(profile, i) for profile in profiles])
        own = np.array([profile[i] for profile in profiles])
        replies[np.arange(len(own)), own] = -np.inf
        best = replies.argmax(axis=1)
        gain = now * replies.max(axis=1) + delta * value[i] - values[:, i]
        for b in set(best.tolist()):
            action = case.stage.actions[i][b]
            pay = np.where(best == b, gain - now * fine[:, i], -np.inf)
            refuse = np.where(best == b, gain - loss[i], -np.inf)
            deviations.append(Deviation(name, f"play {action}, then pay", pay))
            deviations.append(Deviation(name, f"play {action}, then refuse to pay", refuse))
    phases = ["agreed", *(f"punishment of {name}" for name in names)]
    return worst(deviations, case.tolerance, phases.__getitem__)


def _wrong_values(
    result: Equilibrium, case: RepeatedPayoffs, value: Array, v: Array
) -> list[Finding]:
    """Reported values against recomputed ones."""
    joint = (value if result.policy is None else case.at(result.policy)).sum()
    unpaid = result.policy is None or result.sharing != "voluntary"
    findings = blanks(result, "transfers") if unpaid else []
    constant, near = case.constant, case.tolerance + case.lost(np.sum)
    off = abs(result.joint_payoff - np.sum(constant) - joint)
    findings.append(Finding(off, near, action="joint payoff"))
    pairs = {"payoff": (result.payoffs, value), "punishment payoff": (result.punishment_payoff, v)}
    for name, (reported, true) in pairs.items():
        findings.append(claim(np.shape(reported) == np.shape(true), name))
        for error, player in zip(abs(reported - constant - true), case.stage.players, strict=True):
            findings.append(Finding(error, near, player, action=name))
    return findings


def _by_rule(
    result: Equilibrium, case: RepeatedPayoffs, agreed: Any, *, own: bool
) -> list[Finding]:
    delta, w = case.number(result.delta), case.reversion()
    if w is None or (agreed is None and case.outside is None):
        return [Finding(np.inf, case.tolerance, action="fall back on an equilibrium that is none")]
    if agreed is None:
        return _wrong_values(result, case, w, w)
    case.widen(w)
    options = [shares_at(case, agreed, result.sharing, w)]
    if case.outside is None and not (case.deviations(agreed) - case.at(agreed) > case.tie).any():
        options.append(case.at(agreed))  # a stage equilibrium needs no shares and no threat
    judged = []
    for x in options:
        findings = _breaches(case, agreed, x, w, delta, shared=x is options[0])
        judged.append(findings + (_wrong_values(result, case, x, w) if own else []))
    return min(judged, key=lambda findings: max(f.gain for f in findings))


def _breaches(
    case: RepeatedPayoffs, profile: Profile, x: Array, w: Array, delta: Any, *, shared: bool
) -> list[Finding]:
    """Gains of taking the best deviation once and w ever after, and of being on one's own."""
    findings = [Finding(abs(x.sum() - case.at(profile).sum()), case.tolerance, action="shares")]
    d = case.temptations(profile, w) if shared else case.deviations(profile)
    for i, name in enumerate(case.stage.players):
        gain = (1 - delta) * d[i] + delta * w[i] - x[i]
        findings.append(Finding(gain, case.tolerance, name, "agreed", "break the agreement"))
        findings.append(Finding(w[i] - x[i], case.tolerance, name, "agreed", "be on its own"))
    return findings


def shares_at(case: RepeatedPayoffs, profile: Profile, rule: Any, w: Array) -> Array:
    """x: what each member receives on the agreed profile under a fixed rule."""
    known = rule if isinstance(rule, str) else case.numbers(rule)
    return shares(known, case.at(profile), case.temptations(profile, w), w, tie=case.tie)

"""Certificate of an `Equilibrium` of a repeated game: every deviation in every phase.

With voluntary transfers the strategy is unrolled as it stands: phase 0 plays the agreed profile,
phase 1 + i punishes member i, payments follow play, and after everybody has paid the next period is
phase 0. Tried are: any other action, paying or not paying afterwards; refusing to pay after
everybody complied and after anybody's deviation; leaving where members can leave.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array, Profile
from ...verify.findings import Finding, verdict
from ..results.equilibrium import Equilibrium
from .round import Round, shares


class Phase(NamedTuple):
    """What is played and paid, and the value per period of the phases that follow."""

    name: str
    profile: Profile
    compliance: Array
    deviation: Array
    continuation: Array


@checks(Equilibrium)
def certify_equilibrium(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest gain of any member from one deviation, or the largest error of a reported value.

    Parameters
    ----------
    result : Equilibrium
        Of a repeated game.
    policy : tuple, optional
        Judge playing this profile in every period instead of the agreed one, with the result's
        punishments behind it and, where they are needed, payments that leave every member the same
        slack (no others do better).
    """
    exact = result.exact
    case = Round(result.game, exact=exact)
    agreed = result.policy
    if policy is not None:
        agreed = result.game.stage.profile(policy, function="verify")
    voluntary = isinstance(result.sharing, str) and result.sharing == "voluntary"
    check = _voluntary if voluntary else _fixed
    findings = check(result, case, agreed, own=policy is None)
    return verdict(findings, exact=exact, tolerance=case.tolerance)


def _voluntary(result: Equilibrium, case: Round, agreed: Any, *, own: bool) -> list[Finding]:
    delta, w = case.number(result.delta), case.outside
    if result.policy is None and w is None:
        return [Finding(np.inf, case.tolerance, action="leave although nobody can")]
    findings: list[Finding] = []
    if result.policy is None:
        value = v = w
    else:
        transfers: Any = result.transfers
        value = case.at(result.policy) - case.numbers(transfers.compliance[0])
        phases = _phases(result, case, value)
        v = w if w is not None else _punishments(case, phases, delta)
        for phase in phases:
            findings += _deviations(case, phase, v, delta)
    if own:
        return findings + _wrong_values(result, case, value, v)
    return findings + _deviations(case, _equal_slack(case, agreed, v, delta), v, delta)


def _phases(result: Equilibrium, case: Round, value: Array) -> list[Phase]:
    names = ["agreed", *(f"punishment of {name}" for name in case.stage.players)]
    profiles = [result.policy, *result.punishments]
    transfers: Any = result.transfers
    paid = case.numbers(transfers.compliance), case.numbers(transfers.deviation)
    return [
        Phase(name, profile, compliance, deviation, value)
        for name, profile, compliance, deviation in zip(
            names[: len(profiles)], profiles, *paid, strict=True
        )
    ]


def _punishments(case: Round, phases: list[Phase], delta: Any) -> Array:
    """v: what the punishment of each member is worth to it."""
    return case.numbers([_value(case, phase, delta)[i] for i, phase in enumerate(phases[1:])])


def _equal_slack(case: Round, profile: Profile, v: Array, delta: Any) -> Phase:
    """The profile in every period, paid so that every member is equally far from deviating."""
    g, best = case.at(profile), case.deviations(profile)
    room = delta * (g - v) - (1 - delta) * (case.temptations(profile, case.outside) - g)
    compliance = room - room.sum() / case.n
    return Phase("agreed", profile, compliance, compliance + best - g, g - compliance)


def _value(case: Round, phase: Phase, delta: Any) -> Array:
    now = case.at(phase.profile) - phase.compliance
    return np.asarray((1 - delta) * now + delta * phase.continuation)


def _deviations(case: Round, phase: Phase, v: Array, delta: Any) -> list[Finding]:
    """Every one-shot deviation in one phase; v is what a member gets after a refusal."""
    value = _value(case, phase, delta)
    loss = delta * (phase.continuation - v)
    names = case.stage.players

    def found(gain: Any, i: int | None, action: str) -> Finding:
        member = None if i is None else names[i]
        return Finding(gain, case.tolerance, member, phase.name, action)

    findings = [found(abs(phase.compliance.sum()), None, "payments that do not add up")]
    for i in range(case.n):
        findings.append(found((1 - delta) * phase.compliance[i] - loss[i], i, "refuse to pay"))
        if case.outside is not None:
            findings.append(found(case.outside[i] - value[i], i, "leave"))
        for j, due in enumerate(_due(phase, i, case.n)):
            after = f"refuse to pay after a deviation of {names[i]}"
            findings.append(found((1 - delta) * due - loss[j], j, after))
        for b, payoff in enumerate(case.replies(phase.profile, i)):
            if b != phase.profile[i]:
                action = f"play {case.stage.actions[i][b]}"
                kept = (1 - delta) * payoff + delta * phase.continuation[i] - value[i]
                fine = (1 - delta) * phase.deviation[i]
                findings.append(found(kept - fine, i, f"{action}, then pay"))
                findings.append(found(kept - loss[i], i, f"{action}, then refuse to pay"))
    return findings


def _due(phase: Phase, i: int, n: int) -> Array:
    """What each member pays after i deviated; its fine goes to the others in equal parts."""
    due = phase.compliance.copy()
    extra = phase.deviation[i] - due[i]
    due[i] = phase.deviation[i]
    due[np.arange(n) != i] -= extra / max(n - 1, 1)
    return due


def _wrong_values(result: Equilibrium, case: Round, value: Array, v: Array) -> list[Finding]:
    """Reported values against recomputed ones."""
    joint = (value if result.policy is None else case.at(result.policy)).sum()
    findings = [Finding(abs(result.joint_payoff - joint), case.tolerance, action="joint payoff")]
    pairs = {"payoff": (result.payoffs, value), "punishment payoff": (result.punishment_payoff, v)}
    for name, (reported, true) in pairs.items():
        for i, player in enumerate(case.stage.players):
            error = abs(reported[i] - true[i])
            findings.append(Finding(error, case.tolerance, player, action=name))
    return findings


def _fixed(result: Equilibrium, case: Round, agreed: Any, *, own: bool) -> list[Finding]:
    delta, w = case.number(result.delta), case.reversion()
    if w is None or (agreed is None and case.outside is None):
        return [Finding(np.inf, case.tolerance, action="fall back on an equilibrium that is none")]
    if agreed is None:
        return _wrong_values(result, case, w, w)
    options = [shares_at(case, agreed, result.sharing, w)]
    if case.outside is None and not (case.deviations(agreed) - case.at(agreed) > case.tie).any():
        options.append(case.at(agreed))  # a stage equilibrium needs no shares and no threat
    judged = []
    for x in options:
        findings = _breaches(case, agreed, x, w, delta, shared=x is options[0])
        judged.append(findings + (_wrong_values(result, case, x, w) if own else []))
    return min(judged, key=lambda findings: max(f.gain for f in findings))


def _breaches(
    case: Round, profile: Profile, x: Array, w: Array, delta: Any, *, shared: bool
) -> list[Finding]:
    """Gains of taking the best deviation once and w ever after, and of being on one's own."""
    findings = [Finding(abs(x.sum() - case.at(profile).sum()), case.tolerance, action="shares")]
    d = case.temptations(profile, w) if shared else case.deviations(profile)
    for i, name in enumerate(case.stage.players):
        gain = (1 - delta) * d[i] + delta * w[i] - x[i]
        findings.append(Finding(gain, case.tolerance, name, "agreed", "break the agreement"))
        findings.append(Finding(w[i] - x[i], case.tolerance, name, "agreed", "be on its own"))
    return findings


def shares_at(case: Round, profile: Profile, rule: Any, w: Array) -> Array:
    """x: what each member receives on the agreed profile under a fixed rule."""
    rule = rule if isinstance(rule, str) else case.numbers(rule)
    best = case.temptations(profile, w)
    return shares(rule, case.at(profile), best, w, tie=case.tie)

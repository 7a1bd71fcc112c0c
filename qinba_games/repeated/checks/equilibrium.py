"""Certificate of an `Equilibrium` of a repeated game: every deviation in every phase.

With voluntary transfers the strategy is unrolled as it stands: phase 0 plays the agreed profile,
phase 1 + i punishes member i, payments follow play, and after everybody has paid the next period is
phase 0. Tried are: any other action, paying or not paying afterwards; refusing to pay after
everybody complied and after anybody's deviation; leaving where members can leave.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array, Profile
from ...verify.findings import Finding, verdict
from ...verify.play import Deviation, worst
from ..results.equilibrium import Equilibrium
from .round import Round, shares


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
    names = ["agreed", *(f"punishment of {name}" for name in case.stage.players)]
    findings: list[Finding] = []
    if result.policy is None:
        value = v = w
    else:
        profiles, transfers = [result.policy, *result.punishments], result.transfers
        assert transfers is not None
        paid, fine = case.numbers(transfers.compliance), case.numbers(transfers.deviation)
        value = case.at(result.policy) - paid[0]
        values = _values(case, profiles, paid, delta)
        v = w if w is not None else values[1:].diagonal()
        tried = _deviations(case, profiles, paid, fine, values, v, delta)
        findings.append(worst(tried, case.tolerance, names.__getitem__))
    if own:
        return findings + _wrong_values(result, case, value, v)
    paid, fine = _equal_slack(case, agreed, v, delta)
    values = _values(case, [agreed], paid, delta)
    tried = _deviations(case, [agreed], paid, fine, values, v, delta)
    return [*findings, worst(tried, case.tolerance, names.__getitem__)]


def _values(case: Round, profiles: list[Profile], paid: Array, delta: Any) -> Array:
    """Value of every phase: the profile is played and paid for; the agreed one comes next."""
    now = np.stack([case.at(profile) for profile in profiles]) - paid
    return np.asarray((1 - delta) * now + delta * now[0])


def _equal_slack(case: Round, profile: Profile, v: Array, delta: Any) -> tuple[Array, Array]:
    """What each pays for the profile, and after a deviation, if all are equally far from one."""
    g, best = case.at(profile), case.deviations(profile)
    room = delta * (g - v) - (1 - delta) * (case.temptations(profile, case.outside) - g)
    paid = room - room.sum() / case.n
    return paid[None], (paid + best - g)[None]


def _deviations(
    case: Round,
    profiles: list[Profile],
    paid: Array,
    fine: Array,
    values: Array,
    v: Array,
    delta: Any,
) -> list[Deviation]:
    """Every one-shot deviation in every phase; v is what a member gets after a refusal."""
    names, now = case.stage.players, 1 - delta
    value = case.at(profiles[0]) - paid[0]
    loss = delta * (value - v)
    found = [Deviation(None, "payments that do not add up", abs(paid.sum(axis=1)))]
    for i, name in enumerate(names):
        found.append(Deviation(name, "refuse to pay", now * paid[:, i] - loss[i]))
        if case.outside is not None:
            found.append(Deviation(name, "leave", case.outside[i] - values[:, i]))
        # Its fine goes to the others in equal parts.
        extra = (fine[:, i] - paid[:, i]) / max(case.n - 1, 1)
        for j, other in enumerate(names):
            due = fine[:, i] if j == i else paid[:, j] - extra
            after = f"refuse to pay after a deviation of {name}"
            found.append(Deviation(other, after, now * due - loss[j]))
        replies = np.stack([case.replies(profile, i) for profile in profiles])
        own = np.array([profile[i] for profile in profiles])
        for b, action in enumerate(case.stage.actions[i]):
            kept = now * replies[:, b] + delta * value[i] - values[:, i]
            pay = np.where(own == b, -np.inf, kept - now * fine[:, i])
            refuse = np.where(own == b, -np.inf, kept - loss[i])
            found.append(Deviation(name, f"play {action}, then pay", pay))
            found.append(Deviation(name, f"play {action}, then refuse to pay", refuse))
    return found


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
    known = rule if isinstance(rule, str) else case.numbers(rule)
    return shares(known, case.at(profile), case.temptations(profile, w), w, tie=case.tie)

"""Certificates of transfers among signatories: claims, parts of the surplus, and who objects."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _check, _tolerance
from ...common.register import checks
from ...cooperative.coalitions import coalition_sums
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict
from ..abatement import AbatementEconomy
from ..agreement import Agreement
from ..results.agreement import SharedAgreement
from .members import members_of, tables_of

#: Up to so many governments all sets of them may object.
_ALL_SETS = 12


@checks(SharedAgreement)
def _certify_shared(result: SharedAgreement, policy: Any = None) -> Certificate:
    """Check that every signatory has its claim and its part of the surplus, so that none leaves."""
    # What the members would have otherwise is read off the agreement anew.
    payoffs = result.payoffs
    if policy is not None:
        # Other payoffs of the signatories.
        shape, names = payoffs.shape, result.coalition
        payoffs = _check.array("verify", "policy", policy, shape=shape, names=names)
    ideal = not isinstance(result.source, AbatementEconomy)
    named = result.rule == ("almost ideal" if ideal else "chander-tulkens")
    whole = ideal or result.coalition == result.source.members
    before, claims = (_almost_ideal if ideal else _chander_tulkens)(result)
    if not result.exact:  # weights may be floats where payoffs are not
        before, claims = before.astype(float), claims.astype(float)
    allowed = len(before) * _tolerance.check(before, claims)
    surplus = before.sum() - claims.sum()
    findings = [
        claim(named, "rule"),
        claim(whole, "coalition"),
        Finding(abs(payoffs.sum() - before.sum()), allowed, action="balance"),
        *(Finding(gap, _tolerance.PROBABILITY, action="weights") for gap in _weights(result)),
    ]
    for k, name in enumerate(result.coalition):
        for gap, action in (
            (abs(claims[k] - result.claims[k]), "claim"),
            (abs(before[k] - result.before[k]), "payoff"),
            (abs(payoffs[k] - claims[k] - result.weights[k] * surplus), "share"),
            (claims[k] - payoffs[k] if surplus >= 0 else 0, "leave"),
        ):
            findings.append(Finding(gap, allowed, member=name, action=action))
    if not ideal:
        findings += _objections(result, payoffs, allowed)
    return verdict(findings, exact=result.exact and _tolerance.is_exact(payoffs), tolerance=allowed)


def _almost_ideal(result: SharedAgreement) -> tuple[Array, Array]:
    """What signatories get without transfers, and what as outsiders to the rest."""
    source, names = result.source, result.coalition
    key, every = source.key(names), [*members_of(source, tables_of(source))]
    # One of identical members stands for all.
    told_apart = isinstance(source, Agreement)
    who = [every[source.members.index(name) if told_apart else 0] for name in names]
    before = [one.as_signatory[key : key + 1] for one in who]
    claims = [one.as_outsider[one.without[key : key + 1]] for one in who]
    return np.concatenate(before), np.concatenate(claims)


def _chander_tulkens(result: SharedAgreement) -> tuple[Array, Array]:
    """What governments get if all abate what is best together, and what without agreement."""
    d, c = result.source.benefit, result.source.cost
    joint, members = sum(d), range(len(d))
    together = [d[i] * sum(joint / c) - joint**2 / c[i] / 2 for i in members]
    alone = [d[i] * sum(d / c) - d[i] ** 2 / c[i] / 2 for i in members]
    return np.array(together), np.array(alone)


def _weights(result: SharedAgreement) -> list[Any]:
    """How far the weights are off: positive and adding up to 1, or in proportion to benefits."""
    if result.rule == "almost ideal":
        return [abs(result.weights.sum() - 1), -result.weights.min()]
    benefit = result.source.benefit
    return list(abs(result.weights - benefit / sum(benefit)))


def _objections(result: SharedAgreement, payoffs: Any, allowed: Any) -> list[Finding]:
    """No set of governments does better on its own (gamma-core), where all sets are at hand."""
    economy = result.source
    if economy.n_members > _ALL_SETS:
        return []
    excess = economy.to_agreement().to_game().values - coalition_sums(payoffs)
    worst = int(excess[:-1].argmax())
    names = tuple(name for i, name in enumerate(economy.members) if worst >> i & 1)
    return [Finding(excess[worst], allowed, state=names, action="object")]

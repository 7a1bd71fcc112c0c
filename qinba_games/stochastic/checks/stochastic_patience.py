"""Certificate of a `CriticalDiscount` of a stochastic game: it holds where it is said to begin.

At the low end of every interval what a deviation leads to is checked in full, and then the policy.
With transfers that is the equilibrium whose punishments follow, and in no state may the members
together gain by deviating into them. Without, it is an equilibrium in which nobody gains by any
single deviation, and nobody may gain by deviating from the policy into the worst of these.

With transfers it must fail a little below, by the harshest punishments that there are, which the
record of deletions proves; and everywhere outside of the intervals, cell by cell. That it holds all
along an interval rests on the scan: more patience need not help.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ...common.register import checks
from ...repeated.results.patience import CriticalDiscount, Reverting, Threshold
from ...types import Array, Certificate
from ...verify.evidence import with_outside
from ...verify.findings import Deviation, Finding, claim, same, unasked, verdict, worst
from ..stochastic_game import StochasticGame
from .case import Case, read
from .elsewhere import LAST, fails_outside
from .stochastic import better_agreement, certify_stochastic, phase_findings, punished, row_values

#: How far below an end it may be shown that the policy fails there.
_NEAR = 1e-5


@checks(CriticalDiscount, of=StochasticGame)
def certify_stochastic_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the policy holds at the low end of every interval; the outside: nowhere else."""
    # A `policy`, state to tuple, is judged in place of the result's own.
    game, ends = result.game, result.evidence
    judge = _reverting if result.sharing == "none" else _transferring
    findings = [Finding(0.0, 0.0)]
    if policy is None:
        begins = [end.delta for end in ends] == [low for low, _ in result.intervals]
        first = ends[0].policy if ends else result.profile
        findings += unasked(result, "shares", "binding", "price_of_fairness")
        ends_known = all(high == 1 or high <= LAST for _, high in result.intervals)
        findings += [
            claim(begins and ends_known, "intervals"),
            claim(first == result.profile, "policy"),
        ]
    for end in ends:
        case = read(game, end.delta, exact=False)
        rows = game.rows(end.policy if policy is None else policy, function="verify")
        found, joint = judge(case, end, rows)
        findings += found
        if policy is None and end.first_best:
            findings.append(better_agreement(case, joint))
    certificate = verdict(findings, exact=False)
    if policy is not None or not certificate.inside:
        return certificate
    ends = [end for end in ends if isinstance(end, Threshold)]
    if any(_begins_before(result, end) for end in ends):
        return dataclasses.replace(certificate, outside=False)
    elsewhere = None
    if result.sharing != "none":
        asked = result.profile is not None and not any(end.first_best for end in ends)
        rows = game.rows(result.profile, function="verify") if asked else None
        elsewhere = fails_outside(game, rows, result.intervals)
    left = "within the intervals" if elsewhere else "between the ends"
    own = with_outside(certificate, [elsewhere])
    return dataclasses.replace(own, unchecked=(f"patience {left}",))


def _begins_before(result: CriticalDiscount, end: Threshold) -> bool:
    """Whether the policy holds a little before an interval, by the best equilibrium there."""
    below = end.below
    if below is None or any(low <= below.delta < high for low, high in result.intervals):
        return False
    if not same(below.game, result.game) or not end.delta - _NEAR <= below.delta < end.delta:
        return True
    proof = certify_stochastic(below)
    if proof.outside is not True:
        return not proof.ok
    case = read(result.game, below.delta, exact=False)
    agreed = below.policy if end.first_best else end.policy
    rows = case.game.rows(agreed, function="verify")
    joint = row_values(case, case.reward.sum(axis=1), rows)
    if end.first_best:
        found = [better_agreement(case, joint)]
    else:
        found = phase_findings(case, [rows], joint, punished(case, below)[1])
    return all(one.gain <= (one.allowed if end.first_best else -one.allowed) for one in found)


def _transferring(case: Case, end: Threshold, rows: Array) -> tuple[list[Finding], Array]:
    """What members gain together, and joint values of the policy."""
    behind = certify_stochastic(end.behind)
    where = (behind.member, behind.state, behind.action)
    joint = row_values(case, case.reward.sum(axis=1), rows)
    found = [Finding(behind.largest_gain, behind.tolerance, *where)]
    return found + phase_findings(case, [rows], joint, punished(case, end.behind)[1]), joint


def _reverting(case: Case, end: Reverting, rows: Array) -> tuple[list[Finding], Array]:
    """What each member gains alone, and joint values of the policy."""
    found, least = [], np.full((len(rows), case.game.n_players), np.inf)
    for equilibrium in end.reversion:
        stable = case.game.rows(equilibrium, function="verify")
        values = row_values(case, case.reward, stable)
        found.append(_gains(case, stable, values, values))
        least = np.minimum(least, values)
    values = row_values(case, case.reward, rows)
    return [*found, _gains(case, rows, values, least)], values.sum(axis=1)


def _gains(case: Case, rows: Array, values: Array, after: Array) -> Finding:
    """The most that a member gains in a state by its best deviation if `after` follows it."""
    found = []
    for i, name in enumerate(case.game.players):
        worth = case.reward[:, i] + case.after(after[:, i])
        best = np.array([worth[case.replies(row, i)].max() for row in rows])
        near = case.near(case.floor(rows), best, values[:, i], of=i)
        found.append(Deviation(name, "deviate", best - values[:, i], near))
    return worst(found, 0, case.game.states.__getitem__)

"""Certificate of a `CriticalDiscount` of a stochastic game: it holds where it is said to begin.

At the low end of every interval the equilibrium that stands behind it, whose punishments a
deviation meets, is checked in full; then the policy is played for ever, and in no state may the
members together gain by deviating into these punishments.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.certificate import Certificate
from ...common.register import checks
from ...repeated.results.patience import CriticalDiscount
from ...repeated.results.threshold import Threshold
from ...stochastic.stochastic_game import StochasticGame
from ...verify.findings import Finding, verdict
from .stochastic import (
    better_agreement,
    certify_stochastic,
    phase_findings,
    read,
    reply_values,
    row_values,
)
from .stochastic_reversion import begun, certify_reversion


@checks(CriticalDiscount, of=StochasticGame)
def certify_stochastic_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the policy holds at the low end of every interval.

    Parameters
    ----------
    result : CriticalDiscount
        Of a stochastic game.
    policy : dict of state to tuple, optional
        Judged in place of the result's own.
    """
    if result.sharing == "none":
        return certify_reversion(result, policy)
    findings = [Finding(0.0, 0.0), *([] if policy is not None else begun(result))]
    for end in result.evidence:
        findings += _at(end, end.policy if policy is None else policy, own=policy is None)
    tolerance = read(result.game, 0.0, exact=False).tolerance
    return verdict(findings, exact=False, tolerance=tolerance)


def _at(end: Threshold, policy: Any, *, own: bool) -> list[Finding]:
    game = end.behind.game
    behind = certify_stochastic(end.behind)
    where = (behind.member, behind.state, behind.action)
    findings = [Finding(behind.largest_gain, behind.tolerance, *where)]
    case = read(game, end.delta, exact=False)
    rows = game.rows(policy, function="verify")
    held = [game.rows(p, function="verify") for p in end.behind.punishments]
    v = np.stack([reply_values(case, i, against) for i, against in enumerate(held)], axis=1)
    joint = row_values(case, case.reward.sum(axis=1), rows)
    findings += phase_findings(case, [rows], joint, v)
    if own and end.first_best:
        findings.append(better_agreement(case, joint))
    return findings

"""Certificate of a policy of a stochastic game that is kept without transfers.

At the low end of every interval: what a deviation leads to is an equilibrium in which nobody gains
by any single deviation, and then nobody gains by deviating from the policy into the worst of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.certificate import Certificate
from ...repeated.results.patience import CriticalDiscount
from ...repeated.results.threshold import Reverting
from ...types import Array
from ...verify.findings import Finding, verdict
from ...verify.thresholds import least_patience
from .stochastic import Case, better_agreement, read, row_values


def certify_reversion(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the policy is kept at the low end of every interval.

    Parameters
    ----------
    result : CriticalDiscount
        Of a stochastic game without transfers.
    policy : dict of state to tuple, optional
        Judged in place of the result's own.
    """
    findings = [Finding(0.0, 0.0), *([] if policy is not None else begun(result))]
    for end in result.evidence:
        findings += _at(
            result.game, end, end.policy if policy is None else policy, own=policy is None
        )
    tolerance = read(result.game, 0.0, exact=False).tolerance
    return verdict(findings, exact=False, tolerance=tolerance)


def begun(result: CriticalDiscount) -> list[Finding]:
    """The low ends of the intervals are those at which something was solved, for this policy."""
    wrong = [end.delta for end in result.evidence] != [low for low, _ in result.intervals]
    first = result.evidence[0].policy if result.evidence else result.profile
    return [
        least_patience(result.delta, result.intervals),
        Finding(int(wrong), 0, action="intervals"),
        Finding(int(first != result.profile), 0, action="policy"),
    ]


def _at(game: Any, end: Reverting, policy: Any, *, own: bool) -> list[Finding]:
    case = read(game, end.delta, exact=False)
    findings, worst = [], np.full((len(game.states), game.n_players), np.inf)
    for equilibrium in end.reversion:
        rows = game.rows(equilibrium, function="verify")
        values = _values(case, rows)
        findings += _gains(case, rows, values, values)
        worst = np.minimum(worst, values)
    rows = game.rows(policy, function="verify")
    values = _values(case, rows)
    findings += _gains(case, rows, values, worst)
    if own and end.first_best:
        findings.append(better_agreement(case, values.sum(axis=1)))
    return findings


def _values(case: Case, rows: Array) -> Array:
    members = range(case.game.n_players)
    return np.stack([row_values(case, case.reward[:, i], rows) for i in members], axis=1)


def _gains(case: Case, rows: Array, values: Array, after: Array) -> list[Finding]:
    """What each member gains in each state by its best deviation if `after` follows it."""
    findings, game = [], case.game
    for i, name in enumerate(game.players):
        worth = case.reward[:, i] + case.after(after[:, i])
        for x, row in enumerate(rows):
            gain = worth[case.replies(row, i)].max() - values[x, i]
            findings.append(Finding(gain, case.tolerance, name, game.states[x], "deviate"))
    return findings

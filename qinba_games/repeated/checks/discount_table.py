"""Certificate of a `DiscountTable`, row by row and without levels of liquidity.

What members gain by their best deviations from the agreed and from every punishment profile, all
together, must be covered by what they would lose, and must not be at a lower discount factor.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict
from ..results.patience import DiscountTable
from .round import RepeatedPayoffs


@checks(
    DiscountTable,
    "a table of discount factors has one profile per row",
    "Verify what solve(game, delta) returns, with this policy",
)
def _certify_table(result: DiscountTable) -> Certificate:
    """Largest gain or error over all rows of a table."""
    played = (*result.profile, *(p for row in result.punishment_profile for p in row))
    case = RepeatedPayoffs(result.game, exact=result.exact, profiles=played, centred="voluntary")
    findings = [Finding(case.number(0), case.tolerance)]
    if len(result.delta):
        findings += _row_findings(result, case)
    certificate = verdict(findings, exact=result.exact)
    if not certificate.inside:
        return certificate
    return dataclasses.replace(certificate, outside=not _something_better(result, case), gap=0)


def _something_better(result: DiscountTable, case: RepeatedPayoffs) -> bool:
    """Whether something better than a row is upheld before the next one begins."""
    levels, ends = case.levels(), [*map(case.number, result.delta), case.number(1)]
    upheld = [levels.last(end, at=False) for end in ends]
    if upheld[0] >= 0:
        return True
    if not len(result.delta):
        return False
    joint, v = _agreement(result, case)[2] * levels.unit, _penalties(result, case)[0] * levels.unit
    return any(levels.better(*row)[0] for row in zip(upheld[1:], joint, v, strict=True))


def _row_findings(result: DiscountTable, case: RepeatedPayoffs) -> list[Finding]:
    """For each kind of deviation or error the worst row."""
    rows = len(result.delta)
    size = case.n if case.outside is None else 0  # who leaves is punished by that
    whole = all(len(profiles) == size for profiles in result.punishment_profile)
    shapes = result.punishment_payoff.shape, result.joint_payoff.shape
    if not whole or shapes != ((rows, case.n), (rows,)):
        return [claim(False, "number of rows")]
    g, best, joint = _agreement(result, case)
    v, punish_need = _penalties(result, case)
    needs = np.column_stack([(best - g).sum(axis=1), punish_need])
    room, level = joint - v.sum(axis=1), needs.max(axis=1)
    at = result.delta if case.exact else _tolerance.patient(result.delta)
    gain = (1 - at) * level - at * room
    off = {
        "break the agreement or a punishment": gain,
        "joint payoff": abs(result.joint_payoff - np.sum(case.constant) - joint),
        "punishment payoff": abs(result.punishment_payoff - case.constant - v).max(axis=1),
        "liquidity": abs(result.liquidity - level),
    }
    findings, near = [], _near(case, g, best, v, level)
    payoff_tolerance = near + case.lost(np.sum)
    for action, error in off.items():
        allowed = payoff_tolerance if action.endswith("payoff") else near
        row = int(np.argmax(error - allowed if np.any(allowed != 0) else error))
        findings.append(Finding(error[row], allowed[row], None, f"row {row}", action))
    for row, delta in enumerate(result.delta):
        total = level[row] + room[row]
        tie = near[row] * _tolerance.TIE / _tolerance.CHECK
        error = abs(delta - level[row] / total) if level[row] > tie else abs(delta)
        slack = case.slack(level[row], total, tie)
        findings.append(Finding(error, slack, None, f"row {row}", "discount factor"))
        if row and delta <= result.delta[row - 1]:
            findings.append(Finding(math.inf, slack, None, f"row {row}", "order of the rows"))
    return findings


def _near(case: RepeatedPayoffs, g: Array, best: Array, v: Array, level: Array) -> Array:
    """Gains up to this are rounding, row by row: payoffs count from what each is held to."""
    if case.exact:
        return case.numbers(np.zeros(len(g)))
    sizes = [abs(best - v).sum(axis=1), abs(g - v).sum(axis=1), level]
    return np.asarray(_tolerance.meeting(_tolerance.CHECK, *sizes, floor=abs(v).sum(axis=1)))


def _agreement(result: DiscountTable, case: RepeatedPayoffs) -> tuple[Array, Array, Array]:
    """Payoffs and best deviations on the agreed profiles, and what they are worth together."""
    stays = [profile for profile in result.profile if profile is not None]
    rows, w = np.array([profile is not None for profile in result.profile]), case.outside
    start = np.zeros((len(rows), case.n)) if w is None else np.tile(w, (len(rows), 1))
    g, best = case.numbers(start), case.numbers(start)
    if stays:
        g[rows], best[rows] = case.lines(np.array(stays))
    return g, best if w is None else np.maximum(best, w), g.sum(axis=1)


def _penalties(result: DiscountTable, case: RepeatedPayoffs) -> tuple[Array, Array]:
    """Punishment payoffs, and what members together would gain by not carrying them out."""
    rows = len(result.delta)
    if case.outside is not None:
        return np.tile(case.outside, (rows, 1)), case.numbers(np.zeros((rows, 1)))
    g, best = case.lines(np.array(result.punishment_profile).reshape(-1, case.n))
    need = (best - g).sum(axis=1).reshape(rows, case.n)
    members = np.arange(case.n)
    return best.reshape(rows, case.n, case.n)[:, members, members], need

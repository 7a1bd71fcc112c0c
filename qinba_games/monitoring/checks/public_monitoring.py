"""Certificate of a `MonitoringTable`: an equilibrium in every row, and nothing better anywhere.

The equilibrium: at both ends of every row values are recomputed from profiles and payments, and
every deviation in action or payment is tried; in between everything is linear in liquidity.
That nothing is better: see `monitoring_bounds`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import (
    Deviation,
    Finding,
    claim,
    differences,
    returning,
    verdict,
    with_outside,
    worst,
)
from ..results import MonitoringRow, MonitoringTable
from .monitoring_bounds import Signals, better_elsewhere, grows


@checks(MonitoringTable, "a table of discount factors has one profile per row", "Leave it out")
def _certify_monitoring(result: MonitoringTable) -> Certificate:
    """Largest gain or error over all rows of a table."""
    case = Signals(result)
    findings = [Finding(case.number(0), case.tolerance)]
    for r, start in enumerate(result.delta):
        findings += _threshold(result, case, r)
        end = [*result.delta[r + 1 :], (start + 1) / 2][0]
        for delta, where in ((start, "start"), (end, "end")):
            findings += _phases(case, result.row(r, delta), f"row {r}, {where}")
    if len(result.delta) and grows(result, case, -1):
        findings += _beyond(result, case)
    findings += [*better_elsewhere(result, case), claim(result.proven, "proven")]
    findings.append(claim(result.exact == (result.joint_payoff.dtype == object), "exact"))
    # That nothing is better is among the findings.
    return with_outside(verdict(findings, exact=result.exact, tolerance=case.tolerance), [True])


def _threshold(result: MonitoringTable, case: Signals, r: int) -> Iterator[Finding]:
    """A row begins where its liquidity supports itself, and rows ascend."""
    level, delta = case.number(result.liquidity[r]), case.number(result.delta[r])
    room = case.number(result.joint_payoff[r]) - case.numbers(result.punishment_payoff[r]).sum()
    where = f"row {r}"
    off, slack = abs((1 - delta) * level - delta * room), case.slack(level)
    yield Finding(max(off, -level, delta - 1), slack, None, where, "discount factor")
    if level <= case.tie:  # What needs no liquidity needs no patience.
        yield Finding(abs(delta), case.tolerance, None, where, "discount factor")
    if not grows(result, case, r):
        each = result.joint_slope[r], result.punishment_slope[r], result.rewards_slope[r]
        yield claim(not any(np.any(slope) for slope in each), "slopes", state=where)
    if r and (result.delta[r - 1] >= delta or result.liquidity[r - 1] > level):
        yield Finding(math.inf, slack, None, where, "order of the rows")


def _phases(case: Signals, row: MonitoringRow, where: str) -> list[Finding]:
    """Every one-shot deviation behind a row, whose phases 1 + i punish i, and wrong numbers."""
    delta, v = case.number(row.delta), case.numbers(row.punishment_payoff)
    paid = np.stack([case.numbers(row.payments), *case.numbers(row.punishment_payments)])
    profiles = [row.profile, *row.punishment_profile]
    slack = case.slack(row.liquidity)
    pairs = [_once(case, profile, due) for profile, due in zip(profiles, paid, strict=True)]
    now, gain = (np.stack(each) for each in zip(*pairs, strict=True))
    values = returning(now, delta).values()
    u = values[0]
    total = paid.sum(axis=1)  # phases, signals
    short = abs(total).max(axis=1) if case.balanced else -total.min(axis=1)
    tried = [Deviation(None, "budget", short)]
    for i in range(case.n):
        refuse = (1 - delta) * paid[:, i].max(axis=-1) - delta * (u[i] - v[i])
        tried.append(Deviation(i, "action", (1 - delta) * gain[:, i]))
        tried.append(Deviation(i, "refuse to pay", refuse))
        if case.outside is not None:
            tried.append(Deviation(i, "leave", case.outside[i] - values[:, i]))
    punishment = values[1:].diagonal() if case.outside is None else case.outside
    stage = u.sum() if row.profile is None else case.payoffs[row.profile].sum()
    reports = {
        "punishment payoff": (v, punishment),
        "joint payoff": (row.joint_payoff, u.sum()),
        "payoffs": (case.numbers(row.payoffs), u),
        "burned": (row.burned, stage - u.sum()),
    }
    needed = 1 + (case.n if case.outside is None else 0)
    most = worst(tried, slack, lambda phase: phase)
    return [
        claim(len(values) == needed, "phases"),
        most._replace(state=where, action=f"{most.action} in phase {most.state}"),
        *differences(reports, slack, state=where),
    ]


def _once(case: Signals, profile: Profile | None, paid: Array) -> tuple[Array, Array]:
    """What a period is worth net of payments, and the most that each gains by another action."""
    if profile is None:
        assert case.outside is not None
        return case.outside, 0 * case.outside
    now = case.payoffs[profile] - paid @ case.chances[profile]
    best = [
        max(case.payoffs[a][i] - paid[i] @ case.chances[a] for _, a in case.replies(profile, i))
        for i in range(case.n)
    ]
    return now, case.numbers(best) - now


def _beyond(result: MonitoringTable, case: Signals) -> Iterator[Finding]:
    """The last row goes on for ever: what is added per unit of liquidity must be harmless."""
    slack = _tolerance.CHECK * (not case.exact)
    # What the row begins with can be had with more liquidity too: U - sum v must not fall.
    fall = case.numbers(result.punishment_slope[-1]).sum() - case.number(result.joint_slope[-1])
    yield Finding(fall, slack, None, "beyond", "a better agreement")
    phases = [result.profile[-1], *result.punishment_profile[-1]]
    for k, (profile, raw) in enumerate(zip(phases, result.rewards_slope[-1], strict=True)):
        if profile is None:
            continue
        grown = case.numbers(raw)
        total = grown.sum(axis=0)
        over = abs(total - 1).max() if case.balanced else total.max() - 1
        yield Finding(max(over, -grown.min()), slack, None, "beyond", f"budget in phase {k}")
        for i in range(case.n):
            reward = grown[i] @ case.chances[profile]
            worst = max(grown[i] @ case.chances[a] - reward for _, a in case.replies(profile, i))
            yield Finding(worst, slack, i, "beyond", f"action in phase {k}")

"""Certificate of a `MonitoringTable`: an equilibrium in every row, and nothing better anywhere.

The equilibrium: at both ends of every row values are recomputed from profiles and payments, and
every deviation in action or payment is tried; in between everything is linear in liquidity.
That nothing is better: see `monitoring_bounds`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate, Profile
from ...verify.findings import Finding, verdict, without_policy
from ..results import MonitoringRow, MonitoringTable
from .monitoring_bounds import better_elsewhere
from .signals import Signals


@checks(MonitoringTable)
def certify_monitoring(result: MonitoringTable, policy: Any = None) -> Certificate:
    """Largest gain or error over all rows of a table.

    Parameters
    ----------
    result : MonitoringTable
    policy : None
        A table has no policy to replace.
    """
    without_policy(
        policy,
        rule="a table of discount factors has one profile per row",
        remedy="Leave it out",
    )
    case = Signals(result)
    findings = [Finding(case.number(0), case.tolerance)]
    for r in range(len(result.delta)):
        findings += _threshold(result, case, r)
        for delta, where in _ends(result, r):
            row = result.row(r, delta)
            findings += (f._replace(state=f"row {r}, {where}") for f in _deviations(case, row))
    if len(result.delta):
        findings += _beyond(result, case)
    findings += better_elsewhere(result, case)
    return verdict(findings, exact=result.exact, tolerance=case.tolerance)


def _ends(result: MonitoringTable, r: int) -> list[tuple[Any, str]]:
    start = result.delta[r]
    later = result.delta[r + 1] if r + 1 < len(result.delta) else (start + 1) / 2
    return [(start, "start"), (later, "end")]


def _threshold(result: MonitoringTable, case: Signals, r: int) -> list[Finding]:
    """A row begins where its liquidity supports itself, and rows ascend."""
    level, delta = case.number(result.liquidity[r]), case.number(result.delta[r])
    room = case.number(result.joint_payoff[r]) - case.numbers(result.punishment_payoff[r]).sum()
    where = f"row {r}"
    error = abs((1 - delta) * level - delta * room)
    slack = case.slack(level)
    found = [Finding(error, slack, None, where, "discount factor")]
    found.append(Finding(max(-level, delta - 1), slack, None, where, "discount factor"))
    if level <= case.tie:  # What needs no liquidity needs no patience.
        found.append(Finding(abs(delta), case.tolerance, None, where, "discount factor"))
    if r and (result.delta[r - 1] >= delta or result.liquidity[r - 1] > level):
        found.append(Finding(math.inf, slack, None, where, "order of the rows"))
    return found


def _deviations(case: Signals, row: MonitoringRow) -> Iterator[Finding]:
    """Every one-shot deviation from the strategies behind a row, and every number that is off."""
    delta, v = case.number(row.delta), case.numbers(row.punishment_payoff)
    payments = [case.numbers(row.payments), *case.numbers(row.punishment_payments)]
    profiles = [row.profile, *row.punishment_profile]
    slack = case.slack(row.liquidity)
    u, _ = _once(case, row.profile, payments[0])
    for k, (profile, paid) in enumerate(zip(profiles, payments, strict=True)):
        now, gain = _once(case, profile, paid)
        value = (1 - delta) * now + delta * u
        if k:
            yield Finding(abs(value[k - 1] - v[k - 1]), slack, k - 1, None, "punishment payoff")
        for i in range(case.n):
            yield Finding((1 - delta) * gain[i], slack, i, None, f"action in phase {k}")
            refuse = ((1 - delta) * paid[i]).max() - delta * (u[i] - v[i])
            yield Finding(refuse, slack, i, None, f"refuse to pay in phase {k}")
            if case.outside is not None:
                yield Finding(case.outside[i] - value[i], slack, i, None, f"leave in phase {k}")
        total = paid.sum(axis=0)
        short = abs(total).max() if case.balanced else -total.min()
        yield Finding(short, slack, None, None, f"budget in phase {k}")
    if case.outside is not None:
        yield Finding(abs(v - case.outside).max(), slack, None, None, "punishment payoff")
    stage = u.sum() if row.profile is None else case.payoffs[row.profile].sum()
    yield Finding(abs(u.sum() - row.joint_payoff), slack, None, None, "joint payoff")
    yield Finding(abs(u - case.numbers(row.payoffs)).max(), slack, None, None, "payoffs")
    yield Finding(abs(stage - u.sum() - row.burned), slack, None, None, "burned")


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
            kept = grown[i] @ case.chances[profile]
            worst = max(grown[i] @ case.chances[a] - kept for _, a in case.replies(profile, i))
            yield Finding(worst, slack, i, "beyond", f"action in phase {k}")

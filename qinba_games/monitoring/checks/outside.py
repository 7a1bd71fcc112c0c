"""That the record in `bounds` of a `MonitoringTable` is one: complete, and nothing idle in it.

Every profile has one bound on the liquidity that it needs; a weight stands only where there is a
deviation; no bound is told twice; and every line is at some liquidity the best one of its curve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...types import Array, BoolArray
from ...verify.findings import Finding, claim
from ..results import Bound, MonitoringTable
from .monitoring_bounds import FLAT, Line, heights, lines_of
from .signals import Signals


def recorded(result: MonitoringTable, case: Signals) -> Iterator[Finding]:
    """Whether bounds are what `Bound` says, and none of them is idle."""
    bounds, profiles = result.bounds, list(np.ndindex(case.shape))
    yield claim(result.exact == (result.joint_payoff.dtype == object), "exact")
    yield claim(result.proven, "proven")
    for r in range(len(result.delta)):
        yield claim(grows(result, case, r) or not _slopes(result, r).any(), state=f"row {r}")
    if not all(_readable(bound, case) for bound in bounds):
        yield claim(False, "form of a bound")
        return
    least = Counter(bound.profile for bound in bounds if bound.phase == "least")
    yield claim(least == Counter(profiles), "least liquidity of every profile")
    told = Counter((b.profile, b.phase, *b.multipliers.ravel().tolist()) for b in bounds)
    yield claim(max(told.values(), default=1) == 1, "a bound twice")
    order = [bound.place for bound in bounds]
    yield claim(order == sorted(order), "order of the bounds")
    need, above, below = lines_of(bounds, case)
    for sign, curves in ((1, above), *((-1, own) for own in below)):
        for profile, start, lines in zip(profiles, need, curves, strict=True):
            yield claim(not _idle(sign, lines, start, case), profile, state="an idle bound")


def grows(result: MonitoringTable, case: Signals, r: int) -> bool:
    """Whether liquidity rises with patience in a row: there is some, or something to lose."""
    room = case.number(result.joint_payoff[r]) - case.numbers(result.punishment_payoff[r]).sum()
    return bool(case.number(result.liquidity[r]) > 0 or room > case.tie)


def _slopes(result: MonitoringTable, r: int) -> Array:
    each = result.joint_slope[r], result.punishment_slope[r], result.rewards_slope[r]
    return np.concatenate([np.ravel(slope) for slope in each])


def _readable(bound: Bound, case: Signals) -> bool:
    members = range(case.n) if case.outside is None else ()
    whole = isinstance(bound.phase, (str, int)) and not isinstance(bound.phase, bool)
    shape = case.n, max(case.shape) + 1
    if not whole or bound.phase not in ("least", "joint", *members):
        return False
    if bound.profile not in set(np.ndindex(case.shape)) or bound.multipliers.shape != shape:
        return False
    return not np.any(bound.multipliers[~_deviations(bound, case)] != 0)


def _deviations(bound: Bound, case: Signals) -> BoolArray:
    """Where a weight may stand: another action than the agreed one, or leaving."""
    some = np.zeros(bound.multipliers.shape, dtype=bool)
    for i, taken in enumerate(bound.profile):
        some[i, : case.shape[i]] = np.arange(case.shape[i]) != taken
    some[:, -1] = case.outside is not None
    return some


def _idle(sign: int, lines: list[Line], start: Any, case: Signals) -> bool:
    """Whether one of the lines that are told is the best at no liquidity from `start` on."""
    if len(lines) == 1:  # the one that needs no proof
        return False
    if not start < np.inf:
        return True
    turns = [
        (other.intercept - one.intercept) / (one.slope - other.slope)
        for k, one in enumerate(lines)
        for other in lines[:k]
        if abs(one.slope - other.slope) > (0 if case.exact else FLAT)
    ]
    later = sorted({start, *(level for level in turns if level > start)})
    at = case.numbers([*later, 2 * later[-1] + 1])
    told = sign * heights(lines, at)
    near = np.array([case.slack(level) for level in at])
    return not (told[1:] <= told.min(axis=0) + near).any(axis=1).all()

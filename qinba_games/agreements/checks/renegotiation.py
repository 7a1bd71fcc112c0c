"""Certificate of renegotiation-proof punishments: the strategy as a finite automaton."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, BoolArray, Certificate
from ...verify.findings import (
    Deviation,
    Finding,
    claim,
    gap,
    returning,
    verdict,
    without_policy,
    worst,
)
from ...verify.thresholds import NEVER, holds_and_fails
from ..results.renegotiation import PunishmentRow, RenegotiationProof

#: In so small a region all numbers of members are checked, else those around the answer.
_SMALL = 8
#: How far below a threshold an agreement is looked at.
_BELOW = Fraction(99, 100)


class Automaton(NamedTuple):
    """A strategy profile with finitely many phases.

    Phase 0 is cooperation, phase 1 + j the punishment of member j; the game moves to phase 1 + j
    when j alone did not do what the phase says, and to cooperation otherwise.

    Attributes
    ----------
    contributes : array of bool, shape (phases, members)
    benefit, cost : Number
    """

    contributes: BoolArray
    benefit: Any
    cost: Any

    @property
    def payoffs(self) -> Array:
        """What each member gets in a period of each phase."""
        acts = self.contributes.astype(object)
        return np.asarray(self.benefit * acts.sum(axis=1, keepdims=True) - self.cost * acts)

    def values(self, delta: Any) -> Array:
        """Average payoff of each member from each phase on; every phase leads to cooperation."""
        exact = not isinstance(delta, float)
        return returning(_exact.as_numbers(self.payoffs, exact), delta).values()

    def gains(self, delta: Any, values: Array) -> Array:
        """What each member gains in each phase by doing the opposite once; shape as `values`."""
        swing = np.where(self.contributes, self.cost - self.benefit, self.benefit - self.cost)
        punished = values[1:].diagonal()
        return np.asarray((1 - delta) * (self.payoffs + swing) + delta * punished - values)


def automaton(regions: list[tuple[int, int]], benefit: Any, cost: Any) -> Automaton:
    """Build the strategy of agreements with k members and m punishers each.

    `regions` has k and m of each. The punishers of a member are the m members of its region that
    come after it, in a circle.
    """
    members = sum(k for k, _ in regions)
    contributes = np.ones((1 + members, members), dtype=bool)
    first = 0
    for k, m in regions:
        for j in range(k):
            contributes[1 + first + j, [first + (j + 1 + s) % k for s in range(m)]] = False
        first += k
    return Automaton(contributes, benefit, cost)


def dominated(values: Array, allowed: Any) -> tuple[Any, tuple[int, int] | None]:
    """The largest amount by which one phase is better than another for all, and (worse, better).

    0 and None if no two phases are ranked by everybody; amounts up to what is allowed are none.
    """
    most, pair = 0 * values[0, 0], None
    rows = values.tolist()
    for worse, low in enumerate(rows):
        bar = [value + allowed for value in low]
        for better, high in enumerate(rows):
            if all(map(operator.gt, high, bar)):
                lead = min(map(operator.sub, high, low))
                if lead > most:
                    most, pair = lead, (worse, better)
    return most, pair


@checks(RenegotiationProof)
def certify_renegotiation(result: RenegotiationProof, policy: Any = None) -> Certificate:
    """Check one-shot deviations in every phase, and that no phase is better for everybody.

    Rows with a least patience must pass there and fail just below, rows without must fail: all
    rows of up to 8 members, and of larger groups those where the answer changes and the largest;
    the others must add up. The agreements of several regions must pass together.
    """
    rule = "a renegotiation-proof punishment is judged as it is"
    remedy = "Call renegotiation_proof with other punishers and verify that"
    without_policy(policy, rule=rule, remedy=remedy)
    scale = [result.benefit, result.cost, result.benefit * result.n]
    allowed = _tolerance.check(scale)
    found = [Finding(0 * result.benefit, allowed)]
    for region in result.regions:
        for row in region.rows:
            found += _sums(result, row, allowed)
        for row in _chosen(region.rows):
            found += _row(result, row, allowed)
        last = region.size + 1
        members = [row.members for row in region.rows]
        first = min(members, default=last)
        # More punishers than a group has others are asked of larger groups only.
        whole = first == 2 or all(row.punishers == first - 1 for row in region.rows)
        found.append(claim(members == list(range(first, last)) and whole, state="members"))
    found += _answer(result, allowed)
    return verdict(found, exact=result.exact, tolerance=allowed)


def _chosen(rows: tuple[PunishmentRow, ...]) -> list[PunishmentRow]:
    """All rows if there are few, else those next to a change, the first and the last."""
    if len(rows) < _SMALL:
        return list(rows)
    holds = [row.delta < 1 for row in rows]
    changes = [k for k in range(1, len(rows)) if holds[k] != holds[k - 1]]
    edges = {0, len(rows) - 1, *changes, *(k - 1 for k in changes)}
    return [rows[k] for k in sorted(edges)]


def _flaw(strategy: Automaton, delta: Any, allowed: Any) -> Finding:
    """The most that a deviation, or an agreement to change the phase, brings."""
    values = strategy.values(delta)
    gains = strategy.gains(delta, values).T
    instead = [Deviation(i + 1, "do the opposite", gain) for i, gain in enumerate(gains)]
    most = worst(instead, allowed, lambda phase: phase)
    action = "withhold" if strategy.contributes[most.state, most.member - 1] else "contribute"
    deviation = most._replace(state=_phase(most.state), action=action)
    lead, pair = dominated(values, allowed)
    if pair is None or lead <= most.gain:
        return deviation
    return Finding(lead, allowed, "all", _phase(pair[0]), f"go on with {_phase(pair[1])}")


def _phase(phase: int) -> str:
    return "cooperation" if phase == 0 else f"punishment of {phase}"


def _row(result: RenegotiationProof, row: PunishmentRow, allowed: Any) -> Iterator[Finding]:
    strategy = automaton([(row.members, row.punishers)], result.benefit, result.cost)
    holds = row.delta < 1
    never = NEVER if row.members <= _SMALL else NEVER[:1]
    noise = _tolerance.rounding([result.benefit * result.n])
    yield from holds_and_fails(
        lambda delta: _flaw(strategy, delta, allowed if delta == row.delta else noise),
        row.delta if holds else None,
        _exact.as_numbers([_exact.fraction(row.delta) * _BELOW] if holds else never, result.exact),
        noise,
        Finding(0, allowed, state=f"{row.members} members", action="less patience"),
    )


def _sums(result: RenegotiationProof, row: PunishmentRow, allowed: Any) -> Iterator[Finding]:
    """What a member has if all k contribute, if it is punished, and if it withholds once."""
    b, c, k, m = result.benefit, result.cost, row.members, row.punishers
    kept, alone, name = b * k - c, b * (k - 1), f"{k} members"
    all_punish = result.punishment == "penance" or m == k - 1
    yield claim(all_punish and 0 < m < k, "punishers", state=name)
    never = all(part < 1 or part == math.inf for part in (row.delta, row.grim))
    yield claim(never, "patience", state=name)
    yield Finding(abs(row.gain - (c - b * m)), allowed, state=name, action="gain")
    off = abs((1 - row.grim) * alone - kept) if row.grim < 1 else kept
    yield Finding(off, allowed, state=name, action="grim")
    if row.delta < 1:
        punished = (1 - row.delta) * (b * (k - m) - c) + row.delta * kept
        off = max(abs((1 - row.delta) * alone + row.delta * punished - kept), -row.gain)
    else:
        # Infinite although it deters and the punishers do not hurt themselves?
        off = math.inf if b * m > c - b + allowed and row.gain >= allowed else 0
    yield Finding(off, allowed, state=name, action="delta")


def _answer(result: RenegotiationProof, allowed: Any) -> Iterator[Finding]:
    """The largest number follows from the rows, and all regions hold together."""
    point = 1 if result.delta is None else result.delta
    best = [region.best(point, exact=result.exact) for region in result.regions]
    rows = [row for row in best if row is not None]
    yield Finding(abs(sum(row.members for row in rows) - result.largest), 0, state="largest")
    yield Finding(abs(sum(region.size for region in result.regions) - result.n), 0, state="n")
    same = tuple(row.punishers for row in rows) == result.punishers
    yield claim(same, state="punishers")
    threshold = max((row.delta for row in rows), default=math.inf)
    yield Finding(gap(threshold, result.threshold), 0, state="threshold")
    if len(rows) > 1:
        groups = [(row.members, row.punishers) for row in rows]
        yield _flaw(automaton(groups, result.benefit, result.cost), threshold, allowed)

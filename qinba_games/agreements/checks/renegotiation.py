"""Certificate of renegotiation-proof punishments: the strategy as a finite automaton."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...common.register import checks
from ...types import Array, BoolArray, Certificate
from ...verify.findings import Deviation, Finding, claim, verdict, worst
from ...verify.thresholds import NEVER, holds_and_fails
from ..results.renegotiation import PUNISHMENTS, PunishmentRow, RenegotiationProof, as_meant

#: In so small a region all numbers of members are checked, else those around the answer.
_SMALL = 8
#: How far below a threshold an agreement is looked at.
_BELOW = Fraction(99, 100)


class _PhaseProfile(NamedTuple):
    """A strategy profile: phase 0 is cooperation, phase 1 + j the punishment of member j."""

    # The game moves to phase 1 + j when j alone did not do what the phase says, else to
    # cooperation.
    contributes: BoolArray  #: shape (phases, members)
    benefit: Any
    cost: Any

    @property
    def payoffs(self) -> Array:
        """What each member gets in a period of each phase."""
        acts = self.contributes.astype(object)
        return np.asarray(self.benefit * acts.sum(axis=1, keepdims=True) - self.cost * acts)

    def values(self, delta: Any, one: Any = 1) -> Array:
        """Average payoff of each member from each phase on, at `delta` / `one`, times `one`."""
        now = self.payoffs
        # Every phase leads to cooperation.
        return np.asarray((one - delta) * now + delta * now[0])

    def gains(self, delta: Any, values: Array, one: Any = 1) -> Array:
        """What each member gains in each phase by doing the opposite once, in 1 / `one` squared."""
        swing = (self.cost - self.benefit) * np.where(self.contributes, 1, -1).astype(object)
        punished = values[1:].diagonal()
        at_once = one * (one - delta) * (self.payoffs + swing)
        return np.asarray(at_once + delta * punished - one * values)


def automaton(regions: list[tuple[int, int]], benefit: Any, cost: Any) -> _PhaseProfile:
    """Build the strategy of agreements with k members and m punishers each, by region (k, m)."""
    members = sum(k for k, _ in regions)
    contributes = np.ones((1 + members, members), dtype=bool)
    first = 0
    for k, m in regions:
        for j in range(k):
            # The punishers of a member are the m members of its region after it, in a circle.
            contributes[1 + first + j, [first + (j + 1 + s) % k for s in range(m)]] = False
        first += k
    return _PhaseProfile(contributes, benefit, cost)


def dominance(values: Array) -> tuple[Any, tuple[int, int] | None]:
    """The most by which a phase is better for all, and (worse, better); 0 and None if none is."""
    most, pair = 0 * values[0, 0], None
    rows = values.tolist()
    for worse, low in enumerate(rows):
        for better, high in enumerate(rows):
            if all(map(operator.gt, high, low)):
                lead = min(map(operator.sub, high, low))
                if lead > most:
                    most, pair = lead, (worse, better)
    return most, pair


class _WholeUnits(NamedTuple):
    """Benefit and cost in whole units, and how far floats may be off."""

    benefit: int
    cost: int
    unit: Fraction  #: what 1 is worth
    #: part of a patience, or of an amount, by which it may be rounded; 0 if all is exact
    near: Fraction


def _terms(result: RenegotiationProof) -> _WholeUnits:
    b, c = as_meant(result.n, result.benefit, result.cost)
    whole = math.lcm(b.denominator, c.denominator)
    near = Fraction(0 if _exact.is_rational(result.benefit) else np.finfo(float).eps)
    return _WholeUnits(int(b * whole), int(c * whole), Fraction(1, whole), near)


def _in_floats(judged: Certificate, terms: _WholeUnits) -> Certificate:
    return judged if terms.near == 0 else replace(judged, largest_gain=float(judged.largest_gain))


@checks(
    RenegotiationProof,
    "a renegotiation-proof punishment is judged as it is",
    "Call renegotiation_proof with other punishers and verify that",
)
def _certify_renegotiation(result: RenegotiationProof) -> Certificate:
    """Check one-shot deviations in every phase, and that no phase is better for everybody."""
    # Some patience is enough where punishers deter and do not hurt themselves. Rows with a least
    # patience must pass there and fail just below, rows without must fail: all rows of up to 8
    # members; of larger groups those where the answer changes, and the largest. The agreements of
    # several regions must pass together.
    terms, number = _terms(result), type(result.benefit)
    findings = [Finding(number(0), 0), *_question(result)]
    b, c = terms.benefit, terms.cost
    for region in result.regions:
        for row in region.rows:
            enough = c - b < b * row.punishers <= c
            findings.append(claim((row.delta < 1) == enough, f"{row.members} members"))
        findings += [each for row in _sample(region.rows) for each in _row(row, terms)]
    findings += _together(result, terms)
    tolerance = number(terms.near) * result.benefit * result.n
    return _in_floats(verdict(findings, exact=result.exact, tolerance=tolerance), terms)


def _sample(rows: tuple[PunishmentRow, ...]) -> list[PunishmentRow]:
    """All rows if there are few, else those next to a change, the first and the last."""
    if len(rows) < _SMALL:
        return list(rows)
    holds = [row.delta < 1 for row in rows]
    changes = [k for k in range(1, len(rows)) if holds[k] != holds[k - 1]]
    edges = {0, len(rows) - 1, *changes, *(k - 1 for k in changes)}
    return [rows[k] for k in sorted(edges)]


def _flaw(strategy: _PhaseProfile, patience: Fraction, unit: Fraction) -> Finding:
    """The most that a deviation, or an agreement to change the phase, brings."""
    delta, one = patience.as_integer_ratio()
    values = strategy.values(delta, one)
    gains = strategy.gains(delta, values, one).T
    instead = [Deviation(i + 1, "do the opposite", gain) for i, gain in enumerate(gains)]
    most = worst(instead, 0, lambda phase: phase)
    action = "withhold" if strategy.contributes[most.state, most.member - 1] else "contribute"
    deviation = Finding(most.gain * unit / one**2, 0, most.member, _phase(most.state), action)
    lead, pair = dominance(values)
    if pair is None or lead * one <= most.gain:
        return deviation
    return Finding(lead * unit / one, 0, "all", _phase(pair[0]), f"go on with {_phase(pair[1])}")


def _phase(phase: int) -> str:
    return "cooperation" if phase == 0 else f"punishment of {phase}"


def _between(delta: Any, near: Fraction) -> tuple[Fraction, Fraction]:
    """What a reported patience is the rounding of lies above the first, and up to the second."""
    report = _exact.fraction(delta)
    return report * (1 - near if near else _BELOW), min(report * (1 + near), (report + 1) / 2)


def _row(row: PunishmentRow, terms: _WholeUnits) -> Iterator[Finding]:
    strategy = automaton([(row.members, row.punishers)], terms.benefit, terms.cost)
    never = NEVER if row.members <= _SMALL else NEVER[:1]
    *below, at = _between(row.delta, terms.near) if row.delta < 1 else (*never, None)
    yield from holds_and_fails(
        lambda delta: _flaw(strategy, delta, terms.unit),
        at,
        below,
        0,
        Finding(0, 0, state=f"{row.members} members", action="less patience"),
    )


def _question(result: RenegotiationProof) -> Iterator[Finding]:
    """Whether that can be asked: of so many, at such costs, in parts of the whole."""
    kind, sizes, m = result.punishment, result.sizes, result.m
    yield claim(result.benefit < result.cost < result.n * result.benefit, "cost")
    yield claim(kind in PUNISHMENTS and (kind == "regional" or len(sizes) == 1), "punishment")
    yield claim(sum(sizes) == result.n and min(sizes) > 0, "sizes")
    yield claim(m is None or (kind == "penance" and m in range(1, result.n)), "m")


def _together(result: RenegotiationProof, terms: _WholeUnits) -> Iterator[Finding]:
    """Whether agreements of several regions hold together."""
    point = 1 if result.delta is None else result.delta
    best = [region.best(point, exact=result.exact) for region in result.regions]
    rows = [row for row in best if row is not None]
    if len(rows) > 1:
        groups = [(row.members, row.punishers) for row in rows]
        least = _between(result.threshold, terms.near)[1]
        yield _flaw(automaton(groups, *terms[:2]), least, terms.unit)

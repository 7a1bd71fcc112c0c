"""Certificates of stable agreements: who gains by leaving and by joining, of all sets at once.

Whoever gains more than what may be rounding moves; whoever loses more than that does not; in
between floats decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, BoolArray, Certificate, IntArray
from ...verify.findings import MOST, Finding, claim, verdict
from ..results.agreement import AnyAgreement, MinimumParticipation, StableAgreements
from .members import Member, centred, members_of, scaled, tables_of


class _GainBySet(NamedTuple):
    """What moving brings a member, or all together, by set of signatories."""

    possible: BoolArray
    gain: Array
    near: Any  #: what may be rounding


class _Movers(NamedTuple):
    """Where somebody moves, and where somebody may; and the most that it brings there."""

    sure: BoolArray
    may: BoolArray
    most: Array


def movers(moves: Iterable[_GainBySet], *, strict: bool = False) -> _Movers:
    """Who moves: those who gain; if `strict`, whoever is indifferent as well."""
    moved: np.ufunc = np.greater_equal if strict else np.greater
    sure: Any = False
    may: Any = False
    most: Any = 0
    for possible, gain, near in moves:
        sure = sure | possible & moved(gain - near, 0).astype(bool)
        may = may | possible & moved(gain + near, 0).astype(bool)
        most = np.where(possible, np.maximum(most, gain), most)
    return _Movers(sure, may, most)


class MembershipGains:
    """All moves in an agreement: payoffs in whole units, or floats without a large constant."""

    def __init__(self, agreement: AnyAgreement) -> None:
        self.agreement = agreement
        tables, self.unit = scaled(tables_of(agreement), exact=agreement.exact)
        self.tables = tables if agreement.exact else centred(tables)
        self.sets = np.arange(len(tables[0]))

    def leaving(self, after: IntArray) -> Iterator[tuple[Member, _GainBySet]]:
        """What each signatory gains by leaving, if the set without it becomes another one."""
        for member in members_of(self.agreement, self.tables):
            then, now = member.as_outsider[after[member.without]], member.as_signatory
            yield member, _GainBySet(member.signs, then - now, _near(then, now))

    def joining(self, lasting: Any = True) -> Iterator[_GainBySet]:
        """What each outsider gains by joining, where the larger set lasts."""
        lasting = np.broadcast_to(lasting, self.sets.shape)
        for member in members_of(self.agreement, self.tables):
            then, now = member.as_signatory[member.joined], member.as_outsider
            possible = member.outside & lasting[member.joined]
            yield _GainBySet(possible, then - now, _near(then, now))

    def leaving_together(self, after: IntArray) -> _GainBySet:
        """What signatories gain together if each gets what leaving brings it."""
        gain: Any = 0
        near: Any = 0
        for member, move in self.leaving(after):
            gain, near = gain + member.many * move.gain, near + member.many * move.near
        return _GainBySet(np.ones(len(gain), dtype=bool), gain, near)

    def joining_together(self) -> Iterator[_GainBySet]:
        """What is left beside each outsider if it joins, and signatories share."""
        _, gain, near = self.leaving_together(self.sets)
        near = np.broadcast_to(near, gain.shape)
        for member in members_of(self.agreement, self.tables):
            yield _GainBySet(member.outside, -gain[member.joined], near[member.joined])

    def refute(self, moves: _Movers, stable: BoolArray, what: str) -> Finding:
        """Where it is wrong that nobody moves, or that somebody does: the first such set."""
        wrong = np.where(stable, moves.sure, ~moves.may)
        key = int(wrong.argmax())
        gain = self.amount(abs(moves.most[key])) or 1
        return Finding(gain * bool(wrong[key]), 0, state=key, action=what)

    def amount(self, whole: Any) -> Any:
        """A payoff in whole units as it is."""
        return _exact.fraction(whole) / self.unit if self.agreement.exact else float(whole)


def _near(*terms: Array) -> Any:
    """What may be rounding where these terms meet."""
    if terms[0].dtype.kind != "f":
        return 0
    return np.minimum(_tolerance.slack(_tolerance.CHECK, *terms), MOST.get())


def verdict_of(result: Any, findings: list[Finding]) -> Certificate:
    """The verdict on findings, with the names of signatories in place of their key."""
    name = result.agreement.coalition
    report = [one if one.state is None else one._replace(state=name(one.state)) for one in findings]
    return verdict(report, exact=result.exact, tolerance=max(one.allowed for one in findings))


@checks(StableAgreements)
def _certify_stable(result: StableAgreements, policy: Any = None) -> Certificate:
    """Check who would leave and who would join; `policy`: signatories who are judged as stable."""
    moves, strict = MembershipGains(result.agreement), result.external_rule == "strict"
    if result.internal.shape != moves.sets.shape:
        return verdict([claim(False, "sets")], exact=result.exact)
    after = _after(result, moves.sets)
    if result.transfers:
        leave = movers([moves.leaving_together(after)])
        join = movers(moves.joining_together(), strict=strict)
    else:
        lasting = result.response != "next stable" or result.internal
        leave = movers(move for _, move in moves.leaving(after))
        join = movers(moves.joining(lasting), strict=strict)
    pairs = (leave, result.internal, "leave"), (join, result.external, "join")
    if policy is not None:
        # A set of signatories, by names, of identical members also by number, judged as stable.
        here = moves.sets == result.agreement.key(policy, function="verify")
        findings = [moves.refute(one, here | ~one.sure, what) for one, _, what in pairs]
        return verdict_of(result, findings)
    findings = [moves.refute(*each) for each in pairs]
    findings.append(claim(bool(result.internal[0]), "internal"))  # of nobody nobody leaves
    return verdict_of(result, [*findings, _surplus(result, moves, after), _falls(result, moves)])


def _after(result: StableAgreements, sets: IntArray) -> IntArray:
    """What becomes of every set that a member has left."""
    if result.response == "dissolve":
        return 0 * sets
    return result.outcome if result.response == "next stable" else sets


def _surplus(result: StableAgreements, moves: MembershipGains, after: IntArray) -> Finding:
    """What signatories have together beyond what each would have by leaving."""
    _, gain, near = moves.leaving_together(after)
    # Whole numbers of numpy overflow where they are multiplied.
    report = result.surplus if moves.unit == 1 else moves.unit * result.surplus.astype(object)
    off = abs(gain + report)
    key = int(np.argmax(off - near))
    allowed = np.broadcast_to(near, off.shape)[key].item()
    return Finding(moves.amount(off[key]), allowed, state=key, action="surplus")


def _falls(result: StableAgreements, moves: MembershipGains) -> Finding:
    """Sets fall to what is left without whoever gains most by leaving; others stay."""
    then, right = result.outcome, np.asarray(result.outcome == moves.sets)
    if result.response == "next stable":
        most: Any = 0
        near: Any = 0
        for _, move in moves.leaving(then):
            most = np.where(move.possible, np.maximum(most, move.gain), most)
            near = np.maximum(near, np.where(move.possible, move.near, 0))
        first = np.zeros(len(then), dtype=bool)
        for member, move in moves.leaving(then):
            best = np.asarray(move.gain >= most - near, dtype=bool)
            first |= move.possible & best & (then[member.without] == then)
        right = np.where(result.internal, right, first)
        right = np.where(result.agreement.sizes < 2, then == 0, right)
    return claim(right.all(), "fall", state=int(right.argmin()))


@checks(MinimumParticipation)
def _certify_participation(result: MinimumParticipation, policy: Any = None) -> Certificate:
    """Check every rule by who moves under it; `policy` has no meaning here."""
    del policy
    moves, size = MembershipGains(result.agreement), np.asarray(result.agreement.sizes)
    findings = [claim(result.exact == result.agreement.exact and result.proven, "exact")]
    required = np.arange(result.agreement.n_members + 1)[:, None]
    if result.stable.shape != (len(required), len(size)):
        return verdict_of(result, [*findings, claim(False, "rules")])
    # Whoever leaves a set that is just large enough ends the agreement.
    stay, end = (
        movers(move for _, move in moves.leaving(then)) for then in (moves.sets, 0 * moves.sets)
    )
    join = movers(moves.joining())
    sure, may = (
        np.where(size == required, last, more) | joins
        for last, more, joins in zip(end[:2], stay[:2], join[:2], strict=True)
    )
    in_force = (size >= required) & (required >= 2)
    wrong = np.where(result.stable, sure | ~in_force, in_force & ~may)
    m, key = divmod(int(wrong.argmax()), len(size))
    return verdict_of(result, [*findings, claim(not wrong.any(), f"{m} required", state=key)])

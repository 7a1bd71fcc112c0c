"""Nothing less does: the least patience of every set of signatories, of all sets at once.

A signatory keeps its word where (1 - delta) need <= delta room. If it is no more than indifferent
at some patience, and would be glad to break its word at none at all, it breaks it at every smaller
one. So one such signatory at every threshold shows that nothing below will do; where no patience is
enough, one at 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, BoolArray, Certificate
from ...verify.findings import Finding, claim, with_outside
from ..results.agreement import RepeatedAgreement
from .members import Member, members_of, scaled, tables_of
from .stability import verdict_of


class _Signatory(NamedTuple):
    """What one member gets by every set of signatories, counted from what it has without any."""

    signs: BoolArray  #: shape (sets,)
    kept: Array  #: shape (sets,): what it gets in a period if it keeps its word
    broken: Array  #: shape (sets,): and if it does not
    size: Array  #: shape (sets,): of the payoffs themselves


@checks(RepeatedAgreement)
def _certify_repeated(result: RepeatedAgreement, policy: Any = None) -> Certificate:
    """Check that all sets keep their word at their thresholds, and that none would at less."""
    del policy
    findings = [*_holds(result)]
    own, allowed = verdict_of(result, findings), max(one.allowed for one in findings)
    return with_outside(own, [_nothing_less(result, allowed)] if own.inside else [])


def _holds(result: RepeatedAgreement) -> Iterator[Finding]:
    """Whether all sets keep their word at their thresholds; amounts in whole units."""
    several, least = np.asarray(result.agreement.sizes) > 1, result.threshold
    yield claim((least >= 0).all() and not least[~several].any(), "threshold")
    p, q = _ratios(result)
    sets = several & np.asarray(least < 1, dtype=bool)
    for signs, payoff, broken, size in _members(result):
        # Nobody keeps what is worse than no agreement, however little there is to gain at once.
        short = np.maximum((q - p) * (broken - payoff) - p * payoff, -q * payoff)
        allowed = 0 * short if result.exact else _tolerance.CHECK * size
        key = int(np.where(sets & signs, short - allowed, -np.inf).argmax())
        gain = short[key] if sets[key] and signs[key] else 0
        yield Finding(gain, allowed[key], state=key, action="threshold")


def _nothing_less(result: RepeatedAgreement, allowed: Any) -> bool | None:
    """Whether no set of signatories holds at less than its threshold; None if not proved."""
    # It is a mistake if somebody would lose more than `allowed` by breaking its word there.
    sets = (np.asarray(result.agreement.sizes) > 1) & np.asarray(result.threshold > 0)
    least: Any = np.full(len(sets), np.inf)
    p, q = _ratios(result)
    for signs, payoff, broken, size in _members(result):
        need = broken - payoff
        lost = p * payoff - (q - p) * need
        if not result.exact:
            lost = lost - _tolerance.meeting(_tolerance.CHECK, need, payoff, floor=size)
        shows = signs & np.asarray((need > 0) | (payoff < 0), dtype=bool)
        least = np.where(shows & np.asarray(lost < least, dtype=bool), lost, least)
    if (least[sets] <= 0).all():
        return True
    return None if (least[sets] <= allowed).all() else False


def _ratios(result: RepeatedAgreement) -> tuple[Array, Any]:
    """Thresholds as numerators and denominators, those of 1 and more as 1."""
    limits = np.where(result.threshold < 1, result.threshold, 1)
    if not result.exact:
        return limits.astype(float), 1.0
    pairs = [_exact.fraction(each).as_integer_ratio() for each in limits.tolist()]
    p, q = np.array(pairs, dtype=object).reshape(-1, 2).T
    return p, q


def _members(result: RepeatedAgreement) -> list[_Signatory]:
    """All members, one of identical ones, or all as one where they can pay each other."""
    hidden = result.breach == "hidden"
    given = tables_of(result.agreement, breach=hidden)
    tables, _ = scaled(given, exact=result.exact)
    members = [_signatory(one) for one in members_of(result.agreement, tables)]
    return [_together(members, hidden=hidden)] if result.transfers else members


def _signatory(member: Member) -> _Signatory:
    """A member beside what it has without agreement."""
    payoff, without = member.as_signatory, member.as_outsider[0]
    broken = member.as_outsider[member.without]
    if member.breach is not None:
        broken = np.maximum(member.breach, payoff)
    size = abs(payoff) + abs(broken) + abs(without)
    return _Signatory(member.signs, payoff - without, broken - without, size)


def _together(members: list[_Signatory], *, hidden: bool) -> _Signatory:
    """All signatories as one, where they can pay each other; nobody signs for less than nothing."""
    # Whoever breaks its word in a hidden breach has been paid by then.
    broken = [m.broken if hidden else np.maximum(m.broken, 0) for m in members]
    parts = [(m.signs * m.kept, m.signs * d, m.size) for m, d in zip(members, broken, strict=True)]
    payoff, together, size = (sum(part) for part in zip(*parts, strict=True))
    return _Signatory(np.ones(len(payoff), dtype=bool), payoff, together, size)

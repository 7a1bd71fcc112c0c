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
from ...types import Array, BoolArray
from ...verify.findings import Finding, claim
from ..agreement import Agreement
from ..results.agreement import RepeatedAgreement


class _Signatory(NamedTuple):
    """What one member gets by every set of signatories, counted from what it has without any."""

    signs: BoolArray  #: shape (sets,)
    kept: Array  #: shape (sets,): what it gets in a period if it keeps its word
    broken: Array  #: shape (sets,): and if it does not
    size: Array  #: shape (sets,): of the payoffs themselves


def holds(result: RepeatedAgreement) -> Iterator[Finding]:
    """Whether all sets keep their word at their thresholds; amounts in units of `_scaled`."""
    several, least = np.asarray(result.agreement.sizes) > 1, result.threshold
    yield claim((least >= 0).all() and not least[~several].any(), "threshold")
    p, q = _ratios(result)
    asked = several & np.asarray(least < 1, dtype=bool)
    for signs, kept, broken, size in _members(result):
        # Nobody keeps what is worse than no agreement, however little there is to gain at once.
        short = np.maximum((q - p) * (broken - kept) - p * kept, -q * kept)
        allowed = 0 * short if result.exact else _tolerance.CHECK * size
        key = int(np.where(asked & signs, short - allowed, -np.inf).argmax())
        gain = short[key] if asked[key] and signs[key] else 0
        yield Finding(gain, allowed[key], state=key, action="threshold")


def nothing_less(result: RepeatedAgreement, allowed: Any) -> bool | None:
    """Whether no set of signatories holds at less than its threshold; None if not proved."""
    # It is a mistake if somebody would lose more than `allowed` by breaking its word there.
    asked = (np.asarray(result.agreement.sizes) > 1) & np.asarray(result.threshold > 0)
    least: Any = np.full(len(asked), np.inf)
    p, q = _ratios(result)
    for signs, kept, broken, size in _members(result):
        need = broken - kept
        lost = p * kept - (q - p) * need
        if not result.exact:
            lost = lost - _tolerance.meeting(_tolerance.CHECK, need, kept, floor=size)
        shows = signs & np.asarray((need > 0) | (kept < 0), dtype=bool)
        least = np.where(shows & np.asarray(lost < least, dtype=bool), lost, least)
    if (least[asked] <= 0).all():
        return True
    return None if (least[asked] <= allowed).all() else False


def _ratios(result: RepeatedAgreement) -> tuple[Array, Any]:
    """Thresholds as numerators and denominators, those of 1 and more as 1."""
    told = np.where(result.threshold < 1, result.threshold, 1)
    if not result.exact:
        return told.astype(float), 1.0
    pairs = [_exact.fraction(each).as_integer_ratio() for each in told.tolist()]
    p, q = np.array(pairs, dtype=object).reshape(-1, 2).T
    return p, q


def _scaled(result: RepeatedAgreement, *given: Array) -> list[Array]:
    """Payoffs as integers in one unit, or as floats."""
    if not result.exact:
        return [each.astype(float) for each in given]
    whole, _ = _exact.over_common_denominator(np.concatenate(given), 4 * len(given[0]))
    return np.split(whole, np.cumsum([len(each) for each in given])[:-1])


def _members(result: RepeatedAgreement) -> list[_Signatory]:
    """All members, one of identical ones, or all as one where they can pay each other."""
    members = _told_apart(result) if isinstance(result.agreement, Agreement) else _alike(result)
    return [_together(members)] if result.transfers else members


def _told_apart(result: RepeatedAgreement) -> list[_Signatory]:
    """Members of an `Agreement`."""
    agreement: Any = result.agreement
    given = (agreement.payoffs, agreement.breach)
    payoffs, *hidden = _scaled(result, *given[: 1 + (result.breach == "hidden")])
    masks, found = np.arange(len(payoffs)), []
    for i, own in enumerate(payoffs.T):
        out = np.maximum(hidden[0][:, i], own) if hidden else own[masks & ~(1 << i)]
        found.append(_signatory((masks >> i & 1).astype(bool), own, out, own[0]))
    return found


def _alike(result: RepeatedAgreement) -> list[_Signatory]:
    """One of identical members."""
    agreement: Any = result.agreement
    given = (agreement.signatory, agreement.outsider, agreement.breach)
    own, alone, *hidden = _scaled(result, *given[: 2 + (result.breach == "hidden")])
    out = np.maximum(hidden[0], own) if hidden else np.append(own[:1], alone)
    return [_signatory(np.arange(len(own)) > 0, own, out, alone[0])]


def _signatory(signs: BoolArray, kept: Array, broken: Array, without: Any) -> _Signatory:
    size = abs(kept) + abs(broken) + abs(without)
    return _Signatory(signs, kept - without, broken - without, size)


def _together(members: list[_Signatory]) -> _Signatory:
    """All signatories as one, where they can pay each other; nobody signs for less than nothing."""
    parts = [(m.signs * m.kept, m.signs * np.maximum(m.broken, 0), m.size) for m in members]
    kept, broken, size = (sum(part) for part in zip(*parts, strict=True))
    return _Signatory(np.ones(len(kept), dtype=bool), kept, broken, size)

"""Certificate of linked issues: every bundle again, in Fractions, by substitution."""

from __future__ import annotations

import bisect
import functools
import itertools
import operator
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...common.register import checks
from ...types import Certificate
from ...verify.findings import Finding, claim, gap, verdict
from ...verify.thresholds import patience_for
from ..results.issues import LinkedIssues


@checks(LinkedIssues)
def _certify_linked(result: LinkedIssues, policy: Any = None) -> Certificate:
    """Check thresholds, and what is best at all patience; `policy`: bundles judged instead."""
    # All 2^K bundles are judged anew. No division does better than the best bundle: the slack of a
    # union of disjoint ones is their sum. That none has more bundles the witness shows.
    book = _BundleFigures(result)
    findings = [*_thresholds(result, book), *_best_bundles(result, book)]
    if (result.bundles is None) != (result.delta is None):
        findings.append(claim(False, "bundles and delta", state=result.bundles))
    bundles = result.bundles if policy is None else policy
    if bundles is not None:
        if result.delta is None:
            rule = "bundles hold at a discount factor, and this result has none"
            remedy = "Call link_issues with a delta"
            raise errors.NotApplicableError("verify", "policy", policy, rule, remedy)
        findings += _bundles(result, book, bundles)
    return verdict(findings, exact=result.exact, tolerance=book.allowed)


class _BundleFigures:
    """Need, room, worth and least patience of every bundle, in `Fraction`s from the payoffs."""

    def __init__(self, result: LinkedIssues) -> None:
        issues = result.issues
        given = (issues.agreed, issues.deviation, issues.outside)
        rows = zip(*(values.tolist() for values in given), strict=True)
        needs, rooms = zip(*(_need_and_room(row, result.sharing) for row in rows), strict=True)
        self.tie = _tolerance.tie(*given)
        # Rational payoffs may be asked about at a discount factor that was rounded.
        rounded = given if result.exact else [np.asarray(v, dtype=float) for v in given]
        self.allowed = len(needs) * _tolerance.check(*rounded)
        self.same = 0 if result.exact else _tolerance.DISCOUNT
        self.need = [_sums(column) for column in zip(*needs, strict=True)]
        self.room = [_sums(column) for column in zip(*rooms, strict=True)]
        self.worth = _sums([sum(row) for row in rooms])
        self.least = [max(self.each(mask)) for mask in range(1 << len(needs))]

    def shortfall(self, mask: int, delta: Any) -> Any:
        """By how much a member's gain from breaking a bundle exceeds its loss, at the most."""
        pairs = zip(self.need, self.room, strict=True)
        return max((1 - delta) * need[mask] - delta * room[mask] for need, room in pairs)

    def each(self, mask: int) -> list[Any]:
        """Least patience of a bundle for each constraint: of all together, or of each member."""
        pairs = zip(self.need, self.room, strict=True)
        return [patience_for(need[mask], room[mask], self.tie) for need, room in pairs]


def _need_and_room(rows: Any, sharing: str) -> tuple[list[Any], list[Any]]:
    """What breaking one agreement brings, and what keeping it is worth: to each, or to all."""
    lines = [[_exact.fraction(value) for value in row] for row in rows]
    need = [max(d, g, w) - g for g, d, w in zip(*lines, strict=True)]
    room = [g - w for g, _, w in zip(*lines, strict=True)]
    return ([sum(need)], [sum(room)]) if sharing == "voluntary" else (need, room)


def _sums(values: Any) -> list[Any]:
    """Sum over every bundle: that of the bundle without its first issue, and the first."""
    sums = [Fraction(0)]
    for mask in range(1, 1 << len(values)):
        rest = mask & (mask - 1)
        sums.append(sums[rest] + values[(mask ^ rest).bit_length() - 1])
    return sums


def _thresholds(result: LinkedIssues, book: _BundleFigures) -> Iterator[Finding]:
    claimed = {1 << k: delta for k, delta in enumerate(result.separate)}
    claimed[len(book.least) - 1] = result.linked
    for mask, delta in claimed.items():
        off, allowed = gap(delta, book.least[mask]), 0 if result.exact else _tolerance.CHECK
        yield Finding(off, allowed, state=_names(result, mask), action="least delta")


def _best_bundles(result: LinkedIssues, book: _BundleFigures) -> Iterator[Finding]:
    """What is best is attained, and no bundle that holds from some delta on is better there."""
    starts = [start for start, _ in result.sustained]
    best = [_mask(result, issues) for _, issues in result.sustained]
    for delta, mask in zip(map(_exact.fraction, starts), best, strict=True):
        shortfall, issues = book.shortfall(mask, delta), _names(result, mask)
        yield Finding(shortfall, book.allowed, state=issues, action=delta)
    rising = starts[:1] == [0] and all(a < b for a, b in itertools.pairwise(starts))
    if not rising:
        yield claim(False, "rising from 0", state="sustained")
        return
    for mask, least in enumerate(book.least):
        if least + book.same < 1:
            rival = best[bisect.bisect_right(starts, least + book.same) - 1]
            gap = _lead(result, book, mask, rival)
            yield Finding(gap, book.allowed, state=_names(result, mask), action=least)


def _lead(result: LinkedIssues, book: _BundleFigures, mask: int, rival: int) -> Any:
    """How much better one bundle is than another; 0 where only the second criterion differs."""
    if result.objective == "issues" and mask.bit_count() != rival.bit_count():
        return mask.bit_count() - rival.bit_count()
    return book.worth[mask] - book.worth[rival]


def _bundles(result: LinkedIssues, book: _BundleFigures, bundles: Any) -> Iterator[Finding]:
    delta = _exact.fraction(result.delta)
    masks = [_mask(result, bundle) for bundle in bundles]
    together = functools.reduce(operator.or_, masks, 0)
    overlap = sum(mask.bit_count() for mask in masks) - together.bit_count()
    yield Finding(overlap, 0, state=bundles, action="an issue in two agreements")
    for mask, bundle in zip(masks, bundles, strict=True):
        yield Finding(book.shortfall(mask, delta), book.allowed, state=tuple(bundle), action=delta)
    for mask, least in enumerate(book.least):
        lead = _lead(result, book, mask, together) if least <= delta else 0
        yield Finding(lead, book.allowed, state=_names(result, mask), action=delta)
    margin = 0 if result.exact else _tolerance.CHECK
    finest = _bounds_parts(result.witness, [least <= delta - margin for least in book.least])
    yield claim(finest and len(masks) >= result.witness[together], "more bundles", state=bundles)


def _bounds_parts(most: Any, sustained: list[bool]) -> bool:
    """Whether these numbers, by mask, bound into how many sustained bundles it can be divided.

    A bundle and what can be divided besides have to make one more; -1 is of what cannot be.
    """
    masks = np.arange(len(sustained))
    whole = isinstance(most, np.ndarray) and most.dtype.kind == "i"
    if not whole or most.shape != masks.shape or most[0] != 0:
        return False
    for bundle in (1 + np.flatnonzero(sustained[1:])).tolist():
        rest = masks[(masks & bundle == 0) & (most >= 0)]
        if (most[rest | bundle] <= most[rest]).any():
            return False
    return True


def _mask(result: LinkedIssues, bundle: Any) -> int:
    return sum(1 << _check.position("verify", "policy", k, result.issues.names) for k in bundle)


def _names(result: LinkedIssues, mask: int) -> tuple[str, ...]:
    return tuple(name for k, name in enumerate(result.issues.names) if mask >> k & 1)

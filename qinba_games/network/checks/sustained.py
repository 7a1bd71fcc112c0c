"""Certificate of sustained ties: every constraint and the bound again, from the definition."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _check, _tolerance
from ...common.register import checks, finds
from ...types import Array, BoolArray, Certificate, IntArray
from ...verify.findings import Finding, claim, verdict
from ..components import sums
from ..regimes import SEPARATE
from ..results.sustained import Sustained
from ..slacks import blocks, in_blocks

#: Sets of ties that could be worth more, and are looked at one by one; times their ties.
_SETS, _WORK = 2000, 10**6


@checks(Sustained)
def certify_sustained(result: Sustained, policy: Any = None) -> Certificate:
    """Check constraints, bound and prices; `policy`: other ties."""
    # The set has to hold, and no single tie can be added with profit. The outside: no other set is
    # worth more, or as much and before it in the order of ties, tie by tie or by the bound that
    # prices of slack give; up to 2,000 sets that it leaves open are looked at, else `.gap` says
    # what the prices leave open.
    book = TieSlacks(result)
    if policy is not None:
        given = np.asarray(policy, dtype=bool)
        given = _check.array("verify", "policy", given.astype(int), shape=(len(book.worth),)) == 1
        return verdict(_holds(book, given), exact=result.exact, tolerance=book.allowed)
    findings = [*_bounds(result, book), *_holds(book, result.sustained)]
    if book.regime in SEPARATE:
        findings += _separate(result, book)
    certificate = verdict(findings, exact=result.exact, tolerance=book.allowed)
    if not certificate.inside:
        return certificate
    gap, better, alone = _price_gap(result, book)
    if alone is not None and result.unique is not None and result.unique != alone:
        return verdict([claim(False, state="unique")], exact=result.exact, tolerance=book.allowed)
    outside = False if better else None if gap > 0 else True
    return dataclasses.replace(certificate, outside=outside, gap=gap)


@finds(Sustained, "alone")
def alone(result: Sustained) -> bool | None:
    """Whether no other set is worth as much; None if that is not shown."""
    return _price_gap(result, TieSlacks(result))[2]


class TieSlacks:
    """Slack and worth of every tie, from the payoffs; and who is pooled with whom."""

    def __init__(self, result: Sustained) -> None:
        net, delta = result.network, result.delta
        self.names, self.ends, self.regime = net.governments, net.ends, result.regime
        x, d, w = net.numbers(delta)
        lasts = delta if net.friction is None else delta * (1 - net.friction)[:, None]
        column = [lasts] if np.ndim(lasts) else []
        terms = in_blocks(functools.partial(_terms_of, lasts=lasts), x, d, w, *column)
        self.slack, self.both, self.less, joint = terms
        self.worth = joint if net.weight is None else net.weight
        rational = _tolerance.is_exact(x) and _tolerance.is_exact(self.worth)
        self.near: Any = 0
        level: Any = 0
        if not rational:
            self.near, level = _tolerance.tie_and_check(x, d, w)
        self.allowed = level * max(len(x), 1)
        size = 0 if rational else float(abs(self.worth.astype(float)).sum())
        self.worth_room = max(self.allowed, _tolerance.CHECK * size) if size else self.allowed
        if self.regime == "coordinator":
            known = [label for label in dict.fromkeys(result.jurisdictions) if label is not None]
            code = {label: k for k, label in enumerate(known)}
            self.code = np.array([code.get(label, -1) for label in result.jurisdictions])
            side = self.code[self.ends]
            self.inside = (side[:, 0] == side[:, 1]) & (side[:, 0] >= 0)

    def deficits(self, ties: BoolArray) -> Array:
        """The constraints of a set, each a sum that must not be negative."""
        if self.regime == "bilateral":
            # Every tie has one of its own: the least of each block, and 0.
            return _least_of(self.less, ties)
        if self.regime == "bilateral+sharing":
            return _least_of(self.both, ties)
        if self.regime == "multilateral":
            return sums(len(self.names), self.ends[ties].ravel(), self.slack[ties].ravel())
        if self.regime == "multilateral+sharing":
            label = self.joined(ties)
            return sums(len(self.names), label[self.ends[ties, 0]], self.both[ties])
        pooled = ties & self.inside
        place = self.code[self.ends[pooled, 0]]
        own = sums(len(self.names), place, self.both[pooled])
        return np.concatenate([own, self.less[ties & ~self.inside]])

    def value(self, ties: BoolArray) -> Any:
        """What these ties count for together."""
        return (self.worth * ties).sum()

    def joined(self, ties: BoolArray) -> IntArray:
        """Least number that every government can be reached from along kept ties."""
        ends, label = self.ends[ties], np.arange(len(self.names))
        while True:
            after = label.copy()
            np.minimum.at(
                after, ends.ravel(), np.repeat(np.minimum(label[ends[:, 0]], label[ends[:, 1]]), 2)
            )
            after = after[after]
            if (after == label).all():
                return label
            label = after


def _terms_of(x: Array, d: Array, w: Array, *column: Array, lasts: Any) -> tuple[Array, ...]:
    """Slack of both ends, their sum, the less of them, and what the two gain from the tie."""
    lasts = column[0] if column else lasts
    gain, lost = np.maximum(np.maximum(d, x), w) - x, x - w
    slack = lasts * lost - (1 - lasts) * gain
    one, other = slack[:, 0], slack[:, 1]
    return slack, one + other, np.minimum(one, other), lost[:, 0] + lost[:, 1]


def _least_of(values: Array, ties: BoolArray) -> Array:
    """The least value that is kept, or 0 if none is below, in each block."""
    # A product takes one step for every entry; picking some of them waits for each mistaken guess.
    return np.array([(values[rows] * ties[rows]).min(initial=0) for rows in blocks(len(values))])


def _holds(book: TieSlacks, ties: BoolArray) -> list[Finding]:
    short = book.deficits(ties)
    worst = -short.min(initial=0)
    return [Finding(worst, book.allowed, state=book.regime, action="deficit")]


def _bounds(result: Sustained, book: TieSlacks) -> Iterator[Finding]:
    over = book.value(result.sustained) - result.bound
    yield Finding(over, book.worth_room, state="bound below the value")
    if result.proven:
        yield Finding(-over, book.worth_room, state="proven, with a gap")
    prices = (result.price >= 0) & (result.price < np.inf)
    yield claim(prices.all(), state="prices")
    if book.regime in SEPARATE:
        yield claim(not result.price.any(), state="prices of nothing pooled")
    at = result.price[book.ends]
    if book.regime == "multilateral+sharing":  # slack is pooled along ties
        yield claim((at[:, 0] == at[:, 1]).all(), state="prices of one pool")
    if book.regime == "coordinator":  # and here in a jurisdiction, whoever is tied to whom
        pool, at = book.code[book.ends[book.inside, 0]], at[book.inside]
        one = np.zeros(len(book.names), dtype=at.dtype)
        one[pool] = at[:, 0]
        yield claim((at == one[pool, None]).all(), state="prices of one pool")


def _price_gap(result: Sustained, book: TieSlacks) -> tuple[Any, bool, bool | None]:
    """What the prices leave open: how much, whether more was found, whether none is as good."""
    # Whatever differs from the set that would be best at the prices is worth less than the bound by
    # what it loses there; of the sets that lose little enough none may hold.
    room, ordered = book.worth_room, result.exact and result.unique is not None
    value = book.value(result.sustained)
    if book.regime in SEPARATE:
        slack = book.less if book.regime == "bilateral" else book.both
        idle = (book.worth == 0) & (result.network.worth == 0) & (slack >= 0)
        near = (abs(book.worth) <= room) & (slack >= -book.allowed)
        late = ordered and (idle & ~result.sustained).any()
        return 0 * value, bool(late), _none(idle, near)  # each tie has been judged
    taken, loss = _at_prices(result, book)
    gap = _bought(result, book) - value
    most = min(_SETS, _WORK // max(len(loss), 1))
    known = gap <= room and result.unique is None
    others = [] if known else _within(loss, max(gap, 0) + room, most)
    as_good: list[tuple[bool, bool]] = []
    for other in _flips(result, book, most) if others is None else map(taken.__xor__, others):
        more, least = book.value(other) - value, book.deficits(other).min(initial=0)
        if more > room and least >= 0:
            return more, True, None
        changes = other != result.sustained
        if changes.any():
            sure = more >= 0 and least >= 0
            if sure and ordered and other[changes.argmax()]:
                return more, True, None
            as_good.append((sure, more >= -room and least >= -book.allowed))
    sure, doubtful = map(np.array, zip(*as_good, (False, False), strict=True))
    alone = None if others is None and not sure.any() else _none(sure, doubtful)
    return (gap if others is None and gap > room else 0 * value), False, alone


def _none(sure: BoolArray, doubtful: BoolArray) -> bool | None:
    """Whether nothing is so: False if something surely is, None if rounding decides."""
    return False if sure.any() else None if doubtful.any() else True


def _flips(result: Sustained, book: TieSlacks, most: int) -> Iterator[BoolArray]:
    """The set that is sustained with one tie more or less, what brings most first."""
    gain = np.where(result.sustained, -book.worth, book.worth)
    for e in np.argsort(-gain.astype(float), kind="stable")[:most].tolist():
        if gain[e] >= 0:
            yield result.sustained ^ (np.arange(len(gain)) == e)


def _within(loss: Array, gap: Any, most: int) -> list[BoolArray] | None:
    """Sets of ties that lose no more than the gap together; None if there are more than that."""
    sets: list[tuple[Any, tuple[int, ...]]] = [(0, ())]
    for e in np.flatnonzero(loss <= gap).tolist():
        sets += [(lost + loss[e], (*t, e)) for lost, t in sets if lost + loss[e] <= gap]
        if len(sets) > most:
            return None
    return [np.isin(np.arange(len(loss)), differing) for _, differing in sets]


def _separate(result: Sustained, book: TieSlacks) -> Iterator[Finding]:
    """No tie that carries itself is left out, and none that costs value is kept."""
    rest = ~result.sustained
    slack = book.less if book.regime == "bilateral" else book.both
    fits = slack >= 0 if result.exact else slack > book.allowed
    missed = rest & fits & (book.worth > 0)
    yield claim(not missed.any(), state="tie left out")
    yield claim(not (result.sustained & result.costly).any(), state="tie that costs value")


def _at_prices(result: Sustained, book: TieSlacks) -> tuple[BoolArray, Array]:
    """The best set if slack is bought and sold at the prices, and what any other tie loses then."""
    pooled = np.ones(len(book.worth), dtype=bool)
    if book.regime == "coordinator":
        pooled = book.inside
    for_a, for_b = (result.price[book.ends[:, k]] * book.slack[:, k] for k in (0, 1))
    most = np.where(pooled, book.worth + for_a + for_b, book.worth)
    barred = ~pooled & (book.less < -book.allowed)
    taken = np.asarray((most > 0) & ~barred, dtype=bool)
    return taken, np.where(barred, np.inf, abs(most))


def _bought(result: Sustained, book: TieSlacks) -> Any:
    """What the best set can be worth if slack is bought and sold at the prices."""
    taken, most = _at_prices(result, book)
    return most[taken].sum()

"""Certificates of memberships, seeds and subsidies, by the definition."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, BoolArray, Certificate, IntArray
from ...verify.findings import Finding, claim, verdict, with_outside
from ..membership import Membership
from ..results.tipping import KeyProjects, MembershipEquilibria, Subsidies
from .cheaper_seeds import SeedNeeds, SeedSearch, cheaper_seeds, unicyclic_cost

#: Up to so many governments that could be seeds, or could be paid, there is a search always.
_ALL = 10
#: Sets of seeds that a search looks at, times governments in each: about a minute.
_LOOKS = 180_000_000
#: Searches of this process that found nothing: none of them is made twice.
_SEARCHED: set[Any] = set()
#: Governments from which on their numbers are not taken as fractions where they are whole.
_MANY = 20


class _Influences:
    """Influence and thresholds, and who is willing; what is close to indifferent may be either."""

    def __init__(self, model: Membership) -> None:
        number: Any = functools.partial(_exact.as_numbers, exact=model.exact)
        self.n, self.threshold = len(model.threshold), number(model.threshold)
        # Whole numbers of many stay as they are: fractions of them would take seconds.
        whole = self.n > _MANY and model.exact and model.influence.dtype.kind == "i"
        whole = whole and _exact.summable(model.influence, self.n) is model.influence
        self.influence = model.influence if whole else number(model.influence)
        if whole and model.threshold.dtype.kind == "i":
            self.threshold = model.threshold.astype(object)
        # Influences are not negative, and add up to the threshold at the edge.
        level = 0 * self.threshold if model.exact else 2 * abs(self.threshold)
        self.each = level * (0 if model.exact else _tolerance.CHECK)
        self.allowed = self.each.max()
        # Who misses its threshold by less than solvers tell apart is willing.
        self.room = level * (0 if model.exact else _tolerance.TIE)

    def margin(self, inside: BoolArray, of: Any = slice(None)) -> Array:
        """How far each, or each of some, is above its threshold if these are in."""
        influences = self.influence[of] @ inside.astype(self.influence.dtype)
        return np.asarray(influences.astype(self.threshold.dtype) - self.threshold[of])

    def grown(self, start: BoolArray) -> tuple[BoolArray, int]:
        """Those who stay, and all who join them; in how many rounds."""
        inside, rounds, margin = start, 0, self.margin(start)
        while True:
            new = (margin >= -self.room) & ~inside
            if not new.any():
                return inside, rounds
            influences = self.influence[:, new].sum(axis=1)
            margin = margin + influences.astype(self.threshold.dtype)
            inside, rounds = inside | new, rounds + 1

    def shrunk(self) -> tuple[BoolArray, int]:
        """Who stays of everybody; in how many rounds."""
        inside, rounds = np.ones(self.n, dtype=bool), 0
        while True:
            after = inside & (self.margin(inside) >= -self.room)
            if (after == inside).all():
                return inside, rounds
            inside, rounds = after, rounds + 1

    @functools.cached_property
    def rising(self) -> tuple[BoolArray, int]:
        """Who joins by itself."""
        return self.grown(np.zeros(self.n, dtype=bool))

    @functools.cached_property
    def falling(self) -> tuple[BoolArray, int]:
        """Who stays of everybody."""
        return self.shrunk()


@checks(MembershipEquilibria, "there are two policies", "Build another Membership")
def _certify_membership(result: MembershipEquilibria) -> Certificate:
    """Check that nobody wants in or out; the outside: no equilibrium lies below or above."""
    book = _Influences(result.membership)
    findings = []
    for name, inside in (("least", result.least), ("greatest", result.greatest)):
        margin = book.margin(inside)
        wrong = np.where(inside, -margin, margin)
        # Who is out and indifferent should be in: in exact arithmetic that is an error.
        idle = ~inside & (margin >= 0)
        worst = int((wrong - book.each).argmax())
        findings.append(Finding(wrong[worst], book.each[worst], state=name))
        findings.append(claim(not (idle.any() and result.exact), state=name))
    (low, up), (high, down) = book.rising, book.falling
    findings.append(claim((low == result.least).all(), state="least"))
    findings.append(claim((high == result.greatest).all(), state="greatest"))
    findings.append(claim((up, down) == result.rounds, state="rounds"))
    return with_outside(verdict(findings, exact=result.exact, tolerance=book.allowed), [True])


@checks(KeyProjects)
def _certify_seeds(result: KeyProjects, policy: Any = None) -> Certificate:
    """Check that the seeds, or those of `policy`, work and what they cost, and the bound."""
    # The bound is borne by a seed for each of several disjoint groups, by orders of trees and
    # circles, by whoever joins first, or by a round: a search finds then that nothing cheaper
    # works. Among up to 10 candidates no cheaper seeds may work, and no part of a group resist.
    book, names = _Influences(result.membership), result.membership.governments
    seeds = result.seeds if policy is None else tuple(policy)
    chosen = np.array([name in seeds for name in names], dtype=bool)
    start, goal = book.rising[0], book.falling[0]
    missing = goal & ~book.grown(start | chosen)[0]
    findings = [claim(not missing.any(), state="seeds")]
    findings.append(claim((start == result.least).all(), state="least"))
    findings.append(claim((goal == result.greatest).all(), state="greatest"))
    strange = sum(name not in names for name in seeds)
    findings.append(claim(not strange, "not governments", state="seeds"))
    if policy is None:
        findings.append(claim(_in_order(seeds, names), "order", state="seeds"))
        rational = result.membership.exact and _tolerance.is_exact(result.prices)
        findings.append(claim(result.exact == rational, state="exact"))
        findings += [*_resisting(result, book), *_cheapest(result, book)]
    certificate = verdict(findings, exact=result.exact, tolerance=book.allowed)
    if policy is not None or not certificate.inside:
        return certificate
    return dataclasses.replace(certificate, outside=True if result.proven else None, gap=result.gap)


def _resisting(result: KeyProjects, book: _Influences) -> Iterator[Finding]:
    names, start, goal = result.membership.governments, book.rising[0], book.falling[0]
    place = {name: i for i, name in enumerate(names)}
    for group in result.resisting:
        inside = np.zeros(book.n, dtype=bool)
        inside[[place[name] for name in group if name in place]] = True
        stray = (inside & (start | ~goal)).sum() + int(not inside.any())
        listed = tuple(names[i] for i in np.flatnonzero(inside).tolist())
        yield claim(not stray and tuple(group) == listed, group, state="resisting")
        most = book.margin(goal & ~inside, np.flatnonzero(inside)).max(initial=-1)
        yield claim(most < 0, group, state="resisting")
        few = np.flatnonzero(inside).tolist() if (goal & ~start).sum() <= _ALL else []
        less = [i for i in few if not book.grown(goal & (~inside | _only(book, i)))[0][goal].all()]
        yield claim(not less, group, state="a part of it resists")


def _in_order(some: Sequence[Any], names: tuple[Any, ...]) -> bool:
    """Whether these are governments, each of them once and in their order."""
    return list(some) == [name for name in names if name in some]


def _only(book: _Influences, i: int) -> BoolArray:
    return np.asarray(np.arange(book.n) == i)


def _cheapest(result: KeyProjects, book: _Influences) -> Iterator[Finding]:
    start, goal = book.rising[0], book.falling[0]
    costs = result.prices
    cost = [_exact.fraction(c) if _tolerance.is_exact(costs) else float(c) for c in costs]
    room = 0 if _tolerance.is_exact(costs) else _tolerance.CHECK * max(sum(cost), 1e-300)
    yield Finding(result.bound - result.cost, room, state="bound above the cost")
    yield claim(result.proven == (result.cost <= result.bound), state="proven")
    # Each round shows more than the one before it, and the last one the bound.
    rising = all(low < high for low, high in itertools.pairwise(result.rounds))
    ends = abs(max(result.rounds, default=result.bound) - result.bound) <= room
    yield claim(rising and ends, state="rounds")
    open_ = np.flatnonzero(goal & ~start).tolist()
    bound = _disjoint(result, cost)
    if bound < result.bound and result.proven:
        waiting, unit = _waiting(result, book, np.array(open_))
        least = unicyclic_cost(waiting)
        bound = max(bound, Fraction(least, unit) if unit else least)
    if bound < result.bound - room:
        bound = max(bound, _first(book, cost, open_))
    yield Finding(
        abs(result.bound - min(max([bound, *result.rounds]), result.cost)), room, state="bound"
    )
    # Of many no search for a bound that no round has shown.
    few = 0 < len(open_) <= _ALL
    if few or (result.rounds and result.bound > bound + room):
        least = _nothing_cheaper(result, result.bound)
        yield claim(least, "a search does not show it", state="bound")


def seed_search(result: KeyProjects, least: Any, deadline: float | None = None) -> SeedSearch:
    """Cheaper seeds than `least` that work, as far as a search finds them in time."""
    key = (result.membership, tuple(result.prices.tolist()), result.resisting, least)
    if key in _SEARCHED:
        return SeedSearch(None, True)
    book, names = _Influences(result.membership), result.membership.governments
    open_ = np.flatnonzero(book.falling[0] & ~book.rising[0])
    groups = np.array([[i in group for i in names] for group in map(set, result.resisting)])
    groups = groups.reshape(-1, book.n)[:, open_]
    waiting, unit = _waiting(result, book, open_)
    below = math.ceil(least * unit) if unit else least - _tolerance.CHECK * result.prices.sum()
    most = _LOOKS // book.n
    search = cheaper_seeds(waiting, groups, below, most, deadline)
    if search.finished and search.seeds is None:
        _SEARCHED.add(key)
    seeds = None if search.seeds is None else np.isin(np.arange(book.n), open_[search.seeds])
    return search._replace(seeds=seeds)


def _waiting(result: KeyProjects, book: _Influences, open_: IntArray) -> tuple[SeedNeeds, int]:
    """What those who are not in wait for, and how many units of cost are one; 0 for floats."""
    need = -(book.margin(book.rising[0], open_) + book.room[open_])
    table, cost, unit = book.influence[np.ix_(open_, open_)], result.prices[open_], 0
    if table.dtype.kind == "i" and all(isinstance(v, int) for v in need.tolist()):
        need = need.astype(np.int64)
    elif result.membership.exact:
        whole, _ = _exact.in_integers(np.vstack([table, need]), len(open_) + 1)
        table, need = whole[:-1], whole[-1]
    if _tolerance.is_exact(result.prices):
        cost, unit = _exact.in_integers(cost, len(open_) + 1)
    return SeedNeeds(table, need, cost), unit


def _nothing_cheaper(result: KeyProjects, least: Any) -> bool:
    """Whether a search comes to its end and finds no seeds that cost less."""
    search = seed_search(result, least)
    return search.finished and search.seeds is None


def _disjoint(result: KeyProjects, cost: list[Any]) -> Any:
    """Groups that share nobody cost a seed each."""
    price = dict(zip(result.membership.governments, cost, strict=True))
    union, total = set[Any](), 0 * result.cost
    for group in sorted(result.resisting, key=len):
        if not union & set(group):
            union |= set(group)
            total += min(price[name] for name in group)
    return total


def _first(book: _Influences, cost: list[Any], open_: list[int]) -> Any:
    """Whoever joins first waits for the influence of seeds alone: the cheapest parts of seeds."""
    least = sum((cost[i] for i in open_), 0 * cost[0])
    # In whole numbers of the smallest unit of cost, where there is one.
    unit = math.lcm(*(c.denominator for c in cost)) if isinstance(least, Fraction) else 0
    lacking = book.margin(book.rising[0])
    for i in open_:
        need, influence = -lacking[i] - book.room[i], book.influence[i].tolist()
        ratio = [(cost[j] / influence[j], j) for j in open_ if j != i and influence[j] > 0]
        paid = 0 * least
        for rate, j in sorted(ratio):
            part = min(need, influence[j])
            paid, need = paid + rate * part, need - part
            if need <= 0:
                break
        if need <= 0:
            least = min(least, Fraction(math.ceil(paid * unit), unit) if unit else paid)
    return least


@checks(Subsidies, "payments have no policy", "Build another Membership")
def _certify_subsidies(result: Subsidies) -> Certificate:
    """Check that everybody joins in turn, and that no order costs less."""
    book, names = _Influences(result.membership), result.membership.governments
    findings = [claim(sorted(map(str, result.order)) == sorted(map(str, names)), state="order")]
    gap = result.cost - _least(book, result.witness)
    findings.append(Finding(gap, book.each.sum(), state="cheaper payments"))
    judged = verdict(findings, exact=result.exact, tolerance=book.allowed)
    return with_outside(judged, [True])


def _least(book: _Influences, bounds: Array) -> Any:
    """What everybody costs at least, by bounds for all sets of those who are in; if they are such.

    What a set costs is the least, over who joins it last, of what the others cost and what that
    one needs. So bounds that grow by no more than that with anyone who joins are below all costs.
    """
    n = book.n
    unit: Any = 1
    both = np.concatenate([book.influence.ravel(), book.threshold])
    if both.dtype == object:
        both, whole = _exact.over_common_denominator(both, n + 1)
        unit = Fraction(whole)
    influence, threshold = both[:-n].reshape(n, n), both[-n:]
    # No sum overflows where bounds lie between these.
    fits = bounds.shape == (2**n,) and bounds.min() == bounds[0] == 0
    most = np.maximum(threshold, 0).sum()
    rounding = _tolerance.LOST * most if both.dtype.kind == "f" else 0
    fits = fits and bounds.max() <= most + rounding
    for i in range(n):
        influences = np.zeros(1, dtype=both.dtype)
        for j, share in enumerate(influence[i]):
            influences = np.concatenate([influences, influences + (0 if j == i else share)])
        # Sets without i, and with it.
        before, after = np.moveaxis(bounds.reshape(-1, 2, 1 << i), 1, 0)
        need = np.maximum(threshold[i] - influences.reshape(-1, 2, 1 << i)[:, 0], 0)
        fits = fits and (after - before - need).max() <= book.each[i] + rounding
    return bounds[-1:].tolist()[0] / unit if fits else -math.inf

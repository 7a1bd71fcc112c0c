"""Certificate of a `Schedule`: it can be paid, brings what is said, and prices bound all others.

What ties play while they wait is read period by period beside what is left to them afterwards, as
dates are; where trust goes from there is followed once more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.register import checks
from ...partnership.results.evolution import COOPERATING
from ...types import Array, Certificate, FloatArray, IntArray
from ...verify.findings import Finding, claim, same, verdict, without_policy
from ...verify.thresholds import certify_evidence, worst
from ..endings.checks import act_findings
from ..endings.proof import Reading, Rests, choice_of, classes_at, readings_of
from ..endings.results import HandOver, marks_of
from .results import ENDS, Schedule

#: By how much chances, and what is made of them, may differ.
NEAR = 1e-7


@checks(Schedule)
def certify_schedule(result: Schedule, policy: Any = None) -> Certificate:
    """Check the calendar against what is offered, and all that is offered against the model."""
    without_policy(policy, rule="is judged as it is", remedy="Ask schedule for other budgets")
    for fits, action in ((_fits, "another model"), (_sound, "a number")):
        if not fits(result):
            return verdict([claim(False, action)], exact=False, tolerance=0)
    behind = certify_evidence(result)
    read = [_BundleTerms(result, b, found) for b, (_, found) in enumerate(result.evidence)]
    found = [finding for one in read for finding in one.findings]
    offers = [offer for one in read for offer in one.offers()]
    none = read[0].without()
    gains, total = _gains(result, offers, none)
    chosen = [_place(result, offers, k) for k in range(len(result.names))]
    found += [claim(j is not None or result.bundle[k] < 0, "option") for k, j in enumerate(chosen)]
    if not all(one.gain <= one.allowed for one in found):
        return verdict(found, exact=False)
    rows = [(k, j) for k, j in enumerate(chosen) if j is not None]
    spent = sum((total[j][k] for k, j in rows), np.zeros(result.horizon))
    value = none.sum() + sum(gains[j][k] for k, j in rows)
    money = np.asarray(result.budgets)
    found.append(claim(bool((spent <= money + NEAR * np.maximum(1, money)).all()), "budget"))
    besides = [
        _off(result.spending, spent, "spending"),
        _off(result.value, value, "value"),
        _off(result.without, none.sum(), "without"),
    ]
    found.append(claim(result.bound >= result.value, "bound"))
    found.append(claim(not result.proven or result.bound == result.value, "proven"))
    own = worst(verdict(found, exact=False, besides=besides), behind)
    shown = none.sum() + _bound(result, gains, total, money)
    gap = max(float(shown - value), 0.0)
    near = gap <= NEAR * max(1.0, abs(value))
    if not own.inside:
        return own
    return dataclasses.replace(own, outside=True if near else None, gap=0 if near else gap)


class Offer(NamedTuple):
    """A bundle from a period on with an end, on every tie; shapes as in an answer."""

    bundle: int
    start: int
    ends: str
    at: int
    spending: FloatArray  #: shape (N, horizon)
    kept: FloatArray
    alone: FloatArray
    value: FloatArray


class _BundleTerms:
    """What one bundle offers, read from what it brings if it begins at once."""

    def __init__(self, result: Schedule, number: int, found: HandOver) -> None:
        self.result, self.number, self.found = result, number, found
        self.own, self.helped = readings_of(found)
        self.play, self.good = choice_of(found.alone), choice_of(found.for_good)
        self.start, self.games = np.array(result.founding), np.arange(len(result.founding))
        self.findings, self.reads = list[Finding](), list[Any]()
        waiting = {tuple(key): before for b, *key, before in result.witness if b == number}
        for ends, at, rests, choices in self._endings():
            if ends in result.permitted:
                self._read(ends, at, rests, choices, waiting.get((ends, at)))

    def _read(self, ends: str, at: int, rests: Rests, choices: Any, before: Any) -> None:
        """What is played while ties wait for this end: nobody deviates, and nothing is better."""
        latest = self.found.periods - (at if ends == "date" else 1)
        shape = (latest, *self.play.shape)
        if before is None or before.shape != shape:
            self.findings.append(claim(False, "witness"))
            return
        values = [rests.joint[self.start, self.games]]
        for choice in before[::-1]:
            acts = self.own.acts(rests)
            self.findings += act_findings(self.own, acts, choice, at)
            rests = self.own.before(acts, choice)
            values.append(rests.joint[self.start, self.games])
        self.reads.append((ends, at, before, choices, values))

    def _endings(self) -> Iterator[tuple[str, int, Rests, Any]]:
        """How help can end: what is left to ties when it starts, and what they play then."""
        found, alone = self.found, self.own.for_ever(self.play)
        yield "good", 0, self.helped.for_ever(self.good), [self.good]
        rests, played = alone, list[IntArray]()
        for t, each in enumerate(found.date_choice):
            choice = np.moveaxis(each, 0, -1)
            rests = self.helped.before(self.helped.acts(rests), choice)
            played.insert(0, choice)
            yield "date", t + 1, rests, list(played)
        levels = len(self.helped.surplus)
        asked = marks_of(found.founding, levels)
        for mark in range(1, levels):
            which = [j for j, (_, height) in enumerate(asked) if height == mark]
            choice = np.moveaxis(found.mark_choice[which], 0, -1)
            yield "mark", mark, self._below(mark, which, alone), [choice]

    def _below(self, mark: int, which: list[int], alone: Rests) -> Rests:
        """What is left below a mark, as its witness says, and alone above it."""
        worth = np.empty(
            (len(alone.joint), *self.found.witness[0].play.worth.shape[1:2], len(which))
        )
        for part in self.found.witness:
            places = {j: place for place, j in enumerate(part.games.tolist())}
            for k, j in enumerate(which):
                if j in places:
                    worth[..., k] = part.play.worth[..., places[j]]
        outside, here = self.helped.outside, np.arange(len(alone.joint))[:, None] < mark
        joint = worth[:, -1] - outside.sum(axis=0)
        least = 0 * alone.least if self.helped.shared else worth[:, :-1] - outside
        return Rests(
            np.where(here, joint, alone.joint), np.where(here[:, None], least, alone.least)
        )

    def without(self) -> FloatArray:
        """What each tie is worth without help."""
        if self.result.objective == "value":
            rests = self.own.for_ever(self.play)
            return np.asarray(
                rests.joint[self.start, self.games] + self.own.outside.sum(axis=0), dtype=float
            )
        now = self._first()
        for _ in range(self.result.horizon):
            now = _moved(self.own, self.play, now)
        return _cooperating(self.own, self.play, now)

    def offers(self) -> Iterator[Offer]:
        """Every start and end, and what comes of it."""
        for ends, at, before, choices, values in self.reads:
            for start, value in enumerate(values):
                waiting = before[len(before) - start :]
                shown = self._followed(waiting, choices, ends, at)
                whole = value + self.own.outside.sum(axis=0)
                yield Offer(self.number, start, ends, at, *shown, np.asarray(whole, dtype=float))

    def _first(self) -> FloatArray:
        levels = np.arange(len(self.own.surplus))
        return np.asarray(levels[:, None] == self.start, dtype=float)

    def _followed(
        self, waiting: Array, choices: Any, ends: str, at: int
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        helped, horizon, begin = self._first(), self.result.horizon, len(waiting)
        rest, spent = 0 * helped, np.zeros((len(self.start), horizon))
        high = np.arange(len(helped))[:, None] >= at
        for s in range(horizon + 1):
            if s >= begin and ends != "good":
                done = np.where(high if ends == "mark" else s - begin >= at, helped, 0)
                helped, rest = helped - done, rest + done
            period = self.own if s < begin else self.helped
            choice = waiting[s] if s < begin else choices[min(s - begin, len(choices) - 1)]
            if s == horizon:
                alone = _cooperating(self.own, self.play, rest)
                return spent, alone + _cooperating(period, choice, helped), alone
            if s >= begin:
                spent[:, s] = _present(period, choice, helped)
            helped, rest = _moved(period, choice, helped), _moved(self.own, self.play, rest)
        raise AssertionError


def _moved(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """Where trust is one period later, (L, N), if these acts, (L, T, N), are played."""
    found = np.zeros((len(now) + 1, now.shape[1]))
    kind = np.append(np.where(period.full, 0, 1), -1)[choice]
    lotteries = period.moves
    for level in range(len(now)):
        for way in (0, 1):
            chance = (period.chance * (kind[level] == way)).sum(axis=0) * now[level]
            for branch in range(*lotteries.first[2 * level + way + np.arange(2)]):
                found[lotteries.to[branch]] += chance * lotteries.chance[branch]
    return found[:-1]


def _present(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """The chance that the relation is there and nobody leaves, (N,)."""
    stays = (period.chance * (choice < len(period.full))).sum(axis=1)
    return np.asarray((now * stays).sum(axis=0), dtype=float)


def _cooperating(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """The chance to stand at a level that is weak or strong, (N,)."""
    return np.asarray((now * np.isin(classes_at(period, choice), COOPERATING).T).sum(axis=0))


def _fits(result: Schedule) -> bool:
    """Whether parts belong together, and all bundles are of the same ties at that patience."""
    count, found = len(result.names), [one for _, one in result.evidence]
    arrays = (result.bundle, result.start, result.at)
    none = result.bundle < 0
    first = found[0]
    return bool(
        len(found) == len(result.bundles)
        and all(isinstance(one, HandOver) and one.names == result.names for one in found)
        and all(same(one.partnerships, first.partnerships) for one in found)
        and all(one.delta == result.delta == delta for delta, one in result.evidence)
        and all(one.periods == first.periods and set(one.founding) == {0} for one in found)
        and all(column.shape == (count,) for column in arrays)
        and not (result.start[none].any() or result.at[none].any())
        and [end == "" for end in result.ends] == none.tolist()
        and len(result.ends) == len(result.prices) == len(result.founding) == count
        and all(len(row) == len(result.bundles) for row in result.prices)
        and len(result.budgets) == len(result.spending) == len(result.duals) == result.horizon
        and result.horizon >= first.periods
        and set(result.permitted) <= set(ENDS)
        and all(len(set(names)) == len(names) for names in (result.bundles, result.permitted))
        and result.bundle.max(initial=-1) < len(result.bundles)
    )


def _sound(result: Schedule) -> bool:
    """Whether prices, budgets and what they are worth are finite and not negative."""
    prices = [price for row in result.prices for price in row if price is not None]
    numbers = np.array([*prices, *result.budgets, *result.duals], dtype=float)
    return bool(((numbers >= 0) & np.isfinite(numbers)).all() and np.isfinite(result.bound))


def _gains(
    result: Schedule, offers: list[Offer], none: FloatArray
) -> tuple[list[FloatArray], list[FloatArray]]:
    """What every offer adds to each tie, and spends at the tie's price; nan: not to be had."""
    price = np.array([[np.nan if p is None else float(p) for p in row] for row in result.prices])
    gains = [getattr(offer, result.objective) - none for offer in offers]
    total = [offer.spending * price[:, offer.bundle, None] for offer in offers]
    return gains, total


def _place(result: Schedule, offers: list[Offer], k: int) -> int | None:
    """Which offer a tie has."""
    asked = (result.bundle[k], result.start[k], result.ends[k], result.at[k])
    if result.prices[k][result.bundle[k]] is None:
        return None
    return next((j for j, offer in enumerate(offers) if offer[:4] == asked), None)


def _bound(
    result: Schedule, gains: list[FloatArray], total: list[FloatArray], money: FloatArray
) -> float:
    """No calendar gains more: each tie at its best when budgets cost their prices."""
    surplus = np.array(gains) - np.array(total) @ result.duals
    top = np.nanmax(np.where(np.isnan(surplus), 0, surplus), axis=0)
    return float(np.maximum(top, 0).sum() + money @ result.duals)


def _off(reported: Any, found: Any, action: str) -> Finding:
    near = NEAR * max(1.0, float(np.max(abs(np.asarray(found)))))
    return Finding(float(np.max(abs(np.asarray(reported) - found))), near, action=action)

"""What is offered to ties that wait for help, read from what help brings if it begins at once.

What they play until then stands in a witness; where trust goes from there is followed period by
period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import numpy as np

from ...partnership.results.evolution import COOPERATING
from ...types import Array, FloatArray, IntArray
from ..endings.proof import Reading, Rests, choice_of, classes_at, readings_of
from ..endings.results import HandOver, marks_of


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


class BundleTerms:
    """What one bundle offers, read from what it brings if it begins at once."""

    def __init__(self, result: Any, number: int, hand_over: HandOver) -> None:
        self.result, self.number, self.found = result, number, hand_over
        self.own, self.helped = readings_of(hand_over)
        self.play, self.good = choice_of(hand_over.alone), choice_of(hand_over.for_good)
        self.start, self.games = np.array(result.founding), np.arange(len(result.founding))

    def endings(self) -> Iterator[tuple[str, int, Rests, Any]]:
        """How help can end: what is left to ties when it starts, and what they play then."""
        hand_over, alone = self.found, self.own.for_ever(self.play)
        yield "good", 0, self.helped.for_ever(self.good), [self.good]
        rests, played = alone, list[IntArray]()
        for t, each in enumerate(hand_over.date_choice):
            choice = np.moveaxis(each, 0, -1)
            rests = self.helped.before(self.helped.acts(rests), choice)
            played.insert(0, choice)
            yield "date", t + 1, rests, list(played)
        levels = len(self.helped.surplus)
        marks = marks_of(hand_over.founding, levels)
        for mark in range(1, levels):
            which = [j for j, (_, height) in enumerate(marks) if height == mark]
            choice = np.moveaxis(hand_over.mark_choice[which], 0, -1)
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
            now = _step(self.own, self.play, now)
        return _cooperating(self.own, self.play, now)

    def waiting(self, ends: str, at: int) -> Any:
        """What is agreed on before help with this end begins, as the witness says."""
        question = (self.number, ends, at)
        return next((before for *key, before in self.result.witness if (*key,) == question), None)

    def offers(self, wanted: Collection[tuple[Any, ...]] | None = None) -> Iterator[Offer]:
        """Every bundle, start and end that is wanted, or all, and what comes of it."""
        for ends, at, rests, choices in self.endings():
            starts = None if wanted is None else [s for b, s, *end in wanted if end == [ends, at]]
            if ends not in self.result.permitted or starts == []:
                continue
            before = self.waiting(ends, at)
            for start in range(len(before) + 1):
                if start:
                    rests = self.own.before(self.own.acts(rests), before[-start])
                if starts is None or start in starts:
                    totals = self._followed(before[len(before) - start :], choices, ends, at)
                    value = rests.joint[self.start, self.games] + self.own.outside.sum(axis=0)
                    value = np.asarray(value, dtype=float)
                    yield Offer(self.number, start, ends, at, *totals, value)

    def _first(self) -> FloatArray:
        levels = np.arange(len(self.own.surplus))
        return np.asarray(levels[:, None] == self.start, dtype=float)

    def _followed(
        self, waiting: Array, choices: Any, ends: str, at: int
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        treated, horizon, begin = self._first(), self.result.horizon, len(waiting)
        rest, spent = 0 * treated, np.zeros((len(self.start), horizon))
        high = np.arange(len(treated))[:, None] >= at
        for s in range(horizon + 1):
            if s >= begin and ends != "good":
                done = np.where(high if ends == "mark" else s - begin >= at, treated, 0)
                treated, rest = treated - done, rest + done
            period = self.own if s < begin else self.helped
            choice = waiting[s] if s < begin else choices[min(s - begin, len(choices) - 1)]
            if s == horizon:
                alone = _cooperating(self.own, self.play, rest)
                return spent, alone + _cooperating(period, choice, treated), alone
            if s >= begin:
                spent[:, s] = _present(period, choice, treated)
            treated, rest = _step(period, choice, treated), _step(self.own, self.play, rest)
        raise AssertionError


def _step(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """Where trust is one period later, (L, N), if these acts, (L, T, N), are played."""
    after = np.zeros((len(now) + 1, now.shape[1]))
    kind = np.append(np.where(period.full, 0, 1), -1)[choice]
    lotteries = period.moves
    for level in range(len(now)):
        for way in (0, 1):
            chance = (period.chance * (kind[level] == way)).sum(axis=0) * now[level]
            for branch in range(*lotteries.first[2 * level + way + np.arange(2)]):
                after[lotteries.to[branch]] += chance * lotteries.chance[branch]
    return after[:-1]


def _present(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """The chance that the relation is there and nobody leaves, (N,)."""
    stays = (period.chance * (choice < len(period.full))).sum(axis=1)
    return np.asarray((now * stays).sum(axis=0), dtype=float)


def _cooperating(period: Reading, choice: IntArray, now: FloatArray) -> FloatArray:
    """The chance to stand at a level that is weak or strong, (N,)."""
    return np.asarray((now * np.isin(classes_at(period, choice), COOPERATING).T).sum(axis=0))


def prices_of(result: Any) -> FloatArray:
    """What every bundle costs on every tie, nan where it is not to be had, (ties, bundles)."""
    return np.array([[np.nan if p is None else float(p) for p in row] for row in result.prices])


def outcome(result: Any) -> tuple[FloatArray, float, float]:
    """What a calendar spends in every period, and brings; and what nothing at all brings."""
    bundles = [BundleTerms(result, b, one) for b, one in enumerate(result.hand_overs)]
    none, price = bundles[0].without(), prices_of(result)
    spent, value = np.zeros(result.horizon), float(none.sum())
    for b, terms in enumerate(bundles):
        wanted = {option for option in result.options if option is not None and option[0] == b}
        for offer in terms.offers(wanted):
            for k, option in enumerate(result.options):
                if option == offer[:4]:
                    spent = spent + price[k, b] * offer.spending[k]
                    value += float(getattr(offer, result.objective)[k] - none[k])
    return spent, value, float(none.sum())

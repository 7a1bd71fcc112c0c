"""Certificate of a cascade: every round again, from the definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...common.register import checks
from ...types import Array, BoolArray, Certificate
from ...verify.findings import Finding, claim, verdict, without_policy
from ...verify.thresholds import worst
from ..network import Network
from ..results.cascade import Cascade
from .sustained import TieSlacks, certify_sustained, sums


@checks(Cascade)
def certify_cascade(result: Cascade, policy: Any = None) -> Certificate:
    """Check rounds, followers, what remains and its value; and the agreements before and after."""
    remedy = "Check the ties: verify(x.before)"
    without_policy(policy, rule="a cascade has no policy", remedy=remedy)
    model = _risen(result)
    book = TieSlacks(result.before, model)
    book.allowed, book.near = (0, 0) if result.exact else (book.allowed, book.near)
    out = np.array([name in result.exits for name in book.names], dtype=bool)
    course = follow(result.before.sustained, book, out)
    own = verdict(
        [*_compared(result, book, course, out), *_salvage(result, model, out)],
        exact=result.exact,
        tolerance=book.allowed,
    )
    for part in (result.before, result.evidence):
        own = worst(own, certify_sustained(part))
    return own


def _risen(result: Cascade) -> Network:
    """The network after the shocks."""
    net, rise = result.before.network, dict(result.shocks)
    if not rise:
        return net
    more = np.array([rise.get(name, 0) for name in net.governments], dtype=object)
    outside = net.outside.astype(object) + more[net.ends]
    rational = result.exact or not any(isinstance(v, float) for v in outside.ravel())
    return net.replaced(outside=outside if rational else outside.astype(float))


class CascadeCourse(NamedTuple):
    """What remains; who left, or which ties ended, in each round; who followed."""

    kept: BoolArray
    rounds: list[Array]
    followers: BoolArray


def follow(kept: BoolArray, book: TieSlacks, out: BoolArray) -> CascadeCourse:
    """Let these governments go, and then whoever or whatever is in deficit, round by round."""
    alone = book.regime == "multilateral"
    kept = kept & ~(out[book.ends[:, 0]] | out[book.ends[:, 1]])
    rounds: list[Array] = []
    followers = np.zeros(len(out), dtype=bool)
    while True:
        tick()
        if alone:
            poor = book.deficits(kept) < -book.near
            ended = kept & (poor[book.ends[:, 0]] | poor[book.ends[:, 1]])
        else:
            ended = _ending(book, kept)
        if not ended.any():
            return CascadeCourse(kept, rounds, followers)
        rounds.append(np.flatnonzero(poor if alone else ended))
        kept = kept & ~ended
        if alone:
            followers = followers | poor
        else:
            followers[book.ends[ended]] = True
            followers[book.ends[kept]] = False


def _ending(book: TieSlacks, kept: BoolArray) -> BoolArray:
    """Ties that are in deficit, or whose component or jurisdiction is."""
    short = np.zeros(len(kept), dtype=bool)
    pooled = kept & (book.inside if book.regime == "coordinator" else True)
    if book.regime == "bilateral+sharing":
        short = book.both < -book.near
    elif book.regime in ("multilateral+sharing", "coordinator"):
        first = book.ends[:, 0]
        place = book.code[first] if book.regime == "coordinator" else book.joined(kept)[first]
        total = sums(len(book.names), place[pooled], book.both[pooled])
        short = pooled & (total[place] < -book.near)
    if book.regime in ("bilateral", "coordinator"):
        apart = ~book.inside if book.regime == "coordinator" else kept
        short = short | (apart & (book.less < -book.near))
    return np.asarray(kept & short)


def _compared(
    result: Cascade, book: TieSlacks, course: CascadeCourse, out: BoolArray
) -> Iterator[Finding]:
    names, pairs = book.names, book.ends.tolist()
    yield claim((course.kept == result.remaining).all(), state="remaining")
    if book.regime == "multilateral":
        rounds: Any = tuple(tuple(names[i] for i in one.tolist()) for one in course.rounds)
    else:
        rounds = tuple(
            tuple((names[pairs[e][0]], names[pairs[e][1]]) for e in one.tolist())
            for one in course.rounds
        )
    yield claim(rounds == result.rounds, state="rounds")
    had, have = np.zeros((2, len(names)), dtype=bool)
    had[book.ends[result.before.sustained]] = True
    have[book.ends[course.kept]] = True
    lost = had & ~have & ~course.followers & ~out
    for state, who in (("followers", course.followers), ("stranded", lost)):
        told = tuple(names[i] for i in np.flatnonzero(who).tolist())
        yield claim(told == getattr(result, state), state=state)
    value = book.worth[course.kept].sum()
    yield Finding(abs(result.value - value), book.worth_room, state="value")


def _salvage(result: Cascade, model: Network, out: BoolArray) -> Iterator[Finding]:
    """The new agreement is one among all ties that the exits left, at the same patience."""
    before, again = result.before, result.evidence
    left = ~(out[model.ends[:, 0]] | out[model.ends[:, 1]])
    same = (again.delta, again.regime, again.jurisdictions, again.network.governments) == (
        before.delta,
        before.regime,
        before.jurisdictions,
        model.governments,
    )
    for field in ("ends", "value", "temptation", "outside", "weight", "friction"):
        asked, told = getattr(model, field), getattr(again.network, field)
        if asked is None or told is None:
            same = same and asked is told
        else:
            same = same and np.array_equal(asked[left], told)
    yield claim(same, "another question", state="salvage")
    yield Finding(abs(result.salvage - again.value), 0, state="salvage")
    sure = bool(before.proven) and bool(again.proven)
    yield claim(sure or not result.proven, state="proven")

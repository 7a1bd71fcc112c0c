"""Certificate of where help hurts: the measure is applied anew, and what is lost is seen lost."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...common.spans import Spans
from ...partnership.checks.thresholds import (
    COOPERATES,
    FoundingClasses,
    agree,
    belongs,
    read,
    shows_least,
)
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from ...stage.stage_game import StageGame
from ...types import Certificate
from ...verify.findings import Finding, claim, same, verdict, with_outside
from ...verify.thresholds import certify_rows, worst
from ..results.harm import SNAPPED, Harm, beside_ends

#: What is lost on less than this is not told.
_NOTICEABLE = 1e-8
#: Measure -> what else it is given.
_GIVEN = {"support": ["crowding_out"], "bias": ["favoured"]}


@checks(Harm)
def _certify_harm(result: Harm, policy: Any = None) -> Certificate:
    """Check the least patience at every size, what is lost, and the witness."""
    # The outside: what a partnership loses at each size, and just beside the ends of intervals, is
    # found anew at every patience.
    del policy
    witness, *shown_at = result.answers
    rows, beside = shown_at[: len(result.sizes)], shown_at[len(result.sizes) :]
    findings = [Finding(float(len(rows) != len(result.sizes)), 0, action="sizes")]
    levels = isinstance(result.model, Partnership)
    findings.append(claim(levels or result.founding == 0, "founding"))
    findings.append(claim(list(result.parameters) == _GIVEN.get(result.measure, []), "parameters"))
    for (size, *results), own, least in zip(rows, result.sizes, result.delta, strict=False):
        findings.append(Finding(abs(size - own), 0, action="sizes"))
        findings += _least(result, results, size, least)
    findings += [*_losses(result), _regions(result), *_ends(result, beside)]
    findings += _witness(result, *witness)
    behind = certify_rows(result.answers)
    own = worst(verdict(findings, exact=result.exact, tolerance=result.tolerance), behind)
    if not own.inside:
        return own
    return with_outside(own, [behind.outside, *_everywhere(result)])


def _everywhere(result: Harm) -> list[bool | None]:
    """Whether partnerships need this much patience, and lose this much, at every patience."""
    if not isinstance(result.model, Partnership):
        return []
    ends = beside_ends(result)
    sizes = [0 * result.sizes[0], *result.sizes, *(size for size, _ in ends)]
    if len(result.regimes) != len(sizes):
        return [None]
    rows = zip(sizes, result.regimes, strict=True)
    before, *others = (read(_under(result, at), result.founding, given) for at, given in rows)
    pairs = itertools.product(COOPERATES, repeat=2)
    words = {(a, b): COOPERATES[a] and not COOPERATES[b] for a, b in pairs}
    sides = []
    for least, lost, after in zip(result.delta.tolist(), result.lost, others, strict=False):
        below = Spans([(0, min(least, 1))] if least > 0 else [])
        sides.append(agree(after, {False: below}, COOPERATES))
        sides.append(agree(_both(before, after), {True: lost, False: lost.complement()}, words))
    nothing = {True: Spans([]), False: Spans([(0, 1)])}
    for after, (_, hurts) in zip(others[len(result.sizes) :], ends, strict=True):
        none = agree(_both(before, after), nothing, words)
        sides.append((True if none is False else None) if hurts else none)
    return sides


def _both(one: FoundingClasses, other: FoundingClasses) -> FoundingClasses:
    """Pairs of classes, by patience."""
    rows = [
        (max(a, c), min(b, d), (first, second))
        for a, b, first in one.rows
        for c, d, second in other.rows
        if max(a, c) < min(b, d)
    ]
    return FoundingClasses(tuple(rows), one.settled and other.settled)


def _least(result: Harm, results: list[Any], size: Any, least: Any) -> list[Finding]:
    """Whether the results show this least patience at this size."""
    if isinstance(results[0], Evolution):
        model = _under(result, size)
        return shows_least(results, model, least, result.founding, result.tolerance)
    needed = _cooperation(results[0]).least
    wrong = needed != least and abs(needed - least) > result.tolerance
    return [Finding(float(wrong or not _matches(result, results[0], size)), 0, state=float(size))]


def _cooperation(answer: Any) -> Spans:
    """Where there is cooperation by a critical discount factor, or by a window with a stake."""
    return answer.intervals if isinstance(answer, CriticalDiscount) else answer.kept(1)


def _under(result: Harm, size: Any) -> Any:
    """The model under a measure of this size, but for shares and stakes of a repeated game."""
    model = RepeatedGame(result.model) if isinstance(result.model, StageGame) else result.model
    changes: dict[str, Any] = {}
    if result.measure == "support":
        changes["outside"] = model.outside + result.parameters["crowding_out"] * size
    elif isinstance(model, RepeatedGame):
        return model
    elif result.measure == "bias":
        changes["sharing"] = _shares(result, model.members, size)
    elif result.measure == "stake":
        changes["stake"] = size
    else:
        changes["friction"] = model.friction * (1 - size)
    return dataclasses.replace(model, **changes)


def _matches(result: Harm, answer: Any, size: Any) -> bool:
    """Whether a result is that of the repeated game under a measure of this size."""
    model = _under(result, size)
    if result.measure == "stake":
        helper = answer.coordinator
        return helper.sharing and helper.stake == size and same(answer.model, model)
    if result.measure == "bias":
        given = np.asarray(answer.sharing, dtype=float)
        fair = np.allclose(given, _shares(result, model.stage.players, size))
        return fair and same(answer.game, model)
    return bool(answer.sharing == "voluntary") and same(answer.game, model)


def _shares(result: Harm, names: tuple[str, ...], size: Any) -> Any:
    favoured = np.array([name == result.parameters["favoured"] for name in names])
    return np.array((1 - size) / len(names) + size * favoured, dtype=float)


def _losses(result: Harm) -> Iterator[Finding]:
    """What is lost begins where cooperation did, if that needs more patience now."""
    first = result.delta.tolist()[0]
    rows = [row[1] for row in result.answers[1 : len(result.sizes) + 1]]
    whole = not isinstance(rows[0], Evolution)
    for least, lost, answer in zip(result.delta.tolist(), result.lost, rows, strict=True):
        if whole:
            gone = _cooperation(rows[0]).intersection(_cooperation(answer).complement())
            spans = [span for span in gone if span[1] - span[0] > _NOTICEABLE]
            yield claim(lost == spans, "lost")
        wrong = any(low >= high or low < first for low, high in lost)
        if min(least, 1) - min(first, 1) > 1e-7:
            wrong |= not lost or lost[0][0] != first or lost[0][1] > min(least, 1)
        elif whole:
            wrong |= bool(lost)
        yield Finding(float(wrong), 0, action="lost")


def _regions(result: Harm) -> Finding:
    """Whether the intervals hold the sizes at which something is lost, and no others."""
    bad, sizes = [bool(spans) for spans in result.lost], result.sizes.tolist()
    intervals = result.intervals
    wrong = (tuple(intervals.domain), intervals.closed) != ((sizes[0], sizes[-1]), True)
    wrong |= sum(1 for hurts, _ in itertools.groupby(bad) if hurts) != len(result.intervals)
    wrong |= any(not sizes[0] <= end <= sizes[-1] for span in intervals for end in span)
    for size, hurts in zip(sizes, bad, strict=True):
        inside = any(low < size < high for low, high in result.intervals)
        at_end = any(size in (low, high) for low, high in result.intervals)
        wrong |= not at_end and inside != hurts
    return Finding(float(wrong), 0, action="intervals")


def _ends(result: Harm, beside: list[Any]) -> Iterator[Finding]:
    """Whether every end lies between a size at which the measure hurts and one at which not."""
    turns, bad = [hurts for _, hurts in beside_ends(result)], list(map(bool, result.lost))
    pairs = zip(itertools.pairwise(result.sizes.tolist()), itertools.pairwise(bad), strict=True)
    inner = [pair for pair, (below, above) in pairs if below != above]
    ends = [end for span in result.intervals for end in span][bad[0] :]
    ends = ends[: len(ends) - bad[-1]]
    if not len(beside) == len(turns) == 2 * len(ends):
        yield claim(False, "intervals")
        return
    for k, (end, (a, b)) in enumerate(zip(ends, inner, strict=True)):
        low, high = (row[0] for row in beside[2 * k : 2 * k + 2])
        close = a <= low < high <= b and high - low <= 2.0**-23 * float(b - a)
        near = min(abs(end - a), abs(end - b)) == 0 and abs(end - low) <= SNAPPED * float(b - a)
        yield claim(close and (near or low <= end <= high), "intervals")
    if not beside or len(beside[0]) == 1:
        return
    without = _cooperation(result.answers[1][1])
    for (size, under, *_), hurts in zip(beside, turns, strict=True):
        loss = without.minus(_cooperation(under), ignore=_NOTICEABLE)
        yield claim(bool(loss) == hurts, "intervals")
        yield claim(_matches(result, under, size), "intervals")


def _witness(result: Harm, delta: Any, without: Any, under: Any) -> Iterator[Finding]:
    """Whether there is cooperation without the measure, and none with it, at the witness."""
    witness = result.witness
    if witness is None:
        return
    wrong = witness["delta"] != delta
    if isinstance(without, Evolution):
        wrong |= not without.cooperates or under.cooperates
        yield from belongs(without, _under(result, 0 * witness["size"]), delta, result.founding)
        yield from belongs(under, _under(result, witness["size"]), delta, result.founding)
    else:
        wrong |= delta not in _cooperation(without) or delta in _cooperation(under)
        wrong |= not _matches(result, under, witness["size"])
    yield Finding(float(wrong), 0, action="witness")

"""Certificates of what is said of a region: both sides pair by pair, and every window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _tolerance
from ..common.register import checks
from ..partnership.checks.arrays import certify_arrays
from ..partnership.pair_terms import PairTerms
from ..partnership.results.arrays import CLASSES, EvolutionArrays
from ..third_parties.checks.windows import fits
from ..types import Array, Certificate
from ..verify.door import not_of_its_form, verify
from ..verify.findings import Finding, claim, same, verdict, without_policy
from ..verify.thresholds import cells, shown
from .reasons import reason
from .results.study import MANY, Action, Study, unresolved_notes
from .results.uncertain import Uncertain
from .ties_again import drawn_again, gap

#: What is done to a region is kept in floats.
_ROUNDED = 1e-9


@checks(Study)
def certify_study(result: Study, policy: Any = None) -> Certificate:
    """Whether both sides are equilibria of this region, and windows say what was solved."""
    without_policy(
        policy,
        rule="many ties have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.partnership(a, b), delta)",
    )
    who, *sides, parts, levels = result.evidence
    found = [_judged(side) for side in (result.without, result.helped, *sides, *parts)]
    found += [_of_this_region(result), claim(_same(sides[0].terms, sides[1].terms), "windows")]
    found += [*_windows(result, who, sides), _here(result), *_actions(result, parts, levels)]
    settings = result.region.settings
    told = [
        reason(tie, window, settings, result.delta)
        for tie, window in zip(result.region.all_ties, result.pivotal, strict=True)
    ]
    found.append(claim(tuple(told) == result.reasons, "reasons"))
    certificate = verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))
    unresolved = any(window.notes for window in result.pivotal)
    return dataclasses.replace(certificate, unchecked=("pivotal",)) if unresolved else certificate


def _judged(side: Any) -> Finding:
    """The worst of one side."""
    judged = verify(side)
    return Finding(judged.largest_gain, judged.tolerance, state=judged.state, action=judged.action)


@checks(Uncertain)
def certify_uncertain(result: Uncertain, policy: Any = None) -> Certificate:
    """Whether draws are equilibria of their settings, with the classes told.

    All draws that were kept are judged; `.unchecked` says of how many they are a sample.
    """
    without_policy(
        policy,
        rule="many draws have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.replaced(...).partnership(a, b), delta)",
    )
    shown, *sides = result.evidence
    least = max(float(side.residual.max()) for side in sides)
    found = [
        Finding(result.residual, sides[0].certificate.tolerance, action="a draw"),
        claim(result.residual >= max(least, 0), "the largest gain of any draw"),
        claim(result.exact is False, "exact"),
        *_draws(result),
    ]
    for side, told in zip(sides, result.founded, strict=True):
        own = certify_arrays(side)
        found.append(Finding(own.largest_gain, own.tolerance, state=own.state))
        found.append(claim(own.ok, "better equilibria of a draw"))
        names = np.array(CLASSES)[told[shown]].ravel()
        found.append(claim(np.array_equal(names, side.founding_class), "classes of a draw"))
    found.append(_drawn(result, shown, sides))
    certificate = verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))
    judged, draws = len(np.unique(shown % len(result.drawn))), len(result.drawn)
    if judged == draws:
        return certificate
    left = f"founded and residual in {draws - judged} of {draws} draws"
    return dataclasses.replace(certificate, unchecked=(left,))


def _draws(result: Uncertain) -> Iterator[Finding]:
    """Draws are within their ranges, and what the seed draws."""
    values, ties = result.drawn, len(result.region.all_ties)
    shapes = values.shape == (len(values), len(result.ranges)), result.founded.shape
    yield claim(shapes == (True, (2, len(values), ties)), "drawn")
    yield claim(len({one.name for one in result.ranges}) == len(result.ranges), "ranges")
    low, high = (np.array([getattr(one, end) for one in result.ranges]) for end in ("low", "high"))
    rounded = _ROUNDED * np.where(np.isfinite(low + high), 1 + abs(low) + abs(high), 1)
    yield claim(((low - rounded <= values) & (values <= high + rounded)).all(), "drawn")
    if result.seed is None or isinstance(result.seed, str):
        return
    again = drawn_again(result.ranges, result.seed, len(values))
    yield claim((abs(again - values) <= _ROUNDED * (1 + abs(values))).all(), "drawn")


def _drawn(result: Uncertain, shown: Array, sides: Any) -> Finding:
    """The first and the last of some draws against partnerships built one by one."""
    ties, worst = len(result.region.all_ties), 0.0
    for place in {0, len(shown) - 1}:
        values = result.drawn[shown[place]].tolist()
        names = [one.name for one in result.ranges]
        region = result.region.replaced(**dict(zip(names, values, strict=True)))
        rows, helper = slice(place * ties, (place + 1) * ties), result.coordinator
        helper = region.coordinator if helper is None else helper
        gaps = (
            gap(region, s.terms.block(rows), h) for s, h in zip(sides, (None, helper), strict=True)
        )
        worst = max(worst, *gaps)
    return Finding(worst, _ROUNDED, action="the parameters of a tie")


def _of_this_region(result: Study) -> Finding:
    """The arrays that were solved against the partnership of each tie, built one by one."""
    solved = result.without.terms
    allowed = _tolerance.check(solved.received, solved.burden, solved.outside)
    other = gap(result.region, result.helped.terms, result.coordinator)
    worst = max(gap(result.region, solved), other)
    deltas = abs(np.array([solved.delta, result.helped.terms.delta]) - float(result.delta))
    return Finding(max(worst, deltas.max()), allowed, action="the parameters of a tie")


def _windows(result: Study, who: Array, sides: Any) -> Iterator[Finding]:
    """Both sides of every edge of a window have the classes that it says."""
    for k, window in enumerate(result.pivotal):
        tie, sets = result.region.all_ties[k], [window.intervals, *window.by_class.values()]
        told = window.founding, window.tolerance, window.coordinator, window.exact, window.proven
        facts = told == (tie.founding, result.tolerance, result.coordinator, False, False)
        yield claim(facts and not_of_its_form(window) is None, "a window", state=k)
        yield from (fits(window, delta) for delta in cells(sets, window.tolerance))
    marked = {k for k, window in enumerate(result.pivotal) if window.notes}
    notes = unresolved_notes(result.region, result.pivotal)
    yield claim(set(notes) <= {*result.notes}, "notes")
    yield claim(len({*who.tolist(), *marked}) >= min(len(result.pivotal), MANY), "windows")
    for side, one in enumerate(sides):
        for k, seen in seen_by_tie(who, one).items():
            if k not in marked:
                yield from shown(seen, result.pivotal[k].side(side), result.tolerance)


def seen_by_tie(who: Array, solved: EvolutionArrays) -> dict[int, list[tuple[float, str]]]:
    """Patience and founding class of all that was solved, by tie."""
    found: dict[int, list[tuple[float, str]]] = {}
    rows = who.tolist(), solved.terms.delta.tolist(), solved.founding_class.tolist()
    for k, delta, name in zip(*rows, strict=True):
        found.setdefault(k, []).append((delta, name))
    return found


def _same(without: PairTerms, helped: PairTerms) -> bool:
    """Whether the coordinator has left alone what it cannot change."""
    same = ("received", "burden", "outside", "promotion", "delta", "founding")
    return all(np.array_equal(getattr(without, name), getattr(helped, name)) for name in same)


def _here(result: Study) -> Finding:
    """The classes at the patience asked about are those of the windows, up to their edges."""
    delta = float(result.delta)
    for window, pair in zip(result.pivotal, result.classes, strict=True):
        around = (delta, delta - result.tolerance, delta + result.tolerance)
        if pair not in [window.at(d) for d in around if 0 <= d < 1]:
            return claim(False, "the classes at this patience")
    return claim(True, "the classes at this patience")


def _actions(result: Study, parts: Any, levels: Any) -> Iterator[Finding]:
    """What every capacity alone brings every tie, and what the next regime of levels brings."""
    helper, expected = result.coordinator, []
    allowed = _tolerance.check(result.without.terms.received, result.without.terms.burden)
    for name, part in zip(helper.capacities, parts, strict=True):
        off = gap(result.region, part.terms, helper.only((name,)))
        off = max(off, abs(part.terms.delta - float(result.delta)).max())
        yield Finding(off, allowed, action=f"the parameters under {name}")
        gains = [getattr(part, n) - getattr(result.without, n) for n in _GAINS]
        expected.append(Action(name, False, *gains))
    if levels:
        tree = result.region.replaced(delta=result.delta).hierarchy()
        for regime, one in zip(("none", "provinces"), levels, strict=True):
            asked = one.regime, one.delta, one.coordinator
            fits_here = asked == (regime, result.delta, helper) and one.hierarchy == tree
            yield claim(fits_here and verify(one).ok, "levels", state=regime)
        sums = [[sum(float(getattr(p, n)) for p in one.pairs) for one in levels] for n in _GAINS]
        gains = [np.array([after - before]) for before, after in sums]
        expected.append(Action("regime: provinces", True, *gains))
    yield claim(same(tuple(expected), result.actions), "actions")


#: What an action changes.
_GAINS = ("probability_strong", "founding_value")

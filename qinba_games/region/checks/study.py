"""Certificate of a `Study`: both sides pair by pair, and every window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...partnership.results.arrays import EvolutionArrays
from ...third_parties.checks.windows import fits
from ...types import Array, Certificate
from ...verify.door import not_of_its_form, verify
from ...verify.findings import Finding, claim, same, verdict, without_policy
from ...verify.thresholds import cells, shown
from ..study.reasons import reason
from ..study.results import MANY, Action, Study, unresolved_notes
from .partnerships import built, gap


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
    models = built(result.region)
    found += [_of_this_region(result, models), claim(_asked(result, who, sides), "windows")]
    found += [*_windows(result, who, sides), _here(result)]
    found += _actions(result, models, parts, levels)
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


def _of_this_region(result: Study, models: Any) -> Finding:
    """The arrays that were solved against the partnership of each tie, built one by one."""
    solved = result.without.terms
    allowed = _tolerance.check(solved.received, solved.burden, solved.outside)
    other = gap(models, result.helped.terms, result.coordinator)
    worst = max(gap(models, solved), other)
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


def _asked(result: Study, who: Array, sides: Any) -> bool:
    """Whether what was solved beside edges are these ties at another patience, the same twice."""
    delta = sides[0].terms.delta
    whole = [one.terms.block(who) for one in (result.without, result.helped)]
    again = [dataclasses.replace(one, delta=delta) for one in whole]
    return same(again, [side.terms for side in sides])


def _here(result: Study) -> Finding:
    """The classes at the patience asked about are those of the windows, up to their edges."""
    delta = float(result.delta)
    for window, pair in zip(result.pivotal, result.classes, strict=True):
        around = (delta, delta - result.tolerance, delta + result.tolerance)
        if pair not in [window.at(d) for d in around if 0 <= d < 1]:
            return claim(False, "the classes at this patience")
    return claim(True, "the classes at this patience")


def _actions(result: Study, models: Any, parts: Any, levels: Any) -> Iterator[Finding]:
    """What every capacity alone brings every tie, and what the next regime of levels brings."""
    helper, expected = result.coordinator, []
    allowed = _tolerance.check(result.without.terms.received, result.without.terms.burden)
    for name, part in zip(helper.capacities, parts, strict=True):
        off = gap(models, part.terms, helper.only((name,)))
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

"""Certificate of a `Study`: both sides pair by pair, and every window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...partnership.pair_terms import PairTerms
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.results.evolution import CLASSES
from ...third_parties.checks.windows import fits
from ...types import Array, Certificate
from ...verify.door import not_of_its_form, of_part
from ...verify.findings import Finding, claim, same, verdict, without_policy
from ...verify.thresholds import cells, shown
from ..study.reasons import reason
from ..study.results import (
    LEFT_OUT,
    UNRESOLVED,
    Action,
    Study,
    far_from_edges,
    study_notes,
    window_sample,
)
from .partnerships import abilities, alike, anew, terms_of


@checks(Study)
def certify_study(result: Study, policy: Any = None) -> Certificate:
    """Whether both sides are equilibria of this region, and windows say what was solved."""
    without_policy(
        policy,
        rule="many ties have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.partnership(a, b), delta)",
    )
    result = dataclasses.replace(result, region=anew(result.region))
    who, *sides, parts, levels = result.evidence
    found = [_judged(side) for side in (result.without, result.helped, *sides, *parts)]
    expected = _expected(result)
    for side, its in zip((result.without, result.helped, *parts), expected, strict=True):
        found.append(claim(alike(side.terms, its), "the parameters of a tie"))
    found.append(claim(_same_ties(result, who, sides), "windows"))
    found += [*_windows(result, who, sides), _here(result)]
    found += [*_actions(result, parts, levels), _notes(result, levels)]
    settings = result.region.settings
    told = [
        reason(tie, window, settings, result.delta)
        for tie, window in zip(result.region.all_ties, result.pivotal, strict=True)
    ]
    found.append(claim(tuple(told) == result.reasons, "reasons"))
    certificate = verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))
    ties = len(result.pivotal)
    missing, unchecked = ties - len(window_sample(ties)), ["patience within the intervals"]
    if any(window.notes for window in result.pivotal):
        unchecked.append("pivotal")
    elif missing:
        unchecked.append(f"pivotal of {missing} of {ties} ties")
    return dataclasses.replace(certificate, unchecked=tuple(unchecked))


def _judged(side: Any) -> Finding:
    """The worst of one side."""
    judged = of_part(side)
    return Finding(judged.largest_gain, judged.tolerance, state=judged.state, action=judged.action)


def _expected(result: Study) -> list[PairTerms]:
    """What was to be solved: without the coordinator, with it, with each capacity of it alone."""
    region, helper = result.region, result.coordinator
    settings = {**region.settings, "delta": result.delta}
    each = (helper.only((name,)) for name in helper.capacities)
    asked = [None, *map(abilities, (helper, *each))]
    return [terms_of(region.records, settings, one) for one in asked]


def _windows(result: Study, who: Array, sides: Any) -> Iterator[Finding]:
    """Both sides of every edge of a window have the classes that it says."""
    for k, window in enumerate(result.pivotal):
        sets = [window.intervals, *window.by_class.values()]
        yield claim(_of_its_tie(result, k), "a window", state=k)
        yield from (fits(window, delta) for delta in cells(sets, window.tolerance))
    marked = {k for k, window in enumerate(result.pivotal) if window.notes}
    few = {*window_sample(len(result.pivotal))}
    yield claim(few <= {*who.tolist(), *marked}, "windows")
    everywhere = {*far_from_edges(len(result.pivotal))}
    for side, one in enumerate(sides):
        for k, seen in seen_by_tie(who, one).items():
            if k not in marked:
                yield claim(everywhere <= {delta for delta, _ in seen}, "windows", state=k)
                yield from shown(seen, result.pivotal[k].side(side), result.tolerance)


def _of_its_tie(result: Study, k: int) -> bool:
    """Whether a window is one of its tie, and says nothing beside where which class is."""
    window = result.pivotal[k]
    said = dataclasses.replace(
        window,
        **_SAID,
        founding=result.region.all_ties[k].founding,
        coordinator=result.coordinator,
        tolerance=result.tolerance,
        notes=(UNRESOLVED,) if window.notes else (),
    )
    named = {name for pair in window.by_class for name in pair}
    return window == said and named <= {*CLASSES} and not_of_its_form(window) is None


def seen_by_tie(who: Array, solved: EvolutionArrays) -> dict[int, list[tuple[float, str]]]:
    """Patience and founding class of all that was solved, by tie."""
    found: dict[int, list[tuple[float, str]]] = {}
    rows = who.tolist(), solved.terms.delta.tolist(), solved.founding_class.tolist()
    for k, delta, name in zip(*rows, strict=True):
        found.setdefault(k, []).append((delta, name))
    return found


def _same_ties(result: Study, who: Array, sides: Any) -> bool:
    """Whether what was solved beside edges are these ties at another patience, the same twice."""
    delta = sides[0].terms.delta
    whole = [one.terms.block(who) for one in (result.without, result.helped)]
    again = [dataclasses.replace(one, delta=delta) for one in whole]
    return all(alike(side.terms, its) for side, its in zip(sides, again, strict=True))


def _here(result: Study) -> Finding:
    """The classes at the patience asked about are those of the windows, up to their edges."""
    delta = float(result.delta)
    for window, pair in zip(result.pivotal, result.classes, strict=True):
        around = (delta, delta - result.tolerance, delta + result.tolerance)
        if pair not in [window.at(d) for d in around if 0 <= d < 1]:
            return claim(False, "the classes at this patience")
    return claim(True, "the classes at this patience")


def _notes(result: Study, levels: Any) -> Finding:
    """What is known of windows is said, and that levels are left out where they are."""
    told = study_notes(result.region, result.pivotal)
    head, rest = result.notes[: len(told)], result.notes[len(told) :]
    asked = any(result.region.records.parents) and bool(result.coordinator.capacities)
    left = [note.startswith(LEFT_OUT) for note in rest]
    return claim(head == told and left == [True] * (asked and not levels), "notes")


def _actions(result: Study, parts: Any, levels: Any) -> Iterator[Finding]:
    """What every capacity alone brings every tie, and what the next regime of levels brings."""
    helper, expected = result.coordinator, []
    for name, part in zip(helper.capacities, parts, strict=True):
        gains = [getattr(part, n) - getattr(result.without, n) for n in _GAINS]
        expected.append(Action(name, False, *gains))
    if levels:
        tree = result.region.replaced(delta=result.delta).hierarchy()
        for regime, one in zip(("none", "provinces"), levels, strict=True):
            asked = one.regime, one.delta, one.coordinator
            fits_here = asked == (regime, result.delta, helper) and one.hierarchy == tree
            yield claim(fits_here and of_part(one).ok, "levels", state=regime)
        sums = [[sum(float(getattr(p, n)) for p in one.pairs) for one in levels] for n in _GAINS]
        gains = [np.array([after - before]) for before, after in sums]
        expected.append(Action("regime: provinces", True, *gains))
    yield claim(same(tuple(expected), result.actions), "actions")


#: What is not said of the windows of ties.
_SAID: dict[str, Any] = {
    "model": None,
    "baseline": "acting together",
    "exact": False,
    "proven": False,
    "evidence": None,
}
#: What an action changes.
_GAINS = ("probability_strong", "founding_value")

"""Certificates of windows and thresholds: every edge lies between two equilibria that show it.

Equilibria are certified on their own. Here it is checked that they are equilibria of this model at
that patience, that they are of the class that is claimed there, and that just beside every edge
there is one of either side. What is claimed further away from all of them rests on the scan.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from typing import Any

from ... import _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...monitoring.results import MonitoringTable
from ...partnership.checks.thresholds import (
    COOPERATING,
    NEAR,
    Interval,
    belongs,
    clear,
    inside,
    shown_beside,
)
from ...partnership.results.evolution import Evolution
from ...repeated.results.patience import CriticalDiscount
from ...verify.evidence import certify_evidence, worst
from ...verify.findings import Finding, same, verdict
from ..results.window import PivotalWindow


@checks(PivotalWindow)
def certify_window(result: PivotalWindow, policy: Any = None) -> Certificate:
    """Check classes and intervals against each other and against what was solved.

    Parameters
    ----------
    result : PivotalWindow
    policy : list of (low, high), optional
        Judged in place of the intervals.
    """
    if policy is not None:
        result = dataclasses.replace(result, intervals=[(low, high) for low, high in policy])
    edges = {edge for spans in result.by_class.values() for span in spans for edge in span}
    edges |= {edge for span in result.intervals for edge in span}
    found = [_fits(result, delta) for delta in _cells(edges, result.tolerance)]
    for k in range(2):
        spans = [(*span, pair[k]) for pair, spans in result.by_class.items() for span in spans]
        rows = [(row[0], row[1 + k]) for row in result.evidence]
        if isinstance(rows[0][1], Evolution):
            found += _classes(result, rows, spans, k)
        else:
            found += _closed_form(result, rows[0][1], spans, k)
    own = verdict(found, exact=result.exact, tolerance=result.tolerance)
    return worst(own, certify_evidence(result))


def _classes(
    result: PivotalWindow, rows: list[tuple[Any, Any]], spans: list[Any], k: int
) -> list[Finding]:
    """A partnership: the class at every patience at which it was solved, and every edge."""
    model = result.coordinator.applied_to(result.model) if k == 1 else result.model
    edges = {edge for low, high, _ in spans for edge in (low, high)}
    found = shown_beside(rows, edges, result.tolerance)
    for delta, shown in rows:
        found += belongs(shown, model, delta, result.founding)
        if clear(delta, edges, result.tolerance):
            claimed = [label for low, high, label in spans if low <= delta < high]
            wrong = claimed != [shown.classes[result.founding]]
            found.append(Finding(float(wrong), 0, state=float(delta), action="class"))
    return found


def _closed_form(result: PivotalWindow, shown: Any, spans: list[Any], k: int) -> list[Finding]:
    """Any other model: there is cooperation where its own threshold says."""
    intervals = _kept(shown)
    found = [Finding(float(not _of_this(result, shown, k)), 0, action="another model")]
    edges = {edge for low, high, _ in spans for edge in (low, high)}
    edges |= {edge for span in intervals for edge in span}
    for delta in _cells(edges, result.tolerance):
        claimed = any(low <= delta < high for low, high, label in spans if label in COOPERATING)
        wrong = claimed != inside(intervals, delta)
        found.append(Finding(float(wrong), 0, state=float(delta), action="cooperation"))
    return found


def _of_this(result: PivotalWindow, shown: Any, k: int) -> bool:
    """Whether a threshold is that of the model, without (0) or with (1) the coordinator."""
    if isinstance(shown, MonitoringTable) and isinstance(result.coordinator, str):
        # What the third party does is told in words, and is not looked at again.
        return k == 1 or (shown.budget == "balanced" and same(shown.game, result.model))
    model = result.coordinator.applied_to(result.model) if k == 1 else result.model
    model, shares = getattr(model, "agreement", model), k == 1 and result.coordinator.sharing
    if isinstance(shown, MonitoringTable):
        return shown.budget == "balanced" and same(shown.game, model)
    if isinstance(shown, CriticalDiscount):
        return shares == (shown.sharing == "voluntary") and same(shown.game, model)
    return shares == shown.transfers and same(shown.agreement, model)


def _kept(shown: Any) -> list[Interval]:
    """The discount factors with cooperation by a certified threshold or table."""
    if isinstance(shown, MonitoringTable):
        joint = shown.game.stage.payoffs.sum(axis=-1)
        most = joint.max() - _tolerance.tie(shown.game.stage.payoffs)
        ends = [*shown.delta.tolist(), 1]
        rows = zip(itertools.pairwise(ends), shown.profile, strict=True)
        return [span for span, agreed in rows if agreed is not None and joint[agreed] >= most]
    if not isinstance(shown, CriticalDiscount):
        least = shown.needed(shown.agreement.members)
    elif shown.evidence is not None:
        return list(shown.intervals)
    else:
        least = shown.delta
    return [(least, 1)] if least < 1 else []


def _fits(result: PivotalWindow, delta: Any) -> Finding:
    """Whether there is one pair of classes at this patience, and the intervals follow from it."""
    here = [labels for labels, spans in result.by_class.items() if inside(spans, delta)]
    wrong = len(here) != 1
    if not wrong:
        without, helped = (label in COOPERATING for label in here[0])
        wrong = inside(result.intervals, delta) != (helped and not without)
    return Finding(float(wrong), 0, state=float(delta), action="intervals")


def _cells(edges: Iterable[Any], tolerance: Any) -> list[Any]:
    """The middle of everything between two neighbouring edges, unless it is an error of theirs."""
    ends = sorted({0, 1, *edges})
    narrow = 2 * NEAR * tolerance
    return [(a + b) / 2 for a, b in itertools.pairwise(ends) if b - a > narrow]

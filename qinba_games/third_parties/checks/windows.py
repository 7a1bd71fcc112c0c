"""Certificates of windows: every edge lies between two equilibria that show it.

Equilibria are certified on their own. Here it is checked that they are equilibria of this model at
that patience, that they are of the class that is claimed there, and that just beside every edge
there is one of either side. In partnerships the classes are then found anew at every patience,
which proves that there are no others; where that cannot be, it rests on the scan.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

from ... import _tolerance
from ...common.concepts import AGREED
from ...common.proof import beside_edges, without_proof
from ...common.register import checks, proves
from ...common.spans import Spans
from ...monitoring.results import MonitoringTable
from ...partnership.checks.thresholds import BY_NAME, belongs, claims_hold
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...repeated.results.patience import CriticalDiscount
from ...types import Certificate
from ...verify.findings import Finding, claim, same, verdict, with_outside
from ...verify.thresholds import cells, certify_rows, class_gaps, readable, worst
from ..results.window import ANY_EQUILIBRIUM, PivotalWindow

#: What is found at a patience, on either side.
_LABELS = frozenset((*BY_NAME, "cooperation", "no cooperation"))


@checks(PivotalWindow)
def _certify_window(result: PivotalWindow, policy: Any = None) -> Certificate:
    """Check the classes against what was solved, and the intervals given as `policy`."""
    sets = readable(policy or (), *result.by_class.values())
    if sets is None:
        findings = [Finding(math.inf, 0, action="intervals")]
    else:
        report, *spans = sets
        by_class = dict(zip(result.by_class, spans, strict=True))
        result = dataclasses.replace(result, by_class=by_class)
        places = cells(sets, result.tolerance)
        findings = [fits(result, delta) for delta in places]
        if policy is not None:
            same = ((delta in report) == (delta in result.intervals) for delta in places)
            findings.append(claim(all(same), "intervals"))
        findings += [each for k in range(2) for each in _side(result, k)]
        findings.append(claim(result.concept in AGREED, "concept"))
    behind = certify_rows(result.witness)
    own = worst(verdict(findings, exact=result.exact, tolerance=result.tolerance), behind)
    return with_outside(own, [behind.outside, *_everywhere(result)]) if own.inside else own


@proves(PivotalWindow)
def _edges_of(result: PivotalWindow) -> dict[str, Any]:
    """What was solved beside every change of class, without the coordinator and with it."""
    if not isinstance(result.model, Partnership) or result.baseline == ANY_EQUILIBRIUM:
        rule = "is of no partnership that acts together, whose answers have a proof on both sides"
        remedy = "Solve both models at this patience and just below, and ask these for their proofs"
        raise without_proof(result, rule, remedy)
    claims = [[((name,), spans) for name, spans in result.side(k).items()] for k in range(2)]
    return beside_edges(result.tolerance, claims, [row[1:] for row in result.witness])


def _everywhere(result: PivotalWindow) -> list[bool | None]:
    """Whether the classes of partnerships are the claimed ones at every patience, on both sides."""
    # What is claimed of other models follows from thresholds that are proved, or not, themselves.
    if not isinstance(result.model, Partnership):
        return []
    if result.baseline == ANY_EQUILIBRIUM:  # looked at in some places only
        return [None]
    with_coordinator = result.coordinator.applied_to(result.model)
    rows = zip((result.model, with_coordinator), result.regimes or (None, None), strict=True)
    return [
        claims_hold(model, result.founding, result.side(k), BY_NAME, given)
        for k, (model, given) in enumerate(rows)
    ]


def fits(result: PivotalWindow, delta: Any) -> Finding:
    """Whether there is one pair of classes at this patience."""
    here = [labels for labels, spans in result.by_class.items() if delta in spans]
    known = len(here) == 1 and _LABELS.issuperset(here[0])
    return claim(known, "classes", state=float(delta))


def _side(result: PivotalWindow, k: int) -> list[Finding]:
    """What is claimed without (0) or with (1) the coordinator against what was solved."""
    rows = [(row[0], row[1 + k]) for row in result.witness]
    first = rows[0][1]
    if type(first).__name__ == "StatePayoffSets":  # members who take turns
        words = {True: "cooperation", False: "no cooperation"}
        begun = [(delta, words.get(one.contributes(result.founding))) for delta, one in rows]
        findings = class_gaps(begun, result.side(k), result.tolerance)
        return findings + [
            Finding(float(one.delta != delta or one.game != result.model), 0, action="another game")
            for delta, one in rows
        ]
    if isinstance(first, Evolution):
        model = result.coordinator.applied_to(result.model) if k == 1 else result.model
        classes = [(delta, one.classes[result.founding]) for delta, one in rows]
        findings = class_gaps(classes, result.side(k), result.tolerance)
        return findings + [
            each for row in rows for each in belongs(row[1], model, row[0], result.founding)
        ]
    claimed, cooperation = result.kept(k), _cooperation(first)
    findings = [Finding(float(not _of_this(result, first, k)), 0, action="another model")]
    findings.append(claim(result.founding == 0, "founding"))  # there are no levels of trust
    near = max(result.tolerance, _tolerance.patience(result.exact))
    for delta in cells([claimed, cooperation], near):
        wrong = (delta in claimed) != (delta in cooperation)
        findings.append(Finding(float(wrong), 0, state=float(delta), action="cooperation"))
    return findings


def _of_this(result: PivotalWindow, answer: Any, k: int) -> bool:
    """Whether a threshold is that of the model, without (0) or with (1) the coordinator."""
    if isinstance(answer, MonitoringTable) and isinstance(result.coordinator, str):
        # What the third party does is told in words, and is not looked at again.
        return k == 1 or (answer.budget == "balanced" and same(answer.game, result.model))
    model = result.coordinator.applied_to(result.model) if k == 1 else result.model
    model, shares = getattr(model, "agreement", model), k == 1 and result.coordinator.sharing
    if isinstance(answer, MonitoringTable):
        return answer.budget == "balanced" and same(answer.game, model)
    if isinstance(answer, CriticalDiscount):
        return shares == (answer.sharing == "voluntary") and same(answer.game, model)
    return shares == answer.transfers and same(answer.agreement, model)


def _cooperation(answer: Any) -> Spans:
    """The discount factors with cooperation by a certified threshold or table."""
    if isinstance(answer, CriticalDiscount):
        return answer.intervals
    if not isinstance(answer, MonitoringTable):
        return Spans.upward(answer.needed(answer.agreement.members))
    joint = answer.game.stage.payoffs.sum(axis=-1)
    most = joint.max() - _tolerance.tie(answer.game.stage.payoffs)
    rows = zip(itertools.pairwise([*answer.delta.tolist(), 1]), answer.profile, strict=True)
    return Spans([span for span, agreed in rows if agreed is not None and joint[agreed] >= most])

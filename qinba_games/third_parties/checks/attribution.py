"""Certificate of an attribution: the division is the Shapley value, and what it rests on holds."""

from __future__ import annotations

import dataclasses
from typing import Any

from ... import _tolerance
from ...common.register import checks
from ...cooperative.checks.divisions import judged, shapley_value
from ...coordinator import Coordinator
from ...partnership.checks.thresholds import belongs, none_below, shows_least
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import Evolution
from ...repeated.repeated_game import RepeatedGame
from ...stage.stage_game import StageGame
from ...types import Certificate
from ...verify.findings import Finding, by_member, claim, same, verdict, with_outside
from ...verify.thresholds import certify_rows, worst
from ..results.attribution import Attribution
from ..results.window import ACTING_TOGETHER, ANY_EQUILIBRIUM


@checks(Attribution)
def _certify_attribution(result: Attribution, policy: Any = None) -> Certificate:
    """Check the parts, or `policy`, against the measures, and every equilibrium behind these."""
    # A `policy` is a division.
    values = judged(result.values, policy)
    worths = result.measures - result.measures[0]
    # Measures lie between -1 and 1 (or 0 and 1), so that the tolerance needs no range.
    exact = _tolerance.is_exact(worths) and _tolerance.is_exact(values)
    allowed: Any = 0 if exact else _tolerance.CHECK
    bundles = 1 << len(result.capacities)
    findings = [
        claim((result.delta is None) == (result.of == "delta"), "delta"),
        claim(len(result.measures) == len(result.witness) == bundles, "measures"),
    ]
    if result.capacities:
        off = abs(values - shapley_value(worths)).tolist()
        findings += by_member(result.capacities, off, allowed)
    for mask, row in enumerate(result.witness):
        findings += _measure_findings(result, mask, *row)
    levels = isinstance(result.model, Partnership)
    findings.append(claim(levels or result.founding == 0, "founding"))
    behind = certify_rows(result.witness)
    own = worst(verdict(findings, exact=exact, tolerance=allowed), behind)
    if policy is not None or not own.inside:
        return own
    return with_outside(own, [behind.outside, *_no_less(result)])


def _no_less(result: Attribution) -> list[bool | None]:
    """Whether less patience would not do for a partnership with each of the bundles."""
    # What is measured of other models follows from thresholds that are proved, or not, themselves.
    if result.of != "delta" or not isinstance(result.model, Partnership):
        return []
    helpers = [result.coordinator.only(result.bundle(mask)) for mask in range(len(result.measures))]
    given = result.regimes or [None] * len(result.measures)
    rows = zip(helpers, result.measures.tolist(), given, strict=True)
    together = result.baseline == ACTING_TOGETHER
    return [
        none_below(helper.applied_to(result.model), result.founding, -measure, one)
        if together or helper.sharing
        else None
        for helper, measure, one in rows
    ]


def _measure_findings(result: Attribution, mask: int, bundle: Any, *results: Any) -> list[Finding]:
    """Whether what was solved for a bundle shows its measure."""
    helper = result.coordinator.only(result.bundle(mask))
    measure, first = result.measures.tolist()[mask], results[0]
    findings = [Finding(float(tuple(bundle) != result.bundle(mask)), 0, state=bundle)]
    model = result.model
    if not isinstance(first, Evolution):
        model = RepeatedGame(model) if isinstance(model, StageGame) else model
        side = int(result.baseline == ACTING_TOGETHER)
        if not side:  # what members can do by themselves, inside what sharing would bring
            alone = dataclasses.replace(helper, sharing=False)
            model, helper = alone.applied_to(model), Coordinator(sharing=True)
        wrong = not (same(first.coordinator, helper) and same(first.model, model))
        wrong |= first.baseline != (ACTING_TOGETHER if side else ANY_EQUILIBRIUM)
        gap = abs(measure + min(first.kept(side).least, 1))
        return [*findings, Finding(float(wrong), 0, state=bundle), Finding(gap, 0, state=bundle)]
    model = helper.applied_to(model)
    if result.of == "delta":
        return findings + shows_least(results, model, -measure, result.founding, result.tolerance)
    speed = result.of == "speed"
    reached = 1 / max(first.time_to_strong, 1.0) if speed else first.probability_strong
    findings += belongs(first, model, result.delta, result.founding)
    return [*findings, Finding(abs(measure - reached), _tolerance.CHECK, state=bundle)]

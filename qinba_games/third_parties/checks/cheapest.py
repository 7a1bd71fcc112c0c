"""Certificate of a cheapest coordinator: what it costs adds up, and the goal is reached."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...partnership.checks.thresholds import belongs
from ...types import Certificate, read_only
from ...verify.door import verify
from ...verify.findings import Finding, verdict, with_outside
from ...verify.thresholds import worst
from ..capacities import Capacities, cost_margin
from ..results.cheapest import GOALS, CheapestCoordinator, SubsidyBudget
from .cheaper import Goal, least_levels, least_of, none_below


@checks(CheapestCoordinator)
def _certify_cheapest(result: CheapestCoordinator, policy: Any = None) -> Certificate:
    """Check the equilibrium that reaches the goal, and the costs of all bundles."""
    # The outside: no levels that cost less reach the goal; other bundles with at most one graded
    # capacity do it at their levels and at no cheaper ones, or never: `proven` says of which.
    helper = result.coordinator
    model = result.model if helper is None else helper.applied_to(result.model)
    gaps = [_goal_gap(result, helper is not None), _everything(result)]
    gaps += belongs(result.witness, model, result.delta, result.founding)
    for bundle in result.bundles:
        if bundle.cost == math.inf:
            continue
        expected = 0.0
        for name in bundle.capacities:
            fixed, unit = result.prices[name]
            expected += float(fixed) + float(unit) * float(bundle.levels[name])
        allowed = _tolerance.CHECK * max(1.0, expected)
        gaps.append(Finding(abs(expected - float(bundle.cost)), allowed, action=bundle.capacities))
        gaps.append(Finding(float(result.cost) - float(bundle.cost), allowed))
    own = _worse(verdict(gaps, exact=False, tolerance=_tolerance.CHECK), result, policy)
    if policy is not None or not own.inside:
        return own
    goal = _goal(result, result.model, result.credibility)
    pairs = zip(result.bundles, result.record, strict=True)
    proofs = [least_levels(goal, result.prices, result.cost, *pair) for pair in pairs]
    none, least = zip(*proofs, strict=True)
    cheaper = least_of(none)
    # Of what is cheapest nothing else has to be shown.
    sides = (True, *least[1:]) if cheaper else least
    own = with_outside(own, [own.outside, cheaper, False not in sides])
    proven = read_only([side is True for side in sides])
    return dataclasses.replace(_up_to(own, result.cost), proven=proven)


def _up_to(certificate: Certificate, cost: Any) -> Certificate:
    """The certificate of an answer than which nothing is cheaper, up to what is not noticed."""
    gap = cost_margin(cost) if certificate.outside and 0 < cost < math.inf else certificate.gap
    return dataclasses.replace(certificate, gap=gap)


def _goal(result: Any, model: Any, credibility: Any) -> Goal:
    return Goal(model, result.delta, result.founding, result.goal == "strong", credibility)


def _everything(result: CheapestCoordinator) -> Finding:
    """Whether every bundle is there once, with the levels that it needs."""
    names = [frozenset(bundle.capacities) for bundle in result.bundles]
    wrong = len(set(names)) != len(names) or len(names) != 2 ** len(result.prices)
    for one in result.bundles:
        used = {*one.capacities} if one.cost < math.inf else set()
        wrong |= {*one.levels} != used or sorted(one.capacities) != sorted({*one.capacities})
    wrong |= not frozenset().union(*names) <= set(result.prices)
    return Finding(float(wrong), 0, action="bundles")


@checks(SubsidyBudget)
def _certify_budget(result: SubsidyBudget, policy: Any = None) -> Certificate:
    """Check the equilibrium that reaches the goal, and that no smaller budget does."""
    findings = [_goal_gap(result, result.subsidy < math.inf)]
    paid = result.subsidy if result.subsidy < math.inf else 0
    model = dataclasses.replace(result.model, subsidy=paid)
    findings += belongs(result.witness, model, result.delta, result.founding)
    own = _worse(verdict(findings, exact=False, tolerance=_tolerance.CHECK), result, policy)
    if policy is not None or not own.inside or result.subsidy == math.inf:
        return own
    given = Capacities(False, ("subsidy",), np.array([float(result.model.n_members)]))
    budget = float(result.per_period) - cost_margin(result.per_period)
    cheaper = none_below(_goal(result, result.model, 1), given, budget, result.record)
    return _up_to(with_outside(own, [own.outside, cheaper]), result.per_period)


def _goal_gap(result: Any, claimed: bool) -> Finding:
    reached = result.witness.classes[result.founding] in GOALS[result.goal]
    return Finding(float(claimed != reached), 0, state="goal")


def _worse(own: Certificate, result: Any, policy: Any) -> Certificate:
    """The verdict on a result, with the outside of the equilibrium that it rests on."""
    behind = verify(result.witness, policy=policy)
    return dataclasses.replace(worst(own, behind), outside=behind.outside)

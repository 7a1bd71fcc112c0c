"""Certificate of a `Why`: it is of its tie, and what it rests on holds."""

from __future__ import annotations

from typing import Any

from ...common.register import checks
from ...types import Certificate
from ...verify.evidence import certify_evidence, worst
from ...verify.findings import claim, same, verdict, without_policy
from ..partnerships import partnership
from ..why.results import Why
from .partnerships import anew


@checks(Why)
def certify_why(result: Why, policy: Any = None) -> Certificate:
    """Whether window and equilibria are those of this tie at this patience."""
    without_policy(
        policy,
        rule="a tie that is explained has no policy of its own to replace",
        remedy="Judge one side: found.without or found.helped",
    )
    region = anew(result.region)
    tie = region.all_ties[result.number]
    model = partnership(region.records, region.settings, tie.number)
    helped = result.coordinator.applied_to(model)
    window, (without, with_it) = result.window, (result.without, result.helped)
    found = [
        claim(same(window.model, model) and window.coordinator == result.coordinator, "window"),
        claim(same(without.partnership, model) and without.coordinator is None, "without"),
        claim(same(with_it.partnership, helped), "helped"),
        claim(all(one.delta == result.delta for one in (without, with_it)), "delta"),
        claim({window.founding, without.founding, with_it.founding} == {tie.founding}, "founding"),
    ]
    return worst(verdict(found, exact=False, tolerance=0), certify_evidence(result))

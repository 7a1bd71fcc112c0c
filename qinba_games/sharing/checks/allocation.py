"""Certificate of the division of one relation."""

from __future__ import annotations

from typing import Any

from ... import _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...cooperative.checks.cooperative import judged_payoffs
from ...cooperative.results import Allocation
from ...repeated.relation import Relation
from ...verify.findings import verdict
from .relation import relation_findings


@checks(Allocation, of=Relation)
def certify_shares(result: Allocation, policy: Any = None) -> Certificate:
    """Check a division, or the payoffs given as `policy` in its place, against its rule."""
    payoffs = judged_payoffs(result, policy)
    exact = _tolerance.is_exact(payoffs) and result.game.exact
    found = relation_findings(result.game, result.rule, payoffs)
    return verdict(found, exact=exact, tolerance=max(finding.allowed for finding in found))

"""Certificate of a critical turnover: what is negotiated on both sides of every edge."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

from ...common.register import checks
from ...types import Certificate, content
from ...verify.findings import Finding, claim, verdict, without_policy
from ..results.critical_turnover import CriticalTurnover, goes_on
from ..results.negotiation import Negotiated
from .negotiation import certify_negotiation

#: So near to both sides of an edge something is shown, where it follows from a formula.
_NEAR = Fraction(1, 10**6)
#: What a grid leaves open.
_BETWEEN = "turnover between the points of the grid"


@checks(CriticalTurnover)
def certify_turnover(result: CriticalTurnover, policy: Any = None) -> Certificate:
    """Whether it holds where it is said to, on both sides of every edge and at both ends."""
    rule = "a critical turnover is judged as it is"
    without_policy(policy, rule=rule, remedy="Ask verify about one of its negotiations")
    levels = getattr(result.game, "levels", 1)
    found = [Finding(0, 0), claim(_in_order(result.ends), "ends")]
    found.append(claim(result.founding in range(levels), "founding"))
    for one in result.evidence:
        found += _one(result, one)
    shown = sorted(float(one.turnover) for one in result.evidence)
    found += _edges(result, shown)
    judged = verdict(found, exact=result.exact)
    return dataclasses.replace(judged, unchecked=(_BETWEEN,)) if result.tolerance else judged


def _in_order(ends: tuple[tuple[Any, Any], ...]) -> bool:
    """Whether intervals ascend within [0, 1] and are not empty."""
    flat = [end for pair in ends for end in pair]
    apart = all(low < high for low, high in ends)
    return apart and flat == sorted(flat) and all(0 <= end <= 1 for end in flat)


def _one(result: CriticalTurnover, one: Any) -> list[Finding]:
    """Whether a negotiation is one of this question, is right, and says the same."""
    names = ("game", "delta", "weights", "clause")
    if not isinstance(one, Negotiated) or any(
        content(getattr(one, name)) != content(getattr(result, name)) for name in names
    ):
        return [claim(False, "evidence")]
    certificate = certify_negotiation(one)
    holds = goes_on(one, result.wanted, result.founding)
    said = any(low <= one.turnover <= high for low, high in result.ends)
    return [
        Finding(certificate.largest_gain, certificate.tolerance),
        claim(certificate.ok, "evidence", state=one.turnover),
        claim(holds == said, result.wanted, state=one.turnover),
    ]


def _edges(result: CriticalTurnover, shown: list[float]) -> list[Finding]:
    """Whether something is shown at each end of every interval, and just beyond it."""
    near = float(result.tolerance) or float(_NEAR)
    found = [claim(result.wanted in ("cooperates", "strong"), "wanted")]
    begins = bool(result.ends) and not result.tolerance
    found.append(claim(bool(shown) and (begins or shown[0] <= near), "evidence at 0"))
    for low, high in result.ends:
        for end, beyond in ((low, -1), (high, 1)):
            if float(end) in (0.0, 1.0):
                continue
            at = float(end) in shown
            other = any(0 < beyond * (rho - float(end)) <= 1.01 * near for rho in shown)
            found.append(claim(at and other, "ends", state=end))
    return found

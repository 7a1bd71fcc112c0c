"""Certificate of a result that rests on equilibria: the worst of theirs."""

from __future__ import annotations

from typing import Any

from ..common.certificate import Certificate
from .door import verify


def certify_evidence(result: Any, policy: Any = None) -> Certificate:
    """Check every equilibrium in `result.evidence`, one result or (delta, results...) rows.

    Parameters
    ----------
    result : Attribution, CriticalDiscount of a partnership, Harm or PivotalWindow
    policy : dict, optional
        Judged in place of the policy of the equilibrium at the threshold.
    """
    if not isinstance(result.evidence, tuple):
        return verify(result.evidence, policy=policy)
    found = [verify(shown) for row in result.evidence for shown in row[1:]]
    if not found:
        return Certificate(
            ok=True,
            largest_gain=0,
            member=None,
            state=None,
            action=None,
            exact=False,
            tolerance=0,
        )
    return max(found, key=lambda certificate: (not certificate.ok, certificate.largest_gain))


def worst(own: Certificate, behind: Certificate) -> Certificate:
    """The verdict on a result, unless what it rests on fails."""
    return own if not own.ok or behind.ok else behind

"""Certificate of a result that rests on equilibria: the worst of theirs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from ..types import Certificate
from .door import verify_all
from .findings import ASKED, claim, verdict


def certify_evidence(result: Any) -> Certificate:
    """Check every equilibrium in `result.evidence`, rows of (delta, results...)."""
    shown = [each for row in result.evidence for each in row[1:]]
    if ASKED.get() or any(each.certificate is None for each in shown):
        found = verify_all(shown)
    else:
        found = [each.certificate for each in shown]
    if not found:
        return verdict([claim(True)], exact=False, tolerance=0)
    least = max(found, key=lambda certificate: (not certificate.ok, certificate.largest_gain))
    return dataclasses.replace(least, **_outside_of(found))


def _outside_of(found: Sequence[Certificate]) -> dict[str, Any]:
    """What certificates together say about whether something better exists."""
    sides = {certificate.outside for certificate in found}
    gaps = [certificate.gap for certificate in found if certificate.gap is not None]
    outside = False if False in sides else None if None in sides else True
    return {"outside": outside, "gap": max(gaps, default=None)}


def worst(own: Certificate, behind: Certificate) -> Certificate:
    """The verdict on a result, unless what it rests on fails."""
    return own if not own.ok or behind.ok else behind

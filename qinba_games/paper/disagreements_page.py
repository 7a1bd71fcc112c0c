"""The part of the page that says where the computation disagrees with the paper."""

from __future__ import annotations

from collections.abc import Sequence

from ..region.report.page import Part, part
from .claims.claim import Claim
from .claims.disagreements import disagreeing


def disagreements_part(claims: Sequence[Claim]) -> Part:
    """Each claim that does not hold as assumed: its number, its setting, and what would agree."""
    rows = disagreeing(claims)
    return part(
        "disagreements",
        "Where it disagrees",
        f"Where the computation disagrees with the paper: {len(rows)} of {len(claims)} claims",
        package=__package__,
        rows=rows,
    )

"""Whether a partnership is the one that a coordinator has made of what it was before."""

from __future__ import annotations

from typing import Any

from ...verify.findings import same
from ..partnership import Partnership


def helped_by(result: Any) -> bool:
    """Whether the coordinator of a result makes its partnership of the one that is its evidence.

    Parameters
    ----------
    result : Evolution or MembersEvolution
    """
    helper, before = result.coordinator, result.evidence
    if helper is None or not isinstance(before, Partnership):
        return helper is before is None
    return same(helper.applied_to(before), result.partnership)

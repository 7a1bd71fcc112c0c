"""The numbers of every tie once more, built one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...partnership.pair_terms import PairTerms
from ..partnerships import partnership

#: About so many ties are built one by one, evenly spaced where there are more.
_MOST = 2000


def built(region: Any) -> list[tuple[Any, Any]]:
    """Ties of a region, and the partnership of each."""
    ties = region.all_ties[:: 1 + len(region.all_ties) // _MOST]
    return [(tie, partnership(region.records, region.settings, tie.number)) for tie in ties]


def gap(models: list[tuple[Any, Any]], solved: PairTerms, helper: Any = None) -> float:
    """How far what was solved is from the partnership of each tie, with a coordinator or none."""
    worst, plain = 0.0, helper is None or not helper.capacities
    for tie, model in models:
        one, k = model if plain else helper.applied_to(model), tie.number
        received = np.stack([one.benefit[:, 0, 1], one.benefit[:, 1, 0]]).astype(float)
        burden = one.cost[:, None] + np.stack([0 * one.cost, *(h for _, h in one.bad_times)], 1)
        pairs = [
            (received, solved.received[..., k]),
            (burden, solved.burden[..., k]),
            ([p for p, _ in one.bad_times], solved.chance[1:, k]),
            (one.outside, solved.outside[:, k]),
            (one.friction, solved.friction[:, k]),
            (one.promotion, solved.promotion[k]),
            (one.detection, solved.detection[k]),
            (one.deposit, solved.deposit[:, k]),
            (one.subsidy, solved.subsidy[k]),
            (tie.founding, solved.founding[k]),
        ]
        gaps = [abs(np.asarray(told, dtype=float) - found) for told, found in pairs]
        worst = max(worst, *(float(np.max(gap, initial=0)) for gap in gaps))
    return worst if plain or (one.sharing == "voluntary") == solved.voluntary else np.inf

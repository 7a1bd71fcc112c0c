"""The numbers of every tie once more, for the checks: built one by one, drawn anew."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..partnership.pair_terms import PairTerms
from ..types import Array

#: About so many ties are built one by one, evenly spaced where there are more.
_MOST = 2000


def gap(region: Any, solved: PairTerms, helper: Any = None) -> float:
    """How far what was solved is from the partnership of each tie, with a coordinator or none."""
    worst, plain = 0.0, helper is None or not helper.capacities
    for tie in region.all_ties[:: 1 + len(region.all_ties) // _MOST]:
        one, k = region.model(tie), tie.number
        one = one if plain else helper.applied_to(one)
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


def drawn_again(ranges: Any, seed: int, draws: int) -> Array:
    """What a seed draws from ranges.

    Where two settings are in the wrong order the whole draw is made again, after all others.
    """
    random, names = np.random.default_rng(seed), [one.name for one in ranges]
    found, left = np.empty((draws, len(names))), np.arange(draws)
    while len(left):
        share = random.random((len(left), len(names)))
        for column, one in enumerate(ranges):
            if one.distribution is None:
                found[left, column] = one.low + (one.high - one.low) * share[:, column]
            else:
                found[left, column] = one.distribution.ppf(share[:, column])
        if not {"outside", "outside_signed"} <= set(names):
            return found
        plain, signed = (names.index(name) for name in ("outside", "outside_signed"))
        left = left[found[left, signed] > found[left, plain]]
    return found

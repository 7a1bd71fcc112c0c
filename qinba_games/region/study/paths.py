"""How many ties have which class, period by period: a kernel on plain arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...partnership.pair_terms import PairTerms, classes_of_acts
from ...partnership.results.evolution import CLASSES
from ...types import Array, BoolArray, FloatArray


def moves(terms: PairTerms, acts: Array) -> FloatArray:
    """Chances of moving between levels, the last column being the end, (N, K + 2, K + 2)."""
    count, levels, conditions = acts.shape
    chain = np.zeros((count, levels + 1, levels + 1))
    chain[:, levels, levels] = 1
    for k, t in np.ndindex(levels, conditions):
        full, left = acts[:, k, t] == 0, acts[:, k, t] == 4
        chance = terms.chance[t]
        smooth = np.where(full, 1 - terms.friction[k], 0) * chance
        below = levels if terms.drop is None else max(0, k - terms.drop)
        chain[:, k, below] += np.where(left, 0, chance - smooth)
        chain[:, k, levels] += np.where(left, chance, 0)
        chain[:, k, min(k + 1, levels - 1)] += smooth * terms.promotion
        chain[:, k, k] += smooth * (1 - terms.promotion)
    return chain


def strong_levels(terms: PairTerms, acts: Array) -> BoolArray:
    """Which levels are strong, (N, K + 1)."""
    return np.asarray(classes_of_acts(acts, terms.chance) == "strong")


def expected(terms: PairTerms, acts: Array, periods: int) -> Iterator[dict[str, float]]:
    """Expected number of ties in each class at the start of period 0, ..., `periods`."""
    classes, chain = classes_of_acts(acts, terms.chance), moves(terms, acts)
    now = _founded(terms, chain)
    strong = np.concatenate([classes == "strong", np.zeros((len(acts), 1), dtype=bool)], axis=1)
    stays = np.where(strong[:, :, None], np.eye(chain.shape[1]), chain)  # once strong, for ever
    reached = now.copy()
    for period in range(periods + 1):
        here = {name: float(now[:, :-1][classes == name].sum()) for name in CLASSES}
        # Those that have been strong by then.
        ever = float(reached[strong].sum())
        yield {**here, "dissolved": float(now[:, -1].sum()), "ever_strong": ever}
        if period < periods:
            now = np.matmul(now[:, None], chain)[:, 0]
            reached = np.matmul(reached[:, None], stays)[:, 0]


def _founded(terms: PairTerms, chain: FloatArray) -> FloatArray:
    start = np.zeros(chain.shape[:2])
    start[np.arange(len(start)), terms.founding] = 1
    return start

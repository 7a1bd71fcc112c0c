"""How many ties have which class, period by period: a kernel on plain arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...partnership.pair_terms import PairTerms, choices_of, classes_of_acts, game_of
from ...partnership.results.evolution import CLASSES
from ...partnership.trust_game import level_chain
from ...types import Array, BoolArray, FloatArray


def moves(terms: PairTerms, acts: Array) -> FloatArray:
    """Chances of moving between levels, the last column being the end, (N, K + 2, K + 2)."""
    chain = level_chain(game_of(terms), choices_of(terms, acts))
    end = np.broadcast_to(np.eye(chain.shape[2])[-1], (len(chain), 1, chain.shape[2]))
    return np.concatenate([chain, end], axis=1)


def strong_levels(terms: PairTerms, acts: Array) -> BoolArray:
    """Which levels are strong, (N, K + 1)."""
    return np.asarray(classes_of_acts(acts, terms.chance) == "strong")


def mean_counts(terms: PairTerms, acts: Array, periods: int) -> Iterator[dict[str, float]]:
    """Expected number of ties in each class at the start of period 0, ..., `periods`."""
    classes, chain = classes_of_acts(acts, terms.chance), moves(terms, acts)
    now = _founding_level(terms, chain)
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


def _founding_level(terms: PairTerms, chain: FloatArray) -> FloatArray:
    start = np.zeros(chain.shape[:2])
    start[np.arange(len(start)), terms.founding] = 1
    return start

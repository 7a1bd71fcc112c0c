"""What a plan is worth in each draw, and the mean of the worst of them."""

from __future__ import annotations

import numpy as np

from ..types import FloatArray


def worst_weights(worth: FloatArray, share: float) -> FloatArray:
    """Weights of draws in the mean of the worst of them; the draw at the edge counts in part."""
    parts = np.empty(len(worth))
    order = np.argsort(worth, kind="stable")
    parts[order] = np.clip(share * len(worth) - np.arange(len(worth)), 0, 1)
    return np.asarray(parts / parts.sum())


def totals(values: FloatArray, choice: tuple[int, ...]) -> FloatArray:
    """What a plan is worth in each draw."""
    return np.asarray(values[:, np.arange(len(choice)), np.array(choice)].sum(axis=1))

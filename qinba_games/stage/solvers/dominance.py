"""Iterated strict dominance by pure actions, for any number of players."""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, IntArray


def surviving_actions(payoffs: Array) -> list[IntArray]:
    """Actions of each player that survive iterated strict dominance by pure actions.

    No equilibrium, pure or mixed, uses a deleted action, and the order of deletion does not matter.
    """
    n = payoffs.shape[-1]
    kept = [np.arange(m) for m in payoffs.shape[:-1]]
    slack = [_tolerance.tie(payoffs[..., i]) for i in range(n)]
    shrinking = True
    while shrinking:
        shrinking = False
        for i in range(n):
            own = np.moveaxis(payoffs[..., i][np.ix_(*kept)], i, 0)
            dominated = _dominated(own.reshape(len(own), -1), slack[i])
            if dominated.any():
                kept[i], shrinking = kept[i][~dominated], True
    return kept


def _dominated(own: Array, slack: object) -> Array:
    """Rows of `own[action, others' profile]` that another row beats everywhere."""
    return np.array([bool(((own - row).min(axis=1) > slack).any()) for row in own])

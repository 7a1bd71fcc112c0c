"""Iterated strict dominance by pure actions, for any number of players."""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, IntArray


def surviving_actions(payoffs: Array) -> list[IntArray]:
    """Actions of each player that survive iterated strict dominance by pure actions.

    No equilibrium, pure or mixed, uses a deleted action, and the order of deletion does not matter.
    """
    kept = [np.arange(m) for m in payoffs.shape[:-1]]
    slack = [_tolerance.tie(payoffs[..., i]) for i in range(len(kept))]
    shrinking = True
    while shrinking:
        shrinking = False
        for i in range(len(kept)):
            own = np.moveaxis(payoffs[..., i][np.ix_(*kept)], i, 0).reshape(len(kept[i]), -1)
            # Actions that another one beats whatever the others do.
            beaten = np.array([((own - row).min(axis=1) > slack[i]).any() for row in own])
            if beaten.any():
                kept[i], shrinking = kept[i][~beaten], True
    return kept

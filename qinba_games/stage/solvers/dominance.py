"""Iterated strict dominance by pure actions, for any number of players."""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import Array, IntArray


def surviving_actions(payoffs: Array) -> list[IntArray]:
    """Actions of each player that survive iterated strict dominance by pure actions.

    No equilibrium, pure or mixed, uses a deleted action, and the order of deletion does not matter.
    """
    menus = [np.arange(m) for m in payoffs.shape[:-1]]
    slack = [_tolerance.tie(payoffs[..., i]) for i in range(len(menus))]
    shrinking = True
    while shrinking:
        shrinking = False
        for i in range(len(menus)):
            own = np.moveaxis(payoffs[..., i][np.ix_(*menus)], i, 0).reshape(len(menus[i]), -1)
            # Actions that another one beats whatever the others do.
            beaten = np.array([((own - row).min(axis=1) > slack[i]).any() for row in own])
            if beaten.any():
                menus[i], shrinking = menus[i][~beaten], True
    return menus

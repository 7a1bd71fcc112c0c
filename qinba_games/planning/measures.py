"""How often ties are strong, and values without the rounding by which equal ones differ."""

from __future__ import annotations

import numpy as np

from ..hierarchy.solvers.long_run import long_run_from, met_from
from ..types import Array, BoolArray, FloatArray

#: Values that differ by less were computed in two ways and are equal.
_ROUNDED = 1e-11


def strong_shares(
    chain: FloatArray, first: Array, strong: BoolArray, horizon: int | None
) -> FloatArray:
    """P(strong at the start of period `horizon`), or the long-run share of strong periods, (N,).

    `chain` (N, S + 1, S + 1) has the end of the relation last; `strong` (N, S).
    """
    if horizon is None:
        met = met_from(chain, first)
        return np.asarray((long_run_from(chain, first, met)[:, :-1] * strong).sum(axis=1))
    now = np.zeros(chain.shape[:2])
    now[np.arange(len(first)), first] = 1
    for _ in range(horizon):
        now = (now[:, None] @ chain)[:, 0]
    return np.asarray((now[:, :-1] * strong).sum(axis=1))


def snapped(values: FloatArray) -> FloatArray:
    """Values of which those that are equal but for rounding are one number."""
    flat, place = np.unique(values, return_inverse=True)
    group = np.concatenate([[0], np.cumsum(np.diff(flat) > _ROUNDED)])
    _, start = np.unique(group, return_index=True)
    return np.asarray(flat[start][group][place].reshape(values.shape))

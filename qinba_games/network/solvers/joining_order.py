"""The cheapest order in which everybody can be paid to join, by dynamic programming over sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...common.progress import tick
from ...types import Array, IntArray


def costs_of_sets(
    influence: Array,  # shape (n, n): ints or floats, none negative
    threshold: Array,  # shape (n,)
) -> tuple[Array, tuple[int, ...]]:
    """What every set costs, by its bits, and the cheapest order of all.

    It minimises, over orders, the sum of what each needs beyond those who joined before.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.network.solvers.joining_order import costs_of_sets
    >>> costs, order = costs_of_sets(np.array([[0, 2], [1, 0]]), np.array([2, 3]))
    >>> int(costs[-1]), order
    (3, (1, 0))
    """
    n = len(threshold)
    masks = np.arange(2**n)
    size = sum(masks >> i & 1 for i in range(n)) if n else masks
    need = [_needs(influence[i], threshold[i]) for i in range(n)]
    total = np.zeros(2**n, dtype=need[0].dtype)
    last = np.zeros(2**n, dtype=np.int8)
    by_size = np.split(np.argsort(size, kind="stable"), np.cumsum(np.bincount(size))[:-1])
    for layer in by_size[1:]:
        tick()
        best, who = _layer(layer, need, total)
        total[layer], last[layer] = best, who
    order, rest = [], 2**n - 1
    while rest:
        order.append(int(last[rest]))
        rest ^= 1 << order[-1]
    return total, tuple(reversed(order))


def _needs(influence: Array, threshold: Any) -> Array:
    """What one government needs to be paid, by the set of those who are in."""
    felt = np.zeros(1, dtype=influence.dtype)
    for share in influence:
        felt = np.concatenate([felt, felt + share])
    need = threshold - felt
    return np.asarray(np.maximum(need, 0 * need))


def _layer(layer: IntArray, need: list[Array], total: Array) -> tuple[Array, Array]:
    """For every set of one size, what it costs and who joins last."""
    best = np.zeros(len(layer), dtype=total.dtype)
    who = np.full(len(layer), -1, dtype=np.int8)
    for i in range(len(need)):
        has = np.flatnonzero(layer >> i & 1)
        before = layer[has] ^ (1 << i)
        cost = total[before] + need[i][before]
        better = (who[has] < 0) | (cost < best[has])
        best[has[better]], who[has[better]] = cost[better], i
    return best, who

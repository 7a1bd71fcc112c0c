"""What seeds cost at least, from whoever joins first: a bound that is good where ties are dense.

Unless everybody is a seed, somebody is the first who joins without being one, and at that moment
only seeds are in. So the seeds have at least the influence that this one waits for, and cost no
less than the fractional covering knapsack of its threshold (Dantzig 1957); nobody knows who is
first, so that the least over all counts. A price of influence bounds each knapsack from below, by
duality, whatever it is; that of the split item is the best one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact
from ...types import Array, BoolArray
from .best_replies import Numbers


def first_joiner(given: Numbers, goal: BoolArray, start: BoolArray, cost: Array) -> Any:
    """Lower bound of the cost of seeds, none negative; a whole number where costs are.

    `goal` and `start`, shape (n,), are the greatest and the least equilibrium.

    Examples
    --------
    Four who wait for two others each:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.first_joiner import first_joiner
    >>> given = numbers(np.ones((4, 4), dtype=int) - np.eye(4, dtype=int), np.array([2] * 4))
    >>> first_joiner(given, np.ones(4, dtype=bool), np.zeros(4, dtype=bool), np.array([1] * 4))
    2
    """
    open_ = np.flatnonzero(goal & ~start)
    least: Any = sum(cost[open_].tolist())
    felt = given.influence[:, start].sum(axis=1)
    for i in open_.tolist():
        others = open_[open_ != i]
        need = given.threshold[i] - given.room[i] - felt[i]
        worth = _covering(given.influence[i, others], cost[others], need)
        if worth is not None:
            least = min(least, math.ceil(worth) if isinstance(least, int) else worth)
    return least


def _covering(influence: Array, cost: Array, need: Any) -> Any:
    """A lower bound of the cost of influence that meets a need; None if nothing does."""
    some = influence > 0
    influence, cost = influence[some], cost[some]
    order = np.argsort(cost.astype(float) / influence.astype(float), kind="stable")
    filled = np.cumsum(influence[order])
    if not len(order) or filled[-1] < need:
        return None
    split = order[min(int(np.searchsorted(filled, need)), len(order) - 1)]
    if influence.dtype.kind == "f" or cost.dtype.kind == "f":
        price = float(cost[split]) / float(influence[split])
        paid = price * influence.astype(float) - cost.astype(float)
        return max(0.0, price * float(need) - float(np.maximum(paid, 0).sum()))
    # p of cost for q of influence, in numbers of any length.
    p, q = _exact.fraction(cost[split]), _exact.fraction(influence[split])
    paid = p * influence.astype(object) - q * cost.astype(object)
    return max(Fraction(0), (p * _exact.fraction(need) - sum(v for v in paid if v > 0)) / q)

"""The best ties when a coordinator pools the slacks of a jurisdiction: a knapsack.

Ties that bring value and slack are in. The others are things to pack: a tie that is worth W and
costs slack, or one that gives slack and is worth less than nothing and could be thrown out. The
linear relaxation packs by value per slack up to a split item. What lies so far from the split that
no better set can treat it differently is settled; the rest, the core, is searched by a list of
undominated states.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray
from .binary_programme import IncumbentTies

#: Longest list of states; beyond, the best set so far is returned with a bound.
STATES = 200_000
#: How many items on either side of the split are tried for an exchange.
_NEAR = 40


class _Packing(NamedTuple):
    """What to pack: baseline sets, and the items whose state can be changed."""

    baseline: BoolArray  #: shape (ties,): the set without any change
    items: Array  #: ties that can be changed
    profit: Array  #: what changing an item brings, not negative
    cost: Array  #: the slack that it takes, not negative
    capacity: Any  #: slack of the baseline


def pooled_knapsack(
    worth: Array,  # shape (ties,): ints or floats
    slack: Array,  # shape (ties,): the sum over both ends
    room: Any,  # the sum is non-negative if it is not below minus this
    fixed: Array,  # shape (ties,): 1 or 0 for decisions that are made, -1 for those that are open
) -> IncumbentTies | None:
    """Find the most valuable set of ties whose slacks add up to something non-negative.

    None if no set is permitted. Not proven if the core was too large: then the bound is that of the
    states that were left.

    References
    ----------
    G. B. Dantzig (1957), "Discrete-variable extremum problems", Operations Research 5, 266-288;
    D. Pisinger (1997), "A minimal algorithm for the 0-1 knapsack problem", Operations Research 45,
    758-767.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.network.solvers.knapsack import pooled_knapsack
    >>> worth, slack = np.array([5, 4, 4, 1]), np.array([-6, -5, -5, 10])
    >>> found = pooled_knapsack(worth, slack, 0, np.full(4, -1))
    >>> found.chosen.tolist(), int(found.value), found.proven
    ([False, True, True, True], 9, True)
    """
    packing = _packing(worth, slack, fixed)
    if packing.capacity < -room:
        return None
    packed, over, proven = _pack(packing, room)
    chosen = packing.baseline.copy()
    chosen[packing.items[packed]] ^= True
    value = worth[chosen].sum()
    return IncumbentTies(chosen, value, value + over, proven)


def split_price(worth: Array, slack: Array, room: Any) -> Any:
    """What a unit of slack is worth at the split of the linear relaxation.

    What fits only within `room`, that of `pooled_knapsack`, has no price.
    """
    packing = _packing(worth, slack, np.full(len(worth), -1))
    order, split = _split(packing, room)
    if split == len(order):
        return 0.0
    return float(packing.profit[order[split]]) / float(packing.cost[order[split]])


def _packing(worth: Array, slack: Array, fixed: Array) -> _Packing:
    given = slack > 0
    baseline = np.where(fixed < 0, given | ((slack == 0) & (worth >= 0)), fixed == 1)
    gives, takes = given & (worth < 0), (slack < 0) & (worth >= 0)
    items = np.flatnonzero((fixed < 0) & (gives | takes))
    capacity = slack[baseline].sum()
    return _Packing(baseline, items, abs(worth[items]), abs(slack[items]), capacity)


def _split(packing: _Packing, room: Any) -> tuple[Array, int]:
    """Items by profit per cost, and the place of the first that does not fit."""
    cost = packing.cost.astype(float)
    order = np.argsort(-packing.profit.astype(float) / cost, kind="stable")
    filled = np.cumsum(packing.cost[order])
    return order, int(np.searchsorted(filled, packing.capacity + room, side="right"))


def _pack(packing: _Packing, room: Any) -> tuple[Array, Any, bool]:
    """Positions of the items to change, what a better set could have more, and whether none has."""
    order, split = _split(packing, room)
    if split == len(order):
        return order, 0, True
    profit, cost = packing.profit[order], packing.cost[order]
    capacity = packing.capacity + room
    start = _ItemState(cost[:split].sum(), profit[:split].sum())
    price = float(profit[split]) / float(cost[split])
    loss = abs(profit.astype(float) - price * cost.astype(float))
    lead = float(start.profit) + price * float(capacity - start.cost)
    least = start.profit + _exchange(profit, cost, capacity - start.cost, split)
    slip = 1e-9 * max(abs(lead), float(profit.max()))
    core = np.flatnonzero(loss <= lead - float(least) + slip)
    core = core[np.argsort(-loss[core], kind="stable")]
    search = _CoreSearch(profit, cost, core, core >= split, capacity, price, slip)
    flips, over, proven = search.run(start, least)
    taken = np.arange(len(order)) < split
    taken[flips] ^= True
    return order[taken], over, proven


class _ItemState(NamedTuple):
    cost: Any
    profit: Any


def _exchange(profit: Array, cost: Array, slack: Any, split: int) -> Any:
    """Most that adding one item, or exchanging one for another, brings near the split."""
    out = slice(max(split - _NEAR, 0), split)
    come = slice(split, split + _NEAR)
    gain = np.concatenate([[0 * profit[0]], -profit[out]])[:, None] + profit[None, come]
    need = np.concatenate([[0 * cost[0]], -cost[out]])[:, None] + cost[None, come]
    gains = gain[need <= slack]
    return max(gains.max(initial=0), 0 * profit[0]) if gains.size else 0 * profit[0]


class _CoreSearch(NamedTuple):
    """The core, item by item from the one that loses most, over lists of undominated states."""

    profit: Array
    cost: Array
    core: Array
    added: BoolArray
    capacity: Any
    price: float
    slip: float

    def run(self, start: _ItemState, least: Any) -> tuple[Array, Any, bool]:
        cost, profit = self.cost[:1] * 0 + start.cost, self.profit[:1] * 0 + start.profit
        steps: list[tuple[Array, int]] = []
        for item, added in zip(self.core, self.added, strict=True):
            sign = 1 if added else -1
            both = np.concatenate([cost, cost + sign * self.cost[item]])
            gain = np.concatenate([profit, profit + sign * self.profit[item]])
            fits = both <= self.capacity
            if fits.any():
                least = max(least, gain[fits].max())
            slack = (self.capacity - both).astype(float)
            keep = np.flatnonzero(
                gain.astype(float) + self.price * slack >= float(least) - self.slip
            )
            keep = keep[np.argsort(-gain[keep], kind="stable")]
            keep = keep[np.argsort(both[keep], kind="stable")]
            keep = keep[_rising(gain[keep])]
            steps.append((keep, len(cost)))
            cost, profit = both[keep], gain[keep]
            if len(cost) > STATES:
                break
        return self._answer(cost, profit, steps)

    def _answer(
        self, cost: Array, profit: Array, steps: list[tuple[Array, int]]
    ) -> tuple[Array, Any, bool]:
        proven = len(steps) == len(self.core)
        fits = np.flatnonzero(cost <= self.capacity)
        state = int(fits[np.argmax(profit[fits])])
        over: Any = 0
        if not proven:
            slack = (self.capacity - cost).astype(float)
            over = max(
                float((profit.astype(float) + self.price * slack).max()) - float(profit[state]), 0
            )
        flips = []
        for (keep, before), item in zip(steps[::-1], self.core[: len(steps)][::-1], strict=True):
            origin = int(keep[state])
            if origin >= before:
                flips.append(item)
            state = origin - before if origin >= before else origin
        return np.array(flips, dtype=int), over, proven


def _rising(gain: Array) -> BoolArray:
    """Which states, by rising cost, bring more than every one before."""
    before = np.maximum.accumulate(gain)
    keep = np.ones(len(gain), dtype=bool)
    keep[1:] = gain[1:] > before[:-1]
    return keep

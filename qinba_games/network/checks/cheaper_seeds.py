"""Do cheaper seeds work? A search through sets of governments, thousands of them at once.

Each branch meets one more group that resists by one of its members, and leaves out those tried
before. What is left costs no less than prices of its groups add up to, as long as the groups of
nobody have prices above its cost: weak duality. The last seed has to meet all groups that are left.
Whoever meets all groups is followed: groups make the search short, and no answer rests on them.
"""

from __future__ import annotations

import itertools
import math
import time
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray

#: Sets of seeds that branch together, and that are followed together.
_AT_ONCE, _FOLLOWED = 4096, 1 << 17
#: So many parts of a need are told apart when many sets are followed at once.
_LEVELS = 64


class SeedNeeds(NamedTuple):
    """What those who can be seeds wait for, and what they cost, in numbers that add up exactly."""

    influence: Array  #: shape (n, n)
    need: Array  #: shape (n,), positive
    cost: Array  #: shape (n,)


class SeedSearch(NamedTuple):
    """Cheaper seeds that work, if there are any, and whether the search came to its end."""

    seeds: BoolArray | None  #: shape (n,)
    finished: bool


class _SeedSets(NamedTuple):
    """Seeds, one set in each column; who is left out; and what the seeds cost."""

    seeds: BoolArray  #: shape (n, N)
    out: BoolArray  #: shape (n, N)
    paid: Array  #: shape (N,)

    def some(self, which: Any) -> _SeedSets:
        return _SeedSets(self.seeds[:, which], self.out[:, which], self.paid[which])


def cheaper_seeds(
    waiting: SeedNeeds, groups: BoolArray, least: Any, most: int, deadline: float | None = None
) -> SeedSearch:
    """Look for seeds that cost less than `least` and from which everybody joins.

    Of each of the `groups`, shape (P, n), nobody joins as long as only the others are in. The
    search stops after `most` sets, or at the deadline.
    """
    # Who is in most groups is tried first, and small groups are looked at first.
    order = np.argsort(-groups.sum(axis=0), kind="stable")
    groups = groups[np.argsort(groups.sum(axis=1), kind="stable")][:, order]
    table, need, cost = waiting
    waiting = SeedNeeds(table[np.ix_(order, order)], need[order], cost[order])
    cost = waiting.cost
    cheapest = min(cost[cost > 0].tolist(), default=0)
    free = (cost == 0)[:, None]
    open_ = [_SeedSets(free, free, 0 * cost[:1])] if least > 0 and len(order) else []
    while open_:
        tick()
        sets = open_.pop()
        most -= len(sets.paid)
        if most < 0 or (deadline is not None and time.monotonic() > deadline):
            return SeedSearch(None, False)
        several = sets.paid + 3 * cheapest < least
        several[several] = least <= sets.paid[several] + _bounds(cost, groups, sets.some(several))
        sets = sets.some(~several)
        missed = _counts(groups, sets.seeds) == 0
        complete = ~missed.any(axis=0)
        inside = _after(waiting, sets.seeds[:, complete])
        works = _first(sets.seeds[:, complete], inside)
        last = sets.paid + 2 * cheapest >= least
        few = np.where(last, _in_all(groups, missed), _smallest(groups, missed, sets.out))
        few[:, complete] = ~inside  # one more group
        few &= ~sets.out
        if works is None:
            works = _with_one(waiting, sets.some(last), few[:, last], least)
        if works is not None:
            return SeedSearch(works[np.argsort(order)], True)
        sets = _branches(waiting, sets.some(~last), few[:, ~last], least)
        parts = (slice(k, k + _AT_ONCE) for k in range(0, len(sets.paid), _AT_ONCE))
        open_ += [sets.some(part) for part in parts]
    return SeedSearch(None, True)


def _in_all(groups: BoolArray, missed: BoolArray) -> BoolArray:
    """Who is in all groups that are missed."""
    return np.asarray(_counts(groups.T, missed) == missed.sum(axis=0))


def _smallest(groups: BoolArray, missed: BoolArray, out: BoolArray) -> BoolArray:
    """Of the groups that are missed, the one of fewest who are not left out."""
    if not len(groups):
        return np.zeros_like(out)
    size = np.where(missed, _counts(groups, ~out), np.inf)
    return np.asarray(groups[size.argmin(axis=0)].T)


def _with_one(waiting: SeedNeeds, sets: _SeedSets, few: BoolArray, least: Any) -> BoolArray | None:
    """The first seeds that work with one of these few."""
    more, place = np.nonzero(few & (sets.paid + waiting.cost[:, None] < least))
    for first in range(0, len(more), _FOLLOWED):
        part = slice(first, first + _FOLLOWED)
        seeds = sets.seeds[:, place[part]]
        seeds[more[part], np.arange(seeds.shape[1])] = True
        seeds = seeds[:, _may_work(waiting, seeds)]
        works = _first(seeds, _after(waiting, seeds))
        if works is not None:
            return works
    return None


def _first(seeds: BoolArray, inside: BoolArray) -> BoolArray | None:
    """The first seeds from which everybody is in."""
    works = inside.all(axis=0)
    return np.asarray(seeds[:, works.argmax()]) if works.any() else None


def _branches(waiting: SeedNeeds, sets: _SeedSets, few: BoolArray, least: Any) -> _SeedSets:
    """All sets with one more of these few, who leaves out those before it."""
    place, more = np.nonzero(few.T)
    paid = sets.paid[place] + waiting.cost[more]
    place, more, paid = place[paid < least], more[paid < least], paid[paid < least]
    seeds, out = sets.seeds[:, place], sets.out[:, place]
    seeds[more, np.arange(len(more))] = True
    out |= few[:, place] & (np.arange(len(few))[:, None] < more)
    return _SeedSets(seeds, out, paid)


def _counts(groups: BoolArray, sets: BoolArray) -> Array:
    """How many of each group are in each set."""
    return np.asarray(groups.astype(np.float32) @ sets.astype(np.float32))


def _bounds(cost: Array, groups: BoolArray, sets: _SeedSets) -> Array:
    """What prices of missed groups add up to, one after the other as high as can be."""
    total = 0 * sets.paid
    if not len(total):
        return total
    missed = _counts(groups, sets.seeds) == 0
    unspent = np.where(sets.out, cost.sum() + 1, cost[:, None])
    for group, where in zip(groups, missed, strict=True):
        price = np.where(where, unspent[group].min(axis=0), 0 * total)
        total = total + price
        unspent[group] -= price
    return np.asarray(total)


def _after(waiting: SeedNeeds, seeds: BoolArray) -> BoolArray:
    """Who is in after all who are willing have joined, in each column."""
    inside, table = seeds.copy(), waiting.influence
    moving = np.arange(seeds.shape[1])
    while len(moving):
        now = inside[:, moving]
        exposure = table @ now.astype(table.dtype)
        joined = now | (exposure >= waiting.need[:, None])
        inside[:, moving] = joined
        moving = moving[(joined != now).any(axis=0)]
    return inside


def _may_work(waiting: SeedNeeds, seeds: BoolArray) -> BoolArray:
    """Which of these seeds work if influence is rounded up to a few levels, 64 sets in a word."""
    size = seeds.shape[1]
    padded = np.pad(seeds, ((0, 0), (0, -size % 64)))
    inside = np.ascontiguousarray(np.packbits(padded, axis=1)).view(np.uint64)
    needs = map(_levels, waiting.influence, waiting.need.tolist())
    counters = [(*_counter(need), terms) for need, terms in needs]
    while True:
        before = inside.copy()
        for i, (digits, zero, terms) in enumerate(counters):
            count = list(zero)
            for j, digit in terms:
                carry = inside[j]
                for k in range(digit, digits):
                    count[k], carry = count[k] ^ carry, count[k] & carry
                inside[i] |= carry
        if (inside == before).all():
            break
    everybody = np.bitwise_and.reduce(inside, axis=0).view(np.uint8)
    return np.unpackbits(everybody)[:size].astype(bool)


def _counter(need: int) -> tuple[int, list[Any]]:
    """Binary digits of a counter, a word for each, that overflows when the need is met."""
    digits = (need - 1).bit_length()
    return digits, [~np.uint64(0) * ((2**digits - need) >> k & 1) for k in range(digits)]


def _levels(row: Array, need: Any) -> tuple[int, list[tuple[int, int]]]:
    """A need in a few levels, and who adds which binary digits to it, rounded up."""
    some = np.flatnonzero(row).tolist()
    parts = [min(part, need) for part in row[some].tolist()]
    unit = math.gcd(*parts) if isinstance(need, int) else 0
    if unit and need <= unit * _LEVELS:
        parts, need = [part // unit for part in parts], -(-need // unit)
    else:
        parts, need = [-int(-part * _LEVELS // need) for part in parts], _LEVELS
    digits = range(_LEVELS.bit_length())
    terms = zip(some, parts, strict=True)
    return need, [(j, k) for j, part in terms for k in digits if part >> k & 1]


# -- What seeds cost at least where ties form trees and circles, from the orders of joining -------

#: Most different influences that the branches of one government bring.
_MOST = 5000


class _Branch(NamedTuple):
    """What those below a tie cost if they join before those above it, and after; inf if never."""

    influence: Any
    before: Any
    after: Any


def unicyclic_cost(waiting: SeedNeeds) -> Any:
    """Lower bound of the cost of seeds; 0 where a component has two circles, or sums are many."""
    ties = (waiting.influence != 0) | (waiting.influence != 0).T
    np.fill_diagonal(ties, 0)
    unseen, total = set(range(len(ties))), 0 * sum(waiting.cost.tolist())
    beside = [np.flatnonzero(row).tolist() for row in ties]
    while unseen:
        members = [unseen.pop()]
        for i in members:  # grows while it is read
            members += [j for j in beside[i] if j in unseen]
            unseen -= set(beside[i])
        count = sum(len(beside[i]) for i in members) // 2
        if count > len(members):
            return 0 * total
        if count < len(members):
            least = _least(waiting, beside, members[0], None)
        else:
            i, j = _on_circle(beside, members)
            least = min(_least(waiting, beside, *ends) for ends in ((i, j), (j, i)))
        total += least
    return total if total < math.inf else 0


def _on_circle(beside: list[list[int]], members: list[int]) -> tuple[int, int]:
    """Two neighbours who are left when those with one neighbour leave again and again."""
    degree = {i: len(beside[i]) for i in members}
    leaves = [i for i in members if degree[i] == 1]
    for i in leaves:  # grows while it is read
        del degree[i]
        for j in beside[i]:
            if j in degree:
                degree[j] -= 1
                leaves += [j] if degree[j] == 1 else []
    first = min(degree)
    return first, next(j for j in beside[first] if j in degree)


def _least(waiting: SeedNeeds, beside: list[list[int]], root: int, last: int | None) -> Any:
    """The least cost of a tree; the tie of a circle that it lacks leads from `last` to the root."""
    influence, cost, need = waiting.influence, waiting.cost.tolist(), waiting.need.tolist()
    above, order = {root: root}, [root]
    for i in order:  # grows while it is read
        for j in beside[i]:
            if j not in above and {i, j} != {root, last}:
                above[j] = i
                order.append(j)
    path = set[int]()
    if last is not None:
        need[root] -= _plain(influence[root, last])
        while last != root:
            path.add(last)
            last = above[last]
    # The cost of each if it joins before the one above it; after it; and after it while all ties
    # from it to `last` lead down, so that the circle would close if those above did so too.
    before, after, down = dict[int, Any](), dict[int, Any](), dict[int, Any]()
    branches: dict[int, list[_Branch]] = {i: [] for i in order}
    along: dict[int, list[_Branch]] = {i: [] for i in path}
    for i in reversed(order):
        exposure = _plain(influence[i, above[i]]) if i != root else 0
        closed = i in path and not path & set(_below(beside, above, i))
        sums = {} if closed else _sums(branches[i], need[i], cost[i])
        turned = _sums(along[i], need[i], cost[i]) if i in path else {}
        if len(sums) > _MOST:
            return math.inf
        before[i] = min(_cost(each, need[i], cost[i]) for each in (sums, turned))
        after[i] = _cost(sums, need[i] - exposure, cost[i])
        down[i] = _cost(turned, need[i] - exposure, cost[i])
        if i == root:
            break
        up, more = above[i], _plain(influence[above[i], i])
        branches[up].append(_Branch(more, before[i], after[i]))
        if up in path:
            along[up].append(_Branch(0, math.inf, down[i]) if i in path else branches[up][-1])
    return before[root]


def _plain(number: Any) -> Any:
    """A number of an array, of numpy's own or exact, as one of Python's."""
    return number.item() if isinstance(number, np.generic) else number


def _below(beside: list[list[int]], above: dict[int, int], i: int) -> list[int]:
    return [j for j in beside[i] if above.get(j) == i]


def _cost(sums: dict[Any, Any], need: Any, cost: Any) -> Any:
    """A seed, or one whose branches bring what it needs, whichever is cheaper."""
    joins = min((paid for exposure, paid in sums.items() if exposure >= need), default=math.inf)
    return min(joins, cost + min(sums.values(), default=math.inf))


def _sums(branches: list[_Branch], need: Any, seed: Any) -> dict[Any, Any]:
    """The least cost of each influence that branches bring: the cheapest join before the rest."""
    # What costs more than a seed in their place is left out.
    exposure = paid = 0
    alike: dict[Any, list[Any]] = {}
    for influence, first, last in branches:
        if last == math.inf:
            exposure, paid = exposure + influence, paid + first
        else:
            paid += last
            alike.setdefault(influence, []).append(first - last)
    costs = {min(exposure, need): paid}
    paid += seed + sum(min(one, 0) for extra in alike.values() for one in extra)
    for influence, extra in alike.items():
        rising = [*itertools.accumulate(sorted(extra), initial=0)]
        before, costs = costs, {}
        for exposure, cost in before.items():
            for count, more in enumerate(rising):
                if count and more >= rising[count - 1] and cost + more > paid:
                    break
                enough = min(exposure + count * influence, need)
                costs[enough] = min(costs.get(enough, math.inf), cost + more)
    return costs

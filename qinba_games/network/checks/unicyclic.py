"""What seeds cost at least where ties form trees and circles, from the orders in which all join.

An order turns each tie towards who joins later. So the cost is the least over turnings without a
circle of those who are no seeds only if the ties that lead to them have the influence they need.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np

from .cheaper_seeds import Waiting

#: Most different influences that the branches of one government bring.
_MOST = 5000


class _Branch(NamedTuple):
    """What those below a tie cost if they join before those above it, and after; inf if never."""

    influence: Any
    before: Any
    after: Any


def unicyclic_cost(waiting: Waiting) -> Any:
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


def _least(waiting: Waiting, beside: list[list[int]], root: int, last: int | None) -> Any:
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
    found = {min(exposure, need): paid}
    paid += seed + sum(min(one, 0) for extra in alike.values() for one in extra)
    for influence, extra in alike.items():
        rising = [*itertools.accumulate(sorted(extra), initial=0)]
        before, found = found, {}
        for exposure, cost in before.items():
            for count, more in enumerate(rising):
                if count and more >= rising[count - 1] and cost + more > paid:
                    break
                enough = min(exposure + count * influence, need)
                found[enough] = min(found.get(enough, math.inf), cost + more)
    return found

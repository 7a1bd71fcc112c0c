"""Cheapest seeds where ties form trees and circles: a dynamic programme from the leaves on.

Who joins before whom turns every tie one way. A government is a seed, or those whose ties lead to
it have the influence that it waits for. In a tree every turning is an order; where a component has
one circle, one of its ties is cut, turned either way, and the turnings that go round are left out.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray
from .best_replies import Numbers, ascent

#: A government joins before the one above it, or after it; and with ties that lead down all along
#: the circle.
_UP, _DOWN, _ROUND = "up", "down", "round"
#: Most different influences that the branches of one government bring.
_WAYS = 5000

#: By influence: the cost, and how the branches stand: one by one at first, and then how many of
#: those with equal influence join before the government above them.
_CostsByNeed = dict[Any, tuple[Any, Any]]


class _BranchChoice(NamedTuple):
    """What a government and those below it cost, how branches stand, and whether it is a seed."""

    cost: Any
    branches: Any
    seed: bool


def unicyclic_seeds(
    given: Numbers, goal: BoolArray, start: BoolArray, cost: Array
) -> BoolArray | None:
    """Cheapest seeds if no component of ties has two circles; None otherwise.

    Parameters as for `hitting_set`. Steps are in proportion to the number of ties as long as ties
    of one government have few different influences.

    References
    ----------
    S. Raghavan and R. Zhang (2019), "A branch-and-cut approach for the weighted target set
    selection problem on social networks", INFORMS Journal on Optimization 1, 304-322 (trees and
    cycles).

    Examples
    --------
    A ring of three, each of whom waits for one neighbour:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.unicyclic_seeds import unicyclic_seeds
    >>> ring = numbers(np.ones((3, 3), dtype=int) - np.eye(3, dtype=int), np.array([1, 1, 1]))
    >>> everybody, nobody = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    >>> unicyclic_seeds(ring, everybody, nobody, np.array([3, 1, 2])).tolist()
    [False, True, False]
    """
    inside, _ = ascent(given, start)
    exposure = given.influence[:, inside].sum(axis=1)
    need = (given.threshold - given.room - exposure).tolist()
    programme = _SeedProgramme(given.influence.tolist(), need, cost.tolist())
    chosen = np.zeros(len(goal), dtype=bool)
    visited = inside | ~goal
    for root in range(len(goal)):
        if visited[root]:
            continue
        order, above, cut = walk(given.influence, root, visited)
        seeds = programme.cheapest(order, above, cut) if len(cut) < 2 else None
        if seeds is None:
            return None
        chosen[seeds] = True
    return chosen


def walk(
    influence: Array, root: int, visited: BoolArray
) -> tuple[list[int], dict[int, int], list[tuple[int, int]]]:
    """A component, each after the one above it; and the ties that no tree needs."""
    order, above, cut = [root], {root: -1}, []
    visited[root] = True
    open_ = ~visited
    for i in order:  # grows while it is read
        beside = np.flatnonzero((influence[i] != 0) | (influence[:, i] != 0)).tolist()
        for j in beside:
            if j in above:
                if j not in (i, above[i]) and above[j] != i and i < j:
                    cut.append((i, j))
            elif open_[j]:
                above[j], visited[j] = i, True
                order.append(j)
    return order, above, cut


class _SeedProgramme:
    """The dynamic programme on one component after the other."""

    def __init__(self, influence: list[list[Any]], need: list[Any], cost: list[Any]) -> None:
        self.influence, self.need, self.cost = influence, need, cost

    def cheapest(
        self, order: list[int], above: dict[int, int], cut: list[tuple[int, int]]
    ) -> list[int] | None:
        """Cheapest seeds of a tree, or of a circle with trees; None if there are too many ways."""
        if not cut:
            options = [self.turned(order, above, None)]
        else:
            ((i, j),) = cut
            tree = {k: set[int]() for k in order}
            for k in order[1:]:
                tree[k].add(above[k])
                tree[above[k]].add(k)
            options = [self.turned(*_from(tree, top), end) for top, end in ((i, j), (j, i))]
        if None in options:
            return None
        return min((one for one in options if one is not None), key=lambda one: one[0])[1]

    def turned(
        self, order: list[int], above: dict[int, int], end: int | None
    ) -> tuple[Any, list[int]] | None:
        """What seeds cost at least, and which; a tie leads from `end` to the root, if it is one."""
        root = order[0]
        path = [] if end is None else [end]
        while path and path[-1] != root:
            path.append(above[path[-1]])
        below: dict[int, list[int]] = {i: [] for i in order}
        for i in order[1:]:
            below[above[i]].append(i)
        table: dict[int, dict[str, _BranchChoice]] = {}
        for i in reversed(order):
            table[i] = {}
            exposure = 0 if i == root else self.influence[i][above[i]]
            need = self.need[i]
            if end is not None and i == root:
                need -= self.influence[i][end]
            kinds = (_DOWN,) if i not in path or i == root else (_DOWN, _ROUND)
            for kind in (_ROUND,) if i == end else kinds:
                ways = self.ways(i, below[i], table, path, kind, need)
                if ways is None:
                    return None
                self.choose(table[i], _UP, ways, need, self.cost[i])
                self.choose(table[i], kind, ways, need - exposure, self.cost[i])
        return table[root][_UP].cost, _seeds(root, table)

    def ways(
        self,
        i: int,
        below: list[int],
        table: dict[int, dict[str, _BranchChoice]],
        path: list[int],
        kind: str,
        need: Any,
    ) -> _CostsByNeed | None:
        """The cheapest way in which branches bring each influence, up to the need."""
        alike: dict[Any, list[tuple[Any, int]]] = {}
        exposure, paid, stands = 0, 0, {}
        for j in below:
            names = (_ROUND,) if j in path and kind == _ROUND else (_DOWN, _UP)
            prices = {name: table[j][name].cost for name in names if name in table[j]}
            if not prices:
                return {}
            stands[j], first = next(iter(prices.items()))
            paid += first
            if len(prices) > 1:
                alike.setdefault(self.influence[i][j], []).append((prices[_UP] - first, j))
            elif stands[j] == _UP:
                exposure += self.influence[i][j]
        best: _CostsByNeed = {min(exposure, max(need, 0)): (paid, stands)}
        # Whoever pays others more than it costs as a seed had better be one.
        less = sum(min(extra, 0) for each in alike.values() for extra, _ in each)
        most = paid + less + self.cost[i]
        for more, branches in alike.items():
            best = _joined_by(best, more, sorted(branches), max(need, 0), most)
            if len(best) > _WAYS:
                return None
        return best

    def choose(
        self,
        choices: dict[str, _BranchChoice],
        stand: str,
        ways: _CostsByNeed,
        need: Any,
        cost: Any,
    ) -> None:
        """Be a seed, or join with what the cheapest branches bring: write down what is cheaper."""
        options = [_BranchChoice(cost + paid, trail, True) for paid, trail in ways.values()]
        options += [
            _BranchChoice(*way, False) for exposure, way in ways.items() if exposure >= need
        ]
        options += [choices[stand]] if stand in choices else []
        if options:
            choices[stand] = min(options, key=lambda choice: choice.cost)


def _joined_by(
    best: _CostsByNeed, more: Any, branches: list[tuple[Any, int]], need: Any, most: Any
) -> _CostsByNeed:
    """The same with branches of one influence, of which the cheapest join before those above."""
    costs: _CostsByNeed = {}
    for exposure, (paid, trail) in best.items():
        for count in range(len(branches) + 1):
            enough = min(exposure + count * more, need)
            if enough not in costs or paid < costs[enough][0]:
                costs[enough] = paid, (trail, branches, count)
            if count == len(branches):
                break
            # Along a circle to join before those above can be cheaper.
            extra = branches[count][0]
            if extra >= 0 and (enough == need or not more or paid + extra > most):
                break
            paid += extra
    useful, least = _CostsByNeed(), math.inf
    for exposure in sorted(costs, reverse=True):
        if costs[exposure][0] < least:
            useful[exposure], least = costs[exposure], costs[exposure][0]
    return useful


def _from(tree: dict[int, set[int]], root: int) -> tuple[list[int], dict[int, int]]:
    """The order of a tree from another root."""
    order, above = [root], {root: -1}
    for i in order:  # grows while it is read
        for j in sorted(tree[i] - {above[i]}):
            above[j] = i
            order.append(j)
    return order, above


def _seeds(root: int, table: dict[int, dict[str, _BranchChoice]]) -> list[int]:
    chosen, open_ = [], [(root, _UP)]
    while open_:
        i, stand = open_.pop()
        _, trail, seed = table[i][stand]
        chosen += [i] if seed else []
        first = set[int]()
        while isinstance(trail, tuple):
            trail, branches, count = trail
            first |= {j for _, j in branches[:count]}
        open_ += [(j, _UP if j in first else stand) for j, stand in trail.items()]
    return chosen

"""Cheapest seeds of forests at one price: from the leaves on, whoever can no longer be helped.

A government that stays out whoever of its branches has joined, even with the one above it, is a
seed. With those below who wait for it, it is a group that resists, and no two groups share anybody:
so no seeds are cheaper.
"""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray
from .best_replies import Numbers, ascent
from .unicyclic_seeds import walk


def forest_seeds(
    given: Numbers, goal: BoolArray, start: BoolArray, cost: Array
) -> tuple[BoolArray, list[BoolArray]] | None:
    """Cheapest seeds, and for each a group that needs one; None if ties circle or prices differ.

    Parameters as for `hitting_set`; steps in proportion to the number of ties.

    References
    ----------
    S. Raghavan and R. Zhang (2019), "A branch-and-cut approach for the weighted target set
    selection problem on social networks", INFORMS Journal on Optimization 1, 304-322 (trees);
    N. Chen (2009), "On the approximability of influence in social networks", SIAM Journal on
    Discrete Mathematics 23, 1400-1415.

    Examples
    --------
    A chain of three, each of whom waits for one neighbour:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.forest_seeds import forest_seeds
    >>> chain = numbers(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]), np.array([1, 1, 1]))
    >>> everybody, nobody = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    >>> forest_seeds(chain, everybody, nobody, np.array([2, 2, 2]))[0].tolist()
    [True, False, False]
    """
    inside, _ = ascent(given, start)
    members = np.flatnonzero(goal & ~inside)
    if len(set(cost[members].tolist())) > 1:
        return None
    order, above, visited = list[int](), dict[int, int](), inside | ~goal
    for root in members.tolist():
        if not visited[root]:
            tree, up_in_tree, cut = walk(given.influence, root, visited)
            if cut:
                return None
            order, above = order + tree, above | up_in_tree
    felt = given.influence[:, inside].sum(axis=1) - (given.threshold - given.room)
    missing = (-felt).tolist()
    waits: dict[int, list[int]] = {i: [] for i in order}  # who joins once this one is in
    chosen, groups = np.zeros(len(goal), dtype=bool), []
    for i in reversed(order):
        up = above[i]
        if missing[i] > 0 and up >= 0 and missing[i] <= given.influence[i, up]:
            waits[up].append(i)
            continue
        if missing[i] > 0:
            chosen[i] = True
            groups.append(_smallest(given.influence, i, missing, above[i], waits))
        if up >= 0:
            missing[up] -= given.influence[up, i]
    return chosen, groups


def _smallest(
    influence: Array, seed: int, missing: list[float], up: int, waits: dict[int, list[int]]
) -> BoolArray:
    """A seed and those who wait for it, less whoever it stays out without."""
    members = np.zeros(len(missing), dtype=bool)
    group = [seed]
    for i in group:  # grows while it is read
        short = missing[i] - (influence[i, up] if i == seed and up >= 0 else 0)
        for below in waits[i]:
            if short > influence[i, below]:
                short -= influence[i, below]
            else:
                group.append(below)
    members[group] = True
    return members

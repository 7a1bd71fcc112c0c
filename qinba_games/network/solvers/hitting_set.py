"""Cheapest seeds: a hitting set of the groups that resist, found cut by cut.

Seeds work exactly when they meet every group that stays out as long as only the others are in. Such
groups are not listed beforehand: a set of seeds that fails shows some, made as small as they can
be. The cheapest set that meets those known so far is a lower bound in every round, and the answer
as soon as it works.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray
from .best_replies import Numbers, ascent
from .binary_programme import BinaryProgramme, maximise


class Seeds(NamedTuple):
    """Seeds that work, and how far from the cheapest they can be."""

    chosen: BoolArray  #: shape (n,)
    bounds: tuple[Any, ...]  #: lower bound of the costs in each round
    resisting: tuple[BoolArray, ...]  #: the groups that every set of seeds has to meet
    proven: bool


def hitting_set(
    given: Numbers,
    goal: BoolArray,  # shape (n,): the greatest equilibrium
    start: BoolArray,  # shape (n,): the least equilibrium
    cost: Array,  # shape (n,): ints or floats, none negative
    # as `time.monotonic` counts; then the seeds are those that greed finds
    deadline: float | None = None,
    nodes: int | None = None,  # after how many branches in all rounds to stop likewise
) -> Seeds:
    """Find the cheapest seeds from which everybody in the goal joins.

    References
    ----------
    R. Reiter (1987), "A theory of diagnosis from first principles", Artificial Intelligence 32,
    57-95 (hitting sets by conflicts).

    Examples
    --------
    A ring of three, each of whom waits for the one before:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.hitting_set import hitting_set
    >>> ring = numbers(np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]]), np.array([1, 1, 1]))
    >>> everybody, nobody = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    >>> hitting_set(ring, everybody, nobody, np.array([3, 1, 2])).chosen.tolist()
    [False, True, False]
    """
    resisting: list[BoolArray] = []
    bounds: list[Any] = []
    chosen = np.zeros(len(goal), dtype=bool)
    while True:
        tick()
        inside, _ = ascent(given, start | chosen)
        if inside[goal].all():
            return Seeds(chosen, tuple(bounds), tuple(resisting), True)
        resisting += _groups(given, goal, inside, len(resisting))
        cheapest = None
        if (deadline is None or time.monotonic() < deadline) and (nodes is None or nodes > 0):
            cheapest = _cheapest(resisting, cost, deadline, nodes)
        if cheapest is None or not cheapest.proven:
            return Seeds(
                greedy_seeds(given, goal, start, cost), tuple(bounds), tuple(resisting), False
            )
        chosen = cheapest.chosen
        bounds.append(-cheapest.value)
        nodes = None if nodes is None else nodes - cheapest.nodes


def greedy_seeds(given: Numbers, goal: BoolArray, start: BoolArray, cost: Array) -> BoolArray:
    """Take again and again whoever brings most others in per cost; then drop who is not needed."""
    chosen = np.zeros(len(goal), dtype=bool)
    inside, _ = ascent(given, start)
    price = cost.astype(float)
    while not inside[goal].all():
        best = max(
            np.flatnonzero(goal & ~inside).tolist(),
            key=lambda i: (
                (ascent(given, _with(inside, i))[0].sum() - inside.sum()) / (price[i] or 1e-300)
            ),
        )
        chosen[best] = True
        inside, _ = ascent(given, _with(inside, best))
    for i in sorted(np.flatnonzero(chosen).tolist(), key=lambda i: -price[i]):
        fewer = chosen.copy()
        fewer[i] = False
        if ascent(given, start | fewer)[0][goal].all():
            chosen = fewer
    return chosen


def _with(inside: BoolArray, i: int) -> BoolArray:
    more = inside.copy()
    more[i] = True
    return more


def _groups(given: Numbers, goal: BoolArray, inside: BoolArray, turn: int) -> list[BoolArray]:
    """Smallest groups that still resist, apart from each other as far as they go."""
    groups: list[BoolArray] = []
    fresh = goal & ~inside
    while True:
        # Whoever is not wanted in the group again is taken in first.
        order = np.flatnonzero(goal & ~inside)
        order = np.roll(order, turn)
        order = order[np.argsort(fresh[order], kind="stable")]
        reached = inside
        for i in order.tolist():
            if not reached[i]:
                after, _ = ascent(given, _with(reached, i))
                reached = reached if after[goal].all() else after
        group = goal & ~reached
        if groups and (group & ~fresh).any():
            return groups
        groups.append(group)
        fresh = fresh & ~group
        if not fresh.any():
            return groups


def _cheapest(
    resisting: list[BoolArray], cost: Array, deadline: float | None, nodes: int | None
) -> Any:
    from scipy.sparse import csr_array

    groups = np.array(resisting)

    def breaks(chosen: BoolArray) -> list[tuple[Array, float]]:
        missed = ~(groups & chosen).any(axis=1)
        return [(group.astype(float), 1.0) for group in groups[missed]]

    matrix = csr_array(groups.astype(float))
    programme = BinaryProgramme(-cost, matrix, np.ones(len(groups)), 0.0, breaks)
    return maximise(programme, np.full(len(cost), -1), deadline, nodes)

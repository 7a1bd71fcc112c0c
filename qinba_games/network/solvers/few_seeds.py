"""Cheapest seeds, few of many: seeds that swaps improve, and small groups that resist.

Nothing here shows that no seeds are cheaper. The groups make the search for cheaper ones short.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray, FloatArray
from .best_replies import Numbers, ascent

#: Most searches by swaps that fail before the seeds stand, and most groups.
_TRIES, _GROUPS = 200, 800


class Few(NamedTuple):
    """Seeds that work, and groups that seeds have to meet."""

    chosen: BoolArray  #: shape (n,)
    resisting: list[BoolArray]


def few_seeds(
    given: Numbers,
    goal: BoolArray,
    start: BoolArray,
    cost: Array,
    chosen: BoolArray,
    deadline: float | None = None,
) -> Few:
    """Find cheap seeds, from `chosen` on, which work, and groups that resist; until the deadline.

    Parameters as for `hitting_set`.

    References
    ----------
    R. Reiter (1987), "A theory of diagnosis from first principles", Artificial Intelligence 32,
    57-95 (hitting sets by conflicts); H. H. Hoos and T. Stuetzle (2004), "Stochastic Local Search:
    Foundations and Applications", Morgan Kaufmann (iterated local search).

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.few_seeds import few_seeds
    >>> ring = numbers(np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]]), np.array([1, 1, 1]))
    >>> everybody, nobody = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    >>> found = few_seeds(ring, everybody, nobody, np.array([3, 1, 2]), everybody)
    >>> found.chosen.tolist(), [group.tolist() for group in found.resisting]
    ([False, True, False], [[True, True, True]])
    """
    swaps, groups = _Swaps(given, goal, start, cost), _Groups(given, goal, start)
    count, fails = len(swaps.open), 0
    while fails < min(_TRIES, _root(count, chosen)) and not _late(deadline):
        fails += 1
        better = swaps.better(cost[chosen].sum())
        if better is not None and ascent(given, start | better)[0][goal].all():
            chosen, fails = better, 0
    rng = np.random.default_rng(0)
    for _ in range(min(_GROUPS, _root(count, chosen))):
        if _late(deadline):
            break
        groups.add(rng.permutation(count)[: chosen.sum() // 2])
    return Few(chosen, groups.distinct(len(goal)))


def _root(count: int, chosen: BoolArray) -> int:
    """The square root of how many sets there are with one seed less."""
    seeds = int(chosen.sum())
    return math.isqrt(math.comb(count, seeds - 1)) if seeds else 0


def _late(deadline: float | None) -> bool:
    tick()
    return deadline is not None and time.monotonic() > deadline


class _Swaps:
    """Sets of seeds that cost less, and how many join them."""

    def __init__(self, given: Numbers, goal: BoolArray, start: BoolArray, cost: Array) -> None:
        self.open = np.flatnonzero(goal & ~start)
        self.goal, self.cost = goal, cost[self.open].astype(float)
        self.influence = given.influence[np.ix_(self.open, self.open)].astype(float)
        exposure = given.influence[:, start].sum(axis=1)
        self.need = (given.threshold - given.room - exposure)[self.open].astype(float)
        self.rng = np.random.default_rng(0)
        self.last, self.most = self.open[:0], 0.0

    def better(self, paid: float) -> BoolArray | None:
        """Seeds that cost less than `paid`, if swaps lead to some that may work."""
        # From the last seeds that most joined, but two of them, and random ones.
        base = self.rng.permutation(self.last)[2:]
        others = np.setdiff1d(np.arange(len(self.open)), base)
        seeds = np.concatenate([base, self.rng.permutation(others)])
        seeds, size = seeds[np.cumsum(self.cost[seeds]) < paid], 0.0
        while len(sets := self.beside(seeds, paid)):
            sizes = self.joined_by(sets)
            if sizes.max() <= size:
                break
            seeds, size = np.flatnonzero(sets[sizes.argmax()]), sizes.max()
        if size >= self.most:
            self.last, self.most = seeds, size
        if size < len(self.open):
            return None
        self.most = 0.0
        chosen = np.zeros(len(self.goal), dtype=bool)
        chosen[self.open[seeds]] = True
        return chosen

    def beside(self, seeds: Array, paid: float) -> FloatArray:
        """Sets with one seed more, or another one, that cost less, one in each row."""
        n, now = len(self.open), np.zeros(len(self.open))
        now[seeds] = 1
        less = np.repeat(now[None], len(seeds) + 1, axis=0)
        less[np.arange(len(seeds)), seeds] = 0
        sets = np.maximum(less[:, None], np.eye(n)).reshape(-1, n)
        return np.asarray(sets[sets @ self.cost < paid])

    def joined_by(self, sets: FloatArray) -> FloatArray:
        """How many are in after all who are willing have joined."""
        while True:
            after = np.maximum(sets, sets @ self.influence.T >= self.need)
            if (after == sets).all():
                return np.asarray(sets.sum(axis=1))
            sets = after


class _Groups:
    """Groups that resist, by bits, and in how many of them everybody is."""

    def __init__(self, given: Numbers, goal: BoolArray, start: BoolArray) -> None:
        self.members = np.flatnonzero(goal & ~start).tolist()
        self.all = sum(1 << i for i in self.members)
        exposure = given.influence[:, start].sum(axis=1)
        self.needs = (given.threshold - given.room - exposure).tolist()
        self.after = [
            [(i, felt_by[i]) for i in self.members if felt_by[i]]
            for felt_by in given.influence.T.tolist()
        ]
        self.groups: list[int] = []
        self.often = [0] * len(goal)

    def add(self, seeds: Array) -> None:
        """A smallest group that stays out when these seeds are in, unless everybody joins."""
        exposure: list[Any] = [0] * len(self.needs)
        inside = 0
        for i in seeds.tolist():
            inside = self.grown(self.members[i], inside, exposure)
        if inside == self.all:
            return
        # Who is in most groups joins first, so that the next ones are of others.
        for i in sorted(self.members, key=lambda i: -self.often[i]):
            if not inside >> i & 1:
                more = exposure.copy()
                after = self.grown(i, inside, more)
                if after != self.all:
                    inside, exposure = after, more
        for i in _bits(self.all & ~inside):
            self.often[i] += 1
        self.groups.append(self.all & ~inside)

    def grown(self, i: int, inside: int, exposure: list[Any]) -> int:
        """Who is in once `i` and all who are willing then have joined; `exposure` is added to."""
        if inside >> i & 1:
            return inside
        inside |= 1 << i
        fresh = [i]
        while fresh:
            for k, influence in self.after[fresh.pop()]:
                exposure[k] += influence
                if exposure[k] >= self.needs[k] and not inside >> k & 1:
                    inside |= 1 << k
                    fresh.append(k)
        return inside

    def distinct(self, n: int) -> list[BoolArray]:
        """Each group once."""
        return [
            np.array([group >> i & 1 for i in range(n)], dtype=bool)
            for group in dict.fromkeys(self.groups)
        ]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1

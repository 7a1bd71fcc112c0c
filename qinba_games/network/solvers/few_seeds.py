"""Cheapest seeds, few of many: enumerate what meets all groups that resist, with bits for sets.

Whoever meets every group that is known either works, and is the best so far, or shows another
group. Each branch takes one more member of a group that is not met yet, and leaves out those tried
before; the last member has to meet all that are left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray
from .best_replies import Numbers, joined

#: So many groups that are not met are looked at for the one with fewest members.
_LOOKS = 12


class Enumeration(NamedTuple):
    """The cheapest seeds found, groups that seeds have to meet, and whether nothing is cheaper."""

    chosen: BoolArray  #: shape (n,)
    resisting: list[BoolArray]
    proven: bool


def few_seeds(
    given: Numbers,
    goal: BoolArray,
    start: BoolArray,
    cost: Array,
    chosen: BoolArray,
    branches: int,
    deadline: float | None = None,
) -> Enumeration:
    """Find the cheapest seeds, from `chosen` on, which work, or stop after so many branches.

    Parameters as for `hitting_set`.

    References
    ----------
    R. Reiter (1987), "A theory of diagnosis from first principles", Artificial Intelligence 32,
    57-95 (hitting sets by conflicts).

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import numbers
    >>> from qinba_games.network.solvers.few_seeds import few_seeds
    >>> ring = numbers(np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]]), np.array([1, 1, 1]))
    >>> everybody, nobody = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    >>> found = few_seeds(ring, everybody, nobody, np.array([3, 1, 2]), everybody, 100)
    >>> found.chosen.tolist(), found.proven
    ([False, True, False], True)
    """
    search = _Search(given, goal, start, cost, chosen)
    proven = search.run(branches, deadline)
    groups = [
        np.array([mask >> i & 1 for i in range(len(goal))], dtype=bool) for mask in search.groups
    ]
    return Enumeration(search.chosen, groups, proven)


class _Search:
    """Growth from sets of seeds, the groups seen so far, and the best seeds."""

    def __init__(
        self, given: Numbers, goal: BoolArray, start: BoolArray, cost: Array, chosen: BoolArray
    ) -> None:
        self.cost, self.chosen = cost.tolist(), chosen
        self.paid = sum(cost[chosen].tolist())
        inside, _ = joined(given, start)
        self.members = np.flatnonzero(goal & ~inside).tolist()
        self.all = sum(1 << i for i in self.members)
        self.least = min((self.cost[i] for i in self.members), default=0)
        felt = given.influence[:, inside].sum(axis=1)
        self.needs = (given.threshold - given.room - felt).tolist()
        self.after = [
            [(i, felt_by[i]) for i in self.members if felt_by[i]]
            for felt_by in given.influence.T.tolist()
        ]
        self.groups: list[int] = []  #: members by bits
        self.met = [0] * len(goal)  #: of each member the groups that it is in, by bits

    def run(self, branches: int, deadline: float | None) -> bool:
        """Whether all branches were looked at in time."""
        open_: list[Iterator[tuple[tuple[int, ...], int]]] = [self.branches((), 0)]
        while open_:
            tick()
            seeds = next(open_[-1], None)
            if seeds is None:
                open_.pop()
                continue
            branches -= 1
            late = deadline is not None and branches % 256 == 0 and time.monotonic() > deadline
            if not branches or late:
                return False
            open_.append(self.branches(*seeds))
        return True

    def branches(self, seeds: tuple[int, ...], out: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """Seeds with one more member each, and who is left out then."""
        paid = sum(self.cost[i] for i in seeds)
        missed = self.missed(seeds)
        if not missed:
            group = self.group(seeds)
            if not group:
                self.chosen, self.paid = np.isin(np.arange(len(self.cost)), seeds), paid
                return
            self.keep(group)
            missed = self.missed(seeds)
        last = paid + 2 * self.least >= self.paid
        for i in self.order(missed, out, last):
            if paid + self.cost[i] < self.paid:
                yield (*seeds, i), out
            out |= 1 << i

    def order(self, missed: int, out: int, last: bool) -> list[int]:
        """Members of whom one is a seed: of all groups that are not met, or of a small one."""
        few, rest = self.all & ~out, missed
        if last:
            while rest and few:
                few, rest = few & self.groups[(rest & -rest).bit_length() - 1], rest & rest - 1
            return list(_bits(few))
        for _ in range(_LOOKS):
            group = self.groups[(rest & -rest).bit_length() - 1] & ~out
            few, rest = min(few, group, key=int.bit_count), rest & rest - 1
            if not rest:
                break
        return sorted(_bits(few), key=lambda i: -(missed & self.met[i]).bit_count())

    def missed(self, seeds: tuple[int, ...]) -> int:
        """The groups without a seed, by bits."""
        met = 0
        for i in seeds:
            met |= self.met[i]
        return ((1 << len(self.groups)) - 1) & ~met

    def keep(self, group: int) -> None:
        """One more group that every set of seeds has to meet."""
        for i in _bits(group):
            self.met[i] |= 1 << len(self.groups)
        self.groups.append(group)

    def group(self, seeds: tuple[int, ...]) -> int:
        """A smallest group that stays out when these seeds are in; 0 if nobody does."""
        felt: list[Any] = [0] * len(self.cost)
        inside = 0
        for i in seeds:
            inside = self.grown(i, inside, felt)
        if inside == self.all:
            return 0
        # Who is in most groups joins first, so that the next ones are of others.
        for i in sorted(self.members, key=lambda i: -self.met[i].bit_count()):
            if not inside >> i & 1:
                more = felt.copy()
                after = self.grown(i, inside, more)
                if after != self.all:
                    inside, felt = after, more
        return self.all & ~inside

    def grown(self, i: int, inside: int, felt: list[Any]) -> int:
        """Who is in once `i` and all who are willing then have joined; `felt` is added to."""
        if inside >> i & 1:
            return inside
        inside |= 1 << i
        fresh = [i]
        while fresh:
            for k, influence in self.after[fresh.pop()]:
                felt[k] += influence
                if felt[k] >= self.needs[k] and not inside >> k & 1:
                    inside |= 1 << k
                    fresh.append(k)
        return inside


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1

"""Worths that need no table, and whose Shapley value has a formula: trees and sums of pairs."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from typing import Any

import numpy as np

from .. import _exact
from ..types import Array, frozen


@frozen
class TreeWorths:
    """Minus the costs of all links between members and the source: pipes, roads, runways."""

    names: tuple[str, ...]
    #: Member -> the member that its link leads to; who is not in it is linked to the source.
    above: dict[int, int]
    costs: Array  #: shape (n,): of each member's own link

    def __call__(self, coalition: tuple[str, ...]) -> Any:
        """Minus the costs of the links that are used."""
        used = set[int]()
        for name in coalition:
            used.update(self._way(self._places[name], used))
        return -sum(self.costs[list(used)].tolist())

    def shapley(self) -> Array:
        """Every link is paid in equal parts by all who are beyond it (Megiddo 1978)."""
        numbers = _exact.rational(self.costs)
        parts = [cost / len(beyond) for cost, beyond in zip(numbers, self.beyond, strict=True)]
        return np.array([-sum(parts[k] for k in self._way(i)) for i in range(len(self.names))])

    @property
    def beyond(self) -> list[list[int]]:
        """For every link, the members whose way leads over it."""
        users: list[list[int]] = [[] for _ in self.names]
        for i in range(len(self.names)):
            for link in self._way(i):
                users[link].append(i)
        return users

    def astray(self) -> int | None:
        """Somebody whose way never comes to the source, or None."""
        for i in range(len(self.names)):
            end = i
            for _ in self.names:
                end = self.above.get(end, -1)
            if end != -1:
                return i
        return None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def _way(self, member: int, known: Set[int] = frozenset()) -> list[int]:
        """The links from a member on, as far as the source or a link that is known."""
        way, here = list[int](), member
        while here >= 0 and here not in known:
            way.append(here)
            here = self.above.get(here, -1)
        return way


@frozen
class PairWorths:
    """Everything that members of a coalition bring each other, and what each has on its own."""

    names: tuple[str, ...]
    benefits: Array  #: shape (n, n)

    def __call__(self, coalition: tuple[str, ...]) -> Any:
        """The sum of all benefits within the coalition."""
        own = [self._places[name] for name in coalition]
        return sum(self.benefits[np.ix_(own, own)].ravel().tolist())

    def shapley(self) -> Array:
        """Half of what each pair brings, and all of its own (Deng and Papadimitriou 1994)."""
        numbers = _exact.rational(self.benefits)
        return np.asarray((numbers.sum(axis=0) + numbers.sum(axis=1)) / 2)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

"""The hierarchy, read once more: who stands above whom, and what that does to a pair."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from ..hierarchy import Hierarchy, Pair
from ..results import LevelPair, Levels

UP = ("weak", "strong")


class Place(NamedTuple):
    """What surrounds a pair.

    `source` is the pair whose trust is its environment; `labels`, friction before mediation and
    credibility of whoever coordinates it (None where nobody does) are by environment; `start` is
    where it begins.
    """

    source: Pair | None
    labels: tuple[Any, ...]
    friction: list[Any]
    credibility: list[Any]
    start: int
    bridge: bool


class Tree:
    """Off the parents and off what pairs are said to do, nothing of what was solved."""

    def __init__(self, result: Levels) -> None:
        self.result, self.tree = result, result.hierarchy
        self.said: dict[Pair, LevelPair] = {one.pair: one for one in result.pairs}
        self.lines = {name: _line(self.tree, name) for name in self.tree.parents}
        self.places: dict[Pair, Place] = {}
        self._overs: dict[Pair, Pair | None] = {}

    def over(self, pair: Pair) -> Pair | None:
        """The superior pair."""
        if pair not in self._overs:
            self._overs[pair] = self._over(pair)
        return self._overs[pair]

    def _over(self, pair: Pair) -> Pair | None:
        a, b = self.lines[pair[0]], self.lines[pair[1]]
        deepest = max(len(a), len(b))
        up = tuple(line[-2] if len(line) == deepest else line[-1] for line in (a, b))
        return None if up[0] == up[1] else up

    def shared(self, pair: Pair) -> list[Any]:
        """All that stand above both, the root first."""
        a, b = self.lines[pair[0]], self.lines[pair[1]]
        return [x for x, y in zip(a, b, strict=False) if x == y]

    def _named(self, pair: Pair | None) -> Pair | None:
        for turned in () if pair is None else (pair, pair[::-1]):
            if turned in self.said:
                return turned
        return None

    @functools.cached_property
    def _below(self) -> dict[Pair, list[Pair]]:
        found: dict[Pair, list[Pair]] = {}
        for pair in self.said:
            above = self._named(self.over(pair))
            if above is not None:
                found.setdefault(above, []).append(pair)
        return found

    def source(self, pair: Pair) -> Pair | None:
        """The pair whose trust is the environment of another one."""
        if self.result.regime != "bottom-up":
            return self._named(self.over(pair))
        if len(self.shared(pair)) > 1:
            return None
        able = [p for p in self._below.get(pair, ()) if self.said[p].founding_class in UP]
        worth = {p: self.said[p].founding_value for p in able}
        best = [p for p in able if worth[p] == max(worth.values())]
        return min(best, key=lambda p: sorted(map(str, p)), default=None)

    def place(self, pair: Pair) -> Place:
        """What surrounds a pair, and whatever it depends on before it."""
        if pair not in self.places:
            self.places[pair] = self._place(pair)
        return self.places[pair]

    def _place(self, pair: Pair) -> Place:
        result, tree = self.result, self.tree
        over, shared, source = self.over(pair), self.shared(pair), self.source(pair)
        root = len(shared) == 1
        shallow = min(len(self.lines[name]) for name in pair)
        trust = result.coordinator.credibility
        far = trust * (1 - result.control_loss) ** (shallow - len(shared) - 1)
        wide = result.regime in ("national", "three-level")
        helped = result.regime != "none" and (not root or (wide and over is None))
        outer = result.regime == "three-level" and root and over is not None
        bridge = outer and source is not None and self.said[source].founding_class in UP
        near = far if helped else None
        none = tree.inside if over is None and not root else tree.border[-1]
        if source is None:
            return Place(None, () if over is None else ("none",), [none], [near], 0, False)
        above = self.place(source)
        around = above.labels or ((),)
        kept = trust * (1 - result.control_loss) if bridge else near
        labels: list[Any] = [(m, z) for m in range(tree.top + 1) for z in around]
        felt = [tree.border[m] for m, _ in labels]
        start = tree.founding[source] * len(around) + above.start
        trusted = [kept] * len(labels)
        labels.append("none")
        return Place(source, tuple(labels), [*felt, none], [*trusted, near], start, bool(bridge))


def _line(tree: Hierarchy, name: Any) -> list[Any]:
    """A government and all above it, the root first."""
    line = [name]
    while (over := tree.parents[line[-1]]) is not None:
        line.append(over)
    return line[::-1]

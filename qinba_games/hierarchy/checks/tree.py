"""The hierarchy, read once more: who stands above whom, and what that does to a pair."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from ..hierarchy import Hierarchy, Pair
from ..results import Levels


class Surroundings(NamedTuple):
    """What surrounds a pair."""

    source: Pair | None  #: whose trust is the environment
    labels: tuple[Any, ...]  #: by environment
    friction: list[Any]  #: by environment, before mediation
    credibility: list[Any]  #: by environment: of whoever coordinates it; None: nobody
    start: int  #: the environment at the beginning
    bridge: bool


class ParentTree:
    """Off the parents and off what pairs are said to do, nothing of what was solved."""

    def __init__(self, result: Levels) -> None:
        self.result, self.tree = result, result.hierarchy
        self.pairs = self.tree.pairs
        self.lines = {name: _line(self.tree, name) for name in self.tree.parents}
        self.places: dict[Pair, Surroundings] = {}
        both = {pair: [self.lines[name] for name in pair] for pair in self.pairs}
        #: The superior pair of each.
        self.over: dict[Pair, Pair | None] = {pair: _over(*ab) for pair, ab in both.items()}
        #: All that stand above both, the root first.
        self.shared: dict[Pair, list[Any]] = {
            pair: [x for x, y in zip(*ab, strict=False) if x == y] for pair, ab in both.items()
        }

    def _named(self, pair: Pair | None) -> Pair | None:
        for turned in () if pair is None else (pair, pair[::-1]):
            if turned in self.tree.partnerships:
                return turned
        return None

    @functools.cached_property
    def _below(self) -> dict[Pair, list[Pair]]:
        below: dict[Pair, list[Pair]] = {}
        for pair in self.pairs:
            above = self._named(self.over[pair])
            if above is not None:
                below.setdefault(above, []).append(pair)
        return below

    def source(self, pair: Pair) -> Pair | None:
        """The pair whose trust is the environment of another one."""
        if self.result.regime != "bottom-up":
            return self._named(self.over[pair])
        if len(self.shared[pair]) > 1:
            return None
        founded = {p: self._founded(p) for p in self._below.get(pair, ())}
        worth = {p: value for p, (cooperates, value) in founded.items() if cooperates}
        most = max(worth.values(), default=None)
        best = [p for p in worth if worth[p] == most]
        return min(best, key=lambda p: sorted(map(str, p)), default=None)

    def rule(self, pair: Pair, place: Surroundings) -> str:
        """The sharing rule of a pair at its place."""
        if self.result.coordinator.sharing and (place.bridge or place.credibility[-1] is not None):
            return "voluntary"
        own = self.tree.partnerships[pair].sharing
        return own if isinstance(own, str) else "fractions"

    def _founded(self, pair: Pair) -> tuple[bool, Any]:
        """Whether a pair is founded weak or strong, and the joint value there."""
        place, bad = self.place(pair), self.tree.partnerships[pair].bad_times
        part, game = self.result.witness[pair, False if place.source is None else None]
        node = self.tree.founding[pair] * len(place.friction) + place.start
        states = node * (1 + len(bad)) + np.arange(1 + len(bad))
        first = states * (5 if self.rule(pair, place) == "voluntary" else 3)
        drawn = np.array([1 - sum(chance for chance, _ in bad), *(chance for chance, _ in bad)]) > 0
        contribute = (part.play.rows[states, game] == first) & drawn
        return bool(contribute.any()), part.play.worth[node, -1, game]

    def place(self, pair: Pair) -> Surroundings:
        """What surrounds a pair, and whatever it depends on before it."""
        if pair not in self.places:
            self.places[pair] = self._place(pair)
        return self.places[pair]

    def constant(self, pair: Pair, *, strong: bool) -> Surroundings:
        """A pair at one friction for ever, its superiors apart or trusting each other fully."""
        near, bridge = self.near[pair], strong and self._outer(pair)
        effective = self.tree.border[self.tree.top] if strong else self.tree.border[-1]
        return Surroundings(None, (), [effective], [self._joined if bridge else near], 0, bridge)

    @functools.cached_property
    def near(self) -> dict[Pair, Any]:
        """Credibility of whoever coordinates each pair that is no bridge, or None."""
        result, wide = self.result, self.result.regime in ("national", "three-level")
        credibility: dict[Pair, Any] = dict.fromkeys(self.pairs)
        for pair, shared in self.shared.items() if result.regime != "none" else ():
            if len(shared) > 1 or (wide and self.over[pair] is None):
                shallow = min(len(self.lines[pair[0]]), len(self.lines[pair[1]]))
                far = (1 - result.control_loss) ** (shallow - len(shared) - 1)
                credibility[pair] = result.coordinator.credibility * far
        return credibility

    def _outer(self, pair: Pair) -> bool:
        """Whether superiors from both sides of the root's border may act together for a pair."""
        outer = len(self.shared[pair]) == 1 and self.over[pair] is not None
        return self.result.regime == "three-level" and outer

    @property
    def _joined(self) -> Any:
        """Credibility of two superiors that act together."""
        return self.result.coordinator.credibility * (1 - self.result.control_loss)

    def _place(self, pair: Pair) -> Surroundings:
        tree, over, source = self.tree, self.over[pair], self.source(pair)
        root, near = len(self.shared[pair]) == 1, self.near[pair]
        bridge = source is not None and self._outer(pair) and self._founded(source)[0]
        none = tree.border[-1]
        if source is None:
            if over is not None:
                return Surroundings(None, ("none",), [none], [near], 0, False)
            alone = tree.root_friction if root else tree.inside
            return Surroundings(None, (), [alone], [near], 0, False)
        above = self.place(source)
        around = above.labels or ((),)
        credibility = self._joined if bridge else near
        labels: list[Any] = [(m, z) for m in range(tree.top + 1) for z in around]
        effective = [tree.border[m] for m, _ in labels]
        start = tree.founding[source] * len(around) + above.start
        trusted = [credibility] * len(labels)
        labels.append("none")
        return Surroundings(
            source, tuple(labels), [*effective, none], [*trusted, near], start, bool(bridge)
        )


def _over(a: list[Any], b: list[Any]) -> Pair | None:
    """The superior pair of two governments, by the lines of all above them."""
    deepest = max(len(a), len(b))
    up = tuple(line[-2] if len(line) == deepest else line[-1] for line in (a, b))
    return None if up[0] == up[1] else up


def _line(tree: Hierarchy, name: Any) -> list[Any]:
    """A government and all above it, the root first."""
    line = [name]
    while (over := tree.parents[line[-1]]) is not None:
        line.append(over)
    return line[::-1]

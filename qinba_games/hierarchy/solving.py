"""Hierarchies in waves: many worlds at once, superiors first, or pilots first from below.

Pairs whose surroundings are known are solved together, those of one shape.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .. import _exact
from ..common.progress import tick
from ..game.witness import Part
from ..partnership.compile import best_agreement
from ..partnership.trust_game import shape_of
from ..types import Array
from .environments import Environment, environment_games, environments_of
from .hierarchy import Pair, effective_frictions
from .worlds import COOPERATING, PairPlay, RegimeProblem, Task, can_be_bridge

#: Entries of the largest array of a block; larger batches leave the processor's cache.
_CELLS = 4_000_000


def solve_tasks(tasks: Sequence[Task], worlds: Sequence[RegimeProblem]) -> list[PairPlay]:
    """Solve pairs whose surroundings are known, those of one shape together."""
    groups: dict[Any, list[int]] = {}
    for k, task in enumerate(tasks):
        model, exact = task.model, worlds[task.world].exact
        detections = [one.detection > 0 for one in (model, task.around.apart) if one and exact]
        shape = exact, len(task.around.trust), shape_of(model), *detections
        groups.setdefault(shape, []).append(k)
    plays: dict[int, PairPlay] = {}
    for (exact, places, *_), members in groups.items():
        wide = places * len(tasks[members[0]].model.benefit)
        size = max(1, _CELLS // wide ** (3 if exact else 2))
        for low in range(0, len(members), size):
            part = members[low : low + size]
            some = [tasks[k] for k in part]
            delta = np.array([worlds[task.world].delta for task in some])
            plays |= zip(part, _plays(some, delta, exact=exact), strict=True)
    return [plays[k] for k in range(len(tasks))]


def _plays(tasks: list[Task], delta: Array, *, exact: bool) -> Iterator[PairPlay]:
    """Pairs of one shape as trust games, exactly if need be."""
    game = environment_games([task.model for task in tasks], [task.around for task in tasks])
    game, delta = (game, delta.astype(object)) if exact else (game.as_floats(), delta.astype(float))
    best = best_agreement(game, delta)
    return map(
        PairPlay,
        tasks,
        best.choice,
        best.start,
        _each(lambda: environments_of(game, best.choice), len(tasks)),
        best.proven.tolist(),
        _each(lambda: _by_game(best.witness()), len(tasks)),
    )


def _by_game(parts: Sequence[Part]) -> dict[int, tuple[Part, int]]:
    """The part of each pair, and which of its games it is."""
    return {pair: (part, game) for part in parts for game, pair in enumerate(part.games.tolist())}


def _each(of_all: Callable[[], Any], count: int) -> list[Callable[[], Any]]:
    """What finds the own entry of each of some pairs: all at once, and only if it is asked for."""
    known = functools.cache(of_all)
    return [lambda k=k: known()[k] for k in range(count)]  # type: ignore[misc]


class Solving:
    """Many worlds with the same tree, solved superiors first (pilots first from below)."""

    def __init__(
        self,
        worlds: Sequence[RegimeProblem],
        pairs: Sequence[Pair] | None = None,
        solve: Callable[[Sequence[Task], Sequence[RegimeProblem]], list[PairPlay]] = solve_tasks,
    ) -> None:
        self.worlds, self.solve = worlds, solve
        self.levels = worlds[0].levels
        self.pairs = self.levels.pairs if pairs is None else tuple(pairs)
        self.from_below = worlds[0].regime == "bottom-up"
        self.over = {pair: self.levels.standing[pair].key for pair in self.pairs}
        self.below: dict[Pair | None, list[Pair]] = {}
        for pair, above in self.over.items():
            self.below.setdefault(above, []).append(pair)
        self.done: dict[tuple[int, Pair], PairPlay] = {}
        self.alone: list[PairPlay] = []
        self._known: dict[Any, PairPlay] = {}
        self._lonely: list[dict[Pair, Task]] = [{} for _ in worlds]

    def run(self, alone: Sequence[Task] = ()) -> dict[tuple[int, Pair], PairPlay]:
        """Solve every pair of every world; and tasks that depend on no other, with the first."""
        waves, everywhere = self._waves(), range(len(self.worlds))
        for wave in waves:
            tick()
            tasks = [self._task(w, pair) for w in everywhere for pair in wave]
            plays = self._solved([*tasks, *alone])
            self.done |= {(one.task.world, one.task.pair): one for one in plays[: len(tasks)]}
            self.alone += plays[len(tasks) :]
            alone = ()
        return self.done

    def _solved(self, tasks: Sequence[Task]) -> list[PairPlay]:
        """Answers in order; a pair whose surroundings never change is solved once."""
        keys = [task.constant_terms or row for row, task in enumerate(tasks)]
        new = dict(zip(reversed(keys), reversed(tasks), strict=True))
        new = {key: task for key, task in new.items() if key not in self._known}
        plays = dict(zip(new, self.solve([*new.values()], self.worlds), strict=True))
        self._known |= {key: one for key, one in plays.items() if isinstance(key, tuple)}
        both = zip(map((self._known | plays).__getitem__, keys), tasks, strict=True)
        return [one if one.task is task else one._replace(task=task) for one, task in both]

    def _waves(self) -> list[list[Pair]]:
        """Pairs in the order in which they can be solved."""
        waves: dict[Pair, int] = {}
        order = sorted(self.pairs, key=lambda pair: self.levels.standing[pair].depth)
        for pair in reversed(order) if self.from_below else order:
            if self.from_below:
                # Inner pairs follow nobody, and what is below an outer one is an outer one.
                outer = self.levels.standing[pair].crosses
                before = [waves[other] for other in self.below.get(pair, ()) if outer]
            else:
                before = [waves[above] for above in [self.over[pair]] if above is not None]
            waves[pair] = 1 + max(before, default=-1)
        return [[p for p in self.pairs if waves[p] == k] for k in range(1 + max(waves.values()))]

    def _task(self, w: int, pair: Pair) -> Task:
        world = self.worlds[w]
        pilot = self._pilot(w, pair) if self.from_below else None
        source = pilot if self.from_below else self.over[pair]
        if source is None:
            return self.without_superiors(w, pair)
        return below(world, w, pair, self.done[w, source], pilot)

    def without_superiors(self, w: int, pair: Pair) -> Task:
        """A pair whose surroundings never change: it has no superiors, or follows nobody."""
        known = self._lonely[w].get(pair)
        if known is not None:
            return known
        return self._lonely[w].setdefault(pair, lone_task(self.worlds[w], w, pair))

    def _pilot(self, w: int, pair: Pair) -> Pair | None:
        """The most valuable cooperating pair below, whose trust a pair from above follows."""
        levels = self.levels
        if not levels.standing[pair].crosses:
            return None
        below = [self.done[w, other] for other in self.below.get(pair, ())]
        able = [one for one in below if one.founded in COOPERATING]
        best = min(
            able,
            key=lambda one: (-one.start[one.first], sorted(map(str, one.task.pair))),
            default=None,
        )
        return None if best is None else best.task.pair


def below(
    world: RegimeProblem, w: int, pair: Pair, solved: PairPlay, pilot: Pair | None = None
) -> Task:
    """A pair whose surroundings are the trust of another one, as that was solved."""
    bridge = can_be_bridge(world.levels, pair, world.regime)
    bridge = bridge and solved.founded in COOPERATING
    model, factor, coordinated = world.helped(pair, bridge=bridge)
    border, states = world.levels.border, len(solved.choice)
    place = len(solved.task.around.trust)
    above = np.append(np.arange(states) // place, -1)
    effective = [border[m] * (1 if bridge and m < 0 else factor) for m in above.tolist()]
    chain = np.eye(states + 1, dtype=int) if world.frozen else solved.chain
    alone = world.levels.partnerships[pair] if bridge else None
    around = Environment(above, _numbers(effective, world.exact), chain, alone)
    labels, founding = (*solved.labels, "none"), (world.levels.founding[pair], solved.first)
    return Task(w, pair, model, around, labels, founding, coordinated, bridge, pilot)


def lone_task(world: RegimeProblem, w: int, pair: Pair) -> Task:
    """A pair whose surroundings never change."""
    levels, at = world.levels, world.levels.standing[pair]
    model, factor, coordinated = world.helped(pair)
    below_others = at.superior is not None
    friction = effective_frictions(levels, below_others, at.crosses)[-1]
    around, labels = world.constant(friction * factor), ("none",) * below_others
    return Task(w, pair, model, around, labels, (levels.founding[pair], 0), coordinated)


def at_friction(world: RegimeProblem, w: int, pair: Pair, friction: Any, *, together: bool) -> Task:
    """A pair at one friction for ever; superiors who are together bring the bridge they can be."""
    bridge = together and can_be_bridge(world.levels, pair, world.regime)
    model, factor, _ = world.helped(pair, bridge=bridge)
    founding = world.levels.founding[pair], 0
    around = world.constant(friction * factor)
    return Task(w, pair, model, around, (), founding, together=together)


def _numbers(values: Sequence[Any], exact: bool) -> Array:
    array = np.array(values)
    return _exact.as_numbers(array, exact)

"""How hierarchies are solved: many worlds at once, superiors first, pairs of one shape together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..coordinator import Coordinator
from ..partnership.evolve import best_agreement, classify
from ..partnership.partnership import Partnership
from ..partnership.solvers.trust_values import evaluate, joint_problem, level_chain, reach
from ..partnership.trust_game import shape_of
from ..types import Array, Number
from .hierarchy import Hierarchy, Pair
from .regimes import at_distance, can_be_bridge, governed, help_for
from .solvers.environments import Environment, constant, environment_of, surrounded

COOPERATING = ("weak", "strong")


class World(NamedTuple):
    """One hierarchy under one regime, as it is solved."""

    levels: Hierarchy
    delta: Number
    regime: str
    coordinator: Coordinator
    loss: Number
    frozen: bool

    @property
    def exact(self) -> bool:
        """Whether every number that enters is rational."""
        helper = self.coordinator
        terms = [self.delta, self.loss, helper.credibility, helper.mediation, helper.monitoring]
        terms += [helper.subsidy, *np.asarray(helper.deposit).ravel().tolist()]
        return self.levels.exact and not any(isinstance(term, float) for term in terms)

    def helper(self, pair: Pair) -> Coordinator | None:
        """Who coordinates a pair that is no bridge."""
        return help_for(self.levels, pair, self.regime, self.coordinator, self.loss)

    def bridge(self) -> Coordinator:
        """Agencies of two superiors that act together: one level away at every depth."""
        return at_distance(self.coordinator, self.loss, 1)


class Task(NamedTuple):
    """One pair of one world, ready to be solved."""

    world: int
    pair: Pair
    model: Partnership
    around: Environment
    labels: tuple[Any, ...]
    founding: tuple[int, int]
    helped: bool = False
    bridge: bool = False
    pilot: Pair | None = None


class Solved(NamedTuple):
    """What a pair agreed on, and the environment that it is to others.

    `names` and `start`, by trust and environment; `chain` moves over both, the end last.
    """

    task: Task
    choice: Array
    names: Array
    start: Array
    chain: Array
    probability: Array
    time: Array
    proven: bool

    @property
    def first(self) -> int:
        """The founding state among (trust, environment)."""
        trust, place = self.task.founding
        return trust * len(self.task.around.trust) + place

    @property
    def founded(self) -> str:
        """Class of the founding state."""
        return str(self.names[self.first])

    @property
    def labels(self) -> tuple[Any, ...]:
        """Every (trust, environment) as others call it."""
        own = self.task.labels or ((),)
        levels = len(self.names) // len(self.task.around.trust)
        return tuple((k, z) for k in range(levels) for z in own)


def solve_tasks(tasks: Sequence[Task], worlds: Sequence[World]) -> list[Solved]:
    """Solve pairs whose surroundings are known, those of one shape together."""
    groups: dict[Any, list[int]] = {}
    for k, task in enumerate(tasks):
        _, drawn, drop, rule, *_ = shape_of(task.model)
        shape = len(task.around.trust), drawn, drop, rule
        groups.setdefault((*shape, worlds[task.world].exact), []).append(k)
    found: dict[int, Solved] = {}
    for key, members in groups.items():
        size = max(1, _CELLS // (key[0] * tasks[members[0]].model.levels) ** 3)
        for low in range(0, len(members), size):
            part = members[low : low + size]
            found |= zip(part, _solve([tasks[k] for k in part], worlds, exact=key[-1]), strict=True)
    return [found[k] for k in range(len(tasks))]


#: Entries of the largest array of a block; larger batches leave the processor's cache.
_CELLS = 4_000_000


def _solve(tasks: list[Task], worlds: Sequence[World], *, exact: bool) -> list[Solved]:
    game = surrounded([task.model for task in tasks], [task.around for task in tasks])
    if not exact:
        game = game.as_floats()
    delta = np.array([worlds[task.world].delta for task in tasks])
    delta = delta.astype(object if exact else float)
    best = best_agreement(game, delta)
    names = classify(game, best.choice)
    start = evaluate(joint_problem(game, delta), best.choice)
    hit, time = reach(level_chain(game, best.choice), names == "strong")
    return [
        Solved(
            task=task,
            choice=best.choice[row],
            names=names[row],
            start=start[row],
            chain=environment_of(game, best.choice[row], row),
            probability=hit[row],
            time=time[row],
            proven=bool(best.proven[row]),
        )
        for row, task in enumerate(tasks)
    ]


class Solving:
    """Many worlds with the same tree, solved superiors first (pilots first from below)."""

    def __init__(self, worlds: Sequence[World], pairs: Sequence[Pair] | None = None) -> None:
        self.worlds = worlds
        self.levels = worlds[0].levels
        self.pairs = self.levels.pairs if pairs is None else tuple(pairs)
        self.from_below = worlds[0].regime == "bottom-up"
        self.over = {pair: self.levels.superior_key(pair) for pair in self.pairs}
        self.done: dict[tuple[int, Pair], Solved] = {}

    def run(self) -> dict[tuple[int, Pair], Solved]:
        """Solve every pair of every world."""
        for wave in self._waves():
            tasks = [self._task(w, pair) for w in range(len(self.worlds)) for pair in wave]
            for task, solved in zip(tasks, solve_tasks(tasks, self.worlds), strict=True):
                self.done[task.world, task.pair] = solved
        return self.done

    def _waves(self) -> list[list[Pair]]:
        """Pairs in the order in which they can be solved."""
        waves: dict[Pair, int] = {}
        order = sorted(self.pairs, key=lambda pair: sum(map(self.levels.depth, pair)))
        for pair in reversed(order) if self.from_below else order:
            if self.from_below:
                before = [waves[other] for other, above in self.over.items() if above == pair]
            else:
                before = [waves[above] for above in [self.over[pair]] if above is not None]
            waves[pair] = 1 + max(before, default=-1)
        return [[p for p in self.pairs if waves[p] == k] for k in range(1 + max(waves.values()))]

    def _task(self, w: int, pair: Pair) -> Task:
        world = self.worlds[w]
        pilot = self._pilot(w, pair) if self.from_below else None
        source = pilot if self.from_below else self.over[pair]
        helper, bridge = world.helper(pair), False
        if source is not None and can_be_bridge(world.levels, pair, world.regime):
            bridge = self.done[w, source].founded in COOPERATING
            helper = world.bridge() if bridge else helper
        model, left = governed(world.levels.partnerships[pair], helper)
        trust = world.levels.founding[pair]
        marks = (helper is not None, bridge, pilot)
        if source is None:
            apart = world.levels.superior(*pair) is not None
            around = constant(_numbers([world.levels.friction(pair)[-1] * left], world.exact))
            return Task(w, pair, model, around, ("none",) * apart, (trust, 0), *marks)
        solved = self.done[w, source]
        border, states = world.levels.border, len(solved.names)
        place = len(solved.task.around.trust)
        above = np.append(np.arange(states) // place, -1)
        felt = [border[m] * (1 if bridge and m < 0 else left) for m in above]
        chain = np.eye(states + 1, dtype=int) if world.frozen else solved.chain
        alone = world.levels.partnerships[pair] if bridge else None
        around = Environment(above, _numbers(felt, world.exact), chain, alone)
        labels = (*solved.labels, "none")
        return Task(w, pair, model, around, labels, (trust, solved.first), *marks)

    def _pilot(self, w: int, pair: Pair) -> Pair | None:
        """The most valuable cooperating pair below, whose trust a pair from above follows."""
        levels = self.levels
        if not levels.crosses(*pair):
            return None
        below = [self.done[w, other] for other, above in self.over.items() if above == pair]
        able = [one for one in below if one.founded in COOPERATING]
        best = min(
            able,
            key=lambda one: (-one.start[one.first], sorted(map(str, one.task.pair))),
            default=None,
        )
        return None if best is None else best.task.pair


def _numbers(values: Sequence[Any], exact: bool) -> Array:
    array = np.array(values)
    return _exact.as_numbers(array, exact)


def at_friction(world: World, w: int, pair: Pair, friction: Any, *, strong: bool) -> Task:
    """A pair at one friction for ever; superiors that are strong bring the bridge they can be."""
    helper = world.helper(pair)
    if strong and can_be_bridge(world.levels, pair, world.regime):
        helper = world.bridge()
    model, left = governed(world.levels.partnerships[pair], helper)
    around = constant(_numbers([friction * left], world.exact))
    return Task(w, pair, model, around, (), (world.levels.founding[pair], 0))

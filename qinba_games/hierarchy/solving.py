"""How hierarchies are solved: many worlds at once, superiors first, pairs of one shape together."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..common.progress import tick
from ..coordinator import Coordinator
from ..partnership.evolve import best_agreement, classify
from ..partnership.evolve_arrays import best_acts, classes_of_acts
from ..partnership.partnership import Partnership
from ..partnership.solvers.pair_blocks import pairs_of
from ..partnership.solvers.pair_paths import moves, strong_path
from ..partnership.solvers.pairs_in_blocks import CHOICE, MODE, starts
from ..partnership.solvers.trust_values import evaluate, joint_problem, level_chain, reach
from ..partnership.stacked_pairs import can_be_stacked
from ..types import Array, Number
from .hierarchy import Hierarchy, Pair
from .regimes import at_distance, can_be_bridge, distance_of
from .solvers.environments import (
    Environment,
    constant,
    environments_of,
    surrounded,
    surrounded_pairs,
)

COOPERATING = ("weak", "strong")


@dataclasses.dataclass(frozen=True, eq=False)
class World:
    """One hierarchy under one regime, as it is solved."""

    levels: Hierarchy
    delta: Number
    regime: str
    coordinator: Coordinator
    loss: Number
    frozen: bool

    @functools.cached_property
    def exact(self) -> bool:
        """Whether every number that enters is rational."""
        helper = self.coordinator
        terms = [self.delta, self.loss, helper.credibility, helper.mediation, helper.monitoring]
        terms += [helper.subsidy, *np.asarray(helper.deposit).ravel().tolist()]
        return self.levels.exact and not any(isinstance(term, float) for term in terms)

    @functools.cached_property
    def _known(self) -> dict[Any, Any]:
        return {}

    def helped(self, pair: Pair, *, bridge: bool = False) -> _Helped:
        """A pair as it is helped; agencies of two superiors are one level away at every depth."""
        if (pair, bridge) not in self._known:
            distance = 1 if bridge else distance_of(self.levels, pair, self.regime)
            model = self.levels.partnerships[pair]
            if distance is not None:
                helper, left = self._helper(distance)
                self._known[pair, bridge] = _Helped(helper.applied_to(model), left, True)
            else:
                self._known[pair, bridge] = _Helped(model, 1, False)
        found: _Helped = self._known[pair, bridge]
        return found

    def _helper(self, distance: int) -> tuple[Coordinator, Number]:
        """The coordinator at a distance, without mediation, and the friction that this leaves."""
        if distance not in self._known:
            helper = at_distance(self.coordinator, self.loss, distance)
            settled = dataclasses.replace(helper, mediation=0)
            self._known[distance] = settled, 1 - helper.mediation * helper.credibility
        found: tuple[Coordinator, Number] = self._known[distance]
        return found


class _Helped(NamedTuple):
    """A pair as whoever coordinates it leaves it, and the part of friction that is left."""

    model: Partnership
    left: Number
    coordinated: bool


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

    @property
    def first(self) -> int:
        """The founding state among (trust, environment)."""
        trust, place = self.founding
        return trust * len(self.around.trust) + place

    @property
    def settled(self) -> tuple[Any, ...] | None:
        """What the answer depends on where surroundings never change; None where they do."""
        if len(self.around.trust) > 1:
            return None
        # A model that helps a pair is kept as long as its world: nothing else has its address.
        return self.world, id(self.model), self.around.friction[0], self.founding[0]


class Solved(NamedTuple):
    """What a pair agreed on, and the environment that it is to others.

    `names` and `start`, by trust and environment; `chain` moves over both, the end last;
    `probability` and `time` of becoming strong, from the founding state.
    """

    task: Task
    choice: Array
    names: Array
    start: Array
    chain: Array
    probability: float
    time: float
    proven: bool

    @property
    def first(self) -> int:
        """The founding state among (trust, environment)."""
        return self.task.first

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
        model, exact = task.model, worlds[task.world].exact
        rule = model.sharing if isinstance(model.sharing, str) else "fractions"
        plain = exact or not can_be_stacked(model)
        shape = len(task.around.trust), len(model.bad_times), model.drop, rule
        groups.setdefault((*shape, plain, exact), []).append(k)
    found: dict[int, Solved] = {}
    for (places, *_, plain, exact), members in groups.items():
        wide = places * tasks[members[0]].model.levels
        size = max(1, _CELLS // wide ** (3 if plain else 2))
        for low in range(0, len(members), size):
            part = members[low : low + size]
            some = [tasks[k] for k in part]
            delta = np.array([worlds[task.world].delta for task in some])
            solved = _one_by_one(some, delta, exact=exact) if plain else _together(some, delta)
            found |= zip(part, solved, strict=True)
    return [found[k] for k in range(len(tasks))]


#: Entries of the largest array of a block; larger batches leave the processor's cache.
_CELLS = 4_000_000


def _together(tasks: list[Task], delta: Array) -> Iterator[Solved]:
    """Pairs that share by one named rule, in floats."""
    models, around = [task.model for task in tasks], [task.around for task in tasks]
    first = np.array([task.first for task in tasks])
    terms = surrounded_pairs(models, around, delta, first)
    pairs = pairs_of(terms)
    found, proven = best_acts(terms)
    acts = np.moveaxis(found, 0, -1)
    hit, time = strong_path(pairs, MODE[acts], first)
    return map(
        Solved,
        tasks,
        found if terms.voluntary else CHOICE[found],
        classes_of_acts(found, terms.chance),
        starts(pairs, acts, voluntary=terms.voluntary).sum(axis=0).T,
        moves(pairs, acts),
        hit.tolist(),
        time.tolist(),
        proven.tolist(),
    )


def _one_by_one(tasks: list[Task], delta: Array, *, exact: bool) -> Iterator[Solved]:
    """Pairs of any kind as trust games, exactly if need be."""
    models = [_nameless(task.model) for task in tasks]
    game = surrounded(models, [task.around for task in tasks])
    game, delta = (game, delta.astype(object)) if exact else (game.as_floats(), delta.astype(float))
    best = best_agreement(game, delta)
    names = classify(game, best.choice)
    hit, time = reach(level_chain(game, best.choice), names == "strong")
    rows, first = range(len(tasks)), [task.first for task in tasks]
    return map(
        Solved,
        tasks,
        best.choice,
        names,
        evaluate(joint_problem(game, delta), best.choice),
        environments_of(game, best.choice),
        hit[rows, first].tolist(),
        time[rows, first].tolist(),
        best.proven.tolist(),
    )


def _nameless(model: Partnership) -> Partnership:
    """Pairs of one shape are one batch whatever their members are called."""
    return dataclasses.replace(model, members=("a", "b"))


class Solving:
    """Many worlds with the same tree, solved superiors first (pilots first from below)."""

    def __init__(self, worlds: Sequence[World], pairs: Sequence[Pair] | None = None) -> None:
        self.worlds = worlds
        self.levels = worlds[0].levels
        self.pairs = self.levels.pairs if pairs is None else tuple(pairs)
        self.from_below = worlds[0].regime == "bottom-up"
        self.over = {pair: self.levels.superior_key(pair) for pair in self.pairs}
        self.below: dict[Pair | None, list[Pair]] = {}
        for pair, above in self.over.items():
            self.below.setdefault(above, []).append(pair)
        self.done: dict[tuple[int, Pair], Solved] = {}
        self.alone: list[Solved] = []
        self._known: dict[Any, Solved] = {}

    def run(self, alone: Sequence[Task] = ()) -> dict[tuple[int, Pair], Solved]:
        """Solve every pair of every world; and tasks that depend on no other, with the first."""
        for wave in self._waves():
            tick()
            tasks = [self._task(w, pair) for w in range(len(self.worlds)) for pair in wave]
            found = self._solved([*tasks, *alone])
            self.done |= {(one.task.world, one.task.pair): one for one in found[: len(tasks)]}
            self.alone += found[len(tasks) :]
            alone = ()
        return self.done

    def _solved(self, tasks: Sequence[Task]) -> list[Solved]:
        """Answers in order; a pair whose surroundings never change is solved once."""
        keys = [task.settled or row for row, task in enumerate(tasks)]
        new = dict(zip(reversed(keys), reversed(tasks), strict=True))
        new = {key: task for key, task in new.items() if key not in self._known}
        found = dict(zip(new, solve_tasks([*new.values()], self.worlds), strict=True))
        self._known |= {key: one for key, one in found.items() if isinstance(key, tuple)}
        found = self._known | found
        return [found[key]._replace(task=task) for key, task in zip(keys, tasks, strict=True)]

    def _waves(self) -> list[list[Pair]]:
        """Pairs in the order in which they can be solved."""
        waves: dict[Pair, int] = {}
        order = sorted(self.pairs, key=lambda pair: sum(map(self.levels.depth, pair)))
        for pair in reversed(order) if self.from_below else order:
            if self.from_below:
                # Inner pairs follow nobody, and what is below an outer one is an outer one.
                outer = self.levels.crosses(*pair)
                before = [waves[other] for other in self.below.get(pair, ()) if outer]
            else:
                before = [waves[above] for above in [self.over[pair]] if above is not None]
            waves[pair] = 1 + max(before, default=-1)
        return [[p for p in self.pairs if waves[p] == k] for k in range(1 + max(waves.values()))]

    def _task(self, w: int, pair: Pair) -> Task:
        world = self.worlds[w]
        pilot = self._pilot(w, pair) if self.from_below else None
        source = pilot if self.from_below else self.over[pair]
        bridge = False
        if source is not None and can_be_bridge(world.levels, pair, world.regime):
            bridge = self.done[w, source].founded in COOPERATING
        model, left, coordinated = world.helped(pair, bridge=bridge)
        trust = world.levels.founding[pair]
        marks = (coordinated, bridge, pilot)
        if source is None:
            apart = world.levels.superior(*pair) is not None
            around = constant(_numbers([world.levels.friction(pair)[-1] * left], world.exact))
            return Task(w, pair, model, around, ("none",) * apart, (trust, 0), *marks)
        solved = self.done[w, source]
        border, states = world.levels.border, len(solved.names)
        place = len(solved.task.around.trust)
        above = np.append(np.arange(states) // place, -1)
        felt = [border[m] * (1 if bridge and m < 0 else left) for m in above.tolist()]
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
        below = [self.done[w, other] for other in self.below.get(pair, ())]
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
    bridge = strong and can_be_bridge(world.levels, pair, world.regime)
    model, left, _ = world.helped(pair, bridge=bridge)
    around = constant(_numbers([friction * left], world.exact))
    return Task(w, pair, model, around, (), (world.levels.founding[pair], 0))

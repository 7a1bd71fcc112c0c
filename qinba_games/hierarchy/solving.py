"""Pairs whose surroundings are known, those of one shape solved together."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..common.markov_chain import reach
from ..game.witness import Part
from ..partnership.best_agreement import best_agreement
from ..partnership.evolve import classify
from ..partnership.results.arrays import classes_of_acts
from ..partnership.solvers.pair_blocks import pairs_of
from ..partnership.solvers.pair_paths import moves, strong_path
from ..partnership.solvers.pairs_in_blocks import CHOICE, MODE, agreed_acts, witness_of
from ..partnership.stacked_pairs import can_be_stacked
from ..partnership.trust_game import level_chain
from ..types import Array
from .solvers.environments import (
    environments_of,
    surrounded,
    surrounded_pairs,
)
from .worlds import Record, Solved, Task, World

#: Entries of the largest array of a block; larger batches leave the processor's cache.
_CELLS = 4_000_000


def solve_tasks(
    tasks: Sequence[Task], worlds: Sequence[World], *, paths: bool = True
) -> list[Solved]:
    """Solve pairs whose surroundings are known, those of one shape together.

    Without `paths` the probability of becoming strong, and the time, may be left out (NaN).
    """
    groups: dict[Any, list[int]] = {}
    for k, task in enumerate(tasks):
        model, exact = task.model, worlds[task.world].exact
        rule = model.sharing if isinstance(model.sharing, str) else "fractions"
        plain = exact or not can_be_stacked(model)
        shape = len(task.around.trust), len(model.bad_times), model.drop, rule
        seen = [one.detection > 0 for one in (model, task.around.apart) if one and exact]
        groups.setdefault((*shape, *seen, plain, exact), []).append(k)
    found: dict[int, Solved] = {}
    for (places, *_, plain, exact), members in groups.items():
        wide = places * tasks[members[0]].model.levels
        size = max(1, _CELLS // wide ** (3 if exact else 2))
        for low in range(0, len(members), size):
            part = members[low : low + size]
            some = [tasks[k] for k in part]
            delta = np.array([worlds[task.world].delta for task in some])
            solved = (
                _one_by_one(some, delta, exact=exact)
                if plain
                else _together(some, delta, paths=paths)
            )
            found |= zip(part, solved, strict=True)
    return [found[k] for k in range(len(tasks))]


def _together(tasks: list[Task], delta: Array, *, paths: bool) -> list[Solved]:
    """Pairs that share by one named rule, in floats."""
    models, around = [task.model for task in tasks], [task.around for task in tasks]
    first = np.array([task.first for task in tasks])
    terms = surrounded_pairs(models, around, delta, first)
    pairs, voluntary = pairs_of(terms), terms.voluntary
    found = agreed_acts(pairs, voluntary=voluntary)
    acts = np.ascontiguousarray(np.moveaxis(found.acts, -1, 0))
    hit = time = np.full(len(tasks), np.nan)
    if paths:
        hit, time = strong_path(pairs, MODE[found.acts], first)
    solved = map(
        Solved,
        tasks,
        acts if voluntary else CHOICE[acts],
        classes_of_acts(acts, terms.chance).astype(object),
        found.joint.T,
        moves(pairs, found.acts),
        hit.tolist(),
        time.tolist(),
        found.settled.tolist(),
        _records(lambda: [witness_of(pairs, found, voluntary=voluntary)], len(tasks)),
    )
    hard = np.flatnonzero(~found.settled).tolist()
    one_by_one = _one_by_one([tasks[k] for k in hard], delta[hard], exact=False) if hard else ()
    better = dict(zip(hard, one_by_one, strict=True))
    return [better.get(k, one) for k, one in enumerate(solved)]


def _one_by_one(tasks: list[Task], delta: Array, *, exact: bool) -> Iterator[Solved]:
    """Pairs of any kind as trust games, exactly if need be."""
    game = surrounded([task.model for task in tasks], [task.around for task in tasks])
    game, delta = (game, delta.astype(object)) if exact else (game.as_floats(), delta.astype(float))
    best = best_agreement(game, delta)
    names = classify(game, best.choice)
    hit, time = reach(level_chain(game, best.choice), names == "strong")
    rows, first = range(len(tasks)), [task.first for task in tasks]
    return map(
        Solved,
        tasks,
        best.choice,
        names.astype(object),
        best.start,
        environments_of(game, best.choice),
        hit[rows, first].tolist(),
        time[rows, first].tolist(),
        best.proven.tolist(),
        _records(best.witness, len(tasks)),
    )


def _records(parts: Callable[[], Sequence[Part]], count: int) -> list[Record]:
    """What shows each of some pairs, found once and only if it is asked for."""

    @functools.cache
    def places() -> dict[int, tuple[Part, int]]:
        return {
            pair: (part, game) for part in parts() for game, pair in enumerate(part.games.tolist())
        }

    return [Record(places, k) for k in range(count)]

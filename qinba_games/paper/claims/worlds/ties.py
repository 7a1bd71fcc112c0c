"""The ties of the case between neighbours: prefectures, and counties under a municipality."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any, NamedTuple

import numpy as np

from ....partnership.evolve_many import evolve_many
from ....partnership.partnership import Partnership
from ....partnership.results.evolution import COOPERATING
from ....partnership.results.evolution_batch import EvolutionBatch
from ....types import Array, BoolArray
from ... import facts
from ...hierarchy import hierarchy
from ..argument import trusted


class Neighbours(NamedTuple):
    """Pairs of neighbours as the case has them, without superiors and without a coordinator."""

    pairs: tuple[tuple[str, str], ...]
    models: tuple[Partnership, ...]
    founding: tuple[int, ...]


@functools.cache
def neighbours() -> Neighbours:
    """All 49 of them, with the trust that they are founded with."""
    levels = hierarchy()
    pairs = tuple(pair for pair in levels.pairs if levels.levels[pair] == "prefecture")
    models = tuple(
        dataclasses.replace(
            levels.partnerships[pair],
            members=("a", "b"),
            friction=np.full(levels.top + 1, levels.friction(pair)[-1]),
        )
        for pair in pairs
    )
    return Neighbours(pairs, models, tuple(levels.founding[pair] for pair in pairs))


@functools.lru_cache(maxsize=256)
def evolution(delta: float, founding: int = 0) -> EvolutionBatch:
    """What they agree on at every trust."""
    models = neighbours().models
    return trusted(evolve_many(list(models), np.full(len(models), delta), founding=founding))


def values(delta: float) -> Array:
    """What each pair has together from its own founding on."""
    trust = np.array(neighbours().founding)
    by_trust = [evolution(delta, k).founding_value for k in range(int(trust.max()) + 1)]
    of_each: Array = np.asarray(by_trust)[trust, np.arange(len(trust))]
    return of_each


def classes(batch: EvolutionBatch, trust: Any) -> Array:
    """The class of each at its own trust."""
    chosen: Array = np.asarray(batch.classes)[np.arange(len(trust)), np.asarray(trust)]
    return chosen


def cooperates(batch: EvolutionBatch, trust: Any) -> BoolArray:
    """Which of them work together."""
    return np.asarray(np.isin(classes(batch, trust), COOPERATING), dtype=bool)


def signatories(year: float) -> list[frozenset[str]]:
    """Members of each agreement of the paper between governments, as of some year."""
    return [members for _, members in facts.counted_agreements(year)]


def trust(year: float) -> list[int]:
    """The trust of each pair: the agreements that both belonged to in some year."""
    top = neighbours().models[0].levels - 1
    signed = signatories(year)
    ends = [{*map(facts.code_of, pair)} for pair in neighbours().pairs]
    return [min(top, sum(pair <= who for who in signed)) for pair in ends]


def full(model: Partnership) -> float:
    """What a pair has together at full trust if both contribute in all times."""
    hardship = sum(float(chance) * float(np.sum(extra)) for chance, extra in model.bad_times)
    gains = np.asarray(model.benefit, dtype=float)[-1].sum()
    return float(gains - np.asarray(model.cost, dtype=float).sum() - hardship)

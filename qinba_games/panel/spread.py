"""Promises of partnerships whose gains are known up to a factor: where keeping is an equilibrium.

Benefits at trust 0 are multiplied by exp(u), u normal with mean 0 and a known spread; what more
trust adds stays. All ways in which a promise may have been made share one factor.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import errors
from ..partnership.evolve_arrays import best_acts
from ..partnership.evolve_many import evolve_batch
from ..partnership.pair_terms import PairTerms, can_be_stacked, founding_classes, stack_terms
from ..partnership.partnership import Partnership
from ..partnership.results.evolution import COOPERATING
from ..partnership.results.evolution_batch import EvolutionBatch
from ..sweep import answers
from ..types import Array, BoolArray, FloatArray, IntArray, frozen, read_only
from .promises import Promises
from .results.revealed_patience import RevealedPatience
from .uncertain_gains import chances, p_values

_GRID = (*np.linspace(0, 0.98, 50).tolist(), 0.99)
_CLOSE = 1e-4
#: So many promises that differ are looked at together; of more the progress is shown.
_PART = 50
#: Quantiles of the factor, and most promises, that are solved once more as a witness.
LOOKED_AT, _MOST = (0.2, 0.5, 0.8), 64


@frozen
class _Ways:
    """The ways in which promises that differ may have been made, by shape of the partnership."""

    count: int  #: of promises that differ
    spread: float
    owner: tuple[IntArray, ...]  #: for each shape: whose way each is
    terms: tuple[PairTerms, ...]

    def holds(self, who: IntArray, quantile: FloatArray, delta: FloatArray) -> BoolArray:
        """Whether keeping `who[n]` is an equilibrium in some way, at a quantile of the factor."""
        from scipy.special import ndtri

        factor = np.exp(self.spread * ndtri(quantile))
        cooperate = np.zeros(len(who), dtype=bool)
        for owner, terms in zip(self.owner, self.terms, strict=True):
            for way in _turns(owner, self.count):
                rest = np.flatnonzero(~cooperate & (way[who] >= 0))
                if len(rest):
                    part = _scaled(terms.block(way[who[rest]]), factor[rest], delta[rest])
                    classes = founding_classes(part, best_acts(part)[0])
                    cooperate[rest] = np.isin(classes, COOPERATING)
        return cooperate

    def chances(self, who: Sequence[int], deltas: Sequence[float]) -> FloatArray:
        """How likely keeping each is an equilibrium, (deltas, promises)."""
        row, delta = np.tile(who, len(deltas)), np.repeat(deltas, len(who))
        values = chances(lambda n, at: self.holds(row[n], at, delta[n]), len(row))
        return values.reshape(len(deltas), len(who))


def _turns(owner: IntArray, count: int) -> list[IntArray]:
    """Way by way: the number of the first, second, ... way of each promise, -1 for none."""
    first = np.searchsorted(owner, np.arange(count))
    many = np.bincount(owner, minlength=count)
    return [np.where(k < many, first + k, -1) for k in range(many.max())]


def _scaled(terms: PairTerms, factor: FloatArray, delta: FloatArray) -> PairTerms:
    at_zero = terms.received[:, :1]
    received = at_zero * factor + (terms.received - at_zero)
    return dataclasses.replace(terms, received=received, delta=delta)


def scaled(model: Partnership, factor: float) -> Partnership:
    """A partnership with benefits at trust 0 times a factor."""
    benefit = model.benefit.astype(float)
    return dataclasses.replace(model, benefit=benefit + (factor - 1) * benefit[:1])


def with_spread(
    answer: RevealedPatience, spread: float, progress: bool | None, jobs: int
) -> RevealedPatience:
    """The confidence set where gains are known up to a factor; not yet checked."""
    promises, chance_left = answer.promises, 1 - answer.level
    ways, kind = ways_of("revealed_patience", promises, spread)
    count = np.bincount(kind)
    successes = np.bincount(kind[promises.kept], minlength=len(count))
    every = range(ways.count)
    tasks = [{"ways": ways, "who": every[k : k + _PART]} for k in every[::_PART]]
    bar = len(tasks) > 1 if progress is None else progress
    options: dict[str, Any] = {"jobs": jobs, "progress": bar, "what": "promises"}
    whole = np.hstack(answers(_on_grid, tasks, **options, caller="revealed_patience"))
    known = dict(zip(_GRID, whole, strict=True))
    while True:
        deltas = sorted(known)
        chance = np.array([known[delta] for delta in deltas])
        p = p_values(chance, count, successes, np.array(answer.error))
        ends = np.flatnonzero(np.diff(p > chance_left))
        wide = [k for k in ends.tolist() if deltas[k + 1] - deltas[k] > _CLOSE]
        if not wide:
            break
        middle = [(deltas[k] + deltas[k + 1]) / 2 for k in wide]
        known |= dict(zip(middle, ways.chances(every, middle), strict=True))
    answer = dataclasses.replace(
        answer, spread=spread, grid=(*deltas, 1), chances=read_only(chance[:, kind])
    )
    inside = answer.intervals
    at = inside.least if inside and inside.least > 0 else deltas[len(deltas) // 2]
    return dataclasses.replace(answer, witness=_witness_of(promises, at, spread))


def _on_grid(ways: _Ways, who: Sequence[int]) -> FloatArray:
    return ways.chances(who, _GRID)


def ways_of(function: str, promises: Promises, spread: float) -> tuple[_Ways, IntArray]:
    """The ways of promises that differ, and which of these each promise is."""
    _check_models(function, promises)
    kinds = list(dict.fromkeys(promises.sources))
    shapes: dict[Any, list[tuple[int, int]]] = {}
    for k, entries in enumerate(kinds):
        for entry in entries:
            shapes.setdefault(_shape(promises.thresholds[entry].game), []).append((k, entry))
    ways = _Ways(
        count=len(kinds),
        spread=spread,
        owner=tuple(np.array([k for k, _ in rows]) for rows in shapes.values()),
        terms=tuple(
            stack_terms(
                [promises.thresholds[entry].game for _, entry in rows],
                np.zeros(len(rows)),
                [_founding_of(promises, entry) for _, entry in rows],
            )
            for rows in shapes.values()
        ),
    )
    return ways, np.array([kinds.index(one) for one in promises.sources])


def _founding_of(promises: Promises, entry: int) -> int:
    """The trust at which the answer of that number was asked for."""
    return int(promises.thresholds[entry].witness[0][1].founding)


def _shape(model: Partnership) -> tuple[Any, ...]:
    return model.levels, len(model.bad_times), model.drop, model.sharing


def _check_models(function: str, promises: Promises) -> None:
    for row, entries in enumerate(promises.sources):
        models = [promises.thresholds[k].game for k in entries]
        if not models or not all(isinstance(m, Partnership) and can_be_stacked(m) for m in models):
            rule = f"row {row + 1} is no partnership of two who can both leave: its gains are fixed"
            remedy = "Leave spread out, or pass promises of partnerships alone"
            raise errors.NotApplicableError(function, "spread", promises, rule, remedy)


def _witness_of(promises: Promises, delta: float, spread: float) -> tuple[EvolutionBatch, ...]:
    """Some promises, solved at a patience and at three quantiles of the factor."""
    from scipy.special import ndtri

    factors = np.exp(spread * ndtri(np.array(LOOKED_AT)))
    shapes: dict[Any, list[tuple[Partnership, int]]] = {}
    for entry in _entries_looked_at(promises):
        model = promises.thresholds[entry].game
        for factor in factors:
            one = scaled(model, float(factor)), _founding_of(promises, entry)
            shapes.setdefault(_shape(model), []).append(one)
    return tuple(_batch(rows, delta) for rows in shapes.values())


def _entries_looked_at(promises: Promises) -> Sequence[int]:
    """The ways of some promises, spread over all."""
    kinds = list(dict.fromkeys(promises.sources))
    some: Array = np.unique(np.linspace(0, len(kinds) - 1, min(len(kinds), _MOST)).astype(int))
    return [entry for k in some.tolist() for entry in kinds[k]]


def _batch(rows: list[tuple[Partnership, int]], delta: float) -> EvolutionBatch:
    models, founding = zip(*rows, strict=True)
    return evolve_batch(models, np.full(len(rows), delta), np.array(founding))

"""What governments can do alone in any equilibrium; found when an answer is asked."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np

from ... import errors
from ...common.register import finds
from ...common.spans import Spans
from ...partnership.partnership import Partnership
from ...payoff_sets.of_pairs import contributions
from ...payoff_sets.payoff_set import payoff_set
from ...third_parties.results.window import ANY_EQUILIBRIUM, PivotalWindow, overlaid, two_classes
from ...third_parties.taking_turns import TOLERANCE
from ...types import Array, FloatArray
from ..tables.records import evenly
from ..uncertain.draws import fixed_settings, solve_draws
from ..uncertain.results import Strict, Uncertain
from .reasons import KEPT
from .results import Study

#: Places of a window at which it is looked at first.
_PLACES = 12
#: Joint payoffs that are smaller are rounding.
_ROUNDED = 1e-9
_NOTE = "alone: where somebody is shown to contribute in some equilibrium, turns included"


@finds(Study, "contributes_alone")
def contributes_alone(study: Study) -> Array:
    """1 where somebody contributes in some equilibrium of governments alone, 0 nowhere, -1 open."""
    terms = study.without.terms
    answer = np.where(np.isin(study.without.founding_class, KEPT), 1, -1)
    rest = np.flatnonzero(answer < 0)
    answer[rest] = contributions(terms.block(rest))
    for k in np.flatnonzero((answer < 0) & (terms.detection == 1)).tolist():
        model = study.region.model(study.region.all_ties[k])
        sets = sets_of(model, study.delta, model.founding)
        verdict = None if sets is None else sets.contributes()
        answer[k] = -1 if verdict is None else int(verdict)
    return answer


@finds(Study, "value_any")
def value_any(study: Study) -> FloatArray:
    """Greatest joint payoff at founding of any equilibrium of governments alone."""
    values = np.full(len(study.segments), math.nan)
    for k in np.flatnonzero(study.without.terms.detection == 1).tolist():
        sets = sets_of(study.region.model(study.region.all_ties[k]), study.delta)
        if sets is not None:
            values[k] = greatest(sets)
    return values


def greatest(sets: Any) -> float:
    """The greatest joint payoff at founding, before conditions are known."""
    worth = float(sets.at_founding().support([1, 1]))
    return worth if abs(worth) > _ROUNDED else 0.0


def sets_of(model: Partnership, delta: Any, founding: int | None = None) -> Any:
    """The payoff sets of a tie alone; None if they did not settle, or span too much for floats."""
    try:
        return payoff_set(model, delta, founding=founding)
    except (errors.NotConvergedError, errors.PayoffSpanError):
        return None


@finds(Study, "pivotal")
def windows(study: Study) -> tuple[PivotalWindow, ...]:
    """The window of each tie that is left if governments can play any equilibrium alone."""
    pieces = [
        (k, float(low), float(high))
        for k, window in enumerate(study.pivotal)
        for low, high in window.intervals
    ]
    begun = _begun(study, pieces)
    return tuple(
        overlaid(
            two_classes(Spans.union([*window.kept(0), *begun[k]])),
            window.side(1),
            model=None,
            coordinator=study.coordinator,
            founding=window.founding,
            baseline=ANY_EQUILIBRIUM,
            tolerance=TOLERANCE,
            concept=window.concept,
            exact=False,
            proven=False,
            notes=(_NOTE,),
        )
        for k, window in enumerate(study.pivotal)
    )


def _begun(
    study: Study, pieces: list[tuple[int, float, float]]
) -> dict[int, list[tuple[float, float]]]:
    """Where in each piece somebody contributes, by tie; all ties at once."""

    def some(rows: Any, deltas: Any) -> Array:
        part = study.without.terms.block(np.asarray(rows, dtype=int))
        part = dataclasses.replace(part, delta=np.asarray(deltas, dtype=float))
        return np.asarray(contributions(part) == 1)

    intervals: dict[int, list[tuple[float, float]]] = {k: [] for k in range(len(study.segments))}
    if not pieces:
        return intervals
    who, low, high = (np.array(each) for each in zip(*pieces, strict=True))
    who = who.astype(int)
    shares = (np.arange(_PLACES) + 0.5) / _PLACES
    places = low[:, None] + shares * (high - low)[:, None]
    activity = some(np.repeat(who, _PLACES), places.ravel()).reshape(places.shape)
    turns = [(p, j) for p, j in np.argwhere(activity[:, 1:] != activity[:, :-1]).tolist()]
    left = np.array([places[p, j] for p, j in turns])
    right = np.array([places[p, j + 1] for p, j in turns])
    first = np.array([activity[p, j] for p, j in turns], dtype=bool)
    rows = [who[p] for p, _ in turns]
    while turns and (right - left).max() > TOLERANCE:
        middle = (left + right) / 2
        same = some(rows, middle) == first
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    edges: dict[int, list[float]] = {}
    for (p, _), edge in zip(turns, right.tolist(), strict=True):
        edges.setdefault(p, []).append(edge)
    for p in range(len(pieces)):
        ends = [low[p], *edges.get(p, []), high[p]]
        on = bool(activity[p, 0])
        for a, b in itertools.pairwise(ends):
            if on:
                intervals[int(who[p])].append((float(a), float(b)))
            on = not on
    return intervals


#: Draws that are looked at: as many as a share needs that is worth saying.
_SOME = 100
#: The least class of a tie that is kept.
_KEPT = 2


@finds(Uncertain, "strict")
def _strict(draws: Uncertain) -> Strict:
    """Whether governments contribute by themselves in some equilibrium, in some of the draws."""
    rows = evenly(len(draws.drawn), _SOME)
    settings = {**draws.region.settings, **fixed_settings("Uncertain.strict", draws.coordinator)}
    side, _ = solve_draws(draws.region.records, settings, draws.ranges, draws.drawn[rows])
    together, with_help = draws.founded[:, rows] >= _KEPT
    alone = together.astype(np.int8).ravel()
    rest = np.flatnonzero(alone == 0)
    alone[rest] = contributions(side.terms.block(rest))
    return Strict(rows, alone.reshape(together.shape), with_help)

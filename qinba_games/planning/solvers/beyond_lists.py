"""Plans that lists alone do not choose: for the worst draws, or with many offices together.

Let q be weights of the draws, none above 1 / (share · draws). The mean of the worst draws of a plan
is its least q-weighted mean, so that no plan's exceeds the best q-weighted mean, which lists prove.
Such weights are sought by cuts: a game in which one side chooses plans, the other draws.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ...types import FloatArray, Number
from ..of_levels import snapped
from ..programme import TOGETHER, BlockStage, Help, Programme, totals, worst_weights
from ..results import PlanSearch
from .mixed_integer import OptionIndices, best_plan
from .undominated_lists import best_of, lists_of

#: How often weights are sought anew, and by how little bounds differ that are the same.
_ROUNDS, _SAME = 20, 1e-9

#: From a programme to the best plan of the budget and its value, by lists.
_BestPlan = Callable[[Programme], tuple[OptionIndices, Number]]


class _DualWeights(NamedTuple):
    """Weights of draws whose best plan bounds all, and what was met on the way."""

    programme: Programme  #: under the weights
    weights: FloatArray
    first: OptionIndices  #: the best of the plans that were met
    tables: tuple[tuple[Mapping[Help, Number], ...], ...]


def mean_values(values: FloatArray, weights: FloatArray) -> tuple[dict[Help, Number], ...]:
    """What each tie is worth on average; `values`: (draws, ties, options)."""
    means = snapped(np.einsum("s,sko->ko", weights, values))
    return tuple({(o,): v for o, v in enumerate(row)} for row in means.tolist())


def _dual_weights(
    programme: Programme,
    values: FloatArray,
    share: float,
    best: _BestPlan,
    deadline: float | None = None,
) -> _DualWeights:
    """Weights of the draws that let the best plan bring least."""
    count = len(values)
    weights, most = np.full(count, 1 / count), np.inf
    rows, tables = list[FloatArray](), list[tuple[Mapping[Help, Number], ...]]()
    tightest, first, value = programme, (0,) * len(programme.ties), -np.inf
    for _ in range(_ROUNDS):
        there = dataclasses.replace(programme, values=mean_values(values, weights))
        choice, bound = best(there)
        tables.append(there.values)
        if bound < most:
            tightest, best_weights, most = there, weights, float(bound)
        row = totals(values, choice)
        own = float(row @ worst_weights(row, share))
        if own > value:
            first, value = choice, own
        rows.append(row)
        weights, least = _against(np.array(rows), share)
        late = deadline is not None and time.monotonic() > deadline
        if late or most <= max(value, least) + _SAME * max(1.0, abs(most)):
            break
    return _DualWeights(tightest, best_weights, first, tuple(tables))


def _against(rows: FloatArray, share: float) -> tuple[FloatArray, float]:
    """Weights that make the best of some plans worth least, and what it is worth then."""
    from scipy.optimize import linprog

    plans, count = rows.shape
    cap = 1 / (share * count)
    solved = linprog(
        np.append(np.zeros(count), 1),
        A_ub=np.hstack([rows, -np.ones((plans, 1))]),
        b_ub=np.zeros(plans),
        A_eq=np.append(np.ones(count), 0)[None],
        b_eq=[1],
        bounds=[*[(0, cap)] * count, (None, None)],
    )
    weights = np.clip(solved.x[:-1], 0, cap)
    return weights / weights.sum(), float(solved.fun)


class _PlanWithBound(NamedTuple):
    """A plan, and what bounds all others."""

    programme: Programme
    witness: tuple[BlockStage, ...]
    choice: OptionIndices
    search: PlanSearch
    proven: bool
    notes: tuple[str, ...]


def together(programme: Programme) -> int:
    """How many offices hang together through ties, at most."""
    return max(len(block.offices) for block in programme.blocks)


def beyond_lists(
    programme: Programme,
    budget: Number,
    values: FloatArray | None,
    share: float | None,
    time_limit: float | None,
) -> _PlanWithBound:
    """The best plan of a budget; of a `share` of draws `values`, (draws, ties, options)."""
    deadline = None if time_limit is None else time.monotonic() + time_limit
    few = together(programme) <= TOGETHER
    given = _DualWeights(programme, np.zeros(0), (0,) * len(programme.ties), (programme.values,))
    measure: Any = functools.partial(_added_up, programme)
    if values is not None and share is not None:
        measure = functools.partial(_of_worst, values, share)
        given = given._replace(weights=np.full(len(values), 1 / len(values)))
        if few:
            best = functools.partial(_by_lists, budget)
            given = _dual_weights(programme, values, share, best, deadline)
    lists = lists_of(given.programme) if few else ()
    most = math.inf
    if few:
        choice = best_of(given.programme, lists, budget)
        most = float(given.programme.worth(choice))
    incumbent = best_plan(programme, budget, measure, given.tables, given.first, most, deadline)
    notes = [] if incumbent.cheapest else ["something as good may cost less"]
    if incumbent.proven and not few:
        notes.append("that no plan is better is what a solver says, and is not shown")
    return _PlanWithBound(
        programme=given.programme,
        witness=lists,
        choice=incumbent.choice,
        search=PlanSearch(share=share, weights=given.weights, most=incumbent.most),
        proven=incumbent.proven,
        notes=tuple(notes),
    )


def _added_up(programme: Programme, choice: OptionIndices) -> tuple[Number, Any]:
    return programme.worth(choice), programme.values


def _of_worst(values: FloatArray, share: float, choice: OptionIndices) -> tuple[Number, Any]:
    by_draw = totals(values, choice)
    weights = worst_weights(by_draw, share)
    return float(by_draw @ weights), mean_values(values, weights)


def _by_lists(budget: Number, programme: Programme) -> tuple[OptionIndices, Number]:
    choice = best_of(programme, lists_of(programme), budget)
    return choice, programme.worth(choice)

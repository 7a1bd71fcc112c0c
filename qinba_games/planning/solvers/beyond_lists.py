"""Plans that lists alone do not choose: for the worst draws, or with many offices together."""

from __future__ import annotations

import functools
import math
import time
from typing import Any, NamedTuple

import numpy as np

from ...types import FloatArray, Number
from ..lists import Stage
from ..programme import TOGETHER, Programme
from ..results import Search
from ..worst import totals, worst_weights
from .mixed_integer import Choice, best_plan
from .undominated_lists import best_of, lists_of
from .worst_draws import Bounded, bounded, weighted


class Searched(NamedTuple):
    """A plan, and what bounds all others."""

    programme: Programme
    witness: tuple[Stage, ...]
    choice: Choice
    search: Search
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
) -> Searched:
    """The best plan of a budget; of a `share` of draws `values`, (draws, ties, options)."""
    deadline = None if time_limit is None else time.monotonic() + time_limit
    few = together(programme) <= TOGETHER
    given = Bounded(programme, np.zeros(0), (0,) * len(programme.ties), (programme.values,))
    measure: Any = functools.partial(_added_up, programme)
    if values is not None and share is not None:
        measure = functools.partial(_of_worst, values, share)
        given = given._replace(weights=np.full(len(values), 1 / len(values)))
        if few:
            best = functools.partial(_by_lists, budget)
            given = bounded(programme, values, share, best, deadline)
    lists = lists_of(given.programme) if few else ()
    most = math.inf
    if few:
        choice, _ = best_of(given.programme, lists, budget)
        most = float(given.programme.worth(choice))
    found = best_plan(programme, budget, measure, given.tables, given.first, most, deadline)
    notes = [] if found.cheapest else ["something as good may cost less"]
    if found.proven and not few:
        notes.append("that no plan is better is what a solver says, and is not shown")
    return Searched(
        programme=given.programme,
        witness=lists,
        choice=found.choice,
        search=Search(share=share, weights=given.weights, most=found.most),
        proven=found.proven,
        notes=tuple(notes),
    )


def _added_up(programme: Programme, choice: Choice) -> tuple[Number, Any]:
    return programme.worth(choice), programme.values


def _of_worst(values: FloatArray, share: float, choice: Choice) -> tuple[Number, Any]:
    found = totals(values, choice)
    weights = worst_weights(found, share)
    return float(found @ weights), weighted(values, weights)


def _by_lists(budget: Number, programme: Programme) -> tuple[Choice, Number]:
    choice, _ = best_of(programme, lists_of(programme), budget)
    return choice, programme.worth(choice)

"""Every number of a result is a number; infinity only where it is an answer.

A check compares what is reported with what it finds, and a comparison with what is no number says
nothing. So this comes first, for every kind of result and every field of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

#: What a result rests on, and has its own checks or refused such numbers when it was made.
_GIVEN = frozenset(
    ("game", "partnership", "partnerships", "coordinator", "certificate", "evidence", "terms")
)
#: Where infinity says that no patience is enough, or that something never happens; checks
#: recompute it as such.
_INFINITE = frozenset(
    ("delta", "time_to_strong", "price_of_fairness", "least_excess", "slack", "intervals")
)
#: Chapters in which nothing else is an answer; elsewhere a gap may say that nothing is asked.
_STRICT = ("partnership", "repeated", "stochastic", "cooperative", "patience")
#: Kinds of results in which nothing is searched for.
_CLOSED = frozenset(
    (
        *("Allocation", "CoreResult", "DiscountTable", "Dividends", "Equilibrium"),
        *("Evolution", "EvolutionBatch", "GameProperties"),
    )
)


def not_finite(result: Any) -> str | None:
    """Which field of a result holds what is no number; None if none does."""
    chapter = type(result).__module__.split(".")[1:2]
    if not chapter or chapter[0] not in _STRICT:
        return None
    for field in dataclasses.fields(result):
        if field.name in _GIVEN:
            continue
        for number in _numbers(getattr(result, field.name)):
            never = np.isnan(number) if field.name in _INFINITE else ~np.isfinite(number)
            if np.any(never):
                return f"{field.name} is not finite"
    return None


def _numbers(value: Any) -> Iterator[Any]:
    """Floats in a value, arrays of them as arrays."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            yield value
        elif value.dtype == object:
            yield from (float(v) for v in value.ravel() if isinstance(v, float))
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _numbers(entry)
    elif isinstance(value, (tuple, list)):
        for entry in value:
            yield from _numbers(entry)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in _GIVEN:
                yield from _numbers(getattr(value, field.name))


def not_exact(result: Any) -> str | None:
    """Whether a result is said to be exact although its model or its patience is not."""
    if getattr(result, "exact", None) is not True:
        return None
    model = getattr(result, "partnership", getattr(result, "game", None))
    given = getattr(model, "exact", True)
    rounded = given is False or isinstance(getattr(result, "delta", None), float)
    by_hand = "patience" if given else "model"
    delta = getattr(result, "delta", None)
    never = isinstance(delta, float) and delta == np.inf and given  # it is what a check finds
    return f"exact, of a {by_hand} that is not" if rounded and not never else None


def not_searched(result: Any) -> str | None:
    """Whether the error of a search is given where nothing was searched for."""
    error = getattr(result, "tolerance", 0)
    silent = getattr(result, "evidence", None) is None and type(result).__name__ in _CLOSED
    return "tolerance" if error < 0 or (error != 0 and silent) else None

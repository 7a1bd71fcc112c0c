"""What is called from below, by kind: checks and proofs of results, what a coordinator does.

A chapter registers its functions when it is imported; `verify`, `proof` and
`Coordinator.applied_to` look them up and know no chapter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

#: (Kind of result, kind of model or None) -> its check.
CHECKS: dict[tuple[type, type | None], Callable[..., Any]] = {}
#: Kind of result -> what judges several at once, and returns the check that is left for each.
TOGETHER: dict[type, Callable[..., Any]] = {}
#: Kind of result -> what proves that nothing better exists, as its check found it.
PROOFS: dict[type, Callable[..., Any]] = {}
#: (Kind of result, attribute) -> what finds it, once somebody asks for it.
LATER: dict[tuple[type, str], Callable[..., Any]] = {}
_GOVERNS: dict[type, Callable[..., Any]] = {}


def checks(kind: type, *, of: type | None = None) -> Callable[[F], F]:
    """Register the check of a kind of result, or of one whose `game` is of a kind of model."""
    return _entry(CHECKS, (kind, of))


def checks_together(kind: type) -> Callable[[F], F]:
    """Register what judges several results of a kind at once as far as it can."""
    return _entry(TOGETHER, kind)


def proves(kind: type) -> Callable[[F], F]:
    """Register what writes down the record that a result rests on."""
    return _entry(PROOFS, kind)


def finds(kind: type, name: str) -> Callable[[F], F]:
    """Register what finds an attribute of a kind of result that takes a solver of its own."""
    return _entry(LATER, (kind, name))


def governs(*kinds: type) -> Callable[[F], F]:
    """Register what a coordinator does to these kinds of model."""

    def register(function: F) -> F:
        for kind in kinds:
            _entry(_GOVERNS, kind)(function)
        return function

    return register


def _entry(table: dict[Any, Callable[..., Any]], key: Any) -> Callable[[F], F]:
    def register(function: F) -> F:
        if key in table:
            raise ValueError(f"{key} is registered twice: {table[key]} and {function}")
        table[key] = function
        return function

    return register


def governor_of(model: Any) -> Callable[..., Any] | None:
    """What a coordinator does to a model; None if there is nothing that it can do."""
    for kind in type(model).__mro__:
        if kind in _GOVERNS:
            return _GOVERNS[kind]
    return None


def governed_kinds() -> tuple[type, ...]:
    """Every kind of model to which a coordinator can be applied."""
    return tuple(_GOVERNS)

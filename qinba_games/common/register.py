"""What is called from below, by kind of result: its check, its proof, what is found later.

A chapter registers its functions when it is imported; `verify` and `proof` look them up and know
no chapter. What a coordinator does to a kind of model is registered beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

#: (Kind of result, kind of model or None) -> its check.
CHECKS: dict[tuple[type, type | None], Callable[..., Any]] = {}
#: Those whose results are judged as they are: what speaks against another policy, and what helps.
WHOLE: dict[tuple[type, type | None], tuple[str, ...]] = {}
#: Kind of result -> what judges several at once, and returns the check that is left for each.
TOGETHER: dict[type, Callable[..., Any]] = {}
#: Kind of result -> what proves that nothing better exists, as its check found it.
PROOFS: dict[type, Callable[..., Any]] = {}
#: (Kind of result, attribute) -> what finds it, once somebody asks for it.
LATER: dict[tuple[type, str], Callable[..., Any]] = {}


def checks(kind: type, *whole: str, of: type | None = None) -> Callable[[F], F]:
    """Register the check of a kind of result, or of one whose `game` is of a kind of model."""
    # `whole`: what speaks against judging another policy, and what to do instead.
    if whole:
        WHOLE[kind, of] = whole
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


def _entry(table: dict[Any, Callable[..., Any]], key: Any) -> Callable[[F], F]:
    def register(function: F) -> F:
        if key in table:
            raise ValueError(f"{key} is registered twice: {table[key]} and {function}")
        table[key] = function
        return function

    return register

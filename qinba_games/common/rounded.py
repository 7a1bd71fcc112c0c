"""Answers about payoffs too far apart for floats: found in fractions, and rounded."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np

from ..types import freeze, read_only

R = TypeVar("R")
T = TypeVar("T")

_NOTE = "payoffs are far apart: solved in fractions, and rounded"


def rounded(answer: R, numbers: Iterable[str], **about: Any) -> R:
    """`answer`, in fractions, with `numbers` rounded and `about` in floats."""
    known: Any = answer
    floats = {name: _floats(getattr(answer, name)) for name in numbers}
    floats |= {"exact": False, "certificate": None, "in_fractions": answer}
    return dataclasses.replace(known, **about, **floats, notes=(*known.notes, _NOTE))  # type: ignore[no-any-return]


def derived(function: Callable[[Any], T]) -> functools.cached_property[T]:
    """An attribute that follows from fields; of what was found in fractions, theirs in floats."""
    return _view(function, _floats)


def verbatim(function: Callable[[Any], T]) -> functools.cached_property[T]:
    """An attribute in words or counts that follows from fields; of fractions, theirs as it is."""
    return _view(function, lambda value: value)


def _view(
    function: Callable[[Any], T], convert: Callable[[Any], Any]
) -> functools.cached_property[T]:
    def computed(answer: Any) -> T:
        behind = answer.in_fractions
        if behind is not None:
            return convert(getattr(behind, function.__name__))  # type: ignore[no-any-return]
        return freeze(function(answer))

    computed.__doc__ = function.__doc__
    return functools.cached_property(computed)


def _floats(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(map(_floats, value))
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        parts: dict[str, Any] = {name: _floats(getattr(value, name)) for name in names}
        return dataclasses.replace(value, **parts)  # type: ignore[type-var]
    return read_only(value.astype(float)) if isinstance(value, np.ndarray) else float(value)

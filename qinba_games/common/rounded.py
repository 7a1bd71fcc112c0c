"""Answers about payoffs too far apart for floats: found in fractions, and rounded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np

from ..types import read_only

R = TypeVar("R")

_NOTE = "payoffs are far apart: solved in fractions, and rounded"


def rounded(found: R, numbers: Iterable[str], **about: Any) -> R:
    """`found`, in fractions, with `numbers` rounded and `about` in floats; it is the evidence."""
    known: Any = found
    floats = {name: _floats(getattr(found, name)) for name in numbers}
    said = {"exact": False, "certificate": None, "evidence": found, "notes": (*known.notes, _NOTE)}
    return dataclasses.replace(known, **about, **floats, **said)  # type: ignore[no-any-return]


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

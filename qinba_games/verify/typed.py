"""Whether every field of a result is of the kind that it is declared to be."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

#: Alternatives, but not those within brackets.
_BETWEEN = re.compile(r" \| (?![^\[]*\])")
#: Arrays of words.
_WORDS = frozenset(("classes", "founding_class"))
_ARRAYS = {"words": "U", "Array": "biufO", "FloatArray": "f", "IntArray": "iu", "BoolArray": "b"}


def mistyped(result: Any) -> str | None:
    """The first field that is of another kind than its declaration says; None if there is none."""
    kind: Any = type(result)
    # Fields that are declared as other kinds of values are not among these.
    for name, kinds in _declared(kind):
        if not any(_is(getattr(result, name), one) for one in kinds):
            return name
    return None


@functools.cache
def _declared(kind: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for field in dataclasses.fields(kind):
        kinds = tuple(_BETWEEN.split(str(field.type)))
        if field.name in _WORDS and kinds == ("Array",):
            kinds = ("words",)
        if all(map(_is_known, kinds)):
            found.append((field.name, kinds))
    return tuple(found)


def _is_known(kind: str) -> bool:
    plain = kind in ("bool", "str", "None", *_ARRAYS)
    return plain or (kind.startswith(("tuple[", "dict[")) and kind.endswith("]"))


def _is(value: Any, kind: str) -> bool:
    if kind == "None":
        return value is None
    if kind in _ARRAYS:
        told = isinstance(value, np.ndarray) and value.dtype.kind in _ARRAYS[kind]
        return told and (value.dtype.kind != "f" or value.dtype == np.float64)
    if kind == "bool":
        return isinstance(value, (bool, np.bool_))
    if kind == "tuple[str, ...]":
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    if kind == "dict[str, bool]":
        return isinstance(value, Mapping) and all(_is(part, "bool") for part in value.values())
    plain = {"str": str, "tuple": tuple, "dict": Mapping}[kind.partition("[")[0]]
    return isinstance(value, plain)

"""Columns of names and numbers read from a sheet, each value checked, the first wrong one named."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

import numpy as np

from .. import errors
from ..types import Array, FloatArray
from .sheet import Sheet


def text(sheet: Sheet, column: str) -> list[str | None]:
    """A column of words; None where there is none. Whole numbers are words too."""
    if column not in sheet.columns:
        return [None] * len(sheet)
    return [None if value is None else _word(value) for value in sheet.columns[column]]


def _word(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def names(sheet: Sheet, column: str, of: str) -> list[str]:
    """A column of words in which none is missing."""
    found = []
    for row, word in enumerate(text(sheet, column)):
        if word is None:
            rule, remedy = f"{of} has no name", "Fill in the name, or leave the row out"
            raise sheet.defect(errors.InvalidInputError, row, column, rule, remedy)
        found.append(word)
    return found


def places_of(
    sheet: Sheet, column: str, of: str, known: dict[str, int], everybody: Collection[str]
) -> Array:
    """A column of governments as their numbers in the table of governments."""
    found = []
    for row, name in enumerate(names(sheet, column, of)):
        if name not in known:
            raise sheet.unknown(row, column, everybody, "is no government of the region")
        found.append(known[name])
    return np.array(found, dtype=np.int64)


def numbers(sheet: Sheet, column: str, check: Callable[[float], str | None]) -> FloatArray:
    """A column of numbers, nan where there is none.

    `check` says what is wrong with an array of values: None for those that are fine.
    """
    found = np.full(len(sheet), np.nan)
    for row, value in enumerate(sheet.columns.get(column, ())):
        if value is None:
            continue
        number = _number(value)
        if number is None:
            rule = "must be a number"
            remedy = "Write a number such as 1.5, with a point, or leave it empty"
            raise sheet.defect(errors.InputTypeError, row, column, rule, remedy)
        if not math.isfinite(number):
            rule, remedy = "must be finite", "Write a number, or leave it empty"
            raise sheet.defect(errors.NotFiniteError, row, column, rule, remedy)
        wrong = check(number)
        if wrong is not None:
            kind = errors.ProbabilityError if "probability" in wrong else errors.RangeError
            raise sheet.defect(kind, row, column, wrong, _remedy(wrong))
        found[row] = number
    return found


def _remedy(rule: str) -> str:
    return "Leave it empty to have it built" if "whole" not in rule else "Write a whole number"


def _number(value: Any) -> float | None:
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, str):
        try:
            return float(Fraction(value)) if "/" in value else float(value.replace("−", "-"))
        except (ValueError, ZeroDivisionError):
            return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def anything(_: float) -> None:
    """Every number will do."""


def positive(value: float) -> str | None:
    """A size."""
    return None if value > 0 else "a size is above 0"


def probability(value: float) -> str | None:
    """A probability."""
    return None if 0 <= value <= 1 else "a probability lies in [0, 1]"


def latitude(value: float) -> str | None:
    """A latitude in degrees."""
    return None if abs(value) <= 90 else "a latitude lies in [-90, 90] degrees"


def longitude(value: float) -> str | None:
    """A longitude in degrees."""
    return None if abs(value) <= 180 else "a longitude lies in [-180, 180] degrees"


def whole(value: float) -> str | None:
    """A year."""
    return None if value.is_integer() else "must be a whole number"


def trust(value: float) -> str | None:
    """A level of trust."""
    if not value.is_integer():
        return "a level of trust is a whole number"
    return None if value >= 0 else "a level of trust is a whole number of at least 0"

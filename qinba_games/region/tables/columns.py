"""Columns of names and numbers read from a sheet, each value checked, the first wrong one named."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _reading, errors
from ...types import Array, FloatArray
from .sheet import Sheet

_YEAR = (
    "must be a whole number of at most four digits",
    lambda value: value.is_integer() and abs(value) < 10_000,
)
_TRUST = (
    "a level of trust is a whole number of at least 0",
    lambda value: value.is_integer() and value >= 0,
)
#: What every number of a column has to be, and whether one is; of other columns any will do.
RULES: dict[str, tuple[str, Callable[[float], bool]]] = {
    "lat": ("a latitude lies in [-90, 90] degrees", lambda value: abs(value) <= 90),
    "lon": ("a longitude lies in [-180, 180] degrees", lambda value: abs(value) <= 180),
    "size": ("a size is above 0", lambda value: value > 0),
    "income": ("an income is above 0", lambda value: value > 0),
    "hazard": ("a probability lies in [0, 1]", lambda value: 0 <= value <= 1),
    "damage": ("a damage is a part of income, in [0, 1)", lambda value: 0 <= value < 1),
    "common": ("a probability lies in [0, 1]", lambda value: 0 <= value <= 1),
    "friction": ("a probability lies in [0, 1]", lambda value: 0 <= value <= 1),
    "trust": _TRUST,
    "founding": _TRUST,
    "year": _YEAR,
    "start": _YEAR,
    "end": _YEAR,
}


def text(sheet: Sheet, column: str) -> list[str | None]:
    """A column of words; None where there is none. Whole numbers are words too."""
    if column not in sheet.columns:
        return [None] * len(sheet)
    for row, value in enumerate(sheet.columns[column]):
        if isinstance(value, int) and abs(value) >= 2**64:
            rule, remedy = "is a whole number of more than 64 bits", "Write it as text"
            raise sheet.defect(errors.InputTypeError, row, column, rule, remedy)
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


def numbers(sheet: Sheet, column: str) -> FloatArray:
    """A column of numbers that obey its rule, nan where there is none."""
    rule_of, obeys = RULES.get(column, ("", lambda _: True))
    found = np.full(len(sheet), np.nan)
    for row, value in enumerate(sheet.columns.get(column, ())):
        if value is None:
            continue
        number = _number(value)
        if number is None:
            rule = "must be a number"
            remedy = "Write a number such as 1.5, with a point, or leave it empty"
            raise sheet.defect(errors.InputTypeError, row, column, rule, remedy)
        if not abs(number) <= _reading.LARGEST:
            rule = f"must be finite, and no larger than {_reading.LARGEST:.0e}"
            remedy = "Write a number, or leave it empty"
            raise sheet.defect(errors.NotFiniteError, row, column, rule, remedy)
        if not obeys(number):
            kind = errors.ProbabilityError if "probability" in rule_of else errors.RangeError
            whole = "whole" in rule_of
            remedy = "Write a whole number" if whole else "Leave it empty to have it built"
            raise sheet.defect(kind, row, column, rule_of, remedy)
        found[row] = number
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        if isinstance(value, str):
            value = Fraction(value) if "/" in value else value.replace("−", "-")
        return float(value)
    except OverflowError:  # longer than any float
        return math.inf
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def once(sheet: Sheet, column: str, keys: Iterable[Hashable], rule: str) -> None:
    """Refuse a row whose key stands in the table twice; `rule` says of what, by `{}` the key."""
    first: dict[Hashable, int] = {}
    for row, key in enumerate(keys):
        if key in first:
            told = f"{rule.format(key)} twice; first in {sheet.places[first[key]]}"
            raise sheet.defect(errors.ShapeError, row, column, told, "Leave one of the rows out")
        first[key] = row

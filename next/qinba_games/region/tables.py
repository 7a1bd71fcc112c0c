"""Governments, ties and agreements as tables: read once, by the names of columns, and checked."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import (
    EmptyGameError,
    InputTypeError,
    InvalidInputError,
    NotFiniteError,
    RangeError,
    ShapeError,
    UnknownNameError,
)
from ..core.numbers import Numbers
from ..core.value import Value, value

GOVERNMENTS = ("name", "lat", "lon", "size", "parent", "group")
TIES = ("a", "b", "benefit_a", "benefit_b", "friction", "outside_a", "outside_b", "trust")
AGREEMENTS = ("agreement", "member", "year", "topic", "level", "end")
_NUMBERS = {"lat", "lon", "size", "year", "end", *TIES[2:]}
#: How alike a column must be to a known one that is missing to be taken for a slip of the pen.
_ALIKE = 0.75
_WHOLE: tuple[Callable[[float], bool], str] = (lambda x: x % 1 == 0, "must be whole")
_GAIN: tuple[Callable[[float], bool], str] = (lambda x: x >= 0, "must be at least 0")
#: Column -> what a number in it must be.
_RULES: dict[str, tuple[Callable[[float], bool], str]] = {
    "lat": (lambda x: abs(x) <= 90, "must be degrees from -90 to 90"),
    "lon": (lambda x: abs(x) <= 360, "must be degrees from -360 to 360"),
    "size": (lambda x: x > 0, "must be above 0"),
    "friction": (lambda x: 0 <= x <= 1, "must be a probability in [0, 1]"),
    "benefit_a": _GAIN,
    "benefit_b": _GAIN,
    "trust": (lambda x: x >= 0 and x % 1 == 0, "must be a whole number from 0 on"),
    "year": _WHOLE,
    "end": _WHOLE,
}

Columns = dict[str, Numbers]


@value
class Tables(Value):
    """The three tables of a region as columns by name; a missing number is NaN, a text ""."""

    governments: Columns
    ties: Columns
    agreements: Columns


class _Reader:
    """One table on its way in: it knows what to call itself in an error."""

    def __init__(self, function: str, table: str, frame: Any, known: Sequence[str]) -> None:
        import pandas

        self.function, self.table, self.known = function, table, known
        frame = pandas.DataFrame(frame)
        names = [str(name).strip() for name in frame.columns]
        if len({*names}) < len(names):
            raise ShapeError(function, table, names, "must have each column once")
        cells = (frame.iloc[:, k].tolist() for k in range(len(names)))
        self.cells = dict(zip(names, cells, strict=True))
        self.count = len(frame)

    def columns(self, needed: Collection[str]) -> Columns:
        """All known columns, and what else there is as text."""
        self._spelt(needed)
        columns: Columns = {}
        for name in dict.fromkeys([*self.known, *self.cells]):
            cells = self.cells.get(name, [None] * self.count)
            as_numbers = name in _NUMBERS
            columns[name] = self._numbers(name, cells) if as_numbers else self._texts(cells)
        for name in needed:
            for k in np.flatnonzero(columns[name] == ""):
                raise self.defect(InputTypeError, k, name, "must have a name")
        return columns

    def _spelt(self, needed: Collection[str]) -> None:
        for name in needed:
            if name not in self.cells:
                rule, hint = f"must have a column {name}", read.nearest(name, self.cells)
                raise UnknownNameError(self.function, self.table, [*self.cells], rule, hint)
        missing = [name for name in self.known if name not in self.cells]
        for name in self.cells.keys() - {*self.known}:
            hint = read.nearest(name, missing, _ALIKE)
            if hint:
                where = f"{self.table}, column"
                rule = "must be spelt as a known one, or unlike all"
                raise UnknownNameError(self.function, where, name, rule, hint)

    def _texts(self, cells: Iterable[Any]) -> Numbers:
        texts = np.empty(self.count, dtype=object)
        texts[:] = ["" if _is_missing(cell) else str(cell).strip() for cell in cells]
        return _frozen(texts)

    def _numbers(self, name: str, cells: Iterable[Any]) -> Numbers:
        holds, rule = _RULES.get(name, (math.isfinite, "must be finite"))
        column = np.full(self.count, np.nan)
        for k, cell in enumerate(cells):
            if not _is_missing(cell):
                column[k] = self._number(k, name, cell)
                if not holds(column[k]):
                    raise self.defect(RangeError, k, name, rule)
        return _frozen(column)

    def _number(self, k: int, name: str, cell: Any) -> float:
        try:
            number = float(cell) if isinstance(cell, (Real, str)) else math.nan
        except ValueError:
            number = math.nan
        if math.isnan(number) or isinstance(cell, (bool, np.bool_)):
            raise self.defect(InputTypeError, k, name, "must be a number, or empty")
        if math.isinf(number):
            raise self.defect(NotFiniteError, k, name, "must be finite")
        return number

    def defect(
        self, error: type[InvalidInputError], k: Any, column: str, rule: str, hint: str = ""
    ) -> InvalidInputError:
        """An error that names table, row, column and value."""
        heads = [name for name in ("name", "a", "b", "agreement", "member") if name in self.cells]
        label = ", ".join(str(self.cells[name][k]) for name in heads)
        where = f"{self.table}, row {k + 1} ({label}), column {column}:"
        given = self.cells[column][k] if column in self.cells else ""
        return error(self.function, where, given, rule, hint)

    def once(self, column: str, keys: Iterable[Any]) -> None:
        """Refuse a row whose key has been there before."""
        seen: dict[Any, int] = {}
        for k, key in enumerate(keys):
            if key in seen:
                rule = f"must stand there once (it does in row {seen[key] + 1} too)"
                raise self.defect(ShapeError, k, column, rule)
            seen[key] = k

    def known_names(self, column: str, names: Iterable[str], known: Sequence[str]) -> None:
        """Refuse a name that is no government's."""
        there = {*known}
        for k, name in enumerate(names):
            if name not in there:
                rule, hint = "must be a government", read.nearest(name, known)
                raise self.defect(UnknownNameError, k, column, rule, hint)


def read_tables(
    function: str,
    frames: Sequence[Any],
    names: Sequence[str] = ("governments", "ties", "agreements"),
) -> Tables:
    """The tables of frames of governments, ties and, if they are not None, agreements."""
    import pandas

    governments, ties, agreements = frames
    if agreements is None:
        agreements = pandas.DataFrame(columns=["agreement", "member"])
    first = _Reader(function, names[0], _with_names(governments), GOVERNMENTS)
    one = first.columns(["name"])
    one = {**one, "size": _frozen(np.where(np.isnan(one["size"]), 1.0, one["size"]))}
    _check_governments(first, one)
    second = _Reader(function, names[1], ties, TIES)
    two = second.columns(["a", "b"])
    _check_ties(second, two, one)
    third = _Reader(function, names[2], agreements, AGREEMENTS)
    three = third.columns(["agreement", "member"])
    third.known_names("member", three["member"], one["name"].tolist())
    third.once("member", zip(three["agreement"], three["member"], strict=True))
    return Tables(one, two, three)


def _with_names(frame: Any) -> Any:
    """Names of governments may be the index."""
    import pandas

    frame = pandas.DataFrame(frame)
    if "name" in frame or isinstance(frame.index, pandas.RangeIndex):
        return frame
    return frame.rename_axis(index="name").reset_index()


def _check_governments(reader: _Reader, columns: Columns) -> None:
    names = columns["name"].tolist()
    if not names:
        rule = "must have a row"
        raise EmptyGameError(reader.function, reader.table, len(names), rule)
    reader.once("name", names)
    lat, lon = columns["lat"], columns["lon"]
    for k in np.flatnonzero(np.isnan(lat) != np.isnan(lon)):
        empty = "lat" if np.isnan(lat[k]) else "lon"
        raise reader.defect(InputTypeError, k, empty, "must be given with the other coordinate")
    parents = dict(zip(names, columns["parent"].tolist(), strict=True))
    reader.known_names("parent", parents.values(), ["", *names])
    for row, name in enumerate(names):
        above, parent = {name}, parents[name]
        while parent and parent not in above:
            above.add(parent)
            parent = parents[parent]
        if parent:
            raise reader.defect(RangeError, row, "parent", "must not lead round in a circle")


def _check_ties(reader: _Reader, columns: Columns, governments: Columns) -> None:
    names, a, b = governments["name"].tolist(), columns["a"], columns["b"]
    if not len(a):
        raise EmptyGameError(reader.function, reader.table, len(a), "must have a row")
    for side in "ab":
        reader.known_names(side, columns[side], names)
    for k in np.flatnonzero(a == b):
        raise reader.defect(RangeError, k, "b", "must be another government")
    reader.once("b", map(frozenset, zip(a, b, strict=True)))
    places = dict(zip(names, governments["lat"], strict=True))
    bare = np.array([np.isnan(places[i] + places[j]) for i, j in zip(a, b, strict=True)])
    for name in ("benefit_a", "benefit_b"):
        for k in np.flatnonzero(np.isnan(columns[name]) & bare):
            rule = "must be given where a government has no coordinates"
            raise reader.defect(InputTypeError, k, name, rule)


def _is_missing(cell: Any) -> bool:
    import pandas

    if isinstance(cell, str):
        return not cell.strip()
    return np.ndim(cell) == 0 and bool(pandas.isna(cell))


def _frozen(column: Numbers) -> Numbers:
    column.flags.writeable = False
    return column

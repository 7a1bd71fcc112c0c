"""A table as it was given, a frame or a file, and how to say what is wrong with it.

Everything that is refused names the table, the row, the column and the value.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ... import _check, _reading, errors
from ...common.files import file_bytes
from ...common.show import many
from ...types import Array, FloatArray, frozen

#: Columns under names that others use, by the name that is meant.
_SYNONYMS = {
    "name": ("government", "id", "label"),
    "lat": ("latitude", "y"),
    "lon": ("lng", "long", "longitude", "x"),
    "group": ("province",),
    "parent": ("superior",),
    "size": ("population", "weight"),
    "a": ("from", "source", "from_name"),
    "b": ("to", "target", "to_name"),
    "benefit_a": ("gain_a",),
    "benefit_b": ("gain_b",),
    "trust": ("founding_trust", "founding"),
    "agreement": ("agreements",),
    "member": ("members", "government"),
}


@frozen
class Sheet:
    """A table of texts or values by column."""

    function: str  #: the public callable that was given it
    title: str  #: "governments", "ties" or "agreements", or the name of the file
    columns: dict[str, list[Any]]  #: missing values are None
    #: where each row stands: its number and its label, or its line in the file
    places: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.places)

    def at(self, row: int, column: str) -> str:
        """Where a value stands, in words."""
        return f"{self.title}, {self.places[row]}, column {column}"

    def defect(
        self, kind: type[errors.InvalidInputError], row: int, column: str, rule: str, remedy: str
    ) -> errors.InvalidInputError:
        """The error that a value breaks a rule."""
        value = self.columns[column][row] if column in self.columns else None
        return kind(self.function, self.at(row, column), value, rule, remedy)

    def unknown(
        self, row: int, column: str, options: Iterable[Any], rule: str
    ) -> errors.InvalidInputError:
        """The error that a name is not known, with the nearest one."""
        remedy = _check.nearest(self.columns[column][row], options)
        return self.defect(errors.UnknownNameError, row, column, rule, remedy)


def read(function: str, argument: str, given: Any, used: Collection[str] | None = None) -> Sheet:
    """A frame, a mapping of columns, or the path of a CSV file as a sheet, of which all is used."""
    if isinstance(given, (str, Path)):
        return _legible(_file(function, argument, Path(given)), used)
    names = getattr(given, "columns", None)
    if names is None and isinstance(given, Mapping):
        names = list(given)
    if names is None or callable(names):
        rule = f"must be a frame, a mapping of columns or a file, not {_check.kind_of(given)}"
        remedy = "Pass a pandas.DataFrame, or the path of a CSV file"
        raise errors.InputTypeError(function, argument, given, rule, remedy)
    if isinstance(given, Mapping):
        _reading.same_rows(function, argument, given.values())
    return _legible(_frame(function, argument, given, list(names)), used)


def _legible(sheet: Sheet, used: Collection[str] | None) -> Sheet:
    """The sheet; each of its words that is used can be shown everywhere."""
    for column, values in sheet.columns.items():
        if used is not None and column not in used:
            continue
        _check.visible(sheet.function, f"{sheet.title}, a column", column)
        for row, value in enumerate(values):
            _check.visible(sheet.function, sheet.at(row, column), value)
    return sheet


def _frame(function: str, argument: str, given: Any, names: list[Any]) -> Sheet:
    titles = [_title(name) for name in names]
    _once(function, argument, titles)
    columns = {
        title: [_value(v) for v in _as_list(function, argument, title, _column(given, name))]
        for title, name in zip(titles, names, strict=True)
    }
    lengths = {len(column) for column in columns.values()}
    index = getattr(given, "index", None)
    labels = index.tolist() if index is not None and hasattr(index, "tolist") else None
    count = max(lengths, default=0) if labels is None else len(labels)
    if len(lengths) > 1:
        rule, remedy = "all columns must have the same length", "Give every row one value in each"
        sizes = {name: len(column) for name, column in columns.items()}
        raise errors.ShapeError(function, argument, sizes, rule, remedy)
    plain = labels is None or labels == list(range(count))
    if argument == "governments" and "name" not in columns and not plain:
        columns = {"name": [_value(label) for label in labels or ()], **columns}
    row_labels = range(count) if labels is None else labels
    places = tuple(f"row {k + 1} (label {label!r})" for k, label in enumerate(row_labels))
    return Sheet(function=function, title=argument, columns=columns, places=places)


def _column(given: Any, name: Any) -> Any:
    """A column, or None where a table of another library does not give it."""
    try:
        return given[name]
    except Exception:  # noqa: BLE001 (whatever it raises)
        return None


def _as_list(function: str, argument: str, title: str, column: Any) -> list[Any]:
    for name in ("tolist", "to_list"):
        if hasattr(column, name):
            entries: Any = getattr(column, name)()
            return entries if isinstance(entries, list) else [entries]
    values = f"values of column {title!r}"
    return list(_check.sequence(function, argument, column, values, "Pass a list for each column"))


def _value(value: Any) -> Any:
    """A value, and None for whatever stands for a missing one."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, str):
        return value.strip() or None
    return value


def _title(name: Any) -> str:
    return str(name).removeprefix("\ufeff").strip()


def _once(function: str, title: str, names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        rule, remedy = "a column stands in the table twice", "Drop or rename one of them"
        raise errors.ShapeError(function, f"{title}, column {twice}", twice, rule, remedy)


# --- files ---------------------------------------------------------------------------------------


def _file(function: str, argument: str, path: Path) -> Sheet:
    title = f"{argument} ({path})"
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(_rows(_text(function, title, path)))
    except csv.Error as error:  # a quotation without end, or a cell of more than 131,072 letters
        rule = f"is no CSV file after line {rows[-1][0] if rows else 0}: {error}"
        remedy = "Close every quotation, and shorten the cell"
        raise errors.InvalidInputError(function, title, str(path), rule, remedy) from error
    if not rows:
        rule, remedy = "the file is empty", "Write a line of column names and a line for each row"
        raise errors.EmptyGameError(function, title, str(path), rule, remedy)
    names = [_title(name) for name in rows[0][1]]
    _refuse_separators(function, title, names)
    _once(function, title, names)
    for line, cells in rows[1:]:
        if len(cells) != len(names):
            there, wanted = many(len(cells), "value"), many(len(names), "column")
            rule = f"has {there}, and the head names {wanted}"
            remedy = "Give every line one value for each column, empty ones included"
            missing = names[len(cells)] if len(cells) < len(names) else "after the last"
            place = f"{title}, line {line} (label {cells[0]!r}), column {missing}"
            raise errors.ShapeError(function, place, ",".join(cells), rule, remedy)
    columns = {name: [_value(cells[k]) for _, cells in rows[1:]] for k, name in enumerate(names)}
    places = tuple(f"line {line} (label {cells[0]!r})" for line, cells in rows[1:])
    return Sheet(function=function, title=title, columns=columns, places=places)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, each with its line; one that begins with # is a remark."""
    inside = False  # a row that has begun

    def lines() -> Iterator[str]:
        nonlocal inside
        for line in io.StringIO(text, newline=None):
            remark = not inside and line.lstrip().startswith("#")
            inside = True
            yield "" if remark else line

    reader = csv.reader(lines(), strict=True, skipinitialspace=True)
    for cells in reader:
        inside = False
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _text(function: str, title: str, path: Path) -> str:
    try:
        raw = file_bytes(path)
    except (OSError, ValueError) as error:  # also of a name that no file can have
        rule = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        remedy = "Pass the path of a CSV file"
        raise errors.InvalidInputError(function, title, str(path), rule, remedy) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        rule, remedy = f"is not in UTF-8 (line {line})", 'Save the file as "CSV UTF-8"'
        value = raw[error.start : error.start + 8]
        raise errors.InvalidInputError(function, title, value, rule, remedy) from error
    if "\0" in text:
        rule, remedy = "is not in UTF-8 (it holds NUL)", 'Save the file as "CSV UTF-8"'
        raise errors.InvalidInputError(function, title, text[:16], rule, remedy)
    return text


def _refuse_separators(function: str, title: str, names: list[str]) -> None:
    head = ",".join(names)
    for sign, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and sign in head:
            rule, remedy = f"values are separated by {word}", "Save the file with commas between"
            raise errors.ShapeError(function, f"{title}, line 1", head, rule, remedy)


# --- names of columns ----------------------------------------------------------------------------


def check_columns(sheet: Sheet, needed: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Refuse missing and misspelt columns; the names of those that are nobody's, to be carried."""
    for name in needed:
        if name not in sheet.columns:
            raise _missing(sheet, name, known)
    extra = tuple(name for name in sheet.columns if name not in known)
    absent = [name for name in known if name not in sheet.columns]
    for name in extra:
        meant = _likely_column(name, absent)
        if meant is not None:
            rule = f"is no column of {sheet.title}, and there is no column '{meant}'"
            remedy = f"Did you mean '{meant}'?"
            place = f"{sheet.title}, column {name}"
            raise errors.UnknownNameError(sheet.function, place, name, rule, remedy)
    return extra


def _likely_column(name: str, absent: Sequence[str]) -> str | None:
    """The column that a name is a misspelling of, or another word for."""
    small = name.casefold().replace(" ", "_")
    for known in absent:
        if small == known or small in _SYNONYMS.get(known, ()):
            return known
    close = difflib.get_close_matches(small, absent, n=1, cutoff=0.75)
    return close[0] if close else None


def _missing(sheet: Sheet, name: str, known: Sequence[str]) -> errors.InvalidInputError:
    others = [other for other in sheet.columns if other not in known]
    near = [other for other in others if _likely_column(other, [name]) == name]
    remedy = f"Add the column '{name}'"
    if near:
        remedy = f"Rename the column '{near[0]}' to '{name}'"
    rule = f"the column '{name}' is missing"
    place = f"{sheet.title}, column {name}"
    return errors.ShapeError(sheet.function, place, tuple(sheet.columns), rule, remedy)


_YEAR = (
    "must be a whole number of at most four digits",
    lambda value: value.is_integer() and abs(value) < 10_000,
)
_TRUST = (
    "a level of trust is a whole number from 0 to 9999",
    lambda value: value.is_integer() and 0 <= value < 10_000,
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
    words = []
    for row, word in enumerate(text(sheet, column)):
        if word is None:
            rule, remedy = f"{of} has no name", "Fill in the name, or leave the row out"
            raise sheet.defect(errors.InvalidInputError, row, column, rule, remedy)
        words.append(word)
    return words


def places_of(
    sheet: Sheet, column: str, of: str, known: dict[str, int], everybody: Collection[str]
) -> Array:
    """A column of governments as their numbers in the table of governments."""
    places = []
    for row, name in enumerate(names(sheet, column, of)):
        if name not in known:
            raise sheet.unknown(row, column, everybody, "is no government of the region")
        places.append(known[name])
    return np.array(places, dtype=np.int64)


def numbers(sheet: Sheet, column: str) -> FloatArray:
    """A column of numbers that obey its rule, nan where there is none."""
    rule_of, obeys = RULES.get(column, ("", lambda _: True))
    values = np.full(len(sheet), np.nan)
    whole = "Write a whole number" if "whole" in rule_of else ""
    for row, value in enumerate(sheet.columns.get(column, ())):
        if value is None:
            continue
        number = _number(value)
        if number is None:
            rule = "must be a number"
            remedy = whole or "Write a number such as 1.5, with a point, or leave it empty"
            raise sheet.defect(errors.InputTypeError, row, column, rule, remedy)
        if not abs(number) <= _reading.LARGEST:
            rule = f"must be finite, and no larger than {_reading.LARGEST:.0e}"
            remedy = "Write a number, or leave it empty"
            raise sheet.defect(errors.NotFiniteError, row, column, rule, remedy)
        if not obeys(number):
            kind = errors.ProbabilityError if "probability" in rule_of else errors.RangeError
            remedy = whole or "Leave it empty to have it built"
            raise sheet.defect(kind, row, column, rule_of, remedy)
        values[row] = number
    return values


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
            reason = f"{rule.format(key)} twice; first in {sheet.places[first[key]]}"
            raise sheet.defect(errors.ShapeError, row, column, reason, "Leave one of the rows out")
        first[key] = row

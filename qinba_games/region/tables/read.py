"""The three tables of a region, read and checked row by row: from frames, files and workbooks."""

from __future__ import annotations

import importlib.util
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ... import _check, _reading, errors
from ...common.files import path_of
from ...types import FloatArray
from . import sheet
from .records import AGREEMENTS, GOVERNMENTS, RISKS, TIES, Extra, Records, Signature
from .sheet import Sheet, read


def read_records(function: str, governments: Any, ties: Any, agreements: Any = None) -> Records:
    """The tables of a region as one value; whatever is wrong is a named error."""
    who = sheet.read(function, "governments", governments)
    fields = _governments(who)
    known = {name: number for number, name in enumerate(fields["names"])}
    table = sheet.read(function, "ties", ties)
    fields |= _ties(table, known, fields["places"])
    if agreements is not None:
        fields |= _agreements(sheet.read(function, "agreements", agreements), known)
    return Records(**fields)


def _extra(table: Sheet, names: tuple[str, ...]) -> Extra:
    return tuple((name, tuple(table.columns[name])) for name in names)


# --- governments ---------------------------------------------------------------------------------


def _governments(table: Sheet) -> dict[str, Any]:
    if not len(table) and "name" in table.columns:
        rule, remedy = "there is no government", "Give every government one row"
        raise errors.EmptyGameError(table.function, table.title, 0, rule, remedy)
    extra = sheet.check_columns(table, ("name",), GOVERNMENTS + RISKS)
    names = sheet.names(table, "name", "a government")
    sheet.once(table, "name", names, "stands in the table")
    sizes = sheet.numbers(table, "size")
    parents = sheet.text(table, "parent")
    _check_parents(table, names, parents)
    groups = [group or "" for group in sheet.text(table, "group")]
    return {
        "names": tuple(names),
        "places": _places(table),
        "sizes": np.where(np.isnan(sizes), 1.0, sizes),
        "parents": tuple(parents),
        "groups": tuple(groups),
        "extra_governments": _extra(table, extra) + _risks(table, groups),
    }


def _risks(table: Sheet, groups: list[str]) -> Extra:
    """What the table says of disasters; hits of a whole group are some of each member's."""
    columns = {name: sheet.numbers(table, name) for name in RISKS if name in table.columns}
    common: dict[str, float] = {}
    for row, value in enumerate(np.nan_to_num(columns.get("common", ())).tolist()):
        if common.setdefault(groups[row], value) != value:
            rule = f"is another chance than the first one of the group '{groups[row]}'"
            remedy = "Give all of a group the same chance"
            raise table.defect(errors.RangeError, row, "common", rule, remedy)
        if "hazard" in columns and value > columns["hazard"][row]:
            rule = "is above the hazard, of which it is a part"
            raise table.defect(errors.RangeError, row, "common", rule, "Write at most the hazard")
    return tuple(
        (name, tuple(None if value != value else value for value in column.tolist()))
        for name, column in columns.items()
    )


def _places(table: Sheet) -> FloatArray:
    lat = sheet.numbers(table, "lat")
    lon = sheet.numbers(table, "lon")
    for row in np.flatnonzero(np.isnan(lat) != np.isnan(lon)).tolist():
        here, other = ("lat", "lon") if np.isnan(lat[row]) else ("lon", "lat")
        rule = f"there is a {other} and no {here}: one coordinate needs the other"
        raise table.defect(errors.InvalidInputError, row, here, rule, "Give both or neither")
    return np.column_stack([lat, lon])


def _check_parents(table: Sheet, names: list[str], parents: list[str | None]) -> None:
    above = dict(zip(names, parents, strict=True))
    settled: set[str] = set()
    for row, (name, parent) in enumerate(zip(names, parents, strict=True)):
        if parent is not None and parent not in above:
            raise table.unknown(row, "parent", names, "is no government of the region")
        path, here = {name}, parent
        while here is not None and here not in settled:
            if here in path:
                rule = f"stands above itself: the parents of {name} run in a circle"
                remedy = "Correct the parents so that every way up ends"
                raise table.defect(errors.RangeError, row, "parent", rule, remedy)
            path.add(here)
            here = above.get(here)
        settled |= path


# --- ties ----------------------------------------------------------------------------------------


def _ties(table: Sheet, known: dict[str, int], places: FloatArray) -> dict[str, Any]:
    extra = sheet.check_columns(table, ("a", "b"), TIES)
    if not len(table):
        rule, remedy = "there are no ties", "Give every tie one row"
        raise errors.EmptyGameError(table.function, table.title, 0, rule, remedy)
    ends = np.column_stack(
        [sheet.places_of(table, side, "an end of a tie", known, list(known)) for side in "ab"]
    )
    for row, (a, b) in enumerate(ends.tolist()):
        if a == b:
            rule = "a government has no tie with itself"
            raise table.defect(errors.RangeError, row, "b", rule, "Leave the row out")
    sheet.once(table, "b", map(frozenset, ends.tolist()), "this tie stands in the table")
    values = np.column_stack([sheet.numbers(table, name) for name in TIES[2:]])
    unknown = np.isnan(places[ends]).any(axis=(1, 2))[:, None] & np.isnan(values[:, :2])
    for row, side in np.argwhere(unknown).tolist():
        rule = "must be given where a government of the tie has no coordinates"
        remedy = "Fill in what the government gains, or give both governments lat and lon"
        raise table.defect(errors.NotFiniteError, row, TIES[2 + side], rule, remedy)
    return {"ends": ends, "values": values, "extra_ties": _extra(table, extra)}


# --- agreements ----------------------------------------------------------------------------------


def _agreements(table: Sheet, known: dict[str, int]) -> dict[str, Any]:
    extra = sheet.check_columns(table, ("agreement", "member"), AGREEMENTS)
    names = sheet.names(table, "agreement", "an agreement")
    members = sheet.places_of(table, "member", "a member", known, list(known))
    years = sheet.numbers(table, "year")
    ends = sheet.numbers(table, "end")
    if not np.isnan(years).all():
        for row in np.flatnonzero(np.isnan(years)).tolist():
            rule = "a year is missing"
            remedy = "Fill in when the member joined, or leave the column year out"
            raise table.defect(errors.NotFiniteError, row, "year", rule, remedy)
    for row in np.flatnonzero(ends < years).tolist():
        rule = f"lies before {years[row]:.0f}, when the member joined"
        remedy = "Correct one of the two years"
        raise table.defect(errors.RangeError, row, "end", rule, remedy)
    signed = list(zip(names, members.tolist(), strict=True))
    sheet.once(table, "member", signed, "is a member of the agreement '{0[0]}'")
    topics, levels = sheet.text(table, "topic"), sheet.text(table, "level")
    joined, exits = (list(map(_year, column.tolist())) for column in (years, ends))
    entries = zip(names, members.tolist(), joined, topics, levels, exits, strict=True)
    return {
        "signatures": tuple(Signature(*entry) for entry in entries),
        "extra_agreements": _extra(table, extra),
    }


def _year(value: float) -> int | None:
    return None if value != value else int(value)


def tables_of(function: str, frame: Any, coordinates: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables of governments and of ties that a square table of gains stands for."""
    if not (hasattr(frame, "columns") and hasattr(frame, "index") and hasattr(frame, "loc")):
        rule = f"must be a DataFrame, not {_check.kind_of(frame)}"
        remedy = "Pass pandas.DataFrame(gains, index=names, columns=names)"
        raise errors.InputTypeError(function, "frame", frame, rule, remedy)
    rows, columns = ([str(v) for v in axis.tolist()] for axis in (frame.index, frame.columns))
    for axis, given, others in (("row", rows, columns), ("column", columns, rows)):
        for name in given:
            if given.count(name) > 1:
                rule, remedy = f"the {axis} stands in the table twice", "Leave one of them out"
                raise errors.ShapeError(function, f"frame, {axis} {name}", name, rule, remedy)
            if name not in others:
                rule = f"is a {axis} and no {'column' if axis == 'row' else 'row'}"
                raise _check.unknown(function, f"frame, {axis} {name}", name, others, rule)
    gains = {}
    for i, row in zip(rows, frame.values.tolist(), strict=True):
        for j, value in zip(columns, row, strict=True):
            gains[i, j] = _gain(function, i, j, value)
    ties = [
        (i, j)
        for k, i in enumerate(rows)
        for j in rows[k + 1 :]
        if gains[i, j] > 0 or gains[j, i] > 0
    ]
    table = {
        "a": [i for i, _ in ties],
        "b": [j for _, j in ties],
        "benefit_a": [gains[i, j] for i, j in ties],
        "benefit_b": [gains[j, i] for i, j in ties],
    }
    return {"name": rows, **_coordinates(function, coordinates, rows)}, table


def _gain(function: str, i: str, j: str, value: Any) -> float:
    place = f"frame, row {i}, column {j}"
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        rule, remedy = "must be a number", "Write 0 where there is nothing to gain"
        raise errors.InputTypeError(function, place, value, rule, remedy) from error
    if not math.isfinite(number):
        rule, remedy = "must be finite", "Write 0 where there is nothing to gain"
        raise errors.NotFiniteError(function, place, value, rule, remedy)
    if i == j and number != 0:
        rule, remedy = "a government has no tie with itself", "Write 0 on the diagonal"
        raise errors.RangeError(function, place, value, rule, remedy)
    return number


def _coordinates(function: str, given: Any, names: list[str]) -> dict[str, list[Any]]:
    """Latitude and longitude in the order of the names."""
    if given is None:
        return {}
    sheet = read(function, "governments", given)
    labels = [str(v) for v in sheet.columns.get("name", ())]
    if not labels and _reading.has_labels(given):  # names that are 0, 1, ... look like no names
        rows = [str(v) for v in given.index]
        labels = rows if set(rows) == set(names) else []
    coordinates: dict[str, list[Any]] = {"lat": [], "lon": []}
    for name in names:
        if name not in labels:
            raise _check.unknown(function, "coordinates", name, labels, "has no coordinates")
        for axis, column in coordinates.items():
            if axis not in sheet.columns:
                rule, remedy = f"the column '{axis}' is missing", f"Add the column '{axis}'"
                place = f"coordinates, column {axis}"
                raise errors.ShapeError(function, place, tuple(sheet.columns), rule, remedy)
            column.append(sheet.columns[axis][labels.index(name)])
    return coordinates


#: Sheets of a workbook; the last may be missing.
_SHEETS = ("governments", "ties", "agreements")


def tables(function: str, path: Any) -> dict[str, Any]:
    """The sheets of a workbook as frames, by the names of the tables."""
    frames = workbook(function, "path", path_of(function, "path", path, "region.xlsx"))
    sheets = {name.strip().lower(): frame for name, frame in frames.items()}
    for name in _SHEETS[:2]:
        if name not in sheets:
            rule = f"has no sheet '{name}', but {', '.join(frames)}"
            remedy = "Name the sheets governments, ties and, if there are any, agreements"
            raise errors.UnknownNameError(function, "path", str(path), rule, remedy)
    return {name: sheets[name] for name in _SHEETS if name in sheets}


def workbook(function: str, argument: str, path: Path) -> dict[str, Any]:
    """Every sheet of a workbook as a frame, by its name."""
    import pandas

    if importlib.util.find_spec("openpyxl") is None:
        rule, remedy = "openpyxl is not installed", "Run python -m pip install openpyxl"
        raise errors.NotApplicableError(function, argument, str(path), rule, remedy)
    try:
        sheets = pandas.read_excel(path, sheet_name=None, engine="openpyxl")
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        rule, remedy = f"cannot be read: {error}", "Pass the name of a workbook (.xlsx)"
        raise errors.InvalidInputError(function, argument, str(path), rule, remedy) from error
    return {str(name): frame for name, frame in sheets.items()}

"""The three tables of a region, read and checked row by row: `Records` from frames and files."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...types import FloatArray
from . import columns, sheet
from .records import AGREEMENTS, GOVERNMENTS, RISKS, TIES, Extra, Records, Signature
from .sheet import Sheet


def read_records(function: str, governments: Any, ties: Any, agreements: Any = None) -> Records:
    """The tables of a region as one value; whatever is wrong is a named error."""
    who = sheet.read(function, "governments", governments)
    found = _governments(who)
    known = {name: number for number, name in enumerate(found["names"])}
    table = sheet.read(function, "ties", ties)
    found |= _ties(table, known, found["places"])
    if agreements is not None:
        found |= _agreements(sheet.read(function, "agreements", agreements), known)
    return Records(**found)


def _extra(table: Sheet, names: tuple[str, ...]) -> Extra:
    return tuple((name, tuple(table.columns[name])) for name in names)


# --- governments ---------------------------------------------------------------------------------


def _governments(table: Sheet) -> dict[str, Any]:
    if not len(table) and "name" in table.columns:
        rule, remedy = "there is no government", "Give every government one row"
        raise errors.EmptyGameError(table.function, table.title, 0, rule, remedy)
    extra = sheet.check_columns(table, ("name",), GOVERNMENTS + RISKS)
    names = columns.names(table, "name", "a government")
    columns.once(table, "name", names, "stands in the table")
    sizes = columns.numbers(table, "size")
    parents = columns.text(table, "parent")
    _check_parents(table, names, parents)
    groups = [group or "" for group in columns.text(table, "group")]
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
    found = {name: columns.numbers(table, name) for name in RISKS if name in table.columns}
    common: dict[str, float] = {}
    for row, value in enumerate(np.nan_to_num(found.get("common", ())).tolist()):
        if common.setdefault(groups[row], value) != value:
            rule = f"is another chance than the first one of the group '{groups[row]}'"
            remedy = "Give all of a group the same chance"
            raise table.defect(errors.RangeError, row, "common", rule, remedy)
        if "hazard" in found and value > found["hazard"][row]:
            rule = "is above the hazard, of which it is a part"
            raise table.defect(errors.RangeError, row, "common", rule, "Write at most the hazard")
    return tuple(
        (name, tuple(None if value != value else value for value in column.tolist()))
        for name, column in found.items()
    )


def _places(table: Sheet) -> FloatArray:
    lat = columns.numbers(table, "lat")
    lon = columns.numbers(table, "lon")
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
        [columns.places_of(table, side, "an end of a tie", known, list(known)) for side in "ab"]
    )
    for row, (a, b) in enumerate(ends.tolist()):
        if a == b:
            rule = "a government has no tie with itself"
            raise table.defect(errors.RangeError, row, "b", rule, "Leave the row out")
    columns.once(table, "b", map(frozenset, ends.tolist()), "this tie stands in the table")
    values = np.column_stack([columns.numbers(table, name) for name in TIES[2:]])
    unknown = np.isnan(places[ends]).any(axis=(1, 2))[:, None] & np.isnan(values[:, :2])
    for row, side in np.argwhere(unknown).tolist():
        rule = "must be given where a government of the tie has no coordinates"
        remedy = "Fill in what the government gains, or give both governments lat and lon"
        raise table.defect(errors.NotFiniteError, row, TIES[2 + side], rule, remedy)
    return {"ends": ends, "values": values, "extra_ties": _extra(table, extra)}


# --- agreements ----------------------------------------------------------------------------------


def _agreements(table: Sheet, known: dict[str, int]) -> dict[str, Any]:
    extra = sheet.check_columns(table, ("agreement", "member"), AGREEMENTS)
    names = columns.names(table, "agreement", "an agreement")
    members = columns.places_of(table, "member", "a member", known, list(known))
    years = columns.numbers(table, "year")
    ends = columns.numbers(table, "end")
    if not np.isnan(years).all():
        for row in np.flatnonzero(np.isnan(years)).tolist():
            rule = "a year is missing"
            remedy = "Fill in when the member joined, or leave the column year out"
            raise table.defect(errors.NotFiniteError, row, "year", rule, remedy)
    signed = list(zip(names, members.tolist(), strict=True))
    columns.once(table, "member", signed, "is a member of the agreement '{0[0]}'")
    topics, levels = columns.text(table, "topic"), columns.text(table, "level")
    joined, left = (list(map(_year, column.tolist())) for column in (years, ends))
    entries = zip(names, members.tolist(), joined, topics, levels, left, strict=True)
    return {
        "signatures": tuple(Signature(*entry) for entry in entries),
        "extra_agreements": _extra(table, extra),
    }


def _year(value: float) -> int | None:
    return None if value != value else int(value)

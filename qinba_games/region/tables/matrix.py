"""A region from a square table of gains."""

from __future__ import annotations

import math
from typing import Any

from ... import _check, _reading, errors
from .sheet import read


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
    return {"name": rows, **_places(function, coordinates, rows)}, table


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


def _places(function: str, given: Any, names: list[str]) -> dict[str, list[Any]]:
    """Latitude and longitude in the order of the names."""
    if given is None:
        return {}
    sheet = read(function, "governments", given)
    labels = [str(v) for v in sheet.columns.get("name", ())]
    if not labels and _reading.labelled(given):  # names that are 0, 1, ... look like no names
        rows = [str(v) for v in given.index]
        labels = rows if set(rows) == set(names) else []
    found: dict[str, list[Any]] = {"lat": [], "lon": []}
    for name in names:
        if name not in labels:
            raise _check.unknown(function, "coordinates", name, labels, "has no coordinates")
        for axis, column in found.items():
            if axis not in sheet.columns:
                rule, remedy = f"the column '{axis}' is missing", f"Add the column '{axis}'"
                place = f"coordinates, column {axis}"
                raise errors.ShapeError(function, place, tuple(sheet.columns), rule, remedy)
            column.append(sheet.columns[axis][labels.index(name)])
    return found

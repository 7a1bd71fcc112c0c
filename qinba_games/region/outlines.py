"""Borders out of a GeoJSON file, to be drawn under a map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import errors
from ..common.files import named, text_of
from ..types import FloatArray
from .report.projection import positions

_OWNER = "Study.plot"
#: How deep the lines of a geometry are nested in its coordinates.
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}


def read(path: Any) -> tuple[FloatArray, ...]:
    """Lines of a GeoJSON file, each with columns longitude and latitude; points are left out."""
    source = named(_OWNER, "outlines", path, "borders.geojson")
    try:
        lines = list(_lines(json.loads(text_of(_OWNER, "outlines", source, "a GeoJSON file"))))
        found = tuple(np.array([point[:2] for point in line], dtype=float) for line in lines)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _refused(path, f"is no GeoJSON: {error}") from error
    if not found:
        raise _refused(path, "has no line and no polygon")
    return found


def _refused(path: Any, rule: str) -> errors.InvalidInputError:
    remedy = "Pass a file with polygons or lines in degrees, longitude first"
    return errors.InvalidInputError(_OWNER, "outlines", str(path), rule, remedy)


def _lines(part: Any) -> Iterator[Any]:
    for inner in [*part.get("features", ()), *part.get("geometries", ())]:
        yield from _lines(inner)
    if part.get("geometry"):
        yield from _lines(part["geometry"])
    if part.get("type") in _DEPTH:
        yield from _flat(part["coordinates"], _DEPTH[part["type"]])


def _flat(nested: Any, depth: int) -> Iterator[Any]:
    if depth:
        for inner in nested:
            yield from _flat(inner, depth - 1)
    elif nested:
        yield nested


def on_map(lines: tuple[FloatArray, ...], places: FloatArray, points: FloatArray) -> list[Any]:
    """The lines in the units of a map on which governments at `places` stand at `points`."""
    if not np.isfinite(places).all():
        raise _without_places()
    lat, lon = places.T
    stand = positions(lat, lon, ())
    if not np.ptp(stand, axis=0).any():
        raise _without_places()
    # A map is what `positions` says, enlarged and shifted.
    middle, centre = stand.mean(axis=0), points.mean(axis=0)
    unit = np.linalg.norm(points - centre) / np.linalg.norm(stand - middle)
    narrow = np.cos(np.radians(lat.mean()))
    along = [np.column_stack([line[:, 0] * narrow, -line[:, 1]]) for line in lines]
    return [unit * (each - middle) + centre for each in along]


def _without_places() -> errors.NotApplicableError:
    rule = "need governments with latitude and longitude, in two places at least"
    remedy = "Give the table of governments `lat` and `lon`"
    return errors.NotApplicableError(_OWNER, "outlines", "a file", rule, remedy)

"""Pictures of regions: governments where they are, ties by class, and how many are kept."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .. import errors
from ..common import files
from ..plotting.charts import key_below, line, named, plain, text_casing
from ..plotting.figures import NARROW, axes, axes_at, beside, drawing, size
from ..plotting.palette import (
    ACCENT,
    CLASS_LINES,
    HALO,
    HULL,
    HULL_EDGE,
    INK,
    MAIN,
    MUTED,
    OTHER,
    PAGE,
)
from ..types import FloatArray
from .report.labels import shortened
from .report.maps import MapLayout, plan, positions
from .tables.records import Records, short_name

_OWNER = "Study.plot"
#: How deep the lines of a geometry are nested in its coordinates.
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}


def read_outlines(path: Any) -> tuple[FloatArray, ...]:
    """Lines of a GeoJSON file, each with columns longitude and latitude; points are left out."""
    source = files.path_of(_OWNER, "outlines", path, "borders.geojson")
    try:
        lines = list(
            _lines(json.loads(files.text_of(_OWNER, "outlines", source, "a GeoJSON file")))
        )
        outlines = tuple(np.array([point[:2] for point in line], dtype=float) for line in lines)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _refusal(path, f"is no GeoJSON: {error}") from error
    if not outlines:
        raise _refusal(path, "has no line and no polygon")
    return outlines


def _refusal(path: Any, rule: str) -> errors.InvalidInputError:
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


def _on_map(lines: tuple[FloatArray, ...], places: FloatArray, points: FloatArray) -> list[Any]:
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


#: Width in units of the map, and pattern, of a tie's line by its class, from below to above.
_LINES: dict[str, tuple[float, Any]] = {
    "isolated": (1.5, (0, (0.1, 2.2))),
    "nominal": (1.5, (0, (3.3, 1.9))),
    "weak": (1.7, "-"),
    "strong": (3.4, "-"),
}
_CAP: dict[str, Any] = {
    name: {"dash_capstyle": "round" if name == "isolated" else "butt"} for name in _LINES
}
_ANCHORS = {"": "left", "m": "center", "e": "right"}
#: Type of names in units of the map, so that they stay where they have been placed.
_TYPE, _CAPITALS = 9.4, 6.6
#: Inches above a map for its title, and below all maps for the legend.
_TITLE, _KEY = 0.28, 0.45
_KEPT = ("weak", "strong")


@drawing
def draw_study(study: Any, ax: Any = None, *, outlines: Any = None, **style: Any) -> Any:
    """Two maps, without the coordinator and with it; what only it keeps is cased in red."""
    records = study.region.records
    where = _whereabouts(records)
    borders = (
        () if outlines is None else _on_map(read_outlines(outlines), records.places, where.points)
    )
    ax = _panels(where) if ax is None else beside(2, ax=ax)
    before, after = zip(*study.classes, strict=True)
    added = [k for k, was in enumerate(before) if was not in _KEPT and after[k] in _KEPT]
    for panel, side, classes, own in zip(
        ax, ("Without", "With"), (before, after), ((), added), strict=True
    ):
        for border in borders:
            panel.plot(*border.T, color=HULL_EDGE, linewidth=0.8, zorder=0.5)
        draw_map(where, classes, panel, own=own, **style)
        panel.set_title(f"{side} the coordinator", loc="left", fontsize="medium")
    _key(ax[-1], {*before, *after}, bool(added))
    return ax


@functools.lru_cache(maxsize=8)
def _whereabouts(records: Records) -> MapLayout:
    """Where everything stands; placing labels takes longest."""
    names = [short_name(name) for name in records.names]
    ends = [(a, b) for a, b in records.ends.tolist()]
    lat, lon = records.places.T
    return plan(names, lat, lon, records.groups, ends)


def _panels(where: MapLayout) -> tuple[Any, ...]:
    """Two Axes beside each other, or in a narrow figure below each other, and room for a key."""
    wide = size(9.0, 5.0)[0]
    rows = 2 if wide < NARROW else 1
    across = wide * rows / 2
    high = size(wide, rows * (across * where.height / where.width + _TITLE) + _KEY)[1]
    each = (high - _KEY) / rows
    corners = [(k * wide / 2, _KEY) if rows == 1 else (0, high - (k + 1) * each) for k in (0, 1)]
    return axes_at((wide, high), [(*corner, across, max(each - _TITLE, 0.1)) for corner in corners])


def _key(ax: Any, classes: set[str], added: bool) -> None:
    """One legend for all maps, below the last of them."""
    entries = [
        line(name, color=CLASS_LINES[name], linewidth=wide, linestyle=pattern, **_CAP[name])
        for name, (wide, pattern) in reversed(_LINES.items())
        if name in classes
    ]
    if added:
        entries.append(line("only with it", color=HALO, linewidth=6))
    key_below(ax, entries)


@drawing
def draw_map(
    where: MapLayout, classes: Any, ax: Any = None, *, own: Sequence[int] = (), **style: Any
) -> Any:
    """Provinces as soft areas, governments as dots and ties as lines, the stronger ones on top."""
    ax = axes(ax)
    box = ax.get_window_extent()
    unit = min(box.width / where.width, box.height / where.height) * 72 / ax.figure.dpi
    for wide, colour in ((26.4, HULL_EDGE), (25, HULL)):
        for corners in where.hulls:
            soft = {
                "joinstyle": "round",
                "capstyle": "round",
                "zorder": 0,
                "linewidth": wide * unit,
            }
            ax.fill(*corners.T, facecolor=colour, edgecolor=colour, **soft)
    ends = np.array(where.pairs, dtype=int).reshape(-1, 2)
    casing = {"color": HALO, "linewidth": 9 * unit, "solid_capstyle": "round", "zorder": 1}
    ax.plot(*_between(where.points[ends[list(own)]]), **casing)
    for name, (width, pattern) in _LINES.items():
        few = [k for k, one in enumerate(classes) if one == name]
        look = {"linewidth": width * unit, "linestyle": pattern, "color": CLASS_LINES[name]}
        look |= {"zorder": 2, **_CAP[name]}
        ax.plot(*_between(where.points[ends[few]]), **{**look, **style})
    dots = {"markersize": 5.2 * unit, "markeredgewidth": 0.9 * unit, "zorder": 3}
    ax.plot(*where.points.T, "o", color=INK, markeredgecolor=PAGE, **dots)
    halo = text_casing(2.4 * unit, PAGE)
    labels = where.labels
    for name, x, y, anchor in zip(where.names, labels.x, labels.y, labels.anchors, strict=True):
        look = {"fontsize": _TYPE * unit, "ha": _ANCHORS[anchor], "va": "baseline", "zorder": 4}
        ax.text(x, y, plain(shortened(name)), path_effects=halo, **look)
    for x, y, title in where.group_names:
        look = {"fontsize": _CAPITALS * unit, "color": MUTED, "ha": "center", "va": "baseline"}
        ax.text(x, y, plain(title.upper()), zorder=1, **look)
    ax.set(xlim=(0, where.width), ylim=(where.height, 0), aspect="equal")
    ax.set_axis_off()
    return ax


#: What a pair of a map of insurance has, and the class whose line it is drawn with.
_INSURED = {"first best": "strong", "partial": "weak", "autarky": "isolated"}


@drawing
def draw_insured(pairs: Any, ax: Any = None, *, hit: str | None = None, **style: Any) -> Any:
    """Draw which ties could insure each other on a map; or who pays whom if one alone is `hit`."""
    where = _whereabouts(pairs.region.records)
    if ax is None:
        wide = size(5.0, 5.0)[0]
        high = size(wide, wide * where.height / where.width + _TITLE + _KEY)[1]
        (ax,) = axes_at((wide, high), [(0, _KEY, wide, max(high - _KEY - _TITLE, 0.1))])
    if hit is not None:
        return _draw_paid(pairs, where, ax, hit, **style)
    draw_map(where, [_INSURED[kind] for kind in pairs.kinds], ax, **style)
    ax.set_title("Who could insure whom (illustrative)", loc="left", fontsize="medium")
    entries = []
    for kind, name in _INSURED.items():
        wide, pattern = _LINES[name]
        look = {"color": CLASS_LINES[name], "linewidth": wide, "linestyle": pattern, **_CAP[name]}
        if kind in pairs.kinds:
            label = {"partial": "in part", "autarky": "not at all"}.get(kind, kind)
            entries.append(line(label, **look))
    key_below(ax, entries)
    return ax


def _draw_paid(pairs: Any, where: MapLayout, ax: Any, hit: str, **style: Any) -> Any:
    """Arrows from those that pay to the one that is hit, the widest for what is most."""
    paid = pairs.paid(hit)
    numbers = pairs.region.names
    draw_map(where, ["isolated"] * len(pairs.kinds), ax)
    most = max(paid.values(), default=0)
    look = {"color": MAIN, "arrowstyle": "-|>", "shrinkA": 3, "shrinkB": 3, **style}
    for partner, amount in paid.items():
        ends = where.points[[numbers.index(partner), numbers.index(hit)]]
        arrow = {**look, "linewidth": 0.8 + 2.4 * amount / most}
        ax.annotate("", xy=ends[1], xytext=ends[0], arrowprops=arrow)
    title = f"Who pays if {plain(short_name(hit))} alone is hit (illustrative)"
    ax.set_title(title, loc="left", fontsize="medium")
    return ax


def _between(ends: FloatArray) -> FloatArray:
    """Lines between pairs of points, as one line with gaps."""
    lines = np.full((len(ends), 3, 2), np.nan)
    lines[:, :2] = ends
    return lines.reshape(-1, 2).T


#: What is counted in each draw, in words, and its colour.
_ROWS = {
    "without": ("without the coordinator", OTHER),
    "with": ("with the coordinator", MAIN),
    "added": ("added by the coordinator", ACCENT),
}


@drawing
def draw_uncertain(counted: Mapping[str, Any], ties: int, ax: Any = None, **style: Any) -> Any:
    """A row each for the ties kept without, with, and added: nine draws of ten, and the middle."""
    ax = axes(ax, 6.4, 2.4)
    for row, (name, (words, colour)) in enumerate(_ROWS.items()):
        levels = np.quantile(counted[name], (0.05, 0.5, 0.95), method="inverted_cdf").astype(int)
        low, middle, high = levels.tolist()
        look = {"color": colour, "linewidth": 2, "solid_capstyle": "butt", **style}
        ax.plot([low, high], [row, row], **look)
        ax.plot([low, high], [row, row], "|", color=look["color"], markersize=9, markeredgewidth=2)
        ax.plot(middle, row, "o", color=look["color"], markeredgecolor=PAGE, markersize=8)
        ax.text(0, row - 0.32, words, va="bottom", fontsize="small")
        for x, side, shift in ((low, "right", -6), (high, "left", 6))[low == high :]:
            at = {"textcoords": "offset points", "xytext": (shift, 0), "va": "center"}
            ax.annotate(f"{x}", (x, row), ha=side, **at)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    what = f"ties kept, of {ties}; bar: nine draws of ten, dot: the middle one"
    return named(ax, what, "", xlim=(-0.04 * ties, 1.04 * ties), ylim=(2.5, -0.8))

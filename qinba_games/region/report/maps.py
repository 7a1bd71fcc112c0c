"""A map of governments and their ties: provinces as soft areas, lines by class and how sure.

Governments stand by latitude and longitude, or by a layout of their ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from ...types import FloatArray, frozen
from ..tables.records import Records
from . import svg
from .labels import Labels, breadth, legible, overlap_areas, place, shortened, under
from .svg import FILLS, Drawing
from .templating import render
from .words import ORDER, spoken

#: Width of every drawing, and the room left at its edges, in units.
WIDTH, MARGIN = 400.0, 30.0


def positions(
    latitude: FloatArray, longitude: FloatArray, pairs: Sequence[tuple[int, int]]
) -> FloatArray:
    """A point for each government, y downwards; by ties where a coordinate is missing."""
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if not known.all():
        return _by_ties(len(latitude), pairs)
    # One unit is the same length in both directions at the mean latitude.
    narrow = np.cos(np.radians(latitude.mean()))
    return np.column_stack([longitude * narrow, -latitude])


def _by_ties(count: int, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    layout = networkx.spring_layout(graph, seed=1, iterations=200)
    return np.array([layout[node] for node in range(count)])


def _framed(points: FloatArray, width: float = WIDTH, margin: float = MARGIN) -> FloatArray:
    """The points within a frame of this width, its upper left corner at (0, 0)."""
    low, high = points.min(axis=0), points.max(axis=0)
    across = float(high[0] - low[0]) or float(high[1] - low[1]) or 1.0
    # What is much higher than wide is not to fill a screen with one column.
    across = max(across, float(high[1] - low[1]) * 0.8)
    centre = (width - 2 * margin - (high[0] - low[0]) * (width - 2 * margin) / across) / 2
    scaled: FloatArray = (points - low) * (width - 2 * margin) / across + margin
    scaled[:, 0] += centre
    return scaled


def height(points: FloatArray, margin: float = MARGIN) -> float:
    """The height of the frame around framed points."""
    return float(points[:, 1].max()) + margin


def hull(points: FloatArray) -> FloatArray:
    """Corners of the convex hull, in order; of points on a line its two ends."""
    from scipy.spatial import ConvexHull, QhullError

    distinct = np.unique(points, axis=0)
    if len(distinct) < 3:
        return distinct
    try:
        return np.asarray(distinct[ConvexHull(distinct).vertices])
    except QhullError:
        return distinct[[0, -1]]


#: Shares of draws at which a line is drawn fainter.
SURE, HALF = 0.9, 0.5
#: So many governments are named; of more, those with the most ties.
NAMED = 70
#: How often a frame is widened to make room for labels, and by how much.
_WIDENED, _BY = 8, 1.05
_GROUP_SIZE = 8.2


@frozen
class MapLayout:
    """Where everything on a map stands; several maps share one."""

    points: FloatArray  #: A place for each government.
    pairs: tuple[tuple[int, int], ...]
    width: float
    height: float
    names: tuple[str, ...]  #: Of the governments that are named, in the order of `labels`.
    labels: Labels
    hulls: tuple[FloatArray, ...]
    group_names: tuple[tuple[float, float, str], ...]


def plan(
    names: Sequence[str],
    latitude: FloatArray,
    longitude: FloatArray,
    groups: Sequence[str],
    pairs: Sequence[tuple[int, int]],
) -> MapLayout:
    """Find a place for governments, labels and names of provinces; no coordinates, no areas."""
    place_of = positions(latitude, longitude, pairs)
    grouped = bool(np.isfinite(latitude).all() and len(set(groups)) > 1)
    titles = [each for each in dict.fromkeys(groups) if each] if grouped else []
    degree = Counter(end for pair in pairs for end in pair)
    numbers = sorted(range(len(names)), key=lambda i: (-degree[i], i))[:NAMED]
    numbers.sort()
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    for widened in range(_WIDENED if len(numbers) == len(names) else 1):
        width = WIDTH * _BY**widened
        points = _framed(place_of, width)
        tall = height(points)
        segments = np.hstack([points[ends[:, 0]], points[ends[:, 1]]])
        labels = place(
            points[numbers], [names[i] for i in numbers], segments, (width, tall), dots=points
        )
        if labels.overlap <= 0:
            break
    clear = legible(labels, points)
    numbers, labels = [numbers[k] for k in clear], labels.only(clear)
    hulls = tuple(hull(points[np.array(groups) == each]) for each in titles)
    return MapLayout(
        points=points,
        pairs=tuple((int(i), int(j)) for i, j in ends),
        width=width,
        height=tall,
        names=tuple(names[i] for i in numbers),
        labels=labels,
        hulls=hulls,
        group_names=_group_names(titles, hulls, labels.boxes, points, segments, (width, tall)),
    )


def _group_names(
    titles: Sequence[str],
    hulls: Sequence[FloatArray],
    boxes: FloatArray,
    points: FloatArray,
    segments: FloatArray,
    frame: tuple[float, float],
) -> tuple[tuple[float, float, str], ...]:
    """A quiet place for the name of each province, over its area or beside it."""
    taken = np.vstack([boxes, np.column_stack([points - 2.6, points + 2.6])])
    places = []
    for title, corners in zip(titles, hulls, strict=True):
        half = breadth(title) * _GROUP_SIZE * 0.36
        low, high = corners.min(axis=0) - 20, corners.max(axis=0) + 20
        x, y = np.meshgrid(
            *(np.arange(low[k], high[k], max(3.0, (high[k] - low[k]) / 40)) for k in (0, 1))
        )
        spots = np.column_stack([x.ravel(), y.ravel()])
        tried = np.column_stack([spots - [half, 4], spots + [half, 4]])
        cost = 2.2 * under(tried, segments) + 6 * overlap_areas(tried, taken).sum(axis=1)
        cost += 0.35 * np.hypot(*(spots - corners.mean(axis=0)).T)
        cost += 40 * np.clip(_distance(spots, corners) - 10, 0, None)
        beyond = (tried[:, :2] < 1).any(axis=1) | (tried[:, 2:] > np.array(frame) - 1).any(axis=1)
        best = int((cost + 900 * beyond).argmin())
        taken = np.vstack([taken, tried[best]])
        places.append((float(spots[best, 0]), float(spots[best, 1]) + 2.8, title))
    return tuple(places)


def _distance(spots: FloatArray, corners: FloatArray) -> FloatArray:
    """How far each spot lies from an area; 0 inside."""
    ends = np.roll(corners, -1, axis=0)
    step = ends - corners
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    along = ((spots[:, None] - corners) * step).sum(axis=2) / length
    nearest = corners + along.clip(0, 1)[..., None] * step
    gap = np.sqrt(((spots[:, None] - nearest) ** 2).sum(axis=2)).min(axis=1)
    side = step[:, 0] * (spots[:, None, 1] - corners[:, 1]) - step[:, 1] * (
        spots[:, None, 0] - corners[:, 0]
    )
    inside = ((side >= 0).all(axis=1) | (side <= 0).all(axis=1)) & (len(corners) > 2)
    return np.where(inside, 0.0, gap)


def draw(
    where: MapLayout,
    name: str,
    title: str,
    classes: Sequence[str],
    *,
    sure: FloatArray | None = None,
    hot: Collection[int] = (),
    tops: Collection[int] = (),
    more: str = "",
) -> Drawing:
    """Draw the ties by class; the fainter, the fewer draws have that class; `hot` are marked."""
    # The governments `tops` are squares, the others dots.
    ends = [(where.points[i], where.points[j]) for i, j in where.pairs]
    halo = "".join(svg.line(ends[k]) for k in sorted(hot))
    ties = "".join(
        svg.line(ends[k], f"t {each}{faint(None if sure is None else sure[k])}")
        for each in reversed(ORDER)
        for k in range(len(ends))
        if classes[k] == each
    )
    edges = [
        svg.line(corners if len(corners) > 1 else corners[[0, 0]], kind, closed=True)
        for corners in where.hulls
        for kind in ("edge", "")
    ]
    summary = spoken(Counter(classes))
    body = (
        svg.group("hulls", *edges)
        + svg.group("halo", halo)
        + ties
        + svg.group("hn", *(svg.text(x, y, text, "m") for x, y, text in where.group_names))
        + svg.group("nodes", *(svg.node(x, y, k in tops) for k, (x, y) in enumerate(where.points)))
        + label_group(where.labels, where.names)
    )
    return Drawing(
        name=name,
        kind="map",
        box=(0, 0, where.width, where.height),
        title=title,
        description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(),
        body=body,
    )


def label_group(labels: Labels, names: Sequence[str], kinds: Sequence[str] | None = None) -> str:
    """Labels where they have been placed; `kinds` are more classes of each."""
    more = [""] * len(names) if kinds is None else kinds
    texts = (
        svg.text(x, y, shortened(name), f"{anchor} {kind}".strip())
        for x, y, name, anchor, kind in zip(
            labels.x, labels.y, names, labels.anchors, more, strict=True
        )
    )
    return svg.group("nl", *texts)


def faint(share: float | None) -> str:
    """The class of style for a share of draws: three steps."""
    if share is None or share >= SURE:
        return ""
    return " s2" if share >= HALF else " s1"


_INK, _WIDTH, _EDGE = "#54606b", 360, 20
#: So many governments have their names beside them; the others show theirs under the pointer.
_NAMED = 12


def small_map(records: Records, label: str, classes: Any = None) -> dict[str, Any]:
    """Governments as dots and ties as lines, by class; without classes dashed between groups."""
    ends = [(a, b) for a, b in records.ends.tolist()]
    latitude, longitude = records.places.T
    points = _framed(positions(latitude, longitude, ends), _WIDTH, _EDGE)
    lines = []
    for k, (a, b) in enumerate(ends):
        look = _INK, 1.6, records.across[k], ""
        if classes is not None:
            name = str(classes[k])
            look = FILLS[name], 3 if name == "strong" else 1.6, False, f": {name}"
        caption = f"{records.names[a]} and {records.names[b]}{look[3]}"
        lines.append((points[a], points[b], *look[:3], caption))
    dots = [*zip(records.names, points, strict=True)]
    size = {"width": _WIDTH, "height": height(points, _EDGE), "named": _NAMED}
    return {**size, "label": label, "lines": lines, "dots": dots}


def of_region(records: Records, summary: str) -> str:
    """A region as its map."""
    across = int(records.across.sum())
    note = f"; the {across} between groups are dashed" if across else ""
    drawn = small_map(records, f"map of {summary}")
    return render("region_summary.html", told=summary, note=note, map=drawn)


def of_study(records: Records, study: Any, summary: str) -> str:
    """A study as two bars and two maps, without the coordinator and with it."""
    sides = [
        (side, study.counts[side], small_map(records, f"map {side} the coordinator", classes))
        for side, classes in zip(("without", "with"), zip(*study.classes, strict=True), strict=True)
    ]
    return render("study_summary.html", told=summary, sides=sides)

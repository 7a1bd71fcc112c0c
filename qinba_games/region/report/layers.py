"""Two layers of government: ties below, their superiors above, and who belongs to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from ...types import FloatArray, frozen
from . import svg
from .labels import BOLD, Labels, place
from .maps import named
from .svg import Drawing
from .words import ORDER, spoken

#: Corners of the planes of superiors and of members: upper left and right, lower right and left.
_UPPER = ((24.0, 20.0), (398.0, 20.0), (376.0, 142.0), (2.0, 142.0))
_LOWER = ((36.0, 184.0), (398.0, 184.0), (364.0, 370.0), (2.0, 370.0))
_HEIGHT = 376.0


@frozen
class Layers:
    """Where governments and their superiors stand; several drawings share it."""

    members: tuple[str, ...]
    superiors: tuple[str, ...]
    belongs: tuple[int, ...]  #: The superior of each member.
    #: Pairs of members, pairs of superiors.
    ties: tuple[tuple[int, int], ...]
    above: tuple[tuple[int, int], ...]
    at_members: FloatArray
    at_superiors: FloatArray
    member_labels: Labels
    superior_labels: Labels


def arrange(
    members: Mapping[str, str],
    points: Mapping[str, Sequence[float]],
    ties: Sequence[tuple[str, str]],
    above: Sequence[tuple[str, str]],
) -> Layers:
    """Place members (name -> superior) by their points, and superiors above their members."""
    names, tops = tuple(members), tuple(dict.fromkeys(members.values()))
    number = {name: k for k, name in enumerate(names)}
    of = {name: k for k, name in enumerate(tops)}
    belongs = tuple(of[members[name]] for name in names)
    raw = np.array([points[name] for name in names], dtype=float)
    at = _squeezed(raw, _LOWER, 34, 22)
    means = np.array([at[[b == k for b in belongs]].mean(axis=0) for k in range(len(tops))])
    high = _squeezed(means, _UPPER, 40, 24)
    high[:, 0] = (high[:, 0] + means[:, 0]) / 2
    pairs = tuple((number[a], number[b]) for a, b in ties)
    tops_pairs = tuple((of[a], of[b]) for a, b in above)
    frame = (400.0, _HEIGHT)
    return Layers(
        members=names,
        superiors=tops,
        belongs=belongs,
        ties=pairs,
        above=tops_pairs,
        at_members=at,
        at_superiors=high,
        member_labels=place(at, names, _segments(at, pairs), frame),
        superior_labels=place(
            high, tops, _segments(high, tops_pairs), frame, size=11.2, bold=BOLD, gap=6.5
        ),
    )


def _segments(points: FloatArray, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    return np.array([[*points[i], *points[j]] for i, j in pairs]).reshape(-1, 4)


def _squeezed(
    points: FloatArray, plane: Sequence[tuple[float, float]], across: float, down: float
) -> FloatArray:
    """Points on a plane that leans: each row is shifted as its edge is."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    share = (points - low) / np.where(size > 0, size, 1)
    share[:, size <= 0] = 0.5
    top, bottom = plane[0][1] + down, plane[2][1] - down
    y = top + share[:, 1] * (bottom - top)
    lean = (y - plane[0][1]) / (plane[3][1] - plane[0][1])
    left = plane[0][0] + lean * (plane[3][0] - plane[0][0]) + across
    right = plane[1][0] + lean * (plane[2][0] - plane[1][0]) - across
    return np.column_stack([left + share[:, 0] * (right - left), y])


def draw(
    where: Layers,
    name: str,
    title: str,
    classes: Sequence[str],
    above: Sequence[str],
    *,
    changed: Collection[int] = (),
    hot: tuple[str, str] | None = None,
    layer_names: tuple[str, str],
    more: str = "",
) -> Drawing:
    """Draw the ties of both layers by class; circles where a class is `changed`; `hot` a pair."""
    pair = None if hot is None else {where.members.index(each) for each in hot}
    lower = [(where.at_members[i], where.at_members[j]) for i, j in where.ties]
    upper = [(where.at_superiors[i], where.at_superiors[j]) for i, j in where.above]
    bosses = None if pair is None else {where.belongs[i] for i in pair}
    halo = [svg.line(e) for e, ij in zip(lower, where.ties, strict=True) if pair == set(ij)]
    halo += [svg.line(e) for e, ij in zip(upper, where.above, strict=True) if bosses == set(ij)]
    lines = [
        svg.line(ends, f"t {each}")
        for each in reversed(ORDER)
        for drawn, found in ((upper, above), (lower, classes))
        for ends, own in zip(drawn, found, strict=True)
        if own == each
    ]
    up = [
        svg.line([at, where.at_superiors[k]], "hot" if i in (pair or ()) else "")
        for i, (at, k) in enumerate(zip(where.at_members, where.belongs, strict=True))
    ]
    middles = [np.mean(lower[k], axis=0) for k in sorted(changed)]
    rings = [svg.dot(float(x), float(y), 5.2, "changed") for x, y in middles]
    body = (
        svg.line(_UPPER, "plane", closed=True)
        + svg.line(_LOWER, "plane", closed=True)
        + svg.text(28, 14, layer_names[0], "lay")
        + svg.text(40, 178, layer_names[1], "lay")
        + svg.group("juris", *up)
        + svg.group("halo", *halo)
        + "".join(lines)
        + svg.group("rings", *rings)
        + svg.group("nodes", *_nodes(where))
        + named(
            where.member_labels,
            where.members,
            ["hot" if name in (hot or ()) else "" for name in where.members],
        )
        + named(
            where.superior_labels,
            where.superiors,
            ["big hot" if k in (bosses or ()) else "big" for k in range(len(where.superiors))],
        )
    )
    return Drawing(
        name=name,
        kind="layers",
        box=(0, 0, 400, _HEIGHT),
        title=title,
        description=f"Below, {len(classes)} ties: {spoken(Counter(classes))}. {more}".strip(),
        body=body,
    )


def _nodes(where: Layers) -> list[str]:
    dots = [svg.node(x, y, False) for x, y in where.at_members]
    return dots + [svg.node(x, y, True) for x, y in where.at_superiors]

"""One tie over time: stairs of trust, and curves of how soon it has become strong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...types import FloatArray
from . import svg
from .labels import breadth, shortened
from .numbers import NARROW, percent
from .svg import Drawing

_WIDTH, _GAP, _STEP, _LOW = 388.0, 4.0, 24.0, 26.0
_FLOOR = 166.0
#: More levels than this do not fit beside each other with their words.
_MANY = 5


def stairs(
    name: str, title: str, description: str, classes: Sequence[str], moves: FloatArray
) -> Drawing:
    """A step for each level of trust, coloured by class; arrows say how likely each move is.

    `moves[k, j]` is the chance per period to get from level k to level j; the last column is the
    end of the tie.
    """
    count = len(classes)
    step = min(_STEP, 76 / max(count - 1, 1))
    wide = (_WIDTH - (count - 1) * _GAP) / count
    tops = [_FLOOR - _LOW - step * k for k in range(count)]
    middles = [6 + k * (wide + _GAP) + wide / 2 for k in range(count)]
    parts = []
    for k, each in enumerate(classes):
        parts.append(
            svg.box(middles[k] - wide / 2, tops[k], wide, _FLOOR - tops[k], f"f {each}", 3)
        )
        if count <= _MANY:
            parts.append(svg.text(middles[k], tops[k] + 17, each, f"m onf {each}"))
        parts.append(
            svg.text(middles[k], _FLOOR + 15, f"trust {k}" if count <= _MANY else k, "m ax")
        )
        leaves = each == "isolated" and float(moves[k, -1]) > 0.5
        if leaves:
            parts.append(_leave(middles[k], tops[k], count <= _MANY))
    for k in range(count - 1):
        up, down = float(moves[k, k + 1 : count].sum()), float(moves[k + 1, : k + 1].sum())
        if up > 0:
            parts.append(_rise(middles[k], tops[k], middles[k + 1], tops[k + 1], wide, up))
        if down > 0:
            parts.append(_fall(middles[k + 1], middles[k], down))
    top = tops[-1] - 32
    return Drawing(
        name=name,
        kind="stairs",
        box=(0, top, 400, 212 - top),
        title=title,
        description=description,
        body="".join(parts),
    )


def _head(x: float, y: float, dx: float, dy: float, kind: str = "") -> str:
    """The head of an arrow that points along (dx, dy)."""
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    base = (x - 6.5 * ux, y - 6.5 * uy)
    corners = [(x, y), (base[0] - 3 * uy, base[1] + 3 * ux), (base[0] + 3 * uy, base[1] - 3 * ux)]
    return svg.line(corners, f"head {kind}".strip(), closed=True)


def _leave(x: float, top: float, words: bool) -> str:
    arrow = svg.line([(x, top - 3), (x, top - 15)], "arrow") + _head(x, top - 20, 0, -1)
    return arrow + (svg.text(x, top - 24, "leave", "m ax") if words else "")


def _rise(x: float, y: float, x2: float, y2: float, wide: float, chance: float) -> str:
    start, end = (x + wide * 0.18, y - 4), (x2 - wide * 0.3, y2 - 4)
    bend = (start[0] + 6, end[1] - 24)
    path = (
        f"M{svg.at(start[0])} {svg.at(start[1])}Q{svg.at(bend[0])} {svg.at(bend[1])} "
        f"{svg.at(end[0] - 3)} {svg.at(end[1] - 4)}"
    )
    word = svg.text(start[0] + 2, y - 26, percent(chance), "e")
    return svg.curve(path, "arrow") + _head(*end, 0.75, 0.8) + word


def _fall(x: float, x2: float, chance: float) -> str:
    start, end, y = x - 16, x2 + 14, _FLOOR + 19
    path = (
        f"M{svg.at(start)} {svg.at(y)}Q{svg.at((x + x2) / 2)} {svg.at(y + 22)} "
        f"{svg.at(end + 3)} {svg.at(y + 5)}"
    )
    word = svg.text((x + x2) / 2, y + 24, percent(chance), "m ax")
    return svg.curve(path, "arrow down") + _head(end, y + 1, -1, -1, "down") + word


class Curve(NamedTuple):
    """A probability by period, with its name, and "with", "without" or with "other" before it."""

    name: str
    kind: str
    values: Sequence[float]


_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 374.0, 22.0, 172.0


def curves(name: str, title: str, description: str, drawn: Sequence[Curve]) -> Drawing:
    """Curves of a probability over periods, each named beside its line."""
    last = len(drawn[0].values) - 1
    across, up = (_RIGHT - _LEFT) / last, _BOTTOM - _TOP
    parts = []
    for share, word in ((0.0, "0"), (0.5, "50"), (1.0, f"100{NARROW}%")):
        y = _BOTTOM - up * share
        parts += [svg.line([(_LEFT, y), (_RIGHT, y)], "grid"), svg.text(38, y + 3.5, word, "e ax")]
    parts += _periods(last)
    points = [
        [(_LEFT + across * t, _BOTTOM - up * value) for t, value in enumerate(each.values)]
        for each in drawn
    ]
    lines = [svg.line(p, f"cv {each.kind}") for p, each in zip(points, drawn, strict=True)]
    return Drawing(
        name=name,
        kind="curve",
        box=(0, 0, 400, 210),
        title=title,
        description=description,
        body="".join(parts + lines) + svg.group("cl", *_beside(drawn, points)),
    )


def _periods(last: int) -> list[str]:
    """The scale of periods below a drawing."""
    across = (_RIGHT - _LEFT) / last
    marks = range(0, last + 1, max(last // 6, 1))
    told = [svg.text(_LEFT + across * period, 187, period, "m ax") for period in marks]
    return [*told, svg.text((_LEFT + _RIGHT) / 2, 204, "periods since founding", "m ax")]


def _beside(drawn: Sequence[Curve], points: Sequence[Sequence[tuple[float, float]]]) -> list[str]:
    """Name each curve where no other curve and no other name is near."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for each, own in zip(drawn, points, strict=True):
        # Curves that lie upon each other have nowhere to be named but on either side of both.
        apart = [p for p in points if p is not own and not np.allclose(p, own, atol=2)]
        tie, comma, how = each.name.rpartition(",")
        name = f"{shortened(tie)}{comma}{how}"
        half = breadth(name) * 11.4 * 0.56 / 2
        best, least = (own[0][0], own[0][1]), float("inf")
        for x, y in own:
            for dy in (-7.0, 15.0, -16.0, -22.0, 24.0, 34.0):
                if not _LEFT + half <= x <= _RIGHT + 20 - half or not 12 <= y + dy <= _BOTTOM - 3:
                    continue
                cost = abs(x - (_LEFT + _RIGHT) / 2) * 0.02
                for other in apart:
                    cost += 30 * _nearer(other, x, y + dy, abs(dy - 4))
                for other in points:
                    near = [q for q in other if abs(q[0] - x) <= half]
                    cost += sum(1 for q in near if -10 < q[1] - (y + dy) < 5) * 20
                cost += sum(
                    100 for tx, ty, th in taken if abs(tx - x) < th + half and abs(ty - y - dy) < 13
                )
                if cost < least:
                    best, least = (x, y + dy), cost
        taken.append((*best, half))
        found.append(svg.text(*best, name, f"m {each.kind}"))
    return found


def _nearer(points: Sequence[tuple[float, float]], x: float, y: float, gap: float) -> bool:
    """Whether another curve is nearer to a name than its own, so that one would mistake it."""
    return any(abs(q[0] - x) < 1 and abs(q[1] - (y - 4)) < gap - 0.5 for q in points)


def areas(
    name: str, title: str, description: str, order: Sequence[str], values: FloatArray
) -> Drawing:
    """How many ties are in each class by period, one above the other, the first one below."""
    last, total = len(values) - 1, float(values[0].sum())
    across, up = (_RIGHT - _LEFT) / last, _BOTTOM - _TOP
    height = values.cumsum(axis=1)
    parts = []
    for k, each in enumerate(order):
        low = height[:, k - 1] if k else height[:, 0] * 0
        upper = [(_LEFT + across * t, _BOTTOM - up * height[t, k] / total) for t in range(last + 1)]
        lower = [(_LEFT + across * t, _BOTTOM - up * low[t] / total) for t in range(last, -1, -1)]
        parts.append(svg.line([*upper, *lower], f"f {each}", closed=True))
    for count in sorted({0, round(total) // 2, round(total)}):
        y = _BOTTOM - up * count / total
        parts.append(svg.text(38, y + 3.5, count, "e ax"))
    parts += _periods(last)
    for k, each in enumerate(order):
        middle = float(height[-1, k] - values[-1, k] / 2)
        if values[-1, k] / total > 0.09:
            y = _BOTTOM - up * middle / total + 4
            parts.append(svg.text(_RIGHT - 6, y, f"{values[-1, k]:.0f} {each}", f"e onf {each}"))
    return Drawing(
        name=name,
        kind="curve",
        box=(0, 10, 400, 200),
        title=title,
        description=description,
        body="".join(parts),
    )

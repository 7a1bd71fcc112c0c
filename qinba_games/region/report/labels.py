"""Where labels go, so that none covers another one, a dot, or much of a line.

Each label chooses among places around its dot. The choice with little overlap is found by simulated
annealing from several starts, with a seed that is fixed, so that a map always looks the same
[1]_.

References
----------
.. [1] Christensen, Marks and Shieber (1995), An empirical study of algorithms for point-feature
   label placement, ACM Transactions on Graphics 14(3), 203-232.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence

import numpy as np

from ...types import Array, FloatArray, frozen

#: Width of a character, and of a bold one, as a part of the size of the type.
CHARACTER, BOLD = 0.59, 1.13
#: A Chinese character is wider than a Latin one by so much.
_WIDE = 1.7
#: Labels wider than that, in characters, are cut.
_LONGEST = 30
#: Directions in the order in which they are liked, with where the text is anchored.
_DIRECTIONS = (
    (1.0, 0.0, ""),
    (-1.0, 0.0, "e"),
    (0.0, -1.0, "m"),
    (0.0, 1.0, "m"),
    (1.0, -1.0, ""),
    (-1.0, -1.0, "e"),
    (1.0, 1.0, ""),
    (-1.0, 1.0, "e"),
)
_LIKED = (0.0, 1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5)
_DISTANCES = (0.0, 3.0, 7.0)
_OVERLAP, _LINE, _FAR, _OUTSIDE = 14.0, 0.55, 1.6, 900.0
#: Pairs of a box and a line that are looked at together.
_AT_ONCE = 400_000
_STARTS, _MOVES, _SEED = 6, 5000, 20200105


@frozen
class Labels:
    """Where labels stand."""

    #: Anchor and baseline of each label.
    x: FloatArray
    y: FloatArray
    anchors: tuple[str, ...]  #: "" starts there, "m" is centred there, "e" ends there.
    boxes: FloatArray  #: Left, top, right and bottom of each label.
    overlap: float  #: Area covered twice; 0 if no label covers another one or a dot.

    def only(self, few: Sequence[int]) -> Labels:
        """Some of the labels, where they stand."""
        rows = np.asarray(few, dtype=int)
        return dataclasses.replace(
            self,
            x=self.x[rows],
            y=self.y[rows],
            anchors=tuple(self.anchors[k] for k in few),
            boxes=self.boxes[rows],
        )


def place(
    points: FloatArray,
    names: Sequence[str],
    segments: FloatArray,
    frame: tuple[float, float],
    *,
    dots: FloatArray | None = None,
    size: float = 10.6,
    bold: float = 1.0,
    gap: float = 4.6,
) -> Labels:
    """Place one label at each point, clear of other labels, of all `dots` and of segments."""
    # Segments are rows x, y, x, y; `frame` is width and height of the drawing; `bold` says how much
    # wider than usual a character is, `gap` how far a label is from the middle of its dot.
    widths = np.array([breadth(shortened(name)) for name in names]) * size * CHARACTER * bold
    x, y, boxes, liked = _places(points, widths, size, gap)
    around = points if dots is None else dots
    flat = boxes.reshape(-1, 4)
    on_dots = overlap_areas(flat, np.column_stack([around - 2.6, around + 2.6])).sum(axis=1)
    outside = (flat[:, :2] < 1).any(axis=1) | (flat[:, 2:] > np.array(frame) - 1).any(axis=1)
    cost = liked.ravel() + _LINE * under(flat, segments) + _OUTSIDE * outside
    cost = (cost + _OVERLAP * on_dots).reshape(liked.shape)
    shape = (*liked.shape, *liked.shape)
    between = _OVERLAP * overlap_areas(flat, flat).reshape(shape)
    chosen = _anneal(cost, between)
    rows = np.arange(len(names))
    final = boxes[rows, chosen]
    twice = overlap_areas(final, final)
    np.fill_diagonal(twice, 0)
    return Labels(
        x=x[rows, chosen],
        y=y[rows, chosen],
        anchors=tuple(_DIRECTIONS[k % len(_DIRECTIONS)][2] for k in chosen),
        boxes=final,
        overlap=float(twice.sum() / 2 + on_dots.reshape(liked.shape)[rows, chosen].sum()),
    )


def breadth(name: str) -> float:
    """How wide a name is, in Latin characters."""
    return sum(_WIDE if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in name)


def shortened(name: str) -> str:
    """A name as a drawing has room for it; tables have the whole of it."""
    if breadth(name) <= _LONGEST:
        return name
    length = next(k for k in range(len(name), 0, -1) if breadth(name[:k]) < _LONGEST)
    head, _, tail = name[:length].rpartition(" ")
    return f"{(head if breadth(tail) < _LONGEST / 2 and head else name[:length]).rstrip(' ,;')}…"


def legible(labels: Labels, dots: FloatArray) -> list[int]:
    """The labels that cover no dot and none of those before them: what else is left out."""
    on_dots = overlap_areas(labels.boxes, np.column_stack([dots - 2.6, dots + 2.6])).sum(axis=1)
    between = overlap_areas(labels.boxes, labels.boxes)
    selection: list[int] = []
    for k in range(len(labels.x)):
        if on_dots[k] <= 0 and (between[k, selection] <= 0).all():
            selection.append(k)
    return selection


def _places(
    points: FloatArray, widths: FloatArray, size: float, gap: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Anchor, box and dislike of each place of each label; nearer places come first."""
    x, y, boxes, liked = [], [], [], []
    for distance in _DISTANCES:
        for (right, down, anchor), dislike in zip(_DIRECTIONS, _LIKED, strict=True):
            slant = 0.72 if right and down else 1.0
            away = (gap + distance) * slant
            ax, middle = points[:, 0] + right * away, points[:, 1] + down * (away + size * 0.42)
            left = ax - widths * {"": 0.0, "m": 0.5, "e": 1.0}[anchor]
            x.append(ax)
            y.append(middle + size * 0.34)
            boxes.append(
                np.column_stack([left, middle - size / 2, left + widths, middle + size / 2])
            )
            liked.append(np.full(len(points), dislike + _FAR * distance))
    return (
        np.stack(x, axis=1),
        np.stack(y, axis=1),
        np.stack(boxes, axis=1),
        np.stack(liked, axis=1),
    )


def overlap_areas(a: FloatArray, b: FloatArray) -> FloatArray:
    """Area that each box of `a` shares with each box of `b`, as a matrix; boxes as corners."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.clip(high - low, 0, None)
    area: FloatArray = sides[..., 0] * sides[..., 1]
    return area


def under(boxes: FloatArray, segments: FloatArray) -> FloatArray:
    """Length of the lines under each box: each line is cut by the four sides of the box."""
    if not len(segments):
        return np.zeros(len(boxes))
    lengths = np.zeros(len(boxes))
    # A few lines at a time: a large region has thousands of them.
    few = max(1, _AT_ONCE // len(boxes))
    for first in range(0, len(segments), few):
        lengths += _lengths_under(boxes, segments[first : first + few])
    return lengths


def _lengths_under(boxes: FloatArray, segments: FloatArray) -> FloatArray:
    start, step = segments[:, :2], segments[:, 2:] - segments[:, :2]
    safe = np.where(np.abs(step) < 1e-9, 1e-9, step)
    low = (boxes[:, None, :2] - start) / safe
    high = (boxes[:, None, 2:] - start) / safe
    enter = np.minimum(low, high).max(axis=2).clip(0, 1)
    leave = np.maximum(low, high).min(axis=2).clip(0, 1)
    lengths = np.hypot(step[:, 0], step[:, 1])
    return np.asarray((np.clip(leave - enter, 0, None) * lengths).sum(axis=1))


def _anneal(cost: FloatArray, between: FloatArray) -> Array:
    """The place of each label: the best of several annealings."""
    rng = np.random.default_rng(_SEED)
    count, places = cost.shape
    nearest: Array = np.asarray(cost.argmin(axis=1))
    best, least = nearest, np.inf
    for start in range(_STARTS if count > 1 else 1):
        chosen = nearest.copy() if start == 0 else np.asarray(rng.integers(0, places, count))
        # What the others cover of each place of each label.
        shared = between[:, :, np.arange(count), chosen].sum(axis=2)
        own = between[
            np.arange(count)[:, None], np.arange(places), np.arange(count)[:, None], chosen[:, None]
        ]
        shared -= own
        who = rng.integers(0, count, _MOVES)
        where, luck = rng.integers(0, places, _MOVES), rng.random(_MOVES)
        heat = 30.0 * 0.02 ** (np.arange(_MOVES) / _MOVES)
        for i, k, r, t in zip(
            who.tolist(), where.tolist(), luck.tolist(), heat.tolist(), strict=True
        ):
            old = int(chosen[i])
            more = cost[i, k] + shared[i, k] - cost[i, old] - shared[i, old]
            if more <= 0 or r < np.exp(-more / t):
                mine = shared[i].copy()
                shared += between[:, :, i, k] - between[:, :, i, old]
                shared[i] = mine
                chosen[i] = k
        chosen = _descend(cost, between, shared, chosen)
        value = _worth(cost, between, chosen)
        if value < least:
            best, least = chosen.copy(), value
    return best


def _descend(cost: FloatArray, between: FloatArray, shared: FloatArray, chosen: Array) -> Array:
    """Let each label take its best place, until none would move."""
    for _ in range(50):
        moved = False
        for i in range(len(chosen)):
            k, old = int((cost[i] + shared[i]).argmin()), int(chosen[i])
            if cost[i, k] + shared[i, k] < cost[i, old] + shared[i, old] - 1e-9:
                mine = shared[i].copy()
                shared += between[:, :, i, k] - between[:, :, i, old]
                shared[i] = mine
                chosen[i], moved = k, True
        if not moved:
            break
    return chosen


def _worth(cost: FloatArray, between: FloatArray, chosen: Array) -> float:
    rows = np.arange(len(chosen))
    pairs = between[rows[:, None], chosen[:, None], rows[None, :], chosen[None, :]].copy()
    np.fill_diagonal(pairs, 0)
    return float(cost[rows, chosen].sum() + pairs.sum() / 2)

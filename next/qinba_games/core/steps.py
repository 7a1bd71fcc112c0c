"""Answers that are constant in pieces over one parameter, and how their edges are found."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from .answer import spans_text
from .numbers import EDGE, HIDDEN
from .value import Value, become, value

#: At most so many points are asked for at once while edges are cut.
POINTS = 3000


class Spans(tuple[tuple[Any, Any], ...]):
    """Disjoint intervals [low, high), in order.

    Examples
    --------
    >>> spans = Spans([(0.25, 0.5), (0.75, 1.0)])
    >>> spans, 0.5 in spans, spans.least
    ([0.25, 0.5) and [0.75, 1), False, 0.25)
    """

    def __contains__(self, point: object) -> bool:
        return super().__contains__(point) if isinstance(point, tuple) else self.holds(point)

    def holds(self, point: Any) -> bool:
        """Whether a point is in one of them."""
        return any(low <= point < high for low, high in self)

    @property
    def least(self) -> Any:
        """Where the first one begins; inf if there is none."""
        return self[0][0] if self else np.inf

    @property
    def threshold(self) -> Any:
        """The same if they are one interval up to 1; else inf."""
        return self.least if len(self) == 1 and self[0][1] == 1 else np.inf

    def __repr__(self) -> str:
        return spans_text(self) or "nowhere"


@value
class Steps(Value):
    """A label for every point of [edges[0], end): `labels[j]` from `edges[j]` up to the next edge.

    Attributes
    ----------
    edges : tuple of numbers, rising
    labels : tuple
    end : number
    error : number
        Edges are known up to this; 0 where they are exact.

    Examples
    --------
    >>> steps = Steps((0.0, 0.25, 0.5), ("isolated", "weak", "strong"))
    >>> steps.where("weak", "strong"), steps.at(0.3)
    ([0.25, 1), 'weak')
    """

    edges: tuple[Any, ...]
    labels: tuple[Any, ...]
    end: Any = 1.0
    error: Any = 0

    def __post_init__(self) -> None:
        """Join neighbours with one label."""
        fresh = [j for j in range(len(self.edges)) if not j or self.labels[j] != self.labels[j - 1]]
        edges, labels = ([row[j] for j in fresh] for row in (self.edges, self.labels))
        become(self, edges=tuple(edges), labels=tuple(labels))

    @property
    def pieces(self) -> tuple[tuple[Any, Any, Any], ...]:
        """Triples (low, high, label)."""
        return tuple(zip(self.edges, (*self.edges[1:], self.end), self.labels, strict=True))

    def at(self, point: Any) -> Any:
        """The label at a point."""
        later = sum(edge <= point for edge in self.edges)
        return self.labels[max(later, 1) - 1]

    def where(self, *labels: Any) -> Spans:
        """Intervals [low, high) with one of these labels."""
        return self.which(labels.__contains__)

    def which(self, holds: Callable[[Any], bool]) -> Spans:
        """Intervals [low, high) whose label passes a test."""
        marks = self.map(lambda label: bool(holds(label)))
        return Spans((low, high) for low, high, mark in marks.pieces if mark)

    def map(self, change: Callable[[Any], Any]) -> "Steps":
        """Other labels on the same pieces."""
        return self.replace(labels=tuple(map(change, self.labels)))

    def overlay(self, other: "Steps", noise: float = 0) -> "Steps":
        """Pairs of labels, where two meet; edges of the two closer than `noise` are one."""
        edges = sorted({*self.edges, *other.edges})
        edges = [x for j, x in enumerate(edges) if not j or x - edges[j - 1] > noise]
        inside = [x + noise for x in edges]
        labels = tuple((self.at(x), other.at(x)) for x in inside)
        return Steps(tuple(edges), labels, self.end, max(self.error, other.error))


#: Labels, and signatures of what lies behind them, of some of several models at their points.
Ask = Callable[[np.ndarray, np.ndarray], tuple[Sequence[Any], Sequence[Any]]]


def find_steps(ask: Ask, count: int, grid: Iterable[float], end: float = 1.0) -> list[Steps]:
    """The labels of several models at every point, from what `ask` says at points.

    `ask(who, points)` returns labels and signatures. Where two neighbours have one signature what
    lies between has it too; else the bracket is cut, down to `EDGE` if labels differ, to `HIDDEN`
    if only signatures do.
    """
    points = np.array(list(grid))
    who = np.repeat(np.arange(count), len(points))
    labels, marks = ask(who, np.tile(points, count))
    rows = list(zip(np.tile(points, count).tolist(), labels, marks, strict=True))
    known = [rows[k * len(points) : (k + 1) * len(points)] for k in range(count)]
    brackets = [(k, a, b) for k, row in enumerate(known) for a, b in pairwise(row)]
    edges: list[dict[float, Any]] = [{row[0][0]: row[0][1]} for row in known]
    while brackets := [each for each in brackets if not _closed(*each, edges)]:
        brackets = _cut(ask, brackets)
    return [
        Steps(tuple(each), tuple(each.values()), end, EDGE)
        for each in (dict(sorted(edge.items())) for edge in edges)
    ]


def _closed(k: int, low: Any, high: Any, edges: list[dict[float, Any]]) -> bool:
    """Whether a bracket needs no further cut; if it holds an edge, note it."""
    if low[1] != high[1] and high[0] - low[0] <= EDGE:
        edges[k][high[0]] = high[1]
        return True
    return bool(low[1] == high[1] and (low[2] == high[2] or high[0] - low[0] <= HIDDEN))


def _cut(ask: Ask, brackets: list[Any]) -> list[Any]:
    """Every bracket in equal parts: many parts if there are few brackets."""
    parts = int(np.clip(POINTS // len(brackets), 2, 16))
    lows, highs = (np.array([each[j][0] for each in brackets]) for j in (1, 2))
    inner = lows[:, None] + (highs - lows)[:, None] * (np.arange(1, parts) / parts)
    who = np.repeat([k for k, *_ in brackets], parts - 1)
    labels, marks = ask(who, inner.ravel())
    rows = list(zip(inner.ravel().tolist(), labels, marks, strict=True))
    finer = []
    for j, (k, low, high) in enumerate(brackets):
        row = [low, *rows[j * (parts - 1) : (j + 1) * (parts - 1)], high]
        finer += [(k, a, b) for a, b in pairwise(row)]
    return finer

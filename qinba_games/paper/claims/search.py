"""Where a verdict changes: found by asking the solvers again, never by a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...common.progress import tick
from ...types import Array, BoolArray
from .parameters import ParameterSetting

#: How far from a turning point a search may stop; solvers are no finer.
_WIDTH = 1e-10
#: How often a range without an end is doubled before the search for a change is given up.
_DOUBLINGS = 24

#: Answers at many values of one parameter: whether something holds; or what it is, in words.
Predicate = Callable[[Array], BoolArray]
VerdictsAt = Callable[[Array], Array]


class Turning(NamedTuple):
    """Values of a parameter at which a verdict changes, in the range from `low` to `high`."""

    points: tuple[Any, ...]
    low: Any
    high: Any

    def nearest(self, here: Any) -> Any:
        """The point closest to `here`; None if there is none, or `here` is no number but a rule."""
        if isinstance(here, str):
            return None
        return min(self.points, key=lambda point: abs(point - here), default=None)

    def beside(self, here: Any) -> tuple[Any, ...]:
        """The middles of the pieces on both sides of the nearest point, the other side first."""
        edge = self.nearest(here)
        if edge is None:
            return ()
        edges = [self.low, *sorted(self.points), self.high]
        k = edges.index(edge, 1)
        below, above = ((edge + edges[j]) / 2 for j in (k - 1, k + 1))
        return (above, below) if here <= edge else (below, above)


#: No value changes the verdict.
NOWHERE = Turning((), 0, 1)


def among(edges: Iterable[Any], *, when: bool = True) -> Turning:
    """The discount factors among these thresholds of solvers; none unless `when`."""
    return Turning(tuple(edge for edge in edges if edge < 1) if when else (), 0, 1)


def between(low: Any, high: Any) -> Turning:
    """Two thresholds of solvers, if the second is the larger one by more than rounding."""
    return among([low, high], when=low < high and not patient(low, high))


def asking(holds: Callable[[ParameterSetting], Any], p: ParameterSetting, name: str) -> Predicate:
    """Whether something holds, as a function of one parameter."""
    return lambda values: np.array([holds(q) for q in p.varied(name, values)])


def turning(
    question: VerdictsAt,
    low: float,
    high: float,
    *,
    start: int = 64,
    parts: int = 32,
    width: float = _WIDTH,
) -> Turning:
    """Find where the answer changes between `low` and `high`, but not there and back in a piece."""
    # There are `start` pieces. A piece with a change is cut into `parts` again and again: many
    # where a batch costs little more than one point, else two.
    grid = np.linspace(low, high, start + 1)
    tick()
    answers = np.asarray(question(grid))
    jumps = np.flatnonzero(answers[1:] != answers[:-1])
    points = []
    for k in jumps:
        above, end, answer = float(grid[k]), float(grid[k + 1]), answers[k]
        while answer != answers[k + 1] and above < end:
            below, above = _locate(question, above, end, answer, parts, width)
            points.append(_middle(below, above))
            # What can only be true or false is after the first change what it is at the end.
            after = answers[k + 1] if answers.dtype == bool else question(np.array([above]))[0]
            # Alone it may be another answer than among many, by rounding.
            answer = after if after != answer else answers[k + 1]
    return Turning(tuple(points), low, high)


def _middle(low: float, high: float) -> float:
    return round((low + high) / 2, 9) + 0.0  # the sum is never -0.0


def _locate(
    question: VerdictsAt, low: float, high: float, before: Any, parts: int, width: float = _WIDTH
) -> tuple[float, float]:
    """Cut [low, high] to the part in which the answer stops being `before`, again and again."""
    width *= max(1.0, abs(low), abs(high))
    while high - low > width:
        edges = np.linspace(low, high, parts + 1)
        tick()
        same = np.append(np.asarray(question(edges[1:-1])) == before, False)
        k = int(np.argmin(same))
        low, high = float(edges[k]), float(edges[k + 1])
    return low, high


def first_turning(question: Predicate, low: float, step: float) -> Turning:
    """Find where the answer changes first above `low`, in a range that grows until it does."""
    # What changes back before the range, `step` long at first, has doubled can be missed.
    before = question(np.array([low]))[0]
    for k in range(_DOUBLINGS):
        high = low + step * 2**k
        if question(np.array([high]))[0] != before:
            # Up to the middle there was no change.
            start = low + step * 2 ** (k - 1) if k else low
            edge = _middle(*_locate(question, start, high, before, 2))
            return Turning((edge,), low, 2 * high - low)
    return Turning((), low, low + step)


def grid(low: float, high: float, count: int, here: Any) -> list[float]:
    """Evenly spaced values, with the value that a claim is about among them."""
    return sorted({*np.linspace(low, high, count).round(12).tolist(), float(here)})


def patient(delta: Any, least: Any) -> bool:
    """True if `delta` reaches `least`; a float that misses it by rounding counts as there."""
    return bool(delta >= least - _tolerance.patience(True, delta, least))

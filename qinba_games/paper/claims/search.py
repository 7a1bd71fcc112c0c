"""Where a verdict changes: found by asking the solvers again, never by a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray

#: Searches over discount factors stop here: still closer to 1 all payoffs are equal to a solver.
LONGEST = 1 - 1e-6
#: How far from a turning point a search may stop; solvers are no finer.
_WIDTH = 1e-10

#: Answers at many values of one parameter.
Asked = Callable[[Array], BoolArray]


class Turning(NamedTuple):
    """Values of a parameter at which a verdict changes, in the range from `low` to `high`."""

    points: tuple[Any, ...]
    low: Any
    high: Any

    def nearest(self, here: Any) -> Any:
        """The point closest to `here`; None if there is none."""
        return min(self.points, key=lambda point: abs(point - here), default=None)

    def beyond(self, here: Any) -> Any:
        """The middle of the piece on the other side of the nearest point; None if there is none."""
        edge = self.nearest(here)
        if edge is None:
            return None
        edges = sorted([self.low, *self.points, self.high])
        k = edges.index(edge)
        return (edge + edges[k + 1 if here <= edge else k - 1]) / 2


def turning(asked: Asked, low: float, high: float, *, start: int = 64, parts: int = 32) -> Turning:
    """Find where the answer changes between `low` and `high`.

    Looks at `start` pieces, so that what is narrower can be missed, and cuts each piece with a
    change into `parts` again and again: many where a batch costs little more than one, else two.
    """
    grid = np.linspace(low, high, start + 1)
    answers = np.asarray(asked(grid))
    jumps = np.flatnonzero(answers[1:] != answers[:-1])
    points = [_located(asked, grid[k], grid[k + 1], answers[k], parts) for k in jumps]
    return Turning(tuple(points), low, high)


def _located(asked: Asked, low: float, high: float, before: bool, parts: int) -> float:
    """Cut [low, high] to the part in which the answer stops being `before`, again and again."""
    width = _WIDTH * max(1.0, abs(low), abs(high))
    while high - low > width:
        edges = np.linspace(low, high, parts + 1)
        same = np.append(np.asarray(asked(edges[1:-1])) == before, False)
        k = int(np.argmin(same))
        low, high = float(edges[k]), float(edges[k + 1])
    return round((low + high) / 2, 9) + 0.0  # the sum is never -0.0


def grid(low: float, high: float, count: int, here: Any) -> list[float]:
    """Evenly spaced values, with the value that a claim is about among them."""
    return sorted({*np.linspace(low, high, count).round(12).tolist(), float(here)})


def patient(delta: Any, least: Any) -> bool:
    """True if `delta` reaches `least`; a float that misses it by rounding counts as there."""
    slack = _tolerance.DISCOUNT if isinstance(delta, float) or isinstance(least, float) else 0
    return bool(delta >= least - slack)

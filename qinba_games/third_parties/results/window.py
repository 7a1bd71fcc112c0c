"""Where a coordinator makes the difference."""

from __future__ import annotations

from typing import Any

from ...common.result import Result, Table, show
from ...types import frozen

Interval = tuple[Any, Any]


@frozen
class PivotalWindow(Result):
    """The discount factors at which a coordinator turns no cooperation into cooperation.

    Edges are known up to `tolerance`, and exact where they are closed forms of rational payoffs.
    The `evidence` is a tuple of (delta, result without, result with): both closed forms, or what
    was solved in the middle of each interval and then just beside every change of class. The
    certificate is that of the worst of them, unless classes or intervals say something else.

    Attributes
    ----------
    model, coordinator
        What was asked about.
    founding : int
        Trust at the start (partnerships only).
    intervals : list of (low, high)
        [low, high): cooperation with the coordinator and none without. Below all of them it is
        useless, above unnecessary; empty if it never is pivotal.
    by_class : dict of (str, str) to list of (low, high)
        For every pair (class without, class with) the discount factors where it occurs.
    """

    model: Any
    coordinator: Any
    founding: int
    intervals: list[Interval]
    by_class: dict[tuple[str, str], list[Interval]]

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw both sides as strips over the discount factor; returns the Axes."""
        from ...plotting.charts import draw_window

        strips: list[list[tuple[float, float, str]]] = [[], []]
        for labels, spans in self.by_class.items():
            for side, label in enumerate(labels):
                strips[side] += [(float(low), float(high), label) for low, high in spans]
        intervals = [(float(low), float(high)) for low, high in self.intervals]
        return draw_window(strips[0], strips[1], intervals, ax=ax, **style)

    def _table(self) -> Table:
        rows = sorted(
            (low, high, without, with_)
            for (without, with_), spans in self.by_class.items()
            for low, high in spans
        )
        return {
            "from delta": [row[0] for row in rows],
            "to delta": [row[1] for row in rows],
            "without": [row[2] for row in rows],
            "with": [row[3] for row in rows],
            "pivotal": [any(a <= row[0] < b for a, b in self.intervals) for row in rows],
        }

    def __repr__(self) -> str:
        spans = " and ".join(f"[{show(low)}, {show(high)})" for low, high in self.intervals)
        return f"PivotalWindow({self.coordinator!r} is pivotal on {spans or 'no delta'})"

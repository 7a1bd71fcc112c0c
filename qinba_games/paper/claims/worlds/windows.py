"""Where a third party matters: windows of discount factors, in words and in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....common.result import show
from ....coordinator import Coordinator
from ....stage.dilemmas import public_good
from ....stage.stage_game import StageGame
from ....third_parties.results.window import PivotalWindow
from ....third_parties.window import pivotal_window
from ..argument import Columns, Instance, trusted
from ..parameters import ParameterSetting
from ..search import Turning, patient

_Interval = tuple[Any, Any]


def provinces(p: ParameterSetting) -> StageGame:
    """A public good that some provinces gain more from than others."""
    n = p.members
    parts = [1 + p.spread * (n - 1 - 2 * i) / (n - 1) for i in range(n)]
    return public_good(n, benefits=[p.multiplier * part / n for part in parts])


def of_provinces(p: ParameterSetting) -> PivotalWindow:
    """Where it matters to them that somebody settles shares."""
    return trusted(pivotal_window(provinces(p), Coordinator(sharing=True)))


def inside(window: Any, delta: Any) -> bool:
    """Whether the third party makes the difference at `delta`."""
    return any(patient(delta, low) and not patient(delta, high) for low, high in window.intervals)


def edges(window: Any) -> Turning:
    """Where it begins and ceases to make the difference."""
    return Turning(window.intervals.edges, 0, 1)


def spans(intervals: Iterable[_Interval]) -> str:
    """Intervals of discount factors in words; 1 as the upper end is no end."""
    return " or ".join(
        f"from {show(low)} on" if high >= 1 else f"from {show(low)} up to {show(high)}"
        for low, high in intervals
    )


def pieces(points: tuple[Any, ...]) -> list[_Interval]:
    """The intervals between turning points, the first of which begins one."""
    return list(zip(points[::2], [*points[1::2], 1], strict=False))


def over_delta(case: Instance) -> str:
    """The discount factors between turning points in words."""
    return spans(pieces(case.turns["delta"].points))


def words(holds: str, never: str) -> Callable[[Instance], str]:
    """What says when it holds, with the window in the braces of the first text."""

    def condition(case: Instance) -> str:
        window = case.found.intervals
        return holds.format(spans(window)) if window else case.words(never)

    return condition


def cooperates(window: PivotalWindow, delta: Any) -> tuple[bool, bool]:
    """Whether a repeated agreement is kept at `delta` without and with the third party."""
    ((_, alone, together),) = window.witness
    return patient(delta, alone.delta), patient(delta, together.delta)


def joint_payoffs(worth: tuple[Any, Any], label: str) -> Columns:
    """Columns of witness: what members have in all alone, and, as `label`, together."""
    sides = ("joint payoff without", label)
    return {
        title: lambda p, window, side=side: worth[cooperates(window, p.delta)[side]]
        for side, title in enumerate(sides)
    }

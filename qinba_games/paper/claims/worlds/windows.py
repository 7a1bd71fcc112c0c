"""Where a third party matters: windows of discount factors, in words and in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....common.result import show
from ....common.spans import Spans
from ....coordinator import Coordinator
from ....stage.dilemmas import public_good
from ....stage.stage_game import StageGame
from ....third_parties.results.window import PivotalWindow
from ....third_parties.window import pivotal_window
from .. import regions
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


def where(case: Instance) -> Spans:
    """The discount factors at which the claim holds."""
    return regions.spans(case.argument, case.p, "delta", case.turns["delta"])


def over_delta(intervals: Iterable[_Interval]) -> str:
    """Intervals of discount factors in words; neither 0 nor 1 is an end."""
    pieces = list(intervals)
    if not pieces:
        return "at no delta"
    if pieces == [(0, 1)]:
        return "at every delta"
    return f"for delta {' or '.join(_piece(*ends) for ends in pieces)}"


def _piece(low: Any, high: Any) -> str:
    if low <= 0:
        return f"below {show(high)}"
    return f"from {show(low)} on" if high >= 1 else f"from {show(low)} up to {show(high)}"


def words(
    never: str, *, below: str = "", above: str = "", rest: str = ""
) -> Callable[[Instance], str]:
    """What says when it holds, and why not for the less and the more patient, if there are any."""

    def condition(case: Instance) -> str:
        window = list(case.found.intervals)
        if not window:
            return case.words(never)
        why = [below] * (window[0][0] > 0) + [above] * (window[-1][1] < 1)
        reasons = ", and ".join(filter(None, why))
        return f"holds {over_delta(window)}{': ' * bool(reasons)}{reasons}{rest}"

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

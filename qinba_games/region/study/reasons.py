"""Why a tie is what it is: computed sentences, from who gains least and what patience it takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from ...third_parties.results.window import PivotalWindow
from ..tables.records import Tie, short_name

KEPT, STRONG = ("weak", "strong"), ("strong",)
#: What a tie needs that governments acting together do not keep and a coordinator does, by whether
#: somebody contributes in some equilibrium of theirs.
_NEEDS = {True: "acting together", False: "in both readings", None: "not settled"}


def need(before: str, after: str, alone: Callable[[], bool | None]) -> str:
    """Whether a tie of these classes, without and with a coordinator, needs it to be kept."""
    if before in KEPT:
        return "no"
    return _NEEDS[alone()] if after in KEPT else "not even with it"


def reason(tie: Tie, window: PivotalWindow, settings: Mapping[str, Any], delta: Any) -> str:
    """Say what binds without the coordinator, and what it changes."""
    # Every patience named is the least discount factor at which the founding level has that class.
    before, after = window.at(delta)
    parts = [_without(tie, window, settings, before)]
    takes = "" if "patience" in parts[0] else "patience of "
    if after != before:
        parts.append(_with(window, before, after, takes))
    elif before != "strong":
        parts.append(_not_enough(window, after, delta, takes))
    return " ".join(parts)


def least_patience(window: PivotalWindow, side: int, classes: tuple[str, ...]) -> float | None:
    """Smallest discount factor at which the founding class is among some; None if none."""
    intervals = (spans for pair, spans in window.by_class.items() if pair[side] in classes)
    return min((float(spans.least) for spans in intervals), default=None)


def founding_gains(tie: Tie, settings: Mapping[str, Any]) -> tuple[float, float]:
    """What each government gains from the other's contribution at the founding trust."""
    more = float(settings["learning"]) * tie.founding
    return tie.gains[0] + more, tie.gains[1] + more


def _least_gain(tie: Tie, settings: Mapping[str, Any]) -> str:
    """Say who gains less, and how much."""
    first, second = founding_gains(tie, settings)
    if abs(first - second) < 1e-9:
        return f"Each gains only {first:.2f}"
    name = tie.members[0 if first < second else 1]
    return f"{short_name(name)} gains only {min(first, second):.2f}"


def patience(value: float | None) -> str:
    """About how much patience it takes, rounded as the ends of windows are."""
    return "none" if value is None else f"about {math.floor(100 * value + 0.5 + 1e-9) / 100:.2f}"


def _without(tie: Tie, window: PivotalWindow, settings: Mapping[str, Any], before: str) -> str:
    strong = least_patience(window, 0, STRONG)
    cost = float(settings["cost"])
    if before == "strong":
        return f"Both gain enough: patience of {patience(strong)} keeps it even in bad times."
    if before == "weak":
        bad = cost + float(settings["hardship"])
        return f"Kept in good times. Bad times cost {bad:g}, which {_take(strong)}."
    paper = "Signed but not implemented. " if tie.signed else "They stay without contributing. "
    paper = paper if before == "nominal" else ""
    least = least_patience(window, 0, KEPT)
    return f"{paper}{_least_gain(tie, settings)} for a cost of {cost:g}: it {_take(least)}."


def _take(least: float | None) -> str:
    return "cannot be borne" if least is None else f"takes patience of {patience(least)}"


def _with(window: PivotalWindow, before: str, after: str, takes: str) -> str:
    if after not in KEPT or before == "strong":
        return f"With the coordinator it is {after}."
    least, strong = (least_patience(window, 1, classes) for classes in (KEPT, STRONG))
    # What is enough is said of what the sentence before says: bad times, or being kept at all.
    if before == "weak" or (after == "strong" and patience(least) == patience(strong)):
        return f"With the coordinator {takes}{patience(strong)} is enough."
    extra = "" if strong is None else f", in bad times too from {patience(strong)}"
    return f"With the coordinator {takes}{patience(least)} is enough{extra}."


def _not_enough(window: PivotalWindow, after: str, delta: Any, takes: str) -> str:
    least = least_patience(window, 1, STRONG if after == "weak" else KEPT)
    if least is None:
        return "The coordinator does not change that."
    if patience(least) == patience(float(delta)):
        return f"With the coordinator it takes {takes}a little more than {float(delta):g}."
    words = f"With the coordinator it takes {takes}{patience(least)}"
    return f"{words}, still more than {float(delta):g}."

"""Why a tie is what it is: computed sentences, from who gains least and what patience it takes."""

from __future__ import annotations

import math

from . import facts
from .case import Case
from .tie_study import KEPT, STRONG, TieStudy


def reason(case: Case, one: TieStudy) -> str:
    """Say what binds without the coordinator, and what it changes.

    Every patience named is the least discount factor at which the founding level has the class in
    question, read off the tie's pivotal window.
    """
    before, after = one.classes
    parts = [_without(case, one)]
    if after != before:
        parts.append(_with(one))
    elif before != "strong":
        parts.append(_not_enough(case, one))
    return " ".join(parts)


def founding_gains(case: Case, one: TieStudy) -> tuple[float, float]:
    """What each member gains per period from the other's contribution at the founding trust."""
    more = case.settings["learning"] * one.tie.founding
    first, second = one.tie.gains
    return first + more, second + more


def least_gain(case: Case, one: TieStudy) -> str:
    """Who gains less, and how much."""
    first, second = founding_gains(case, one)
    if abs(first - second) < 1e-9:
        return f"Each gains only {first:.2f}"
    name = one.tie.members[0 if first < second else 1]
    return f"{facts.short_name(name)} gains only {min(first, second):.2f}"


def patience(value: float | None) -> str:
    """A least discount factor, rounded up, so that what is shown is enough."""
    return "none" if value is None else f"{math.ceil(100 * value - 1e-6) / 100:.2f}"


def _without(case: Case, one: TieStudy) -> str:
    strong = one.least_patience(0, STRONG)
    cost, bad = case.settings["cost"], case.settings["cost"] + case.settings["hardship"]
    if one.classes[0] == "strong":
        return f"Both gain enough: patience {patience(strong)} keeps it even in bad times."
    if one.classes[0] == "weak":
        return f"Kept in good times. Bad times cost {bad:g}, which {_take(strong)}."
    paper = "Stands on paper. " if one.classes[0] == "nominal" else ""
    least = one.least_patience(0, KEPT)
    return f"{paper}{least_gain(case, one)} for a cost of {cost:g}: it {_take(least)}."


def _take(least: float | None) -> str:
    return "cannot be borne" if least is None else f"takes patience {patience(least)}"


def _with(one: TieStudy) -> str:
    after = one.classes[1]
    if after == "strong":
        return f"With the coordinator {patience(one.least_patience(1, STRONG))} is enough."
    if after == "weak":
        strong = one.least_patience(1, STRONG)
        extra = "" if strong is None else f", in bad times too from {patience(strong)}"
        return f"With the coordinator {patience(one.least_patience(1, KEPT))} is enough{extra}."
    return f"With the coordinator it is {after}."


def _not_enough(case: Case, one: TieStudy) -> str:
    least = one.least_patience(1, STRONG if one.classes[1] == "weak" else KEPT)
    if least is None:
        return "The coordinator does not change that."
    return f"With the coordinator {patience(least)}, still more than {float(case.delta):g}."

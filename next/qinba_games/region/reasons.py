"""Why a tie is what it is, in a sentence or two: who gains least, and what patience it takes.

Every patience named is the least discount factor at which the founding trust has that class.
"""

import math
from typing import TYPE_CHECKING, Any

from ..core.numbers import TIE
from ..core.steps import Steps
from ..partnership import COOPERATING

if TYPE_CHECKING:
    from .study import Study

STRONG = ("strong",)


def reason(study: "Study", k: int) -> str:
    """What binds without the coordinator, and what it changes."""
    window, (before, after) = study.windows[k], study.classes[k]
    first = _without(study, k, window.without.steps, before)
    takes = "" if "patience" in first else "patience of "
    if after != before:
        return f"{first} {_with(window.governed.steps, before, after, takes)}"
    if before == "strong":
        return first
    return f"{first} {_not_enough(window.governed.steps, after, study.region.delta, takes)}"


def short(name: str) -> str:
    """A government's name as a map shows it."""
    return name.removesuffix(" Forestry District").removesuffix(" District")


def about(patience: float) -> str:
    """Two digits, halves up; inf is there to be compared only."""
    if patience == math.inf:
        return "none"
    return f"about {math.floor(100 * patience + 0.5 + TIE) / 100:.2f}"


def _take(patience: float) -> str:
    return "cannot be borne" if patience == math.inf else f"takes patience of {about(patience)}"


def _without(study: "Study", k: int, steps: Steps, before: str) -> str:
    settings, strong = study.region.settings, steps.where(*STRONG).least
    if before == "strong":
        return f"Both gain enough: patience of {about(strong)} keeps it even in bad times."
    if before == "weak":
        bad = settings["cost"] + settings["hardship"]
        return f"Kept in good times. Bad times cost {bad:g}, which {_take(strong)}."
    paper = ""
    if before == "nominal":
        signed = study.region.numbers.shared[k]
        paper = "Signed but not implemented. " if signed else "They stay without contributing. "
    takes = _take(steps.where(*COOPERATING).least)
    who = _who(study.region.partnerships[k])
    return f"{paper}{who} for a cost of {settings['cost']:g}: it {takes}."


def _who(pair: Any) -> str:
    """Who gains least at the founding trust."""
    gains = pair.benefit[pair.founding].sum(axis=1)
    name = short(pair.members[int(gains.argmin())])
    who = "Each gains" if abs(gains[0] - gains[1]) < TIE else f"{name} gains"
    return f"{who} only {gains.min():.2f}"


def _with(steps: Steps, before: str, after: str, takes: str) -> str:
    if after not in COOPERATING or before == "strong":
        return f"With the coordinator it is {after}."
    some, full = steps.where(*COOPERATING).least, steps.where(*STRONG).least
    if before == "weak" or (after == "strong" and about(some) == about(full)):
        return f"With the coordinator {takes}{about(full)} is enough."
    more = "" if full == math.inf else f", in bad times too from {about(full)}"
    return f"With the coordinator {takes}{about(some)} is enough{more}."


def _not_enough(steps: Steps, after: str, delta: float, takes: str) -> str:
    needed = steps.where(*(STRONG if after == "weak" else COOPERATING)).least
    if needed == math.inf:
        return "The coordinator does not change that."
    if about(needed) == about(delta):
        return f"With the coordinator it takes {takes}a little more than {delta:g}."
    return f"With the coordinator it takes {takes}{about(needed)}, still more than {delta:g}."

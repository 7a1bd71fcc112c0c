"""Parameters of which records say nothing, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import errors
from .panel import Panel

_PAYOFFS = ("benefit", "cost", "learning", "hardship")
_WHOLE = ("levels", "drop")


def refuse_what_is_not_identified(
    function: str, free: tuple[str, ...], known: Mapping[str, Any], panel: Panel, observed: str
) -> None:
    """Raise for the first free parameter that no records can say."""
    for name in free:
        if name in _WHOLE:
            rule, remedy = "is a whole number, and never free", f"Fix {name}, and compare"
            raise errors.NotApplicableError(function, "free", name, rule, remedy)
    for name, rule, remedy in _lost(free, known, panel, observed):
        if name in free:
            raise errors.NotIdentifiedError(function, "free", name, rule, remedy)


def _lost(
    free: tuple[str, ...], known: Mapping[str, Any], panel: Panel, observed: str
) -> Iterator[tuple[str, str, str]]:
    """Parameters that are not identified, why, and what to do."""
    fixed = [name for name in (*_PAYOFFS, "outside", "outside_signed") if name not in free]
    if all(name in free for name in _PAYOFFS) or not any(known[name] for name in fixed):
        for name in _PAYOFFS:
            yield name, "payoffs have no unit if none of them is known", "Fix one, such as cost=1"
    yield "detection", "nobody breaches in equilibrium, so nobody is found out", "Fix detection"
    across = panel.across
    if across.all():
        yield "friction", "no pair is inside a group", "Fix friction"
    if not across.any():
        yield "barrier", "no pair is across a border", "Fix barrier"
    if known["levels"] == 0:
        for name in ("promotion", "learning"):
            yield name, "there is one level of trust only", f"Fix {name}, or choose more levels"
    for name, other in (("hardship", "bad_times"), ("bad_times", "hardship")):
        if other not in free and known[other] == 0:
            yield name, f"{other} is 0", f"Fix {name}, or choose another {other}"
    signed = panel.founding > 0
    if not signed.any():
        yield "outside_signed", "no pair begins with trust", "Fix outside_signed"
    if signed.all():
        yield "outside", "every pair begins with trust", "Fix outside"
    if observed == "spells":
        yield "noise", "spells do not say what was implemented", "Fix noise, or observe modes"

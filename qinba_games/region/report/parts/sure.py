"""How sure: the range of each count, and which assumption decides when all move together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import tracks
from ..facts import Decides, Draws
from ..first import asked_for, clearly_first, ranked_decides
from ..markup import Raw, escape, fold, paragraph, section, small, table
from ..material import Material
from ..numbers import NARROW, percent, percents, span
from ..page import Part
from ..words import said

_NAMES = {"without": "kept without", "with": "kept with", "added": "added by the coordinator"}


def sure_part(it: Material) -> Part | None:
    """The range of every count over all draws, and the part that each assumption has in it."""
    if it.draws is None:
        return None
    body = section(
        "sure",
        _heading(it),
        paragraph(
            f"{len(it.draws.settings)} assumptions were moved at once, {it.draws.count:,} times, "
            "each evenly over the values that the next part tries one at a time. Line: nine draws "
            "of ten, 5 in 100 are below it and 5 above; dot: the middle one. In brackets: how far "
            "such a number may be off because draws are few."
        ),
        _ranges(it.draws, len(it.ties)),
        _shares(it),
    )
    return Part(name="sure", link="How sure", body=body)


def _heading(it: Material) -> str:
    if not it.decides:
        return "How sure: every count as a range"
    first, *others = ranked_decides(it)
    if not clearly_first(first, others):
        return "How sure: every count as a range, and what decides it"
    return f"How sure: {_said(first.settings)} decides most"


def _ranges(draws: Draws, total: int) -> str:
    """A row for each count: its range drawn, and its quantiles with their intervals."""
    least = min(0, *(one.low for one in draws.known))
    rows = []
    for of, name in _NAMES.items():
        low, middle, high = (one for one in draws.known if one.of == of)
        drawn = tracks.between(least, total, low.quantile, middle.quantile, high.quantile)
        told = [
            Raw(f"{one.quantile:.0f}{small(f' ({span((one.low, one.high))})')}".replace("-", "−"))
            for one in (low, middle, high)
        ]
        rows.append([name, drawn, *told])
    heads = [f"low, 5{NARROW}%", "middle", f"high, 95{NARROW}%"]
    return table(
        "ranges",
        "Ties kept when all assumptions move at once",
        ["Ties", tracks.axis(f"{least:.0f}".replace("-", "−"), "", str(total)), *heads],
        rows,
        kind="narrow what",
        numbers=(2, 3, 4),
        track=1,
    )


def _shares(it: Material) -> str:
    """A row for each assumption: its part in the spread of ties added, and of both counts."""
    if not it.decides:
        return ""
    rows = [_share_row(each) for each in ranked_decides(it)]
    axis = tracks.axis("0", "ties added", percent(1))
    return (
        "<h3>Which assumption has a part in it</h3>"
        + paragraph(_reading(it))
        + fold(
            "shares",
            "Part of each assumption in the spread of ties kept",
            ["Assumption", axis, "without", "with", "added"],
            rows,
            summary=f"Show all {len(rows)} assumptions",
            kind="narrow what",
            numbers=(2, 3, 4),
            optional=(2, 3),
            track=1,
        )
    )


def _share_row(each: Decides) -> list[Any]:
    names = ", ".join(f"<code>{name}</code>" for name in each.settings)
    told = [
        Raw(f"{percent(min(part.total, 1))}{small(f' ({percents(part.low, part.high)})')}")
        for part in (each.without, each.helped, each.added)
    ]
    return [
        Raw(f"{escape(_said(each.settings))}<small>{names}</small>"),
        tracks.share(*each.added),
        *told,
    ]


def _reading(it: Material) -> str:
    """What the numbers are, and what they show where they show it."""
    first, *others = ranked_decides(it)
    summed = sum(each.added.total for each in it.decides)
    told = (
        "The bar is the part of the spread in the number of ties added that would be left if "
        "everything but this one assumption were known (its total-order index), and the line its "
        f"95{NARROW}% interval by resampling {it.base:,} points."
    )
    if clearly_first(first, others):
        told += f" Find out first {asked_for(first)}: no other assumption comes near."
    if summed > 1.05:
        told += f" Parts overlap where assumptions act together: they add up to {percent(summed)}."
    return told


def _said(settings: Sequence[str]) -> str:
    return ", and ".join(said(name) for name in settings)

"""Which assumption decides, each moved alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import tracks
from ..facts import WhatIf
from ..first import ranked_what_if
from ..markup import Raw, escape, fold, paragraph, section
from ..material import Material
from ..numbers import span
from ..page import Part
from ..words import said, subject


def what_if_part(it: Material) -> Part | None:
    """Which assumption decides, moved alone."""
    if not it.what_if:
        return None
    ranked = ranked_what_if(it)
    total = len(it.ties)
    without, helped = it.kept
    rows = [_what_if_row(total, each) for each in ranked]
    body = section(
        "whatif",
        _what_if_heading(ranked),
        paragraph(
            "Each assumption alone moved to a lower and a higher value. Bars: ties kept without "
            f"(grey) and with a coordinator (blue); lines mark {without} and {helped}. Read it "
            "before quoting a count: counts are answers to assumptions, not measurements."
        ),
        fold(
            "variants",
            "Ties kept while one assumption moves",
            ["Assumption", tracks.axis("0", "ties kept", str(total)), "without", "with", "added"],
            rows,
            summary=f"Show all {len(rows)} assumptions",
            kind="narrow what",
            numbers=(2, 3, 4),
            optional=(2, 3),
            track=1,
        ),
    )
    return Part(name="whatif", link="Which assumptions decide", body=body)


def _what_if_row(total: int, each: WhatIf) -> list[Any]:
    tried = f"<small><code>{each.setting}</code> {escape(each.tried)}</small>"
    name = f"{escape(said(each.setting))}{tried}"
    added = Raw(f"<b>{span((each.added.low, each.added.high))}</b>")
    return [
        Raw(name),
        tracks.what_if(total, each.without, each.helped),
        span((each.without.low, each.without.high)),
        span((each.helped.low, each.helped.high)),
        added,
    ]


def _what_if_heading(ranked: Sequence[WhatIf]) -> str:
    widths = [each.added.high - each.added.low for each in ranked]
    if len(ranked) < 3 or widths[1] <= widths[2]:
        return "Which assumptions decide"
    names = f"{subject(ranked[0].setting)} and {subject(ranked[1].setting)} matter most"
    return names[0].upper() + names[1:]

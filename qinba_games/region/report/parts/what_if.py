"""Which assumption decides, each moved alone."""

from __future__ import annotations

from collections.abc import Sequence

from ..context import Material
from ..facts import WhatIf
from ..headline import ranked_what_if
from ..page import Part, part
from ..words import subject


def what_if_part(it: Material) -> Part | None:
    """Which assumption decides, moved alone."""
    if not it.what_if:
        return None
    ranked = ranked_what_if(it)
    return part("whatif", "Which assumptions decide", _heading(ranked), it=it, ranked=ranked)


def _heading(ranked: Sequence[WhatIf]) -> str:
    widths = [each.added.high - each.added.low for each in ranked]
    if len(ranked) < 3 or widths[1] <= widths[2]:
        return "Which assumptions decide"
    names = f"{subject(ranked[0].setting)} and {subject(ranked[1].setting)} matter most"
    return names[0].upper() + names[1:]

"""How patient governments have to be: classes of each tie over patience."""

from __future__ import annotations

from collections.abc import Sequence

from ..context import Material
from ..facts import TieFacts
from ..numbers import many, plain
from ..page import Part, part


def windows_part(it: Material) -> Part:
    """When the coordinator decides: classes over patience, tie by tie."""
    ties = sorted(
        it.ties, key=lambda tie: (not tie.added, not tie.window, tie.window[:1], tie.name)
    )
    inside = sum(tie.added for tie in it.ties)
    above = sum(tie.classes[0] in ("weak", "strong") for tie in it.ties)
    line, of = f"the assumed patience of {plain(it.delta)}", many(len(it.ties), "tie")
    return part(
        "windows",
        "How patient",
        f"At {line}, the coordinator decides {inside} of {of}",
        it=it,
        ties=ties,
        above=above,
        left=len(it.ties) - inside - above,
        example=_example(ties),
    )


def _example(ties: Sequence[TieFacts]) -> TieFacts | None:
    """The tie of most classes: with words, how to read the others."""
    if not ties or not ties[0].window:
        return None
    return max(ties, key=lambda tie: len({each[2] for side in tie.strips for each in side}))

"""How sure: the range of each count, and which assumption decides when all move together."""

from __future__ import annotations

from ..context import Material
from ..headline import asked_for, clearly_first, ranked_decides
from ..page import Part, part
from ..words import said

_NAMES = {"without": "kept without", "with": "kept with", "added": "added by the coordinator"}


def sure_part(it: Material) -> Part | None:
    """The range of every count over all draws, and the part that each assumption has in it."""
    if it.draws is None:
        return None
    known, ranked = it.draws.known, ranked_decides(it)
    first = ranked[0] if ranked and clearly_first(ranked[0], ranked[1:]) else None
    title = "How sure: every count as a range"
    if first is not None:
        title = f"How sure: {', and '.join(map(said, first.settings))} decides most"
    elif ranked:
        title += ", and what decides it"
    return part(
        "sure",
        "How sure",
        title,
        it=it,
        least=min(0, *(one.low for one in known)),
        counts=[(name, [one for one in known if one.of == of]) for of, name in _NAMES.items()],
        ranked=ranked,
        first=None if first is None else asked_for(first),
        summed=sum(each.added.total for each in ranked),
    )

"""The assumptions: how sure counts are, which assumption decides, all of them, and the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...uncertain.ranges import LEVELS, UNITS
from ..facts import Facts, WhatIf
from ..headline import clearly_first, decisive, ranked_decides, ranked_what_if
from ..imprint import Imprint
from ..numbers import listed, many
from ..page import Part, part
from ..words import plain_name, subject

_NAMES = {"without": "kept without", "with": "kept with", "added": "added by the coordinator"}


def sure_part(facts: Facts) -> Part | None:
    """The range of every count over all draws, and the part that each assumption has in it."""
    if facts.draws is None:
        return None
    known, ranked = facts.draws.known, ranked_decides(facts)
    first = ranked[0] if ranked and clearly_first(ranked[0], ranked[1:]) else None
    title = "How sure: every count as a range"
    if first is not None:
        title = f"How sure: {', and '.join(map(plain_name, first.settings))} decides most"
    elif ranked:
        title += ", and what decides it"
    return part(
        "sure",
        "How sure",
        title,
        facts=facts,
        least=min(0, *(one.low for one in known)),
        counts=[(name, [one for one in known if one.of == of]) for of, name in _NAMES.items()],
        ranked=ranked,
        first=None if first is None else decisive(first),
        overlap=sum(each.added.total for each in ranked) > 1.05,
        more=_also_drawn(facts.draws.settings),
    )


def _also_drawn(names: Sequence[str]) -> str:
    """What is drawn that has no single value, in words."""
    told = {
        "size": f"the size of each government, by at most {many(UNITS, 'unit')}",
        "trust": f"the founding trust of each tie, by at most {many(LEVELS, 'level')}",
    }
    return listed([text for name, text in told.items() if name in names])


def what_if_part(facts: Facts) -> Part | None:
    """Which assumption decides, moved alone."""
    if not facts.what_if:
        return None
    ranked = ranked_what_if(facts)
    return part(
        "whatif", "Which assumptions decide", _what_if_heading(ranked), facts=facts, ranked=ranked
    )


def _what_if_heading(ranked: Sequence[WhatIf]) -> str:
    widths = [each.added.high - each.added.low for each in ranked]
    if len(ranked) < 3 or widths[1] <= widths[2]:
        return "Which assumptions decide"
    names = f"{subject(ranked[0].setting)} and {subject(ranked[1].setting)} matter most"
    return names[0].upper() + names[1:]


def settings_part(facts: Facts, **more: Any) -> Part:
    """Every setting, in words, and that all are illustrative."""
    title = "Every assumption, and that all are illustrative"
    return part("assumptions", "Assumptions", title, settings=facts.settings, **more)


def again_part(
    facts: Facts,
    command: str,
    tables: Mapping[str, str],
    drawings: Iterable[str],
    about: Imprint,
) -> Part:
    """The command that makes this page, its files, and the solution concepts."""
    told: dict[str, Any] = {"command": command, "tables": tables, "drawings": drawings}
    told["inputs"] = about.inputs
    return part("reproduce", "Reproduce", "Reproduce this report", facts=facts, **told)

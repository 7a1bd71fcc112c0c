"""The assumptions: how sure counts are, which assumption decides, all of them, and the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...common.show import many
from ..uncertain.ranges import LEVELS, UNITS
from .facts import Decides, Facts, WhatIf
from .files import Imprint
from .headline import clearly_first, decisive, not_moved, places, ranked_decides, ranked_what_if
from .page import PagePart, part
from .words import listed, plain_name, subject

_NAMES = {"without": "kept without", "with": "kept with", "added": "added by the coordinator"}


class _AssumptionRow(NamedTuple):
    """One assumption: what moves while it moves alone, and its place when all move at once."""

    names: tuple[str, ...]  #: More than one if they are bound to each other.
    moved: WhatIf | None
    rank: tuple[int, int] | None


def sure_part(facts: Facts) -> PagePart | None:
    """The range of every count over all draws, and which assumption decides."""
    if facts.draws is None and not facts.what_if:
        return None
    known = () if facts.draws is None else facts.draws.known
    ranked = ranked_decides(facts)
    first = ranked[0] if ranked and clearly_first(ranked[0], ranked[1:]) else None
    return part(
        "sure",
        "How sure",
        _title(facts, first),
        facts=facts,
        least=min([0.0, *(one.low for one in known)]),
        counts=[(name, [one for one in known if one.of == of]) for of, name in _NAMES.items()],
        ranked=ranked,
        rows=_rows(facts),
        first=None if first is None else decisive(first),
        not_moved=not_moved(facts),
        more="" if facts.draws is None else _also_drawn(facts.draws.settings),
    )


def _title(facts: Facts, first: Decides | None) -> str:
    if first is not None:
        return f"How sure: {', and '.join(map(plain_name, first.settings))} decides most"
    if facts.draws is None:
        return _what_if_heading(ranked_what_if(facts))
    return f"How sure: every count as a range{', and what decides it' if facts.decides else ''}"


def _rows(facts: Facts) -> list[_AssumptionRow]:
    """Each assumption, those first that decide most."""
    alone = {each.setting: each for each in ranked_what_if(facts)}
    ranks = {each.settings: places(each, facts.decides) for each in ranked_decides(facts)}
    bound = {name: names for names in ranks for name in names}
    rows = [
        _AssumptionRow((name,), one, ranks.get(bound.get(name, ()))) for name, one in alone.items()
    ]
    rows += [
        _AssumptionRow(each, None, rank) for each, rank in ranks.items() if not {*each} & {*alone}
    ]
    return sorted(rows, key=lambda row: row.rank or (len(rows) + 1, 0))


def _also_drawn(names: Sequence[str]) -> str:
    """What is drawn that has no single value, in words."""
    texts = {
        "size": f"the size of each government, by at most {many(UNITS, 'unit')}",
        "trust": f"the founding trust of each tie, by at most {many(LEVELS, 'level')}",
    }
    return listed([text for name, text in texts.items() if name in names])


def _what_if_heading(ranked: Sequence[WhatIf]) -> str:
    widths = [each.added.high - each.added.low for each in ranked]
    if len(ranked) < 3 or widths[1] <= widths[2]:
        return "Which assumptions decide"
    names = f"{subject(ranked[0].setting)} and {subject(ranked[1].setting)} matter most"
    return names[0].upper() + names[1:]


def settings_part(facts: Facts, **more: Any) -> PagePart:
    """Every setting, in words: what is estimated, and that what is assumed is illustrative."""
    title = "Every assumption, and that all are illustrative"
    if facts.estimated:
        title = "What records say, and what is assumed"
    return part("assumptions", "Assumptions", title, facts=facts, **more)


def again_part(
    facts: Facts,
    command: str,
    tables: Mapping[str, str],
    drawings: Iterable[str],
    about: Imprint,
) -> PagePart:
    """The command that makes this page, its files, and the solution concepts."""
    context: dict[str, Any] = {"command": command, "tables": tables, "drawings": drawings}
    context["inputs"] = about.inputs
    return part("reproduce", "Reproduce", "Reproduce this report", facts=facts, **context)

"""Tie by tie: classes over patience, and a table with a filter."""

from __future__ import annotations

from collections.abc import Sequence

from .. import maps
from ..facts import Facts, TieFacts
from ..headline import ranked_ties
from ..numbers import many, plain
from ..page import Part, part
from ..words import MOST

#: Words by which the table of ties is filtered, as the rules of style have them.
FILTERS = {
    "": "all",
    "across": "across a border",
    "own": "the coordinator decides",
    "open": "unsure",
}


def ties_part(facts: Facts) -> Part:
    """Each tie, those first that the coordinator decides most surely."""
    ties, drawn = ranked_ties(facts), facts.draws is not None
    title = "those that a coordinator decides first" if any(t.added for t in ties) else "one by one"
    return part(
        "ties",
        "All ties",
        f"All {len(ties)} ties, {title}" if len(ties) > 1 else "The tie",
        ties=ties,
        drawn=drawn,
        filters={word: text for word, text in FILTERS.items() if drawn or word != "open"},
        marks=[_marks(tie) for tie in ties[:MOST]],
        anchors=[f"tie-{k}" for k in range(1, min(len(ties), MOST) + 1)],
    )


def _marks(tie: TieFacts) -> str:
    unsure = tie.sure is not None and min(tie.sure) < maps.SURE
    told = {"across": tie.across, "own": tie.added, "open": unsure}
    return " ".join(word for word, true in told.items() if true)


def windows_part(facts: Facts) -> Part:
    """When the coordinator decides: classes over patience, tie by tie."""
    ties = sorted(
        facts.ties, key=lambda tie: (not tie.added, not tie.window, tie.window[:1], tie.name)
    )
    inside = sum(tie.added for tie in facts.ties)
    above = sum(tie.classes[0] in ("weak", "strong") for tie in facts.ties)
    line, of = f"the assumed patience of {plain(facts.delta)}", many(len(facts.ties), "tie")
    return part(
        "windows",
        "How patient",
        f"At {line}, the coordinator decides {inside} of {of}",
        facts=facts,
        ties=ties,
        above=above,
        left=len(facts.ties) - inside - above,
        example=_example(ties),
    )


def _example(ties: Sequence[TieFacts]) -> TieFacts | None:
    """The tie of most classes: with words, how to read the others."""
    if not ties or not ties[0].window:
        return None
    return max(ties, key=lambda tie: len({each[2] for side in tie.strips for each in side}))

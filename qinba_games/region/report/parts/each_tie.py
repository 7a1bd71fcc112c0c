"""Each tie in a table with a filter."""

from __future__ import annotations

from .. import maps
from ..context import Material
from ..facts import TieFacts
from ..headline import ranked_ties
from ..page import Part, part
from ..words import MOST

#: Words by which the table of ties is filtered, as the rules of style have them.
FILTERS = {
    "": "all",
    "across": "across a border",
    "own": "the coordinator decides",
    "open": "unsure",
}


def ties_part(it: Material) -> Part:
    """Each tie, those first that the coordinator decides most surely."""
    ties, drawn = ranked_ties(it), it.draws is not None
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

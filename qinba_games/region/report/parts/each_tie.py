"""Each tie in a table with a filter."""

from __future__ import annotations

from typing import Any

from .. import maps
from ..facts import TieFacts
from ..first import ranked_ties
from ..markup import Raw, chip, escape, fold, section, small
from ..material import Material
from ..numbers import percent, periods
from ..page import Part

#: Words by which the table of ties is filtered.
FILTERS = {"across": "across a border", "own": "the coordinator decides", "open": "unsure"}
#: A page shows so many ties; of more, those that come first.
MOST = 500


def ties_part(it: Material) -> Part:
    """Each tie, those first that the coordinator decides most surely."""
    ties = ranked_ties(it)
    drawn = it.draws is not None
    filters = {"": "all", **FILTERS}
    if not drawn:
        filters.pop("open")
    title = "those that a coordinator decides first" if any(t.added for t in ties) else "one by one"
    body = section(
        "ties",
        f"All {len(ties)} ties, {title}" if len(ties) > 1 else "The tie",
        fold(
            "all-ties",
            "Each tie without and with the coordinator",
            [
                *("Tie", "without", "with", "coordinator decides", "class with is sure"),
                *("strong after, periods", "why"),
            ],
            [_tie_row(tie) for tie in ties[:MOST]],
            summary=f"{show_all(len(ties))}, with a filter",
            filters=filters,
            kind="each-tie",
            numbers=(3, 4, 5),
            optional=(4, 5) if drawn else (3, 4, 5),
            marks=[_marks(tie) for tie in ties[:MOST]],
            anchors=[f"tie-{k}" for k in range(1, min(len(ties), MOST) + 1)],
        ),
    )
    return Part(name="ties", link="All ties", body=body)


def show_all(count: int) -> str:
    """What opens a table of ties."""
    return f"Show all {count} ties" if count <= MOST else f"Show {MOST} of {count} ties"


def _tie_row(tie: TieFacts) -> list[Any]:
    name = f"{escape(tie.name)}{small(f'{tie.where}, founding trust {tie.trust}'.lstrip(', '))}"
    return [
        Raw(name),
        chip(tie.classes[0]),
        chip(tie.classes[1]),
        "–" if tie.decided is None else percent(tie.decided),
        "–" if tie.sure is None else percent(tie.sure[1]),
        periods(tie.time[1], tie.probability[1]),
        Raw(f'<span class="why">{escape(tie.why)}</span>'),
    ]


def _marks(tie: TieFacts) -> str:
    unsure = tie.sure is not None and min(tie.sure) < maps.SURE
    told = {"across": tie.across, "own": tie.added, "open": unsure}
    return " ".join(word for word, true in told.items() if true)

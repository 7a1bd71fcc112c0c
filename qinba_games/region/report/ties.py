"""The ties on a map and one by one: where they are kept, how sure, and how patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ...common.show import many
from . import maps
from .facts import Facts, TieFacts
from .headline import ranked_ties
from .page import PagePart, part
from .svg import Drawing, Drawings
from .words import MOST, leading, listed, plain

#: Governments that a sentence names at most.
_NAMED = 4


def map_drawings(facts: Facts) -> dict[str, Drawing]:
    """The map without and with, everything at the same place in both."""
    members = _with_ties(facts)
    number = {k: place for place, k in enumerate(members)}
    where = maps.plan(
        [facts.names[k] for k in members],
        facts.latitude[members],
        facts.longitude[members],
        [facts.groups[k] for k in members],
        [(number[a], number[b]) for a, b in facts.pairs],
    )
    tops = [place for place, k in enumerate(members) if facts.above[k]]
    which = f"the {len(facts.ties)} ties" if len(facts.ties) > 1 else "the tie"
    drawings = {}
    for side, (name, title) in enumerate(
        (("map_without", "without a coordinator"), ("map_with", "with a coordinator"))
    ):
        known = [tie.sure[side] for tie in facts.ties if tie.sure is not None]
        drawings[name] = maps.draw(
            where,
            name.replace("_", "-"),
            f"Map: {which} {title}",
            [tie.classes[side] for tie in facts.ties],
            sure=np.array(known) if len(known) == len(facts.ties) else None,
            hot=[k for k, tie in enumerate(facts.ties) if side and tie.only],
            tops=tops,
            more=f"{_most_kept(facts, side)} The table of ties lists each one.",
        )
    for k, bought in enumerate(() if facts.budget is None else facts.budget.plans):
        drawings[f"budget_{k + 1}"] = maps.draw(
            where,
            f"budget-{k + 1}",
            f"Map: {which} with help for {bought.budget}",
            bought.classes,
            hot=[*bought.helped],
            tops=tops,
            more=f"Marked: {many(len(bought.helped), 'tie')} that {bought.budget} help.",
        )
    return drawings


def _with_ties(facts: Facts) -> list[int]:
    """The governments that a map shows."""
    return sorted({end for ends in facts.pairs for end in ends})


def map_part(facts: Facts, drawings: Drawings) -> PagePart:
    """Where ties are kept, without and with the coordinator."""
    members = _with_ties(facts)
    known = bool(np.isfinite(facts.latitude[members]).all())  # whether it can show where they are
    return part(
        "map",
        "Map",
        _map_heading(facts),
        facts=facts,
        drawn=[drawings["map_without"], drawings["map_with"]],
        most_kept=_most_kept(facts, 0),
        most_added=_most_added(facts),
        only_a_coordinator=facts.only > 0,
        known=known,
        squares=any(facts.above[k] for k in members),
        left_out=len(facts.names) - len(members),
        areas=known and len(set(facts.groups)) > 1,
    )


def _map_heading(facts: Facts) -> str:
    """How many ties the coordinator adds as assumed, across borders, and in no other way."""
    added = [tie for tie in facts.ties if tie.added]
    if not added:
        return "Where ties are kept without a coordinator, and where with one"
    across = sum(tie.across for tie in added)
    where = f", {across} of them across a border" if 0 < across < len(added) else ""
    if 0 < facts.only:
        where += (
            f", {facts.only} of them in no other way" if len(added) > 1 else ", in no other way"
        )
    return f"As assumed, the coordinator adds {many(len(added), 'tie')}{where}"


def _most_kept(facts: Facts, side: int) -> str:
    """Who has the most ties that are kept."""
    counted: Counter[str] = Counter()
    for tie, ends in zip(facts.ties, facts.pairs, strict=True):
        if tie.classes[side] in ("weak", "strong"):
            counted.update(facts.names[end] for end in ends)
    how = "With one" if side else "Without a coordinator"
    if not counted:
        return f"{how}, no tie is kept."
    return f"{how}, most ties are kept by {_leading(counted)}."


def _leading(counted: Counter[str]) -> str:
    """Those with the largest numbers; if too many have the same, how many these are."""
    names, numbers = [*counted], [*counted.values()]
    first = leading(numbers, _NAMED)
    if not first:
        most = max(numbers)
        return f"{numbers.count(most)} governments ({most} each)"
    return listed([f"{names[k]} ({numbers[k]})" for k in first])


def _most_added(facts: Facts) -> str:
    counted: Counter[str] = Counter()
    for tie, ends in zip(facts.ties, facts.pairs, strict=True):
        if tie.added:
            counted.update(facts.names[end] for end in ends)
    if not counted:
        return "The coordinator adds none."
    return f"The coordinator adds most for {_leading(counted)}."


#: Words by which the table of ties is filtered, as the rules of style have them.
_FILTERS = {
    "": "all",
    "across": "across a border",
    "own": "the coordinator decides",
    "open": "unsure",
}


def ties_part(facts: Facts) -> PagePart:
    """Each tie, those first that the coordinator decides most surely."""
    ties, drawn = ranked_ties(facts), facts.draws is not None
    title = "those that a coordinator decides first" if any(t.added for t in ties) else "one by one"
    return part(
        "ties",
        "All ties",
        f"All {len(ties)} ties, {title}" if len(ties) > 1 else "The tie",
        ties=ties,
        drawn=drawn,
        filters={word: text for word, text in _FILTERS.items() if drawn or word != "open"},
        marks=[_marks(tie) for tie in ties[:MOST]],
        anchors=[f"tie-{k}" for k in range(1, min(len(ties), MOST) + 1)],
    )


def _marks(tie: TieFacts) -> str:
    unsure = tie.sure is not None and min(tie.sure) < maps.SURE
    flags = {"across": tie.across, "own": tie.added, "open": unsure}
    return " ".join(word for word, true in flags.items() if true)


def windows_part(facts: Facts) -> PagePart:
    """When the coordinator decides: classes over patience, tie by tie."""
    ties = sorted(
        facts.ties, key=lambda tie: (not tie.added, not tie.window, tie.window[:1], tie.name)
    )
    inside = sum(tie.added for tie in facts.ties)
    above = sum(tie.classes[0] in ("weak", "strong") for tie in facts.ties)
    others = [tie for tie in facts.ties if not {*tie.classes} & {"weak", "strong"}]
    later = sum(tie.holds_above(facts.delta) for tie in others)
    line, of = f"the assumed patience of {plain(facts.delta)}", many(len(facts.ties), "tie")
    return part(
        "windows",
        "How patient",
        f"At {line}, the coordinator decides {inside} of {of}",
        facts=facts,
        ties=ties,
        above=above,
        later=later,
        never=len(others) - later,
        example=_example(ties),
    )


def _example(ties: Sequence[TieFacts]) -> TieFacts | None:
    """The tie of most classes: with words, how to read the others."""
    if not ties or not ties[0].window:
        return None
    return max(ties, key=lambda tie: len({each[2] for side in tie.strips for each in side}))

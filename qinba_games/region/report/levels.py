"""What a page says of levels of government, whoever they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...hierarchy.results import LevelPair, Levels
from .bars import keys, regimes
from .markup import ORDER, Raw, chip, fold, paragraph

#: Who coordinates, as a reader says it.
WHO = {
    "none": "nobody",
    "provinces": "superiors",
    "national": "+ the top",
    "three-level": "+ across",
    "bottom-up": "from below",
}
#: What that means; the names are those of `WHO` or of another page.
_MEANING = (
    "<em>{provinces}</em>: each coordinates the ties below it. <em>{national}</em>: the "
    "government above all also coordinates those directly below it. <em>{three-level}</em>: "
    "superiors that work together also coordinate the ties between their members. "
    "<em>{bottom-up}</em>: as with {provinces}, but superiors follow their members."
)


def words(border: Sequence[LevelPair]) -> str:
    """Who depends on its superiors, in two sentences."""
    needing = sum(bool(one.needs) for one in border)
    mattering = sum(bool(one.matters) for one in border)
    return (
        f"Of {len(border)} pairs under different superiors, {needing} need them: without "
        "superiors who trust each other they do not cooperate, with them they do. The class "
        f"of {mattering} depends on them."
    )


def changed(across: Mapping[Any, Any]) -> list[int]:
    """The ties, by number, whose class differs between superiors apart and together."""
    return [k for k, one in enumerate(across.values()) if one.absent != one.strong]


def counted(classes: Sequence[str]) -> str:
    """How many ties in each class, the weakest first."""
    return ", ".join(f"{classes.count(each)} {each}" for each in reversed(ORDER))


def regime_tables(
    found: Sequence[Levels], titles: Mapping[str, str], who: Mapping[str, str] = WHO
) -> str:
    """A small table of bars for each level, a row for each way to coordinate, and what they are."""
    layers = {each.regime: each.layers() for each in found}
    heads = ("Who coordinates", "Classes", "Kept")
    tables = [
        regimes(
            title,
            f"{sum(layers['none'][layer].values())} ties",
            [(who.get(regime, regime), counts[layer]) for regime, counts in layers.items()],
            heads,
        )
        for layer, title in titles.items()
        if layer in layers["none"]
    ]
    return (
        f'<div class="regs">{"".join(tables)}</div>'
        + keys(ORDER, "number: ties kept; faint: as with nobody")
        + paragraph(Raw(f"<small>{_MEANING.format(**who)}</small>"))
    )


def needing_table(rows: Sequence[tuple[str, str, str, str]]) -> str:
    """Ties that need their superiors: tie, superiors, level, class at founding."""
    if not rows:
        return ""
    return "<h3>Ties that need their superiors</h3>" + fold(
        "needing",
        "Ties that need their superiors, nobody coordinating",
        ["tie", "superiors", "level", "class at founding"],
        [[*told, chip(each)] for *told, each in rows],
        summary=f"Show all {len(rows)}",
        kind="narrow",
    )

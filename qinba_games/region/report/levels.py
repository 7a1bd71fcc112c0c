"""What a page says of levels of government, whoever they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...hierarchy.results import LevelPair, Levels
from .words import ORDER

#: The name of each drawing -> how superiors stand in it, and the class of their ties.
DRAWN = {"levels_apart": ("apart", "isolated"), "levels_together": ("together", "strong")}


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


def ends(across: Mapping[Any, Any]) -> tuple[list[str], list[str]]:
    """The class of each tie with its superiors apart, and together."""
    return [one.absent for one in across.values()], [one.strong for one in across.values()]


def class_counts(across: Mapping[Any, Any]) -> list[str]:
    """How many ties in each class, the weakest first, apart and together."""
    return [
        ", ".join(f"{side.count(each)} {each}" for each in reversed(ORDER)) for side in ends(across)
    ]


def by_layer(
    found: Sequence[Levels], titles: Mapping[str, str]
) -> dict[str, dict[str, Mapping[str, int]]]:
    """Classes counted for each level that is there, by its title, and each way to coordinate."""
    layers = {each.regime: each.layers() for each in found}
    return {
        title: {regime: counts[layer] for regime, counts in layers.items()}
        for layer, title in titles.items()
        if layer in layers["none"]
    }


def unmoved(layers: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """Why a national office alone changes nothing for some ties that linked agencies reach."""
    titles = [
        title.lower()
        for title, rows in layers.items()
        if rows["national"] == rows["none"] != rows["three-level"]
    ]
    if not titles:
        return ""
    return (
        f"It moves no tie of {', and none of '.join(titles)}: the government above all coordinates "
        "only those directly below it, and what their trust takes off the friction below is not "
        "enough here."
    )

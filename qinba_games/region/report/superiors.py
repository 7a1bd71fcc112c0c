"""Which level decides: ties with superiors apart and together, and every way to coordinate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...hierarchy.hierarchy import Pair
from ...hierarchy.results import LevelPair, Levels
from ..study.superiors import Superiors, border
from ..tables.records import short_name
from . import layers
from .facts import Facts
from .maps import positions
from .page import Part, part
from .svg import Drawing, Drawings
from .words import ORDER, many

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


#: More governments than this have no room in two layers.
_MOST = 60
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


def superiors_drawings(facts: Facts) -> dict[str, Drawing]:
    """The ties below, twice: superiors apart, and together for ever."""
    if facts.superiors is None or not facts.superiors.across:
        return {}
    where = _arranged(facts, facts.superiors)
    if len(where.members) > _MOST:
        return {}
    return {
        key: layers.draw(
            where,
            key.replace("_", "-"),
            f"Two layers, superiors {state}",
            classes,
            [above] * len(where.above),
            changed=changed(facts.superiors.across),
            layer_names=("Superiors", "Their members"),
            more=f"Above, the superiors are {state}.",
        )
        for (key, (state, above)), classes in zip(
            DRAWN.items(), ends(facts.superiors.across), strict=True
        )
    }


def _arranged(facts: Facts, found: Superiors) -> layers.Layers:
    tree = found.regimes[0].hierarchy
    members = list(dict.fromkeys(name for tie in found.across for name in tie))
    number = {name: k for k, name in enumerate(members)}
    ties = [(number[a], number[b]) for a, b in found.across]
    places = [facts.full_names.index(name) for name in members]
    points = positions(facts.latitude[places], facts.longitude[places], ties)
    over = {name: tree.parents[name] for name in members}
    return layers.arrange(
        {short_name(name): short_name(above) for name, above in over.items()},
        {short_name(name): point for name, point in zip(members, points.tolist(), strict=True)},
        [_short(tie) for tie in found.across],
        [_short(one) for one in tree.pairs if set(one) <= set(over.values())],
    )


def _short(names: Pair) -> tuple[str, str]:
    return short_name(names[0]), short_name(names[1])


def superiors_part(facts: Facts, drawings: Drawings) -> Part | None:
    """Who depends on its superiors, and what each way to coordinate brings to each level."""
    found = facts.superiors
    if found is None:
        return None
    below, layers_ = border(found.regimes), by_layer(found.regimes, _titles(found))
    return part(
        "levels",
        "Which level decides",
        _heading(found),
        words=words(below),
        delta=facts.delta,
        drawn=[drawings[key] for key in DRAWN if key in drawings],
        counted=class_counts(found.across),
        ties=len(found.across),
        layers=layers_,
        unmoved=unmoved(layers_),
        need=[
            (_name(one.pair), _name(one.superior), _level(found, one.pair), one.founding_class)
            for one in below
            if one.needs and one.superior
        ],
    )


def _heading(found: Superiors) -> str:
    below = border(found.regimes)
    needing = sum(bool(one.needs) for one in below)
    if not below:
        return "What each level gains"
    wait = "waits for its" if needing == 1 else "wait for their"
    return f"Which level decides? {needing} of {many(len(below), 'tie')} {wait} superiors"


def _titles(found: Superiors) -> Mapping[str, str]:
    """A title for each level and side of the root's border, by the name that results give it."""
    titles = {}
    known = [layer.rsplit(", ", 1) for layer in found.regimes[0].layers()]
    for level, side in known:
        both = sum(name == level for name, _ in known) > 1
        sides = {"across": " across borders", "inside": " inside"} if both else {}
        titles[f"{level}, {side}"] = f"{_ordinal(level)}{sides.get(side, '')}"
    return titles


def _level(found: Superiors, names: Pair) -> str:
    tree = found.regimes[0].hierarchy
    return _ordinal(tree.levels[names]).lower()


def _ordinal(level: str) -> str:
    """The first level is that directly below the top."""
    depth = int(level.removeprefix("depth ")) if level.startswith("depth ") else 0
    return f"{_ORDINALS[depth - 1]} level" if 1 <= depth <= len(_ORDINALS) else level


def _name(names: Pair | None) -> str:
    return "–".join(_short(names)) if names else ""

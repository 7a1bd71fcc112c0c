"""Which level decides: ties with superiors apart and together, and every way to coordinate."""

from __future__ import annotations

from collections.abc import Mapping

from ....hierarchy.hierarchy import Hierarchy, Pair
from ...study.superiors import Superiors, border
from ...tie import short_name
from .. import layers
from ..facts import Facts
from ..levels import DRAWN, by_layer, changed, class_counts, ends, unmoved, words
from ..numbers import many
from ..page import Part, part
from ..projection import positions
from ..svg import Drawing, Drawings

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
        _above(tree, set(over.values())),
    )


def _above(tree: Hierarchy, known: set[str]) -> list[tuple[str, str]]:
    """The ties between superiors."""
    return [_short(one) for one in tree.pairs if set(one) <= known]


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

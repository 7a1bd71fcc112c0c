"""Which level decides: ties with superiors apart and together, and every way to coordinate."""

from __future__ import annotations

from collections.abc import Mapping

from ....hierarchy.hierarchy import Hierarchy, Pair
from ...superiors import Superiors, border
from ...tie import short_name
from .. import layers
from ..levels import changed, counted, needing_table, regime_tables, words
from ..markup import figure, pair, paragraph, section
from ..material import Material
from ..numbers import plain
from ..page import Part
from ..projection import positions
from ..svg import Drawing, Drawings

#: More governments than this have no room in two layers.
_MOST = 60
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


def superiors_drawings(it: Material) -> dict[str, Drawing]:
    """The ties below, twice: superiors apart, and together for ever."""
    if it.superiors is None or not it.superiors.across:
        return {}
    where = _arranged(it, it.superiors)
    if len(where.members) > _MOST:
        return {}
    ends = list(it.superiors.across.values())
    return {
        key: layers.draw(
            where,
            key.replace("_", "-"),
            f"Two layers, superiors {state}",
            classes,
            [above] * len(where.above),
            changed=changed(it.superiors.across),
            layer_names=("Members", "Their superiors"),
            more=f"Below, the superiors are {state}.",
        )
        for key, state, classes, above in (
            ("levels_apart", "apart", [one.absent for one in ends], "isolated"),
            ("levels_together", "together", [one.strong for one in ends], "strong"),
        )
    }


def _arranged(it: Material, found: Superiors) -> layers.Layers:
    tree = found.regimes[0].hierarchy
    members = list(dict.fromkeys(name for tie in found.across for name in tie))
    number = {name: k for k, name in enumerate(members)}
    ties = [(number[a], number[b]) for a, b in found.across]
    places = [it.full_names.index(name) for name in members]
    points = positions(it.latitude[places], it.longitude[places], ties)
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


def superiors_part(it: Material, drawings: Drawings) -> Part | None:
    """Who depends on its superiors, and what each way to coordinate brings to each level."""
    found = it.superiors
    if found is None:
        return None
    below = border(found.regimes)
    body = section(
        "levels",
        _heading(found),
        paragraph(
            "Friction between members of different superiors falls with the trust between these "
            f"superiors. {words(below)}"
        ),
        _drawn(it, found, drawings),
        "<h3>Five ways to coordinate: what each level gains</h3>",
        regime_tables(found.regimes, _titles(found)),
        needing_table(
            [
                (_name(one.pair), _name(one.superior), _level(found, one.pair), one.founding_class)
                for one in below
                if one.needs and one.superior
            ]
        ),
    )
    return Part(name="levels", link="Which level decides", body=body)


def _heading(found: Superiors) -> str:
    below = border(found.regimes)
    needing = sum(bool(one.needs) for one in below)
    if not below:
        return "What each level gains"
    if needing > len(below) / 2:
        return "Which level decides? Most ties wait for their superiors"
    if needing <= 0.2 * len(below):
        return "Which level decides? Few ties wait for their superiors"
    return f"Which level decides? {needing} of {len(below)} ties wait for their superiors"


def _drawn(it: Material, found: Superiors, drawings: Drawings) -> str:
    if "levels_apart" not in drawings:
        return ""
    ends = list(found.across.values())
    drawn = pair(
        *(
            (title, counted(classes), drawings[key].inline())
            for title, classes, key in (
                ("If superiors stay apart", [one.absent for one in ends], "levels_apart"),
                ("If superiors work together", [one.strong for one in ends], "levels_together"),
            )
        )
    )
    caption = (
        f"{len(ends)} ties between members of different superiors, above; these superiors, below; "
        "dotted: jurisdiction. Circles: the class differs between the two drawings. No "
        f"coordinator, patience {plain(it.delta)}."
    )
    return figure(drawn, caption, "bleed")


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

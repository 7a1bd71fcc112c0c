"""Which level decides: two layers of government, and every way to coordinate them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ...common.show import many
from ...hierarchy.hierarchy import Pair
from ...hierarchy.results import LevelPair, Levels
from ...types import FloatArray, frozen
from ..study.superiors import Superiors, border
from ..tables.records import short_name
from . import svg
from .facts import Facts
from .labels import BOLD, Labels, place
from .maps import label_group, positions
from .page import PagePart, part
from .svg import Drawing, Drawings
from .words import ORDER, spoken

#: Corners of the planes of superiors and of members: upper left and right, lower right and left.
_UPPER = ((24.0, 20.0), (398.0, 20.0), (376.0, 142.0), (2.0, 142.0))
_LOWER = ((36.0, 184.0), (398.0, 184.0), (364.0, 370.0), (2.0, 370.0))
_HEIGHT = 376.0


@frozen
class Layers:
    """Where governments and their superiors stand; several drawings share it."""

    members: tuple[str, ...]
    superiors: tuple[str, ...]
    belongs: tuple[int, ...]  #: The superior of each member.
    #: Pairs of members, pairs of superiors.
    ties: tuple[tuple[int, int], ...]
    above: tuple[tuple[int, int], ...]
    at_members: FloatArray
    at_superiors: FloatArray
    member_labels: Labels
    superior_labels: Labels


def arrange(
    members: Mapping[str, str],
    points: Mapping[str, Sequence[float]],
    ties: Sequence[tuple[str, str]],
    above: Sequence[tuple[str, str]],
) -> Layers:
    """Place members (name -> superior) by their points, and superiors above their members."""
    names, tops = tuple(members), tuple(dict.fromkeys(members.values()))
    number = {name: k for k, name in enumerate(names)}
    of = {name: k for k, name in enumerate(tops)}
    belongs = tuple(of[members[name]] for name in names)
    raw = np.array([points[name] for name in names], dtype=float)
    at = _on_plane(raw, _LOWER, 34, 22)
    means = np.array([at[[b == k for b in belongs]].mean(axis=0) for k in range(len(tops))])
    high = _on_plane(means, _UPPER, 40, 24)
    high[:, 0] = (high[:, 0] + means[:, 0]) / 2
    pairs = tuple((number[a], number[b]) for a, b in ties)
    tops_pairs = tuple((of[a], of[b]) for a, b in above)
    frame = (400.0, _HEIGHT)
    return Layers(
        members=names,
        superiors=tops,
        belongs=belongs,
        ties=pairs,
        above=tops_pairs,
        at_members=at,
        at_superiors=high,
        member_labels=place(at, names, _segments(at, pairs), frame),
        superior_labels=place(
            high, tops, _segments(high, tops_pairs), frame, size=11.2, bold=BOLD, gap=6.5
        ),
    )


def _segments(points: FloatArray, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    return np.array([[*points[i], *points[j]] for i, j in pairs]).reshape(-1, 4)


def _on_plane(
    points: FloatArray, plane: Sequence[tuple[float, float]], across: float, down: float
) -> FloatArray:
    """Points on a plane that leans: each row is shifted as its edge is."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    share = (points - low) / np.where(size > 0, size, 1)
    share[:, size <= 0] = 0.5
    top, bottom = plane[0][1] + down, plane[2][1] - down
    y = top + share[:, 1] * (bottom - top)
    lean = (y - plane[0][1]) / (plane[3][1] - plane[0][1])
    left = plane[0][0] + lean * (plane[3][0] - plane[0][0]) + across
    right = plane[1][0] + lean * (plane[2][0] - plane[1][0]) - across
    return np.column_stack([left + share[:, 0] * (right - left), y])


def draw(
    where: Layers,
    name: str,
    title: str,
    classes: Sequence[str],
    above: Sequence[str],
    *,
    changed: Collection[int] = (),
    hot: tuple[str, str] | None = None,
    layer_names: tuple[str, str],
    more: str = "",
) -> Drawing:
    """Draw the ties of both layers by class; circles where a class is `changed`; `hot` a pair."""
    pair = None if hot is None else {where.members.index(each) for each in hot}
    lower = [(where.at_members[i], where.at_members[j]) for i, j in where.ties]
    upper = [(where.at_superiors[i], where.at_superiors[j]) for i, j in where.above]
    bosses = None if pair is None else {where.belongs[i] for i in pair}
    halo = [svg.line(e) for e, ij in zip(lower, where.ties, strict=True) if pair == set(ij)]
    halo += [svg.line(e) for e, ij in zip(upper, where.above, strict=True) if bosses == set(ij)]
    lines = [
        svg.line(ends, f"t {each}")
        for each in reversed(ORDER)
        for drawn, kinds in ((upper, above), (lower, classes))
        for ends, own in zip(drawn, kinds, strict=True)
        if own == each
    ]
    up = [
        svg.line([at, where.at_superiors[k]], "hot" if i in (pair or ()) else "")
        for i, (at, k) in enumerate(zip(where.at_members, where.belongs, strict=True))
    ]
    middles = [np.mean(lower[k], axis=0) for k in sorted(changed)]
    rings = [svg.dot(float(x), float(y), 5.2, "changed") for x, y in middles]
    body = (
        svg.line(_UPPER, "plane", closed=True)
        + svg.line(_LOWER, "plane", closed=True)
        + svg.text(28, 14, layer_names[0], "lay")
        + svg.text(40, 178, layer_names[1], "lay")
        + svg.group("juris", *up)
        + svg.group("halo", *halo)
        + "".join(lines)
        + svg.group("rings", *rings)
        + svg.group("nodes", *_nodes(where))
        + label_group(
            where.member_labels,
            where.members,
            ["hot" if name in (hot or ()) else "" for name in where.members],
        )
        + label_group(
            where.superior_labels,
            where.superiors,
            ["big hot" if k in (bosses or ()) else "big" for k in range(len(where.superiors))],
        )
    )
    ties = many(len(classes), "tie")
    return Drawing(
        name=name,
        kind="layers",
        box=(0, 0, 400, _HEIGHT),
        title=title,
        description=f"Below, {ties}: {spoken(Counter(classes))}. {more}".strip(),
        body=body,
    )


def _nodes(where: Layers) -> list[str]:
    dots = [svg.node(x, y, False) for x, y in where.at_members]
    return dots + [svg.node(x, y, True) for x, y in where.at_superiors]


#: The name of each drawing -> how superiors stand in it, and the class of their ties.
DRAWN = {"levels_apart": ("apart", "isolated"), "levels_together": ("together", "strong")}


def words(border: Sequence[LevelPair]) -> str:
    """Who depends on its superiors, in two sentences."""
    needing = sum(bool(one.needs) for one in border)
    mattering = sum(bool(one.matters) for one in border)
    need = "needs" if needing == 1 else "need"
    why = ": without superiors who trust each other they do not cooperate, with them they do"
    return (
        f"Of {many(len(border), 'pair')} under different superiors, {needing or 'none'} {need} them"
        f"{why if needing else ''}. The class of {mattering or 'none'} depends on them."
    )


def _differences(across: Mapping[Any, Any]) -> list[int]:
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
    regimes: Sequence[Levels], titles: Mapping[str, str]
) -> dict[str, dict[str, Mapping[str, int]]]:
    """Classes counted for each level that is there, by its title, and each way to coordinate."""
    counted = {each.regime: each.layers() for each in regimes}
    return {
        title: {regime: counts[layer] for regime, counts in counted.items()}
        for layer, title in titles.items()
        if layer in counted["none"]
    }


def why_no_change(counted: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """Why a national office alone changes nothing for some ties that linked agencies reach."""
    titles = [
        title.lower()
        for title, rows in counted.items()
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
    where = _layers(facts, facts.superiors)
    if len(where.members) > _MOST:
        return {}
    return twice(where, facts.superiors.across, "superiors", ("Superiors", "Their members"))


def twice(
    where: Layers,
    across: Mapping[Any, Any],
    who: str,
    layer_names: tuple[str, str],
    *,
    hot: tuple[str, str] | None = None,
    more: tuple[str, str] = ("", ""),
) -> dict[str, Drawing]:
    """The ties below with those above apart, and together; `more` is said of either drawing."""
    return {
        key: draw(
            where,
            key.replace("_", "-"),
            f"Two layers, {who} {state}",
            classes,
            [above] * len(where.above),
            changed=_differences(across),
            hot=hot,
            layer_names=layer_names,
            more=f"Above, the {who} are {state}. {own}",
        )
        for (key, (state, above)), classes, own in zip(
            DRAWN.items(), ends(across), more, strict=True
        )
    }


def _layers(facts: Facts, levels: Superiors) -> Layers:
    tree = levels.regimes[0].hierarchy
    members = list(dict.fromkeys(name for tie in levels.across for name in tie))
    number = {name: k for k, name in enumerate(members)}
    ties = [(number[a], number[b]) for a, b in levels.across]
    places = [facts.full_names.index(name) for name in members]
    points = positions(facts.latitude[places], facts.longitude[places], ties)
    over = {name: tree.parents[name] for name in members}
    return arrange(
        {short_name(name): short_name(above) for name, above in over.items()},
        {short_name(name): point for name, point in zip(members, points.tolist(), strict=True)},
        [_short(tie) for tie in levels.across],
        [_short(one) for one in tree.pairs if set(one) <= set(over.values())],
    )


def _short(names: Pair) -> tuple[str, str]:
    return short_name(names[0]), short_name(names[1])


def superiors_part(facts: Facts, drawings: Drawings) -> PagePart | None:
    """Who depends on its superiors, and what each way to coordinate brings to each level."""
    levels = facts.superiors
    if levels is None:
        return None
    below, by_title = border(levels.regimes), by_layer(levels.regimes, _titles(levels))
    return part(
        "levels",
        "Which level decides",
        _heading(levels),
        words=words(below),
        delta=facts.delta,
        drawn=[drawings[key] for key in DRAWN if key in drawings],
        counted=class_counts(levels.across),
        ties=len(levels.across),
        layers=by_title,
        unmoved=why_no_change(by_title),
        need=[
            (_name(one.pair), _name(one.superior), _level(levels, one.pair), one.founding_class)
            for one in below
            if one.needs and one.superior
        ],
    )


def _heading(levels: Superiors) -> str:
    below = border(levels.regimes)
    needing = sum(bool(one.needs) for one in below)
    if not below:
        return "What each level gains"
    wait = "waits for its" if needing == 1 else "wait for their"
    return f"Which level decides? {needing} of {many(len(below), 'tie')} {wait} superiors"


def _titles(levels: Superiors) -> Mapping[str, str]:
    """A title for each level and side of the root's border, by the name that results give it."""
    titles = {}
    known = [layer.rsplit(", ", 1) for layer in levels.regimes[0].layers()]
    for level, side in known:
        both = sum(name == level for name, _ in known) > 1
        sides = {"across": " across borders", "inside": " inside"} if both else {}
        titles[f"{level}, {side}"] = f"{_ordinal(level)}{sides.get(side, '')}"
    return titles


def _level(levels: Superiors, names: Pair) -> str:
    tree = levels.regimes[0].hierarchy
    return _ordinal(tree.levels[names]).lower()


def _ordinal(level: str) -> str:
    """The first level is that directly below the top."""
    depth = int(level.removeprefix("depth ")) if level.startswith("depth ") else 0
    return f"{_ORDINALS[depth - 1]} level" if 1 <= depth <= len(_ORDINALS) else level


def _name(names: Pair | None) -> str:
    return "–".join(_short(names)) if names else ""

"""What the levels of a region do for its ties: every regime, and ties with superiors or without."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ... import errors
from ...hierarchy.hierarchy import Hierarchy, Pair
from ...hierarchy.results import CLASSES, LevelPair, Levels
from ...hierarchy.stabilise import stabilise
from ...hierarchy.worlds import REGIMES
from ...partnership.evolve import evolve
from ...types import Number, frozen
from .results import MANY


class FrictionExtremes(NamedTuple):
    """The founding class of a pair while its superiors never, or always, trust each other."""

    absent: str
    strong: str


@frozen
class Superiors:
    """A region on its levels."""

    regimes: tuple[Levels, ...]  #: from nobody to all levels, and from below
    #: the pairs of the lowest level that has superiors, nobody coordinating
    across: Mapping[Pair, FrictionExtremes]


def superiors(study: Any) -> Superiors | None:
    """The levels of a solved region; None where there are none, or they cannot be solved."""
    region = study.region
    if not any(region.records.parents) or len(region.records.ends) > MANY:
        return None
    try:
        tree = region.replaced(delta=study.delta).hierarchy()
        regimes = tuple(
            stabilise(tree, study.delta, regime, coordinator=study.coordinator)
            for regime in REGIMES
        )
    except errors.InvalidInputError:  # `Study.notes` says why
        return None
    below = border(regimes)
    deepest = max((tree.depth(one.pair[0]) for one in below), default=0)
    return Superiors(
        regimes=regimes,
        across={
            one.pair: with_and_without(tree, study.delta, one.pair)
            for one in below
            if {tree.depth(name) for name in one.pair} == {deepest}
        },
    )


def border(regimes: Sequence[Levels]) -> tuple[LevelPair, ...]:
    """The pairs that have a superior pair, without any coordinator."""
    return tuple(one for one in regimes[0].pairs if one.superior is not None)


def with_and_without(levels: Hierarchy, delta: Number, pair: Pair) -> FrictionExtremes:
    """The class at the friction that stays without superiors, and with their full trust."""
    classes, founding = [], levels.founding[pair]
    for friction in (levels.border[-1], levels.border[levels.top]):
        model = dataclasses.replace(levels.partnerships[pair], friction=friction)
        classes.append(str(evolve(model, delta, founding=founding).classes[founding]))
    return FrictionExtremes(*classes)


def rows(regimes: Sequence[Levels]) -> list[dict[str, Any]]:
    """One row per regime, level and side of the root's border: how many pairs in each class."""
    return [
        {
            "regime": each.regime,
            "level": layer.split(", ")[0],
            "border": layer.split(", ")[1],
            "pairs": sum(counts.values()),
            **{name: counts[name] for name in CLASSES},
        }
        for each in regimes
        for layer, counts in each.layers().items()
    ]

"""Who coordinates whom: the five regimes of a hierarchy."""

from __future__ import annotations

import dataclasses

from .. import errors
from ..coordinator import Coordinator
from ..types import Number
from .hierarchy import Hierarchy, Pair

REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")
_OWNER = "stabilise"


def at_distance(coordinator: Coordinator, loss: Number, levels: int) -> Coordinator:
    """The coordinator as it is believed so many levels below it."""
    return dataclasses.replace(
        coordinator, credibility=coordinator.credibility * (1 - loss) ** levels
    )


def distance_of(levels: Hierarchy, pair: Pair, regime: str) -> int | None:
    """Levels between a pair that is no bridge and its coordinator; None if nobody helps it."""
    common = levels.common(*pair)
    directly = common == levels.root and levels.superior(*pair) is None
    helped = common != levels.root if regime != "none" else False
    helped |= directly and regime in ("national", "three-level")
    distance = min(map(levels.depth, pair)) - levels.depth(common) - 1
    return distance if helped else None


def can_be_bridge(levels: Hierarchy, pair: Pair, regime: str) -> bool:
    """Whether agencies of the superiors may act together for a pair: an outer border pair."""
    outer = levels.crosses(*pair) and levels.superior(*pair) is not None
    return regime == "three-level" and outer


def check_coordinator(coordinator: Coordinator) -> None:
    """Refuse capacities that mean nothing between levels."""
    for name in ("mandate", "stake", "recommendation"):
        if name in coordinator.capacities:
            rule, remedy = (
                f"{name} has no meaning between levels",
                f"Use a Coordinator without {name}",
            )
            raise errors.NotApplicableError(_OWNER, "coordinator", name, rule, remedy)

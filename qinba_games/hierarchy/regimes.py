"""Who coordinates whom: the five regimes of a hierarchy, and what is refused in them."""

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
    at = levels.standing[pair]
    wide = at.crosses and at.superior is None and regime in ("national", "three-level")
    helped = wide or (regime != "none" and not at.crosses)
    return at.distance if helped else None


def can_be_bridge(levels: Hierarchy, pair: Pair, regime: str) -> bool:
    """Whether agencies of the superiors may act together for a pair: an outer border pair."""
    at = levels.standing[pair]
    return regime == "three-level" and at.crosses and at.superior is not None


def check_coordinator(coordinator: Coordinator) -> None:
    """Refuse capacities that mean nothing between levels."""
    for name in ("mandate", "stake", "recommendation"):
        if name in coordinator.capacities:
            rule, remedy = (
                f"{name} has no meaning between levels",
                f"Use a Coordinator without {name}",
            )
            raise errors.NotApplicableError(_OWNER, "coordinator", name, rule, remedy)


#: States (trust, environment) up to which a pair is solved.
MOST = 1000


def check_size(levels: Hierarchy) -> None:
    """Refuse trees in which trust on trust gives a pair more states than can be solved."""
    # From below the same chains of pairs are gone through the other way round.
    states, steps = 1, levels.tallest
    for _ in range(steps):
        states = (levels.top + 1) * states + 1
    states *= levels.top + 1
    if states > MOST:
        rule = f"{steps} pairs above one another with trust 0..{levels.top} make {states} states"
        remedy = f"Use fewer trust levels or fewer levels of government, at most {MOST} states"
        raise errors.RangeError("stabilise", "hierarchy", states, rule, remedy)

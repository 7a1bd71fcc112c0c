"""Who coordinates whom: the five regimes of a hierarchy."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import errors
from ..coordinator import Coordinator
from ..partnership.partnership import Partnership
from ..types import Number
from .hierarchy import Hierarchy, Pair

REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")
_OWNER = "stabilise"


def at_distance(coordinator: Coordinator, loss: Number, levels: int) -> Coordinator:
    """The coordinator as it is believed so many levels below it."""
    return dataclasses.replace(
        coordinator, credibility=coordinator.credibility * (1 - loss) ** levels
    )


def help_for(
    levels: Hierarchy, pair: Pair, regime: str, coordinator: Coordinator, loss: Number
) -> Coordinator | None:
    """The coordinator of a pair that is no bridge; None if nobody helps it."""
    common = levels.common(*pair)
    distance = min(map(levels.depth, pair)) - levels.depth(common) - 1
    directly = common == levels.root and levels.superior(*pair) is None
    helped = common != levels.root if regime != "none" else False
    helped |= directly and regime in ("national", "three-level")
    return at_distance(coordinator, loss, distance) if helped else None


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


def governed(model: Partnership, coordinator: Coordinator | None) -> tuple[Partnership, Any]:
    """The partnership as it is helped, and the part of friction that is left."""
    model = dataclasses.replace(model, members=("a", "b"))  # pairs of one shape are one batch
    if coordinator is None:
        return model, 1
    left = 1 - coordinator.mediation * coordinator.credibility
    settled = dataclasses.replace(coordinator, mediation=0)
    return settled.applied_to(model), left

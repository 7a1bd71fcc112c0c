"""Hierarchies as they are solved: regimes, worlds, what is asked in them, and what was found.

Who coordinates whom is what the five regimes differ in.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import errors
from ..coordinator import Coordinator
from ..game.witness import Part
from ..partnership.partnership import Partnership
from ..types import Array, Number
from .environments import Environment, classes_in, constant
from .hierarchy import Hierarchy, Pair

COOPERATING = ("weak", "strong")


@dataclasses.dataclass(frozen=True, eq=False)
class RegimeProblem:
    """One hierarchy under one regime, as it is solved."""

    levels: Hierarchy
    delta: Number
    regime: str
    coordinator: Coordinator
    loss: Number
    frozen: bool

    @functools.cached_property
    def exact(self) -> bool:
        """Whether every number that enters is rational."""
        helper = self.coordinator
        terms = [self.delta, self.loss, helper.credibility, helper.mediation, helper.monitoring]
        terms += [helper.subsidy, *np.asarray(helper.deposit).ravel().tolist()]
        return self.levels.exact and not any(isinstance(term, float) for term in terms)

    @functools.cached_property
    def _known(self) -> dict[Any, Any]:
        return {}

    def helped(self, pair: Pair, *, bridge: bool = False) -> _CoordinatedPair:
        """A pair as it is helped; agencies of two superiors are one level away at every depth."""
        key = pair, bridge
        terms: _CoordinatedPair | None = self._known.get(key)
        if terms is None:
            distance = 1 if bridge else _distance_of(self.levels, pair, self.regime)
            model = self.levels.partnerships[pair]
            terms = _CoordinatedPair(model, 1, False)
            if distance is not None:
                helper, factor = self._helper(distance)
                terms = _CoordinatedPair(helper.applied_to(model), factor, True)
            self._known[key] = terms
        return terms

    def constant(self, friction: Number) -> Environment:
        """The environment of whoever suffers one friction for ever."""
        key = "friction", friction
        environment: Environment | None = self._known.get(key)
        if environment is None:
            environment = self._known[key] = constant(friction, exact=self.exact)
        return environment

    def _helper(self, distance: int) -> tuple[Coordinator, Number]:
        """The coordinator at a distance, without mediation, and the friction that this leaves."""
        if distance not in self._known:
            helper = _at_distance(self.coordinator, self.loss, distance)
            unmediated = dataclasses.replace(helper, mediation=0)
            self._known[distance] = unmediated, 1 - helper.mediation * helper.credibility
        answer: tuple[Coordinator, Number] = self._known[distance]
        return answer


class _CoordinatedPair(NamedTuple):
    """A pair as whoever coordinates it leaves it, and the part of friction that is left."""

    model: Partnership
    left: Number
    coordinated: bool


class Task(NamedTuple):
    """One pair of one world, ready to be solved."""

    world: int
    pair: Pair
    model: Partnership
    around: Environment
    labels: tuple[Any, ...]
    founding: tuple[int, int]
    helped: bool = False
    bridge: bool = False
    pilot: Pair | None = None
    together: bool = False  #: a constant environment: its superiors trusting each other fully

    @property
    def key(self) -> tuple[Pair, bool | None]:
        """What shows it is found by: as it is, or in which constant environment."""
        return self.pair, self.together if len(self.around.trust) == 1 else None

    @property
    def first(self) -> int:
        """The founding state among (trust, environment)."""
        trust, place = self.founding
        return trust * len(self.around.trust) + place

    @property
    def constant_terms(self) -> tuple[Any, ...] | None:
        """What the answer depends on where surroundings never change; None where they do."""
        if len(self.around.trust) > 1:
            return None
        # A model that helps a pair is kept as long as its world: nothing else has its address.
        return self.world, id(self.model), self.around.friction[0], self.founding[0]


class PairPlay(NamedTuple):
    """What a pair agreed on, and the environment that it is to others."""

    task: Task
    choice: Array  #: by trust and environment, and by conditions
    start: Array  #: joint value by trust and environment
    moves: Callable[[], Array]  #: over both, the end last
    proven: bool
    #: The part of a witness that shows it, and which of its games it is.
    record: Callable[[], tuple[Part, int]]

    @property
    def chain(self) -> Array:
        """Moves over trust and environment, the end last."""
        return self.moves()

    @property
    def names(self) -> Array:
        """Class by trust and environment."""
        return classes_in(self.task.model, self.choice)

    @property
    def first(self) -> int:
        """The founding state among (trust, environment)."""
        return self.task.first

    @property
    def founded(self) -> str:
        """Class of the founding state."""
        return str(classes_in(self.task.model, self.choice[self.task.first]).item())

    @property
    def labels(self) -> tuple[Any, ...]:
        """Every (trust, environment) as others call it."""
        own = self.task.labels or ((),)
        levels = len(self.choice) // len(self.task.around.trust)
        return tuple((k, z) for k in range(levels) for z in own)


# --- regimes --------------------------------------------------------------------------------------

REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")


def _at_distance(coordinator: Coordinator, loss: Number, levels: int) -> Coordinator:
    """The coordinator as it is believed so many levels below it."""
    return dataclasses.replace(
        coordinator, credibility=coordinator.credibility * (1 - loss) ** levels
    )


def _distance_of(levels: Hierarchy, pair: Pair, regime: str) -> int | None:
    """Levels between a pair that is no bridge and its coordinator; None if nobody helps it."""
    at = levels.standing[pair]
    wide = at.crosses and at.superior is None and regime in ("national", "three-level")
    has_coordinator = wide or (regime != "none" and not at.crosses)
    return at.distance if has_coordinator else None


def can_be_bridge(levels: Hierarchy, pair: Pair, regime: str) -> bool:
    """Whether agencies of the superiors may act together for a pair: an outer border pair."""
    at = levels.standing[pair]
    return regime == "three-level" and at.crosses and at.superior is not None


def check_coordinator(owner: str, coordinator: Coordinator) -> None:
    """Refuse capacities that mean nothing between levels."""
    for name in ("mandate", "stake", "recommendation"):
        if name in coordinator.capacities:
            rule, remedy = (
                f"{name} has no meaning between levels",
                f"Use a Coordinator without {name}",
            )
            raise errors.NotApplicableError(owner, "coordinator", name, rule, remedy)


#: States (trust, environment) up to which a pair is solved.
MOST = 1000


def check_size(owner: str, levels: Hierarchy, steps: int) -> None:
    """Refuse trees in which trust on so many pairs gives one more states than can be solved."""
    # From below the same chains of pairs are gone through the other way round.
    states = 1
    for _ in range(steps):
        states = (levels.top + 1) * states + 1
    states *= levels.top + 1
    if states > MOST:
        rule = f"{steps} pairs above one another with trust 0..{levels.top} make {states} states"
        remedy = f"Use fewer trust levels or fewer levels of government, at most {MOST} states"
        raise errors.RangeError(owner, "hierarchy", states, rule, remedy)

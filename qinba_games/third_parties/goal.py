"""A goal that coordinators are to reach, and what shows that lower levels do not reach it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..coordinator import Coordinator
from ..game.table import Table
from ..game.witness import Part
from ..partnership.compile import best_agreement, table_of
from ..partnership.partnership import Partnership
from ..partnership.trust_game import TrustGame, classify, compile_partnerships
from ..types import Array, FloatArray, Number
from .capacities import EDGE, Capacities, cost_margin
from .results.cheapest import GOALS, Bundle, BundleWitness, Exclusion
from .solvers.exclusion import Aim, exclusion

#: So much of what may be saved unnoticed is excluded all the same.
_MORE = 1e-3


class GoalClass(NamedTuple):
    """What is to be reached: a class of the founding level, at one patience."""

    model: Partnership
    delta: Number
    founding: int
    name: str
    credibility: Number = 1

    def reached(self, helpers: Sequence[Coordinator]) -> Array:
        """Whether each of these coordinators reaches it."""
        game, delta = self._games(helpers)
        choice = best_agreement(game, delta).choice
        return np.isin(classify(game, choice)[:, self.founding], GOALS[self.name])

    def below(self, capacities: Capacities, cost: float, known: FloatArray) -> Exclusion | None:
        """What excludes all levels that cost noticeably less; None where that is not shown."""

        def table(levels: FloatArray) -> Table:
            return table_of(*self._games(capacities.coordinators(levels, self.credibility)))

        aim = Aim(table, self.founding, self.name == "strong", "mediation" in capacities.names)
        budget = cost - (1 - _MORE) * cost_margin(cost)
        return exclusion(aim, capacities.unit, capacities.most, budget, known)

    def play(self, capacities: Capacities, levels: FloatArray) -> Part:
        """What is agreed on at these levels, or just above."""
        levels = np.minimum(levels + EDGE, capacities.most)
        game, delta = self._games(capacities.coordinators(levels[None], self.credibility))
        return best_agreement(game, delta).witness()[0]

    def _games(self, helpers: Sequence[Coordinator]) -> tuple[TrustGame, Array]:
        """What is played with each of these coordinators, and at which patience."""
        game = compile_partnerships([each.applied_to(self.model) for each in helpers])
        return game.as_floats(), np.full(len(helpers), float(self.delta))


def witness(
    goal: GoalClass, bundles: Sequence[Bundle], prices: Mapping[str, tuple[Any, Any]]
) -> tuple[BundleWitness, ...]:
    """What shows of bundles, the cheapest first, that lower levels do not reach a goal."""
    known = {name: max(each.levels.get(name, 0) for each in bundles) for name in prices}
    return tuple(_witness_of(goal, each, prices, bundles[0].cost, known) for each in bundles)


def _witness_of(
    goal: GoalClass,
    bundle: Bundle,
    prices: Mapping[str, tuple[Any, Any]],
    cost: Any,
    known: Mapping[str, Any],
) -> BundleWitness:
    """The same of a bundle: of all levels below its own, or of what costs less than the cheapest.

    The former is not shown of several graded capacities; levels up to the `known` ones are allowed.
    """
    capacities, never = Capacities.of(bundle, prices), bundle.cost == math.inf
    at = capacities.levels(bundle.levels)
    play = lower = None
    if never or len(capacities.names) < 2:
        spent = math.inf if never else float(at @ capacities.unit)
        play = None if never else goal.play(capacities, at)
        lower = goal.below(capacities, spent, at)
        if lower is not None or spent == 0:
            return BundleWitness(lower, True, play)
    fixed = sum(float(prices[name][0]) for name in bundle.capacities)
    fixed += float(prices["sharing"][1]) if capacities.sharing else 0.0
    lower = goal.below(capacities, float(cost) - fixed, capacities.levels(known))
    return BundleWitness(lower, False, play)

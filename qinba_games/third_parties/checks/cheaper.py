"""Nothing cheaper reaches a goal: all levels that cost less, box by box.

More monitoring, larger deposits and larger subsidies only loosen constraints, so that a choice that
falls under the largest levels of a box falls under all levels in it. The same is so of mediation
where members can hope for more at higher trust. A box is done with where the goal falls at its
upper corner, or where even its lower corner costs too much; else it is cut in two.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...coordinator import Coordinator
from ...partnership.partnership import Partnership
from ...partnership.proof import read, table_of
from ...partnership.trust_game import TrustGame
from ...types import Array, BoolArray
from ..results.cheapest import Bundle
from .bound import CoordinatorBound, bound

#: What may still be saved, as a part of the cost, and boxes that are looked at.
_SAVED, _BOXES = 1e-6, 4000
#: What levels of several capacities may cost more than needed before that is a mistake.
_SHORT = 1e-3
#: Levels at which a goal is just reached are so far from those at which that can be told.
_EDGE = 1e-7
_GRADED = ("monitoring", "mediation", "deposit", "subsidy")
#: Capacities whose level is a chance.
_CHANCES = ("monitoring", "mediation")


class Goal(NamedTuple):
    """What has to be reached."""

    model: Partnership
    delta: Any
    founding: int
    strong: bool  #: whether all have to contribute in all conditions, or in some
    credibility: Any


def saved(cost: Any) -> float:
    """How much less than this other levels may cost without being noticed."""
    return _SAVED * max(1.0, float(cost) if cost < math.inf else 1.0)


def nothing_cheaper(
    goal: Goal, costs: Mapping[str, tuple[Any, Any]], cost: Any, known: Mapping[str, Any]
) -> bool | None:
    """Whether no levels that cost less reach a goal; None where that is not proved."""
    # `costs` are (fixed cost, cost per unit) by capacity, `known` levels that are allowed for
    # certain.
    if constant(read([goal.model], exact=False)) is None:
        return None
    budget = float(cost) - saved(cost)
    graded = [name for name in _GRADED if name in costs]
    sides: set[bool | None] = set()
    for sharing in (False, True)[: 1 + ("sharing" in costs)]:
        fixed = sum(map(float, costs["sharing"])) if sharing else 0.0
        for size in range(len(graded) + 1):
            for chosen in itertools.combinations(graded, size):
                rest = budget - fixed - sum(float(costs[name][0]) for name in chosen)
                if rest > 0:
                    unit = np.array([float(costs[name][1]) for name in chosen])
                    sides.add(_none_within(goal, sharing, chosen, unit, rest, known))
    return False if False in sides else None if None in sides else True


def least_levels(goal: Goal, costs: Mapping[str, tuple[Any, Any]], bundle: Bundle) -> bool | None:
    """Whether a bundle reaches a goal at its levels and at no cheaper ones; None if not proved."""
    # It is proved of bundles with at most one graded capacity, and of those that never do.
    names = tuple(name for name in _GRADED if name in bundle.capacities)
    if (len(names) > 1 and bundle.cost < math.inf) or constant(
        read([goal.model], exact=False)
    ) is None:
        return None
    sharing = "sharing" in bundle.capacities
    at = np.array([[float(bundle.levels.get(name, 0)) for name in names]])
    unit = np.array([float(costs[name][1]) for name in names])
    spent = float((at @ unit)[0]) if bundle.cost < math.inf else math.inf
    most = np.array([1.0 if name in _CHANCES else math.inf for name in names])
    if spent < math.inf and not _reached(goal, sharing, names, np.minimum(at + _EDGE, most)):
        return None
    if spent == 0:
        return True
    less = spent - saved(spent)
    return _none_within(goal, sharing, names, unit, less, bundle.levels)


def _none_within(
    goal: Goal,
    sharing: bool,
    names: tuple[str, ...],
    unit: Array,
    budget: float,
    known: Mapping[str, Any],
) -> bool | None:
    """The same for these capacities, whose levels may cost so much together."""
    high = np.array([1.0 if name in _CHANCES else math.inf for name in names])
    high = np.minimum(high, np.divide(budget, unit, out=high.copy(), where=unit > 0))
    if not np.isfinite(high).all():
        return None
    low, high, boxes = np.zeros((1, len(names))), high[None], 0
    whole, allowed = high[0].copy(), np.array([float(known.get(name, 0)) for name in names])
    while len(low):
        boxes += len(low)
        most = _bound(goal, sharing, names, high)
        open_ = _within_reach(goal, most)
        if "mediation" in names:
            open_ |= ~_rising(most)
        low, high = low[open_], high[open_]
        if not len(low):
            return True
        # Mixes are found by a search that stops a little short of the cheapest.
        clear = low @ unit < budget - _SHORT * (len(names) > 1)
        if _reached(goal, sharing, names, low[(low <= allowed).all(axis=1) & clear]):
            return False
        if not names or boxes > _BOXES:
            return None
        low, high = _cut(low, high, whole)
        cheap = low @ unit < budget
        low, high = low[cheap], high[cheap]
    return True


def _cut(low: Array, high: Array, whole: Array) -> tuple[Array, Array]:
    """Every box in two, across its longest side."""
    side = ((high - low) / whole).argmax(axis=1)
    at = np.arange(len(low)), side
    middle = (low[at] + high[at]) / 2
    lower, upper = high.copy(), low.copy()
    lower[at], upper[at] = middle, middle
    return np.concatenate([low, upper]), np.concatenate([lower, high])


def constant(game: TrustGame) -> Array | None:
    """What each member can be held to at every patience and trust, (n,); None if it may change.

    Of one partnership. Nobody gets less than by idling for ever: nothing, unless somebody leaves.
    Somebody does if it can without loss, or if another does as well. Then all get their outside
    values, and that is the worst for whoever is not better off outside; else all idle for ever.
    """
    free, w = ~game.mandated, game.outside[0]
    received, idle = game.flow + game.temptation, game.flow[..., -1, :]
    saved = game.temptation if game.voluntary else 0 * idle
    if free.all():
        return np.asarray(w)
    if min(received.min(), saved.min()) < 0 or idle.any() or game.move[..., -1].any():
        return None
    if free.sum() > 1 or (w[free] >= 0).any():
        return np.asarray(w) if (w[~free] <= 0).all() else None
    return np.asarray(0 * w)


def _models(goal: Goal, sharing: bool, names: tuple[str, ...], levels: Array) -> list[Partnership]:
    found = []
    for row in levels.tolist():
        given: dict[str, Any] = dict(zip(names, row, strict=True))
        helper = Coordinator(sharing=sharing, credibility=goal.credibility, **given)
        found.append(helper.applied_to(goal.model) if helper.capacities else goal.model)
    return found


def _bound(goal: Goal, sharing: bool, names: tuple[str, ...], levels: Array) -> CoordinatorBound:
    """What bounds the partnership with all of these levels, one beside the other."""
    models = _models(goal, sharing, names, levels)
    # What members are held to depends on no level.
    punishment = constant(read(models[:1], exact=False)) if goal.model.mandate else None
    return bound(table_of(models, [float(goal.delta)] * len(models), exact=False), punishment)


def _within_reach(goal: Goal, most: CoordinatorBound) -> BoolArray:
    """Where the goal has not fallen."""
    return _holds(goal, most, most.remaining[most.table.first_row[most.at(goal.founding)]])


def _holds(goal: Goal, most: CoordinatorBound, full: BoolArray) -> BoolArray:
    """Whether contributions in some times, (T, N), are what is to be reached."""
    times = most.table.nodes.first[1]
    comes = most.table.nodes.chance[:times] > 0
    return np.asarray((full | ~comes).all(axis=0) if goal.strong else (full & comes).any(axis=0))


def _rising(most: CoordinatorBound) -> BoolArray:
    """Where nobody can hope for less at higher trust, in any round."""
    every = (worth[most.table.start] for worth in most.worth)
    steps = [np.diff(one, axis=0) >= -1e-12 * abs(one).max(axis=0) for one in every]
    return np.asarray(np.all([step.all(axis=(0, 1)) for step in steps], axis=0))


def _reached(goal: Goal, sharing: bool, names: tuple[str, ...], levels: Array) -> bool:
    """Whether the goal is reached at some of these levels, in the best equilibrium."""
    if not len(levels):
        return False
    most = _bound(goal, sharing, names, levels)
    here = most.at(goal.founding)
    full = most.rows[here] == most.table.first_row[:-1][here, None]
    return bool((_holds(goal, most, full) & most.upheld.all(axis=0)).any())

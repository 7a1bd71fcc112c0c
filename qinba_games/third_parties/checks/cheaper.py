"""Nothing cheaper reaches a goal: a witness excludes everything that costs less, and is read.

More monitoring, larger deposits and larger subsidies only loosen constraints, so that rows that
fall at some levels fall at all lower ones. The same is so of mediation where members can hope for
more at higher trust. So a witness needs no more than some levels at which the goal falls, if all
that costs less lies below one of them, and the bounds under which rows fall there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ...certify.kernel import Kernel, tree_fits
from ...certify.record import nothing_better, remains
from ...game.table import Table
from ...game.witness import Part, Tree
from ...partnership.checks.evolution import AgreedPlay
from ...partnership.partnership import Partnership
from ...partnership.proof import read, table_of, terms_of
from ...partnership.trust_game import TrustGame
from ...types import Array, BoolArray
from ..capacities import EDGE, Capacities, cost_margin
from ..results.cheapest import Bundle, BundleWitness, Exclusion

#: Up to this part of the largest a bound may be lower at higher trust.
_ROUNDING = 1e-12


class Goal(NamedTuple):
    """What has to be reached."""

    model: Partnership
    delta: Any
    founding: int
    strong: bool  #: whether all have to contribute in all conditions, or in some
    credibility: Any

    def models(self, capacities: Capacities, levels: Array) -> list[Partnership]:
        """The partnership with each of these levels, (N, capacities)."""
        helpers = capacities.coordinators(levels, self.credibility)
        return [each.applied_to(self.model) for each in helpers]

    def rows(self, table: Table) -> Array:
        """The rows at which all contribute at the founding level, one for each of the times."""
        times = int(table.nodes.first[1])
        return np.asarray(table.first_row[self.founding * times : (self.founding + 1) * times])

    def holds(self, table: Table, full: BoolArray) -> BoolArray:
        """Whether contributions in some times, (T, N), are what is to be reached."""
        comes = table.nodes.chance[: len(full)] > 0
        return np.asarray(
            (full | ~comes).all(axis=0) if self.strong else (full & comes).any(axis=0)
        )


def least_levels(
    goal: Goal,
    costs: Mapping[str, tuple[Any, Any]],
    cost: Any,
    bundle: Bundle,
    witness: BundleWitness,
) -> tuple[bool | None, bool | None]:
    """Whether a bundle does at no levels that cost less than `cost`, and at none below its own.

    None where that is not shown. The latter is shown of bundles with at most one graded capacity,
    which have to do at their levels, and of those that never do.
    """
    capacities, never = Capacities.of(bundle, costs), bundle.cost == math.inf
    fixed = sum(float(costs[name][0]) for name in bundle.capacities)
    fixed += float(costs["sharing"][1]) if capacities.sharing else 0.0
    at = capacities.levels(bundle.levels)
    alone, budget = never or len(capacities.names) < 2, float(cost) - cost_margin(cost) - fixed
    if alone and witness.least:
        spent = math.inf if never else float(capacities.unit @ at)
        budget = spent - cost_margin(spent)
    none = none_below(goal, capacities, budget, witness.lower)
    if not alone:  # of these nothing is said
        return none if not witness.least and witness.play is None else False, None
    reached = witness.play is None if never else _is_reached(goal, capacities, at, witness.play)
    return none, least_of([reached, none if witness.least else None])


def least_of(sides: Iterable[bool | None]) -> bool | None:
    """What is shown of all."""
    values = set(sides)
    return False if False in values else None if None in values else True


def none_below(
    goal: Goal, capacities: Capacities, budget: float, lower: Exclusion | None
) -> bool | None:
    """Whether no levels that cost less reach a goal; None where that is not shown."""
    if budget <= 0:
        return True
    if lower is None or _constant(read([goal.model], exact=False)) is None:
        return None
    if not (_readable(capacities, lower.levels) and _covers(capacities, lower.levels, budget)):
        return False
    return _falls(goal, capacities, lower)


def _readable(capacities: Capacities, levels: Any) -> bool:
    """Whether this is an array of levels, (N, capacities); a coordinator refuses wrong ones."""
    if not isinstance(levels, np.ndarray) or levels.dtype != float or levels.ndim != 2:
        return False
    return bool(levels.shape[0] > 0 and levels.shape[1] == len(capacities.names))


def _covers(capacities: Capacities, levels: Array, budget: float) -> bool:
    """Whether everything that costs less is at or below one of these levels."""
    # The least of what is not: above each of the levels so far in some capacity; -1 in the others.
    d = len(capacities.names)
    least = np.full((1, d), -1.0)
    for level in levels:
        below = (least < level).all(axis=1)
        above = np.repeat(least[below], d, axis=0)
        where = np.arange(len(above)), np.arange(len(above)) % max(d, 1)
        above[where] = level[where[1]]
        there = (above < capacities.most).all(axis=1) & (
            np.maximum(above, 0) @ capacities.unit < budget
        )
        above, rest = np.unique(above[there], axis=0), least[~below]
        every = np.concatenate([rest, above])
        lowest = (above[:, None] >= every).all(axis=2).sum(axis=1) == 1
        least = np.concatenate([rest, above[lowest]])
    return not len(least)


def _falls(goal: Goal, capacities: Capacities, lower: Exclusion) -> bool:
    """Whether the goal falls at all of these levels, and where there is less of any capacity."""
    models, tree = goal.models(capacities, lower.levels), lower.tree
    table = table_of(models, [float(goal.delta)] * len(models), exact=False)
    if not isinstance(tree, Tree) or not tree_fits(table, tree):
        return False
    rows = goal.rows(table)
    gaps = nothing_better(Kernel(table), tree, table.open, None, _punishments(models[0], table))
    if any(not gap.size <= gap.allowed for gap in gaps):
        return False
    if "mediation" in capacities.names and not _rising(table, tree):
        return False
    return not goal.holds(table, remains(table, tree)[rows]).any()


def _punishments(model: Partnership, table: Table) -> Array | None:
    """What members are held to at all levels, (nodes, n, N); None where all can leave."""
    least = _constant(read([model], exact=False))
    if not model.mandate or least is None:
        return None
    known = np.zeros((len(table.nodes.first) - 1, *table.rows.now.shape[1:]))
    known[table.feared[:-1]], known[-1] = least[:, None], table.rows.now[-1]
    return known


def _rising(table: Table, tree: Tree) -> bool:
    """Whether nobody can hope for less at higher trust in a round in which rows fall."""
    for one in tree.rounds:
        worth = one.bounds.worth[table.start][..., one.eliminated.any(axis=0)]
        if (np.diff(worth, axis=0) < -_ROUNDING * abs(worth).max(axis=0, initial=0)).any():
            return False
    return True


def _is_reached(
    goal: Goal, capacities: Capacities, levels: Array, part: Part | None
) -> bool | None:
    """Whether a bundle reaches a goal at these levels; None if something better may be left."""
    if part is None:
        return None
    models = goal.models(capacities, np.minimum(levels + EDGE, capacities.most)[None])
    terms = terms_of(models, [float(goal.delta)], exact=False)
    agreed = AgreedPlay(terms, models[0].members, part[1:])
    refused, excess = agreed.better()
    if any(not gap.size <= gap.allowed for gap in (*agreed.against(), *refused)):
        return False
    table = agreed.kernel.table
    rows, times = goal.rows(table), int(table.nodes.first[1])
    played = part.play.rows[goal.founding * times : (goal.founding + 1) * times]
    if not goal.holds(table, played == rows[:, None])[0]:
        return False
    return None if excess[0] > 0 else True


def _constant(game: TrustGame) -> Array | None:
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

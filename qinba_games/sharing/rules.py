"""Rules that divide the benefits of one relation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import errors
from ..cooperative.nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from ..cooperative.results import Allocation
from ..cooperative.tu_game import TUGame
from ..cooperative.values import allocated, shapley, tau_value
from ..repeated.relation import Relation
from ..repeated.solvers import stable_shares
from ..types import Array

Divide = Callable[[Relation], Array]


def _none(relation: Relation) -> Array:
    return relation.payoffs


def _equal(relation: Relation) -> Array:
    return np.asarray((0 * relation.payoffs + relation.joint) / relation.n_players)


def _surplus(relation: Relation) -> Array:
    w = relation.outside
    return np.asarray(w + (relation.joint - w.sum()) / relation.n_players)


def _proportional(relation: Relation) -> Array:
    cost = relation.cost
    if cost is None or not cost.sum() > 0:
        rule = "shares in proportion to cost need costs, and a positive one among them"
        remedy = "Use a Partnership or Relation(..., cost=...), or the rule 'equal'"
        raise errors.NotApplicableError("share", "rule", "proportional", rule, remedy)
    return np.asarray(relation.joint * cost / cost.sum())


def _optimal(relation: Relation) -> Array:
    return stable_shares.optimum(relation)[1]


#: Rules that need to know the relation only.
SIMPLE: dict[str, tuple[Divide, str]] = {
    "none": (_none, "nothing shared"),
    "equal": (_equal, "equal division"),
    "surplus": (_surplus, "equal division of the surplus"),
    "proportional": (_proportional, "division in proportion to cost"),
    "optimal": (_optimal, "stability-optimal division"),
}
#: Rules that divide what coalitions can reach.
COALITIONAL: dict[str, Callable[[TUGame], Allocation]] = {
    "shapley": shapley,
    "nucleolus": nucleolus,
    "prenucleolus": prenucleolus,
    "per-capita nucleolus": per_capita_nucleolus,
    "tau": tau_value,
}
RULES = (*SIMPLE, *COALITIONAL)


def divided(relation: Relation, rule: str, worths: Callable[[], TUGame]) -> Allocation:
    """The certified shares of a rule; what coalitions can reach is asked for where it counts."""
    if rule in COALITIONAL:
        return COALITIONAL[rule](worths())
    divide, concept = SIMPLE[rule]
    return allocated(relation, rule, divide(relation), concept)

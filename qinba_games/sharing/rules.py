"""Rules that divide the benefits of one relation."""

from __future__ import annotations

from collections.abc import Callable

from .. import errors
from ..cooperative.nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from ..cooperative.results import Allocation
from ..cooperative.tu_game import TUGame
from ..cooperative.values import allocated, shapley, tau_value
from ..repeated.relation import Relation
from ..repeated.solvers.shares import divide

#: Rules that need to know the relation only, and the concept of what they give.
SIMPLE = {
    "none": "nothing shared",
    "equal": "equal division",
    "surplus": "equal division of the surplus",
    "proportional": "division in proportion to cost",
    "optimal": "stability-optimal division",
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
    if rule == "proportional" and (relation.cost is None or not relation.cost.sum() > 0):
        need = "shares in proportion to cost need costs, and a positive one among them"
        remedy = "Use a Partnership or Relation(..., cost=...), or the rule 'equal'"
        raise errors.NotApplicableError("share", "rule", rule, need, remedy)
    return allocated(relation, rule, divide(relation, rule), SIMPLE[rule])

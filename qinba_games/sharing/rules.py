"""Rules that divide benefits: of one relation, a cooperative game, an estate, a bargain."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from .. import _exact, _sizes, _tolerance, errors
from ..cooperative.bargaining import BargainingProblem
from ..cooperative.claims import ClaimsProblem
from ..cooperative.decimals import in_floats
from ..cooperative.nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from ..cooperative.results import Allocation
from ..cooperative.separable_costs import alternate_cost_avoided, scrb
from ..cooperative.solvers import bankruptcy, bargaining
from ..cooperative.solvers.bargaining import Bargain
from ..cooperative.tu_game import TUGame, require_table
from ..cooperative.values import allocated, shapley, tau_value
from ..repeated.relation import Relation
from ..repeated.solvers.shares import divide, shares
from ..types import Array

#: So many payoffs of agreements are taken as fractions where they are far apart.
_FEW = 2_000
#: Rules that need to know the relation only.
SIMPLE = ("none", "equal", "surplus", "proportional", "optimal")
#: Rules that divide what coalitions can reach.
_COALITIONAL: dict[str, Callable[[TUGame], Allocation]] = {
    "shapley": shapley,
    "nucleolus": nucleolus,
    "prenucleolus": prenucleolus,
    "per-capita nucleolus": per_capita_nucleolus,
    "tau": tau_value,
    "scrb": scrb,
    "alternate cost avoided": alternate_cost_avoided,
}
RULES = (*SIMPLE, *_COALITIONAL)


def allocation(relation: Relation, rule: str, worths: Callable[[], TUGame]) -> Allocation:
    """The certified shares of a rule; what coalitions can reach is asked for where it counts."""
    if rule in _COALITIONAL:
        return _COALITIONAL[rule](worths())
    if rule == "proportional" and (relation.cost is None or not relation.cost.sum() > 0):
        need = "shares in proportion to cost need costs, and a positive one among them"
        remedy = "Use a Partnership or Relation(..., cost=...), or the rule 'equal'"
        raise errors.NotApplicableError("share", "rule", rule, need, remedy)
    return allocated(relation, rule, divide(relation, rule))


def _plain(game: TUGame, rule: str) -> Allocation:
    require_table("share", game, "model")
    own, joint = game.values[1 << np.arange(game.n_players)], game.values[-1]
    if game.exact:
        own, joint = _exact.fractions(own), _exact.fraction(joint)
    parts, divisor = shares(rule, own, own, joint=joint)
    return allocated(game, rule, np.array(parts) / divisor)


def _incremental(game: TUGame, rule: str) -> Allocation:
    require_table("share", game, "model")
    # Those before member i are the bits below its own, those after it the bits above.
    reach = (1 << np.arange(game.n_players + 1)) - 1
    upstream = rule == "upstream incremental"
    stages = game.values[reach[-1] - reach if upstream else reach]
    payoffs = stages[:-1] - stages[1:] if upstream else np.diff(stages)
    return allocated(game, rule, payoffs)


def _claims(problem: ClaimsProblem, rule: str, divide: Callable[[Any, Array], Array]) -> Allocation:
    estate = _exact.fraction(problem.estate) if problem.exact else float(problem.estate)
    awards = divide(estate, _exact.as_numbers(problem.claims, problem.exact))
    return allocated(problem, rule, awards)


def _nash(problem: BargainingProblem) -> Bargain | None:
    gains = problem.agreements - problem.disagreement
    return bargaining.nash_bargain(gains, lotteries=problem.lotteries)


def _kalai_smorodinsky(problem: BargainingProblem) -> Bargain | None:
    if not problem.lotteries:
        rule = "gains can be made proportional only where lotteries are allowed"
        remedy = "Use 'nash', or BargainingProblem(..., lotteries=True)"
        raise errors.NotApplicableError("share", "rule", "kalai-smorodinsky", rule, remedy)
    return bargaining.proportional_bargain(problem.agreements - problem.disagreement)


def _bargain(problem: BargainingProblem, rule: str, of: Any) -> Allocation:
    original, problem = problem, _in_decimals(problem)
    bargain = of(problem)
    if bargain is None:
        rule = "no agreement gives everybody more than the disagreement"
        remedy = "Leave out members who cannot gain, or correct the disagreement"
        raise errors.NotApplicableError("share", "model", original, rule, remedy)
    gains, *proof = bargain
    if not _tolerance.is_exact(gains):  # as are Nash's of more than two members
        problem = original
    payoffs = problem.disagreement.astype(gains.dtype) + gains
    witness = tuple(proof) if problem.lotteries else None
    answer = allocated(problem, rule, payoffs, witness=witness)
    return in_floats(answer, original)


def _in_decimals(problem: BargainingProblem) -> BargainingProblem:
    """The same problem in fractions if payoffs are far apart; itself where floats will do."""
    given = problem.agreements, problem.disagreement
    if problem.exact or given[0].size > _FEW or not _sizes.is_far(given):
        return problem
    twin: BargainingProblem = _exact.decimals(problem)
    return twin


#: Kind of model -> rule -> what divides it. Kinds that come later add themselves here.
BY_KIND: dict[type, dict[str, Callable[[Any], Allocation]]] = {
    TUGame: {
        "equal": partial(_plain, rule="equal"),
        "surplus": partial(_plain, rule="surplus"),
        **_COALITIONAL,
        "downstream incremental": partial(_incremental, rule="downstream incremental"),
        "upstream incremental": partial(_incremental, rule="upstream incremental"),
    },
    ClaimsProblem: {
        rule: partial(_claims, rule=rule, divide=divide)
        for rule, divide in {
            "proportional": bankruptcy.proportional,
            "constrained equal awards": bankruptcy.constrained_equal_awards,
            "constrained equal losses": bankruptcy.constrained_equal_losses,
            "talmud": bankruptcy.talmud,
        }.items()
    },
    BargainingProblem: {
        "nash": partial(_bargain, rule="nash", of=_nash),
        "kalai-smorodinsky": partial(_bargain, rule="kalai-smorodinsky", of=_kalai_smorodinsky),
    },
}

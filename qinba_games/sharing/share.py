"""How should the benefits be divided? One front door, and the rules by their own names."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..cooperative.bargaining import BargainingProblem
from ..cooperative.claims import ClaimsProblem
from ..cooperative.core import core, least_core
from ..cooperative.nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from ..cooperative.properties import properties
from ..cooperative.results import Allocation
from ..cooperative.river import River
from ..cooperative.solvers import bankruptcy, bargaining
from ..cooperative.tu_game import TUGame
from ..cooperative.values import (
    allocated,
    banzhaf,
    dividends,
    myerson_value,
    owen_value,
    shapley,
    tau_value,
)
from ..types import Array
from .read_relation import MODELS, relation_of, told_apart, without, worths_of
from .rules import RULES, divided
from .worths_from_play import characteristic_function

__all__ = [
    "banzhaf",
    "characteristic_function",
    "core",
    "dividends",
    "least_core",
    "myerson_value",
    "nucleolus",
    "owen_value",
    "per_capita_nucleolus",
    "prenucleolus",
    "properties",
    "shapley",
    "share",
    "tau_value",
]


def share(model: Any, rule: Any, *, profile: Any = None, trust: int | None = None) -> Allocation:
    r"""Divide the benefits of cooperation by a rule.

    For a `TUGame` or a `River`:

    ========================  ====================================================================
    "equal"                   v(N) / n each
    "surplus"                 v({i}) and an equal part of the rest: Nash's and Kalai and
                              Smorodinsky's bargain over v(N) when disagreement leaves v({i})
    "shapley", "tau",         see the functions of these names
    "nucleolus",
    "prenucleolus",
    "per-capita nucleolus"
    "downstream incremental"  what a member adds to those before it: for a river, upstream
                              members leave downstream ones all that these bring about
    "upstream incremental"    what a member adds to those after it
    ========================  ====================================================================

    For a `ClaimsProblem`: "proportional", "constrained equal awards", "constrained equal losses",
    "talmud". For a `BargainingProblem`: "nash" (the largest product of gains) and
    "kalai-smorodinsky" (gains in proportion to the largest possible ones).

    For a `RepeatedGame`, `StageGame`, `Partnership`, `Relation`, `Agreement` or
    `SymmetricAgreement`, what the agreement brings per period, G, to members (where they sign: to
    those who do) who get g_i as long as nothing is shared and w_i without it:

    ========================  ====================================================================
    "none"                    g_i
    "equal"                   G / n each
    "surplus"                 w_i and an equal part of G - W: Nash's bargain if disagreement
                              leaves w_i
    "proportional"            in proportion to the cost of contributing (Partnership, Relation)
    "optimal"                 the surplus in proportion to temptation: the shares that keep the
                              agreement at the least patience, see `fairness`
    "shapley", "tau",         of what coalitions can reach (see `characteristic_function`; in a
    "nucleolus", and the      game at least what their members get without the agreement; of an
    other two nucleoli        `Agreement`, if they alone sign), all together G
    ========================  ====================================================================

    Parameters
    ----------
    model : TUGame, River, ClaimsProblem, BargainingProblem, or an agreement
    rule : str
    profile : tuple, optional
        The agreed profile of a RepeatedGame or StageGame: one with the largest joint payoff by
        default. Of an Agreement, who signs: everybody by default.
    trust : int, optional
        The level of a Partnership's trust, the highest by default; in good times.

    Returns
    -------
    Allocation
        Exact for rational input; except for bargains of more than two members, and rivers.

    Raises
    ------
    UnknownNameError
        If the rule is none for this kind of model.
    NotApplicableError
        If the rule has no answer: no imputation, no quasi-balanced game, no agreement with a gain
        for everybody, no costs. For a profile or a level where there is no such thing.
    NoEquilibriumError
        If members of a game cannot leave and there is no pure stage equilibrium to revert to.
    InputTypeError

    References
    ----------
    For the rivers, S. Ambec and Y. Sprumont (2002), "Sharing a river", Journal of Economic Theory
    107, 453-462 (downstream incremental); for claims, W. Thomson (2003), Mathematical Social
    Sciences 45, 249-297; for bargains, J. F. Nash (1950), Econometrica 18, 155-162, and E. Kalai
    and M. Smorodinsky (1975), Econometrica 43, 513-518; for the rest, the functions named.

    Examples
    --------
    >>> from qinba_games.cooperative import BargainingProblem, ClaimsProblem, River
    >>> from qinba_games.sharing import share
    >>> share(ClaimsProblem(200, [100, 200, 300], players=["A", "B", "C"]), "talmud")
    Allocation(talmud: A 50, B 75, C 75)
    >>> share(BargainingProblem([[4, 0], [3, 2], [0, 3]], [0, 0]), "kalai-smorodinsky")
    Allocation(kalai-smorodinsky: 1 36/13, 2 27/13)
    >>> share(River([9, 0, 0], [1, 2, 2]), "downstream incremental")
    Allocation(downstream incremental: 1 3, 2 3.7082, 3 2.2918)

    A dilemma in which the second has most to gain by breaking the agreement:

    >>> import qinba_games as qg
    >>> dilemma = qg.StageGame.from_bimatrix([[4, 0], [5, 1]], [[3, 7], [0, 1]])
    >>> game = qg.RepeatedGame(dilemma, outside=[1, 1])
    >>> share(game, "surplus", profile=(0, 0)), share(game, "optimal", profile=(0, 0))
    (Allocation(surplus: 1 7/2, 2 7/2), Allocation(optimal: 1 3, 2 4))
    """
    if isinstance(model, MODELS):
        _check.choice("share", "rule", rule, RULES)
        model = told_apart(model)
        relation, _, level = relation_of("share", model, profile, trust)
        return divided(relation, rule, lambda: worths_of("share", model, relation, level))
    for argument, given in (("profile", profile), ("trust", trust)):
        without("share", argument, given, "Leave it out: this is no agreement of that kind")
    if isinstance(model, River):
        model = model.to_game()
    for kind, rules in _RULES.items():
        if isinstance(model, kind):
            return rules[_check.choice("share", "rule", rule, tuple(rules))](model)
    kinds = (*_RULES, River, *MODELS)
    rule = f"must be {_check.one_of([k.__name__ for k in kinds])}, not {_check.kind_of(model)}"
    remedy = "Build one of these first and pass it"
    raise errors.InputTypeError("share", "model", model, rule, remedy)


def _equal(game: TUGame) -> Allocation:
    return allocated(game, "equal", _with_equal_rest(game, 0 * _own(game)), "equal division")


def _surplus(game: TUGame) -> Allocation:
    payoffs = _with_equal_rest(game, _own(game))
    return allocated(game, "surplus", payoffs, "equal division of the surplus")


def _own(game: TUGame) -> Array:
    own = game.values[1 << np.arange(game.n_players)]
    return _exact.fractions(own) if game.exact else own


def _with_equal_rest(game: TUGame, first: Array) -> Array:
    return np.asarray(first + (game.values[-1] - first.sum()) / game.n_players)


def _incremental(rule: str, upstream: bool) -> Callable[[TUGame], Allocation]:
    def rule_of(game: TUGame) -> Allocation:
        n = game.n_players
        # Those before member i are the bits below its, those after it the bits above.
        reach = (1 << np.arange(n + 1)) - 1
        stages = game.values[reach[-1] - reach if upstream else reach]
        payoffs = stages[:-1] - stages[1:] if upstream else np.diff(stages)
        return allocated(game, rule, payoffs, f"{rule} distribution")

    return rule_of


def _claims(rule: str, divide: Callable[[Any, Array], Array]) -> Callable[..., Allocation]:
    def rule_of(problem: ClaimsProblem) -> Allocation:
        if problem.exact:
            awards = divide(Fraction(problem.estate), _exact.fractions(problem.claims))
        else:
            awards = divide(float(problem.estate), problem.claims.astype(float))
        return allocated(problem, rule, awards, f"{rule} rule")

    return rule_of


def _nash(problem: BargainingProblem) -> Allocation:
    gains = problem.agreements - problem.disagreement
    found = bargaining.nash(gains, lotteries=problem.lotteries)
    return _bargain(problem, "nash", found, "Nash bargaining solution")


def _kalai_smorodinsky(problem: BargainingProblem) -> Allocation:
    if not problem.lotteries:
        rule = "gains can be made proportional only where lotteries are allowed"
        remedy = "Use 'nash', or BargainingProblem(..., lotteries=True)"
        raise errors.NotApplicableError("share", "rule", "kalai-smorodinsky", rule, remedy)
    found = bargaining.kalai_smorodinsky(problem.agreements - problem.disagreement)
    return _bargain(problem, "kalai-smorodinsky", found, "Kalai-Smorodinsky solution")


def _bargain(
    problem: BargainingProblem, rule: str, gains: Array | None, concept: str
) -> Allocation:
    if gains is None:
        rule = "no agreement gives everybody more than the disagreement"
        remedy = "Leave out members who cannot gain, or correct the disagreement"
        raise errors.NotApplicableError("share", "model", problem, rule, remedy)
    return allocated(problem, rule, problem.disagreement + gains, concept)


#: Kind of model -> rule -> what divides it. Kinds that come later add themselves here.
_RULES: dict[type, dict[str, Callable[[Any], Allocation]]] = {
    TUGame: {
        "equal": _equal,
        "surplus": _surplus,
        "shapley": shapley,
        "tau": tau_value,
        "nucleolus": nucleolus,
        "prenucleolus": prenucleolus,
        "per-capita nucleolus": per_capita_nucleolus,
        "downstream incremental": _incremental("downstream incremental", upstream=False),
        "upstream incremental": _incremental("upstream incremental", upstream=True),
    },
    ClaimsProblem: {
        rule: _claims(rule, divide)
        for rule, divide in {
            "proportional": bankruptcy.proportional,
            "constrained equal awards": bankruptcy.constrained_equal_awards,
            "constrained equal losses": bankruptcy.constrained_equal_losses,
            "talmud": bankruptcy.talmud,
        }.items()
    },
    BargainingProblem: {"nash": _nash, "kalai-smorodinsky": _kalai_smorodinsky},
}

"""How should the benefits be divided? One front door, and the rules by their own names."""

from __future__ import annotations

from typing import Any

from .. import _check
from ..cooperative.results import Allocation
from ..cooperative.river import River
from .read_relation import MODELS, relation_of, with_names, worths_of
from .rules import BY_KIND, RULES, allocation


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
    "per-capita nucleolus",
    "scrb", "alternate cost
    avoided"
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
    "nucleolus", "scrb", and  game at least what their members get without the agreement; of an
    the others of a `TUGame`  `Agreement`, if they alone sign), all together G
    ========================  ====================================================================

    Parameters
    ----------
    model : TUGame, River, ClaimsProblem, BargainingProblem, or an agreement
    rule : str
    profile : tuple, optional
        The agreed profile of a RepeatedGame or StageGame: one with the largest joint payoff by
        default. Of an Agreement, the signatories: everybody by default.
    trust : int, optional
        The level of a Partnership's trust, the highest by default; in good times.

    Returns
    -------
    Allocation
        Exact for rational input; except for rivers, and Nash's bargains of more than two members
        over lotteries.

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
        model = with_names(model)
        relation, _, level = relation_of("share", model, profile, trust)
        return allocation(relation, rule, lambda: worths_of("share", model, relation, level))
    for argument, given in (("profile", profile), ("trust", trust)):
        remedy = "Leave it out: this is no agreement of that kind"
        _check.without("share", argument, given, remedy)
    if isinstance(model, River):
        model = model.to_game()
    for kind, rules in BY_KIND.items():
        if isinstance(model, kind):
            return rules[_check.choice("share", "rule", rule, tuple(rules))](model)
    return _check.instance("share", "model", model, (*BY_KIND, River, *MODELS))

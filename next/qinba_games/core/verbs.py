"""Questions that several kinds of model answer: each chapter adds its own, found by type."""

from functools import singledispatch
from typing import Any

from .errors import NotApplicableError


@singledispatch
def critical_discount(model: Any, profile: Any = None, **options: Any) -> Any:
    """Find the least discount factor at which an agreement is an equilibrium.

    Parameters
    ----------
    model : Partnership, StochasticGame, ...
    profile : what is played in every period or state, where a model lets you choose it
    options : sharing, founding, coordinator, as the model has them

    Returns
    -------
    CriticalDiscount
        `.delta`, the least, inf if there is none; `.intervals`, all of them.

    Raises
    ------
    NotApplicableError
        For a model of another kind.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    >>> round(qg.critical_discount(pair).delta, 6)
    0.5
    """
    rule = "must be a model that knows patience"
    raise NotApplicableError("critical_discount", "model", model, rule)


@singledispatch
def solve(game: Any, delta: Any, **options: Any) -> Any:
    """Find the equilibrium with the largest joint payoff at a discount factor.

    Parameters
    ----------
    game : StochasticGame, ...
    delta : number in [0, 1); a Fraction for exact answers
    options : sharing, coordinator, as the game has them

    Raises
    ------
    NotApplicableError
        For a model of another kind; a Partnership is for `evolve`.
    NoEquilibriumError
        If there is none in pure actions.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pays = [[[2, 2], [-1, 3]], [[3, -1], [0, 0]]]
    >>> dilemma = qg.StochasticGame.from_arrays([pays], [[[[1], [1]], [[1], [1]]]])
    >>> print(*qg.solve(dilemma, 0.5).joint_payoff)
    4.0
    """
    raise NotApplicableError("solve", "game", game, "must be a repeated or stochastic game")

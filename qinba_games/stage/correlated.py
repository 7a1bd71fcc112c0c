"""What can a mediator recommend, so that everybody obeys?"""

from __future__ import annotations

import math
from typing import Any

from .. import _check, _exact, _sizes, errors
from ..common.rounded import rounded
from ..types import read_only
from ..verify.door import certified
from .results import CorrelatedEquilibrium
from .solvers.correlated import best_recommendation
from .stage_game import StageGame

_OBJECTIVES = ("sum", "symmetric", "maxmin")
#: So few coefficients are taken as fractions where payoffs are far apart, and what is rounded then.
_FEW = 2_000
_NUMBERS = ("distribution", "weights", "multipliers")


def correlated(
    stage: StageGame, objective: Any = "sum", *, coarse: bool = False
) -> CorrelatedEquilibrium:
    r"""Find the best that a mediator can recommend to each player in private.

    The best distribution μ over profiles under which nobody gains by disobeying: for every player
    i, every action a_i that it may be told and every b, Σ_{a_-i} μ(a) [g_i(a) - g_i(b, a_-i)] >= 0.

    Parameters
    ----------
    stage : StageGame
        Played once, without transfers; any number of players.
    objective : {"sum", "symmetric", "maxmin"} or array_like, shape (n,)
        What is to be largest: the sum of payoffs; the sum among those where all get the same; the
        payoff of the player who gets least; the sum weighted with these numbers.
    coarse : bool
        Whether players must decide to obey before they hear the recommendation (coarse correlated
        equilibrium: fewer constraints, so never worse).

    Returns
    -------
    CorrelatedEquilibrium
        `.distribution`, `.payoffs`, and `.slack` of obedience. Exact for rational payoffs, except
        where `.notes` says otherwise. There may be others that are as good.

    Raises
    ------
    NoEquilibriumError
        For "symmetric", if in no correlated equilibrium all get the same.
    UnknownNameError, ShapeError, InputTypeError, NotFiniteError

    References
    ----------
    R. J. Aumann (1974), "Subjectivity and correlation in randomized strategies", Journal of
    Mathematical Economics 1, 67-96; (1987), "Correlated equilibrium as an expression of Bayesian
    rationality", Econometrica 55, 1-18. H. Moulin and J.-P. Vial (1978), "Strategically zero-sum
    games", International Journal of Game Theory 7, 201-221, for the coarse kind.

    Examples
    --------
    Chicken: who yields? Left alone, in the mixed equilibrium both get 14/3. A mediator does better.

    >>> import qinba_games as qg
    >>> from qinba_games.third_parties import correlated
    >>> chicken = qg.StageGame.from_bimatrix(
    ...     [[6, 2], [7, 0]], [[6, 7], [2, 0]], actions=[["yield", "insist"]] * 2
    ... )
    >>> found = correlated(chicken)
    >>> print(*found.payoffs)
    21/4 21/4
    >>> {profile: str(chance) for profile, chance in found.profiles.items()}
    {('yield', 'yield'): '1/2', ('yield', 'insist'): '1/4', ('insist', 'yield'): '1/4'}
    """
    _check.instance("correlated", "stage", stage, StageGame)
    _check.flag("correlated", "coarse", coarse)
    if isinstance(objective, str):
        _check.choice("correlated", "objective", objective, _OBJECTIVES)
    else:
        shape, names = (stage.n_players,), stage.players
        objective = _check.array("correlated", "objective", objective, shape=shape, names=names)
    remedy = "Leave out actions, or group players"
    size = math.prod(stage.shape) * sum(m if coarse else m * m for m in stage.shape)
    most, what = _sizes.CORRELATED, "coefficients (profiles times pairs of actions)"
    _sizes.fits("correlated", "stage", stage, size, most, what, remedy)
    if size <= _FEW and not stage.exact and _sizes.is_far(stage):
        same = correlated(*_exact.decimals((stage, objective)), coarse=coarse)
        if same.exact:
            goal = objective if isinstance(objective, str) else tuple(objective.tolist())
            return certified(rounded(same, _NUMBERS, game=stage, objective=goal))
    solution = best_recommendation(stage.payoffs, objective, coarse=coarse)
    if solution is None:
        raise errors.NoEquilibriumError(
            "correlated(): in no correlated equilibrium of this game do all players get the same. "
            'Use objective="maxmin", which makes the least payoff as large as it can be.'
        )
    rational = stage.exact and not solution.exact
    answer = CorrelatedEquilibrium(
        game=stage,
        objective=objective if isinstance(objective, str) else tuple(objective.tolist()),
        coarse=coarse,
        distribution=read_only(solution.distribution),
        weights=read_only(solution.weights),
        multipliers=tuple(map(read_only, solution.multipliers)),
        exact=solution.exact,
        notes=("floats: no rational corner was found",) if rational else (),
    )
    return certified(answer)

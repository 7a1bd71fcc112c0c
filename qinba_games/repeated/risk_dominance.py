"""When is cooperation the less risky equilibrium? The verb `risk_dominant_discount`."""

from __future__ import annotations

import math
from typing import Any

from .. import _check, _exact, errors
from ..common.register import finds
from ..stage.solvers.minmax import pure_equilibria, stage_quantities
from ..stage.stage_game import StageGame
from ..types import Number, Profile
from ..verify.door import certified
from .repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from .results.risk_dominance import RiskDominantDiscount
from .solvers.risk_dominance import basin, incentives, least_grim, of_many, of_two

_OWNER = "risk_dominant_discount"
_BELIEFS = ("independent", "together")


def risk_dominant_discount(
    game: RepeatedGame | StageGame, profile: Any = None, *, belief: str = "independent"
) -> RiskDominantDiscount:
    r"""Find the least discount factor at which cooperation is the less risky equilibrium.

    Each member plays grim (C until anybody defects, then D) or always defects. Two members: grim
    risk-dominates from the least delta on with

        prod_i [(1 - delta)(g_i(CC) - g_i(DC)) + delta (g_i(CC) - g_i(DD))]
            >= prod_i (1 - delta)(g_i(DD) - g_i(CD)),

    left factors at least 0, i's own action first; if both are alike that is
    (T + P - R - S)/(T - S). More members: every other plays grim with chance 1/2, and each has to
    do at least as well by grim.

    Parameters
    ----------
    game : RepeatedGame or StageGame
        Two actions a player, actions are seen, nobody can leave.
    profile : tuple, optional
        C..C, as action names or indices; None: the largest joint payoff. The other actions, D..D,
        have to be a stage equilibrium.
    belief : {"independent", "together"}
        Of three and more members: whether the others choose independently or "together", all of
        them or none.

    Returns
    -------
    RiskDominantDiscount
        `.delta`, `.least` (from which grim is an equilibrium) and `.basin(delta)`. Fractions for
        rational payoffs, unless `.delta` is the root of a quadratic that is none (`.exact`).

    Raises
    ------
    NotApplicableError
        If members can leave, actions are not seen, a player has not two actions, or D..D is no
        stage equilibrium.

    Notes
    -----
    A prediction of what people choose in laboratories, not a bound: between `.least` and `.delta`
    cooperation is an equilibrium all the same. `.least` is that of
    `critical_discount(..., sharing="none")`, unless another stage equilibrium than D..D is worse
    for a member. Nobody plays grim where it gets less by all C than by all D.

    References
    ----------
    J. C. Harsanyi and R. Selten (1988), A General Theory of Equilibrium Selection in Games.
    M. Blonski and G. Spagnolo (2015), International Journal of Game Theory 44, 61-81.
    M. Boczoń, E. Vespa, T. Weidman and A. J. Wilson (2025), Journal of the European Economic
    Association. P. Dal Bó and G. R. Fréchette (2018), Journal of Economic Literature 56, 60-114,
    on the basin.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.risk_dominant_discount(qg.prisoners_dilemma(40, 12, 50, 25))
    RiskDominantDiscount(delta 23/38, an equilibrium from 2/5, profile (0, 0))
    """
    repeated = perfectly_monitored(_OWNER, as_repeated(_OWNER, game))
    _check.choice(_OWNER, "belief", belief, _BELIEFS)
    stage, exact = repeated.stage, repeated.exact
    if repeated.outside is not None:
        rule = "members can leave: always to defect is then not what a cautious member does"
        remedy = "Pass the stage game, or ask critical_discount"
        raise errors.NotApplicableError(_OWNER, "game", game, rule, remedy)
    if stage.shape != (2,) * stage.n_players or stage.n_players < 2:
        rule, remedy = "two and more players have two actions each", "Keep two actions of each"
        raise errors.NotApplicableError(_OWNER, "game", game, rule, remedy)
    request = None if profile is None else stage.profile(profile, function=_OWNER)
    chosen = _cooperative_profile(stage, request)
    terms = incentives(_exact.fractions(stage.payoffs), chosen)
    least = least_grim(terms)
    delta = of_two(terms) if len(terms) == 2 else of_many(terms, together=belief == "together")
    rational = exact and (delta == math.inf or not isinstance(delta, float))
    return certified(
        RiskDominantDiscount(
            game=repeated,
            profile=chosen,
            belief=belief,
            delta=delta if rational else float(delta),
            least=least if exact else float(least),
            exact=rational,
        )
    )


def _cooperative_profile(stage: StageGame, request: Profile | None) -> Profile:
    """C..C: what was asked for, or the largest joint payoff; D..D is a stage equilibrium."""
    stable = pure_equilibria(stage.payoffs)
    top = [tuple(row) for row in stage_quantities(stage.payoffs).top.tolist()]
    for profile in top if request is None else [request]:
        if tuple(1 - a for a in profile) in stable:
            return profile
    rule = "that all defect is no stage equilibrium"
    remedy = "Name the profile in which all cooperate"
    raise errors.NotApplicableError(_OWNER, "profile", request, rule, remedy)


@finds(RiskDominantDiscount, "basin")
def _basin(result: RiskDominantDiscount, delta: Number) -> Any:
    terms = incentives(_exact.fractions(result.game.stage.payoffs), result.profile)
    chance = basin(terms, _exact.fraction(delta), together=result.belief == "together")
    return chance if result.game.exact and not isinstance(delta, float) else float(chance)

"""Section 5 of the paper: what to do, and what it takes to work."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.result import Table, show
from ...patience.critical_discount import critical_discount
from ...patience.solve import solve
from ...repeated.repeated_game import RepeatedGame
from ...stage.dilemmas import prisoners_dilemma
from ...stage.stage_game import StageGame
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import Turning, grid, patient

_COOPERATION = (0, 0)


def c48(
    *,
    renewal: Number = 0.8,
    delta: Number = 0.7,
    reward: Number = 2,
    sucker: Number = -1,
    temptation: Number = 3,
    punishment: Number = 0,
) -> Claim:
    """Do new projects have to follow the old ones?

    A prisoner's dilemma is played as long as there is a project; with probability r another one
    follows, so that the future counts r delta. With no new project in sight nothing sustains
    cooperation. Holds iff renewal does, r delta >= delta* = (T - R)/(T - P), which it does from
    r* = delta*/delta on.

    Parameters
    ----------
    renewal : Number
        r in [0, 1].
    delta : Number
        Discount factor in [0, 1).
    reward, sucker, temptation, punishment : Number
        R, S, T and P with T > R > P > S.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; the game is symmetric, so nothing needs to be paid.

    Raises
    ------
    DiscountError, ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 5.3. Benoit, J.-P. and Krishna, V. (1985), Finitely repeated
    games, Econometrica 53, 905-922: a last project in sight unravels a dilemma.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.paper import claims
    >>> ending = claims.c48(renewal=Fraction(1, 4), delta=Fraction(7, 10))
    >>> ending.verdict, str(ending.threshold["renewal"])
    ('fails', '10/21')
    """
    p = checked("c48", locals())
    found = _cooperation(p)
    enough = found.delta / p["delta"] if p["delta"] > 0 else math.inf
    turn = Turning((enough,) if enough <= 1 else (), 0, 1)
    condition = f"fails at every renewal: cooperation needs a delta of {show(found.delta)}"
    if enough <= 1:
        condition = f"holds if a new project follows with probability {show(enough)} or more"
    return judged(
        "C48",
        "5.3",
        "When today's projects are finished, new ones have to follow if cooperation is to last.",
        parameters=p,
        holds=_renewed,
        found=found,
        turns={"renewal": turn},
        condition=condition,
        evidence=_with_renewal(p),
        picture=("renewal", "joint payoff"),
    )


def _dilemma(p: dict[str, Any]) -> StageGame:
    return prisoners_dilemma(p["reward"], p["sucker"], p["temptation"], p["punishment"])


def _cooperation(p: dict[str, Any]) -> Any:
    """Least patience that sustains mutual cooperation in the dilemma."""
    return trusted(critical_discount(_dilemma(p), _COOPERATION))


def _renewed(**q: Any) -> bool:
    return patient(q["renewal"] * q["delta"], _cooperation(q).delta)


def _with_renewal(p: dict[str, Any]) -> Table:
    rates = grid(0, 1, 11, p["renewal"])
    counted = [rate * float(p["delta"]) for rate in rates]
    return {
        "renewal": rates,
        "delta that counts": counted,
        "joint payoff": [trusted(solve(_dilemma(p), d)).joint_payoff for d in counted],
        "verdict": [word(_renewed(**{**p, "renewal": rate})) for rate in rates],
    }


def c49(
    *,
    temptation: Number = 5,
    delta: Number = 0.5,
    reward: Number = 2,
    sucker: Number = -1,
    punishment: Number = 0,
) -> Claim:
    """Does protecting one's own market stand in the way of cooperation?

    Protection is what makes defection tempting: a member closes its market while the partner's is
    open. Holds iff mutual openness is not sustained, delta < delta* = (T - R)/(T - P), which rises
    with T; so from T* = (R - delta P)/(1 - delta) on protection blocks cooperation.

    Parameters
    ----------
    temptation : Number
        T, what a member gets that protects itself alone.
    delta : Number
        Discount factor in [0, 1).
    reward, sucker, punishment : Number
        R, S and P with T > R > P > S.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; the game is symmetric, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 5.4. Dixit, A. (1987), Strategic aspects of trade policy, in
    T. Bewley (ed.), Advances in Economic Theory: Fifth World Congress.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c49(temptation=5).verdict, claims.c49(temptation=3).verdict
    ('holds', 'fails')
    """
    p = checked("c49", locals())
    turn = _tolerated_temptation(p)
    edge = turn.nearest(p["temptation"])
    condition = "holds at every temptation: who does not care for tomorrow keeps no agreement"
    if edge is not None:
        condition = f"holds if protection alone brings more than {show(edge)}"
    return judged(
        "C49",
        "5.4",
        "Protecting one's own market stands in the way of cooperation.",
        parameters=p,
        holds=_blocked,
        found=_cooperation(p),
        turns={"temptation": turn},
        condition=condition,
        evidence=_with_protection(p),
        picture=("temptation", "patience needed"),
    )


def _blocked(**q: Any) -> bool:
    return not patient(q["delta"], _cooperation(q).delta)


def _tolerated_temptation(p: dict[str, Any]) -> Turning:
    """The temptation at which the patience needed is the patience there is, if any is."""
    from scipy.optimize import brentq

    def missing(temptation: float) -> float:
        return float(_cooperation({**p, "temptation": temptation}).delta) - float(p["delta"])

    base, step = float(p["reward"]), float(p["reward"] - p["punishment"])
    low, high = base + 1e-9 * step, base + step
    if missing(low) >= 0:
        return Turning((), base, high)
    while missing(high) < 0:
        high = base + 2 * (high - base)
    edge = float(brentq(missing, low, high, xtol=1e-12, rtol=1e-13))
    return Turning((edge,), base, 2 * edge - base)


def _with_protection(p: dict[str, Any]) -> Table:
    step = (float(p["temptation"]) - float(p["reward"])) / 5
    values = [float(p["reward"]) + step * k for k in range(1, 11)]
    needed = [_cooperation({**p, "temptation": t}).delta for t in values]
    return {
        "temptation": values,
        "patience needed": needed,
        "verdict": [word(not patient(float(p["delta"]), d)) for d in needed],
    }


def c50(
    *,
    weight: Number = 0.2,
    turnover: Number = 0.1,
    benefit: Number = 3,
    cost: Number = 1,
    softening: Number = 0,
) -> Claim:
    """Does exchanging officials help?

    Exchanged officials care for the partner: each counts the other's payoff with a weight a in the
    game of gifts, benefit b to the other at a cost of c to oneself. That lowers the patience needed
    to delta*(a) = (c - a b)/(b - a c). But who moves on has a shorter horizon, delta (1 - tau), and
    who cares for the partner may punish him less: after a breach, the part phi of the gains of
    cooperation goes on. Holds iff exchange helps on balance, delta*(a)/(1 - tau) < delta*(0), that
    is for a turnover below tau* = 1 - delta*(a)/delta*(0).

    Parameters
    ----------
    weight : Number
        a in [0, 1].
    turnover : Number
        tau, probability that an exchanged official moves on before the next period.
    benefit, cost : Number
        b and c.
    softening : Number
        phi in [0, 1].

    Returns
    -------
    Claim
        Concept "fixed-sharing SPE (grim)": nothing is shared.

    Raises
    ------
    ProbabilityError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 5.4.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.paper import claims
    >>> exchange = claims.c50(weight=Fraction(1, 5), turnover=Fraction(1, 10))
    >>> exchange.verdict, str(exchange.threshold["turnover"])
    ('holds', '4/7')
    """
    p = checked("c50", locals())
    before, after = _alone(p), _caring(p).delta
    eased = after < before < 1
    turn = Turning((1 - after / before,) if eased else (), 0, 1)
    condition = "fails at every turnover: exchange leaves the patience needed where it was"
    if eased:
        condition = f"holds if turnover is below {show(turn.points[0])}"
    return judged(
        "C50",
        "5.4",
        "Exchanging officials makes cooperation between governments easier.",
        parameters=p,
        holds=_helps,
        found=_caring(p),
        turns={"turnover": turn},
        condition=condition,
        evidence=_with_exchange(p),
        picture=("weight", "patience needed", "without exchange"),
    )


def _caring(p: dict[str, Any]) -> Any:
    """Least patience for mutual gifts between members who count each other's payoff."""
    a, b, c = p["weight"], p["benefit"], p["cost"]
    own = np.array([[b - c, -c], [b, 0 * b]])
    felt = own + a * own.T
    after = p["softening"] * felt[_COOPERATION]
    game = RepeatedGame(
        StageGame.from_bimatrix(felt.tolist(), felt.T.tolist()), outside=[after, after]
    )
    return trusted(critical_discount(game, _COOPERATION, sharing="none"))


def _alone(p: dict[str, Any]) -> Any:
    return _caring({**p, "weight": 0, "softening": 0}).delta


def _helps(**q: Any) -> bool:
    # Multiplied out: a turnover of 1 leaves no horizon at all.
    return not patient(_caring(q).delta, (1 - q["turnover"]) * _alone(q))


def _with_exchange(p: dict[str, Any]) -> Table:
    weights = grid(0, 0.5, 11, p["weight"])
    cases = [{**p, "weight": a} for a in weights]
    stays = 1 - p["turnover"]
    return {
        "weight": weights,
        "patience needed": [_caring(case).delta / stays if stays else math.inf for case in cases],
        "without exchange": [_alone(p)] * len(cases),
        "verdict": [word(_helps(**case)) for case in cases],
    }

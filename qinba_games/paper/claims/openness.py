"""Closed markets, and officials who are exchanged."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...patience.critical_discount import critical_discount
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from .argument import ALIKE, GRIM, Case, Columns, World, trusted
from .judging import claim
from .parameters import Setting
from .search import NOWHERE, Turning, patient
from .worlds.alone import symmetric
from .worlds.pairs import cooperation


@claim(
    "C49",
    "5.4",
    "Protecting one's own market stands in the way of cooperation.",
    kind="by assumption",
    world=World(cooperation, ALIKE, fixed=("delta",)),
    parameters={"temptation": 5, "delta": 0.5, "reward": 2, "sucker": -1, "punishment": 0},
    turns={"temptation": lambda case: _tolerated(case.p)},
    picture=("temptation", "patience needed"),
    condition="holds if protection alone brings more than {edge}",
    never="holds at every temptation: who does not care for tomorrow keeps no agreement",
    values=lambda case: _temptations(case.p),
    columns={"patience needed": lambda _, found: found.delta},
)
def protection(p: Setting, found: CriticalDiscount) -> bool:
    """Does protecting one's own market stand in the way of cooperation?

    Protection is what makes defection tempting: a member closes its market while the partner's is
    open. Holds exactly when mutual openness is not sustained, delta < delta* = (T - R)/(T - P),
    which rises with T; so from T* = (R - delta P)/(1 - delta) on protection blocks cooperation.

    References
    ----------
    Dixit, A. (1987), Strategic aspects of trade policy, in T. Bewley (ed.), Advances in Economic
    Theory: Fifth World Congress.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c49(temptation=5).verdict, claims.c49(temptation=3).verdict
    ('holds', 'fails')
    """
    return not patient(p.delta, found.delta)


def _temptations(p: Setting) -> list[float]:
    reward = float(p.reward)
    step = (float(p.temptation) - reward) / 5
    return [reward + step * k for k in range(1, 11)]


def _tolerated(p: Setting) -> Turning:
    """The temptation at which the patience needed is the patience there is, if any is."""
    from scipy.optimize import brentq

    def missing(temptation: float) -> float:
        return float(cooperation(p.but(temptation=temptation)).delta) - float(p.delta)

    base, step = float(p.reward), float(p.reward - p.punishment)
    low, high = base + 1e-9 * step, base + step
    if missing(low) >= 0:
        return Turning((), base, high)
    while missing(high) < 0:
        high = base + 2 * (high - base)
    edge = float(brentq(missing, low, high, xtol=1e-12, rtol=1e-13))
    return Turning((edge,), base, 2 * edge - base)


def _caring(p: Setting) -> CriticalDiscount:
    """Least patience for mutual gifts between members who count each other's payoff."""
    a, b, c = p.weight, p.benefit, p.cost
    own = np.array([[b - c, -c], [b, 0 * b]])
    felt = own + a * own.T
    after = p.softening * felt[0, 0]
    game = RepeatedGame(symmetric(felt.tolist()), outside=[after, after])
    return trusted(critical_discount(game, (0, 0), sharing="none"))


def _alone(p: Setting) -> Any:
    return _caring(p.but(weight=0, softening=0)).delta


def _bearable(case: Case) -> Turning:
    before, after = _alone(case.p), case.found.delta
    return Turning((1 - after / before,), 0, 1) if after < before < 1 else NOWHERE


@claim(
    "C50",
    "5.4",
    "Exchanging officials makes cooperation between governments easier.",
    kind="by assumption",
    world=World(_caring, f"{GRIM}: nothing is shared", fixed=("turnover",)),
    parameters={"weight": 0.2, "turnover": 0.1, "benefit": 3, "cost": 1, "softening": 0},
    turns={"turnover": _bearable},
    picture=("weight", "patience needed", "without exchange"),
    condition="holds if turnover is below {edge}",
    never="fails at every turnover: exchange leaves the patience needed where it was",
    values=(0, 0.5, 11),
    columns=lambda case, _: _with_and_without(case.p),
)
def exchange_of_officials(p: Setting, found: CriticalDiscount) -> bool:
    """Does exchanging officials help?

    Exchanged officials care for the partner: each counts the other's payoff with a weight a in the
    game of gifts, benefit b to the other at a cost of c to oneself. That lowers the patience needed
    to delta*(a) = (c - a b)/(b - a c). But who moves on has a shorter horizon, delta (1 - tau), and
    who cares for the partner may punish it less: after a breach, the part phi of the gains of
    cooperation goes on. Holds exactly when exchange helps on balance, delta*(a)/(1 - tau) <
    delta*(0), that is for a turnover below tau* = 1 - delta*(a)/delta*(0).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.paper import claims
    >>> exchange = claims.c50(weight=Fraction(1, 5), turnover=Fraction(1, 10))
    >>> exchange.verdict, str(exchange.threshold["turnover"])
    ('holds', '4/7')
    """
    # Multiplied out: a turnover of 1 leaves no horizon at all.
    return not patient(found.delta, (1 - p.turnover) * _alone(p))


def _with_and_without(p: Setting) -> Columns:
    stays = 1 - p.turnover
    return {
        "patience needed": lambda _, found: found.delta / stays if stays else math.inf,
        "without exchange": lambda *_: _alone(p),
    }

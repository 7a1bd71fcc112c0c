"""Plans made in advance, projects that follow one another, closed markets, and officials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.result import FrameColumns, show
from ...patience.critical_discount import critical_discount
from ...patience.solve import solve
from ...repeated.repeated_game import RepeatedGame
from ...repeated.results.patience import CriticalDiscount
from ...stage.results import NashResult
from .argument import ALIKE, GRIM, Columns, Instance, World, trusted
from .judging import claim
from .parameters import ParameterSetting
from .search import NOWHERE, Turning, patient
from .worlds import pairs, turnover
from .worlds.alone import symmetric
from .worlds.pairs import cooperation

_PROJECT = {"reward": 2, "sucker": -1, "temptation": 3, "punishment": 0}


def _patience(case: Instance) -> Turning:
    """Where patience would turn the verdict, if there were no focal point."""
    return pairs.patience_turning(case.found) if _stuck(case.p) else NOWHERE


def _why_a_plan(case: Instance) -> str:
    if not _stuck(case.p) or case.found.delta >= 1:
        return "fails at every delta: there is nothing better to plan, or no plan would be kept"
    edge = _patience(case).nearest(case.p.delta)
    enough = "at every delta" if edge is None else f"if delta is at least {show(edge)}"
    below = "" if edge is None else ", below which a plan is cheap talk"
    if case.p.focal:
        anyway = "fails where members expect the better outcome anyway"
        return f"{anyway}; without that it holds {enough}"
    return f"holds {enough}{below}, and nothing else points to the better outcome"


@claim(
    "C45",
    "5.1",
    "Cooperation works only by a plan that was made in advance.",
    world=pairs.world(pairs.bond, ALIKE, "delta", "focal"),
    parameters={"delta": 0.7, "focal": False, **pairs.PAYOFFS},
    turns={
        "delta": lambda case: NOWHERE if case.p.focal else _patience(case),
        "temptation": lambda case: (
            NOWHERE
            if case.p.focal
            else pairs.temptation_turning(case.holds_over("temptation"), case.p)
        ),
    },
    picture=("delta", "as planned", "without a plan"),
    condition=_why_a_plan,
    values=(0, 0.9, 10),
    columns=lambda case, _: _with_and_without(pairs.one_shot(case.p)),
    further={turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p)},
    others=lambda case: [{"focal": not case.p.focal}],
)
def plans_in_advance(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Does only a plan that was made in advance work?

    Payoffs as for `c08`. A plan is an announcement and binds nobody: it selects one of several
    equilibria. Holds exactly when the plan to work together is an equilibrium,
    delta >= delta* = (T - R)/(T - max(S, P)), there is a worse one in which members could be stuck,
    and nothing else points to the better one. Below delta* a plan is cheap talk. Where there is a
    focal point none is needed. In assurance games, T <= R, the plan is an equilibrium for any
    delta.

    The worse equilibrium is one of the game played once, repeated.

    A plan binds no successor: `.further` says up to which turnover what is best for both is still
    agreed on if every new government plans afresh, rho* = 1 - delta*/delta for the dilemma.

    References
    ----------
    Schelling, T. C. (1960), The Strategy of Conflict, for focal points.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c45().verdict, claims.c45(focal=True).verdict, claims.c45(delta=0.4).verdict
    ('holds', 'fails', 'fails')
    """
    return not p.focal and _stuck(p) and patient(p.delta, threshold.delta)


def _with_and_without(alone: NashResult) -> Columns:
    worth = (pairs.least(alone), alone.game.payoffs[pairs.TOGETHER].sum())
    return {
        "as planned": lambda q, threshold: worth[patient(q.delta, threshold.delta)],
        "without a plan": lambda q, threshold: worth[q.focal and patient(q.delta, threshold.delta)],
    }


def _through_elections(p: ParameterSetting) -> FrameColumns:
    return {"delta": [p.delta], **turnover.largest([(pairs.game(p), p.delta)])}


def _stuck(p: ParameterSetting) -> bool:
    """Whether members can be stuck in something worse than what is planned."""
    alone = pairs.one_shot(p)
    wanted = alone.game.payoffs[pairs.TOGETHER].sum() - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted)


def _enough(case: Instance) -> Turning:
    """The chance of renewal that is enough for members of this patience."""
    delta = case.p.delta
    enough = case.found.delta / delta if delta > 0 else math.inf
    return Turning((enough,) if enough <= 1 else (), 0, 1)


@claim(
    "C48",
    "5.3",
    "When today's projects are finished, new ones have to follow if cooperation is to last.",
    kind="by assumption",
    world=World(pairs.cooperation, ALIKE, fixed=("renewal", "delta")),
    parameters={"renewal": 0.8, "delta": 0.7, **_PROJECT},
    turns={"renewal": _enough},
    picture=("renewal", "joint payoff"),
    condition="holds if a new project follows with probability {edge} or more",
    never=lambda case: (
        f"fails at every renewal: cooperation needs a delta of {show(case.found.delta)}"
    ),
    values=(0, 1, 11),
    columns={
        "delta that counts": lambda q, _: q.renewal * float(q.delta),
        "joint payoff": lambda q, _: (
            trusted(solve(pairs.dilemma(q), q.renewal * float(q.delta))).joint_payoff
        ),
    },
)
def projects_that_follow(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
    """Do new projects have to follow the old ones?

    A prisoner's dilemma is played as long as there is a project; with probability r another one
    follows, so that the future counts r delta. With no new project in sight nothing sustains
    cooperation. Holds exactly when renewal does, r delta >= delta* = (T - R)/(T - P), which it does
    from r* = delta*/delta on.

    References
    ----------
    Benoit, J.-P. and Krishna, V. (1985), Finitely repeated games, Econometrica 53, 905-922: a last
    project in sight unravels a dilemma.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.paper import claims
    >>> ending = claims.c48(renewal=Fraction(1, 4), delta=Fraction(7, 10))
    >>> ending.verdict, str(ending.threshold["renewal"])
    ('fails', '10/21')
    """
    return patient(p.renewal * p.delta, threshold.delta)


@claim(
    "C49",
    "5.4",
    "Protecting one's own market stands in the way of cooperation.",
    kind="by assumption",
    world=World(cooperation, ALIKE, fixed=("delta",)),
    parameters={"temptation": 5, "delta": 0.5, "reward": 2, "sucker": -1, "punishment": 0},
    turns={"temptation": lambda case: _temptation_edge(case.p)},
    picture=("temptation", "patience needed"),
    condition="holds if protection alone brings more than {edge}",
    never="holds at every temptation: who does not care for tomorrow keeps no agreement",
    values=lambda case: _temptations(case.p),
    columns={"patience needed": lambda _, threshold: threshold.delta},
)
def protection(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
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
    return not patient(p.delta, threshold.delta)


def _temptations(p: ParameterSetting) -> list[float]:
    reward = float(p.reward)
    step = (float(p.temptation) - reward) / 5
    return [reward + step * k for k in range(1, 11)]


def _temptation_edge(p: ParameterSetting) -> Turning:
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


def _caring(p: ParameterSetting) -> CriticalDiscount:
    """Least patience for mutual gifts between members who count each other's payoff."""
    a, b, c = p.weight, p.benefit, p.cost
    own = np.array([[b - c, -c], [b, 0 * b]])
    felt = own + a * own.T
    after = p.softening * felt[0, 0]
    game = RepeatedGame(symmetric(felt.tolist()), outside=[after, after])
    return trusted(critical_discount(game, (0, 0), sharing="none"))


def _alone(p: ParameterSetting) -> Any:
    return _caring(p.but(weight=0, softening=0)).delta


def _bearable(case: Instance) -> Turning:
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
    columns=lambda case, _: _with_exchange(case.p),
)
def exchange_of_officials(p: ParameterSetting, threshold: CriticalDiscount) -> bool:
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
    # A turnover of 1 leaves no horizon at all.
    return p.turnover < 1 and not patient(threshold.delta, (1 - p.turnover) * _alone(p))


def _with_exchange(p: ParameterSetting) -> Columns:
    stays = 1 - p.turnover
    return {
        "patience needed": lambda _, threshold: threshold.delta / stays if stays else math.inf,
        "without exchange": lambda *_: _alone(p),
    }

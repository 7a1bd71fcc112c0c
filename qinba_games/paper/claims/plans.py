"""Plans that were made in advance, and projects that follow one another."""

from __future__ import annotations

import math

from ... import _tolerance
from ...common.result import Table, show
from ...patience.solve import solve
from ...repeated.results.patience import CriticalDiscount
from ...stage.results import NashResult
from .argument import ALIKE, Case, Columns, World, trusted
from .judging import claim
from .parameters import Setting
from .search import NOWHERE, Turning, patient
from .worlds import pairs, turnover

_PROJECT = {"reward": 2, "sucker": -1, "temptation": 3, "punishment": 0}


def _patience(case: Case) -> Turning:
    """Where patience would turn the verdict, if there were no focal point."""
    return pairs.patience_turning(case.found) if _stuck(case.p) else NOWHERE


def _why_a_plan(case: Case) -> str:
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
    columns=lambda case, _: _with_and_without(pairs.apart(case.p)),
    further={turnover.TITLE: lambda case: turnover.unless_far(_through_elections, case.p)},
    others=lambda case: [{"focal": not case.p.focal}],
)
def plans_in_advance(p: Setting, found: CriticalDiscount) -> bool:
    """Does only a plan that was made in advance work?

    Payoffs as for `c08`. A plan is an announcement and binds nobody: it selects one of several
    equilibria. Holds exactly when the plan to work together is an equilibrium,
    delta >= delta* = (T - R)/(T - P), there is a worse one in which members could be stuck, and
    nothing else points to the better one. Below delta* a plan is cheap talk. Where there is a focal
    point none is needed. In assurance games, T <= R, the plan is an equilibrium for any delta.

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
    return not p.focal and _stuck(p) and patient(p.delta, found.delta)


def _with_and_without(alone: NashResult) -> Columns:
    worth = (pairs.least(alone), alone.game.payoffs[pairs.TOGETHER].sum())
    return {
        "as planned": lambda q, found: worth[patient(q.delta, found.delta)],
        "without a plan": lambda q, found: worth[q.focal and patient(q.delta, found.delta)],
    }


def _through_elections(p: Setting) -> Table:
    return {"delta": [p.delta], **turnover.largest([(pairs.game(p), p.delta)])}


def _stuck(p: Setting) -> bool:
    """Whether members can be stuck in something worse than what is planned."""
    alone = pairs.apart(p)
    wanted = alone.game.payoffs[pairs.TOGETHER].sum() - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted)


def _enough(case: Case) -> Turning:
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
def projects_that_follow(p: Setting, found: CriticalDiscount) -> bool:
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
    return patient(p.renewal * p.delta, found.delta)

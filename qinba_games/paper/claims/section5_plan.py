"""Sections 5.1 and 5.2 of the paper: planning ahead, and one agency for everything."""

from __future__ import annotations

import itertools
from typing import Any

from ... import _tolerance
from ...agreements.link_issues import issues_from_games, link_issues
from ...common.result import Table, show
from ...patience.critical_discount import critical_discount
from ...stage.dilemmas import resource_exchange
from ...stage.stage_game import StageGame
from ...types import Number
from .claim import Claim
from .inputs import checked
from .judgement import judged, trusted, word
from .search import Turning, asking, first_turning, grid, patient
from .worlds import pairs


def c45(
    *,
    delta: Number = 0.7,
    focal: bool = False,
    reward: Number = 3,
    sucker: Number = 0,
    temptation: Number = 5,
    punishment: Number = 1,
) -> Claim:
    """Does only a plan that was made in advance work?

    Payoffs as for `c08`. A plan is an announcement and binds nobody: it selects one of several
    equilibria. Holds iff the plan to work together is an equilibrium,
    delta >= delta* = (T - R)/(T - P), there is a worse one in which members could be stuck, and
    nothing else points to the better one. Below delta* a plan is cheap talk. Where there is a focal
    point none is needed. In assurance games, T <= R, the plan is an equilibrium for any delta.

    Parameters
    ----------
    delta : Number
        Discount factor in [0, 1).
    focal : bool
        Whether members would expect each other to work together without any plan.
    reward, sucker, temptation, punishment : Number
        R, S, T and P.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE" of the plan; members are alike, so nothing needs to be
        paid. The worse equilibrium is one of the game played once, repeated.

    Raises
    ------
    DiscountError, InputTypeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 5.1. Schelling, T. C. (1960), The Strategy of Conflict, for
    focal points.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c45().verdict, claims.c45(focal=True).verdict, claims.c45(delta=0.4).verdict
    ('holds', 'fails', 'fails')
    """
    p = pairs.payoffs("c45", locals())
    tempted = pairs.temptation_turning(asking(_selects, p, "temptation"), p)
    patience = pairs.patience_turning(p) if _stuck(p) else pairs.NOWHERE
    return judged(
        "C45",
        "5.1",
        "Cooperation works only by a plan that was made in advance.",
        parameters=p,
        holds=_selects,
        found=pairs.bond(p),
        turns={} if p["focal"] else {"delta": patience, "temptation": tempted},
        condition=_why_a_plan(p, patience),
        evidence=_planned(p),
        picture=("delta", "as planned", "without a plan"),
        others=[{"focal": not p["focal"]}],
    )


def _selects(**q: Any) -> bool:
    return not q["focal"] and _stuck(q) and pairs.lasts(q)


def _stuck(q: dict[str, Any]) -> bool:
    """Whether members can be stuck in something worse than what is planned."""
    alone = pairs.apart(q)
    wanted = alone.game.payoffs[pairs.TOGETHER].sum() - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted)


def _why_a_plan(p: dict[str, Any], patience: Turning) -> str:
    if not _stuck(p) or pairs.bond(p).delta >= 1:
        return "fails at every delta: there is nothing better to plan, or no plan would be kept"
    edge = patience.nearest(p["delta"])
    enough = "at every delta" if edge is None else f"if delta is at least {show(edge)}"
    below = "" if edge is None else ", below which a plan is cheap talk"
    if p["focal"]:
        return (
            f"fails where members expect the better outcome anyway; without that it holds {enough}"
        )
    return f"holds {enough}{below}, and nothing else points to the better outcome"


def _planned(p: dict[str, Any]) -> Table:
    deltas = grid(0, 0.9, 10, p["delta"])
    cases = [{**p, "delta": delta} for delta in deltas]
    alone = pairs.apart(p)
    worst, agreed = pairs.least(alone), alone.game.payoffs[pairs.TOGETHER].sum()
    return {
        "delta": deltas,
        "as planned": [agreed if pairs.lasts(case) else worst for case in cases],
        "without a plan": [agreed if p["focal"] and pairs.lasts(case) else worst for case in cases],
        "verdict": [word(_selects(**case)) for case in cases],
    }


def c46(
    *,
    complement: Number = 0.5,
    delta: Number = 0.7,
    benefit: Number = 1.25,
    cost: Number = 1,
) -> Claim:
    """Does one agency for everything do more than a department for each issue?

    Two members exchange contributions on two issues, at a cost of c each. A contribution is worth b
    to the other member, and both together g more than 2b. A department answers for its own issue
    and counts what that brings by itself: its agreement lasts from c/b on. One agency answers for
    both, and makes one agreement that also counts g: 2c/(2b + g). Holds iff that lasts and those of
    the departments do not. The issues have to be complements, g > 0, by at least
    g* = 2 (c/delta - b).

    Parameters
    ----------
    complement : Number
        g; negative if the issues are substitutes.
    delta : Number
        Discount factor in [0, 1).
    benefit, cost : Number
        b and c.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE"; members are alike, so nothing needs to be paid.

    Raises
    ------
    DiscountError, RangeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 5.2. Holmstrom, B. and Milgrom, P. (1991), Multitask
    principal-agent analyses, Journal of Law, Economics, and Organization 7, 24-52.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c46(complement=0.5).verdict, claims.c46(complement=-0.5).verdict
    ('holds', 'fails')
    >>> claims.c46(complement=0.5, delta=0.85).verdict
    'fails'
    """
    p = checked("c46", locals())
    unit = float(p["benefit"] + p["cost"]) or 1.0
    turn = first_turning(asking(_integrates, p, "complement"), -2 * unit, unit)
    agency, departments = _agency(p), _departments(p)
    window = [e for e in (agency.delta, departments) if 0 < e < 1]
    helps = agency.delta < departments and not patient(agency.delta, departments)
    edge = turn.nearest(p["complement"])
    condition = f"fails at delta {show(p['delta'])} however well the issues go together"
    if edge is not None:
        condition = (
            f"holds if the issues are complements worth at least {show(edge)}, and departments do "
            + (
                f"not do as well (delta below {show(departments)})"
                if departments < 1
                else "nothing"
            )
        )
    return judged(
        "C46",
        "5.2",
        "One agency for all issues achieves more than a department for each.",
        parameters=p,
        holds=_integrates,
        found=agency,
        turns={"complement": turn, "delta": Turning(tuple(window) if helps else (), 0, 1)},
        condition=condition,
        evidence=_organised(p, edge),
        picture=("complement", "patience with one agency", "with departments", "delta"),
        others=[{"complement": 2 * unit}, {"complement": 2 * unit, "delta": 0.99 * departments}]
        if departments <= 1
        else (),
    )


def _agency(p: dict[str, Any]) -> Any:
    """Least patience for one agreement on both issues, whose breach on either ends it on both."""
    plans = list(itertools.product((0, 1), repeat=2))
    worth = [p["benefit"] * sum(x) + p["complement"] * x[0] * x[1] for x in plans]
    own = [[received - p["cost"] * sum(x) for received in worth] for x in plans]
    game = StageGame.from_bimatrix(own, [list(column) for column in zip(*own, strict=True)])
    return trusted(critical_discount(game, (len(plans) - 1,) * 2))


def _departments(p: dict[str, Any]) -> Any:
    """Least patience with which the agreements of both departments last."""
    issue = resource_exchange(p["benefit"], p["cost"])
    return max(trusted(link_issues(issues_from_games([issue] * 2, [(1, 1)] * 2))).separate)


def _integrates(**q: Any) -> bool:
    return patient(q["delta"], _agency(q).delta) and not patient(q["delta"], _departments(q))


def _organised(p: dict[str, Any], edge: Any) -> Table:
    reach = 2 * max(abs(float(p["complement"])), float(edge or 0)) or float(p["cost"]) or 1.0
    cases = [{**p, "complement": g} for g in grid(-reach / 2, reach, 13, p["complement"])]
    return {
        "complement": [case["complement"] for case in cases],
        "patience with one agency": [_agency(case).delta for case in cases],
        "with departments": [_departments(case) for case in cases],
        "delta": [p["delta"]] * len(cases),
        "verdict": [word(_integrates(**case)) for case in cases],
    }

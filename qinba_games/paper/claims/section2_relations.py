"""Section 2 of the paper: what lasting relations and rules in common bring about."""

from __future__ import annotations

import math
from typing import Any

from ... import _exact, _tolerance
from ...common.result import Table, show
from ...stage.correlated import correlated
from ...stage.results.correlated import CorrelatedEquilibrium
from ...types import Number
from .claim import Claim
from .judgement import judged, trusted, word
from .search import asking, grid
from .worlds import pairs
from .worlds.alone import best, most


def c08(
    *,
    temptation: Number = 5,
    delta: Number = 0.7,
    reward: Number = 3,
    sucker: Number = 0,
    punishment: Number = 1,
) -> Claim:
    """Does it depend on the stability of relations what members gain in the long run?

    Two equals get R each if they work together and P each if not; who lets the other one down gets
    T and leaves him S. The benefit of their relation is the joint payoff while it lasts over what
    they have without one, 2R to the payoffs of the stage equilibria. Holds iff that is one number,
    larger than 1: there is only one stage equilibrium, which is worse, and the relation lasts.
    That is a dilemma between patient members, delta >= delta* = (T - R)/(T - P): for
    R < T <= T* = (R - delta P)/(1 - delta). For T <= R working together is a stage equilibrium
    too, one of several. Members can have the same without any relation, or much less.

    Parameters
    ----------
    temptation : Number
        T.
    delta : Number
        Discount factor in [0, 1).
    reward, sucker, punishment : Number
        R, S and P.

    Returns
    -------
    Claim
        Concept "voluntary-transfers SPE" of the relation; members are alike, so nothing needs to
        be paid. Without a relation: pure Nash equilibria of the game played once.

    Raises
    ------
    DiscountError, NotFiniteError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> [claims.c08(temptation=t).verdict for t in (2, 5, 8)]
    ['fails', 'holds', 'fails']
    """
    p = pairs.payoffs("c08", locals())
    turn = pairs.temptation_turning(asking(_determined, p, "temptation"), p)
    condition = (
        f"fails at every temptation: at delta {show(p['delta'])} no relation is worth more than "
        "the one equilibrium without any"
    )
    if len(turn.points) > 1:
        above, upto = (show(point) for point in turn.points[:2])
        condition = (
            f"holds if the temptation exceeds {above}, up to which members can have several "
            f"equilibria without any relation, and is at most {upto}, beyond which none lasts"
        )
    patience = pairs.patience_turning(p) if _at_stake(p) else pairs.NOWHERE
    return judged(
        "C08",
        "2",
        "How stable their relations are decides what members gain in the long run.",
        parameters=p,
        holds=_determined,
        found=pairs.bond(p),
        turns={"temptation": turn, "delta": patience},
        condition=condition,
        evidence=_long_run(p),
        picture=("temptation", "benefit at least", "benefit at most"),
        others=[{"temptation": p["reward"] + pairs.scale(p) / 2, "delta": 0.9}],
    )


def _determined(**q: Any) -> bool:
    return _at_stake(q) and pairs.lasts(q)


def _at_stake(q: dict[str, Any]) -> bool:
    """Whether members know what they would have without a relation, and that it is less."""
    alone = pairs.apart(q)
    tie = _tolerance.tie(alone.game.payoffs)
    spread = alone.payoffs.max(axis=0) - alone.payoffs.min(axis=0)
    better = alone.game.payoffs[pairs.TOGETHER].sum() > best(alone) + tie
    return bool(spread.max() <= tie and better)


def _long_run(p: dict[str, Any]) -> Table:
    temptations = grid(*pairs.temptations(p), 12, p["temptation"])
    cases = [{**p, "temptation": t} for t in temptations]
    alone = [pairs.apart(case) for case in cases]
    kept = [pairs.lasts(case) for case in cases]
    related = [
        found.game.payoffs[pairs.TOGETHER].sum() if lasting else pairs.least(found)
        for found, lasting in zip(alone, kept, strict=True)
    ]
    return {
        "temptation": [case["temptation"] for case in cases],
        "equilibria without a relation": [len(found.equilibria) for found in alone],
        "it lasts": kept,
        "benefit at least": [
            _ratio(u, best(found)) for u, found in zip(related, alone, strict=True)
        ],
        "benefit at most": [
            _ratio(u, pairs.least(found)) for u, found in zip(related, alone, strict=True)
        ],
        "verdict": [word(_determined(**case)) for case in cases],
    }


def _ratio(related: Any, alone: Any) -> float:
    """How many times as much; infinite where there is nothing to compare with."""
    return float(related) / float(alone) if alone > 0 else math.inf


def c10(
    *,
    temptation: Number = 2,
    reward: Number = 3,
    sucker: Number = 0,
    punishment: Number = 1,
) -> Claim:
    """Does talking in a network lead to aims and rules that all have in common?

    Payoffs as for `c08`, played once, after somebody has said what the rule is: the best that a
    mediator can recommend, such that everybody obeys if all others do. Holds iff that reaches the
    largest joint payoff and there is a worse equilibrium, so that a rule is needed: an assurance
    game, T <= R and P > S. In a dilemma talk changes nothing; rules then have to be enforced.

    Parameters
    ----------
    temptation : Number
        T.
    reward, sucker, punishment : Number
        R, S and P.

    Returns
    -------
    Claim
        Concept "correlated equilibrium" of the game played once.

    Raises
    ------
    NotFiniteError, InputTypeError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 2 (2). Aumann, R. J. (1974), Journal of Mathematical
    Economics 1, 67-96, for what can be recommended.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c10(temptation=2).verdict, claims.c10(temptation=4).verdict
    ('holds', 'fails')
    """
    p = pairs.payoffs("c10", locals())
    turn = pairs.indifference(asking(_kept_by_all, p, "temptation"), p)
    edge = turn.nearest(p["temptation"])
    condition = "fails at every temptation: members do the best they can without any rule"
    if edge is not None:
        condition = (
            f"holds if the temptation to break the rule is at most {show(edge)}, what keeping it "
            "is worth; beyond that a rule has to be enforced, and talk does not"
        )
    return judged(
        "C10",
        "2 (2)",
        "A network gives its members aims and rules in common.",
        parameters=p,
        holds=_agreed,
        found=_recommended(p),
        turns={"temptation": turn},
        condition=condition,
        evidence=_talk(p),
        picture=("temptation", "largest joint payoff", "with a rule", "without a rule"),
        others=[{"sucker": p["punishment"] - 1, "temptation": p["reward"]}],
    )


def _recommended(p: dict[str, Any]) -> CorrelatedEquilibrium:
    # As fractions: rounding would blur who obeys where temptation is close to nothing.
    exact = {name: _exact.fraction(value) for name, value in p.items()}
    found: CorrelatedEquilibrium = trusted(correlated(pairs.game(exact)))
    return found


def _agreed(**q: Any) -> bool:
    return _reached(q, _recommended(q).payoffs.sum())


def _kept_by_all(**q: Any) -> bool:
    """The same for a rule that names one profile, which all obey iff it is an equilibrium."""
    return _reached(q, best(pairs.apart(q)))


def _reached(q: dict[str, Any], joint: Any) -> bool:
    """Whether `joint` is the largest joint payoff, and more than members may end up with."""
    alone = pairs.apart(q)
    wanted = most(alone.game) - _tolerance.tie(alone.game.payoffs)
    return bool(pairs.least(alone) < wanted <= joint)


def _talk(p: dict[str, Any]) -> Table:
    low, high = (float(p["reward"]) + sign * pairs.scale(p) for sign in (-1, 1))
    cases = [{**p, "temptation": t} for t in grid(low, high, 7, p["temptation"])]
    return {
        "temptation": [case["temptation"] for case in cases],
        "largest joint payoff": [most(pairs.game(case)) for case in cases],
        "with a rule": [float(_recommended(case).payoffs.sum()) for case in cases],
        "without a rule": [pairs.least(pairs.apart(case)) for case in cases],
        "patience to enforce it": [pairs.bond(case).delta for case in cases],
        "verdict": [word(_agreed(**case)) for case in cases],
    }

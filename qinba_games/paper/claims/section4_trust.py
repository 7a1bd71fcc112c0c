"""Section 4.2 of the paper: what it takes to begin."""

from __future__ import annotations

from typing import Any

from ...common.result import Table, show
from ...types import Number
from .claim import Claim
from .judgement import judged, word
from .search import LONGEST, asking, grid, turning
from .worlds import pairs, strangers


def c30(
    *,
    prior: Number = 0.2,
    delta: Number = 0.7,
    reward: Number = 3,
    sucker: Number = 0,
    temptation: Number = 5,
    punishment: Number = 1,
) -> Claim:
    """Are there no rules in common where there is no trust?

    Two members play the game of `c08` for ever. Each believes with probability mu that the other
    one can be won, and that he never contributes otherwise. A rule in common is that who can be won
    contributes, and goes on as long as the other one does. It is an equilibrium iff trying is as
    good as never contributing,
    mu R + (1 - mu) ((1 - delta) S + delta P) >= mu ((1 - delta) T + delta P) + (1 - mu) P, that is
    from mu* = (1 - delta)(P - S)/((1 - delta)(P - S) + R - (1 - delta) T - delta P) on. Holds iff
    mu < mu* and full trust would do: below delta* = (T - R)/(T - P) it is patience that is missing.

    Parameters
    ----------
    prior : Number
        mu in [0, 1].
    delta : Number
        Discount factor in [0, 1).
    reward, sucker, temptation, punishment : Number
        R, S, T and P.

    Returns
    -------
    Claim
        Concept "Nash equilibrium" of the Bayesian game between the two strategies. Nothing else
        does better against them: who was let down does not contribute again, and whoever would
        break the rule later would, if he is patient, not break it at all.

    Raises
    ------
    DiscountError, ProbabilityError

    References
    ----------
    Yuan, Wen and Zhang (2020), section 4.2.

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c30(prior=0.2).verdict, claims.c30(prior=0.4).verdict, claims.c30(delta=0.4).verdict
    ('holds', 'fails', 'fails')
    """
    p = pairs.payoffs("c30", locals())
    turn = turning(asking(_distrustful, p, "prior"), 0.0, 1.0, start=8, parts=2)
    patience = turning(asking(_distrustful, p, "delta"), 0.0, LONGEST, start=16, parts=2)
    edge = turn.nearest(p["prior"])
    if edge is not None:
        condition = f"holds if trust, the prior, is below {show(edge)}"
    elif strangers.dare(strangers.outcomes({**p, "prior": 0})):
        condition = "fails at every prior: nobody has anything to fear"
    else:
        condition = (
            f"fails at every prior: at delta {show(p['delta'])} not even full trust would do"
        )
    return judged(
        "C30",
        "4.2",
        "Members who do not trust each other have no rules in common.",
        parameters=p,
        holds=_distrustful,
        found=strangers.outcomes(p),
        turns={"prior": turn, "delta": patience},
        condition=condition,
        evidence=_by_trust(p),
        picture=("prior", "worth of trying", "worth of refusing"),
        others=[{"prior": 0, "delta": 0.9}],
    )


def _distrustful(**q: Any) -> bool:
    sure = strangers.dare(strangers.outcomes({**q, "prior": 1}))
    return sure and not strangers.dare(strangers.outcomes(q))


def _by_trust(p: dict[str, Any]) -> Table:
    cases = [{**p, "prior": mu} for mu in grid(0, 1, 11, p["prior"])]
    games = [strangers.meeting(case) for case in cases]
    return {
        "prior": [case["prior"] for case in cases],
        "worth of trying": [game.payoffs[0, 0, 0] for game in games],
        "worth of refusing": [game.payoffs[1, 0, 0] for game in games],
        "verdict": [word(_distrustful(**case)) for case in cases],
    }

"""Repeated negotiation: how it is asked for properly, and what can be wrong."""

import qinba_games as qg
from qinba_games import agreements
from qinba_games.monitoring.noisy_dilemma import noisy_prisoners_dilemma

from . import bad
from .defects import Public

DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)
TERMS = {"promotion": 0.5, "friction": 0.1}

GAMES = [
    *bad.instance("StageGame"),
    bad.use(noisy_prisoners_dilemma(), "public_monitoring"),
    bad.use(qg.Partnership([[3, 2]], 1, sharing="equal", **TERMS), 'sharing="voluntary"'),
]
WEIGHTS = [
    *(d for d in bad.array([0.5, 0.5]) if d.value is not None),
    bad.chance([0.5, 0.25], "Divide the weights", seen=0.75),
    bad.chance([1.5, -0.5], "Divide the weights", seen=-0.5),
]

CALLABLES = {
    "all_negotiated": Public(
        agreements.all_negotiated,
        {"game": DILEMMA, "delta": 0.5, "turnover": 0.25},
        game=[
            *GAMES,
            bad.use(
                qg.Partnership([[3, 2]] * 3, 1, sharing="voluntary", **TERMS), "Ask negotiated"
            ),
        ],
        weights=WEIGHTS,
    ),
    "critical_turnover": Public(
        agreements.critical_turnover,
        {"game": DILEMMA, "delta": 0.5},
        game=[*bad.instance("RepeatedGame", qg.StochasticGame.from_stage(DILEMMA)), *GAMES[-2:]],
        weights=WEIGHTS,
        founding=bad.integer(high=0),
        wanted=[bad.use("strong", "cooperates")],
        clause=[bad.use(True, "Leave it out")],
    ),
    "negotiated": Public(
        agreements.negotiated,
        {"game": DILEMMA, "delta": 0.5, "turnover": 0.25},
        game=GAMES,
        weights=WEIGHTS,
        horizon=[d for d in bad.integer(low=1, high=10_000) if d.value is not None],
        clause=[bad.use(True, "Leave it out")],
    ),
}

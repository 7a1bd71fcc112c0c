"""Bad input to games in which actions are not seen."""

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import errors
from qinba_games.third_parties import (
    PublicMonitoring,
    audited,
    monitoring_window,
    noisy_prisoners_dilemma,
    public_monitoring,
)

from . import bad
from .defects import Defect, Public

NOISY = noisy_prisoners_dilemma()
SEEN = qg.RepeatedGame(NOISY.stage)
EVEN = [[0.5, 0.5], [0.5, 0.5]]


TOO_MANY = {"kind": errors.ProbabilityError, "remedy": "Lower lam, mu, alpha or beta"}


def alarm(**blamed: Any) -> list[Defect]:
    """A probability, and one that is too much together with the others."""
    return [*bad.probability(), Defect(value=0.9, **TOO_MANY, **blamed)]


CALLABLES = {
    "PublicMonitoring": Public(
        PublicMonitoring,
        {"signals": ["good", "bad"], "probabilities": EVEN},
        signals=bad.names(2),
        probabilities=[
            *bad.array(EVEN),
            bad.shape([0.5, 0.5], "signals on the last axis", seen=(2,)),
            bad.shape(np.zeros((0, 2)), "signals on the last axis", seen=(0, 2)),
            bad.chance([[0.5, 0.6], [0.5, 0.5]], "Divide the weights by their sum", seen=1.1),
            bad.chance([[2, -1], [1, 0]], "Divide the weights by their sum", seen=-1),
        ],
    ),
    "RepeatedGame with signals": Public(
        qg.RepeatedGame,
        {"stage": qg.public_good(3, 2), "outside": None, "monitoring": None},
        monitoring=[bad.shape(NOISY.monitoring, "for the same actions", seen=(2, 2, 4))],
    ),
    "noisy_prisoners_dilemma": Public(
        noisy_prisoners_dilemma,
        {"d": 1, "s": 1},
        d=bad.number(low=0),
        s=bad.number(low=0),
        lam=alarm(),
        **{name: alarm(argument="lam", seen=Fraction(1, 10)) for name in ("mu", "beta")},
        alpha=alarm(argument="lam", seen=Fraction(1, 10)),
        players=[dataclasses.replace(d, function="StageGame") for d in bad.names()],
    ),
    "audited": Public(
        audited,
        {"game": NOISY, "probability": 0.5},
        game=[bad.use(SEEN, "Give the game a PublicMonitoring")],
    ),
    "public_monitoring": Public(
        public_monitoring,
        {"game": NOISY, "budget": "balanced"},
        game=bad.instance("RepeatedGame"),
    ),
    "public_monitoring of one player": Public(
        public_monitoring,
        {"game": qg.StageGame([[1], [0]]), "budget": "burning"},
        budget=[bad.use("balanced", 'Use budget="burning"')],
    ),
    "monitoring_window": Public(
        monitoring_window,
        {"game": NOISY, "burning": True, "audits": 0},
        game=[bad.use(SEEN, "Give the game a PublicMonitoring")],
    ),
}

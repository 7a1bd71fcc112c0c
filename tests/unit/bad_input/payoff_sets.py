"""Bad input to sets of equilibrium payoffs and to strategies with finitely many states."""

from fractions import Fraction

import numpy as np

import qinba_games as qg
from bad_input import bad
from bad_input.defects import NAN, Public

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
SET = qg.payoff_set(DILEMMA, Fraction(3, 4))
GRIM = {
    "game": DILEMMA,
    "delta": 0.5,
    "profile": [(0, 0), (1, 1)],
    "after": [[1, 0], [0, 1]],
    "punish": [[1, 1], [1, 1]],
    "initial": [1, 0],
}
PAIR = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
NOISY = qg.monitoring.noisy_prisoners_dilemma()


def lottery(right):
    return [*bad.array(right), bad.chance(np.full(np.shape(right), 0.3), "Divide", seen=0.6)]


CALLABLES = {
    "payoff_set": Public(
        qg.payoff_set,
        {
            "game": DILEMMA,
            "delta": 0.5,
            "tol": None,
            "max_rounds": 9,
            "progress": False,
            "founding": None,
        },
        game=[*bad.instance("RepeatedGame"), bad.use(NOISY, "public_monitoring")],
        tol=[
            bad.kind("1", "Pass an int"),
            bad.infinite(NAN, "Replace NaN"),
            bad.bounds(0, "Choose a number above 0"),
        ],
        founding=[bad.use(0, "Leave it out"), bad.use("low", "Leave it out")],
    ),
    "payoff_set of a partnership": Public(
        qg.payoff_set,
        {"game": PAIR, "delta": 0.5, "tol": None, "max_rounds": 99, "progress": False}
        | {"founding": 0},
        founding=bad.integer(low=0, high=1),
    ),
    "PayoffSet.support": Public(SET.support, {"direction": [1, 1]}, direction=bad.array([1, 1])),
    "PayoffSet.contains": Public(SET.contains, {"point": [4, 4]}, point=bad.array([1, 1])),
    "PayoffSet.strategy": Public(
        SET.strategy,
        {"point": [4, 4]},
        point=[bad.bounds([9, 10], "average of some of its vertices")],
    ),
    "Automaton": Public(
        qg.Automaton,
        GRIM,
        game=[*bad.instance("RepeatedGame"), bad.use(NOISY, "public_monitoring")],
        profile=[
            bad.kind(3, "Pass a list"),
            bad.empty([], "Pass one profile per state"),
            bad.use([None, (1, 1)], "a profile in place of None"),
            bad.name([(0, 0), (1, "cheat")], "Did you mean", "cheat"),
        ],
        after=lottery([[1, 0], [0, 1]]),
        punish=[*bad.array([[1, 1], [1, 1]]), bad.name([[1, 1], [1, 2]], "Correct the entry")],
        initial=lottery([1, 0]),
    ),
    "play": Public(
        qg.play,
        {"automaton": qg.Automaton(**GRIM), "periods": 3, "rng": 0},
        rng=[],
    ),
    "critical_discount (worst punishment)": Public(
        qg.critical_discount,
        {"game": DILEMMA, "profile": None, "sharing": "none", "punishment": "worst"},
        punishment=bad.choice("wrst", "worst"),
        sharing=[bad.use("equal", "Leave it out", seen="worst", argument="punishment")],
        game=[
            bad.use(qg.public_good(3, 2), "fix the actions", seen="worst", argument="punishment")
        ],
    ),
}

"""Bad input to sets of equilibrium payoffs and to strategies with finitely many states."""

from fractions import Fraction

import numpy as np

import qinba_games as qg
from bad_input.defects import NAN, Defect, Public, array, choice, discount, flag, instance, integer
from qinba_games import errors

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
    return [
        *array(right),
        Defect(np.full(np.shape(right), 0.3), errors.ProbabilityError, "Divide", seen=0.6),
    ]


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
        game=[
            *instance("RepeatedGame"),
            Defect(NOISY, errors.NotApplicableError, "public_monitoring"),
        ],
        delta=discount(),
        tol=[
            Defect("1", errors.InputTypeError, "Pass an int"),
            Defect(NAN, errors.NotFiniteError, "Replace NaN"),
            Defect(0, errors.RangeError, "Choose a number above 0"),
        ],
        max_rounds=integer(low=1),
        progress=flag()[:2],
        founding=[
            Defect(0, errors.NotApplicableError, "Leave it out"),
            Defect("low", errors.NotApplicableError, "Leave it out"),
        ],
    ),
    "payoff_set of a partnership": Public(
        qg.payoff_set,
        {"game": PAIR, "delta": 0.5, "tol": None, "max_rounds": 99, "progress": False}
        | {"founding": 0},
        founding=integer(low=0, high=1),
    ),
    "PayoffSet.support": Public(SET.support, {"direction": [1, 1]}, direction=array([1, 1])),
    "PayoffSet.contains": Public(SET.contains, {"point": [4, 4]}, point=array([1, 1])),
    "PayoffSet.strategy": Public(
        SET.strategy,
        {"point": [4, 4]},
        point=[Defect([9, 10], errors.RangeError, "average of some of its vertices")],
    ),
    "Automaton": Public(
        qg.Automaton,
        GRIM,
        game=[
            *instance("RepeatedGame"),
            Defect(NOISY, errors.NotApplicableError, "public_monitoring"),
        ],
        delta=discount(),
        profile=[
            Defect(3, errors.InputTypeError, "Pass a list"),
            Defect([], errors.EmptyGameError, "Pass one profile per state"),
            Defect([None, (1, 1)], errors.NotApplicableError, "a profile in place of None"),
            Defect([(0, 0), (1, "cheat")], errors.UnknownNameError, "Did you mean", "cheat"),
        ],
        after=lottery([[1, 0], [0, 1]]),
        punish=[
            *array([[1, 1], [1, 1]]),
            Defect([[1, 1], [1, 2]], errors.UnknownNameError, "Correct the entry"),
        ],
        initial=lottery([1, 0]),
    ),
    "play": Public(
        qg.play,
        {"automaton": qg.Automaton(**GRIM), "periods": 3, "rng": 0},
        automaton=instance("Automaton"),
        periods=integer(low=1),
        rng=[],
    ),
    "critical_discount (worst punishment)": Public(
        qg.critical_discount,
        {"game": DILEMMA, "profile": None, "sharing": "none", "punishment": "worst"},
        punishment=choice("wrst", "worst"),
        sharing=[
            Defect(
                "equal",
                errors.NotApplicableError,
                "Leave it out",
                seen="worst",
                argument="punishment",
            )
        ],
        game=[
            Defect(
                qg.public_good(3, 2),
                errors.NotApplicableError,
                "fix the actions",
                seen="worst",
                argument="punishment",
            )
        ],
    ),
}

"""Linked issues: how each name is called properly, and what can be wrong."""

import numpy as np

import qinba_games as qg
from qinba_games import agreements, errors

from .defects import Defect, Public, array, choice, discount, instance

TABLE = [[2, 2], [3, 3]]
PLAN = agreements.Issues(TABLE, [[5, 3], [3, 4]], [[0, 0], [0, 0]])
DILEMMA = qg.prisoners_dilemma(2, -2, 4, 0)
TRUSTING = qg.Partnership([[3, 2], [4, 3]], 1, promotion=1, friction=0)
FRICTION = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.1)
PLAIN = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
TOO_MANY = agreements.Issues(*np.ones((3, 13, 1)))

NAMES = [
    Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
    Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
    Defect(("a", "b", "c"), errors.ShapeError, "Pass 2 names, each once"),
]


TABLES = [*array(TABLE), Defect([1, 2], errors.ShapeError, "Reshape the array", seen=(2,))]
OTHERS = [*TABLES, Defect([[1, 2]], errors.ShapeError, "Reshape the array", seen=(1, 2))]
EMPTY = Defect(np.zeros((0, 2)), errors.EmptyGameError, "one row per issue", seen=(0, 2))


CALLABLES = {
    "Issues": Public(
        agreements.Issues,
        {"agreed": TABLE, "deviation": TABLE, "outside": TABLE},
        agreed=[*TABLES, EMPTY],
        deviation=OTHERS,
        outside=OTHERS,
        names=NAMES,
        members=NAMES,
    ),
    "link_issues": Public(
        agreements.link_issues,
        {"issues": PLAN, "delta": 0.4},
        issues=[
            *instance("Issues", DILEMMA),
            Defect(TOO_MANY, errors.RangeError, "Merge issues", seen=13),
        ],
        delta=[d for d in discount() if d.value is not None],
        sharing=choice("voluntry", "voluntary"),
        objective=choice("surpluss", "surplus"),
    ),
    "issues_from_games": Public(
        agreements.issues_from_games,
        {"games": [DILEMMA, PLAIN]},
        games=[
            Defect(None, errors.InputTypeError, "a list of games"),
            Defect("water", errors.InputTypeError, "a list of games"),
            Defect([], errors.EmptyGameError, "one game per issue"),
            Defect([3], errors.InputTypeError, "Build a RepeatedGame first", seen=3),
            Defect([TRUSTING], errors.NotApplicableError, "Simplify", seen=TRUSTING),
            Defect([FRICTION], errors.NotApplicableError, "Simplify", seen=FRICTION),
        ],
        profiles=[
            Defect(3, errors.InputTypeError, "a list of profiles"),
            Defect([None], errors.ShapeError, "Give None where", seen=1),
            Defect(
                [("cooprate", "defect"), None],
                errors.UnknownNameError,
                "Did you mean 'cooperate'",
                seen="cooprate",
                argument="profile",
            ),
            Defect(
                [("defect",), None],
                errors.ShapeError,
                "Pass a tuple of 2",
                seen=("defect",),
                argument="profile",
            ),
            Defect([None, (0, 0)], errors.NotApplicableError, "give no profile", seen=(0, 0)),
        ],
        names=NAMES,
    ),
}

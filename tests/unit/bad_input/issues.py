"""Linked issues: how each name is called properly, and what can be wrong."""

import numpy as np

import qinba_games as qg
from qinba_games import agreements

from . import bad
from .defects import Public

TABLE = [[2, 2], [3, 3]]
PLAN = agreements.Issues(TABLE, [[5, 3], [3, 4]], [[0, 0], [0, 0]])
DILEMMA = qg.prisoners_dilemma(2, -2, 4, 0)
TRUSTING = qg.Partnership([[3, 2], [4, 3]], 1, promotion=1, friction=0)
FRICTION = qg.Partnership([[3, 2]], 1, promotion=1, friction=0.1)
PLAIN = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
TOO_MANY = agreements.Issues(*np.ones((3, 13, 1)))


TABLES = [*bad.array(TABLE), bad.shape([1, 2], "Reshape the array", seen=(2,))]
OTHERS = [*TABLES, bad.shape([[1, 2]], "Reshape the array", seen=(1, 2))]
EMPTY = bad.empty(np.zeros((0, 2)), "one row per issue", seen=(0, 2))


CALLABLES = {
    "Issues": Public(
        agreements.Issues,
        {"agreed": TABLE, "deviation": TABLE, "outside": TABLE},
        agreed=[*TABLES, EMPTY],
        deviation=OTHERS,
        outside=OTHERS,
        names=bad.names(),
        members=bad.names(),
    ),
    "link_issues": Public(
        agreements.link_issues,
        {"issues": PLAN, "delta": 0.4},
        issues=[bad.bounds(TOO_MANY, "Merge issues", seen=13)],
    ),
    "issues_from_games": Public(
        agreements.issues_from_games,
        {"games": [DILEMMA, PLAIN]},
        games=[
            bad.kind(None, "a list of games"),
            bad.kind("water", "a list of games"),
            bad.empty([], "one game per issue"),
            bad.kind([3], "Build a RepeatedGame first", seen=3),
            bad.use([TRUSTING], "Simplify", seen=TRUSTING),
            bad.use([FRICTION], "Simplify", seen=FRICTION),
        ],
        profiles=[
            bad.kind(3, "a list of profiles"),
            bad.shape([None], "Give None where", seen=1),
            bad.name(
                [("cooprate", "defect"), None],
                "Did you mean 'cooperate'",
                seen="cooprate",
                argument="profile",
            ),
            bad.shape(
                [("defect",), None],
                "Pass a tuple of 2",
                seen=("defect",),
                argument="profile",
            ),
            bad.use([None, (0, 0)], "give no profile", seen=(0, 0)),
        ],
        names=bad.names(),
    ),
}

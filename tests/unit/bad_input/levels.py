"""Bad input to levels of government, shrinking networks and pairs in blocks."""

import numpy as np

import qinba_games as qg
from bad_input import bad
from bad_input.defects import Public

PAIR = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
THREE = qg.Partnership(np.ones((1, 3, 3)) - np.eye(3), 1, promotion=0.5, friction=0.1)
MANY = qg.Partnership(np.ones((1, 13, 13)) - np.eye(13), 1, promotion=0.5, friction=0.1)
TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
LEVELS = qg.Hierarchy(
    TREE, {("A", "B"): PAIR, ("a", "b"): PAIR}, inside=0.1, border=[0.3, 0.2, 0.4]
)
HELP = qg.Coordinator(sharing=True)
REFUSED = bad.use(qg.Coordinator(stake=0.5), "without stake", seen="stake")


def named():
    return [bad.name("Z", "Choose one of")]


def each():
    """One number, one for each of two partnerships, or one for each member of both."""
    return [
        *bad.array([1.0, 1.0]),
        bad.shape([1, 2, 3], "correct the number", seen=(3,)),
        bad.shape(np.ones((3, 2)), "correct the number", seen=(3, 2)),
    ]


CALLABLES = {
    "Hierarchy": Public(
        qg.Hierarchy,
        {
            "parents": TREE,
            "partnerships": {("A", "B"): PAIR},
            "inside": 0.1,
            "border": [0.3, 0.2, 0.4],
            "root": "nation",
            "founding": {("A", "B"): 1},
            "levels": {("A", "B"): "province"},
            "root_friction": 0.2,
            "aliases": {"A": ["511900"]},
        },
        parents=[
            bad.kind(3, "Build a Mapping first"),
            bad.bounds({"nation": None, "A": "B", "B": "A"}, "Correct the parents", seen="A"),
        ],
        partnerships=[
            bad.kind(3, "Build a Mapping first"),
            bad.empty({}, "Pass a mapping"),
            bad.bounds({("A", "A"): PAIR}, "Leave the pair out", seen=("A", "A")),
            bad.kind({("A", "B"): 3}, "Build a Partnership", seen=3),
        ],
        border=bad.array([0.3, 0.2, 0.4]),
        root=[bad.name("Z", "Choose one of")],
        founding=[
            bad.bounds({("A", "B"): 2}, "Choose a number in", seen=2),
            bad.shape({"AB": 1}, "Pass a mapping", seen="AB"),
        ],
        levels=[bad.shape({"AB": "x"}, "Pass a mapping", seen="AB")],
        root_friction=[defect for defect in bad.probability() if defect.value is not None],
        aliases=[
            bad.kind(3, "Pass a mapping"),
            bad.name({"Z": ["z"]}, "Choose one of", seen="Z"),
            bad.kind({"A": 3}, "Pass a mapping", seen=3),
            bad.kind({"A": [0.5]}, "Pass a mapping", seen=0.5),
            bad.bounds({"A": ["B"]}, "Leave it out", seen="B"),
        ],
    ),
    "stabilise": Public(
        qg.stabilise,
        {
            "hierarchy": LEVELS,
            "delta": 0.7,
            "regime": "none",
            "coordinator": HELP,
            "control_loss": 0,
            "anticipation": "full",
        },
        coordinator=[REFUSED],
    ),
    "least_regime": Public(
        qg.least_regime,
        {
            "hierarchy": LEVELS,
            "a": "a",
            "b": "b",
            "delta": 0.7,
            "coordinator": HELP,
            "control_loss": 0,
        },
        a=named(),
        b=named(),
    ),
    "pair_thresholds": Public(
        qg.pair_thresholds,
        {
            "hierarchy": LEVELS,
            "a": "a",
            "b": "b",
            "delta": 0.7,
            "regime": "none",
            "of": "friction",
            "coordinator": HELP,
            "control_loss": 0,
            "classes": ["strong"],
        },
        a=named(),
        b=named(),
        classes=[bad.name(["strongly"], "strong", seen="strongly")],
    ),
    "waiting": Public(
        qg.hierarchy.waiting,
        {"levels": qg.stabilise(LEVELS, 0.7, "none")},
        levels=[
            bad.use(
                qg.stabilise(LEVELS, 0.7, "none", anticipation="frozen"),
                'anticipation="full"',
                seen="frozen",
            )
        ],
    ),
    "paper.hierarchy": Public(qg.paper.hierarchy, {}, "case"),
    "evolve_members": Public(
        qg.evolve_members,
        {"partnership": THREE, "delta": 0.8, "founding": 0, "sharing": None, "coordinator": None},
        partnership=[bad.bounds(MANY, "at most 12 members", seen=13)],
        founding=bad.integer(high=0),
        sharing=bad.choice("voluntry", "voluntary", function="evolve"),
        coordinator=[bad.kind("me", "Build a Coordinator", function="evolve")],
    ),
    "evolve_arrays": Public(
        qg.evolve_arrays,
        {
            "benefit": [[[2, 2], [3, 3]], [[1, 2], [2, 3]]],
            "cost": 1,
            "promotion": 0.5,
            "friction": 0.1,
            "delta": [0.7, 0.8],
            "outside": 0,
            "drop": 1,
            "detection": 1,
            "bad_times": [(0.1, 0.5)],
            "sharing": "none",
            "deposit": 0,
            "subsidy": 0,
            "founding": [0, 1],
        },
        benefit=[
            *bad.array(np.ones((2, 2, 2))),
            bad.shape(np.zeros((2, 2, 3)), "correct", seen=(2, 2, 3)),
            bad.empty(np.zeros((0, 2, 2)), "Pass N", seen=(0, 2, 2)),
            bad.bounds([[[2, 2], [1, 3]]] * 2, "Sort the levels", seen=-1.0),
        ],
        cost=[*each(), bad.bounds(-1, "Choose a number in", seen=-1.0)],
        promotion=[*bad.array([0.5, 0.5]), bad.chance(1.5, "between 0 and 1", seen=1.5)],
        friction=[
            *bad.array([0.5, 0.5]),
            bad.shape(np.ones((2, 3)), "correct", seen=(2, 3)),
            bad.chance(-0.5, "between 0 and 1", seen=-0.5),
        ],
        delta=[*bad.array([0.5, 0.5]), bad.delta(1, "at least 0 and below 1", seen=1.0)],
        outside=each(),
        detection=bad.array([0.5, 0.5]),
        bad_times=[
            bad.kind(3, "Pass for example"),
            bad.chance([(0.7, 1), (0.7, 1)], "Lower them", seen=1.4),
        ],
        deposit=each(),
        subsidy=[bad.bounds(-1, "Choose a number in", seen=-1.0)],
        founding=[
            bad.bounds([0, 2], "Choose a number in", seen=2),
            bad.shape([0, 1, 1], "correct the number", seen=(3,)),
        ],
    ),
}

"""Bad input to levels of government, shrinking networks and pairs in blocks."""

import numpy as np

import qinba_games as qg
from bad_input.defects import (
    Defect,
    Public,
    array,
    choice,
    discount,
    instance,
    integer,
    probability,
)
from qinba_games import errors

PAIR = qg.Partnership([[2, 2], [3, 3]], 1, promotion=0.5, friction=0)
THREE = qg.Partnership(np.ones((1, 3, 3)) - np.eye(3), 1, promotion=0.5, friction=0.1)
MANY = qg.Partnership(np.ones((1, 13, 13)) - np.eye(13), 1, promotion=0.5, friction=0.1)
TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
LEVELS = qg.Hierarchy(
    TREE, {("A", "B"): PAIR, ("a", "b"): PAIR}, inside=0.1, border=[0.3, 0.2, 0.4]
)
HELP = qg.Coordinator(sharing=True)
DEAF = Defect("me", errors.InputTypeError, "Build a Coordinator first")
REFUSED = Defect(
    qg.Coordinator(stake=0.5), errors.NotApplicableError, "without stake", seen="stake"
)


def named():
    return [Defect("Z", errors.UnknownNameError, "Choose one of")]


def each():
    """One number, one for each of two partnerships, or one for each member of both."""
    return [
        *array([1.0, 1.0]),
        Defect([1, 2, 3], errors.ShapeError, "correct the number", seen=(3,)),
        Defect(np.ones((3, 2)), errors.ShapeError, "correct the number", seen=(3, 2)),
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
            Defect(3, errors.InputTypeError, "Build a Mapping first"),
            Defect(
                {"nation": None, "A": "B", "B": "A"},
                errors.RangeError,
                "Correct the parents",
                seen="A",
            ),
        ],
        partnerships=[
            Defect(3, errors.InputTypeError, "Build a Mapping first"),
            Defect({}, errors.EmptyGameError, "Pass a mapping"),
            Defect({("A", "A"): PAIR}, errors.RangeError, "Leave the pair out", seen=("A", "A")),
            Defect({("A", "B"): 3}, errors.InputTypeError, "Build a Partnership", seen=3),
        ],
        inside=probability(),
        border=array([0.3, 0.2, 0.4]),
        root=[Defect("Z", errors.UnknownNameError, "Choose one of")],
        founding=[
            Defect({("A", "B"): 2}, errors.RangeError, "Choose a number in", seen=2),
            Defect({"AB": 1}, errors.ShapeError, "Pass a mapping", seen="AB"),
        ],
        levels=[Defect({"AB": "x"}, errors.ShapeError, "Pass a mapping", seen="AB")],
        root_friction=[defect for defect in probability() if defect.value is not None],
        aliases=[
            Defect(3, errors.InputTypeError, "Pass a mapping"),
            Defect({"Z": ["z"]}, errors.UnknownNameError, "Choose one of", seen="Z"),
            Defect({"A": 3}, errors.InputTypeError, "Pass a mapping", seen=3),
            Defect({"A": [0.5]}, errors.InputTypeError, "Pass a mapping", seen=0.5),
            Defect({"A": ["B"]}, errors.RangeError, "Leave it out", seen="B"),
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
        hierarchy=instance("Hierarchy"),
        delta=discount(),
        regime=choice("nationl", "national"),
        coordinator=[DEAF, REFUSED],
        control_loss=probability(),
        anticipation=choice("ful", "full"),
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
        hierarchy=instance("Hierarchy"),
        a=named(),
        b=named(),
        delta=discount(),
        coordinator=[DEAF],
        control_loss=probability(),
        goal=choice("becomes weak", "becomes strong"),
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
        hierarchy=instance("Hierarchy"),
        a=named(),
        b=named(),
        delta=discount(),
        regime=choice("nationl", "national"),
        of=choice("frictions", "friction"),
        coordinator=[DEAF],
        control_loss=probability(),
        classes=[Defect(["strongly"], errors.UnknownNameError, "strong", seen="strongly")],
    ),
    "waiting": Public(
        qg.hierarchy.waiting,
        {"levels": qg.stabilise(LEVELS, 0.7, "none")},
        levels=[
            *instance("Levels"),
            Defect(
                qg.stabilise(LEVELS, 0.7, "none", anticipation="frozen"),
                errors.NotApplicableError,
                'anticipation="full"',
                seen="frozen",
            ),
        ],
    ),
    "paper.hierarchy": Public(qg.paper.hierarchy, {}, "case"),
    "evolve_members": Public(
        qg.evolve_members,
        {"partnership": THREE, "delta": 0.8, "founding": 0, "sharing": None, "coordinator": None},
        partnership=[
            *instance("Partnership"),
            Defect(MANY, errors.RangeError, "at most 12 members", seen=13),
        ],
        delta=discount(),
        founding=integer(high=0),
        sharing=choice("voluntry", "voluntary", function="evolve"),
        coordinator=[Defect("me", errors.InputTypeError, "Build a Coordinator", function="evolve")],
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
            *array(np.ones((2, 2, 2))),
            Defect(np.zeros((2, 2, 3)), errors.ShapeError, "correct", seen=(2, 2, 3)),
            Defect(np.zeros((0, 2, 2)), errors.EmptyGameError, "Pass N", seen=(0, 2, 2)),
            Defect([[[2, 2], [1, 3]]] * 2, errors.RangeError, "Sort the levels", seen=-1.0),
        ],
        cost=[*each(), Defect(-1, errors.RangeError, "Choose a number in", seen=-1.0)],
        promotion=[
            *array([0.5, 0.5]),
            Defect(1.5, errors.ProbabilityError, "between 0 and 1", seen=1.5),
        ],
        friction=[
            *array([0.5, 0.5]),
            Defect(np.ones((2, 3)), errors.ShapeError, "correct", seen=(2, 3)),
            Defect(-0.5, errors.ProbabilityError, "between 0 and 1", seen=-0.5),
        ],
        delta=[
            *array([0.5, 0.5]),
            Defect(1, errors.DiscountError, "at least 0 and below 1", seen=1.0),
        ],
        outside=each(),
        drop=integer(low=1),
        detection=array([0.5, 0.5]),
        bad_times=[
            Defect(3, errors.InputTypeError, "Pass for example"),
            Defect([(0.7, 1), (0.7, 1)], errors.ProbabilityError, "Lower them", seen=1.4),
        ],
        sharing=choice("voluntry", "voluntary"),
        deposit=each(),
        subsidy=[Defect(-1, errors.RangeError, "Choose a number in", seen=-1.0)],
        founding=[
            Defect([0, 2], errors.RangeError, "Choose a number in", seen=2),
            Defect([0, 1, 1], errors.ShapeError, "correct the number", seen=(3,)),
        ],
    ),
}

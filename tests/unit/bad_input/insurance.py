"""Insurance: how it is asked for properly, and what can be wrong."""

import numpy as np

import qinba_games as qg
from qinba_games import agreements, errors
from qinba_games.agreements import Insurance

from .defects import Defect, Public, choice, discount, flag, number

INCOME, CHANCES = [[1.0, 1.0], [0.4, 1.0], [1.0, 0.7]], [0.8, 0.1, 0.1]
PAIR = Insurance(INCOME, CHANCES)
THREE = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
COSTLY = Insurance(INCOME, CHANCES, loss=0.1)
_LOW = np.array(INCOME)
_LOW[1, 0] = 0

CALLABLES = {
    "Insurance": Public(
        Insurance,
        {"income": INCOME, "probability": CHANCES},
        income=[
            Defect([1.0, 2.0], errors.ShapeError, "Reshape the array", seen=(2,)),
            Defect([[1.0], [1.0], [1.0]], errors.EmptyGameError, "a column for each"),
            Defect(_LOW, errors.RangeError, "Pass incomes above 0", seen=0.0),
        ],
        probability=[
            Defect([0.8, 0.1, 0.2], errors.ProbabilityError, "Divide the weights", seen=1.1),
            Defect([0.5, 0.5], errors.ShapeError, "Reshape the array", seen=(2,)),
        ],
        aversion=[
            *number(),
            Defect(0, errors.RangeError, "Use a StochasticGame"),
            Defect(-2, errors.RangeError, "Use a StochasticGame"),
            Defect(1 + 1e-9, errors.RangeError, "Choose 1"),
            Defect(400, errors.RangeError, "Choose incomes around 1", seen=400.0),
        ],
        outside=[
            Defect(_LOW, errors.RangeError, "Pass incomes above 0", seen=0.0),
            Defect([[1.0, 1.0]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
        ],
        loss=[
            Defect(1.0, errors.RangeError, "Choose a part below 1"),
            Defect(-0.1, errors.RangeError, "Choose a number in"),
            Defect([0.1, 0.2, 0.3], errors.ShapeError, "Reshape the array", seen=(3,)),
        ],
        members=[Defect(["a"], errors.ShapeError, "Pass 2 names", seen=("a",))],
        states=[Defect(["a"], errors.ShapeError, "Pass 3 names", seen=("a",))],
    ),
    "insure": Public(
        agreements.insure,
        {"insurance": PAIR, "delta": 0.9},
        insurance=[Defect(3, errors.InputTypeError, "Build an Insurance first")],
        delta=[d for d in discount() if d.value is not None],
        dynamic=flag(),
        shares=[
            Defect([0.5, 0.4], errors.ProbabilityError, "Divide the weights", seen=0.9),
            Defect([1.0, 0.0], errors.RangeError, "Choose numbers above 0", seen=0.0),
            Defect([0.3, 0.3, 0.4], errors.ShapeError, "Reshape the array", seen=(3,)),
        ],
    ),
    "loss_window": Public(
        agreements.loss_window,
        {"insurance": PAIR, "loss": 0.01},
        insurance=[
            Defect(3, errors.InputTypeError, "Build an Insurance first"),
            Defect(COSTLY, errors.NotApplicableError, "without outside and loss"),
        ],
        loss=[
            *number(low=0),
            Defect(1, errors.RangeError, "Choose a part below 1"),
        ],
    ),
    "plot_intervals": Public(
        agreements.plot_intervals,
        {"insurance": PAIR, "deltas": [0.5, 0.9]},
        insurance=[
            Defect(3, errors.InputTypeError, "Build an Insurance first"),
            Defect(THREE, errors.NotApplicableError, "Pass one of two"),
        ],
        deltas=[
            Defect([0.5], errors.EmptyGameError, "Pass one second discount factor"),
            Defect([0.9, 0.5], errors.RangeError, "Sort them"),
            Defect([0.5, 1.5], errors.DiscountError, "Choose", seen=1.5),
            Defect([[0.5]], errors.ShapeError, "Reshape the array", seen=(1, 1)),
        ],
        ax=[Defect(3, errors.InputTypeError, "Pass the Axes", function="plot")],
    ),
    "critical_discount (insurance)": Public(
        qg.critical_discount,
        {"game": PAIR},
        "critical_discount",
        kind=choice("firstbest", "first best"),
        profile=[Defect((0, 0), errors.NotApplicableError, "pay each other or leave")],
        sharing=[Defect("equal", errors.NotApplicableError, "pay each other or leave")],
        punishment=[Defect("worst", errors.NotApplicableError, "pay each other or leave")],
        founding=[Defect(1, errors.NotApplicableError, "pay each other or leave")],
    ),
}

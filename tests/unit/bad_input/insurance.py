"""Insurance: how it is asked for properly, and what can be wrong."""

import numpy as np

import qinba_games as qg
from qinba_games import agreements
from qinba_games.agreements import Insurance

from . import bad
from .defects import Public

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
            bad.shape([1.0, 2.0], "Reshape the array", seen=(2,)),
            bad.empty([[1.0], [1.0], [1.0]], "a column for each"),
            bad.bounds(_LOW, "Pass incomes above 0", seen=0.0),
        ],
        probability=[
            bad.chance([0.8, 0.1, 0.2], "Divide the weights", seen=1.1),
            bad.shape([0.5, 0.5], "Reshape the array", seen=(2,)),
        ],
        aversion=[
            *bad.number(),
            bad.bounds(0, "Use a StochasticGame"),
            bad.bounds(-2, "Use a StochasticGame"),
            bad.bounds(1 + 1e-9, "Choose 1"),
            bad.bounds(400, "Choose incomes around 1", seen=400.0),
        ],
        outside=[
            bad.bounds(_LOW, "Pass incomes above 0", seen=0.0),
            bad.shape([[1.0, 1.0]], "Reshape the array", seen=(1, 2)),
        ],
        loss=[
            bad.bounds(1.0, "Choose a part below 1"),
            bad.bounds(-0.1, "Choose a number in"),
            bad.shape([0.1, 0.2, 0.3], "Reshape the array", seen=(3,)),
        ],
        members=[bad.shape(["a"], "Pass 2 names", seen=("a",))],
        states=[bad.shape(["a"], "Pass 3 names", seen=("a",))],
    ),
    "insure": Public(
        agreements.insure,
        {"insurance": PAIR, "delta": 0.9},
        delta=[d for d in bad.discount() if d.value is not None],
        shares=[
            bad.chance([0.5, 0.4], "Divide the weights", seen=0.9),
            bad.bounds([1.0, 0.0], "Choose numbers above 0", seen=0.0),
            bad.shape([0.3, 0.3, 0.4], "Reshape the array", seen=(3,)),
        ],
    ),
    "loss_window": Public(
        agreements.loss_window,
        {"insurance": PAIR, "loss": 0.01},
        insurance=[bad.use(COSTLY, "without outside and loss")],
        loss=[*bad.number(low=0), bad.bounds(1, "Choose a part below 1")],
    ),
    "plot_intervals": Public(
        agreements.plot_intervals,
        {"insurance": PAIR, "deltas": [0.5, 0.9]},
        insurance=[bad.use(THREE, "Pass one of two")],
        deltas=[
            bad.empty([0.5], "Pass two discount factors or more"),
            bad.empty([], "Pass two discount factors or more"),
            bad.bounds([0.9, 0.5], "Sort them"),
            bad.delta([0.5, 1.5], "Choose", seen=1.5),
            bad.shape([[0.5]], "Reshape the array", seen=(1, 1)),
        ],
        ax=[bad.kind(3, "Pass the Axes", function="plot")],
    ),
    "critical_discount (insurance)": Public(
        qg.critical_discount,
        {"game": PAIR},
        "critical_discount",
        profile=[bad.use((0, 0), "pay each other or leave")],
        sharing=[bad.use("equal", "pay each other or leave")],
        punishment=[bad.use("worst", "pay each other or leave")],
        founding=[bad.use(1, "pay each other or leave")],
    ),
}

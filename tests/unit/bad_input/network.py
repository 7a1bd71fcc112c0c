"""Networks of ties: how each name is called properly, and what can be wrong."""

from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import errors

from . import bad
from .defects import INF, NAN, Defect, Public

NAMES = ["Bazhong", "Hanzhong", "Ankang"]
TIES: dict[str, Any] = {
    "a": ["Bazhong", "Hanzhong"],
    "b": ["Hanzhong", "Ankang"],
    "value_a": [2, 3],
    "value_b": [2, 1],
    "temptation_a": [3, 7],
    "temptation_b": [3, 2],
}
NET = qg.Network(NAMES, TIES)
DYING = qg.Network(NAMES, TIES | {"friction": [0, 0.1]})
PAIR = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
THREE = qg.Partnership(np.ones((1, 3, 3)) - np.eye(3), 1, promotion=1, friction=0)
SHARED = qg.Partnership([[3, 2]], 1, promotion=1, friction=0, sharing="equal")
RING = qg.Membership(["a", "b", "c"], [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [1, 1, 1])
LARGE = qg.Membership(range(21), np.zeros((21, 21)), np.ones(21))


def ties(change: dict[str, Any], kind: Any, remedy: str, **more: Any) -> Defect:
    """A table of ties with other columns; None leaves one out."""
    table = {name: column for name, column in (TIES | change).items() if column is not None}
    return Defect(kind, table, remedy, **more)


NOBODY = [
    bad.kind("Bazhong", "Pass a list of strings or whole numbers"),
    bad.kind(3, "Pass a list of strings or whole numbers"),
    bad.kind({"a": 1}, "Pass a list of strings or whole numbers"),
    bad.empty((), "Pass one name per government"),
]
WRONG_NAMES = [
    *NOBODY,
    bad.kind(("Bazhong", 1.5), "Turn names into strings", seen=1.5),
    bad.kind(("Bazhong", True), "Turn names into strings", seen=True),
    bad.shape(("a", "b", "a"), "Leave out the second one", seen="a"),
]
TABLES = [
    bad.kind(3, "Pass the columns a, b, value_a"),
    bad.kind("ties.csv", "Pass the columns a, b, value_a"),
    ties(
        {"value_a": None},
        errors.ShapeError,
        "Add the column 'value_a'",
        seen=tuple(name for name in TIES if name != "value_a"),
    ),
    ties({"wieght": [1, 1]}, errors.UnknownNameError, "Did you mean 'weight'", seen="wieght"),
    ties(
        {"b": ["Hanzhong", "Ankan"]},
        errors.UnknownNameError,
        "mean 'Ankang'",
        seen="Ankan",
        argument="b",
    ),
    ties({"b": ["Hanzhong", 2.5]}, errors.InputTypeError, "Turn names", seen=2.5, argument="b"),
    ties(
        {"b": ["Hanzhong"]}, errors.ShapeError, "Give every tie one row", seen=(2, 1), argument="b"
    ),
    ties(
        {"b": [["Hanzhong"]] * 2},
        errors.ShapeError,
        "Give every tie one row",
        seen=(2, 1),
        argument="b",
    ),
    ties(
        {"b": ["Hanzhong", "Hanzhong"]},
        errors.RangeError,
        "Leave the row out",
        seen="Hanzhong",
        argument="b",
    ),
    ties(
        {"a": ["Bazhong", "Hanzhong"], "b": ["Hanzhong", "Bazhong"]},
        errors.ShapeError,
        "Add the two rows up",
        seen=("Bazhong", "Hanzhong"),
    ),
    ties({"value_a": [1, NAN]}, errors.NotFiniteError, "Replace NaN", seen=NAN, argument="value_a"),
    ties(
        {"outside_b": [INF, 1]},
        errors.NotFiniteError,
        "Replace NaN",
        seen=INF,
        argument="outside_b",
    ),
    ties(
        {"weight": ["x", 1]}, errors.InputTypeError, "Pass ints", seen=["x", "1"], argument="weight"
    ),
    ties({"temptation_a": [1]}, errors.ShapeError, "Reshape", seen=(1,), argument="temptation_a"),
    ties(
        {"friction": [0, 1.5]},
        errors.ProbabilityError,
        "between 0 and 1",
        seen=1.5,
        argument="friction",
    ),
    ties(
        {"friction": [-1, 1]},
        errors.ProbabilityError,
        "between 0 and 1",
        seen=-1,
        argument="friction",
    ),
]
REGIMES = [*bad.choice("multilatral", "multilateral"), bad.name(None, "Choose one of: bilateral")]
LABELS = [
    bad.kind(3, "one label per government"),
    bad.kind("west", "one label per government"),
    bad.name({"Ankan": "Shaanxi"}, "Did you mean 'Ankang'", seen="Ankan"),
    bad.shape(["a", "b"], "Pass 3 entries"),
    bad.kind(["a", ["b"], None], "strings or numbers as labels", seen=["b"]),
]
POOLED = bad.use(DYING, "leave the column 'friction' out", argument="regime", seen="multilateral")
PROPER = {"network": NET, "delta": 0.5, "regime": "multilateral"}


CALLABLES = {
    "Network": Public(
        qg.Network, {"governments": NAMES, "ties": TIES}, governments=WRONG_NAMES, ties=TABLES
    ),
    "Network from partnerships": Public(
        qg.Network.from_partnerships,
        {"pairs": {("a", "b"): PAIR}, "trust": 0},
        "Network.from_partnerships",
        pairs=[
            bad.kind([PAIR], "Pass {"),
            bad.shape({"ab": PAIR}, "as the key", seen="ab"),
            bad.kind({("a", "b"): 3}, "Build a Partnership first", seen=3),
            bad.use({("a", "b"): THREE}, "regime", seen=("a", "b")),
            bad.use({("a", "b"): SHARED}, "regime", seen=("a", "b")),
            bad.empty({}, "one name", seen=(), argument="governments", function="Network"),
        ],
        trust=[*bad.integer(), bad.bounds(1, "Choose a level that all have")],
    ),
    "Network from a file": Public(
        qg.Network.from_edge_list,
        {},
        "Network.from_edge_list",
        path=[
            bad.kind(3, "ties.csv"),
            Defect(errors.InvalidInputError, "no such file.csv", "Pass the name of a CSV file"),
        ],
    ),
    "Network from networkx": Public(
        qg.Network.from_networkx,
        {},
        "Network.from_networkx",
        graph=[bad.kind(TIES, "Pass a Graph or a DiGraph")],
    ),
    "sustain": Public(
        qg.sustain,
        PROPER | {"jurisdictions": None, "time_limit": None},
        network=[POOLED],
        delta=bad.discount(),
        regime=REGIMES,
        jurisdictions=LABELS,
        time_limit=[d for d in bad.number(low=0) if d.value is not None],
    ),
    "cascade": Public(
        qg.cascade,
        PROPER | {"exits": (), "shocks": None, "jurisdictions": None},
        network=[POOLED],
        delta=bad.discount(),
        regime=REGIMES,
        exits=[
            bad.kind("Ankang", "Pass a list of"),
            bad.name(["Ankan"], "Did you mean 'Ankang'", seen="Ankan"),
        ],
        shocks=[
            bad.kind([1], "Pass {"),
            bad.name({"Ankan": 1}, "mean 'Ankang'", seen="Ankan"),
            bad.infinite({"Ankang": NAN}, "Replace NaN", seen=NAN),
            bad.kind({"Ankang": "1"}, "Pass an int", seen="1"),
        ],
        jurisdictions=LABELS,
    ),
    "network_measures": Public(
        qg.network_measures, {"sustained": qg.sustain(NET, 0.5, "bilateral")}
    ),
    "Membership": Public(
        qg.Membership,
        {"governments": ["a", "b"], "influence": [[0, 1], [1, 0]], "threshold": [1, 1]},
        governments=NOBODY,
        influence=[
            *bad.array([[0, 1], [1, 0]]),
            bad.shape([[0, 1, 1]], "Reshape", seen=(1, 3)),
            bad.bounds([[0, -1], [1, 0]], "Choose a number in", seen=-1),
        ],
        threshold=[*bad.array([1, 1]), bad.shape([1, 1, 1], "Reshape", seen=(3,))],
    ),
    "membership_equilibria": Public(qg.membership_equilibria, {"membership": RING}),
    "key_projects": Public(
        qg.key_projects,
        {"membership": RING, "prices": None, "method": "exact", "time_limit": None},
        prices=[
            *bad.array([1, 1, 1]),
            bad.shape([1, 1], "Reshape", seen=(2,)),
            bad.bounds([1, -1, 1], "Choose a number in", seen=-1),
            bad.shape([[1], [1, 2]], "Give every row the same length"),
            bad.bounds(-1, "Choose a number in"),
        ],
        time_limit=[d for d in bad.number(low=0) if d.value is not None],
    ),
    "cheapest_subsidies": Public(
        qg.cheapest_subsidies,
        {"membership": RING},
        membership=[bad.bounds(LARGE, "ask key_projects", seen=21)],
    ),
}

"""Networks of ties: how each name is called properly, and what can be wrong."""

from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import errors

from .defects import INF, NAN, Defect, Public, array, choice, discount, instance, integer, number

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
    return Defect(table, kind, remedy, **more)


NOBODY = [
    Defect("Bazhong", errors.InputTypeError, "Pass a list of strings or whole numbers"),
    Defect(3, errors.InputTypeError, "Pass a list of strings or whole numbers"),
    Defect({"a": 1}, errors.InputTypeError, "Pass a list of strings or whole numbers"),
    Defect((), errors.EmptyGameError, "Pass one name per government"),
]
WRONG_NAMES = [
    *NOBODY,
    Defect(("Bazhong", 1.5), errors.InputTypeError, "Turn names into strings", seen=1.5),
    Defect(("Bazhong", True), errors.InputTypeError, "Turn names into strings", seen=True),
    Defect(("a", "b", "a"), errors.ShapeError, "Leave out the second one", seen="a"),
]
TABLES = [
    Defect(3, errors.InputTypeError, "Pass the columns a, b, value_a"),
    Defect("ties.csv", errors.InputTypeError, "Pass the columns a, b, value_a"),
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
REGIMES = [
    *choice("multilatral", "multilateral"),
    Defect(None, errors.UnknownNameError, "Choose one of: bilateral"),
]
LABELS = [
    Defect(3, errors.InputTypeError, "one label per government"),
    Defect("west", errors.InputTypeError, "one label per government"),
    Defect({"Ankan": "Shaanxi"}, errors.UnknownNameError, "Did you mean 'Ankang'", seen="Ankan"),
    Defect(["a", "b"], errors.ShapeError, "Pass 3 entries"),
    Defect(["a", ["b"], None], errors.InputTypeError, "strings or numbers as labels", seen=["b"]),
]
POOLED = Defect(
    DYING,
    errors.NotApplicableError,
    "leave the column 'friction' out",
    argument="regime",
    seen="multilateral",
)
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
            Defect([PAIR], errors.InputTypeError, "Pass {"),
            Defect({"ab": PAIR}, errors.ShapeError, "as the key", seen="ab"),
            Defect({("a", "b"): 3}, errors.InputTypeError, "Build a Partnership first", seen=3),
            Defect({("a", "b"): THREE}, errors.NotApplicableError, "regime", seen=("a", "b")),
            Defect({("a", "b"): SHARED}, errors.NotApplicableError, "regime", seen=("a", "b")),
            Defect(
                {},
                errors.EmptyGameError,
                "one name",
                seen=(),
                argument="governments",
                function="Network",
            ),
        ],
        trust=[*integer(), Defect(1, errors.RangeError, "Choose a level that all have")],
    ),
    "Network from a file": Public(
        qg.Network.from_edge_list,
        {},
        "Network.from_edge_list",
        path=[
            Defect(3, errors.InputTypeError, "ties.csv"),
            Defect("no such file.csv", errors.InvalidInputError, "Pass the name of a CSV file"),
        ],
    ),
    "Network from networkx": Public(
        qg.Network.from_networkx,
        {},
        "Network.from_networkx",
        graph=[Defect(TIES, errors.InputTypeError, "Pass a Graph or a DiGraph")],
    ),
    "sustain": Public(
        qg.sustain,
        PROPER | {"jurisdictions": None, "time_limit": None},
        network=[*instance("Network"), POOLED],
        delta=discount(),
        regime=REGIMES,
        jurisdictions=LABELS,
        time_limit=[d for d in number(low=0) if d.value is not None],
    ),
    "cascade": Public(
        qg.cascade,
        PROPER | {"exits": (), "shocks": None, "jurisdictions": None},
        network=[*instance("Network"), POOLED],
        delta=discount(),
        regime=REGIMES,
        exits=[
            Defect("Ankang", errors.InputTypeError, "Pass a list of"),
            Defect(["Ankan"], errors.UnknownNameError, "Did you mean 'Ankang'", seen="Ankan"),
        ],
        shocks=[
            Defect([1], errors.InputTypeError, "Pass {"),
            Defect({"Ankan": 1}, errors.UnknownNameError, "mean 'Ankang'", seen="Ankan"),
            Defect({"Ankang": NAN}, errors.NotFiniteError, "Replace NaN", seen=NAN),
            Defect({"Ankang": "1"}, errors.InputTypeError, "Pass an int", seen="1"),
        ],
        jurisdictions=LABELS,
    ),
    "network_measures": Public(
        qg.network_measures,
        {"sustained": qg.sustain(NET, 0.5, "bilateral")},
        sustained=instance("Sustained", NET),
    ),
    "Membership": Public(
        qg.Membership,
        {"governments": ["a", "b"], "influence": [[0, 1], [1, 0]], "threshold": [1, 1]},
        governments=NOBODY,
        influence=[
            *array([[0, 1], [1, 0]]),
            Defect([[0, 1, 1]], errors.ShapeError, "Reshape", seen=(1, 3)),
            Defect([[0, -1], [1, 0]], errors.RangeError, "Choose a number in", seen=-1),
        ],
        threshold=[*array([1, 1]), Defect([1, 1, 1], errors.ShapeError, "Reshape", seen=(3,))],
    ),
    "membership_equilibria": Public(
        qg.membership_equilibria, {"membership": RING}, membership=instance("Membership", NET)
    ),
    "key_projects": Public(
        qg.key_projects,
        {"membership": RING, "prices": None, "method": "exact", "time_limit": None},
        membership=instance("Membership", NET),
        prices=[
            *array([1, 1, 1]),
            Defect([1, 1], errors.ShapeError, "Reshape", seen=(2,)),
            Defect([1, -1, 1], errors.RangeError, "Choose a number in", seen=-1),
        ],
        method=choice("exakt", "exact"),
        time_limit=[d for d in number(low=0) if d.value is not None],
    ),
    "cheapest_subsidies": Public(
        qg.cheapest_subsidies,
        {"membership": RING},
        membership=[
            *instance("Membership", NET),
            Defect(LARGE, errors.RangeError, "ask key_projects", seen=21),
        ],
    ),
}

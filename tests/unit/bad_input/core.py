"""Games, partnerships and the case: how each is called properly, and what can be wrong."""

import dataclasses
from fractions import Fraction
from typing import Any

import nashpy
import numpy as np
import xarray

import qinba_games as qg
from qinba_games import errors

from .defects import (
    NAN,
    Defect,
    Public,
    array,
    choice,
    discount,
    flag,
    instance,
    integer,
    names,
    number,
    per_member,
    probability,
)

DILEMMA = qg.StageGame.from_bimatrix(
    [[9, 1], [10, 3]], [[9, 10], [1, 3]], actions=[["cooperate", "defect"]] * 2
)
REPEATED = qg.RepeatedGame(DILEMMA)
STOCHASTIC = qg.StochasticGame.from_stage(DILEMMA)
PAIR = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1, members=["North", "South"])
SETTLED = qg.Partnership([[3, 2]], 1, promotion=0.5, friction=0.1, sharing="equal", deposit=1)
HELP = qg.Coordinator(sharing=True)
EVOLUTION = qg.evolve(PAIR, 0.8)
NASH = qg.nash(DILEMMA)
TABLE = qg.discount_table(DILEMMA)
CASE = qg.paper.case()
SWEPT = qg.sweep(qg.evolving(PAIR), {"delta": [0.5, 0.8], "friction": [0, 0.2]}, progress=False)


def actions(_: Any) -> Any:
    return [["spare", "overfish"]] * 2


def payoffs(_: Any, profile: Any) -> Any:
    return [1 if own == "spare" else 2 for own in profile]


def transitions(_x: Any, _a: Any) -> Any:
    return {"rich": Fraction(1, 2), "poor": Fraction(1, 2)}


def half(a: float) -> float:
    return a / 2


FIRST = ("rich", ("spare", "spare"))
SHAPES = ["((1, 2, 2), 0, 1, 'equal', (False, False))", "((2, 2, 2), 0, 1, 'none', (False, False))"]
EMPTY = Defect(np.zeros((0, 2, 2)), errors.EmptyGameError, "every m_i at least 1", seen=(0, 2, 2))
PROFILE = [
    Defect("CC", errors.ShapeError, "Pass a tuple of 2 action names"),
    Defect((0,), errors.ShapeError, "Pass a tuple of 2 action names"),
    Defect(("coperate", "defect"), errors.UnknownNameError, "Did you mean 'cooperate'", "coperate"),
    Defect((0, 2), errors.UnknownNameError, "Choose one of: cooperate, defect", 2),
]
RULE = [
    *choice("equall", "equal"),
    Defect([0.5, 0.5, 0], errors.ShapeError, "correct the number of members", seen=(3,)),
    Defect([0.5, 0.6], errors.ProbabilityError, "by their sum", seen=[0.5, 0.6]),
    Defect([NAN, 1], errors.NotFiniteError, "Replace NaN", seen=NAN),
]
NO_COSTS = Defect("proportional", errors.NotApplicableError, "Use a Partnership")
ORDER = "or build the game with StageGame"


def dilemma_numbers(wrong: dict[str, tuple[float, str]]) -> dict[str, list[Defect]]:
    found = {}
    for name in ("reward", "sucker", "temptation", "punishment"):
        found[name] = number()
        if name in wrong:
            value, blamed = wrong[name]
            found[name].append(
                Defect(
                    value,
                    errors.RangeError,
                    ORDER,
                    argument=blamed,
                    seen=value if blamed == name else {"reward": 9, "punishment": 3}[blamed],
                )
            )
    found["players"] = names()
    return found


CALLABLES = {
    "StageGame": Public(
        qg.StageGame,
        {"payoffs": [[[9, 9], [1, 10]], [[10, 1], [3, 3]]], "players": None, "actions": None},
        payoffs=[
            *array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]]),
            Defect(3, errors.ShapeError, "Put the players on the last axis", seen=()),
            Defect(np.zeros((2, 2, 3)), errors.ShapeError, "the last axis", seen=(2, 2, 3)),
            EMPTY,
            Defect([], errors.EmptyGameError, "every m_i at least 1", seen=(0,)),
        ],
        players=names(),
        actions=[
            Defect("CD", errors.ShapeError, "tuple of 2 lists"),
            Defect([["C", "D"]], errors.ShapeError, "tuple of 2 lists"),
            Defect([["C"], ["C", "D"]], errors.ShapeError, "Pass 2 names", seen=("C",)),
            Defect([["C", "C"]] * 2, errors.ShapeError, "Pass 2 names", seen=("C", "C")),
        ],
    ),
    "StageGame.from_bimatrix": Public(
        qg.StageGame.from_bimatrix,
        {"A": [[1, 2], [3, 4]], "B": [[1, 2], [3, 4]], "players": None, "actions": None},
        A=[
            *array([[1, 2], [3, 4]]),
            Defect([1, 2], errors.ShapeError, "Reshape the array", seen=(2,)),
        ],
        B=[
            *array([[1, 2], [3, 4]]),
            Defect([[1, 2]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
        ],
        players=[dataclasses.replace(d, function="StageGame") for d in names()],
        actions=[Defect("CD", errors.ShapeError, "tuple of 2 lists", function="StageGame")],
    ),
    "StageGame.payoff": Public(DILEMMA.payoff, {"profile": (0, 1)}, profile=PROFILE),
    "StageGame.profile": Public(
        DILEMMA.profile,
        {"given": (0, 1)},
        given=[dataclasses.replace(d, argument="profile") for d in PROFILE],
    ),
    "StageGame.label": Public(DILEMMA.label, {"profile": (0, 1)}, profile=PROFILE),
    "RepeatedGame": Public(
        qg.RepeatedGame,
        {"stage": DILEMMA, "outside": [0, 0], "monitoring": None},
        stage=instance("StageGame", REPEATED),
        outside=[
            *array([0, 0]),
            Defect([0, 0, 0], errors.ShapeError, "correct the number", seen=(3,)),
        ],
        monitoring=[Defect("perfect", errors.InputTypeError, "Build a PerfectMonitoring first")],
    ),
    "StochasticGame": Public(
        qg.StochasticGame,
        {},
        rows=[Defect([[1]], errors.InputTypeError, r"Use StochasticGame\.from_functions")],
    ),
    "StochasticGame.from_functions": Public(
        qg.StochasticGame.from_functions,
        {
            "states": ["rich", "poor"],
            "actions": actions,
            "payoffs": payoffs,
            "transitions": transitions,
            "players": None,
        },
        states=[
            Defect([], errors.EmptyGameError, "at least one entry of 'states'"),
            Defect("rich", errors.InputTypeError, "Pass a list of names"),
            Defect(3, errors.InputTypeError, "Pass a list of names"),
            Defect(["rich", "rich"], errors.ShapeError, "a name of its own", seen="rich"),
            Defect([["rich"]], errors.InputTypeError, "Use strings", seen=(["rich"],)),
        ],
        actions=[
            Defect([["C"]], errors.InputTypeError, "Pass a function"),
            Defect(lambda x: 3, errors.InputTypeError, "Return for example", {"rich": 3}),
            Defect(lambda x: [[], []], errors.EmptyGameError, "at least one", seen=[]),
            Defect(lambda x: [], errors.EmptyGameError, "at least one", seen=()),
            Defect(lambda x: [["C", "C"]], errors.ShapeError, "a name of its own", seen="C"),
            Defect(
                lambda x: [["C"]] * (1 if x == "rich" else 2),
                errors.ShapeError,
                "a single action",
                seen={"poor": (("C",), ("C",))},
            ),
            Defect(
                lambda x: 1 / 0, errors.InvalidInputError, "wherever it is asked", seen=("rich",)
            ),
        ],
        payoffs=[
            Defect([1, 2], errors.InputTypeError, "Pass a function"),
            Defect(lambda x, a: [1], errors.ShapeError, "Return 2 numbers", {FIRST: [1]}),
            Defect(lambda x, a: [NAN, 1], errors.NotFiniteError, "Replace NaN", {FIRST: (NAN, 1)}),
            Defect(
                lambda x, a: ["x", "y"], errors.InputTypeError, "Pass ints", {FIRST: ("x", "y")}
            ),
            Defect(
                lambda x, a: 1 / 0, errors.InvalidInputError, "wherever it is asked", seen=FIRST
            ),
        ],
        transitions=[
            Defect({}, errors.InputTypeError, "Pass a function"),
            Defect(
                lambda x, a: {"rich": 0.4},
                errors.ProbabilityError,
                "by their sum",
                seen={FIRST: [0.4]},
            ),
            Defect(lambda x, a: {}, errors.ProbabilityError, "by their sum", seen={FIRST: []}),
            Defect(
                lambda x, a: {"rich": 1.5, "poor": -0.5},
                errors.ProbabilityError,
                "by their sum",
                seen={FIRST: [1.5, -0.5]},
            ),
            Defect(
                lambda x, a: {"ritch": 1},
                errors.UnknownNameError,
                "Did you mean 'rich'",
                seen={FIRST: "ritch"},
            ),
            Defect(
                lambda x, a: [0.5, 0.5],
                errors.InputTypeError,
                "Return for example",
                seen={FIRST: [0.5, 0.5]},
            ),
            Defect(
                lambda x, a: {"rich": NAN},
                errors.NotFiniteError,
                "Replace NaN",
                seen={FIRST: {"rich": NAN}},
            ),
            Defect(
                lambda x, a: 1 / 0, errors.InvalidInputError, "wherever it is asked", seen=FIRST
            ),
        ],
        players=names(),
    ),
    "StochasticGame.from_arrays": Public(
        qg.StochasticGame.from_arrays,
        {
            "payoffs": [[[2.0], [3.0]], [[0.0]]],
            "transitions": [[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0]]],
            "states": None,
            "players": None,
            "actions": None,
        },
        payoffs=[
            Defect([], errors.EmptyGameError, "Pass one array per state"),
            Defect(3, errors.InputTypeError, "Pass a list of arrays"),
            Defect([[[2.0], [NAN]], [[0.0]]], errors.NotFiniteError, "Replace NaN", seen=NAN),
            Defect([[["x"], ["y"]], [[0.0]]], errors.InputTypeError, "Pass ints", [["x"], ["y"]]),
            Defect([[2.0, 3.0], [[0.0]]], errors.ShapeError, "last axis", seen={0: (2,)}),
        ],
        transitions=[
            Defect(3, errors.InputTypeError, "Pass a list of arrays"),
            Defect([[[1.0, 0.0], [0.5, 0.5]]], errors.ShapeError, "Pass 2 entries", seen=1),
            Defect(
                [[[1.0, 0.0], [0.5, 0.4]], [[0.0, 1.0]]],
                errors.ProbabilityError,
                "by their sum",
                seen={(0, (1,)): [0.5, 0.4]},
            ),
            Defect(
                [[[1.0, 0.0], [1.5, -0.5]], [[0.0, 1.0]]],
                errors.ProbabilityError,
                "by their sum",
                seen={(0, (1,)): [1.5, -0.5]},
            ),
            Defect(
                [[[1.0, 0.0], [NAN, 1.0]], [[0.0, 1.0]]],
                errors.NotFiniteError,
                "Replace NaN",
                seen=NAN,
            ),
            Defect([[[1.0], [1.0]], [[1.0]]], errors.ShapeError, "Reshape", seen=(2, 1)),
        ],
        states=[
            Defect(["a"], errors.ShapeError, "Pass 2 entries", seen=1),
            Defect(["a", "a"], errors.ShapeError, "a name of its own", seen="a"),
            Defect("ab", errors.InputTypeError, "Pass a list"),
        ],
        players=names(1),
        actions=[
            Defect([[["repair", "wait"]]], errors.ShapeError, "Pass 2 entries", seen=1),
            Defect(
                [[["repair"]], [["suffer"]]],
                errors.ShapeError,
                "one list of labels per player",
                seen={0: (("repair",),)},
            ),
            Defect(3, errors.InputTypeError, "Pass a list of arrays"),
        ],
    ),
    "StochasticGame.from_stage": Public(
        qg.StochasticGame.from_stage, {"stage": DILEMMA}, stage=instance("StageGame", REPEATED)
    ),
    "StochasticGame.rows": Public(
        STOCHASTIC.rows,
        {"policy": {"always": ("cooperate", "defect")}},
        policy=[
            Defect([("cooperate", "defect")], errors.InputTypeError, "Build a Mapping"),
            Defect({}, errors.ShapeError, "a tuple of 2 actions for each state", "always"),
            Defect(
                {"alwys": ("cooperate", "defect")},
                errors.UnknownNameError,
                "Did you mean 'always'",
                seen="alwys",
            ),
            Defect(
                {"always": ("cooperate", "defct")},
                errors.UnknownNameError,
                "Did you mean 'defect'",
                seen="defct",
            ),
            Defect({"always": ("cooperate",)}, errors.ShapeError, "a tuple of 2", ("cooperate",)),
        ],
    ),
    "Partnership": Public(
        qg.Partnership,
        {
            "benefit": [[3, 2], [4, 3]],
            "cost": 1,
            "members": None,
            "outside": 0,
            "promotion": 0.5,
            "friction": 0.1,
            "drop": 1,
            "detection": 1,
            "bad_times": [(0.2, (1, 1))],
            "sharing": "none",
            "deposit": 0,
            "subsidy": 0,
            "founding": 0,
        },
        founding=integer(high=1),
        benefit=[
            *array([[3, 2], [4, 3]]),
            Defect([1, 2, 3], errors.ShapeError, r"Give benefit\[k, i, j\]", seen=(3,)),
            Defect([[1, 2, 3]], errors.ShapeError, r"Give benefit\[k, i, j\]", seen=(1, 3)),
            Defect(np.zeros((0, 2)), errors.EmptyGameError, "n >= 2", seen=(0, 2, 2)),
            Defect([[[0]]], errors.EmptyGameError, "n >= 2 members", seen=(1, 1, 1)),
            Defect([[[1, 2], [3, 0]]], errors.RangeError, r"Set benefit\[:, i, i\] = 0", 1),
            Defect([[3, 2], [2, 2]], errors.RangeError, "Sort the levels", seen=-1),
        ],
        cost=per_member(low=0),
        members=names(),
        outside=per_member(),
        promotion=probability(),
        friction=[
            *array([0.1, 0.1]),
            Defect([0.1] * 3, errors.ShapeError, "levels", seen=(3,)),
            Defect(1.1, errors.ProbabilityError, "Choose a value between 0 and 1"),
            Defect([0.1, -1], errors.ProbabilityError, "between 0 and 1", seen=-1),
        ],
        drop=integer(low=1),
        detection=probability(),
        bad_times=[
            Defect(0.2, errors.InputTypeError, r"Pass for example \[\(0.2"),
            Defect([0.2, (1, 1)], errors.ShapeError, r"Pass for example \[\(0.2"),
            Defect([(1.2, (1, 1))], errors.ProbabilityError, "between 0 and 1", seen=1.2),
            Defect([(0.6, 1)] * 2, errors.ProbabilityError, "Lower them", seen=1.2),
            Defect([(0.2, (1, 1, 1))], errors.ShapeError, "number of members", seen=(3,)),
            Defect([(0.2, NAN)], errors.NotFiniteError, "Replace NaN", seen=NAN),
            Defect([(0.2, -1)], errors.RangeError, "number in", seen=-1),
        ],
        sharing=[
            *choice("voluntry", "voluntary"),
            Defect([1], errors.ShapeError, "number of members", seen=(1,)),
            Defect([0.5, 0.6], errors.ProbabilityError, "by their sum", seen=1.1),
            Defect([1.5, -0.5], errors.ProbabilityError, "by their sum", seen=-0.5),
            Defect([NAN, 1], errors.NotFiniteError, "Replace NaN", seen=NAN),
        ],
        deposit=per_member(low=0),
        subsidy=number(low=0),
        mandate=[
            *(
                Defect(value, errors.InputTypeError, "Pass a list of names or numbers")
                for value in ("1", 3, None)
            ),
            Defect(["3"], errors.UnknownNameError, "Choose one of: 1, 2", seen="3"),
            Defect([7], errors.UnknownNameError, "Choose one of: 1, 2", seen=7),
        ],
        stake=probability(),
    ),
    "Partnership.to_game": Public(
        lambda model: model.to_game(),
        {"model": PAIR},
        model=[
            Defect(SETTLED, errors.NotApplicableError, "Use evolve", "equal", argument="sharing"),
            Defect(
                dataclasses.replace(PAIR, detection=0.5),
                errors.NotApplicableError,
                "Use evolve",
                seen=0.5,
                argument="detection",
            ),
        ],
    ),
    "Coordinator": Public(
        qg.Coordinator,
        {
            "sharing": True,
            "monitoring": 0.5,
            "mediation": 0.5,
            "deposit": 1,
            "subsidy": 0.1,
            "recommendation": False,
            "mandate": (),
            "credibility": 1,
            "stake": 0,
        },
        sharing=flag(),
        monitoring=probability(),
        mediation=probability(),
        deposit=[
            *array([1, 1]),
            Defect([[1, 1]], errors.ShapeError, "one entry per member", seen=(1, 2)),
            Defect(-1, errors.RangeError, "number in"),
        ],
        subsidy=number(low=0),
        recommendation=flag(),
        mandate=[
            Defect(value, errors.InputTypeError, "Pass a list of names or numbers")
            for value in ("North", 3, None)
        ],
        credibility=probability(),
        stake=probability(),
    ),
    "Coordinator.applied_to": Public(
        qg.Coordinator(sharing=True, deposit=[1, 2]).applied_to,
        {"model": PAIR},
        model=[
            *instance(r"\w+"),
            Defect(SETTLED, errors.NotApplicableError, "Drop sharing", "equal", argument="sharing"),
            Defect(
                dataclasses.replace(PAIR, deposit=1),
                errors.NotApplicableError,
                "Drop deposit",
                seen=[1, 1],
                argument="deposit",
            ),
            Defect(
                qg.Partnership(np.ones((1, 3, 3)) - np.eye(3), 1, promotion=1, friction=0),
                errors.ShapeError,
                "number of members",
                seen=(2,),
                argument="deposit",
                function="Partnership",
            ),
        ],
    ),
    "PerfectMonitoring": Public(qg.PerfectMonitoring, {}),
    "nash": Public(
        qg.nash,
        {"stage": DILEMMA, "pure": False},
        stage=instance("StageGame", REPEATED),
        pure=flag(),
    ),
    "discount_table": Public(
        qg.discount_table,
        {"game": DILEMMA},
        game=[
            *instance("RepeatedGame"),
            Defect(STOCHASTIC, errors.NotApplicableError, "Use critical_discount, or solve"),
            Defect(PAIR, errors.NotApplicableError, "evolve a Partnership"),
        ],
    ),
    "DiscountTable.at": Public(TABLE.at, {"delta": 0.5}, delta=discount()),
    "critical_discount": Public(
        qg.critical_discount,
        {"game": DILEMMA, "profile": (0, 0), "sharing": "voluntary", "founding": 0},
        game=instance("RepeatedGame"),
        profile=PROFILE,
        sharing=[*RULE, NO_COSTS],
        founding=[Defect(1, errors.NotApplicableError, "has no trust")],
    ),
    "risk_dominant_discount": Public(
        qg.risk_dominant_discount,
        {"game": DILEMMA, "profile": (0, 0), "belief": "independent"},
        game=[
            *instance("RepeatedGame"),
            Defect(
                qg.RepeatedGame(DILEMMA, outside=[0, 0]),
                errors.NotApplicableError,
                "Pass the stage game",
            ),
        ],
        profile=PROFILE,
        belief=choice("togehter", "together"),
    ),
    "critical_discount (StochasticGame)": Public(
        lambda **given: qg.critical_discount(STOCHASTIC, **given),
        {"profile": {"always": ("cooperate",) * 2}, "sharing": "voluntary", "founding": 0},
        profile=[
            Defect((0, 0), errors.InputTypeError, "Build a Mapping", argument="policy"),
            Defect({"alwys": (0, 0)}, errors.UnknownNameError, "'always'", "alwys", "policy"),
            Defect(
                {"always": ("coperate", "defect")},
                errors.UnknownNameError,
                "'cooperate'",
                "coperate",
                "policy",
            ),
        ],
        sharing=[Defect("equal", errors.NotApplicableError, 'pass "voluntary"')],
        founding=[Defect(1, errors.NotApplicableError, "has states instead")],
    ),
    "critical_discount (Partnership)": Public(
        lambda **given: qg.critical_discount(PAIR, **given),
        {"profile": None, "sharing": "voluntary", "founding": 0},
        profile=[Defect((0, 0), errors.NotApplicableError, "choose the founding level")],
        sharing=choice("voluntry", "voluntary"),
        founding=integer(high=1),
    ),
    "solve": Public(
        qg.solve,
        {"game": DILEMMA, "delta": 0.5, "sharing": "voluntary"},
        game=[
            *instance("RepeatedGame"),
            Defect(PAIR, errors.NotApplicableError, r"Use evolve\(partnership, delta\)"),
        ],
        delta=discount(),
        sharing=[*RULE, NO_COSTS],
    ),
    "solve (StochasticGame)": Public(
        lambda **given: qg.solve(STOCHASTIC, **given),
        {"delta": 0.5, "sharing": "voluntary"},
        delta=discount(),
        sharing=[Defect("equal", errors.NotApplicableError, 'pass "voluntary"')],
    ),
    "evolve": Public(
        qg.evolve,
        {"partnership": PAIR, "delta": 0.8, "founding": 0, "sharing": None, "coordinator": None},
        partnership=instance("Partnership", DILEMMA),
        delta=discount(),
        founding=integer(high=1),
        sharing=choice("voluntry", "voluntary"),
        coordinator=[Defect("national", errors.InputTypeError, "Build a Coordinator first")],
    ),
    "evolve (contradictory coordinator)": Public(
        lambda sharing: qg.evolve(PAIR, 0.8, coordinator=HELP, sharing=sharing),
        {"sharing": "voluntary"},
        sharing=[Defect("equal", errors.NotApplicableError, "a Coordinator without sharing")],
    ),
    "evolving": Public(
        qg.evolving,
        {"partnership": PAIR, "delta": 0.8, "founding": 0, "coordinator": None},
        partnership=instance("Partnership", DILEMMA),
        delta=[d for d in discount() if d.value is not None],
        founding=integer(high=1),
        coordinator=[Defect("national", errors.InputTypeError, "Build a Coordinator first")],
    ),
    "Evolving": Public(
        qg.evolving(PAIR),
        {"delta": 0.8, "founding": 0, "friction": 0.1},
        "evolving",
        delta=discount(),
        founding=[dataclasses.replace(d, function="Partnership") for d in integer(high=1)],
        friction=[Defect(1.5, errors.ProbabilityError, "between 0 and 1", function="Partnership")],
        fricton=choice("fricton", "friction", seen="fricton", argument="moves")[:1],
    ),
    "phase_diagram": Public(
        qg.phase_diagram,
        {"found": SWEPT, "x": "delta"},
        found=[
            Defect(3, errors.InputTypeError, "Pass what sweep returned"),
            Defect(SWEPT.isel(friction=0), errors.ShapeError, "Sweep two", seen=(2,)),
        ],
        x=choice("detla", "delta"),
        y=[
            *choice("frictoin", "friction"),
            Defect("delta", errors.RangeError, "Name 'friction', or leave it out"),
        ],
        of=[
            *choice("founding_clas", "founding_class"),
            Defect("residual", errors.UnknownNameError, "give it flag_meanings"),
        ],
        helped=[
            Defect(
                SWEPT.isel(friction=[0]),
                errors.ShapeError,
                "Sweep both over the same values",
                seen={"delta": 2, "friction": 1},
            )
        ],
        ax=[Defect(3, errors.InputTypeError, "Pass the Axes", function="plot")],
    ),
    "evolve_many": Public(
        qg.evolve_many,
        {"partnerships": [PAIR, PAIR], "delta": [0.5, 0.8], "founding": 0},
        partnerships=[
            Defect([], errors.EmptyGameError, "one entry per"),
            Defect(3, errors.InputTypeError, "Build a list first"),
            Defect([PAIR, 3], errors.InputTypeError, "Build a Partnership first", seen=3),
            Defect([PAIR, SETTLED], errors.ShapeError, "Group them by shape", seen=SHAPES),
        ],
        delta=[
            *array([0.5, 0.8]),
            Defect([0.5, 0.6, 0.7], errors.ShapeError, "Reshape the array", seen=(3,)),
            Defect([0.5, 1.0], errors.DiscountError, "at least 0 and below 1", seen=1.0),
            Defect(-0.1, errors.DiscountError, "at least 0 and below 1"),
        ],
        founding=[
            *integer(high=1),
            Defect([0, 2], errors.RangeError, "Choose a number in", seen=2),
            Defect([0, 1, 1], errors.ShapeError, "correct the number", seen=(3,)),
        ],
    ),
    "Evolution.survival": Public(
        EVOLUTION.survival,
        {"t": 3},
        t=[
            Defect(-1, errors.RangeError, "Pass a non-negative int"),
            Defect(1.5, errors.RangeError, "Pass a non-negative int"),
            Defect(NAN, errors.NotFiniteError, "Replace NaN"),
            Defect("3", errors.InputTypeError, "Pass ints"),
        ],
    ),
    "Evolution.hazard": Public(
        EVOLUTION.hazard,
        {"t": 3},
        t=[
            Defect(-1, errors.RangeError, "Pass a non-negative int"),
            Defect(1.5, errors.RangeError, "Pass a non-negative int"),
            Defect(NAN, errors.NotFiniteError, "Replace NaN"),
            Defect("3", errors.InputTypeError, "Pass ints"),
        ],
    ),
    "pivotal_window": Public(
        qg.pivotal_window,
        {"model": DILEMMA, "coordinator": HELP, "founding": 0, "profile": None},
        model=[
            *instance("RepeatedGame"),
            Defect(
                dataclasses.replace(PAIR, sharing="equal"),
                errors.NotApplicableError,
                "Drop sharing",
                seen="equal",
                argument="sharing",
                function="Coordinator.applied_to",
            ),
        ],
        coordinator=[
            *instance("Coordinator"),
            Defect(
                qg.Coordinator(mediation=0.5),
                errors.NotApplicableError,
                "Use a Partnership",
                seen=0.5,
                argument="mediation",
                function="Coordinator.applied_to",
            ),
        ],
        founding=[Defect(1, errors.NotApplicableError, "only a partnership has trust")],
        profile=[dataclasses.replace(d, function="critical_discount") for d in PROFILE],
        baseline=[
            *choice("acting", "acting together"),
            Defect("any equilibrium", errors.NotApplicableError, "there are two baselines"),
        ],
    ),
    "pivotal_window (Partnership)": Public(
        lambda **given: qg.pivotal_window(PAIR, HELP, **given),
        {"founding": 1, "profile": None, "baseline": "acting together"},
        baseline=choice("acting", "acting together"),
        founding=integer(high=1),
        profile=[Defect((0, 0), errors.NotApplicableError, "choose the founding level")],
    ),
    "verify": Public(
        qg.verify,
        {"result": NASH, "policy": None},
        result=[
            Defect(value, errors.InputTypeError, "Pass what nash, discount_table")
            for value in (None, 3, DILEMMA, "result")
        ],
        policy=[
            Defect("CC", errors.ShapeError, "like an entry of NashResult.equilibria"),
            Defect([[1, 0, 0], [1, 0]], errors.ShapeError, "Reshape the array", seen=(3,)),
            Defect([[1, 1], [1, 0]], errors.ProbabilityError, "by their sum", seen=2),
            Defect([[NAN, 1], [1, 0]], errors.NotFiniteError, "Replace NaN", seen=NAN),
        ],
    ),
    "verify (Equilibrium)": Public(
        lambda policy: qg.verify(qg.solve(DILEMMA, 0.5), policy=policy),
        {"policy": (1, 1)},
        policy=[dataclasses.replace(d, argument="profile") for d in PROFILE],
    ),
    "verify (stochastic Equilibrium)": Public(
        lambda policy: qg.verify(qg.solve(STOCHASTIC, 0.5), policy=policy),
        {"policy": {"always": ("defect",) * 2}},
        policy=[
            Defect([1], errors.InputTypeError, "Build a Mapping"),
            Defect(
                {"alwys": ("defect",) * 2},
                errors.UnknownNameError,
                "Did you mean 'always'",
                seen="alwys",
            ),
        ],
    ),
    "verify (Evolution)": Public(
        lambda policy: qg.verify(EVOLUTION, policy=policy),
        {"policy": EVOLUTION.policy},
        policy=[
            Defect(3, errors.InputTypeError, "Build a dict first"),
            Defect({(0, 0): "contribute"}, errors.UnknownNameError, "an entry for every"),
            Defect(
                {(0, 0): "contribut", (1, 0): "idle"},
                errors.UnknownNameError,
                "Did you mean .*'contribute'",
                seen=("contribut", "contribut"),
            ),
            Defect(
                {(0, 0): "contribute", (1, 0): "idle", (2, 0): "idle"},
                errors.UnknownNameError,
                "Did you mean",
                seen=(2, 0),
            ),
        ],
    ),
    "prisoners_dilemma": Public(
        qg.prisoners_dilemma,
        {"reward": 9, "sucker": 1, "temptation": 10, "punishment": 3, "players": None},
        **dilemma_numbers(
            {
                "reward": (10, "reward"),
                "sucker": (3, "sucker"),
                "temptation": (9, "reward"),
                "punishment": (9, "punishment"),
            }
        ),
    ),
    "stag_hunt": Public(
        qg.stag_hunt,
        {"reward": 9, "sucker": 1, "temptation": 5, "punishment": 3, "players": None},
        **dilemma_numbers({"sucker": (3, "sucker"), "temptation": (2, "punishment")}),
    ),
    "public_good": Public(
        qg.public_good,
        {"n": 2, "r": 1.5, "benefits": None, "cost": 1, "levels": [0, 1], "players": None},
        n=[*integer(low=1), Defect(60, errors.RangeError, "Take fewer members")],
        r=[
            *(d for d in number() if d.value is not None),
            Defect(None, errors.NotApplicableError, "Give r"),
        ],
        benefits=[Defect([1, 2], errors.NotApplicableError, "Give r")],
        cost=per_member(),
        levels=[
            *array([0, 1]),
            Defect([], errors.ShapeError, "List every level once"),
            Defect([1, 1], errors.ShapeError, "List every level once"),
            Defect(1, errors.ShapeError, "Reshape the array", seen=()),
        ],
        players=names(),
    ),
    "public_good (benefits)": Public(
        lambda benefits: qg.public_good(2, benefits=benefits),
        {"benefits": [1, 2]},
        benefits=per_member(),
    ),
    "commons": Public(
        qg.commons,
        {"n": 2, "productivity": 9, "crowding": 1, "cost": 1, "levels": [0, 1], "players": None},
        n=[*integer(low=1), Defect(60, errors.RangeError, "Take fewer members")],
        productivity=number(),
        crowding=number(low=0),
        cost=number(),
        levels=[
            *array([0, 1]),
            Defect([-1, 1], errors.RangeError, "Choose a number in", seen=-1),
            Defect([1, 1], errors.ShapeError, "List every level once"),
        ],
        players=names(),
    ),
    "resource_exchange": Public(
        qg.resource_exchange,
        {"value": 3, "cost": 1, "curvature": 0, "n": 2, "levels": [0, 1], "players": None},
        value=[
            *array([[0, 1], [1, 0]]),
            Defect([1, 2], errors.ShapeError, "number of members", seen=(2,)),
        ],
        cost=per_member(),
        curvature=per_member(),
        n=[*integer(low=2), Defect(60, errors.RangeError, "Take fewer members")],
        levels=[*array([0, 1]), Defect([1, 1], errors.ShapeError, "every level once")],
        players=names(),
    ),
    "from_nashpy": Public(
        qg.from_nashpy,
        {"game": nashpy.Game([[1, 2], [3, 4]]), "players": None, "actions": None},
        game=[
            *instance("Game", DILEMMA),
            Defect(nashpy.Game([[NAN]]), errors.NotFiniteError, "Replace NaN", seen=NAN),
        ],
        players=[dataclasses.replace(d, function="StageGame") for d in names()],
        actions=[Defect("CD", errors.ShapeError, "tuple of 2 lists", function="StageGame")],
    ),
    "to_nashpy": Public(
        qg.to_nashpy,
        {"stage": DILEMMA},
        stage=[
            *instance("StageGame", nashpy.Game([[1]])),
            Defect(
                qg.public_good(3, 2), errors.NotApplicableError, "Fix the actions of the others"
            ),
        ],
    ),
    "from_quantecon": Public(
        qg.from_quantecon,
        {"game": qg.to_quantecon(DILEMMA), "players": None, "actions": None},
        game=instance("NormalFormGame", DILEMMA),
        players=[dataclasses.replace(d, function="StageGame") for d in names()],
        actions=[Defect("CD", errors.ShapeError, "tuple of 2 lists", function="StageGame")],
    ),
    "to_quantecon": Public(
        qg.to_quantecon,
        {"game": DILEMMA, "delta": None},
        game=[
            *instance("RepeatedGame"),
            Defect(
                qg.RepeatedGame(DILEMMA, outside=[0, 0]),
                errors.NotApplicableError,
                "Pass its stage game",
            ),
        ],
        delta=[d for d in discount() if d.value is not None],
    ),
    "sweep": Public(
        qg.sweep,
        {
            "function": half,
            "grid": {"a": [1, 2]},
            "n_jobs": 1,
            "backend": None,
            "progress": False,
            "resume": None,
            "store": None,
            "on_error": "record",
        },
        function=[Defect(3, errors.InputTypeError, "Pass a function")],
        grid=[
            Defect([1, 2], errors.InputTypeError, "Pass a dict"),
            Defect({}, errors.InputTypeError, "Pass a dict"),
            Defect({"a": []}, errors.ShapeError, "every value once", seen=[]),
            Defect({"a": [1, 1]}, errors.ShapeError, "every value once", seen=[1, 1]),
            Defect({"a": [NAN]}, errors.ShapeError, "every value once", seen=[NAN]),
            Defect({"b": [1]}, errors.UnknownNameError, "its arguments: a", seen=("b",)),
        ],
        n_jobs=[Defect(value, errors.RangeError, "-1 for all cores") for value in (0, 1.5, "2")],
        backend=choice("lokey", "loky"),
        progress=flag()[:2],
        resume=[
            Defect({}, errors.InputTypeError, "Build a Dataset first"),
            Defect(xarray.Dataset(), errors.ShapeError, "such a sweep returned", seen={}),
        ],
        store=[
            Defect("", errors.InputTypeError, "Pass for example"),
            Defect(3, errors.InputTypeError, "Pass for example"),
        ],
        on_error=choice("recrd", "record"),
    ),
    "paper.case": Public(
        qg.paper.case,
        {"delta": 0.7, "friction": 0.1, "levels": 3, "drop": 1, "sharing": True, "cost": 1},
        delta=discount(),
        friction=[*number(), Defect(1.5, errors.RangeError, "Choose a number in")],
        levels=integer(high=12),
        drop=[d for d in integer(low=1, high=12) if d.value is not None],
        sharing=flag(),
        cost=number(low=0),
        fricton=[
            Defect(
                0.1,
                errors.UnknownNameError,
                "Did you mean 'friction'",
                seen="fricton",
                argument="settings",
            )
        ],
    ),
    "paper.reproduce": Public(
        qg.paper.reproduce,
        {},
        out=[Defect(3, errors.InputTypeError, "Build a str first")],
        tie=[
            Defect("Bazhong", errors.ShapeError, "tuple of 2 governments"),
            Defect(
                ("Bazhong", "Hanzong"),
                errors.UnknownNameError,
                "Did you mean 'Hanzhong'",
                seen="Hanzong",
                argument="b",
                function="Region.tie",
            ),
        ],
        draws=integer(),
        jobs=integer(low=1),
        progress=flag()[:2],
        pdf=flag()[:2],
        **{
            name: [Defect(1.5, errors.InputTypeError, "Pass a line of text")]
            for name in ("title", "author", "source", "date")
        },
        deltta=[
            Defect(
                0.5,
                errors.UnknownNameError,
                "Did you mean 'delta'",
                seen="deltta",
                argument="settings",
                function="case",
            )
        ],
        delta=[dataclasses.replace(d, function="case") for d in discount()],
    ),
    "Region.tie": Public(
        CASE.tie,
        {"a": "Bazhong", "b": "Hanzhong"},
        a=choice("Bazong", "Bazhong"),
        b=[
            *choice("Hanzong", "Hanzhong"),
            Defect("Shiyan", errors.NotApplicableError, "Choose one of: "),
            Defect(3, errors.UnknownNameError, "Choose one of: "),
        ],
    ),
    "Region.partnership": Public(
        CASE.partnership,
        {"a": "Bazhong", "b": "Hanzhong"},
        a=choice("Bazong", "Bazhong", function="Region.tie"),
        b=choice("Hanzong", "Hanzhong", function="Region.tie"),
    ),
}

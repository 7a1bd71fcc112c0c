"""Games, partnerships and the case: how each is called properly, and what can be wrong."""

import dataclasses
from fractions import Fraction
from typing import Any

import nashpy
import numpy as np
import pandas
import xarray

import qinba_games as qg
from qinba_games import errors

from . import bad
from .defects import NAN, Defect, Public

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
SHAPES = ["((1, 2, 2), 0, 1, 'equal', ())", "((2, 2, 2), 0, 1, 'none', ())"]
EMPTY = bad.empty(np.zeros((0, 2, 2)), "every m_i at least 1", seen=(0, 2, 2))
PROFILE = [
    bad.shape("CC", "Pass a tuple of 2 action names"),
    bad.shape((0,), "Pass a tuple of 2 action names"),
    bad.name(("coperate", "defect"), "Did you mean 'cooperate'", "coperate"),
    bad.name((0, 2), "Choose one of: cooperate, defect", 2),
]
BOTH = ("cooperate", "defect")
POLICY = [
    bad.kind([BOTH], "Build a Mapping", argument="policy"),
    bad.shape({}, "a tuple of 2 actions for each state", "always", "policy"),
    bad.name({"alwys": BOTH}, "Did you mean 'always'", "alwys", "policy"),
    bad.name({"always": BOTH, "never": BOTH}, "Choose one of: always", "never", "policy"),
    bad.name({"always": ("cooperate", "defct")}, "Did you mean 'defect'", "defct", "policy"),
    bad.shape({"always": ("cooperate",)}, "a tuple of 2", ("cooperate",), "policy"),
    bad.shape({"always": "CC"}, "a tuple of 2", ("CC",), "policy"),
]
RULE = [
    *bad.choice("equall", "equal"),
    bad.shape([0.5, 0.5, 0], "correct the number of members", seen=(3,)),
    bad.chance([0.5, 0.6], "by their sum", seen=[0.5, 0.6]),
    bad.infinite([NAN, 1], "Replace NaN", seen=NAN),
]
NO_COSTS = bad.use("proportional", "Use a Partnership")
ORDER = "or build the game with StageGame"


def dilemma_numbers(wrong: dict[str, tuple[float, str]]) -> dict[str, list[Defect]]:
    found = {}
    for name in ("reward", "sucker", "temptation", "punishment"):
        found[name] = bad.number()
        if name in wrong:
            value, blamed = wrong[name]
            found[name].append(
                bad.bounds(
                    value,
                    ORDER,
                    argument=blamed,
                    seen=value if blamed == name else {"reward": 9, "punishment": 3}[blamed],
                )
            )
    found["players"] = bad.names()
    return found


CALLABLES = {
    "StageGame": Public(
        qg.StageGame,
        {"payoffs": [[[9, 9], [1, 10]], [[10, 1], [3, 3]]], "players": None, "actions": None},
        payoffs=[
            *bad.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]]),
            bad.shape(3, "Put the players on the last axis", seen=()),
            bad.shape(np.zeros((2, 2, 3)), "the last axis", seen=(2, 2, 3)),
            EMPTY,
            bad.empty([], "every m_i at least 1", seen=(0,)),
        ],
        players=bad.names(),
        actions=[
            bad.shape("CD", "tuple of 2 lists"),
            bad.shape([["C", "D"]], "tuple of 2 lists"),
            bad.shape([["C"], ["C", "D"]], "Pass 2 names", seen=("C",)),
            bad.shape([["C", "C"]] * 2, "Pass 2 names", seen=("C", "C")),
        ],
    ),
    "StageGame.from_bimatrix": Public(
        qg.StageGame.from_bimatrix,
        {"A": [[1, 2], [3, 4]], "B": [[1, 2], [3, 4]], "players": None, "actions": None},
        A=[*bad.array([[1, 2], [3, 4]]), bad.shape([1, 2], "Reshape the array", seen=(2,))],
        B=[*bad.array([[1, 2], [3, 4]]), bad.shape([[1, 2]], "Reshape the array", seen=(1, 2))],
        players=[dataclasses.replace(d, function="StageGame") for d in bad.names()],
        actions=[bad.shape("CD", "tuple of 2 lists", function="StageGame")],
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
        stage=bad.instance("StageGame", REPEATED),
        outside=[*bad.array([0, 0]), bad.shape([0, 0, 0], "correct the number", seen=(3,))],
        monitoring=[bad.kind("perfect", "Build a PerfectMonitoring first")],
    ),
    "StochasticGame": Public(
        qg.StochasticGame,
        {},
        rows=[bad.kind([[1]], r"Use StochasticGame\.from_functions")],
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
            bad.empty([], "at least one entry of 'states'"),
            bad.kind("rich", "Pass a list of names"),
            bad.kind(3, "Pass a list of names"),
            bad.shape(["rich", "rich"], "a name of its own", seen="rich"),
            bad.kind([["rich"]], "Use strings", seen=(["rich"],)),
            *(bad.kind([x], "Use strings", seen=x) for x in (None, True, NAN, pandas.NA)),
        ],
        actions=[
            bad.kind([["C"]], "Pass a function"),
            bad.kind(lambda x: 3, "Return for example", {"rich": 3}),
            bad.kind(lambda x: ["ab", "cd"], "a list of names", seen="ab"),
            bad.empty(lambda x: [[], []], "at least one", seen=[]),
            bad.empty(lambda x: [], "at least one", seen=()),
            bad.shape(lambda x: [["C", "C"]], "a name of its own", seen="C"),
            bad.shape(
                lambda x: [["C"]] * (1 if x == "rich" else 2),
                "a single action",
                seen={"poor": (("C",), ("C",))},
            ),
            Defect(
                errors.InvalidInputError, lambda x: 1 / 0, "wherever it is asked", seen=("rich",)
            ),
        ],
        payoffs=[
            bad.kind([1, 2], "Pass a function"),
            bad.shape(lambda x, a: [1], "Return 2 numbers", {FIRST: [1]}),
            bad.kind(lambda x, a: 1, "one payoff per player", {FIRST: 1}),
            bad.kind(lambda x, a: "ab", "one payoff per player", {FIRST: "ab"}),
            bad.infinite(lambda x, a: [NAN, 1], "Replace NaN", {FIRST: (NAN, 1)}),
            bad.kind(lambda x, a: ["x", "y"], "Pass ints", {FIRST: ("x", "y")}),
            Defect(
                errors.InvalidInputError, lambda x, a: 1 / 0, "wherever it is asked", seen=FIRST
            ),
        ],
        transitions=[
            bad.kind({}, "Pass a function"),
            bad.chance(lambda x, a: {"rich": 0.4}, "by their sum", seen={FIRST: [0.4]}),
            bad.chance(lambda x, a: {}, "by their sum", seen={FIRST: []}),
            bad.chance(
                lambda x, a: {"rich": 1.5, "poor": -0.5},
                "by their sum",
                seen={FIRST: [1.5, -0.5]},
            ),
            bad.name(lambda x, a: {"ritch": 1}, "Did you mean 'rich'", seen={FIRST: "ritch"}),
            bad.kind(lambda x, a: [0.5, 0.5], "Return for example", seen={FIRST: [0.5, 0.5]}),
            bad.kind(lambda x, a: "rich", "Return for example", seen={FIRST: "rich"}),
            bad.infinite(lambda x, a: {"rich": NAN}, "Replace NaN", seen={FIRST: {"rich": NAN}}),
            Defect(
                errors.InvalidInputError, lambda x, a: 1 / 0, "wherever it is asked", seen=FIRST
            ),
        ],
        players=bad.names(),
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
            bad.empty([], "Pass one array per state"),
            bad.kind(3, "Pass a list of arrays"),
            bad.infinite([[[2.0], [NAN]], [[0.0]]], "Replace NaN", seen=NAN),
            bad.kind([[["x"], ["y"]], [[0.0]]], "Pass ints", [["x"], ["y"]]),
            bad.shape([[2.0, 3.0], [[0.0]]], "last axis", seen={0: (2,)}),
        ],
        transitions=[
            bad.kind(3, "Pass a list of arrays"),
            bad.shape([[[1.0, 0.0], [0.5, 0.5]]], "Pass 2 entries", seen=1),
            bad.chance(
                [[[1.0, 0.0], [0.5, 0.4]], [[0.0, 1.0]]],
                "by their sum",
                seen={(0, (1,)): [0.5, 0.4]},
            ),
            bad.chance(
                [[[1.0, 0.0], [1.5, -0.5]], [[0.0, 1.0]]],
                "by their sum",
                seen={(0, (1,)): [1.5, -0.5]},
            ),
            bad.infinite([[[1.0, 0.0], [NAN, 1.0]], [[0.0, 1.0]]], "Replace NaN", seen=NAN),
            bad.shape([[[1.0], [1.0]], [[1.0]]], "Reshape", seen=(2, 1)),
        ],
        states=[
            bad.shape(["a"], "Pass 2 entries", seen=1),
            bad.shape(["a", "a"], "a name of its own", seen="a"),
            bad.kind("ab", "Pass a list"),
        ],
        players=bad.names(1),
        actions=[
            bad.shape([[["repair", "wait"]]], "Pass 2 entries", seen=1),
            bad.shape(
                [[["repair"]], [["suffer"]]],
                "one list of labels per player",
                seen={0: (("repair",),)},
            ),
            bad.kind(3, "Pass a list of arrays"),
        ],
    ),
    "StochasticGame.from_stage": Public(qg.StochasticGame.from_stage, {"stage": DILEMMA}),
    "StochasticGame.rows": Public(STOCHASTIC.rows, {"policy": {"always": BOTH}}, policy=POLICY),
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
        founding=bad.integer(high=1),
        benefit=[
            *bad.array([[3, 2], [4, 3]]),
            bad.shape([1, 2, 3], r"Give benefit\[k, i, j\]", seen=(3,)),
            bad.shape([[1, 2, 3]], r"Give benefit\[k, i, j\]", seen=(1, 3)),
            bad.empty(np.zeros((0, 2)), "n >= 2", seen=(0, 2, 2)),
            bad.empty([[[0]]], "n >= 2 members", seen=(1, 1, 1)),
            bad.bounds([[[1, 2], [3, 0]]], r"Set benefit\[:, i, i\] = 0", 1),
            bad.bounds([[3, 2], [2, 2]], "Sort the levels", seen=-1),
        ],
        cost=bad.per_member(low=0),
        members=bad.names(),
        outside=bad.per_member(),
        friction=[
            *bad.array([0.1, 0.1]),
            bad.shape([0.1] * 3, "levels", seen=(3,)),
            bad.chance(1.1, "Choose a value between 0 and 1"),
            bad.chance([0.1, -1], "between 0 and 1", seen=-1),
        ],
        bad_times=[
            bad.kind(0.2, r"Pass for example \[\(0.2"),
            bad.shape([0.2, (1, 1)], r"Pass for example \[\(0.2"),
            bad.chance([(1.2, (1, 1))], "between 0 and 1", seen=1.2),
            bad.chance([(0.6, 1)] * 2, "Lower them", seen=1.2),
            bad.shape([(0.2, (1, 1, 1))], "number of members", seen=(3,)),
            bad.infinite([(0.2, NAN)], "Replace NaN", seen=NAN),
            bad.bounds([(0.2, -1)], "number in", seen=-1),
        ],
        sharing=[
            *bad.choice("voluntry", "voluntary"),
            bad.shape([1], "number of members", seen=(1,)),
            bad.chance([0.5, 0.6], "by their sum", seen=1.1),
            bad.chance([1.5, -0.5], "by their sum", seen=-0.5),
            bad.infinite([NAN, 1], "Replace NaN", seen=NAN),
        ],
        deposit=bad.per_member(low=0),
        mandate=[
            *(bad.kind(value, "Pass a list of names or numbers") for value in ("1", 3, None)),
            bad.name(["3"], "Choose one of: 1, 2", seen="3"),
            bad.name([7], "Choose one of: 1, 2", seen=7),
        ],
    ),
    "Partnership.to_game": Public(
        lambda model: model.to_game(),
        {"model": PAIR},
        model=[
            bad.use(SETTLED, "Use evolve", "equal", argument="sharing"),
            bad.use(
                dataclasses.replace(PAIR, detection=0.5),
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
        deposit=[
            *bad.array([1, 1]),
            bad.shape([[1, 1]], "one entry per member", seen=(1, 2)),
            bad.bounds(-1, "number in"),
        ],
        mandate=[
            bad.kind(value, "Pass a list of names or numbers") for value in ("North", 3, None)
        ],
    ),
    "Coordinator.applied_to": Public(
        qg.Coordinator(sharing=True, deposit=[1, 2]).applied_to,
        {"model": PAIR},
        model=[
            *bad.instance(r"\w+"),
            bad.use(SETTLED, "Drop sharing", "equal", argument="sharing"),
            bad.use(
                dataclasses.replace(PAIR, deposit=1),
                "Drop deposit",
                seen=[1, 1],
                argument="deposit",
            ),
            bad.shape(
                qg.Partnership(np.ones((1, 3, 3)) - np.eye(3), 1, promotion=1, friction=0),
                "number of members",
                seen=(2,),
                argument="deposit",
                function="Partnership",
            ),
        ],
    ),
    "PerfectMonitoring": Public(qg.PerfectMonitoring, {}),
    "nash": Public(qg.nash, {"stage": DILEMMA, "pure": False}),
    "discount_table": Public(
        qg.discount_table,
        {"game": DILEMMA},
        game=[
            *bad.instance("RepeatedGame"),
            bad.use(STOCHASTIC, "Use critical_discount, or solve"),
            bad.use(PAIR, "evolve a Partnership"),
        ],
    ),
    "DiscountTable.at": Public(TABLE.at, {"delta": 0.5}, delta=bad.discount()),
    "critical_discount": Public(
        qg.critical_discount,
        {"game": DILEMMA, "profile": (0, 0), "sharing": "voluntary", "founding": 0},
        game=bad.instance("RepeatedGame"),
        profile=PROFILE,
        sharing=[*RULE, NO_COSTS],
        founding=[bad.use(1, "has no trust")],
    ),
    "risk_dominant_discount": Public(
        qg.risk_dominant_discount,
        {"game": DILEMMA, "profile": (0, 0), "belief": "independent"},
        game=[
            *bad.instance("RepeatedGame"),
            bad.use(qg.RepeatedGame(DILEMMA, outside=[0, 0]), "Pass the stage game"),
        ],
        profile=PROFILE,
    ),
    "critical_discount (StochasticGame)": Public(
        lambda **given: qg.critical_discount(STOCHASTIC, **given),
        {"profile": {"always": ("cooperate",) * 2}, "sharing": "voluntary", "founding": 0},
        profile=POLICY,
        sharing=[bad.use("equal", 'pass "voluntary"')],
        founding=[bad.use(1, "has states instead")],
    ),
    "critical_discount (Partnership)": Public(
        lambda **given: qg.critical_discount(PAIR, **given),
        {"profile": None, "sharing": "voluntary", "founding": 0},
        profile=[bad.use((0, 0), "choose the founding level")],
        sharing=bad.choice("voluntry", "voluntary"),
        founding=bad.integer(high=1),
    ),
    "solve": Public(
        qg.solve,
        {"game": DILEMMA, "delta": 0.5, "sharing": "voluntary"},
        game=[*bad.instance("RepeatedGame"), bad.use(PAIR, r"Use evolve\(partnership, delta\)")],
        sharing=[*RULE, NO_COSTS],
    ),
    "solve (StochasticGame)": Public(
        lambda **given: qg.solve(STOCHASTIC, **given),
        {"delta": 0.5, "sharing": "voluntary"},
        delta=bad.discount(),
        sharing=[bad.use("equal", 'pass "voluntary"')],
    ),
    "evolve": Public(
        qg.evolve,
        {"partnership": PAIR, "delta": 0.8, "founding": 0, "sharing": None, "coordinator": None},
        founding=bad.integer(high=1),
        sharing=bad.choice("voluntry", "voluntary"),
    ),
    "evolve (contradictory coordinator)": Public(
        lambda sharing: qg.evolve(PAIR, 0.8, coordinator=HELP, sharing=sharing),
        {"sharing": "voluntary"},
        sharing=[bad.use("equal", "a Coordinator without sharing")],
    ),
    "evolving": Public(
        qg.evolving,
        {"partnership": PAIR, "delta": 0.8, "founding": 0, "coordinator": None},
        founding=bad.integer(high=1),
    ),
    "Evolving": Public(
        qg.evolving(PAIR),
        {"delta": 0.8, "founding": 0, "friction": 0.1},
        "evolving",
        delta=bad.discount(),
        founding=[dataclasses.replace(d, function="Partnership") for d in bad.integer(high=1)],
        friction=[bad.chance(1.5, "between 0 and 1", function="Partnership")],
        fricton=bad.choice("fricton", "friction", seen="fricton", argument="moves")[:1],
    ),
    "phase_diagram": Public(
        qg.phase_diagram,
        {"found": SWEPT, "x": "delta"},
        found=[
            bad.kind(3, "Pass what sweep returned"),
            bad.shape(SWEPT.isel(friction=0), "Sweep two", seen=(2,)),
        ],
        x=bad.choice("detla", "delta"),
        y=[
            *bad.choice("frictoin", "friction"),
            bad.bounds("delta", "Name 'friction', or leave it out"),
        ],
        of=[
            *bad.choice("founding_clas", "founding_class"),
            bad.name("residual", "give it flag_meanings"),
        ],
        helped=[
            bad.shape(
                SWEPT.isel(friction=[0]),
                "Sweep both over the same values",
                seen={"delta": 2, "friction": 1},
            )
        ],
        ax=[bad.kind(3, "Pass the Axes", function="plot")],
    ),
    "evolve_many": Public(
        qg.evolve_many,
        {"partnerships": [PAIR, PAIR], "delta": [0.5, 0.8], "founding": 0},
        partnerships=[
            bad.empty([], "one entry per"),
            bad.kind(3, "Build a list first"),
            bad.kind([PAIR, 3], "Build a Partnership first", seen=3),
            bad.shape([PAIR, SETTLED], "Group them by shape", seen=SHAPES),
        ],
        delta=[
            *bad.array([0.5, 0.8]),
            bad.shape([0.5, 0.6, 0.7], "Reshape the array", seen=(3,)),
            bad.delta([0.5, 1.0], "at least 0 and below 1", seen=1.0),
            bad.delta(-0.1, "at least 0 and below 1"),
        ],
        founding=[
            *bad.integer(high=1),
            bad.bounds([0, 2], "Choose a number in", seen=2),
            bad.shape([0, 1, 1], "correct the number", seen=(3,)),
            bad.shape([[0], [0, 1]], "Give every row the same length"),
            bad.kind([0, 0.5], "Pass an int", seen=0.0),
        ],
    ),
    "Evolution.survival": Public(
        EVOLUTION.survival,
        {"t": 3},
        t=[
            bad.bounds(-1, "Pass a non-negative int"),
            bad.bounds(1.5, "Pass a non-negative int"),
            bad.infinite(NAN, "Replace NaN"),
            bad.kind("3", "Pass ints"),
        ],
    ),
    "Evolution.hazard": Public(
        EVOLUTION.hazard,
        {"t": 3},
        t=[
            bad.bounds(-1, "Pass a non-negative int"),
            bad.bounds(1.5, "Pass a non-negative int"),
            bad.infinite(NAN, "Replace NaN"),
            bad.kind("3", "Pass ints"),
        ],
    ),
    "pivotal_window": Public(
        qg.pivotal_window,
        {"model": DILEMMA, "coordinator": HELP, "founding": 0, "profile": None},
        model=[
            *bad.instance("RepeatedGame"),
            bad.use(
                dataclasses.replace(PAIR, sharing="equal"),
                "Drop sharing",
                seen="equal",
                argument="sharing",
                function="Coordinator.applied_to",
            ),
        ],
        coordinator=[
            bad.use(
                qg.Coordinator(mediation=0.5),
                "Use a Partnership",
                seen=0.5,
                argument="mediation",
                function="Coordinator.applied_to",
            )
        ],
        founding=[bad.use(1, "only a partnership has trust")],
        profile=[dataclasses.replace(d, function="critical_discount") for d in PROFILE],
        baseline=[bad.use("any equilibrium", "there are two baselines")],
    ),
    "pivotal_window (Partnership)": Public(
        lambda **given: qg.pivotal_window(PAIR, HELP, **given),
        {"founding": 1, "profile": None, "baseline": "acting together"},
        baseline=bad.choice("acting", "acting together"),
        founding=bad.integer(high=1),
        profile=[bad.use((0, 0), "choose the founding level")],
    ),
    "verify": Public(
        qg.verify,
        {"result": NASH, "policy": None},
        result=[
            bad.kind(value, "Pass what nash, discount_table")
            for value in (None, 3, DILEMMA, "result")
        ],
        policy=[
            bad.shape("CC", "like an entry of NashResult.equilibria"),
            bad.shape([[1, 0, 0], [1, 0]], "Reshape the array", seen=(3,)),
            bad.chance([[1, 1], [1, 0]], "by their sum", seen=2),
            bad.infinite([[NAN, 1], [1, 0]], "Replace NaN", seen=NAN),
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
        policy=POLICY,
    ),
    "verify (Evolution)": Public(
        lambda policy: qg.verify(EVOLUTION, policy=policy),
        {"policy": EVOLUTION.policy},
        policy=[
            bad.kind(3, "Build a dict first"),
            bad.name({(0, 0): "contribute"}, "an entry for every"),
            bad.name(
                {(0, 0): "contribut", (1, 0): "idle"},
                "Did you mean .*'contribute'",
                seen=("contribut", "contribut"),
            ),
            bad.name(
                {(0, 0): "contribute", (1, 0): "idle", (2, 0): "idle"},
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
        n=[*bad.integer(low=1), bad.bounds(60, "Take fewer members")],
        r=[*(d for d in bad.number() if d.value is not None), bad.use(None, "Give r")],
        benefits=[bad.use([1, 2], "Give r")],
        cost=bad.per_member(),
        levels=[
            *bad.array([0, 1]),
            bad.shape([], "List every level once"),
            bad.shape([1, 1], "List every level once"),
            bad.shape(1, "Reshape the array", seen=()),
        ],
        players=bad.names(),
    ),
    "public_good (benefits)": Public(
        lambda benefits: qg.public_good(2, benefits=benefits),
        {"benefits": [1, 2]},
        benefits=bad.per_member(),
    ),
    "commons": Public(
        qg.commons,
        {"n": 2, "productivity": 9, "crowding": 1, "cost": 1, "levels": [0, 1], "players": None},
        n=[*bad.integer(low=1), bad.bounds(60, "Take fewer members")],
        productivity=bad.number(),
        cost=bad.number(),
        levels=[
            *bad.array([0, 1]),
            bad.bounds([-1, 1], "Choose a number in", seen=-1),
            bad.shape([1, 1], "List every level once"),
        ],
        players=bad.names(),
    ),
    "resource_exchange": Public(
        qg.resource_exchange,
        {"value": 3, "cost": 1, "curvature": 0, "n": 2, "levels": [0, 1], "players": None},
        value=[*bad.array([[0, 1], [1, 0]]), bad.shape([1, 2], "number of members", seen=(2,))],
        cost=bad.per_member(),
        curvature=bad.per_member(),
        n=[*bad.integer(low=2), bad.bounds(60, "Take fewer members")],
        levels=[*bad.array([0, 1]), bad.shape([1, 1], "every level once")],
        players=bad.names(),
    ),
    "from_nashpy": Public(
        qg.from_nashpy,
        {"game": nashpy.Game([[1, 2], [3, 4]]), "players": None, "actions": None},
        game=[
            *bad.instance("Game", DILEMMA),
            bad.infinite(nashpy.Game([[NAN]]), "Replace NaN", seen=NAN),
        ],
        players=[dataclasses.replace(d, function="StageGame") for d in bad.names()],
        actions=[bad.shape("CD", "tuple of 2 lists", function="StageGame")],
    ),
    "to_nashpy": Public(
        qg.to_nashpy,
        {"stage": DILEMMA},
        stage=[
            bad.kind(nashpy.Game([[1]]), "Build a StageGame first"),
            bad.use(qg.public_good(3, 2), "Fix the actions of the others"),
        ],
    ),
    "from_quantecon": Public(
        qg.from_quantecon,
        {"game": qg.to_quantecon(DILEMMA), "players": None, "actions": None},
        game=bad.instance("NormalFormGame", DILEMMA),
        players=[dataclasses.replace(d, function="StageGame") for d in bad.names()],
        actions=[bad.shape("CD", "tuple of 2 lists", function="StageGame")],
    ),
    "to_quantecon": Public(
        qg.to_quantecon,
        {"game": DILEMMA, "delta": None},
        game=[
            *bad.instance("RepeatedGame"),
            bad.use(qg.RepeatedGame(DILEMMA, outside=[0, 0]), "Pass its stage game"),
        ],
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
        function=[bad.kind(3, "Pass a function")],
        grid=[
            bad.kind([1, 2], "Pass a dict"),
            bad.kind({}, "Pass a dict"),
            bad.shape({"a": []}, "every value once", seen=[]),
            bad.shape({"a": [1, 1]}, "every value once", seen=[1, 1]),
            bad.shape({"a": [NAN]}, "every value once", seen=[NAN]),
            bad.name({"b": [1]}, "its arguments: a", seen=("b",)),
        ],
        n_jobs=[bad.bounds(value, "-1 for all cores") for value in (0, 1.5, "2")],
        backend=bad.choice("lokey", "loky"),
        resume=[
            bad.kind({}, "Build a Dataset first"),
            bad.shape(xarray.Dataset(), "such a sweep returned", seen={}),
        ],
        store=[bad.kind("", "Pass for example"), bad.kind(3, "Pass for example")],
    ),
    "paper.case": Public(
        qg.paper.case,
        {"delta": 0.7, "friction": 0.1, "levels": 3, "drop": 1, "sharing": True, "cost": 1},
        delta=bad.discount(),
        friction=[*bad.number(), bad.bounds(1.5, "Choose a number in")],
        levels=bad.integer(high=12),
        drop=[d for d in bad.integer(low=1, high=12) if d.value is not None],
        sharing=bad.flag(),
        cost=bad.number(low=0),
        fricton=[bad.name(0.1, "Did you mean 'friction'", seen="fricton", argument="settings")],
    ),
    "paper.reproduce": Public(
        qg.paper.reproduce,
        {},
        out=[bad.kind(3, "Build a str first")],
        tie=[
            bad.shape("Bazhong", "tuple of 2 governments"),
            bad.name(
                ("Bazhong", "Hanzong"),
                "Did you mean 'Hanzhong'",
                seen="Hanzong",
                argument="b",
                function="Region.tie",
            ),
        ],
        draws=bad.integer(),
        jobs=bad.integer(low=1),
        **{
            name: [bad.kind(1.5, "Pass a line of text")]
            for name in ("title", "author", "source", "date")
        },
        deltta=[
            bad.name(
                0.5,
                "Did you mean 'delta'",
                seen="deltta",
                argument="settings",
                function="case",
            )
        ],
        delta=[dataclasses.replace(d, function="case") for d in bad.discount()],
    ),
    "Region.tie": Public(
        CASE.tie,
        {"a": "Bazhong", "b": "Hanzhong"},
        a=bad.choice("Bazong", "Bazhong"),
        b=[
            *bad.choice("Hanzong", "Hanzhong"),
            bad.use("Shiyan", "Choose one of: "),
            bad.name(3, "Choose one of: "),
        ],
    ),
    "Region.partnership": Public(
        CASE.partnership,
        {"a": "Bazhong", "b": "Hanzhong"},
        a=bad.choice("Bazong", "Bazhong", function="Region.tie"),
        b=bad.choice("Hanzong", "Hanzhong", function="Region.tie"),
    ),
}

"""Cooperative games: how each name is called properly, and what can be wrong."""

from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import (
    Partnership,
    RepeatedGame,
    StageGame,
    agreements,
    cooperative,
    errors,
    repeated,
    sharing,
)

from . import bad
from .defects import NAN, Defect, Public

GAME = cooperative.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=["Ankang", "Bazhong", "Dazhou"])
STAGE = StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
REPEATED = RepeatedGame(STAGE, outside=[0, 0])
PAIR = Partnership([[3, 2]], 1, promotion=0.5, friction=0)
TRUSTING = Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
MANDATED = Partnership([[3, 2]], 1, promotion=0.5, friction=0, mandate="all")
PACT = agreements.Agreement({(): [0, 0], ("A", "B"): [3, 1]})
RELATION = repeated.Relation([2, 2], [3, 3], [0, 0])
TOO_MANY = 25


def members(n: int) -> list[Defect]:
    """Names for the members of a game: too few, twice the same, no names."""
    return [
        bad.kind("ab", f"Pass a list of {n} strings", function="TUGame"),
        bad.shape(("a",) * n, f"Pass {n} names, each once", function="TUGame"),
        bad.shape(("a",) * (n + 1), f"Pass {n} names", function="TUGame"),
    ]


def vector(proper: Any, low: Any = None) -> list[Defect]:
    """One number per member: no numbers, no vector, and one below `low`."""
    good = list(proper)
    found = [*bad.array(good), bad.shape([good], "Reshape the array", seen=(1, len(good)))]
    if low is not None:
        found.append(bad.bounds([*good[:-1], low - 1], "Choose a number", seen=low - 1))
    return found


def large(n: int) -> Defect:
    return bad.bounds([1] * n, "Group members into blocs", seen=n)


NO_TRUST = bad.use(0, "Leave it out: only a Partnership has trust")
THREE = bad.shape([1, 2, 3], "Reshape the array", seen=(3,))
UNKNOWN = bad.name([("Ankang", "Bazong")], "Did you mean 'Bazhong'", seen="Bazong")

CALLABLES = {
    "TUGame": Public(
        cooperative.TUGame,
        {"values": [0, 0, 0, 1]},
        values=[
            *bad.array([0, 0, 0, 1]),
            bad.shape([0, 1, 2], "Pass 2\\^n numbers", seen=(3,)),
            bad.shape([[0, 1]], "Pass 2\\^n numbers", seen=(1, 2)),
            bad.empty([0], "at least one member", seen=0),
            bad.bounds([1, 2, 3, 4], "Put values\\[0\\] = 0 first", seen=1),
            bad.bounds(
                np.zeros(1 << TOO_MANY, dtype=bool),
                "Group members into blocs",
                seen=TOO_MANY,
            ),
            bad.shape({"A": 1, ("A", "B"): 2}, "every non-empty coalition", seen=("B",)),
            bad.shape(
                {("A", "B"): 2, ("B", "A"): 2, "A": 0, "B": 0},
                "Give every coalition once",
                seen=("B", "A"),
            ),
        ],
        players=bad.names(),
        worth=[bad.use(len, "either the values")],
        members=[bad.use(2, "it counts those of `worth`")],
    ),
    "TUGame (of a function)": Public(
        cooperative.TUGame,
        {"worth": len, "members": 3},
        worth=[
            bad.kind(3, "Pass a function"),
            bad.kind(lambda _: "x", "Pass ints, floats or Fractions", seen=["x"] * 7),
            Defect(
                errors.InvalidInputError,
                lambda _: 1 / 0,
                "wherever it is asked",
                seen=(("1",),),
            ),
        ],
        members=[
            *bad.integer(),
            bad.bounds(0, "Choose a number"),
            bad.kind(None, "Pass members, their number"),
        ],
        players=members(3),
    ),
    "ClaimsProblem": Public(
        cooperative.ClaimsProblem,
        {"estate": 2, "claims": [1, 3]},
        estate=[
            *bad.number(),
            bad.bounds(5, "Choose a number"),
            bad.bounds(Fraction(-1, 3), "Choose a number"),
        ],
        claims=[*vector([1, 3], low=0), bad.empty([], "one claim per claimant")],
        players=bad.names(),
    ),
    "BargainingProblem": Public(
        cooperative.BargainingProblem,
        {"agreements": [[4, 0], [0, 3]], "disagreement": [0, 0]},
        agreements=[
            *bad.array([[4, 0], [0, 3]]),
            bad.shape([4, 0], "Reshape the array", seen=(2,)),
            bad.empty(np.zeros((0, 2)), "one row per", seen=(0, 2)),
        ],
        disagreement=[*bad.array([0, 0]), bad.shape([0, 0, 0], "Reshape the array", seen=(3,))],
        players=bad.names(),
    ),
    "River": Public(
        cooperative.River,
        {"inflow": [9, 0], "weight": [1, 2]},
        inflow=[*vector([9, 0], low=0), bad.empty([], "one inflow per government")],
        weight=[*vector([1, 2], low=0), bad.shape([1, 2, 3], "Reshape the array", seen=(3,))],
        exponent=[
            *bad.number(),
            bad.bounds(1, "Choose for example 0.5"),
            bad.bounds(0, "Choose for example 0.5"),
        ],
        players=bad.names(),
    ),
    "airport_game": Public(
        cooperative.airport_game,
        {"costs": [1, 2, 3]},
        costs=vector([1, 2, 3], low=0),
        players=members(3),
    ),
    "tree_game": Public(
        cooperative.tree_game,
        {"above": [None, 0, 0], "costs": [1, 2, 3]},
        above=[
            bad.kind(3, "Pass a list of members"),
            bad.shape([None, 0], "Pass 3 entries"),
            bad.name([None, 0, "4"], "Choose one of", seen="4"),
            bad.bounds([None, 2, 1], "end at None", seen="2"),
        ],
        costs=[*vector([1, 2, 3], low=0), bad.empty([], "one link per member")],
        players=[
            bad.kind("ab", "Pass a list of 3 strings"),
            bad.shape(("a", "a", "b"), "Pass 3 names, each once"),
        ],
    ),
    "skane": Public(cooperative.skane, {}),
    "tennessee_valley": Public(cooperative.tennessee_valley, {}),
    "claims_game": Public(
        cooperative.claims_game,
        {"problem": cooperative.ClaimsProblem(2, [1, 3])},
        problem=[
            bad.bounds(
                cooperative.ClaimsProblem(1, [1] * TOO_MANY),
                "Group members into blocs",
                seen=TOO_MANY,
            )
        ],
    ),
    "glove_game": Public(
        cooperative.glove_game,
        {"left": 1, "right": 2},
        left=[bad.bounds(23, "Group members into blocs", seen=TOO_MANY)],
        players=members(3),
    ),
    "network_game": Public(
        cooperative.network_game,
        {"benefits": [[0, 2], [1, 0]], "weight": "weight"},
        benefits=[
            *bad.array([[0, 2], [1, 0]]),
            bad.shape([[0, 2]], "Reshape the array", seen=(1, 2)),
            bad.shape([0, 2], "Reshape the array", seen=(2,)),
        ],
        players=members(2),
        weight=[bad.kind(value, "Build a str first") for value in (None, 3)],
    ),
    "voting_game": Public(
        cooperative.voting_game,
        {"weights": [1, 1, 1], "quota": 2},
        weights=[*vector([1, 1, 1], low=0), large(TOO_MANY)],
        quota=[
            *bad.number(),
            bad.bounds(0, "Choose a number above 0"),
            bad.bounds(Fraction(-1, 2), "Choose a number above 0"),
        ],
        players=members(3),
    ),
    "shapley": Public(
        cooperative.shapley,
        {"game": GAME},
        weights=[
            *bad.array([1, 1, 1]),
            bad.shape([1, 1], "Reshape the array", seen=(2,)),
            bad.bounds([1, 0, 2], "numbers above 0", seen=0),
        ],
    ),
    "shapley (of a function)": Public(
        cooperative.shapley,
        {"game": cooperative.airport_game(range(TOO_MANY))},
        game=[bad.use(cooperative.TUGame(worth=len, members=TOO_MANY), "Ask sampled_shapley")],
    ),
    "sampled_shapley": Public(
        cooperative.sampled_shapley,
        {"game": GAME, "orders": 2, "rng": 1},
        orders=[*bad.integer(), bad.bounds(1, "Choose a number")],
        rng=[bad.kind("a", "Pass a non-negative int")],
    ),
    "scrb": Public(
        cooperative.scrb,
        {"game": GAME},
        game=[bad.use(cooperative.voting_game([1, 1, 1], 2), "Use nucleolus")],
        benefits=vector([1, 1, 1], low=0),
    ),
    "alternate_cost_avoided": Public(
        cooperative.alternate_cost_avoided,
        {"game": GAME},
        game=[bad.use(cooperative.TUGame([0, 1, 1, 1]), "Use nucleolus")],
    ),
    "banzhaf": Public(cooperative.banzhaf, {"game": GAME}),
    "dividends": Public(cooperative.dividends, {"game": GAME}),
    "owen_value": Public(
        cooperative.owen_value,
        {"game": GAME, "unions": [("Ankang", "Bazhong")]},
        unions=[
            UNKNOWN,
            bad.kind(3, "Pass a list of lists"),
            bad.kind("Ankang", "Pass a list of lists"),
            bad.name([(0, 3)], "Choose one of", seen=3),
            bad.bounds(
                [("Ankang",), ("Dazhou", "Ankang")], "Name every member once", seen="Ankang"
            ),
        ],
    ),
    "myerson_value": Public(
        cooperative.myerson_value,
        {"game": GAME, "network": [("Ankang", "Bazhong")]},
        network=[
            UNKNOWN,
            bad.kind(3, "Pass pairs"),
            bad.kind("Ankang", "Pass pairs"),
            bad.shape([("Ankang",)], "Pass pairs", seen=("Ankang",)),
            bad.shape(["Ankang"], "Pass pairs", seen="Ankang"),
        ],
    ),
    "tau_value": Public(
        cooperative.tau_value,
        {"game": GAME},
        game=[bad.use(cooperative.voting_game([1, 1, 1], 2), "Use shapley or prenucleolus")],
    ),
    **{
        function.__name__: Public(
            function,
            {"game": GAME},
            function.__name__,
            game=[bad.use(cooperative.TUGame([0, 1, 1, 1]), "Use prenucleolus")],
        )
        for function in (cooperative.nucleolus, cooperative.per_capita_nucleolus)
    },
    "prenucleolus": Public(cooperative.prenucleolus, {"game": GAME}),
    "core": Public(cooperative.core, {"game": GAME}),
    "core (corners of a large one)": Public(
        cooperative.core,
        {"game": cooperative.glove_game(3, 4)},
        vertices=[bad.bounds(True, "Leave out vertices", seen=7)],
    ),
    "least_core": Public(
        cooperative.least_core,
        {"game": GAME},
        game=[bad.use(cooperative.TUGame([0, 1]), "Use core")],
    ),
    "properties": Public(
        cooperative.properties,
        {"game": GAME},
        game=[bad.bounds(cooperative.TUGame(np.zeros(1 << 19, dtype=int)), "Use core", seen=19)],
    ),
    "characteristic_function": Public(
        sharing.characteristic_function,
        {"model": STAGE},
        model=bad.instance("StageGame", GAME),
        trust=[NO_TRUST],
    ),
    "characteristic_function (of a partnership)": Public(
        sharing.characteristic_function, {"model": TRUSTING}, trust=bad.integer(high=1)
    ),
    "Relation": Public(
        repeated.Relation,
        {"payoffs": [2, 2], "deviation": [3, 3], "outside": [0, 0]},
        payoffs=[*vector([2, 2]), bad.empty([], "one payoff per member")],
        deviation=[*vector([3, 3]), THREE],
        outside=[*vector([0, 0]), THREE],
        members=bad.names(),
        cost=[*vector([1, 1], low=0), THREE],
        worths=[
            bad.kind(3, "Build a TUGame first"),
            bad.shape(GAME, "every coalition of these members", seen=3),
            bad.bounds(cooperative.TUGame([0, 0, 0, 5]), "Correct the last worth", seen=5),
        ],
        deposit=[*vector([1, 1], low=0), THREE],
    ),
    "fairness": Public(
        sharing.fairness,
        {"model": REPEATED},
        model=bad.instance("Relation", GAME),
        rules=[
            bad.kind(3, "Pass a list of names"),
            bad.name("equall", "Did you mean 'equal'"),
            bad.name(["none", "shaply"], "'shapley'", seen="shaply"),
            bad.use(
                ["proportional"],
                "Use a Partnership",
                seen="proportional",
                argument="rule",
                function="share",
            ),
        ],
        shares=[
            bad.kind([1, 3], "Build a Mapping"),
            bad.bounds({"equal": [1, 3]}, "another name", seen="equal"),
            bad.bounds({"agreed": [1, 2]}, "no more and no less", seen=3),
            bad.shape({"agreed": [1, 2, 1]}, "number of members", seen=(3,)),
            bad.infinite({"agreed": [NAN, 2]}, "Replace NaN", seen=NAN),
        ],
        profile=[
            bad.shape("CC", "Pass a tuple of 2 action names"),
            bad.name((0, 2), "Choose one of", seen=2),
        ],
        trust=[NO_TRUST],
        founding=[bad.use(1, "only a partnership has trust")],
    ),
    "fairness (with trust)": Public(
        sharing.fairness,
        {"model": TRUSTING, "rules": ["none"]},
        profile=[bad.use((0, 0), "choose a trust level")],
        trust=bad.integer(high=1),
        founding=bad.integer(high=1),
        shares=[bad.use({"agreed": [6, -1]}, "at another level of trust", seen="agreed")],
    ),
    "fairness (of an agreement)": Public(
        sharing.fairness,
        {"model": PACT},
        profile=[
            bad.kind(3, "Pass a list of names"),
            bad.bounds(["A"], "Name two members"),
            bad.name(["A", "D"], "Choose one of", seen="D"),
        ],
        trust=[NO_TRUST],
    ),
    "fairness (of a relation)": Public(
        sharing.fairness,
        {"model": RELATION},
        profile=[bad.use((0, 0), "about one agreement")],
        model=[
            bad.use(MANDATED, "Leave out mandate and stake"),
            bad.bounds(
                repeated.Relation([1] * TOO_MANY, [1] * TOO_MANY, [0] * TOO_MANY),
                "Group members into blocs",
                seen=TOO_MANY,
            ),
        ],
    ),
    "shares_path": Public(
        sharing.shares_path,
        {"model": PAIR, "deltas": [0, 0.5]},
        model=[
            *bad.instance("Relation", GAME),
            bad.use(TRUSTING, "Use fairness"),
            bad.use(MANDATED, "Leave out mandate and stake"),
        ],
        deltas=[
            *bad.array([0, 0.5]),
            bad.shape(0.5, "Reshape the array", seen=()),
            *(
                Defect(d.kind, [d.value], d.remedy, seen=d.value)
                for d in bad.discount()
                if d.kind is errors.DiscountError
            ),
        ],
        profile=[bad.use((0, 0), "choose a trust level")],
    ),
    "share": Public(
        sharing.share,
        {"model": GAME, "rule": "shapley"},
        model=[bad.kind(value, "Build a TUGame first") for value in (None, 3, "river")],
        rule=bad.choice("shaply", "shapley"),
        profile=[bad.use((0, 0), "Leave it out")],
        trust=[bad.use(0, "Leave it out")],
    ),
    "share (of an agreement)": Public(
        sharing.share,
        {"model": REPEATED, "rule": "optimal"},
        rule=[*bad.choice("optmal", "optimal"), bad.use("proportional", "Use a Partnership")],
        profile=[bad.name((0, 2), "Choose one of", seen=2)],
        trust=[NO_TRUST],
    ),
    "share (of a partnership)": Public(
        sharing.share,
        {"model": TRUSTING, "rule": "proportional"},
        profile=[bad.use((0, 0), "choose a trust level")],
        trust=bad.integer(high=1),
    ),
    "share (of a bargain)": Public(
        sharing.share,
        {"model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0]), "rule": "nash"},
        model=[
            bad.use(
                cooperative.BargainingProblem([[1, 0]], [1, 1]),
                "Leave out members who cannot gain",
            )
        ],
        rule=bad.choice("nsah", "nash"),
    ),
    "share (without lotteries)": Public(
        sharing.share,
        {
            "model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0], lotteries=False),
            "rule": "nash",
        },
        rule=[bad.use("kalai-smorodinsky", "Use 'nash'")],
    ),
}

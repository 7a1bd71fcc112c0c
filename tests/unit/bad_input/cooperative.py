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
    number,
    probability,
)

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
        Defect("ab", errors.InputTypeError, f"Pass a list of {n} strings", function="TUGame"),
        Defect(("a",) * n, errors.ShapeError, f"Pass {n} names, each once", function="TUGame"),
        Defect(("a",) * (n + 1), errors.ShapeError, f"Pass {n} names", function="TUGame"),
    ]


def vector(proper: Any, low: Any = None) -> list[Defect]:
    """One number per member: no numbers, no vector, and one below `low`."""
    good = list(proper)
    found = [
        *array(good),
        Defect([good], errors.ShapeError, "Reshape the array", seen=(1, len(good))),
    ]
    if low is not None:
        found.append(
            Defect([*good[:-1], low - 1], errors.RangeError, "Choose a number", seen=low - 1)
        )
    return found


def large(n: int) -> Defect:
    return Defect([1] * n, errors.RangeError, "Group members into blocs", seen=n)


NO_TRUST = Defect(0, errors.NotApplicableError, "Leave it out: only a Partnership has trust")
THREE = Defect([1, 2, 3], errors.ShapeError, "Reshape the array", seen=(3,))
UNKNOWN = Defect(
    [("Ankang", "Bazong")], errors.UnknownNameError, "Did you mean 'Bazhong'", seen="Bazong"
)

CALLABLES = {
    "TUGame": Public(
        cooperative.TUGame,
        {"values": [0, 0, 0, 1]},
        values=[
            *array([0, 0, 0, 1]),
            Defect([0, 1, 2], errors.ShapeError, "Pass 2\\^n numbers", seen=(3,)),
            Defect([[0, 1]], errors.ShapeError, "Pass 2\\^n numbers", seen=(1, 2)),
            Defect([0], errors.EmptyGameError, "at least one member", seen=0),
            Defect([1, 2, 3, 4], errors.RangeError, "Put values\\[0\\] = 0 first", seen=1),
            Defect(
                np.zeros(1 << TOO_MANY, dtype=bool),
                errors.RangeError,
                "Group members into blocs",
                seen=TOO_MANY,
            ),
            Defect(
                {"A": 1, ("A", "B"): 2}, errors.ShapeError, "every non-empty coalition", seen=("B",)
            ),
            Defect(
                {("A", "B"): 2, ("B", "A"): 2, "A": 0, "B": 0},
                errors.ShapeError,
                "Give every coalition once",
                seen=("B", "A"),
            ),
        ],
        players=[
            Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
            Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
            Defect(("a", "b", "c"), errors.ShapeError, "Pass 2 names, each once"),
        ],
        worth=[Defect(len, errors.NotApplicableError, "either the values")],
        members=[Defect(2, errors.NotApplicableError, "it counts those of `worth`")],
    ),
    "TUGame (of a function)": Public(
        cooperative.TUGame,
        {"worth": len, "members": 3},
        worth=[
            Defect(3, errors.InputTypeError, "Pass a function"),
            Defect(
                lambda _: "x",
                errors.InputTypeError,
                "Pass ints, floats or Fractions",
                seen=["x"] * 7,
            ),
            Defect(
                lambda _: 1 / 0,
                errors.InvalidInputError,
                "wherever it is asked",
                seen=(("1",),),
            ),
        ],
        members=[
            *integer(),
            Defect(0, errors.RangeError, "Choose a number"),
            Defect(None, errors.InputTypeError, "Pass members, their number"),
        ],
        players=members(3),
    ),
    "ClaimsProblem": Public(
        cooperative.ClaimsProblem,
        {"estate": 2, "claims": [1, 3]},
        estate=[
            *number(),
            Defect(5, errors.RangeError, "Choose a number"),
            Defect(Fraction(-1, 3), errors.RangeError, "Choose a number"),
        ],
        claims=[
            *vector([1, 3], low=0),
            Defect([], errors.EmptyGameError, "one claim per claimant"),
        ],
        players=[
            Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
            Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
        ],
    ),
    "BargainingProblem": Public(
        cooperative.BargainingProblem,
        {"agreements": [[4, 0], [0, 3]], "disagreement": [0, 0]},
        agreements=[
            *array([[4, 0], [0, 3]]),
            Defect([4, 0], errors.ShapeError, "Reshape the array", seen=(2,)),
            Defect(np.zeros((0, 2)), errors.EmptyGameError, "one row per", seen=(0, 2)),
        ],
        disagreement=[
            *array([0, 0]),
            Defect([0, 0, 0], errors.ShapeError, "Reshape the array", seen=(3,)),
        ],
        lotteries=flag(),
        players=[
            Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
            Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
        ],
    ),
    "River": Public(
        cooperative.River,
        {"inflow": [9, 0], "weight": [1, 2]},
        inflow=[
            *vector([9, 0], low=0),
            Defect([], errors.EmptyGameError, "one inflow per government"),
        ],
        weight=[
            *vector([1, 2], low=0),
            Defect([1, 2, 3], errors.ShapeError, "Reshape the array", seen=(3,)),
        ],
        exponent=[
            *number(),
            Defect(1, errors.RangeError, "Choose for example 0.5"),
            Defect(0, errors.RangeError, "Choose for example 0.5"),
        ],
        players=[
            Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
            Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
        ],
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
            Defect(3, errors.InputTypeError, "Pass a list of members"),
            Defect([None, 0], errors.ShapeError, "Pass 3 entries"),
            Defect([None, 0, "4"], errors.UnknownNameError, "Choose one of", seen="4"),
            Defect([None, 2, 1], errors.RangeError, "end at None", seen="2"),
        ],
        costs=[*vector([1, 2, 3], low=0), Defect([], errors.EmptyGameError, "one link per member")],
        players=[
            Defect("ab", errors.InputTypeError, "Pass a list of 3 strings"),
            Defect(("a", "a", "b"), errors.ShapeError, "Pass 3 names, each once"),
        ],
    ),
    "skane": Public(cooperative.skane, {}),
    "tennessee_valley": Public(cooperative.tennessee_valley, {}),
    "claims_game": Public(
        cooperative.claims_game,
        {"problem": cooperative.ClaimsProblem(2, [1, 3])},
        problem=[
            *instance("ClaimsProblem"),
            Defect(
                cooperative.ClaimsProblem(1, [1] * TOO_MANY),
                errors.RangeError,
                "Group members into blocs",
                seen=TOO_MANY,
            ),
        ],
    ),
    "glove_game": Public(
        cooperative.glove_game,
        {"left": 1, "right": 2},
        left=[*integer(), Defect(23, errors.RangeError, "Group members into blocs", seen=TOO_MANY)],
        right=integer(),
        players=members(3),
    ),
    "network_game": Public(
        cooperative.network_game,
        {"benefits": [[0, 2], [1, 0]], "weight": "weight"},
        benefits=[
            *array([[0, 2], [1, 0]]),
            Defect([[0, 2]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
            Defect([0, 2], errors.ShapeError, "Reshape the array", seen=(2,)),
        ],
        players=members(2),
        weight=[Defect(value, errors.InputTypeError, "Build a str first") for value in (None, 3)],
    ),
    "voting_game": Public(
        cooperative.voting_game,
        {"weights": [1, 1, 1], "quota": 2},
        weights=[*vector([1, 1, 1], low=0), large(TOO_MANY)],
        quota=[
            *number(),
            Defect(0, errors.RangeError, "Choose a number above 0"),
            Defect(Fraction(-1, 2), errors.RangeError, "Choose a number above 0"),
        ],
        players=members(3),
    ),
    "shapley": Public(
        cooperative.shapley,
        {"game": GAME},
        game=instance("TUGame", STAGE),
        weights=[
            *array([1, 1, 1]),
            Defect([1, 1], errors.ShapeError, "Reshape the array", seen=(2,)),
            Defect([1, 0, 2], errors.RangeError, "numbers above 0", seen=0),
        ],
    ),
    "shapley (of a function)": Public(
        cooperative.shapley,
        {"game": cooperative.airport_game(range(TOO_MANY))},
        game=[
            Defect(
                cooperative.TUGame(worth=len, members=TOO_MANY),
                errors.NotApplicableError,
                "Ask sampled_shapley",
            )
        ],
    ),
    "sampled_shapley": Public(
        cooperative.sampled_shapley,
        {"game": GAME, "orders": 2, "rng": 1},
        game=instance("TUGame", STAGE),
        orders=[*integer(), Defect(1, errors.RangeError, "Choose a number")],
        rng=[Defect("a", errors.InputTypeError, "Pass a non-negative int")],
    ),
    "scrb": Public(
        cooperative.scrb,
        {"game": GAME},
        game=[
            *instance("TUGame", STAGE),
            Defect(
                cooperative.voting_game([1, 1, 1], 2), errors.NotApplicableError, "Use nucleolus"
            ),
        ],
        benefits=vector([1, 1, 1], low=0),
    ),
    "alternate_cost_avoided": Public(
        cooperative.alternate_cost_avoided,
        {"game": GAME},
        game=[
            *instance("TUGame", STAGE),
            Defect(cooperative.TUGame([0, 1, 1, 1]), errors.NotApplicableError, "Use nucleolus"),
        ],
    ),
    "banzhaf": Public(cooperative.banzhaf, {"game": GAME}, game=instance("TUGame", STAGE)),
    "dividends": Public(cooperative.dividends, {"game": GAME}, game=instance("TUGame", STAGE)),
    "owen_value": Public(
        cooperative.owen_value,
        {"game": GAME, "unions": [("Ankang", "Bazhong")]},
        game=instance("TUGame", STAGE),
        unions=[
            UNKNOWN,
            Defect(3, errors.InputTypeError, "Pass a list of lists"),
            Defect("Ankang", errors.InputTypeError, "Pass a list of lists"),
            Defect([(0, 3)], errors.UnknownNameError, "Choose one of", seen=3),
            Defect(
                [("Ankang",), ("Dazhou", "Ankang")],
                errors.RangeError,
                "Name every member once",
                seen="Ankang",
            ),
        ],
    ),
    "myerson_value": Public(
        cooperative.myerson_value,
        {"game": GAME, "network": [("Ankang", "Bazhong")]},
        game=instance("TUGame", STAGE),
        network=[
            UNKNOWN,
            Defect(3, errors.InputTypeError, "Pass pairs"),
            Defect("Ankang", errors.InputTypeError, "Pass pairs"),
            Defect([("Ankang",)], errors.ShapeError, "Pass pairs", seen=("Ankang",)),
            Defect(["Ankang"], errors.ShapeError, "Pass pairs", seen="Ankang"),
        ],
    ),
    "tau_value": Public(
        cooperative.tau_value,
        {"game": GAME},
        game=[
            *instance("TUGame", STAGE),
            Defect(
                cooperative.voting_game([1, 1, 1], 2),
                errors.NotApplicableError,
                "Use shapley or prenucleolus",
            ),
        ],
    ),
    **{
        function.__name__: Public(
            function,
            {"game": GAME},
            function.__name__,
            game=[
                *instance("TUGame", STAGE),
                Defect(
                    cooperative.TUGame([0, 1, 1, 1]), errors.NotApplicableError, "Use prenucleolus"
                ),
            ],
        )
        for function in (cooperative.nucleolus, cooperative.per_capita_nucleolus)
    },
    "prenucleolus": Public(
        cooperative.prenucleolus, {"game": GAME}, game=instance("TUGame", STAGE)
    ),
    "core": Public(
        cooperative.core, {"game": GAME}, game=instance("TUGame", STAGE), vertices=flag()
    ),
    "core (corners of a large one)": Public(
        cooperative.core,
        {"game": cooperative.glove_game(3, 4)},
        vertices=[Defect(True, errors.RangeError, "Leave out vertices", seen=7)],
    ),
    "least_core": Public(
        cooperative.least_core,
        {"game": GAME},
        game=[
            *instance("TUGame", STAGE),
            Defect(cooperative.TUGame([0, 1]), errors.NotApplicableError, "Use core"),
        ],
        vertices=flag(),
    ),
    "properties": Public(
        cooperative.properties,
        {"game": GAME},
        game=[
            *instance("TUGame", STAGE),
            Defect(
                cooperative.TUGame(np.zeros(1 << 19, dtype=int)),
                errors.RangeError,
                "Use core",
                seen=19,
            ),
        ],
    ),
    "characteristic_function": Public(
        sharing.characteristic_function,
        {"model": STAGE},
        model=instance("StageGame", GAME),
        assumption=choice("alhpa", "alpha"),
        selection=choice("worts", "worst"),
        trust=[NO_TRUST],
    ),
    "characteristic_function (of a partnership)": Public(
        sharing.characteristic_function, {"model": TRUSTING}, trust=integer(high=1)
    ),
    "Relation": Public(
        repeated.Relation,
        {"payoffs": [2, 2], "deviation": [3, 3], "outside": [0, 0]},
        payoffs=[*vector([2, 2]), Defect([], errors.EmptyGameError, "one payoff per member")],
        deviation=[*vector([3, 3]), THREE],
        outside=[*vector([0, 0]), THREE],
        members=[
            Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
            Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
        ],
        cost=[*vector([1, 1], low=0), THREE],
        worths=[
            Defect(3, errors.InputTypeError, "Build a TUGame first"),
            Defect(GAME, errors.ShapeError, "every coalition of these members", seen=3),
            Defect(
                cooperative.TUGame([0, 0, 0, 5]),
                errors.RangeError,
                "Correct the last worth",
                seen=5,
            ),
        ],
        detection=probability(),
        friction=probability(),
        deposit=[*vector([1, 1], low=0), THREE],
        subsidy=number(low=0),
    ),
    "fairness": Public(
        sharing.fairness,
        {"model": REPEATED},
        model=instance("Relation", GAME),
        rules=[
            Defect(3, errors.InputTypeError, "Pass a list of names"),
            Defect("equall", errors.UnknownNameError, "Did you mean 'equal'"),
            Defect(["none", "shaply"], errors.UnknownNameError, "'shapley'", seen="shaply"),
            Defect(
                ["proportional"],
                errors.NotApplicableError,
                "Use a Partnership",
                seen="proportional",
                argument="rule",
                function="share",
            ),
        ],
        shares=[
            Defect([1, 3], errors.InputTypeError, "Build a Mapping"),
            Defect({"equal": [1, 3]}, errors.RangeError, "another name", seen="equal"),
            Defect({"agreed": [1, 2]}, errors.RangeError, "no more and no less", seen=3),
            Defect({"agreed": [1, 2, 1]}, errors.ShapeError, "number of members", seen=(3,)),
            Defect({"agreed": [NAN, 2]}, errors.NotFiniteError, "Replace NaN", seen=NAN),
        ],
        profile=[
            Defect("CC", errors.ShapeError, "Pass a tuple of 2 action names"),
            Defect((0, 2), errors.UnknownNameError, "Choose one of", seen=2),
        ],
        trust=[NO_TRUST],
        founding=[Defect(1, errors.NotApplicableError, "only a partnership has trust")],
    ),
    "fairness (with trust)": Public(
        sharing.fairness,
        {"model": TRUSTING, "rules": ["none"]},
        profile=[Defect((0, 0), errors.NotApplicableError, "choose a trust level")],
        trust=integer(high=1),
        founding=integer(high=1),
        shares=[
            Defect(
                {"agreed": [6, -1]},
                errors.NotApplicableError,
                "at another level of trust",
                seen="agreed",
            )
        ],
    ),
    "fairness (of an agreement)": Public(
        sharing.fairness,
        {"model": PACT},
        profile=[
            Defect(3, errors.InputTypeError, "Pass a list of names"),
            Defect(["A"], errors.RangeError, "Name two members"),
            Defect(["A", "D"], errors.UnknownNameError, "Choose one of", seen="D"),
        ],
        trust=[NO_TRUST],
    ),
    "fairness (of a relation)": Public(
        sharing.fairness,
        {"model": RELATION},
        profile=[Defect((0, 0), errors.NotApplicableError, "about one agreement")],
        model=[
            Defect(MANDATED, errors.NotApplicableError, "Leave out mandate and stake"),
            Defect(
                repeated.Relation([1] * TOO_MANY, [1] * TOO_MANY, [0] * TOO_MANY),
                errors.RangeError,
                "Group members into blocs",
                seen=TOO_MANY,
            ),
        ],
    ),
    "shares_path": Public(
        sharing.shares_path,
        {"model": PAIR, "deltas": [0, 0.5]},
        model=[
            *instance("Relation", GAME),
            Defect(TRUSTING, errors.NotApplicableError, "Use fairness"),
            Defect(MANDATED, errors.NotApplicableError, "Leave out mandate and stake"),
        ],
        deltas=[
            *array([0, 0.5]),
            Defect(0.5, errors.ShapeError, "Reshape the array", seen=()),
            *(
                Defect([d.value], d.kind, d.remedy, seen=d.value)
                for d in discount()
                if d.kind is errors.DiscountError
            ),
        ],
        profile=[Defect((0, 0), errors.NotApplicableError, "choose a trust level")],
    ),
    "share": Public(
        sharing.share,
        {"model": GAME, "rule": "shapley"},
        model=[
            Defect(value, errors.InputTypeError, "Build a TUGame first")
            for value in (None, 3, "river")
        ],
        rule=choice("shaply", "shapley"),
        profile=[Defect((0, 0), errors.NotApplicableError, "Leave it out")],
        trust=[Defect(0, errors.NotApplicableError, "Leave it out")],
    ),
    "share (of an agreement)": Public(
        sharing.share,
        {"model": REPEATED, "rule": "optimal"},
        rule=[
            *choice("optmal", "optimal"),
            Defect("proportional", errors.NotApplicableError, "Use a Partnership"),
        ],
        profile=[Defect((0, 2), errors.UnknownNameError, "Choose one of", seen=2)],
        trust=[NO_TRUST],
    ),
    "share (of a partnership)": Public(
        sharing.share,
        {"model": TRUSTING, "rule": "proportional"},
        profile=[Defect((0, 0), errors.NotApplicableError, "choose a trust level")],
        trust=integer(high=1),
    ),
    "share (of a bargain)": Public(
        sharing.share,
        {"model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0]), "rule": "nash"},
        model=[
            Defect(
                cooperative.BargainingProblem([[1, 0]], [1, 1]),
                errors.NotApplicableError,
                "Leave out members who cannot gain",
            )
        ],
        rule=choice("nsah", "nash"),
    ),
    "share (without lotteries)": Public(
        sharing.share,
        {
            "model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0], lotteries=False),
            "rule": "nash",
        },
        rule=[Defect("kalai-smorodinsky", errors.NotApplicableError, "Use 'nash'")],
    ),
}

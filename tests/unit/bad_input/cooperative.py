"""Cooperative games: how each name is called properly, and what can be wrong."""

from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import StageGame, cooperative, errors

from .defects import Defect, Public, array, choice, flag, instance, integer, number

GAME = cooperative.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=["Ankang", "Bazhong", "Dazhou"])
STAGE = StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
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


UNKNOWN = Defect(
    [("Ankang", "Bazong")], errors.UnknownNameError, "Did you mean 'Bazhong'", seen="Bazong"
)

CALLABLES = {
    "TUGame": Public(
        cooperative.TUGame,
        {"values": [0, 0, 0, 1]},
        {
            "values": [
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
                    {"A": 1, ("A", "B"): 2},
                    errors.ShapeError,
                    "every non-empty coalition",
                    seen=("B",),
                ),
                Defect(
                    {("A", "B"): 2, ("B", "A"): 2, "A": 0, "B": 0},
                    errors.ShapeError,
                    "Give every coalition once",
                    seen=("B", "A"),
                ),
            ],
            "players": [
                Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
                Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
                Defect(("a", "b", "c"), errors.ShapeError, "Pass 2 names, each once"),
            ],
        },
        "TUGame",
    ),
    "ClaimsProblem": Public(
        cooperative.ClaimsProblem,
        {"estate": 2, "claims": [1, 3]},
        {
            "estate": [
                *number(),
                Defect(5, errors.RangeError, "Choose a number"),
                Defect(Fraction(-1, 3), errors.RangeError, "Choose a number"),
            ],
            "claims": [
                *vector([1, 3], low=0),
                Defect([], errors.EmptyGameError, "one claim per claimant"),
            ],
            "players": [
                Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
                Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
            ],
        },
        "ClaimsProblem",
    ),
    "BargainingProblem": Public(
        cooperative.BargainingProblem,
        {"agreements": [[4, 0], [0, 3]], "disagreement": [0, 0]},
        {
            "agreements": [
                *array([[4, 0], [0, 3]]),
                Defect([4, 0], errors.ShapeError, "Reshape the array", seen=(2,)),
                Defect(np.zeros((0, 2)), errors.EmptyGameError, "m and n at least 1", seen=(0, 2)),
            ],
            "disagreement": [
                *array([0, 0]),
                Defect([0, 0, 0], errors.ShapeError, "Reshape the array", seen=(3,)),
            ],
            "lotteries": flag(),
            "players": [
                Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
                Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
            ],
        },
        "BargainingProblem",
    ),
    "River": Public(
        cooperative.River,
        {"inflow": [9, 0], "weight": [1, 2]},
        {
            "inflow": [
                *vector([9, 0], low=0),
                Defect([], errors.EmptyGameError, "one inflow per government"),
            ],
            "weight": [
                *vector([1, 2], low=0),
                Defect([1, 2, 3], errors.ShapeError, "Reshape the array", seen=(3,)),
            ],
            "exponent": [
                *number(),
                Defect(1, errors.RangeError, "Choose for example 0.5"),
                Defect(0, errors.RangeError, "Choose for example 0.5"),
            ],
            "players": [
                Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
                Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
            ],
        },
        "River",
    ),
    "airport_game": Public(
        cooperative.airport_game,
        {"costs": [1, 2, 3]},
        {"costs": [*vector([1, 2, 3], low=0), large(TOO_MANY)], "players": members(3)},
        "airport_game",
    ),
    "claims_game": Public(
        cooperative.claims_game,
        {"problem": cooperative.ClaimsProblem(2, [1, 3])},
        {
            "problem": [
                *instance("ClaimsProblem"),
                Defect(
                    cooperative.ClaimsProblem(1, [1] * TOO_MANY),
                    errors.RangeError,
                    "Group members into blocs",
                    seen=TOO_MANY,
                ),
            ]
        },
        "claims_game",
    ),
    "glove_game": Public(
        cooperative.glove_game,
        {"left": 1, "right": 2},
        {
            "left": [
                *integer(),
                Defect(23, errors.RangeError, "Group members into blocs", seen=TOO_MANY),
            ],
            "right": integer(),
            "players": members(3),
        },
        "glove_game",
    ),
    "network_game": Public(
        cooperative.network_game,
        {"benefits": [[0, 2], [1, 0]]},
        {
            "benefits": [
                *array([[0, 2], [1, 0]]),
                Defect([[0, 2]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
                Defect([0, 2], errors.ShapeError, "Reshape the array", seen=(2,)),
            ],
            "players": members(2),
        },
        "network_game",
    ),
    "voting_game": Public(
        cooperative.voting_game,
        {"weights": [1, 1, 1], "quota": 2},
        {
            "weights": [*vector([1, 1, 1], low=0), large(TOO_MANY)],
            "quota": [
                *number(),
                Defect(0, errors.RangeError, "Choose a quota above 0"),
                Defect(Fraction(-1, 2), errors.RangeError, "Choose a quota above 0"),
            ],
            "players": members(3),
        },
        "voting_game",
    ),
    "shapley": Public(
        cooperative.shapley,
        {"game": GAME},
        {
            "game": instance("TUGame", STAGE),
            "weights": [
                *array([1, 1, 1]),
                Defect([1, 1], errors.ShapeError, "Reshape the array", seen=(2,)),
                Defect([1, 0, 2], errors.RangeError, "a positive weight", seen=0),
            ],
        },
        "shapley",
    ),
    "banzhaf": Public(
        cooperative.banzhaf, {"game": GAME}, {"game": instance("TUGame", STAGE)}, "banzhaf"
    ),
    "dividends": Public(
        cooperative.dividends, {"game": GAME}, {"game": instance("TUGame", STAGE)}, "dividends"
    ),
    "owen_value": Public(
        cooperative.owen_value,
        {"game": GAME, "unions": [("Ankang", "Bazhong")]},
        {
            "game": instance("TUGame", STAGE),
            "unions": [
                UNKNOWN,
                Defect([(0, 3)], errors.UnknownNameError, "Choose one of", seen=3),
                Defect(
                    [("Ankang",), ("Dazhou", "Ankang")],
                    errors.RangeError,
                    "Name every member at most once",
                    seen="Ankang",
                ),
            ],
        },
        "owen_value",
    ),
    "myerson_value": Public(
        cooperative.myerson_value,
        {"game": GAME, "network": [("Ankang", "Bazhong")]},
        {
            "game": instance("TUGame", STAGE),
            "network": [
                UNKNOWN,
                Defect([("Ankang",)], errors.ShapeError, "Pass pairs", seen=("Ankang",)),
                Defect(["Ankang"], errors.ShapeError, "Pass pairs", seen="Ankang"),
            ],
        },
        "myerson_value",
    ),
    "tau_value": Public(
        cooperative.tau_value,
        {"game": GAME},
        {
            "game": [
                *instance("TUGame", STAGE),
                Defect(
                    cooperative.voting_game([1, 1, 1], 2),
                    errors.NotApplicableError,
                    "Use shapley or prenucleolus",
                ),
            ]
        },
        "tau_value",
    ),
    **{
        function.__name__: Public(
            function,
            {"game": GAME},
            {
                "game": [
                    *instance("TUGame", STAGE),
                    Defect(
                        cooperative.TUGame([0, 1, 1, 1]),
                        errors.NotApplicableError,
                        "Use prenucleolus",
                    ),
                ]
            },
            function.__name__,
        )
        for function in (cooperative.nucleolus, cooperative.per_capita_nucleolus)
    },
    "prenucleolus": Public(
        cooperative.prenucleolus,
        {"game": GAME},
        {"game": instance("TUGame", STAGE)},
        "prenucleolus",
    ),
    "core": Public(
        cooperative.core,
        {"game": GAME},
        {"game": instance("TUGame", STAGE), "vertices": flag()},
        "core",
    ),
    "core (corners of a large one)": Public(
        cooperative.core,
        {"game": cooperative.glove_game(3, 4)},
        {"vertices": [Defect(True, errors.RangeError, "Leave out vertices", seen=7)]},
        "core",
    ),
    "least_core": Public(
        cooperative.least_core,
        {"game": GAME},
        {
            "game": [
                *instance("TUGame", STAGE),
                Defect(cooperative.TUGame([0, 1]), errors.NotApplicableError, "Use core"),
            ],
            "vertices": flag(),
        },
        "least_core",
    ),
    "properties": Public(
        cooperative.properties,
        {"game": GAME},
        {
            "game": [
                *instance("TUGame", STAGE),
                Defect(
                    cooperative.TUGame(np.zeros(1 << 19, dtype=int)),
                    errors.RangeError,
                    "Use core",
                    seen=19,
                ),
            ]
        },
        "properties",
    ),
    "characteristic_function": Public(
        cooperative.characteristic_function,
        {"stage": STAGE},
        {
            "stage": instance("StageGame", GAME),
            "assumption": choice("alhpa", "alpha"),
            "selection": choice("worts", "worst"),
        },
        "characteristic_function",
    ),
    "share": Public(
        cooperative.share,
        {"model": GAME, "rule": "shapley"},
        {
            "model": [
                Defect(value, errors.InputTypeError, "Build one of these first")
                for value in (None, 3, "river")
            ],
            "rule": choice("shaply", "shapley"),
        },
        "share",
    ),
    "share (of a bargain)": Public(
        cooperative.share,
        {"model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0]), "rule": "nash"},
        {
            "model": [
                Defect(
                    cooperative.BargainingProblem([[1, 0]], [1, 1]),
                    errors.NotApplicableError,
                    "Leave out members who cannot gain",
                )
            ],
            "rule": choice("nsah", "nash"),
        },
        "share",
    ),
    "share (without lotteries)": Public(
        cooperative.share,
        {
            "model": cooperative.BargainingProblem([[4, 1], [1, 3]], [0, 0], lotteries=False),
            "rule": "nash",
        },
        {"rule": [Defect("kalai-smorodinsky", errors.NotApplicableError, "Use 'nash'")]},
        "share",
    ),
}

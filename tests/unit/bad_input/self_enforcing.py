"""Self-enforcing agreements: how each name is called properly, and what can be wrong."""

from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import agreements, cooperative, errors

from .defects import Defect, Public, array, choice, flag, instance, integer, number

NAMES = ["Ankang", "Bazhong"]
PACT = agreements.Agreement([[0, 0], [0, 0], [0, 0], [3, 1]], members=NAMES)
LARGE = agreements.linear_quadratic(21)
GAME = cooperative.TUGame([0, 0, 0, 1])
TOO_MANY = 21

MEMBERS = [
    Defect("ab", errors.InputTypeError, "Pass a list of 2 strings"),
    Defect(("a", "a"), errors.ShapeError, "Pass 2 names, each once"),
    Defect(("a", "b", "c"), errors.ShapeError, "Pass 2 names, each once"),
]
ANY = instance("Agreement", GAME)


def positive() -> list[Defect]:
    return [
        *number(),
        Defect(0, errors.RangeError, "Choose a number above 0"),
        Defect(Fraction(-1, 2), errors.RangeError, "Choose a number above 0"),
    ]


def vector(proper: Any) -> list[Defect]:
    wrong = np.zeros(len(proper) + 1)
    return [
        *array(proper),
        Defect([proper], errors.ShapeError, "Reshape the array", seen=(1, len(proper))),
        Defect(wrong, errors.ShapeError, "Reshape the array", seen=wrong.shape),
    ]


CALLABLES = {
    "Agreement": Public(
        agreements.Agreement,
        {"payoffs": PACT.payoffs},
        payoffs=[
            *array(PACT.payoffs),
            Defect([0, 0, 0, 1], errors.ShapeError, "Pass 2\\^n rows", seen=(4,)),
            Defect([[0, 0]] * 3, errors.ShapeError, "Pass 2\\^n rows", seen=(3, 2)),
            Defect([], errors.ShapeError, "Pass 2\\^n rows", seen=(0,)),
            Defect([[0, 0], [0, 0], [1, 0], [3, 1]], errors.RangeError, "Copy row 0", seen=[1, 0]),
            Defect(
                np.zeros(1 << TOO_MANY, dtype=bool),
                errors.RangeError,
                "Use SymmetricAgreement",
                seen=TOO_MANY,
            ),
            Defect({}, errors.EmptyGameError, "at least one member", seen=0),
            Defect({("A", "B"): [1, 2]}, errors.ShapeError, "when nobody signs", seen=()),
            Defect(
                {(): [0, 0, 0], ("A", "B"): [0, 0, 0], ("A", "C"): [0, 0, 0]},
                errors.ShapeError,
                "every coalition of two",
                seen=("B", "C"),
            ),
            Defect(
                {(): [0, 0], ("A", "B"): [1, 2], ("B", "A"): [1, 2]},
                errors.ShapeError,
                "Give every coalition once",
                seen=("B", "A"),
            ),
            Defect(
                {(): [0, 0], ("A", "B"): 3},
                errors.ShapeError,
                "Give a list of payoffs",
                seen=("A", "B"),
            ),
        ],
        members=MEMBERS,
        breach=[
            *array(PACT.payoffs),
            Defect([1, 2], errors.ShapeError, "Reshape the array", seen=(2,)),
        ],
    ),
    "Agreement (of names)": Public(
        agreements.Agreement,
        {"payoffs": {(): [0, 0], NAMES[0]: [0, 0], tuple(NAMES): [1, 2]}, "members": NAMES},
        payoffs=[
            Defect(
                {(): [0, 0], ("Ankang", "Bazong"): [1, 2]},
                errors.UnknownNameError,
                "Did you mean 'Bazhong'",
                seen="Bazong",
            )
        ],
    ),
    "SymmetricAgreement": Public(
        agreements.SymmetricAgreement,
        {"signatory": [1, 1, 2], "outsider": [1, 1]},
        signatory=[
            *array([1, 1, 2]),
            Defect([1, 2, 2], errors.RangeError, "in these places", seen=[1, 2, 1, 1]),
            Defect([1], errors.EmptyGameError, "at least two numbers"),
            Defect(3, errors.ShapeError, "Reshape the array", seen=()),
        ],
        outsider=[
            *vector([1, 1]),
            Defect(
                [1, 2], errors.RangeError, "in these places", [1, 1, 1, 2], argument="signatory"
            ),
        ],
        breach=vector([1, 1, 2]),
        members=MEMBERS,
    ),
    "AbatementEconomy": Public(
        agreements.AbatementEconomy,
        {"benefit": [1, 2], "cost": [1, 1]},
        benefit=[
            *array([1, 2]),
            Defect([[1, 2]], errors.ShapeError, "Reshape the array", seen=(1, 2)),
            Defect([1, -1], errors.RangeError, "Choose a number", seen=-1),
            Defect([0, 0], errors.RangeError, "not all 0", seen=0),
        ],
        cost=[
            *array([1, 1]),
            Defect([1, 1, 1], errors.ShapeError, "Reshape the array", seen=(3,)),
            Defect([1, 0], errors.RangeError, "costs above 0", seen=0),
            Defect(-1, errors.RangeError, "costs above 0"),
        ],
        members=MEMBERS,
    ),
    "AbatementEconomy (empty)": Public(
        agreements.AbatementEconomy,
        {"benefit": [1]},
        benefit=[Defect([], errors.EmptyGameError, "one benefit per government")],
    ),
    "linear_quadratic": Public(
        agreements.linear_quadratic, {"n": 3}, n=integer(low=2), benefit=positive(), cost=positive()
    ),
    "modest_agreement": Public(
        agreements.modest_agreement,
        {"n": 3, "ambition": Fraction(1, 2)},
        n=integer(low=2),
        ambition=[*positive(), Defect(1.5, errors.RangeError, "Choose a number")],
        benefit=positive(),
        cost=positive(),
    ),
    "barrett_leader": Public(
        agreements.barrett_leader,
        {"n": 3},
        n=integer(low=2),
        benefit=positive(),
        cost=positive(),
        scale=positive(),
    ),
    "diamantoudi_sartzetakis": Public(
        agreements.diamantoudi_sartzetakis,
        {"n": 3},
        n=integer(low=2),
        benefit=positive(),
        damage=positive(),
        scale=positive(),
    ),
    "stable_agreements": Public(
        agreements.stable_agreements,
        {"agreement": PACT},
        agreement=ANY,
        response=choice("next stabel", "next stable"),
        external=choice("strickt", "strict"),
        transfers=flag(),
    ),
    "stable_agreements (if it dissolves)": Public(
        agreements.stable_agreements,
        {"agreement": PACT, "response": "dissolve"},
        transfers=[Defect(True, errors.NotApplicableError, 'Use response="stay"')],
    ),
    "minimum_participation": Public(
        agreements.minimum_participation, {"agreement": PACT}, agreement=ANY
    ),
    "farsighted_agreements": Public(
        agreements.farsighted_agreements,
        {"agreement": PACT},
        agreement=[
            *ANY,
            Defect(
                agreements.linear_quadratic(7).expand(),
                errors.RangeError,
                "or a SymmetricAgreement",
            ),
        ],
        membership=choice("opne", "open"),
    ),
    "repeated_agreement": Public(
        agreements.repeated_agreement,
        {"agreement": PACT},
        agreement=ANY,
        breach=[
            *choice("hiden", "hidden"),
            Defect("hidden", errors.NotApplicableError, "Pass breach="),
        ],
        transfers=flag(),
    ),
    "almost_ideal_sharing": Public(
        agreements.almost_ideal_sharing,
        {"agreement": PACT, "coalition": NAMES},
        agreement=ANY,
        coalition=[
            Defect(
                ["Ankang", "Bazong"],
                errors.UnknownNameError,
                "Did you mean 'Bazhong'",
                seen="Bazong",
            ),
            Defect(["Ankang"], errors.RangeError, "Name two members"),
            Defect([], errors.RangeError, "Name two members"),
        ],
        weights=[*vector([1, 1]), Defect([1, 0], errors.RangeError, "numbers above 0", seen=0)],
    ),
    "almost_ideal_sharing (of identical members)": Public(
        agreements.almost_ideal_sharing,
        {"agreement": LARGE, "coalition": 4},
        coalition=[
            Defect(22, errors.RangeError, "Choose a number"),
            Defect("4", errors.InputTypeError, "Pass an int"),
        ],
    ),
    "chander_tulkens": Public(
        agreements.chander_tulkens,
        {"economy": agreements.AbatementEconomy([1, 2])},
        economy=instance("AbatementEconomy", PACT),
    ),
    "gamma_core": Public(
        agreements.gamma_core,
        {"agreement": PACT},
        agreement=[
            *ANY,
            Defect(
                LARGE,
                errors.RangeError,
                "Use SymmetricAgreement",
                seen=TOO_MANY,
                argument="members",
                function="SymmetricAgreement.expand",
            ),
        ],
        vertices=flag(),
    ),
    "gamma_core (of seven)": Public(
        agreements.gamma_core,
        {"agreement": agreements.linear_quadratic(7)},
        vertices=[Defect(True, errors.RangeError, "Leave out vertices", seen=7, function="core")],
    ),
}

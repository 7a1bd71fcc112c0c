"""Self-enforcing agreements: how each name is called properly, and what can be wrong."""

from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import agreements, cooperative

from . import bad
from .defects import Defect, Public

NAMES = ["Ankang", "Bazhong"]
PACT = agreements.Agreement([[0, 0], [0, 0], [0, 0], [3, 1]], members=NAMES)
LARGE = agreements.linear_quadratic(21)
GAME = cooperative.TUGame([0, 0, 0, 1])
TOO_MANY = 21

ANY = bad.instance("Agreement", GAME)


def positive() -> list[Defect]:
    return [
        *bad.number(),
        bad.bounds(0, "Choose a number above 0"),
        bad.bounds(Fraction(-1, 2), "Choose a number above 0"),
    ]


def vector(proper: Any) -> list[Defect]:
    wrong = np.zeros(len(proper) + 1)
    return [
        *bad.array(proper),
        bad.shape([proper], "Reshape the array", seen=(1, len(proper))),
        bad.shape(wrong, "Reshape the array", seen=wrong.shape),
    ]


CALLABLES = {
    "Agreement": Public(
        agreements.Agreement,
        {"payoffs": PACT.payoffs},
        payoffs=[
            *bad.array(PACT.payoffs),
            bad.shape([0, 0, 0, 1], "Pass 2\\^n rows", seen=(4,)),
            bad.shape([[0, 0]] * 3, "Pass 2\\^n rows", seen=(3, 2)),
            bad.shape([], "Pass 2\\^n rows", seen=(0,)),
            bad.bounds([[0, 0], [0, 0], [1, 0], [3, 1]], "Copy row 0", seen=[1, 0]),
            bad.bounds(
                np.zeros(1 << TOO_MANY, dtype=bool), "Use SymmetricAgreement", seen=TOO_MANY
            ),
            bad.empty({}, "at least one member", seen=0),
            bad.shape({("A", "B"): [1, 2]}, "when nobody signs", seen=()),
            bad.shape(
                {(): [0, 0, 0], ("A", "B"): [0, 0, 0], ("A", "C"): [0, 0, 0]},
                "every coalition of two",
                seen=("B", "C"),
            ),
            bad.shape(
                {(): [0, 0], ("A", "B"): [1, 2], ("B", "A"): [1, 2]},
                "Give every coalition once",
                seen=("B", "A"),
            ),
            bad.shape({(): [0, 0], ("A", "B"): 3}, "Give a list of payoffs", seen=("A", "B")),
        ],
        members=bad.names(),
        breach=[*bad.array(PACT.payoffs), bad.shape([1, 2], "Reshape the array", seen=(2,))],
    ),
    "Agreement (of names)": Public(
        agreements.Agreement,
        {"payoffs": {(): [0, 0], NAMES[0]: [0, 0], tuple(NAMES): [1, 2]}, "members": NAMES},
        payoffs=[
            bad.name(
                {(): [0, 0], ("Ankang", "Bazong"): [1, 2]},
                "Did you mean 'Bazhong'",
                seen="Bazong",
            )
        ],
    ),
    "SymmetricAgreement": Public(
        agreements.SymmetricAgreement,
        {"signatory": [1, 1, 2], "outsider": [1, 1]},
        signatory=[
            *bad.array([1, 1, 2]),
            bad.bounds([1, 2, 2], "in these places", seen=[1, 2, 1, 1]),
            bad.empty([1], "at least two numbers"),
            bad.shape(3, "Reshape the array", seen=()),
        ],
        outsider=[
            *vector([1, 1]),
            bad.bounds([1, 2], "in these places", [1, 1, 1, 2], argument="signatory"),
        ],
        breach=vector([1, 1, 2]),
        members=bad.names(),
    ),
    "AbatementEconomy": Public(
        agreements.AbatementEconomy,
        {"benefit": [1, 2], "cost": [1, 1]},
        benefit=[
            *bad.array([1, 2]),
            bad.shape([[1, 2]], "Reshape the array", seen=(1, 2)),
            bad.bounds([1, -1], "Choose a number", seen=-1),
            bad.bounds([0, 0], "not all 0", seen=0),
        ],
        cost=[
            *bad.array([1, 1]),
            bad.shape([1, 1, 1], "Reshape the array", seen=(3,)),
            bad.bounds([1, 0], "costs above 0", seen=0),
            bad.bounds(-1, "costs above 0"),
        ],
        members=bad.names(),
    ),
    "AbatementEconomy (empty)": Public(
        agreements.AbatementEconomy,
        {"benefit": [1]},
        benefit=[bad.empty([], "one benefit per government")],
    ),
    "linear_quadratic": Public(
        agreements.linear_quadratic,
        {"n": 3},
        n=bad.integer(low=2),
        benefit=positive(),
        cost=positive(),
    ),
    "modest_agreement": Public(
        agreements.modest_agreement,
        {"n": 3, "ambition": Fraction(1, 2)},
        n=bad.integer(low=2),
        ambition=[*positive(), bad.bounds(1.5, "Choose a number")],
        benefit=positive(),
        cost=positive(),
    ),
    "barrett_leader": Public(
        agreements.barrett_leader,
        {"n": 3},
        n=bad.integer(low=2),
        benefit=positive(),
        cost=positive(),
        scale=positive(),
    ),
    "diamantoudi_sartzetakis": Public(
        agreements.diamantoudi_sartzetakis,
        {"n": 3},
        n=bad.integer(low=2),
        benefit=positive(),
        damage=positive(),
        scale=positive(),
    ),
    "stable_agreements": Public(
        agreements.stable_agreements,
        {"agreement": PACT},
        agreement=ANY,
    ),
    "stable_agreements (if it dissolves)": Public(
        agreements.stable_agreements,
        {"agreement": PACT, "response": "dissolve"},
        transfers=[bad.use(True, 'Use response="stay"')],
    ),
    "minimum_participation": Public(
        agreements.minimum_participation, {"agreement": PACT}, agreement=ANY
    ),
    "farsighted_agreements": Public(
        agreements.farsighted_agreements,
        {"agreement": PACT},
        agreement=[
            *ANY,
            bad.bounds(agreements.linear_quadratic(7).expand(), "or a SymmetricAgreement"),
        ],
    ),
    "repeated_agreement": Public(
        agreements.repeated_agreement,
        {"agreement": PACT},
        agreement=ANY,
        breach=[bad.use("hidden", "Pass breach=")],
    ),
    "almost_ideal_sharing": Public(
        agreements.almost_ideal_sharing,
        {"agreement": PACT, "coalition": NAMES},
        agreement=ANY,
        coalition=[
            bad.name(["Ankang", "Bazong"], "Did you mean 'Bazhong'", seen="Bazong"),
            bad.bounds(["Ankang"], "Name two members"),
            bad.bounds([], "Name two members"),
        ],
        weights=[*vector([1, 1]), bad.bounds([1, 0], "numbers above 0", seen=0)],
    ),
    "almost_ideal_sharing (of identical members)": Public(
        agreements.almost_ideal_sharing,
        {"agreement": LARGE, "coalition": 4},
        coalition=[bad.bounds(22, "Choose a number"), bad.kind("4", "Pass an int")],
    ),
    "chander_tulkens": Public(
        agreements.chander_tulkens, {"economy": agreements.AbatementEconomy([1, 2])}
    ),
    "gamma_core": Public(
        agreements.gamma_core,
        {"agreement": PACT},
        agreement=[*ANY, bad.bounds(LARGE, "Ask about fewer members")],
    ),
    "gamma_core (of seven)": Public(
        agreements.gamma_core,
        {"agreement": agreements.linear_quadratic(7)},
        vertices=[bad.bounds(True, "Leave out vertices", seen=7)],
    ),
}

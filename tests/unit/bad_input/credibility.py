"""Third parties to be believed, and adoption: proper calls, and what can be wrong."""

from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import errors, third_parties

from .defects import (
    NAN,
    Defect,
    Public,
    array,
    choice,
    discount,
    instance,
    integer,
    names,
    number,
    probability,
)

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
REPEATED = qg.RepeatedGame(DILEMMA)
FAIR = third_parties.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2)
GUILD = third_parties.MerchantGuild(0.2, 0.1)
VILLAGE = third_parties.Irrigation(2, benefit=2, penalty=1, cost=0.5, reward=1)


def above(low: Any) -> list[Defect]:
    wrong = (low, low - 1)
    return [*number(), *(Defect(v, errors.RangeError, "Choose a number above") for v in wrong)]


def members() -> list[Defect]:
    """One number, or one for each of two members."""
    return [
        *array([1, 1]),
        Defect(NAN, errors.NotFiniteError, "Replace NaN"),
        Defect([1, 2, 3], errors.ShapeError, "number of members", seen=(3,)),
        Defect([[1, 2]], errors.ShapeError, "number of members", seen=(1, 2)),
        Defect([1, -1], errors.RangeError, "number in", seen=-1),
    ]


def alone() -> list[Defect]:
    """The same where no other argument says how many members there are."""
    return [
        *array([1, 1]),
        Defect([[1, 2]], errors.ShapeError, "number of members", seen=(1, 2)),
        Defect([], errors.ShapeError, "number of members", seen=(0,)),
        Defect([1, -1], errors.RangeError, "number in", seen=-1),
    ]


SMALL = qg.StageGame(np.zeros((2, 2, 2)))
WIDE = qg.StageGame(np.zeros((2, 3, 2)))
LONG = qg.StageGame(np.zeros((2,) * 9 + (9,)))
WATERSHED = (
    "protection_cost",
    "water_benefit",
    "compensation",
    "coordination_cost",
    "subsidy",
    "upstream_fine",
    "downstream_fine",
    "redress",
    "own_benefit",
    "credit",
    "blame",
)

CALLABLES = {
    "honesty": Public(
        third_parties.honesty,
        {"income": 1, "delta": 0.5, "deposit": [1, 2]},
        income=number(low=0),
        delta=discount(),
        deposit=alone(),
        stake=members(),
        gain=members(),
        effort=number(low=0),
        members=names(),
    ),
    "credible_deposit": Public(
        third_parties.credible_deposit,
        {"income": 1, "delta": 0.5},
        income=number(low=0),
        delta=discount(),
        stake=alone(),
        gain=alone(),
        effort=number(low=0),
    ),
    "workable_stakes": Public(
        third_parties.workable_stakes,
        {"game": DILEMMA, "delta": 0.5, "effort": 3},
        game=instance("RepeatedGame"),
        delta=discount(),
        effort=number(low=0),
        profile=[
            Defect("CC", errors.ShapeError, "Pass a tuple of 2 action names"),
            Defect(("coperate", 0), errors.UnknownNameError, "Did you mean", seen="coperate"),
        ],
        sharing=[
            *choice("equall", "equal"),
            Defect("voluntary", errors.NotApplicableError, "Choose a fixed rule"),
            Defect([0.5, 0.6], errors.ProbabilityError, "by their sum", seen=[0.5, 0.6]),
        ],
        relations=integer(low=1),
    ),
    "LawMerchant": Public(
        third_parties.LawMerchant,
        {"temptation": 1.6, "loss": 0.8, "query": 0.1, "appeal": 0.2},
        temptation=above(1),
        loss=above(0),
        query=number(low=0),
        appeal=number(low=0),
        collection=number(low=0),
        fee=[*number(low=0), Defect(0.2, errors.RangeError, "Choose a number in")],
        pairs=integer(low=1),
    ),
    "honest_trade": Public(
        third_parties.honest_trade,
        {"model": FAIR, "delta": 0.5},
        model=instance("LawMerchant", GUILD),
        delta=discount(),
        judgment=[d for d in number(low=0) if d.value is not None],
        merchant_delta=[d for d in discount() if d.value is not None],
    ),
    "MerchantGuild": Public(
        third_parties.MerchantGuild,
        {"toll": 0.2, "service": 0.1},
        toll=above(0),
        service=above(0),
        trade=[
            Defect(3, errors.InputTypeError, "Pass a function"),
            Defect(lambda x: -x, errors.RangeError, "first rises", seen=-0.05),
        ],
        slope=[Defect("2 - 2x", errors.InputTypeError, "Pass a function")],
        most=above(0),
    ),
    "protected_trade": Public(
        third_parties.protected_trade,
        {"model": GUILD, "delta": 0.9},
        model=instance("MerchantGuild", FAIR),
        delta=discount(),
    ),
    "Irrigation": Public(
        third_parties.Irrigation,
        {"waiters": 2, "benefit": 2, "penalty": 1, "cost": 0.5},
        waiters=integer(low=1),
        benefit=above(0),
        penalty=number(low=0),
        cost=above(0),
        detection=probability(),
        reward=number(low=0),
        harm=number(low=0),
        guard_cost=above(0),
        guard_detection=probability(),
        guard_reward=number(low=0),
    ),
    "inspection": Public(
        third_parties.inspection, {"model": VILLAGE}, model=instance("Irrigation", FAIR)
    ),
    "watershed_game": Public(
        third_parties.watershed_game,
        {"protection_cost": 3, "water_benefit": 5, "compensation": 2},
        **{name: number(low=0) for name in WATERSHED},
        players=names(3),
    ),
    "adoption": Public(
        third_parties.adoption,
        {"game": SMALL, "starts": 4},
        game=[
            *instance("StageGame", REPEATED),
            Defect(WIDE, errors.NotApplicableError, "Leave out actions"),
            Defect(LONG, errors.NotApplicableError, "group players"),
        ],
        start=[
            *array([0.5, 0.5]),
            Defect([0.5], errors.ShapeError, "Reshape the array", seen=(1,)),
            Defect([0.5, 1.5], errors.ProbabilityError, "between 0 and 1", seen=1.5),
        ],
        horizon=[
            *(d for d in number() if d.value is not None),
            Defect(0, errors.RangeError, "a number above 0"),
        ],
        starts=integer(low=1),
        seed=integer(),
    ),
}

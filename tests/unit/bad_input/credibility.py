"""Third parties to be believed, and adoption: proper calls, and what can be wrong."""

from typing import Any

import numpy as np

import qinba_games as qg
from qinba_games import third_parties

from . import bad
from .defects import NAN, Defect, Public

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
FAIR = third_parties.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2)
GUILD = third_parties.MerchantGuild(0.2, 0.1)
VILLAGE = third_parties.Irrigation(2, benefit=2, penalty=1, cost=0.5, reward=1)


def above(low: Any) -> list[Defect]:
    wrong = (low, low - 1)
    return [*bad.number(), *(bad.bounds(v, "Choose a number above") for v in wrong)]


def members() -> list[Defect]:
    """One number, or one for each of two members."""
    return [
        *bad.array([1, 1]),
        bad.infinite(NAN, "Replace NaN"),
        bad.shape([1, 2, 3], "number of members", seen=(3,)),
        bad.shape([[1, 2]], "number of members", seen=(1, 2)),
        bad.bounds([1, -1], "number in", seen=-1),
    ]


def alone() -> list[Defect]:
    """The same where no other argument says how many members there are."""
    return [
        *bad.array([1, 1]),
        bad.shape([[1, 2]], "number of members", seen=(1, 2)),
        bad.shape([], "number of members", seen=(0,)),
        bad.bounds([1, -1], "number in", seen=-1),
    ]


SMALL = qg.StageGame(np.zeros((2, 2, 2)))
WIDE = qg.StageGame(np.zeros((2, 3, 2)))
LONG = qg.StageGame(np.zeros((2,) * 9 + (9,)))
WATERSHED = (
    "protection_cost",
    "water_benefit",
    "compensation",
    "coordination_cost",
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
        deposit=alone(),
        stake=members(),
        gain=members(),
        members=bad.names(),
    ),
    "credible_deposit": Public(
        third_parties.credible_deposit,
        {"income": 1, "delta": 0.5},
        stake=alone(),
        gain=alone(),
    ),
    "workable_stakes": Public(
        third_parties.workable_stakes,
        {"game": DILEMMA, "delta": 0.5, "effort": 3},
        game=bad.instance("RepeatedGame"),
        profile=[
            bad.shape("CC", "Pass a tuple of 2 action names"),
            bad.name(("coperate", 0), "Did you mean", seen="coperate"),
        ],
        sharing=[
            *bad.choice("equall", "equal"),
            bad.use("voluntary", "Choose a fixed rule"),
            bad.chance([0.5, 0.6], "by their sum", seen=[0.5, 0.6]),
        ],
    ),
    "LawMerchant": Public(
        third_parties.LawMerchant,
        {"temptation": 1.6, "loss": 0.8, "query": 0.1, "appeal": 0.2},
        temptation=above(1),
        loss=above(0),
        fee=[*bad.number(low=0), bad.bounds(0.2, "Choose a number in")],
        pairs=bad.integer(low=1),
    ),
    "honest_trade": Public(
        third_parties.honest_trade,
        {"model": FAIR, "delta": 0.5},
        judgment=[d for d in bad.number(low=0) if d.value is not None],
        merchant_delta=[d for d in bad.discount() if d.value is not None],
    ),
    "MerchantGuild": Public(
        third_parties.MerchantGuild,
        {"toll": 0.2, "service": 0.1},
        toll=above(0),
        service=above(0),
        trade=[bad.kind(3, "Pass a function"), bad.bounds(lambda x: -x, "first rises", seen=-0.05)],
        slope=[bad.kind("2 - 2x", "Pass a function")],
        most=above(0),
    ),
    "protected_trade": Public(third_parties.protected_trade, {"model": GUILD, "delta": 0.9}),
    "Irrigation": Public(
        third_parties.Irrigation,
        {"waiters": 2, "benefit": 2, "penalty": 1, "cost": 0.5},
        benefit=above(0),
        cost=above(0),
        reward=bad.number(low=0),
        guard_cost=above(0),
    ),
    "inspection": Public(third_parties.inspection, {"model": VILLAGE}),
    "watershed_game": Public(
        third_parties.watershed_game,
        {"protection_cost": 3, "water_benefit": 5, "compensation": 2},
        **{name: bad.number(low=0) for name in WATERSHED},
        players=bad.names(3),
    ),
    "adoption": Public(
        third_parties.adoption,
        {"game": SMALL, "starts": 4},
        game=[bad.use(WIDE, "Leave out actions"), bad.use(LONG, "group players")],
        start=[
            *bad.array([0.5, 0.5]),
            bad.shape([0.5], "Reshape the array", seen=(1,)),
            bad.chance([0.5, 1.5], "between 0 and 1", seen=1.5),
        ],
        horizon=[
            *(d for d in bad.number() if d.value is not None),
            bad.bounds(0, "a number above 0"),
        ],
    ),
}

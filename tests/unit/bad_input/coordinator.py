"""What capacities cannot do, and recommendations: how each is called, and what can be wrong."""

import numpy as np

import qinba_games as qg
from qinba_games import third_parties
from qinba_games.agreements.examples import linear_quadratic

from . import bad
from .defects import NAN, Public

DILEMMA = qg.prisoners_dilemma(reward=2, sucker=-1, temptation=3, punishment=0)
REPEATED = qg.RepeatedGame(DILEMMA, outside=[0, 0])
STOCHASTIC = qg.StochasticGame.from_stage(DILEMMA)
PACT = linear_quadratic(3)
PAIR = qg.Partnership([[3, 2]], 1, promotion=0.5, friction=0.1, members=["North", "South"])
APPLIED = "Coordinator.applied_to"


def refused(argument, seen, remedy, *models):
    """The models for which a capacity is a named error."""
    return [bad.use(model, remedy, seen, argument) for model in models]


CALLABLES = {
    "Coordinator (mandate that is not believed)": Public(
        lambda credibility: qg.Coordinator(mandate="all", credibility=credibility),
        {"credibility": 1},
        credibility=[bad.use(0.5, "Set credibility to 1", seen="all", argument="mandate")],
    ),
    "Coordinator.applied_to (recommendation)": Public(
        lambda model: qg.Coordinator(recommendation=True).applied_to(model),
        {},
        APPLIED,
        model=[
            *refused("recommendation", True, r"Use correlated\(stage\)", PAIR, REPEATED, DILEMMA),
            *refused("recommendation", True, "Keep only sharing", PACT),
            *refused("recommendation", True, "keep only sharing", STOCHASTIC),
        ],
    ),
    "Coordinator.applied_to (monitoring)": Public(
        lambda model: qg.Coordinator(monitoring=0.5).applied_to(model),
        {"model": PAIR},
        APPLIED,
        model=[
            *refused("monitoring", 0.5, "or PublicMonitoring", REPEATED, DILEMMA),
            *refused("monitoring", 0.5, "(?i)keep only sharing", PACT, STOCHASTIC),
        ],
    ),
    "Coordinator.applied_to (deposit)": Public(
        lambda model: qg.Coordinator(deposit=[1, 1, 1]).applied_to(model),
        {},
        APPLIED,
        model=[
            *refused("deposit", [1, 1, 1], "(?i)keep only sharing", PACT, STOCHASTIC),
            *refused(
                "deposit",
                [1, 1, 1],
                "Keep only sharing and monitoring",
                third_parties.noisy_prisoners_dilemma(),
            ),
            bad.shape(REPEATED, "number of members", (3,), "deposit"),
        ],
    ),
    "Coordinator.applied_to (mandate)": Public(
        lambda model: qg.Coordinator(mandate=["North"]).applied_to(model),
        {"model": PAIR},
        APPLIED,
        model=[
            *refused("mandate", ("North",), "Say what members get alone", DILEMMA),
            bad.name(REPEATED, "Choose one of: 1, 2", "North", "mandate"),
        ],
    ),
    "correlated": Public(
        third_parties.correlated,
        {"stage": DILEMMA, "objective": "sum", "coarse": False},
        objective=[
            *bad.array([1, 1]),
            bad.shape([1, 2, 3], "correct the number", seen=(3,)),
            bad.shape(1, "Reshape the array", seen=()),
        ],
    ),
    "verify (CorrelatedEquilibrium)": Public(
        lambda policy: qg.verify(third_parties.correlated(DILEMMA), policy=policy),
        {"policy": [[0, 0], [0, 1]]},
        policy=[
            bad.shape([1, 0], "Reshape the array", seen=(2,)),
            bad.chance(np.full((2, 2), 0.3), "by their sum", seen=1.2),
            bad.infinite([[NAN, 0], [0, 1]], "Replace NaN", seen=NAN),
        ],
    ),
    "critical_discount (GovernedGame)": Public(
        lambda **given: qg.critical_discount(
            qg.Coordinator(subsidy=1).applied_to(REPEATED), **given
        ),
        {"profile": (0, 0), "sharing": "none", "founding": 0},
        profile=[bad.shape((0,), "Pass a tuple of 2")],
        sharing=[bad.use("equal", "has settled it")],
        founding=[bad.use(1, "has no trust")],
    ),
    "pivotal_window (PublicMonitoring)": Public(
        lambda **given: qg.pivotal_window(third_parties.noisy_prisoners_dilemma(), **given),
        {"coordinator": qg.Coordinator(monitoring=0.5), "founding": 0, "profile": None},
        coordinator=[bad.use(qg.Coordinator(sharing=True), "Leave sharing out")],
        founding=[bad.use(1, "only a partnership has trust")],
        profile=[bad.use((0, 0), "the best equilibrium")],
    ),
    "pivotal_window (SymmetricAgreement)": Public(
        lambda **given: qg.pivotal_window(PACT, qg.Coordinator(subsidy=1), **given),
        {"founding": 0, "profile": None},
        founding=[bad.use(1, "only a partnership has trust")],
        profile=[bad.use((0, 0), "cooperation is that all sign")],
    ),
}

"""One model and one result of every kind."""

from fractions import Fraction

import numpy as np
import pandas as pd

import qinba_games as qg
from qinba_games import (
    agreements,
    cooperative,
    institutions,
    monitoring,
    panel,
    sharing,
    third_parties,
)
from qinba_games.agreements.governed import GovernedAgreement
from qinba_games.monitoring.noisy_dilemma import noisy_prisoners_dilemma
from qinba_games.paper import case, claims

HALF = Fraction(1, 2)
DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)
LEAVING = qg.RepeatedGame(DILEMMA, outside=[Fraction(1, 3), 0])
CHAIN = qg.StochasticGame.from_stage(DILEMMA)
PAIR = qg.Partnership([[2, 3], [3, 3]], 1, promotion=0.5, friction=0.1, detection=0.8)
HELPER = qg.Coordinator(sharing=True, mediation=0.5)
GLOVES = cooperative.glove_game(1, 2)
CLAIMS = cooperative.ClaimsProblem(10, [6, 8])
PACT = agreements.linear_quadratic(4)
EMISSIONS = agreements.AbatementEconomy([1, 2])
ISSUES = agreements.Issues([[2, 1], [1, 2]], [[4, 2], [2, 3]], [[0, 0], [0, 0]])
VALLEYS = agreements.Insurance(
    [[1, 1], [0.4, 1], [1, 0.7]],
    [[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.5, 0.1, 0.4]],
    states=["calm", "flood", "drought"],
)
MERCHANT = institutions.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2, fee=0.1, pairs=5)
GUILD = institutions.MerchantGuild(0.2, 0.1, trade=np.sin, most=3)
TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
TIES = {("A", "B"): PAIR, ("a", "b"): PAIR}
LEVELS = qg.Hierarchy(TREE, TIES, inside=0.1, border=[0.3, 0.2, 0.4])
TABLE = {"a": [1, 2], "b": [2, 3], "value_a": [2, 3], "value_b": [2, 1]}
NETWORK = qg.Network([1, 2, 3], TABLE | {"temptation_a": [3, 7], "temptation_b": [3, 2]})
RING = qg.Membership(["a", "b", "c"], np.roll(np.eye(3, dtype=int), 1, axis=0), [1, 1, 1])
PROMISES = qg.Promises.from_frame(
    {"model": [DILEMMA, PAIR], "kept": [True, False], "trust": [None, 1], "unit": ["a", "a"]}
)
PANEL = qg.simulate_panel(
    {"a": ["A", "A"], "b": ["B", "C"], "gain_a": [1, 0.4], "gain_b": [1, 0.4], "start": [0, 0]},
    8,
    rng=2,
)
VILLAGE = institutions.Irrigation(1, benefit=2, penalty=3, cost=0.5, detection=0.8, reward=1)

MODELS = [
    DILEMMA,
    LEAVING,
    LEAVING.monitoring,
    qg.Coordinator(deposit=1, mandate=["1"]).applied_to(LEAVING),
    noisy_prisoners_dilemma().monitoring,
    CHAIN,
    PAIR,
    PAIR.to_trust_game(),
    qg.evolving(PAIR, coordinator=HELPER),
    HELPER,
    LEVELS,
    NETWORK,
    RING,
    PANEL,
    panel.read_tfdd(panel.invented_extract("tfdd")),
    GLOVES,
    cooperative.airport_game(range(30)),
    CLAIMS,
    cooperative.River([9, 0, 0], [1, 2, 2]),
    cooperative.BargainingProblem([[4, 0], [3, 2], [0, 3]], [0, 0]),
    PACT,
    PACT.expand(),
    GovernedAgreement(agreement=PACT, transfers=True),
    EMISSIONS,
    ISSUES,
    MERCHANT,
    GUILD,
    VALLEYS,
    VILLAGE,
    PROMISES,
    case(),
    case().all_ties[0],
    qg.symbolic.form("relation"),
    qg.symbolic.twin_of(DILEMMA),
]

SMALL = qg.Region.from_matrix(
    pd.DataFrame([[0, 2], [1.5, 0]], index=["A", "B"], columns=["A", "B"]), cost=1
)

#: Who is kept with help alone.
APART = qg.Region.from_matrix(
    pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"]), cost=1
)

RESULTS = [
    qg.nash(DILEMMA),
    qg.correlated(DILEMMA),
    qg.discount_table(LEAVING),
    qg.critical_discount(LEAVING),
    qg.risk_dominant_discount(qg.prisoners_dilemma(3, -1, 4, 0)),
    qg.critical_discount(CHAIN),
    qg.critical_discount(PAIR),
    qg.solve(LEAVING, HALF),
    qg.solve(CHAIN, 0.5),
    monitoring.public_monitoring(noisy_prisoners_dilemma()),
    qg.evolve(PAIR, 0.7, coordinator=qg.Coordinator(mandate=["2"])),
    qg.evolve_many([PAIR, PAIR], [0.4, 0.7]),
    qg.evolve_arrays(benefit=[[[2, 3], [3, 3]]], cost=1, promotion=0.5, friction=0.1, delta=[0.7]),
    qg.evolve_members(PAIR, 0.7),
    qg.sustain(NETWORK, HALF, "multilateral"),
    qg.cascade(NETWORK, HALF, "multilateral", exits=[1], shocks={2: 1}),
    qg.network_measures(qg.sustain(NETWORK, 0.5, "bilateral+sharing")),
    qg.membership_equilibria(RING),
    qg.key_projects(RING),
    qg.cheapest_subsidies(RING),
    qg.stabilise(LEVELS, 0.6, "none"),
    qg.hierarchy.waiting(qg.stabilise(LEVELS, 0.6, "none")),
    qg.shapley(GLOVES),
    cooperative.sampled_shapley(GLOVES, orders=3, rng=1),
    qg.nucleolus(GLOVES),
    qg.core(GLOVES, vertices=True),
    cooperative.dividends(GLOVES),
    cooperative.properties(GLOVES),
    agreements.stable_agreements(PACT),
    agreements.minimum_participation(PACT),
    agreements.farsighted_agreements(PACT),
    agreements.repeated_agreement(PACT),
    agreements.chander_tulkens(EMISSIONS),
    agreements.link_issues(ISSUES, HALF),
    agreements.renegotiation_proof(10, 1, 3),
    agreements.critical_turnover(LEAVING, HALF),
    agreements.negotiated(CHAIN, HALF, Fraction(1, 4)),
    agreements.insure(VALLEYS, 0.9),
    agreements.loss_window(VALLEYS, 0.01),
    qg.critical_discount(VALLEYS),
    sharing.fairness(LEAVING),
    sharing.shares_path(LEAVING, [HALF, Fraction(3, 4)]),
    qg.pivotal_window(LEAVING, qg.Coordinator(deposit=1)),
    qg.attribute(LEAVING, qg.Coordinator(deposit=1, sharing=True)),
    third_parties.when_it_hurts(LEAVING, "support", [0, 1]),
    third_parties.cheapest_coordinator(PAIR, 0.4, {"monitoring": 1}),
    third_parties.subsidy_budget(PAIR, 0.4),
    qg.hand_over(PAIR, 0.4, HELPER, periods=2),
    SMALL.hand_over(periods=2),
    APART.schedule(1, periods=2, prices={"sharing": 1, "mediation": 1}),
    qg.revealed_patience(PROMISES),
    qg.calibrate(PANEL, ["promotion"], starts=1, levels=1, bad_times=0),
    third_parties.adoption(DILEMMA, starts=4),
    third_parties.honesty(1, HALF, 3, stake=[0, HALF], gain=4),
    third_parties.workable_stakes(DILEMMA, HALF, 3),
    third_parties.honest_trade(MERCHANT, 0.5),
    third_parties.protected_trade(GUILD, 0.9),
    third_parties.inspection(VILLAGE),
    claims.c02(),
    SMALL.study(),
    SMALL.why(*SMALL.names[:2]),
    SMALL.uncertain(draws=4, rng=1),
    APART.plan(3, prices={"sharing": 2}),
    qg.payoff_set(DILEMMA, HALF),
    qg.payoff_set(DILEMMA, HALF).strategy(),
    qg.payoff_set(CHAIN, 0.5),
    qg.critical_discount(DILEMMA, sharing="none", punishment="worst"),
]

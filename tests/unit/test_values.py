"""Every model and result is a value: equal and hashed by content, also after pickling."""

import copy
import dataclasses
import html
import json
import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import agreements, cooperative, institutions, monitoring, sharing, third_parties
from qinba_games.agreements.governed import GovernedAgreement
from qinba_games.common.register import CHECKS
from qinba_games.common.result import Result
from qinba_games.monitoring.noisy_dilemma import noisy_prisoners_dilemma
from qinba_games.paper import case, claims
from qinba_games.types import frozen

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
MERCHANT = institutions.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2, fee=0.1, pairs=5)
GUILD = institutions.MerchantGuild(0.2, 0.1, trade=np.sin, most=3)
TREE = {"nation": None, "A": "nation", "B": "nation", "a": "A", "b": "B"}
TIES = {("A", "B"): PAIR, ("a", "b"): PAIR}
LEVELS = qg.Hierarchy(TREE, TIES, inside=0.1, border=[0.3, 0.2, 0.4])
TABLE = {"a": [1, 2], "b": [2, 3], "value_a": [2, 3], "value_b": [2, 1]}
NETWORK = qg.Network([1, 2, 3], TABLE | {"temptation_a": [3, 7], "temptation_b": [3, 2]})
RING = qg.Membership(["a", "b", "c"], np.roll(np.eye(3, dtype=int), 1, axis=0), [1, 1, 1])
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
    GLOVES,
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
    VILLAGE,
    case(),
    case().all_ties[0],
    qg.symbolic.form("relation"),
    qg.symbolic.twin_of(DILEMMA),
]

SMALL = qg.Region.from_matrix(
    pd.DataFrame([[0, 2], [1.5, 0]], index=["A", "B"], columns=["A", "B"]), cost=1
)

RESULTS = [
    qg.nash(DILEMMA),
    qg.correlated(DILEMMA),
    qg.discount_table(LEAVING),
    qg.critical_discount(LEAVING),
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
    qg.strength(qg.sustain(NETWORK, 0.5, "bilateral+sharing")),
    qg.membership_equilibria(RING),
    qg.key_projects(RING),
    qg.subsidies(RING),
    qg.stabilise(LEVELS, 0.6, "none"),
    qg.hierarchy.waiting(qg.stabilise(LEVELS, 0.6, "none")),
    qg.shapley(GLOVES),
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
    sharing.fairness(LEAVING),
    sharing.shares_path(LEAVING, [HALF, Fraction(3, 4)]),
    qg.pivotal_window(LEAVING, qg.Coordinator(deposit=1)),
    qg.attribute(LEAVING, qg.Coordinator(deposit=1, sharing=True)),
    third_parties.when_it_hurts(LEAVING, "support", [0, 1]),
    third_parties.cheapest_coordinator(PAIR, 0.4, {"monitoring": 1}),
    third_parties.subsidy_budget(PAIR, 0.4),
    third_parties.adoption(DILEMMA, starts=4),
    third_parties.honesty(1, HALF, 3, stake=[0, HALF], gain=4),
    third_parties.workable_stakes(DILEMMA, HALF, 3),
    third_parties.honest_trade(MERCHANT, 0.5),
    third_parties.protected_trade(GUILD, 0.9),
    third_parties.inspection(VILLAGE),
    claims.c02(),
    SMALL.study(),
    SMALL.uncertain(draws=4, rng=1),
    qg.payoff_set(DILEMMA, HALF),
    qg.payoff_set(DILEMMA, HALF).strategy(),
    qg.payoff_set(CHAIN, 0.5),
    qg.critical_discount(DILEMMA, sharing="none", punishment="worst"),
]


def _named(value):
    return type(value).__name__


def test_every_kind_of_result_is_here():
    kinds = {kind for kind, _ in CHECKS} | {claims.claim.Claim}
    assert kinds == {type(result) for result in RESULTS}


@pytest.mark.parametrize("value", [*MODELS, *RESULTS], ids=_named)
def test_a_pickled_copy_is_equal_and_any_other_content_is_not(value):
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert hash(again) == hash(value)
    for field in dataclasses.fields(value):
        other = copy.copy(value)
        object.__setattr__(other, field.name, "something else")
        assert other != value, field.name
    assert value != DILEMMA.payoffs.tolist()


@pytest.mark.parametrize("value", [*MODELS, *RESULTS], ids=_named)
def test_a_value_cannot_be_changed_nor_can_its_pickled_copy(value):
    for one in (value, pickle.loads(pickle.dumps(value))):
        for field in dataclasses.fields(one):
            held = getattr(one, field.name)
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(one, field.name, held)
            if isinstance(held, np.ndarray):
                assert not held.flags.writeable, field.name


@pytest.mark.parametrize("result", RESULTS, ids=_named)
def test_a_result_prints_in_one_line_and_as_a_table(result):
    assert "\n" not in repr(result)
    assert repr(result) in html.unescape(result._repr_html_())
    assert len(result.to_frame()) or type(result).__name__ == "Waiting"
    assert "tabular" in result.to_latex()
    assert json.loads(result.to_json())["concept"] == result.concept


# An automaton is built from its game; what it is checked for follows from that.
BUILT = [found for found in RESULTS if type(found).__name__ != "Automaton"]


@pytest.mark.parametrize("result", BUILT, ids=_named)
def test_a_result_can_be_replaced_and_says_how_sure_it_is(result):
    other = dataclasses.replace(result, notes=("seen",))
    assert isinstance(other, Result)
    assert other.notes == ("seen",)
    assert other != result
    assert dataclasses.replace(other, notes=result.notes) == result
    assert isinstance(result.exact, bool)
    assert isinstance(result.notes, tuple)
    known = result.to_dict()
    assert (known["concept"], known["exact"]) == (result.concept, result.exact)
    assert np.array_equal(known["proven"], result.proven)
    assert known["certified"] is True


def test_what_was_made_alike_is_equal_however_numbers_are_kept():
    assert qg.Coordinator(sharing=True, deposit=[1, 2]) == qg.Coordinator(
        sharing=True, deposit=[1.0, Fraction(2)]
    )
    games = {qg.StageGame(DILEMMA.payoffs.astype(kind)) for kind in (int, float, object)}
    assert len(games) == 1
    assert qg.StageGame([[[0.1, 0]]]) != qg.StageGame([[[Fraction(1, 10), 0]]])
    assert qg.evolve(PAIR, 0.7) == qg.evolve(PAIR, 0.7)


@frozen
class _Anything:
    what: object


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (float("nan"), np.float64("nan")),
        (np.array([1, np.nan]), np.array([1, np.nan], dtype=object)),
        ({"a": [1, {"b": np.array(2)}], "c": 3}, {"c": 3.0, "a": [1, {"b": np.array(2.0)}]}),
        ((1, (np.array([True]),)), (1, (np.array([1]),))),
    ],
)
def test_contents_are_compared_all_the_way_down(one, other):
    assert _Anything(what=one) == _Anything(what=other)
    assert hash(_Anything(what=one)) == hash(_Anything(what=other))


def test_the_shape_belongs_to_the_content():
    flat, square = np.arange(4), np.arange(4).reshape(2, 2)
    assert _Anything(what=flat) != _Anything(what=square)


@pytest.mark.parametrize(
    "result", [found for found in RESULTS if hasattr(found, "plot")], ids=_named
)
def test_a_result_draws_into_the_axes_that_it_is_given(result):
    from matplotlib import pyplot

    ax = result.plot()
    both = np.ravel(np.asarray(ax, dtype=object))  # a study has a map for either side
    assert all(one.has_data() for one in both)
    assert result.plot(ax) is ax
    pyplot.close(both[0].figure)

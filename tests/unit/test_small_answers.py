"""Small answers: what is said, shown and given back in cases that few questions reach."""

import math
from fractions import Fraction

import networkx
import numpy as np
import pytest
from helpers.one_of_each import APART, HELPER, LEVELS, PAIR
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, institutions, repeated
from qinba_games.common import spans
from qinba_games.network.regimes import labels_of
from qinba_games.network.solvers.best_replies import numbers
from qinba_games.network.solvers.hitting_set import hitting_set
from qinba_games.paper import claims

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)


def test_a_repeated_game_that_nobody_can_leave_is_shown_as_its_stage():
    assert qg.RepeatedGame(DILEMMA)._repr_html_() == DILEMMA._repr_html_()
    assert qg.RepeatedGame(DILEMMA, outside=[3, 3])._repr_html_() != DILEMMA._repr_html_()


@pytest.mark.parametrize("least", [1, Fraction(5, 4), math.inf])
def test_no_patience_is_above_one(least):
    assert spans.Spans.upward(least) == spans.Spans()
    assert spans.Spans.upward(Fraction(1, 2)).pairs == ((Fraction(1, 2), 1),)


def test_a_network_gives_back_weights_that_it_was_given():
    table = {"a": ["A", "B"], "b": ["B", "C"], "weight": [2, 1]}
    sides = {f"{what}_{side}": [3, 2] for what in ("value", "temptation") for side in "ab"}
    net = qg.Network(["A", "B", "C"], {**table, **sides})
    assert net.columns()["weight"] == [2, 1]
    assert qg.Network(net.governments, net.columns()) == net


def test_labels_of_numpy_and_of_python_are_the_same_labels():
    pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
    net = qg.Network.from_partnerships({("A", "B"): pair})
    mixed = labels_of("f", net, [np.int64(1), 1])
    assert mixed == (1, 1)
    assert set(map(type, mixed)) == {int}


def test_a_region_names_the_governments_of_its_ties():
    tables = six_provinces()
    region = qg.Region.from_frames(**tables)
    ties = tables["ties"]
    assert region.records.pairs == list(zip(ties["a"], ties["b"], strict=True))
    assert region.records.pairs_of(2) == region.records.pairs[2]


def test_templates_are_refused_where_no_folder_can_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.OutputError, match="cannot write to"):
        qg.region.write_templates(tmp_path / "file" / "inside")


RELATION = repeated.Relation([4.5, 3], [5, 7], [1, 1])
SAID = {
    "Relation(2 members, joint payoff 7.5, float)": RELATION.as_floats,
    "TrustGame(1 partnership, 2 members, 2 trust levels, 1 condition)": PAIR.to_trust_game,
    "ClaimsProblem(7 among 2 claimants, exact)": lambda: cooperative.ClaimsProblem(7, [2, 5]),
    "River(3 members)": lambda: cooperative.River([9, 0, 0], [1, 2, 2]),
    "Irrigation(waiters=1, benefit=2, penalty=3, cost=1, detection=1, reward=0, harm=0)": lambda: (
        institutions.Irrigation(1, benefit=2, penalty=3, cost=1)
    ),
    "PerfectMonitoring()": lambda: qg.RepeatedGame(DILEMMA).monitoring,
    "Punishment(4 policies)": lambda: qg.evolve(PAIR, 0.7, coordinator=BINDING).punishment,
    "Share(C14 holds in": lambda: claims.c14.uncertain(draws=2, rng=1),
    "VerdictMap(C14 over delta and outside": lambda: claims.c14.map("delta", "outside", steps=2),
    "GovernedAgreement(SymmetricAgreement(4 members, exact), transfers=True)": lambda: (
        agreements.governed.GovernedAgreement(
            agreement=agreements.linear_quadratic(4), transfers=True
        )
    ),
}
BINDING = qg.Coordinator(mandate=["2"])


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_in_one_line(said):
    assert repr(SAID[said]()).startswith(said)


def test_a_path_of_insurance_says_how_much_is_paid_at_most():
    pair = agreements.Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
    found = agreements.insure(pair, 0.94).path(pair.states[:2])
    assert repr(found) == "RiskPath(2 periods, up to 0.303803 paid)"


def test_three_who_insure_nothing_gain_nothing():
    three = agreements.Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
    found = agreements.insure(three, 0.5)
    assert found.start is None
    assert not found.gain.any()
    assert found.to_frame()["paid"].tolist() == [(0.0, 0.0, 0.0)] * 8


def test_a_subsidy_is_taken_off_what_a_plan_is_worth():
    bundles, prices = {"paid": qg.Coordinator(subsidy=0.3)}, {"paid": 2}
    found = APART.plan(3, prices=prices, bundles=bundles, objective="value")
    helped = qg.evolve(APART.model(APART.all_ties[0]), APART.delta, coordinator=bundles["paid"])
    # Both contribute in good conditions alone, in three periods of four while that lasts.
    assert 0 < found.value < helped.founding_value
    above = qg.plan(LEVELS, 3, delta=0.6, prices=prices, bundles=bundles, objective="value")
    assert above.value == above.without > 0


@pytest.mark.slow
def test_windows_beside_any_equilibrium_begin_where_governments_take_turns():
    found = APART.study().windows("any equilibrium")
    (low,) = found["to_delta"][found["pivotal"]]
    at = [qg.payoff_set(APART.model(APART.all_ties[0]), low + by) for by in (-0.01, 0.01)]
    assert [one.contributes(0) for one in at] == [False, True]


def test_of_a_budget_in_thousandths_regret_is_found_by_lists():
    found = APART.plan(9, prices={"sharing": 0.001, "mediation": 1}, draws=4, rng=1)
    whole = APART.plan(9, prices={"sharing": 1, "mediation": 1}, draws=4, rng=1)
    assert found.regret.tolist() == whole.regret.tolist()


PLANNED = {"prices": {"sharing": 2}, "bundles": {"sharing": HELPER}}


NONE, EMPTY = errors.NotApplicableError, errors.EmptyGameError
ANY, WORTH = {"baseline": "any equilibrium"}, {"objective": "value"}
SIGNED = {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2001, 2001]}
PAIRS = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [1]}
SPELLS = {"a": ["A"], "b": ["B"], "start": [2001]}


def signed(**more):
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [2]}
    return qg.Region.from_frames({"name": ["A", "B"]}, ties, {**SIGNED, **more})


def spells(start, other):
    return qg.Panel.from_spells({**PAIRS, "start": [start]}, {**SPELLS, "b": [other]}, until=2005)


@pytest.mark.parametrize(
    ("call", "kind", "argument"),
    [
        (
            lambda: APART.plan(3, **PLANNED, **ANY, objective="probability"),
            errors.NotApplicableError,
            "baseline",
        ),
        (
            lambda: APART.replaced(detection=0.5).plan(3, **PLANNED, **ANY, **WORTH),
            errors.NotApplicableError,
            "baseline",
        ),
        (
            lambda: APART.plan(3, **PLANNED, control_loss=0.1),
            errors.NotApplicableError,
            "control_loss",
        ),
        (
            lambda: APART.replaced(sharing=False, mediation=0).plan(3, prices={}),
            errors.EmptyGameError,
            "bundles",
        ),
        (
            lambda: qg.plan(LEVELS, 3, delta=0.6, **PLANNED, **ANY),
            errors.NotApplicableError,
            "baseline",
        ),
        (
            lambda: qg.plan(LEVELS, 3, delta=0.6, **PLANNED, draws=3),
            errors.NotApplicableError,
            "draws",
        ),
        (
            lambda: agreements.Insurance([[1, 2]], [1], outside=[[1, 1]], loss=0.1),
            errors.NotApplicableError,
            "loss",
        ),
        (lambda: qg.Panel.from_region(APART, until=2000), EMPTY, "region"),
        (
            lambda: qg.Panel.from_region(signed().replaced(benefit=0), until=2005),
            errors.RangeError,
            "benefit",
        ),
        (lambda: spells(2000, "C"), errors.UnknownNameError, "spells, row 1 (label 0), column a"),
        (lambda: spells(None, "B"), errors.NotFiniteError, "pairs, row 1 (label 0), column start"),
        (
            lambda: qg.Promises.from_region(signed(third_party=["maybe"] * 2), until=2005),
            *(errors.InputTypeError, "agreements, row 1, column third_party"),
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, kind, argument):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.argument == argument


@pytest.mark.slow
def test_what_sharing_adds_to_any_equilibrium_is_what_turns_leave():
    pair = qg.Partnership([[2, 3], [3, 3]], 1, promotion=0.5, friction=0.1)
    found = qg.attribute(pair, qg.Coordinator(sharing=True), baseline="any equilibrium")
    window = qg.pivotal_window(pair, qg.Coordinator(sharing=True), baseline="any equilibrium")
    assert found.effect == pytest.approx(window.kept(0).least - window.kept(1).least)


def test_what_members_are_worth_and_how_long_they_stay():
    found, apart = (qg.evolve_members(PAIR, delta) for delta in (0.7, 0.1))
    assert (found.time_to_strong, apart.time_to_strong) == (0, math.inf)
    assert found.to_tu().worth(found.members) == pytest.approx(found.founding_value)
    assert found.survival(0) == 1
    assert found.cascade("1").followers == ("2",)


def test_an_edge_lacks_no_number_that_others_have():
    graph = networkx.Graph([(1, 2, {"a": 1, "value_a": 1, "value_b": 1, "temptation_a": 2})])
    with pytest.raises(errors.ShapeError, match="an edge has no 'temptation_b'"):
        qg.Network.from_networkx(graph)


def test_a_picture_says_when_trust_becomes_strong():
    slow = qg.Partnership([[1.2, 0.7], [2, 2]], 1, promotion=0.6, friction=0.05)
    titles = [qg.evolve(slow, delta).plot().get_title(loc="left") for delta in (0.1, 0.7)]
    assert titles[0].endswith("never becomes strong")


@pytest.mark.parametrize(
    ("own", "other", "profile", "delta"),
    [
        ([[0, 7], [0, 4]], [[3, 5], [3, 5]], (1, 1), math.inf),
        ([[5, 6, 3], [5, 8, 1], [2, 6, 1]], [[5, 7, 5], [8, 7, 5], [5, 1, 0]], (0, 1), 0.4935053),
    ],
)
def test_the_worst_punishment_is_sought_where_no_simple_number_is_the_edge(
    own, other, profile, delta
):
    game = qg.StageGame.from_bimatrix(own, other)
    found = qg.critical_discount(game, profile, sharing="none", punishment="worst")
    assert found.delta == pytest.approx(delta, abs=1e-6)


def test_the_worst_punishment_is_known_where_there_is_no_equilibrium_below_the_edge():
    """Nash equilibria of a period are mixed: below 10/13 no pure play is an equilibrium at all."""
    payoffs = [[[0, -3], [-1, 2]], [[-1, 4], [1, 3]], [[-1, 4], [2, -1]]]
    game = qg.RepeatedGame(qg.StageGame(payoffs))
    found = qg.critical_discount(game, sharing="none", punishment="worst")
    assert found.delta == pytest.approx(10 / 13, abs=1e-9)
    assert qg.verify(found).ok
    with pytest.raises(errors.NoEquilibriumError):
        qg.payoff_set(game, found.delta - 1e-6)
    corners = qg.payoff_set(game, found.delta + 1e-6).inner
    assert np.isclose(corners, payoffs[1][1]).all(axis=1).any()


def test_groups_that_resist_are_hit_one_after_the_other():
    """Each of two groups of four who wait for two of the others needs two seeds, the cheapest."""
    given = numbers(np.kron(np.eye(2, dtype=int), 1 - np.eye(4, dtype=int)), np.full(8, 2))
    everybody, nobody = np.ones(8, dtype=bool), np.zeros(8, dtype=bool)
    found = hitting_set(given, everybody, nobody, np.array([1, 2, 3, 4, 4, 3, 2, 1]))
    assert np.flatnonzero(found.chosen).tolist() == [0, 1, 6, 7]
    assert found.proven


def test_what_no_number_does_is_said_in_words():
    pair = qg.Partnership([[1, 1]], 1, promotion=0, friction=0, detection=0)
    none = qg.third_parties.subsidy_budget(pair, 0.5)
    assert repr(none) == "SubsidyBudget(no subsidy is enough)"
    fair = institutions.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2)
    assert "the merchant is not (it never is)" in repr(institutions.honest_trade(fair, 0.5))
    notes = qg.attribute(PAIR, qg.Coordinator()).notes
    assert notes == ("there is no capacity, and nothing to divide",)

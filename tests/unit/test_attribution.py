"""Which capacity does the work: attributions, the cheapest coordinator, and help that hurts."""

import dataclasses
import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import SLOW, some
from helpers.partnerships import reference
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games import errors, third_parties

HELP = qg.Coordinator(sharing=True, monitoring=0.5, mediation=0.5, deposit=0.3, subsidy=0.1)


def one_relation(b=2, c=1, w=0, detection=1, friction=0, **more):
    """The relation of the closed forms: one trust level, and friction ends it."""
    return qg.Partnership(
        [[b] * 2],
        c,
        outside=w,
        promotion=0,
        friction=friction,
        drop=None,
        detection=detection,
        **more,
    )


def threshold(helper, b=2.0, c=1.0, w=0.0, q=0.6, friction=0.2):
    """Least patience of `one_relation` by the closed form of one relation, capped at 1."""
    q = 1 - (1 - q) * (1 - helper.monitoring)
    friction *= 1 - helper.mediation
    s, B = helper.subsidy, float(helper.deposit)
    gain = max(0, c - q * (s + B))
    patience = gain / (gain + q * (b - c + s - w)) / (1 - friction)
    return min(patience, 1)


def by_orders(measure, names):
    """Average of what a capacity adds over all orders in which capacities come."""
    parts = dict.fromkeys(names, 0.0)
    orders = list(itertools.permutations(names))
    for order in orders:
        for k, name in enumerate(order):
            parts[name] += measure(order[: k + 1]) - measure(order[:k])
    return [parts[name] / len(orders) for name in names]


@pytest.mark.slow
def test_attribution_of_one_relation_is_that_of_its_closed_form():
    helper = dataclasses.replace(HELP, sharing=False)
    pair = one_relation(detection=0.6, friction=0.2)
    found = third_parties.attribute(pair, helper)

    def measure(names):
        return -threshold(helper.only(tuple(names)))

    assert found.values == pytest.approx(by_orders(measure, helper.capacities), abs=1e-8)
    assert found.effect == pytest.approx(measure(helper.capacities) - measure(()), abs=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("of", some(["probability_strong", "speed", "delta"], 2))
def test_attributions_add_up_to_the_whole_effect(of):
    pair = dataclasses.replace(reference("C", "none"), detection=0.8)
    delta = None if of == "delta" else 0.82
    found = third_parties.attribute(pair, HELP, of=of, delta=delta)
    assert found.values.sum() == pytest.approx(found.effect)
    assert sum(found.dividends.values()) == pytest.approx(found.effect)
    assert found.effect > 0
    for j, name in enumerate(found.capacities):
        halves = sum(d / len(bundle) for bundle, d in found.dividends.items() if name in bundle)
        assert found.values[j] == pytest.approx(halves)


def test_measures_are_what_evolution_says():
    pair = reference("B", "none")
    helper = qg.Coordinator(mediation=0.8, subsidy=0.2)
    found = third_parties.attribute(pair, helper, of="speed", delta=0.8)
    alone = qg.evolve(pair, 0.8).time_to_strong
    helped = qg.evolve(pair, 0.8, coordinator=helper).time_to_strong
    assert found.effect == pytest.approx(1 / max(helped, 1) - 1 / alone)
    chance = third_parties.attribute(pair, helper, of="probability_strong", delta=0.75)
    assert chance.measures[0] == qg.evolve(pair, 0.75).probability_strong


@pytest.mark.parametrize("model", [reference("A", "none"), qg.prisoners_dilemma(2, -1, 3, 0)])
def test_no_capacity_changes_nothing(model):
    found = third_parties.attribute(model, qg.Coordinator())
    assert found.effect == 0
    assert len(found.values) == 0
    assert found.dividends == {}
    start, end = [patch.get_width() for patch in found.plot().patches]
    assert start == end == pytest.approx(-float(found.measures[0]))


def test_repeated_games_are_exact():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 1])
    found = third_parties.attribute(game, qg.Coordinator(sharing=True))
    # The second member alone needs (3 - 2)/(3 - 1) = 1/2, both together (6 - 4)/(6 - 1) = 2/5.
    assert found["sharing"] == Fraction(1, 10)
    assert found.exact
    assert found.certificate.exact


def test_a_capacity_that_does_nothing_gets_nothing():
    pair = one_relation(friction=0.1)
    found = third_parties.attribute(pair, qg.Coordinator(monitoring=0.9, subsidy=0.1))
    assert found["monitoring"] == pytest.approx(0, abs=1e-9)
    assert found["subsidy"] == pytest.approx(found.effect)


@pytest.mark.slow
def test_a_wrong_attribution_fails():
    helper = dataclasses.replace(HELP, sharing=False, mediation=0)
    found = third_parties.attribute(one_relation(detection=0.5), helper)
    assert qg.verify(found).ok
    assert not qg.verify(found, policy=found.values + np.array([0.01, -0.01, 0])).ok


@pytest.mark.slow
def test_a_waterfall_ends_where_all_capacities_lead():
    helper = dataclasses.replace(HELP, sharing=False, mediation=0)
    found = third_parties.attribute(one_relation(detection=0.5), helper)
    start, *steps, end = [patch.get_width() for patch in found.plot().patches]
    assert start + sum(steps) == pytest.approx(end)
    assert "Attribution(delta:" in repr(found)
    assert list(found.to_frame()["capacity"]) == list(helper.capacities)


# The cheapest coordinator.


@pytest.mark.slow
@pytest.mark.parametrize("price", some([0.2, 1.0, 2.0], 1, 1))
def test_the_cheapest_mix_is_that_of_the_closed_form(price):
    pair, delta = one_relation(detection=0.5), 0.4
    found = third_parties.cheapest_coordinator(pair, delta, {"monitoring": price, "deposit": 1})
    # Keeping pays exactly when δ q (b - c) >= (1 - δ) (c - q B), so B = c/q - δ (b - c)/(1 - δ).
    q = 1 - 0.5 * (1 - np.linspace(0, 1, 200001))
    deposit = np.maximum(0, 1 / q - delta / (1 - delta))
    least = (price * np.linspace(0, 1, 200001) + deposit).min()
    assert found.cost == pytest.approx(least, abs=1e-4)
    assert found.cost >= least - 1e-7
    assert qg.evolve(pair, delta, coordinator=found.coordinator).classes == ("strong",)


@SLOW
@given(
    delta=st.floats(0.1, 0.45),
    deposit=st.floats(0.1, 3),
    subsidy=st.floats(0.1, 3),
    fixed=st.floats(0, 1),
)
@settings(max_examples=2, deadline=None)
def test_linear_prices_buy_one_capacity(delta, deposit, subsidy, fixed):
    """Where every breach is seen a deposit and a subsidy do the same: the cheaper one is bought."""
    pair = one_relation()
    costs = {"deposit": (fixed, deposit), "subsidy": subsidy}
    found = third_parties.cheapest_coordinator(pair, delta, costs)
    # Strong exactly when (1 - delta) (c - s - B) <= delta (b - c + s), b = 2, c = 1.
    lump = 1 - delta / (1 - delta)
    paid = 1 - 2 * delta
    assert found.cost == pytest.approx(min(fixed + deposit * lump, subsidy * paid), rel=1e-3)


def test_a_deposit_that_is_seldom_collected_has_to_be_larger():
    """Strong exactly when (1 - delta) (c - kappa B) <= delta (b - c): here kappa B >= 8/9."""
    found = third_parties.cheapest_coordinator(one_relation(), 0.1, {"deposit": 1}, credibility=0.1)
    assert found.cost == pytest.approx(80 / 9, abs=1e-6)


@pytest.mark.parametrize("rest", [{}, {"deposit": 1}, {"deposit": 1, "subsidy": 2}])
def test_a_capacity_that_the_partnership_has_is_refused_by_name_however_many_have_a_price(rest):
    pair = dataclasses.replace(one_relation(), sharing="optimal")
    with pytest.raises(errors.NotApplicableError, match="'sharing' = 'optimal'"):
        third_parties.cheapest_coordinator(pair, 0.8, {"sharing": 1, **rest})


@SLOW
def test_every_bundle_is_there_and_larger_ones_are_no_dearer():
    pair = dataclasses.replace(reference("A", "none"), detection=0.8)
    costs = {"sharing": 0.2, "mediation": 0.3, "deposit": 0.4}
    found = third_parties.cheapest_coordinator(pair, 0.65, costs)
    cost = {frozenset(b.capacities): b.cost for b in found.bundles}
    assert len(cost) == 8
    for a, b in itertools.combinations(cost, 2):
        for small, large in ((a, b), (b, a)):
            if small < large and large - small <= {"mediation", "deposit"}:
                assert cost[large] <= cost[small] + 1e-9
    assert found.cost == min(cost.values())


def test_no_bundle_may_be_enough():
    found = third_parties.cheapest_coordinator(one_relation(), 0.1, {"mediation": 1, "sharing": 1})
    assert found.coordinator is None
    assert found.cost == math.inf
    assert "no bundle" in repr(found)


def test_nothing_is_bought_where_nothing_is_needed():
    found = third_parties.cheapest_coordinator(one_relation(), 0.9, {"deposit": 1, "sharing": 1})
    assert found.cost == 0
    assert found.coordinator.capacities == ()


def test_costs_that_do_not_add_up_fail():
    found = third_parties.cheapest_coordinator(one_relation(), 0.4, {"deposit": 1})
    best = dataclasses.replace(found.bundles[0], cost=found.cost / 2)
    assert not qg.verify(dataclasses.replace(found, bundles=(best,))).ok
    weak = qg.evolve(one_relation(), 0.4)
    assert not qg.verify(dataclasses.replace(found, witness=weak)).ok


@SLOW
@given(delta=st.floats(0.02, 0.98), friction=st.floats(0, 0.5), cost=st.floats(0.5, 2))
@settings(max_examples=8, deadline=None)
def test_the_budget_is_that_of_the_closed_form(delta, friction, cost):
    found = third_parties.subsidy_budget(one_relation(c=cost, friction=friction), delta)
    rho = delta * (1 - friction)
    # Both V >= w = 0 and (1 - rho) (c - s) <= rho (b - c + s).
    least = max(0.0, cost - 2 * rho, cost - 2)
    assert found.subsidy == pytest.approx(least, abs=1e-7)
    assert found.per_period == 2 * found.subsidy
    # From the second period on the relation has survived friction with 1 - friction each.
    outlay = found.per_period * (1 - delta) / (1 - rho)
    assert found.expected == pytest.approx(outlay, abs=1e-7)


def test_a_budget_beside_other_capacities_is_smaller():
    pair = one_relation(detection=0.6)
    alone = third_parties.subsidy_budget(pair, 0.4)
    beside = third_parties.subsidy_budget(pair, 0.4, coordinator=qg.Coordinator(monitoring=0.5))
    assert beside.subsidy < alone.subsidy


# When help hurts.


def test_bail_outs_raise_the_least_patience_as_the_closed_form_says():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    sizes = [Fraction(k, 4) for k in range(8)]
    found = third_parties.when_it_hurts(game, "support", sizes)
    # (D - G)/(D - W) with D = 2 max(3, w), G = 4, W = 2 w.
    assert found.delta.tolist() == [1 / (3 - w) for w in sizes]
    assert found.intervals == [(0, 1.75)]
    assert found.exact
    half = third_parties.when_it_hurts(game, "support", sizes, crowding_out=Fraction(1, 2))
    assert half.delta.tolist() == [1 / (3 - w / 2) for w in sizes]


def test_harm_is_exact_only_where_all_its_numbers_are():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    for measure in ("support", "bias"):
        assert third_parties.when_it_hurts(game, measure, [0, Fraction(1, 4)]).exact
        assert not third_parties.when_it_hurts(game, measure, [0, 0.25]).exact
    part = third_parties.when_it_hurts(game, "support", [0, 1], crowding_out=0.5)
    assert not part.exact
    # Unequal members: bias hurts from 1/4 on, which is looked for by halving.
    stage = qg.StageGame.from_bimatrix([[2, -1], [4, 0]], [[2, 3], [-1, 0]])
    unequal = qg.RepeatedGame(stage, outside=[0, 0])
    sizes = [Fraction(k, 5) for k in range(4)]
    halved = third_parties.when_it_hurts(unequal, "bias", sizes)
    assert 0.25 in [pytest.approx(float(low), abs=1e-6) for low, _ in halved.intervals]
    assert not halved.exact


@pytest.mark.parametrize("measure", ["support", "bias"])
def test_fractions_are_sizes_for_games_in_floats_too(measure):
    game = qg.RepeatedGame(qg.prisoners_dilemma(2.0, -1, 3, 0), outside=[0, 0])
    sizes = [Fraction(1, 3), Fraction(2, 3)]
    found = third_parties.when_it_hurts(game, measure, sizes)
    same = third_parties.when_it_hurts(game, measure, list(map(float, sizes)))
    assert found.delta.tolist() == same.delta.tolist()
    assert found.witness == same.witness


def test_support_that_crowds_nothing_out_changes_nothing():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    raised = qg.RepeatedGame(qg.prisoners_dilemma(3, 0, 4, 1), outside=[1, 1])
    found = third_parties.when_it_hurts(game, "support", [0, 1], crowding_out=0)
    assert not found.hurts
    assert found.delta.tolist() == [qg.critical_discount(raised).delta] * 2


def test_bias_costs_the_member_who_is_passed_over():
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
    found = third_parties.when_it_hurts(game, "bias", [0, Fraction(1, 4), Fraction(1, 2)])
    # It gets (1 - β) 4/2, and breaks for 3: δ = (3 - 2 (1 - β))/3.
    assert found.delta.tolist() == [Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)]


def test_a_little_bias_can_help_and_much_of_it_hurts():
    """Unequal members under equal shares: bias towards the tempted one first makes up for it."""
    stage = qg.StageGame.from_bimatrix([[2, -1], [4, 0]], [[2, 3], [-1, 0]])
    game = qg.RepeatedGame(stage, outside=[0, 0])
    found = third_parties.when_it_hurts(game, "bias", np.linspace(0, 0.9, 10), favoured=0)
    # Members need 1 - (1 + β)/2 and 1 - 2 (1 - β)/3: equal at β = 1/7, and 1/2 again at β = 1/4.
    assert found.delta.min() < found.delta[0] == pytest.approx(0.5)
    assert found.intervals == [(pytest.approx(0.25, abs=1e-6), 0.9)]


def test_a_partnership_loses_cooperation_to_bail_outs():
    found = third_parties.when_it_hurts(one_relation(), "support", [0, 0.25, 0.5])
    # δ = c/(b - w).
    assert found.delta == pytest.approx([1 / 2, 1 / 1.75, 1 / 1.5], abs=1e-8)
    delta, without, under = found.answers[0]
    assert without.classes == ("strong",)
    assert under.classes != ("strong",)
    assert found.witness["size"] == 0.5
    assert found.witness["least patience without"] < delta < found.witness["least patience with"]


def test_mediation_helps_where_friction_is_the_trouble():
    found = third_parties.when_it_hurts(one_relation(friction=0.3), "mediation", [0.5, 1])
    assert not found.hurts
    assert found.delta == pytest.approx([0.5 / (1 - 0.3 * (1 - a)) for a in (0, 0.5, 1)], abs=1e-8)
    assert found.plot().get_xlabel().startswith("size of the mediation")


def test_of_bundles_that_cost_the_same_the_smaller_comes_first():
    """Equals need nobody to settle shares, even if that costs nothing."""
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0)
    found = third_parties.cheapest_coordinator(pair, 0.4, {"sharing": 0, "subsidy": 1})
    least = [b.capacities for b in found.bundles if b.cost <= found.cost + 1e-6]
    assert least == [("subsidy",), ("sharing", "subsidy")]
    assert found.coordinator.capacities == ("subsidy",)


def test_who_need_not_pay_loses_nothing_by_sharing_beside_any_equilibrium():
    # With payments one of the two contributes, which is no cooperation of both.
    pair = qg.Partnership([[3, 0.5], [3.1, 0.6]], 1, promotion=0.5, friction=0.2)
    found = third_parties.attribute(pair, qg.Coordinator(sharing=True), baseline="any equilibrium")
    assert found.effect == 0
    assert qg.verify(found).ok

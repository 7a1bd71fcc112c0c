"""Networks whose payoffs are too far apart for floats are solved in fractions, and rounded."""

import dataclasses
import sys
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.ladder import both_games, both_members
from helpers.ladder import both_large_networks as large_networks
from helpers.networks import ladder

import qinba_games as qg
from qinba_games import errors
from qinba_games.network.regimes import REGIMES

LABELS = ["west"] * 3 + ["east"] * 3


def nets(huge=10**12):
    """The six governments of the reference numbers and one tie more; in ints and in floats."""
    table = ladder().columns()
    more = {"a": 0, "b": 1, "value_a": -huge, "value_b": 1, "temptation_b": 2}
    table = {name: [*column, more.get(name, 0)] for name, column in table.items()}
    ints = qg.Network(range(6), table)
    for name in table.keys() - {"a", "b"}:
        table[name] = [float(number) / 10 for number in table[name]]
    tenths = qg.Network(range(6), table)
    return ints, tenths


@pytest.fixture(scope="module", params=REGIMES)
def both(request):
    ints, tenths = nets()
    asked = request.param
    return (
        qg.sustain(ints, F(1, 2), asked, jurisdictions=LABELS),
        qg.sustain(tenths, 0.5, asked, jurisdictions=LABELS),
    )


def test_the_answer_is_that_of_the_decimals(both):
    exact, found = both
    assert exact.exact
    assert not found.exact
    assert (found.sustained == exact.sustained).all()
    assert found.value == float(exact.value / 10)
    assert found.reasons == exact.reasons
    assert found.unique == exact.unique
    assert found.relaxation == pytest.approx(float(exact.relaxation / 10))
    for name in ("slack", "transfers", "payments"):
        np.testing.assert_array_equal(getattr(found, name), getattr(exact, name) / 10.0)
    assert found.certificate.outside
    assert "fractions" in found.notes[-1]


def test_another_set_is_judged_in_fractions(both):
    _, found = both
    assert qg.verify(found, policy=np.zeros(9, dtype=bool)).ok
    assert not qg.verify(found, policy=np.ones(9, dtype=bool)).ok


@pytest.mark.parametrize(
    "change",
    [
        lambda one: {"bound": one.bound * (1 + 1e-15)},
        lambda one: {"sustained": ~one.sustained},
        lambda one: {"delta": np.nextafter(0.5, 1)},
        lambda one: {"price": one.price + 1},
        lambda one: {"regime": next(rule for rule in REGIMES if rule != one.regime)},
        lambda one: {"exact": True},
        lambda one: {"unique": not one.unique},
        lambda one: {"network": nets(10**11)[1]},
        lambda one: {"network": nets(10**11)[0]},
        lambda one: {"in_fractions": one},
        lambda one: {
            "in_fractions": qg.sustain(nets()[0], F(1, 2), one.regime, jurisdictions=LABELS)
        },
    ],
)
def test_what_is_changed_is_refused(both, change):
    _, found = both
    assert qg.verify(found).ok
    assert not qg.verify(dataclasses.replace(found, **change(found))).ok


def test_a_worse_set_with_evidence_of_its_own_is_refused(both):
    _, found = both
    none = np.zeros(9, dtype=bool)
    worse = dataclasses.replace(found.in_fractions, sustained=none, bound=F(0))
    forged = dataclasses.replace(found, sustained=none, bound=0.0, in_fractions=worse)
    assert not qg.verify(forged).ok


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["temptation", "benefit"])
def test_more_ties_than_are_searched_for_the_first_set(kind):
    """Where one has ten million, tolerances of its size kept what does not carry itself."""
    exact, tenths = large_networks(np.random.default_rng(0), kind, 10**7)
    for rule in ("bilateral+sharing", "multilateral"):
        one, other = qg.sustain(exact, F(7, 10), rule), qg.sustain(tenths, 0.7, rule)
        assert (one.sustained == other.sustained).all()
        assert other.in_fractions.exact


@pytest.mark.parametrize(("quick", "most", "solved"), [(8, 9, True), (9, 8, None), (8, 8, None)])
def test_many_ties_take_fractions_only_where_floats_are_refused(quick, most, solved, monkeypatch):
    module = sys.modules["qinba_games.network.sustain"]
    monkeypatch.setattr(module, "QUICK", quick)
    monkeypatch.setattr(module, "MOST", most)
    _, near = nets(10**6)
    assert qg.sustain(near, 0.5, "multilateral").in_fractions is None
    _, far = nets(10**12)
    if solved:
        assert qg.sustain(far, 0.5, "multilateral").in_fractions.exact
    else:
        with pytest.raises(errors.PayoffSpanError, match="Sustained: payoffs span"):
            qg.sustain(far, 0.5, "multilateral")


def test_what_is_near_is_solved_in_floats():
    _, near = nets(10**3)
    assert qg.sustain(near, 0.5, "multilateral").in_fractions is None


@pytest.fixture
def members():
    benefit = np.full((3, 3), 1.3) - 1.3 * np.eye(3)
    plain = {"promotion": 0.6, "friction": 0.05, "bad_times": [(0.1, (1e12, 1e12, 1e12))]}
    return qg.evolve_members(qg.Partnership([benefit, 1.5 * benefit], 1.0, **plain), 0.9)


@pytest.fixture
def mixed():
    rows = [[2.0, 0], [0, 1], [-1e12, -1e12]]
    return qg.nash(qg.StageGame.from_bimatrix(rows, [[1.0, 0], [0, 2], [0, 0]]))


def test_members_are_solved_in_fractions(members):
    assert members.in_fractions.exact
    assert members.certificate.outside
    assert members.founding_value == float(members.in_fractions.founding_value)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: {"surplus": one.surplus * (1 + 1e-15)},
        lambda one: {"staying": 0 * one.staying},
        lambda one: {"delta": 0.7000000001},
        lambda one: {"founding": 1},
        lambda one: {"exact": True},
        lambda one: {"in_fractions": dataclasses.replace(one.in_fractions, delta=F(69, 100))},
        lambda one: {
            "in_fractions": dataclasses.replace(
                one.in_fractions, acting=0 * one.in_fractions.acting
            )
        },
    ],
)
def test_changed_members_are_refused(members, change):
    assert members.founding_value > 0
    assert not qg.verify(dataclasses.replace(members, **change(members))).ok


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "rule"), [("outside", "voluntary"), ("bad times", "none")])
def test_five_members_are_solved_in_fractions(kind, rule):
    exact, rounded = both_members(np.random.default_rng(1), kind, 10**12, n=5, levels=1)
    one, other = (
        qg.evolve_members(model, delta, sharing=rule)
        for model, delta in ((exact, F(7, 10)), (rounded, 0.7))
    )
    assert (one.staying == other.staying).all()
    assert other.in_fractions.exact
    # Numbers in fractions meet a patience in floats.
    mixed = qg.evolve_members(exact, 0.7, sharing=rule)
    assert (mixed.staying == one.staying).all()
    assert mixed.in_fractions.exact


def test_equilibria_are_found_in_fractions(mixed):
    assert len(mixed.equilibria) == 3
    assert mixed.complete
    assert mixed.equilibria[2][0].tolist() == [2 / 3, 1 / 3, 0]
    assert qg.verify(mixed, policy=([1, 0, 0], [1, 0])).ok
    assert not qg.verify(mixed, policy=([1, 0, 0], [0, 1])).ok


def test_equilibria_of_larger_games_are_found_in_fractions():
    exact, rounded = both_games(np.random.default_rng(0), "cell", 10**12, (13, 13))
    one, other = qg.nash(exact), qg.nash(rounded)
    assert other.in_fractions.exact
    assert len(one.equilibria) == len(other.equilibria) > 0
    for mixed, near in zip(one.equilibria, other.equilibria, strict=True):
        np.testing.assert_array_equal(np.concatenate(mixed).astype(float), np.concatenate(near))


@pytest.mark.parametrize(
    "change",
    [
        lambda one: {"equilibria": one.equilibria[:2]},
        lambda one: {"equilibria": one.equilibria[::-1]},
        lambda one: {"complete": False},
        lambda one: {"in_fractions": one},
    ],
)
def test_changed_equilibria_are_refused(mixed, change):
    assert not qg.verify(dataclasses.replace(mixed, **change(mixed))).ok


def test_where_floats_find_no_equilibrium_fractions_do():
    """All that mixes is lost beside a billion."""
    game = [[[2, 2], [-(10**9), 1], [4, 1]], [[3, 1], [2, 4], [0, 3]], [[2, 3], [3, 1], [3, 3]]]
    found = qg.nash(qg.StageGame(game))
    assert found.method.endswith("in fractions")
    assert found.equilibria
    assert found.exact


def test_the_strength_of_what_is_far_apart_is_measured_in_fractions(both):
    exact, found = both
    one, other = qg.network_measures(exact), qg.network_measures(found)
    assert other.in_fractions.exact
    assert (other.in_core, other.objecting) == (one.in_core, one.objecting)
    assert other.largest_cascade == one.largest_cascade
    assert other.fairness == float(one.fairness)
    assert other.resilience == float(one.resilience / 10)
    np.testing.assert_array_equal(other.surplus, one.surplus / 10.0)
    assert not qg.verify(dataclasses.replace(other, objecting=(1,))).ok
    forged = dataclasses.replace(other, sustained=qg.sustain(nets(10**11)[1], 0.5, found.regime))
    assert not qg.verify(forged).ok


def test_what_exits_set_off_is_followed_in_fractions(both):
    exact, found = both
    asked = {"exits": [2], "jurisdictions": LABELS, "regime": exact.regime}
    one = qg.cascade(exact.network, F(1, 2), shocks={3: 1}, **asked)
    other = qg.cascade(found.network, 0.5, shocks={3: 0.1}, **asked)
    assert (one.rounds, one.followers, one.stranded) == (
        other.rounds,
        other.followers,
        other.stranded,
    )
    assert (other.value, other.salvage) == (float(one.value / 10), float(one.salvage / 10))
    assert other.before.in_fractions.exact
    for field in ("exits", "shocks"):
        assert not qg.verify(dataclasses.replace(other, **{field: (1,)})).ok, field


def test_a_cascade_among_many_ties_is_judged_by_what_meets_in_each_sum():
    """A tolerance of all ties together took for rounding what one government lacks."""
    ends = [(0, 1), (1, 2), *((k, k + 1) for k in range(3, 203, 2))]
    value = [1.0] * 101 + [9000.0]
    table = {"a": [a for a, _ in ends], "b": [b for _, b in ends], "value_a": value}
    table |= {"value_b": value, "temptation_a": [1.0, 2.001] + value[2:], "temptation_b": value}
    net = qg.Network(range(203), table)
    left = qg.cascade(net, 0.5, "multilateral", exits=[0])
    assert left.followers == (1,)
    assert qg.network_measures(left.before).largest_cascade == 1


def test_a_shock_that_is_huge_ends_nothing_by_rounding():
    """A tie of two others that lacks a tenth stays out, whatever falls on a third."""
    _, near = nets(10)
    plain = qg.cascade(near, 0.5, "bilateral", shocks={5: 10.0})
    huge = qg.cascade(near, 0.5, "bilateral", shocks={5: 1e12})
    assert huge.in_fractions.exact
    assert plain.remaining.tolist() == huge.remaining.tolist()


def test_whole_numbers_meet_a_patience_in_floats():
    """Beside 10^12 a hundred is no rounding."""
    table = {"a": [0, 1], "b": [1, 2], "value_a": [1, -(10**12)], "value_b": [1, 1]}
    table |= {"temptation_a": [0, 0], "temptation_b": [9, 0]}
    found = qg.sustain(qg.Network(range(3), table), 0.5, "bilateral")
    assert found.sustained.tolist() == [False, False]
    assert found.in_fractions.exact


def test_shares_that_only_rounding_makes_add_up_are_no_mistake():
    """Thirds in floats are less than a whole in decimals."""
    benefit = np.full((3, 3), 1.3) - 1.3 * np.eye(3)
    plain = {"promotion": 0.6, "friction": 0.05, "sharing": [1 / 3] * 3}
    near = qg.Partnership([benefit], 1.0, bad_times=[(0.1, (1e7, 1e7, 1e7))], **plain)
    assert qg.evolve_members(near, 0.9).in_fractions is None
    far = qg.Partnership([benefit], 1.0, bad_times=[(0.1, (1e12, 1e12, 1e12))], **plain)
    with pytest.raises(errors.PayoffSpanError):
        qg.evolve_members(far, 0.9)

"""The scenarios: thresholds derived by hand, facts with sources, what is assumed labelled so."""

import dataclasses
import functools
from fractions import Fraction

import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games.paper import scenarios
from qinba_games.paper.scenarios import mountains


@functools.cache
def scenario(name):
    return scenarios.SCENARIOS[name]()


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", some([(Fraction(7, 2), 6), (Fraction(5, 2), 4), (5, Fraction(11, 2))], 1)
)
def test_the_exit_of_the_centre_from_the_xinan(given):
    cost, benefit = given
    # With a payment s that stays for ever: protecting costs k - s more than polluting (if that is
    # positive), and the two together gain w - (k - s) a year by it. With payments between them it
    # holds ⇔ (1 - d)(k - s) <= d (w - (k - s)), that is from d = (k - s)/w on; for s = 0, k/w.
    found = scenarios.xinan(cost=cost, benefit=benefit)
    by_hand = [max(0, Fraction(cost - s) / benefit) for s in (3, 4, 3, 2, 0)]
    assert found.rows["from delta"] == by_hand
    # Paid either way, s is had in every case: only the cost counts, in every row.
    assert found.rows["from delta, either way"] == [Fraction(cost) / benefit] * 5
    assert "paid either way: then its money moves no threshold." in found.finding
    # Over the recorded years: in the last state the centre is gone, so nothing less than k/w will
    # do in it, and k/w is enough in every year before, where the centre only adds.
    years = found.answers[-1]
    assert float(years.delta) == pytest.approx(float(Fraction(cost) / benefit), abs=1e-9)
    assert found.certificate.ok


@pytest.mark.slow
def test_below_the_threshold_the_agreement_unravels_to_the_years_that_pay_for_themselves():
    # k = 3.5: only 2015, when the centre pays 4, is worth it for one year.
    game = scenarios.xinan().answers[-1].game
    policy = qg.solve(game, Fraction(1, 2)).policy
    assert [year for year in policy if policy[year][0] == "protect"] == ["2015"]


def test_the_chishui_needs_more_patience_when_the_centre_has_left():
    found = scenarios.chishui()
    # Sichuan: keeps 120 - 60 - 80 + 60 = 40 a year, and would have 80 for one year by breaking it.
    assert found.rows["agreed shares from delta"][1] == Fraction(80 - 40, 80)
    # The incentive of 20 raises what keeping it brings to 60.
    assert found.rows["agreed shares from delta"][0] == Fraction(80 - 60, 80)


def test_hebei_loses_while_all_gain():
    found = scenarios.beijing_tianjin_hebei()
    # 2 - 8 m for Hebei; the two cities save a quarter of it each: 11 - 4 m for all.
    assert found.rows["Hebei gains"] == [2 - 8 * m for m in found.rows["moved"]]
    assert found.rows["all gain"] == [11 - 4 * m for m in found.rows["moved"]]
    assert found.rows["from delta, no sharing"][-1] == float("inf")
    assert found.rows["from delta, best shares"][-1] < 1


@pytest.mark.parametrize(("burden", "edge"), [(8, "0.25"), (20, "0.1"), (Fraction(16, 5), "0.62")])
def test_where_hebei_begins_to_lose_is_no_point_of_the_grid(burden, edge):
    # 2 - burden m < 0 for Hebei; there all gain 11 - 1, and what they would keep is 16.
    told = scenarios.beijing_tianjin_hebei(burden=burden).finding
    assert f"more than {edge} of the industry" in told
    assert "gain 10 at that point" in told
    assert f"{6 / 16:.2g} does" in told
    assert scenarios.beijing_tianjin_hebei(burden=burden, moved=[0.9]).finding == told
    assert "loses nothing" in scenarios.beijing_tianjin_hebei(burden=2).finding


def test_the_office_changes_ties_and_not_their_number():
    found = scenarios.yangtze()
    assert sum(found.rows["without"]) == sum(found.rows["with"]) == 19
    assert found.rows["with"][0] + found.rows["with"][1] >= found.rows["without"][0]


@pytest.mark.slow
def test_three_levels_are_at_least_as_good_as_nobody():
    found = scenario("qinba_levels")
    strong = dict(zip(found.rows["regime"], found.rows["strong"], strict=True))
    assert strong["three-level"] > strong["none"]
    below = dict(zip(found.rows["regime"], found.rows["strong below the provinces"], strict=True))
    assert below["national"] == below["provinces"]  # helping provinces changes no class below


def test_ties_side_by_side_are_as_each_by_itself():
    region = qg.paper.case()
    found = scenario("five_year_terms")
    assert [sum(row) for row in zip(*list(found.rows.values())[1:], strict=True)] == [49] * 4
    reopened = found.answers[2]
    assert (reopened.kind, reopened.turnover) == ("stationary", Fraction(1, 5))
    for k in (0, 7, 30):
        pair = dataclasses.replace(
            region.partnership(*region.all_ties[k].members), sharing="voluntary"
        )
        alone = qg.agreements.negotiated(pair, region.delta, Fraction(1, 5))
        joint = [
            value
            for (number, _), value in zip(reopened.policy[0], reopened.joint_payoff[0], strict=True)
            if number == k
        ]
        assert joint == pytest.approx(alone.joint_payoff[0].tolist(), abs=1e-9)


def test_the_class_of_a_tie_is_read_from_good_and_bad_times():
    both, one, none = ("contribute", "contribute"), ("contribute", "idle"), ("leave", "idle")
    named = {(both, both): "strong", (both, one): "weak", (one, one): "neither", (none,): "neither"}
    assert {profiles: mountains._class(profiles) for profiles in named} == named


@pytest.mark.exhaustive
def test_counts_are_those_of_ties_by_themselves():
    region = qg.paper.case()
    classes = [
        qg.agreements.negotiated(
            dataclasses.replace(region.partnership(*tie.members), sharing="voluntary"),
            region.delta,
            Fraction(1, 5),
        ).founding_class
        for tie in region.all_ties
    ]
    rows = scenario("five_year_terms").rows
    assert [classes.count(name) for name in ("strong", "weak")] == [
        rows["strong"][2],
        rows["weak"][2],
    ]


def test_a_clause_restores_what_new_governments_take():
    rows = scenario("five_year_terms").to_frame().set_index("agreement")["strong"]
    assert rows["reopened"] < rows["as it is"]
    assert rows["reopened, with a clause"] == rows["with a clause"]


def test_floods_are_insured_between_the_patience_of_any_and_of_all():
    found = scenario("mountain_floods")
    for contract in found.answers:
        needed = qg.critical_discount(contract.insurance, kind="first best").delta
        assert (contract.kind == "first best") == (needed <= 0.88)
        if contract.insurance.is_plain and contract.kind != "first best":
            least = qg.critical_discount(contract.insurance).delta
            assert (contract.kind == "partial") == (least < 0.88)
    # Members that lose by leaving always insure each other at least in part.
    rows = found.to_frame().set_index("floods")
    assert rows["nothing"]["leaving costs"] == 0
    assert rows.sum(axis=1).tolist() == [49] * 4


@pytest.mark.slow
@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_every_number_is_a_fact_with_a_source_or_assumed(name):
    found = scenario(name)
    assert found.assumed
    assert found.facts
    assert all(row["source"] for row in found.facts)
    assert all(row["fact"] in found.tell() for row in found.facts)
    assert len(found.to_frame()) == len(next(iter(found.rows.values())))
    assert found.plot() is not None
    assert found.certificate is None or found.certificate.ok


def test_clean_water_that_costs_more_than_it_is_worth_is_refused():
    with pytest.raises(qg.errors.RangeError, match="below the benefit"):
        scenarios.xinan(cost=7, benefit=6)

"""Agreements under disasters: limits, invariances, a second formulation, and forged contracts."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from helpers.forgery import changed
from matplotlib import pyplot as plt
from oracles import risk_sharing as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import Insurance, insure, loss_window
from qinba_games.agreements.insure import _worth
from qinba_games.agreements.solvers import risk_sharing_intervals as solver

VILLAGE = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
FLOOD = Insurance(
    [[1, 1], [0.4, 1], [1, 0.7]],
    [[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.5, 0.1, 0.4]],
    states=["calm", "flood", "drought"],
)


def drawn(rng, states=4):
    income = rng.uniform(0.4, 1.6, (states, 2))
    chances = rng.dirichlet(np.full(states, rng.choice([0.3, 1, 5])), states)
    aversion, loss = float(rng.choice([0.5, 1, 2, 3])), float(rng.choice([0, 0.02, 0.1]))
    return Insurance(income, chances, aversion=aversion, loss=loss)


@pytest.mark.parametrize("seed", range(6))
def test_value_iteration_over_shares_says_the_same(seed):
    rng = np.random.default_rng(seed)
    pair, delta = drawn(rng), float(rng.uniform(0.6, 0.95))
    found = insure(pair, delta)
    edges = oracle.share_edges(
        pair.income, pair.alone, pair.probability, pair.aversion, delta, points=1500
    )
    assert found.proven
    shares = 1 / (1 + np.exp(-found.intervals / pair.aversion))
    assert shares == pytest.approx(edges, abs=3e-4)


def test_without_patience_everybody_is_alone():
    found = insure(VILLAGE, 0)
    assert (found.kind, found.growth) == ("autarky", 0)
    assert not found.transfers.any()


def test_nothing_is_insured_that_hits_all_alike():
    common = Insurance([[1, 2], [2, 4]], [0.5, 0.5])
    assert qg.critical_discount(common).delta == math.inf
    assert qg.critical_discount(common, kind="static").delta == math.inf
    assert qg.critical_discount(common, kind="first best").delta == 0
    assert insure(common, 0.99).kind == "autarky"


def test_a_state_split_in_two_changes_nothing():
    income = VILLAGE.income[[0, 0, 1, 2, 3]]
    chances = np.array([0.3, 0.51, 0.09, 0.09, 0.01])
    split = Insurance(income, chances)
    one, two = insure(VILLAGE, 0.94), insure(split, 0.94)
    assert two.intervals == pytest.approx(one.intervals[[0, 0, 1, 2, 3]], abs=1e-12)
    for kind in ("any", "static", "first best"):
        least = [qg.critical_discount(each, kind=kind).delta for each in (VILLAGE, split)]
        assert least[0] == pytest.approx(least[1], abs=1e-9)


@pytest.mark.parametrize("delta", [0.8, 0.94, 0.97])
def test_the_unit_of_income_and_the_order_of_members_do_not_matter(delta):
    one = insure(FLOOD, delta)
    scaled = insure(Insurance(1000 * FLOOD.income, FLOOD.probability), delta)
    other = insure(Insurance(FLOOD.income[:, ::-1], FLOOD.probability), delta)
    assert scaled.intervals == pytest.approx(one.intervals, abs=1e-11)
    assert scaled.transfers == pytest.approx(1000 * one.transfers, abs=1e-8)
    assert other.intervals == pytest.approx(-one.intervals[:, ::-1], abs=1e-11)


@pytest.mark.parametrize("seed", range(8))
def test_more_patience_and_more_loss_widen_every_interval(seed):
    rng = np.random.default_rng(100 + seed)
    pair, delta = drawn(rng), float(rng.uniform(0.5, 0.9))
    first = insure(pair, delta).intervals
    costly = dataclasses.replace(pair, loss=pair.loss + 0.02)
    for other in (insure(pair, delta + 0.03), insure(costly, delta)):
        assert (other.intervals[:, 0] <= first[:, 0] + 1e-9).all()
        assert (other.intervals[:, 1] >= first[:, 1] - 1e-9).all()


def test_equal_states_are_merged_by_what_follows_them():
    # The last two earn the same, but one of them is followed by other states.
    chances = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.2, 0.4, 0.4]])
    alike = solver.equal_states(np.array([[1, 1], [0.4, 1], [0.4, 1]]), chances)
    assert len(set(alike.tolist())) == 3
    alike = solver.equal_states(np.array([[1, 1], [0.4, 1], [0.4, 1]]), chances[[0, 1, 1]])
    assert alike[1] == alike[2] != alike[0]


def test_just_above_the_threshold_newton_still_ends():
    least = qg.critical_discount(VILLAGE).delta
    found = insure(VILLAGE, least + 1e-6)
    assert (found.kind, found.proven) == ("partial", True)
    assert 0 < found.transfers.max() < 1e-5
    assert insure(VILLAGE, least - 1e-6).kind == "autarky"


def test_newton_from_a_poor_start_lands_on_autarky_and_the_growth_shows_it():
    found = insure(VILLAGE, 0.96)
    alone = math.log(2) * np.array([0, 1, -1, 0])
    edges = np.stack([alone, alone], axis=1)
    pair = solver.TwoMembers(
        total=VILLAGE.total,
        probability=VILLAGE.probability,
        aversion=1.0,
        delta=0.96,
        autarky=found.autarky,
        unit=np.ones((4, 2)) / 0.04,
        alone=alone,
        apart=False,
        first_best=np.zeros(4),
        shares=np.ones(2),
    )
    assert abs(solver._equations(pair, edges)[0]).max() < 1e-12
    assert solver._contract_of(pair, edges).growth == pytest.approx(1.107796, abs=1e-6)


def test_the_autarkic_solution_at_high_patience_is_not_proven():
    alone = insure(VILLAGE, 0.8)
    values = np.repeat(insure(VILLAGE, 0.96).autarky[:, None], 8, axis=1)
    forged = changed(alone, delta=0.96, witness=alone.witness._replace(values=values))
    judged = qg.verify(forged)
    assert judged.inside
    assert judged.outside is None
    assert not judged.proven


FOUND = insure(FLOOD, 0.9)


def test_a_bound_that_shows_nothing_is_no_proof():
    bound = np.ones_like(FOUND.witness.bound)
    forged = changed(FOUND, witness=FOUND.witness._replace(bound=bound))
    assert not qg.verify(forged).outside


@pytest.mark.parametrize("kind", ["any", "static", "first best"])
def test_a_moved_threshold_is_refused(kind):
    found = qg.critical_discount(VILLAGE, kind=kind)
    for move in (-1e-6, 1e-6):
        part = found.witness._replace(low=found.witness.low + move, high=found.witness.high + move)
        spans = type(found.intervals).upward(part.high)
        assert not qg.verify(changed(found, witness=part, intervals=spans)).ok


@pytest.mark.parametrize(
    ("income", "weights", "aversion"),
    [
        # Thresholds of one kind and of the other did not settle, or did not pass their check.
        (
            [[0.7, 1.5], [2, 1.5], [1, 0.5], [0.7, 1.5]],
            [[5, 0, 0, 0], [1, 3, 1, 3], [1, 1, 4, 1], [0, 3, 5, 4]],
            1,
        ),
        (
            [[1, 2], [1.5, 0.7], [2, 1], [0.7, 0.5]],
            [[0, 4, 3, 0], [0, 2, 0, 0], [1, 0, 5, 4], [0, 0, 3, 0]],
            2,
        ),
        (
            [[2, 1.5], [1.5, 0.7], [2, 0.5], [0.5, 0.7]],
            [[4, 2, 0, 0], [2, 0, 3, 0], [2, 3, 5, 0], [0, 2, 2, 0]],
            1,
        ),
    ],
)
def test_thresholds_are_found_also_where_some_states_are_left_for_good(income, weights, aversion):
    chances = np.array(weights) / np.sum(weights, axis=1)[:, None]
    pair = Insurance(income, chances, aversion=aversion)
    root = abs(np.linalg.eigvals(_worth(pair).max(axis=2))).max()
    assert qg.critical_discount(pair).delta == pytest.approx(min(1 / root, 1), abs=1e-6)
    policies = [np.array(who) for who in itertools.product((0, 1), repeat=4)]
    roots = [abs(np.linalg.eigvals(_worth(pair)[:, range(4), who])).max() for who in policies]
    found = qg.critical_discount(pair, kind="static")
    assert found.delta == pytest.approx(min(1 / max(roots), 1), abs=1e-6)


@pytest.mark.parametrize("delta", [0.99999, 0.9999999])
def test_nobody_is_said_to_be_better_off_outside_with_its_own_income(delta):
    chances = [[1, 0, 5, 0, 0], [5, 2, 2, 0.5, 4.5], [1, 5, 0, 0.5, 4.5], [0, 0, 0, 1, 9]]
    chances = np.array([*chances, chances[-1]]) / np.sum([*chances, chances[-1]], axis=1)[:, None]
    income = [[1.5, 2, 2], [1, 1, 2], [1.5, 0.7, 2], [1, 0.5, 1.5], [1, 0.5, 1.5]]
    with pytest.raises(errors.NotConvergedError):
        insure(Insurance(income, chances), delta)


def test_below_the_static_threshold_nobody_pays():
    found = insure(VILLAGE, 0.917, dynamic=False)
    assert not found.transfers.any()


def test_a_path_pays_back():
    found = insure(VILLAGE, 0.94)
    calm, help_two = VILLAGE.states[:2]
    path = found.path([calm, help_two, calm], start=0.0)
    assert path.ratio == pytest.approx([0, 0.059078, 0.059078], abs=1e-6)
    assert path.transfers[1, 0] == pytest.approx(0.303803, abs=1e-6)
    assert path.transfers[2, 0] < 0
    assert path.transfers.sum(axis=1) == pytest.approx(0, abs=1e-12)
    assert found.consumption_at(help_two, 0.0) == pytest.approx(path.consumption[1])


def test_values_add_up_along_the_states():
    found = insure(FLOOD, 0.9)
    value, u = found.values_from_start, np.log
    for s in range(3):
        ratio = float(np.clip(found.start, *found.intervals[s]))
        later = [insure(FLOOD, 0.9, shares=_shares(ratio)).values_from_start[t] for t in range(3)]
        now = u(found.consumption_at(s)) + 0.9 * FLOOD.probability[s] @ np.array(later)
        assert value[s] == pytest.approx(now, abs=1e-9)


def _shares(ratio):
    first = 1 / (1 + math.exp(-ratio))
    return [first, 1 - first]


def test_the_long_run_is_spent_where_somebody_is_indifferent_or_in_first_best():
    share = insure(VILLAGE, 0.94).long_run
    assert share.sum() == pytest.approx(1)
    assert share[1] == pytest.approx([0.09, 0, 0])
    assert insure(VILLAGE, 0.97).long_run[:, 1].sum() == pytest.approx(1)


def test_a_better_life_outside_names_the_state():
    outside = 1.1 * VILLAGE.income
    pair = Insurance(
        VILLAGE.income, VILLAGE.probability, outside=outside, states=["a", "b", "c", "d"]
    )
    with pytest.raises(
        errors.NoEquilibriumError, match=r"in state '[bc]' no transfers keep all members"
    ):
        insure(pair, 0.9)


def test_some_thresholds_need_own_incomes():
    pair = Insurance(FLOOD.income, FLOOD.probability, loss=0.1)
    with pytest.raises(errors.NotApplicableError, match="own incomes"):
        qg.critical_discount(pair)
    assert qg.critical_discount(pair, kind="first best").delta < 1


def test_more_members_are_proven_where_nobody_pays_and_in_first_best():
    three = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
    assert insure(three, 0.5).kind == "autarky"
    full = insure(three, 0.95)
    assert (full.kind, full.proven) == ("first best", True)
    assert full.growth == pytest.approx(0.95)


def test_a_loss_is_pivotal_where_first_best_is_kept_with_it_alone():
    found = loss_window(VILLAGE, 0.02)
    ((low, high),) = found.intervals
    costly = dataclasses.replace(VILLAGE, loss=0.02)
    for delta, kinds in (
        (low - 1e-6, ("partial", "partial")),
        ((low + high) / 2, ("partial", "first best")),
        (high + 1e-6, ("first best", "first best")),
    ):
        assert tuple(insure(each, delta).kind for each in (VILLAGE, costly)) == kinds
    assert found.least(low) == pytest.approx(0.02, abs=1e-9)
    assert found.least(high) == pytest.approx(0, abs=1e-9)
    assert not loss_window(VILLAGE, 0).intervals


def test_with_any_loss_something_is_insured():
    delta = 0.5
    assert insure(VILLAGE, delta).kind == "autarky"
    found = insure(dataclasses.replace(VILLAGE, loss=0.001), delta)
    assert (found.kind, found.proven) == ("partial", True)
    assert found.transfers.max() > 0


def test_pictures_show_incomes_and_what_is_consumed():
    found = insure(FLOOD, 0.9)
    ax = found.plot()
    assert [text.get_text() for text in ax.get_xticklabels()] == list(FLOOD.states)
    path = found.path(["calm", "flood", "calm"])
    ax = path.plot()
    drawn = [line.get_ydata().tolist() for line in ax.lines]
    shown = [path.income[:, 0], path.consumption[:, 0], path.income[:, 1], path.consumption[:, 1]]
    assert drawn == [one.tolist() for one in shown]
    assert len(ax.patches) == 1  # one period in which less is earned
    plt.close("all")


def test_autarky_of_members_that_lose_by_leaving_is_no_proof():
    three = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
    alone = insure(three, 0.5)
    assert qg.verify(alone).ok
    costly = dataclasses.replace(three, loss=[0.01] * 3)
    assert not qg.verify(changed(alone, insurance=costly)).ok


def test_edges_at_which_nobody_is_indifferent_are_refused():
    alone = insure(VILLAGE, 0.8)
    assert qg.verify(alone).outside
    costly = dataclasses.replace(VILLAGE, loss=[0.01, 0.01])
    judged = qg.verify(changed(alone, insurance=costly))
    assert not judged.ok
    assert judged.action == "not indifferent at its edge"


def test_newton_goes_on_after_a_false_solution(monkeypatch):
    rough = solver._rough_edges

    def poor(pair):
        yield np.stack([pair.alone, pair.alone], axis=1)
        yield from rough(pair)

    monkeypatch.setattr(solver, "_rough_edges", poor)
    found = insure(VILLAGE, 0.96)
    assert found.proven
    assert found.intervals[1, 0] == pytest.approx(0.014437, abs=6e-7)


def test_a_static_contract_is_worth_what_keeps_its_members():
    group = Insurance([[0.9, 1.7, 3], [4, 0.9, 1.3]], [[0.49, 0.51], [0.11, 0.89]])
    found = insure(group, 0.97, dynamic=False, shares=[0.33, 0.34, 0.33])
    assert found.transfers.max() > 0.3


def test_no_patience_needs_no_threshold_to_the_last_digit():
    chances = [[0.51, 0.379, 0.111], [0.469, 0.3625, 0.1685], [0.6418, 0.1028, 0.2554]]
    pair = Insurance([[3.7, 4.6], [0.7, 0.3], [0.6, 2]], chances, aversion=5.59)
    assert not insure(pair, 0, dynamic=False).transfers.any()


def test_nothing_static_keeps_who_is_better_off_outside():
    pair = Insurance([[1, 2]], [1], outside=[[4.75, 3.15]])
    with pytest.raises(errors.NoEquilibriumError, match="better off outside"):
        insure(pair, 0.5, dynamic=False)


def test_first_best_of_aversions_next_to_one_begins_where_that_of_one_does():
    income = [[1, 0.4, 2, 0.3], [0.7, 5, 2, 1], [5, 0.7, 2, 0.3]]
    chances = [[0.2, 0.3, 0.5], [0.6, 0.1, 0.3], [0.3, 0.4, 0.3]]

    def begins(aversion, members):
        some = [row[:members] for row in income]
        return qg.critical_discount(
            Insurance(some, chances, aversion=aversion), kind="first best"
        ).delta

    for members, beyond in itertools.product((2, 3, 4), (-1e-4, -1e-5, -2e-6, 2e-6, 1e-5, 1e-4)):
        assert begins(1 + beyond, members) == pytest.approx(begins(1, members), abs=1e-3)

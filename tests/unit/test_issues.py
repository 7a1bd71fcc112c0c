"""Linked issues: beside the enumeration of set partitions, invariances, and their results."""

import dataclasses
import itertools
import math
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import issues as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import Issues, issues_from_games, link_issues
from qinba_games.agreements.solvers.linked_issues import (
    best_steps,
    bundle_thresholds,
    bundle_values,
    finest_divisions,
)
from qinba_games.verify.door import verify

F = Fraction
PLAN = Issues([[2, 2], [3, 3]], [[5, 3], [3, 4]], [[0, 0], [0, 0]], names=["water", "roads"])


def payoffs(rng, issues, members, denominator=1):
    """Random w, g above or below it, and d; as rows of Fractions."""
    w = rng.integers(-3, 4, (issues, members))
    g = w + rng.integers(-2, 7, (issues, members))
    d = g + rng.integers(-1, 9, (issues, members))
    return [[[F(int(v), denominator) for v in row] for row in table] for table in (g, d, w)]


@st.composite
def tables(draw, most=5):
    issues, members = draw(st.integers(1, most)), draw(st.integers(1, 3))
    row = st.lists(st.integers(-4, 9), min_size=members, max_size=members)
    return [draw(st.lists(row, min_size=issues, max_size=issues)) for _ in range(3)]


def names(found):
    return [found.issues.names.index(name) for bundle in found.bundles for name in bundle]


@pytest.mark.parametrize("objective", ["surplus", "issues"])
@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_best_bundles_beside_all_set_partitions(sharing, objective):
    rng = np.random.default_rng(4)
    gained = 0
    for _ in range(30):
        g, d, w = payoffs(rng, int(rng.integers(1, 6)), int(rng.integers(1, 4)), 3)
        delta = F(int(rng.integers(0, 20)), 20)
        plan = Issues(g, d, w)
        found = link_issues(plan, delta, sharing=sharing, objective=objective)
        transfers = sharing == "voluntary"
        first, second, bundles = oracle.best(g, d, w, delta, transfers, objective)
        held = names(found)
        value = (found.surplus, len(held))
        assert (value if objective == "surplus" else value[::-1]) == (first, second)
        assert len(found.bundles) == bundles
        for bundle in found.bundles:
            index = [plan.names.index(name) for name in bundle]
            assert oracle.sustained(index, g, d, w, delta, transfers)
        assert found.at(delta).separate == oracle.separate(g, d, w, delta, transfers)
        assert found.at(delta).best == oracle.worth(held, g, w)
        gained += found.gain > 0
    assert gained > 3


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_the_whole_function_beside_all_set_partitions(sharing):
    """At each step, and halfway to the next."""
    rng = np.random.default_rng(5)
    for _ in range(6):
        g, d, w = payoffs(rng, 4, 2)
        found = link_issues(Issues(g, d, w), sharing=sharing)
        starts = [step.delta for step in found.steps]
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        between = [(a + b) / 2 for a, b in itertools.pairwise([*starts, F(1)])]
        for delta in [*starts, *between]:
            step = found.at(delta)
            transfers = sharing == "voluntary"
            assert step.best == oracle.best(g, d, w, delta, transfers, "surplus")[0]
            assert step.separate == oracle.separate(g, d, w, delta, transfers)
            whole = range(4)
            held = oracle.sustained(whole, g, d, w, delta, transfers)
            assert step.linked == (oracle.worth(whole, g, w) if held else 0)


@given(tables(), st.integers(0, 19), st.booleans())
@settings(max_examples=40, deadline=None)
def test_union_of_sustained_bundles_is_sustained(table, twentieths, transfers):
    """The lemma: with transfers and without, no partition does better than one bundle."""
    g, d, w = table
    delta = F(twentieths, 20)
    for division in oracle.partitions(list(range(len(g)))):
        held = [b for b in division if oracle.sustained(b, g, d, w, delta, transfers)]
        union = [k for bundle in held for k in bundle]
        assert oracle.sustained(union, g, d, w, delta, transfers)


@given(tables(4), st.sampled_from(["voluntary", "none"]))
@settings(max_examples=40, deadline=None)
def test_mediant_patience_and_order(table, sharing):
    """Linking never needs more patience, and more patience never loses surplus."""
    found = link_issues(Issues(*table), sharing=sharing)
    assert found.linked <= max(found.separate)
    best = [step.best for step in found.steps]
    assert best == sorted(best)
    for step in found.steps:
        assert step.best >= max(step.separate, step.linked)
    if sharing == "none":
        pooled = link_issues(Issues(*table))
        assert pooled.linked <= found.linked
        assert all(a <= b for a, b in zip(pooled.separate, found.separate, strict=True))


@given(tables(4), st.sampled_from(["voluntary", "none"]))
@settings(max_examples=25, deadline=None)
def test_units_and_constants_do_not_matter(table, sharing):
    g, d, w = (np.array(t) for t in table)
    plain = link_issues(Issues(g, d, w), F(1, 2), sharing=sharing)
    moved = link_issues(Issues(*(3 * t + 5 for t in (g, d, w))), F(1, 2), sharing=sharing)
    assert moved.separate == plain.separate
    assert moved.linked == plain.linked
    assert moved.bundles == plain.bundles
    assert [s.delta for s in moved.steps] == [s.delta for s in plain.steps]
    assert moved.surplus == 3 * plain.surplus


@given(tables(4), st.integers(0, 9), st.sampled_from(["voluntary", "none"]))
@settings(max_examples=40, deadline=None)
def test_floats_agree_with_fractions(table, tenths, sharing):
    plain = link_issues(Issues(*table), sharing=sharing)
    floats = link_issues(Issues(*(np.array(t) / 7 for t in table)), sharing=sharing)
    assert not floats.exact
    assert floats.separate == pytest.approx(plain.separate)
    assert floats.linked == pytest.approx(plain.linked)
    delta = tenths / 10 + 0.0123
    assert floats.at(delta).best == pytest.approx(float(plain.at(delta).best) / 7, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_twelve_issues(sharing):
    """The largest search, also for the surplus beside a loop over all subsets."""
    g, d, w = payoffs(np.random.default_rng(7), 12, 2)
    found = link_issues(Issues(g, d, w), F(1, 2), sharing=sharing)
    best = max(
        oracle.worth(subset, g, w)
        for size in range(13)
        for subset in itertools.combinations(range(12), size)
        if oracle.sustained(subset, g, d, w, F(1, 2), sharing == "voluntary")
    )
    assert found.surplus == best > 0
    assert found.certificate.exact


def test_finest_division_of_every_mask():
    rng = np.random.default_rng(11)
    for _ in range(20):
        need, room = rng.integers(0, 5, (2, 5, 2))
        sustained = bundle_thresholds(need, room) <= F(1, 2)
        divisions = finest_divisions(sustained)
        for mask in np.flatnonzero(sustained).tolist():
            items = [k for k in range(5) if mask >> k & 1]
            most = max(
                len(division)
                for division in oracle.partitions(items)
                if all(sustained[sum(1 << k for k in group)] for group in division)
            )
            found = divisions.bundles(mask)
            assert len(found) == most
            assert sum(found) == mask
            assert all(sustained[bundle] for bundle in found)


def test_no_two_best_steps_begin_together():
    """Three issues that all hold from 1/2 on: one step, to all three."""
    need = np.array([[1], [1], [2]])
    values = bundle_values(need[:, 0], "surplus")
    assert best_steps(bundle_thresholds(need, need), values) == [(0, 0), (F(1, 2), 7)]
    free = np.array([[0], [0]])
    values = bundle_values(np.array([1, 2]), "surplus")
    assert best_steps(bundle_thresholds(free, free + 1), values) == [(0, 3)]


def test_issues_from_a_dilemma_with_exit():
    stage = qg.prisoners_dilemma(2, -1, 3, 0)
    plan = issues_from_games([qg.RepeatedGame(stage, outside=[1, 1]), stage])
    assert plan.agreed.tolist() == [[2, 2], [2, 2]]
    assert plan.deviation.tolist() == [[3, 3], [3, 3]]
    assert plan.outside.tolist() == [[1, 1], [0, 0]]
    found = link_issues(plan)
    games = [qg.RepeatedGame(stage, outside=[1, 1]), qg.RepeatedGame(stage, outside=[0, 0])]
    assert list(found.separate) == [qg.critical_discount(game).delta for game in games]
    assert found.separate == (F(1, 2), F(1, 3))
    assert found.linked == F(2, 5)


def test_issues_from_a_partnership_and_a_profile():
    pair = qg.Partnership([[3, 2]], 1, members=["Ankang", "Dazhou"], promotion=1, friction=0)
    stage = qg.prisoners_dilemma(9, 1, 10, 3, players=["Dazhou", "Bazhong"])
    plan = issues_from_games([pair, stage], [None, ("cooperate", "defect")], names=["a", "b"])
    assert plan.members == ("Ankang", "Dazhou", "Bazhong")
    assert plan.agreed.tolist() == [[2, 1, 0], [0, 1, 10]]
    assert plan.deviation.tolist() == [[3, 2, 0], [0, 3, 10]]
    assert plan.outside.tolist() == [[0, 0, 0], [0, 3, 3]]
    alone = qg.critical_discount(pair, sharing="voluntary")
    assert float(link_issues(plan).separate[0]) == pytest.approx(float(alone.delta), abs=1e-6)


def test_a_game_that_members_can_neither_leave_nor_revert_in():
    pennies = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(errors.NoEquilibriumError, match="outside"):
        issues_from_games([pennies])


def test_what_the_result_shows():
    plain = link_issues(PLAN)
    assert plain.bundles is plain.surplus is plain.gain is plain.binding is None
    assert list(plain.to_frame().columns) == ["issue", "liquidity", "surplus", "least delta alone"]
    found = link_issues(PLAN, 0.4, sharing="none")
    assert found.binding == ("1",)
    assert found.concept == "fixed-sharing SPE (grim)"
    assert found.to_frame()["agreement"].tolist() == ["water + roads", "water + roads"]
    assert "water + roads, surplus 10" in repr(found)
    ax = found.plot()
    assert len(ax.lines) == 3
    assert ax.get_ylabel() == "surplus per period"
    plt.close(ax.figure)


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_a_float_that_misses_a_step_by_rounding_is_at_it(sharing):
    plan = qg.agreements.Issues([[2, 2], [3, 3]], [[3, 3], [3, 4]], [[0, 0], [0, 0]])
    steps = qg.agreements.link_issues(plan, sharing=sharing).steps
    assert len(steps) > 1
    for step in steps:
        rounded = float(step.delta) - 1e-15 if step.delta else 0.0
        found = qg.agreements.link_issues(plan, rounded, sharing=sharing)
        assert found.at(rounded) == found.at(step.delta) == step
        assert sum(found.bundles, ()) == step.sustained
        assert not found.exact


def test_nothing_to_link():
    alone = link_issues(Issues([[0]], [[1]], [[0]]), 0.5)
    assert alone.separate == (math.inf,)
    assert alone.bundles == ()
    assert alone.gain == 0
    assert "nothing" in repr(alone)
    easy = link_issues(Issues([[1]], [[0]], [[1]]), 0)
    assert easy.separate == (0,)
    assert easy.bundles == (("issue 1",),)


def test_certificate_judges_other_bundles():
    found = link_issues(PLAN, F(2, 5))
    assert verify(found).ok
    assert not verify(found, policy=[["water"], ["roads"]]).ok
    assert not verify(found, policy=[["roads"]]).ok
    assert not verify(found, policy=[["roads"], ["roads", "water"]]).ok
    finer = link_issues(PLAN, F(3, 5))
    assert finer.bundles == (("water",), ("roads",))
    assert not verify(finer, policy=[["water", "roads"]]).ok
    with pytest.raises(errors.NotApplicableError, match="Call link_issues with a delta"):
        verify(link_issues(PLAN), policy=[["roads"]])


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
def test_certificate_sees_steps_left_out_or_moved(sharing):
    plan = Issues([[2, 2], [3, 3], [2, 2]], [[5, 3], [3, 4], [12, 12]], [[0, 0]] * 3)
    found = link_issues(plan, sharing=sharing)
    steps = found.sustained
    assert len(steps) < len(found.steps)
    for k, (start, issues) in enumerate(steps):
        for wrong in ((), ((start + F(1, 1000), issues),)):
            changed = (*steps[:k], *wrong, *steps[k + 1 :])
            assert not verify(dataclasses.replace(found, sustained=changed)).ok
    assert not verify(dataclasses.replace(found, sustained=(steps[0], *steps))).ok


def test_certificate_sees_that_floats_are_linked_without_need():
    plan = Issues(PLAN.agreed.astype(float), PLAN.deviation, PLAN.outside, names=PLAN.names)
    found = link_issues(plan, 0.6)
    assert found.bundles == (("water",), ("roads",))
    assert not verify(found, policy=[["water", "roads"]]).ok


def test_the_witness_bounds_the_number_of_bundles():
    """Each number can be reached, so that a smaller one bounds nothing."""
    rng = np.random.default_rng(4)
    for _ in range(10):
        found = link_issues(Issues(*payoffs(rng, 4, 2)), F(2, 3))
        assert found.witness[0] == 0
        for mask in np.flatnonzero(found.witness > 0).tolist():
            fewer = found.witness.copy()
            fewer[mask] -= 1
            assert not verify(dataclasses.replace(found, witness=fewer)).ok


def test_what_is_no_number_bounds_no_bundles():
    found = link_issues(Issues([[2, 2]] * 2, [[3, 3]] * 2, [[0, 0]] * 2), F(9, 10))
    assert len(found.bundles) == 2
    together = dataclasses.replace(found, bundles=(("issue 1", "issue 2"),))
    for kind in (float, object):
        most = np.array([0, np.nan, np.nan, 1], dtype=kind)
        assert not verify(dataclasses.replace(together, witness=most)).ok


def test_of_many_issues_none_is_linked_without_need():
    """Nine issues hold apart from each other at 1/2."""
    found = link_issues(Issues([[2, 2]] * 9, [[3, 3]] * 9, [[0, 0]] * 9), F(1, 2))
    assert len(found.bundles) == 9
    for bundles in ([range(9)], [range(2), *([k] for k in range(2, 9))]):
        assert not verify(found, policy=bundles).ok

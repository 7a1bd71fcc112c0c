"""Payoff sets of three and more members: inner, outer, and how far they are apart."""

import dataclasses
import sys
import time

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg
from qinba_games.common.progress import telling
from qinba_games.payoff_sets.checks import many_players
from qinba_games.payoff_sets.polygons import distance, outside_by
from qinba_games.payoff_sets.solvers import polytopes

DILEMMA = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]], dtype=float)


def apart(one, other):
    return max(outside_by(one, corner) for corner in other)


def public(levels=2, back=0.5):
    given = np.indices((levels,) * 3).astype(float)
    return np.stack([back * given.sum(axis=0) - given[i] for i in range(3)], axis=-1)


def cournot():
    quantity = np.linspace(0, 3, 4)
    made = quantity[np.indices((4, 4, 4))]
    price = np.maximum(6 - made.sum(axis=0), 0)
    return np.stack([made[i] * (price - 0.5) for i in range(3)], axis=-1)


def check(payoffs, delta, **options):
    """Both sides proved, as near to each other as was asked for."""
    found = qg.payoff_set(qg.RepeatedGame(qg.StageGame(payoffs), **options), delta)
    assert found.certificate.inside
    assert found.certificate.outside
    assert found.gap <= 1e-4 * np.ptp(payoffs)
    assert apart(found.outer, found.inner) <= 1e-9 * np.ptp(payoffs)
    assert apart(found.inner, found.outer) <= found.gap * (1 + 1e-6)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("delta", [0, 0.3, 0.5, 0.7, 0.8])
def test_public_goods(delta):
    found = check(public(), delta)
    # Nobody gives in the equilibrium of one period; all give from 1/2 on (grim: 1/2 >= 1/2 / 1).
    assert found.punishment == pytest.approx(0, abs=1e-5)
    assert found.support([1, 1, 1]) == pytest.approx(1.5 if delta >= 0.5 else 0, abs=1e-4)


@pytest.mark.parametrize("drawn", some([(0, 0.7), (4, 0.5), (1, 0.7), (7, 0.8), (8, 0.5)], 0, 1))
def test_drawn_games(drawn):
    seed, delta = drawn
    check(np.random.default_rng(seed).random((3, 3, 3, 3)), delta)


@pytest.mark.slow
def test_cournot_with_four_quantities():
    check(cournot(), 0.6)


@pytest.mark.parametrize("delta", [0.1, 0.2, 0.25, 0.3, 0.75])
def test_whoever_only_watches_changes_nothing(delta):
    watched = np.concatenate([DILEMMA[:, :, None], np.full((2, 2, 1, 1), 7.0)], axis=-1)
    found = check(watched, delta)
    alone = qg.payoff_set(qg.StageGame(DILEMMA), delta).vertices
    for corners in (found.inner, found.outer):
        assert corners[:, 2] == pytest.approx(7)
        assert distance(corners_of(corners), alone) <= 1e-4
        assert distance(alone, corners_of(corners)) <= 1e-4


def corners_of(corners):
    from qinba_games.payoff_sets.polygons import hull

    return hull(corners[:, :2], 1e-9)


def test_withdrawal_is_the_threat():
    found = check(public(), 0.6, outside=-0.1)
    assert found.punishment == pytest.approx(-0.1, abs=1e-5)
    assert found.contains([-0.1, -0.1, -0.1]) is not False


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 2, 2)])
def test_constant_payoffs_are_a_point(shape):
    found = qg.payoff_set(qg.StageGame(np.full((*shape, 3), 2.0)), 0.6)
    assert found.vertices.tolist() == [[2, 2, 2]]


def test_no_equilibrium_is_proved():
    game = qg.StageGame(np.random.default_rng(1).random((3, 3, 3, 3)))
    with pytest.raises(qg.errors.NoEquilibriumError, match=r"delta = 0\.3"):
        qg.payoff_set(game, 0.3)


def test_transfers_do_not_help_just_below_the_least_patience_with_them():
    """Two who need 3/5, and a third that watches."""
    pair = np.array([[[3, -1, 0], [-2, 0, 0]], [[0, 3, 0], [1, -2, 0]]], dtype=float)
    with pytest.raises(qg.errors.NoEquilibriumError, match="not even with transfers"):
        qg.payoff_set(qg.StageGame(pair[:, :, None]), 0.595)


def test_half_spaces_that_miss_each_other_are_empty():
    apart = np.array([0, -1e-3])  # x is at most 0, and at least a thousandth
    assert many_players._middle(np.array([[1.0], [-1]]), apart)[0] is None


@pytest.fixture(scope="module")
def solved():
    return qg.payoff_set(qg.StageGame(public()), 0.7)


@pytest.mark.slow
@pytest.mark.parametrize("share", [1e-4, 1e-2])
def test_sets_that_are_too_large_or_too_small_are_refused(solved, share):
    middle = solved.inner.mean(axis=0)
    grown = middle + (1 + share) * (solved.inner - middle)
    shrunk = middle + (1 - share) * (solved.outer - middle)
    told = qg.verify(altered(solved, inner=grown, outer=grown))
    assert not told.ok
    assert not told.inside
    told = qg.verify(altered(solved, inner=shrunk, outer=shrunk))
    assert not told.ok
    assert not told.outside
    assert not qg.verify(dataclasses.replace(solved, gap=solved.gap / 2)).ok


@pytest.mark.slow
@pytest.mark.parametrize("less", [1e-8, 5e-8, 1e-7])
def test_a_gap_that_is_smaller_than_it_is_is_refused(solved, less):
    true = apart(solved.inner, solved.outer)
    assert qg.verify(dataclasses.replace(solved, gap=true)).gap == true
    told = qg.verify(dataclasses.replace(solved, gap=true - less * 1.5))
    assert not told.ok
    assert told.gap is None


def test_the_facets_of_the_set_are_all_that_shows_it(solved):
    assert solved.witness is None
    for directions in ((), (np.eye(3),)):
        assert not qg.verify(dataclasses.replace(solved, witness=directions)).ok


def test_facets_that_turn_around_a_corner_are_found_by_the_check():
    rng = np.random.default_rng(15)
    payoffs = rng.integers(0, 6, (2, 2, 2, 3)) if rng.random() < 0.5 else rng.random((2, 2, 2, 3))
    found = qg.payoff_set(qg.StageGame(payoffs.astype(float)), 0.648)
    assert found.certificate.outside
    assert found.witness is None


def altered(found, inner, outer):
    return dataclasses.replace(found, inner=inner, outer=outer, vertices=inner, gap=1.0)


def test_a_corner_less_is_refused(solved):
    fewer = np.delete(solved.outer, int(solved.outer.sum(axis=1).argmax()), axis=0)
    assert not qg.verify(altered(solved, inner=fewer, outer=fewer)).outside


def test_points_between_the_sets_are_neither(solved):
    best = solved.outer[solved.outer.sum(axis=1).argmax()]
    assert solved.contains(solved.inner.mean(axis=0)) is True
    assert solved.contains(best) is None
    assert solved.contains(best + 0.1) is False


def test_a_gap_that_is_too_wide_carries_both_sets():
    with pytest.raises(qg.errors.NotConvergedError, match="above tol") as caught:
        qg.payoff_set(qg.StageGame(public()), 0.7, tol=1e-12)
    assert len(caught.value.partial.inner)


@pytest.mark.slow
def test_too_few_rounds_carry_both_sets():
    with pytest.raises(qg.errors.NotConvergedError, match="larger max_rounds") as caught:
        qg.payoff_set(qg.StageGame(public()), 0.8, max_rounds=1)
    assert caught.value.partial.certificate.ok
    assert caught.value.partial.gap > 0


def test_the_picture_is_the_shadow(solved):
    assert "feasible" in solved.plot().get_legend_handles_labels()[1]


def test_a_hull_library_that_gives_up_is_no_crash(monkeypatch):
    from scipy import spatial

    def gives_up(*_, **__):
        raise spatial.QhullError("cannot order these points")

    solver = qg.payoff_sets.of_many
    ordered, calls = solver.outer_set.__globals__["hull"], []

    def sometimes(points):
        calls.append(1)
        return ordered(points) if len(calls) < 3 else gives_up()

    monkeypatch.setitem(solver.outer_set.__globals__, "hull", sometimes)
    found = qg.payoff_set(qg.StageGame(public()), 0.8)
    assert found.notes
    assert found.gap > 1e-3


def test_what_is_left_over_where_nothing_is_proved(monkeypatch):
    verb = sys.modules["qinba_games.payoff_sets.of_many"]
    game = qg.StageGame(np.random.default_rng(1).random((3, 3, 3, 3)))
    monkeypatch.setattr(verb, "over", lambda *_: (0.0, None))
    with pytest.raises(qg.errors.NotConvergedError, match="could not be proved") as told:
        qg.payoff_set(game, 0.3)
    assert len(told.value.partial.inner) == 0
    assert len(told.value.partial.outer) > 3
    monkeypatch.setattr(verb, "_inner", lambda *_: ())
    with pytest.raises(qg.errors.NotConvergedError, match="no inner set") as told:
        qg.payoff_set(qg.StageGame(public()), 0.7)
    assert not told.value.partial.proven
    assert outside_by(told.value.partial.outer, np.full(3, 0.5)) <= 1e-9


@pytest.mark.parametrize("delta", [0, 0.2475])
def test_whoever_would_rather_leave_does(delta):
    """Nobody gives in the equilibrium of one period, which is worth less than to leave."""
    found = check(public(), delta, outside=0.1)
    assert found.shape == "point"
    assert found.vertices == pytest.approx(0.1)
    assert found.stage_equilibria == pytest.approx(np.array([[0] * 3, [0.1] * 3]), abs=1e-12)


def test_how_corners_are_played_is_not_kept(solved):
    for point in ((), (solved.vertices[0],)):
        with pytest.raises(qg.errors.NotApplicableError, match="a repeated game of two"):
            solved.strategy(*point)


def test_of_many_corners_those_that_stand_out_least_are_left_out():
    points = np.random.default_rng(0).normal(size=(400, 4))
    points /= np.linalg.norm(points, axis=1)[:, None]  # each of them is a corner
    found = polytopes.hull(points)
    assert len(found.corners) <= polytopes.MOST
    assert found.grain > polytopes.GRAIN
    whole = found.grown((points @ found.normals.T).max(axis=0))
    assert whole.excess(points) <= 1e-9
    assert len(polytopes.hull(points[:, :3]).corners) > polytopes.MOST  # few facets meet there


@pytest.mark.parametrize("seed", some([1, 2], 0, 0))
def test_sixteen_profiles_of_four_members_end_in_an_enclosure(seed):
    payoffs = np.random.default_rng(seed).uniform(0, 1, (2, 2, 2, 2, 4))
    begun = time.process_time()
    with telling("test") as teller:
        found = qg.payoff_set(qg.StageGame(payoffs), 0.5)
    assert time.process_time() - begun < 60
    assert teller.done > 100
    assert found.certificate.outside
    assert found.gap < 1

"""Public monitoring against the enumeration of corners, and against perfect monitoring."""

import numpy as np
import pytest
from helpers.marks import some
from oracles import generators, public_monitoring

import qinba_games as qg
from qinba_games import errors, third_parties
from qinba_games.common.linear_programme import minimise

PATIENCE = (0.15, 0.35, 0.55, 0.75, 0.9)


def random_game(rng, signals):
    payoffs = rng.integers(-4, 7, size=(2, 2, 2)).astype(float)
    chances = rng.dirichlet(np.full(signals, 0.5), size=(2, 2))
    return payoffs, chances


def compare(seed, signals, budget):
    rng = np.random.default_rng(seed)
    payoffs, chances = random_game(rng, signals)
    seen = third_parties.PublicMonitoring(None, chances)
    game = qg.RepeatedGame(qg.StageGame(payoffs), monitoring=seen)
    table = third_parties.public_monitoring(game, budget=budget)
    for delta in PATIENCE:
        if (abs(table.delta - delta) < 1e-4).any():
            continue
        wanted = public_monitoring.best(payoffs, chances, delta, balanced=budget == "balanced")
        if wanted is None:
            with pytest.raises(errors.NoEquilibriumError):
                table.at(delta)
            continue
        found = table.at(delta)
        assert found.joint_payoff == pytest.approx(wanted[0], abs=1e-5)
        assert found.punishment_payoff == pytest.approx(wanted[1], abs=1e-5)


@pytest.mark.parametrize("budget", ["burning", "balanced"])
@pytest.mark.parametrize("seed", range(6))
def test_two_signals(seed, budget):
    compare(seed, 2, budget)


@pytest.mark.parametrize("budget", ["burning", "balanced"])
@pytest.mark.parametrize("seed", some(range(100, 120), 0, 2))
def test_three_signals(seed, budget):
    compare(seed, 3, budget)


#: Games in which one curve overtakes another one between the corners of both.
OVERTAKEN = [
    ([[[-3, 2], [3, 1]], [[2, 0], [4, -1]]], [[[2, 3, 3], [3, 3, 1]], [[0, 2, 1], [2, 2, 2]]]),
    ([[[2, 4], [0, -3]], [[2, -1], [-1, 1]]], [[[3, 1, 2], [3, 1, 2]], [[0, 1, 2], [2, 2, 3]]]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("payoffs", "weights"), OVERTAKEN)
def test_curves_that_cross(payoffs, weights):
    payoffs, weights = np.array(payoffs), np.array(weights)
    chances = weights / weights.sum(axis=-1, keepdims=True)
    seen = third_parties.PublicMonitoring(None, chances)
    table = third_parties.public_monitoring(qg.RepeatedGame(qg.StageGame(payoffs), monitoring=seen))
    ends = [*table.delta[1:], 1.0]
    for start, end in zip(table.delta, ends, strict=True):
        delta = start + 0.3 * (min(end, 0.95) - start)
        wanted = public_monitoring.best(payoffs, chances, delta, balanced=False)
        assert table.at(delta).joint_payoff == pytest.approx(wanted[0], abs=1e-5)
        assert table.at(delta).punishment_payoff == pytest.approx(wanted[1], abs=1e-5)


def same_as_perfect(seed):
    payoffs, outside = generators.repeated_game(np.random.default_rng(seed))
    game = qg.RepeatedGame(qg.StageGame(payoffs), outside=outside)
    wanted = qg.discount_table(game)
    for budget in ("burning", "balanced")[: 1 + (game.n_players > 1)]:
        found = third_parties.public_monitoring(game, budget=budget)
        assert found.exact
        for name in ("delta", "joint_payoff", "punishment_payoff", "liquidity"):
            assert getattr(found, name).tolist() == getattr(wanted, name).tolist()


@pytest.mark.parametrize("seed", range(6))
def test_if_the_signal_is_the_profile_the_table_is_that_of_perfect_monitoring(seed):
    same_as_perfect(seed)


@pytest.mark.parametrize("seed", some(range(6, 40), 0, 4))
def test_many_games_with_perfect_signals(seed):
    same_as_perfect(seed)


@pytest.mark.parametrize("seed", [178, 179, 252, 320, 795, 880])
def test_rounding_where_a_profile_can_just_be_played_or_lines_hardly_turn(seed):
    """Faint evidence and large units: the least liquidity is too low by rounding, or a corner is
    missed by more than what counts as nothing."""
    rng = np.random.default_rng(seed)
    signals, shape = int(rng.integers(2, 6)), tuple(rng.integers(2, 4, 2))
    payoffs = rng.normal(size=(*shape, 2)) * 10.0 ** rng.integers(-6, 7)
    chances = rng.dirichlet(np.full(signals, rng.choice([0.2, 0.6, 2])), size=shape)
    seen = third_parties.PublicMonitoring(None, chances)
    game = qg.RepeatedGame(qg.StageGame(payoffs), monitoring=seen)
    for budget in ("burning", "balanced"):
        assert third_parties.public_monitoring(game, budget=budget).certificate.ok


@pytest.mark.parametrize("scale", [1e-13, 1e-3, 1e6])
def test_the_scale_of_a_constraint_does_not_matter(scale):
    cost, right = np.array([1.0, 1.0]), np.array([1.0, 1.0])
    matrix = np.array([[3.0, 1.0], [1.0, 2.0]])
    size = np.array([1.0, scale])
    found = minimise(cost, matrix * size[:, None], right * size)
    assert found.value == pytest.approx(3 / 5)
    assert found.point == pytest.approx([1 / 5, 2 / 5])

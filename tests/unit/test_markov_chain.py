"""Absorbing-chain quantities against running the distribution forward."""

from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.common.markov_chain import (
    expected_hitting_time,
    hitting_probability,
    long_run_shares,
    race,
    reach,
    survival,
)

PERIODS = 3000


def chain(rng):
    """A random chain with two to seven states and many zeros, often absorbing or periodic."""
    size = int(rng.integers(2, 8))
    weights = rng.random((size, size)) * (rng.random((size, size)) < 0.45)
    lost = weights.sum(axis=1) == 0
    weights[lost, rng.integers(size, size=lost.sum())] = 1
    return weights / weights.sum(axis=1, keepdims=True)


def forward(P, targets, before):
    """Probability and conditional mean time of reaching `targets` before `before`."""
    size = len(P)
    stopped = P.copy()
    stopped[targets | before] = np.eye(size)[targets | before]
    reached, time, mass = targets.astype(float), np.zeros(size), np.eye(size)
    for t in range(1, PERIODS):
        mass = mass @ stopped
        now = mass[:, targets].sum(axis=1)
        time += t * (now - reached)
        reached = now
    return reached, time


CHAINS = [(seed, chain(np.random.default_rng(seed))) for seed in range(60)]


@pytest.mark.parametrize(("seed", "P"), CHAINS)
def test_hitting_matches_the_distribution_run_forward(seed, P):
    rng = np.random.default_rng(1000 + seed)
    targets = rng.random(len(P)) < 0.3
    before = (rng.random(len(P)) < 0.2) & ~targets
    h = hitting_probability(P, targets, before=before)
    times = expected_hitting_time(P, targets, before=before)
    reached, total = forward(P, targets, before)
    np.testing.assert_allclose(h, reached, atol=1e-9)
    assert ((h >= 0) & (h <= 1 + 1e-12)).all()
    assert np.isinf(times[h <= 0]).all()
    np.testing.assert_allclose(times[h > 0], (total / h.clip(1e-300))[h > 0], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("seed", "P"), CHAINS)
def test_long_run_shares_are_average_occupations(seed, P):
    start = np.random.default_rng(2000 + seed).dirichlet(np.ones(len(P)))
    mass = start @ np.linalg.matrix_power(P, PERIODS)
    window = np.zeros(len(P))
    for _ in range(420):  # a multiple of every period that seven states can have
        window += mass / 420
        mass = mass @ P
    shares = long_run_shares(P, start)
    np.testing.assert_allclose(shares, window, atol=1e-8)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(shares @ P, shares, atol=1e-12)


@pytest.mark.parametrize(("seed", "P"), CHAINS[:20])
def test_survival_is_the_mass_that_was_never_in_the_set(seed, P):
    ending = [int(np.random.default_rng(3000 + seed).integers(len(P)))]
    alive = np.ones(len(P), dtype=bool)
    alive[ending] = False
    start = 0
    mass = np.eye(len(P))[start]
    for periods in range(12):
        expected = 1.0 if periods == 0 else (mass * alive).sum()
        assert survival(P, start, ending, periods) == pytest.approx(expected, abs=1e-12)
        if periods > 0:
            mass = (mass * alive) @ P


def test_what_cannot_be_missed_is_certain_and_what_is_out_of_reach_impossible():
    P = np.array([[0.9, 0.1, 0.0], [0.0, 1.0, 0.0], [0.3, 0.3, 0.4]])
    assert hitting_probability(P, [1]).tolist() == [1, 1, 1]
    assert hitting_probability(P, [2]).tolist() == [0, 0, 1]
    assert expected_hitting_time(P, [2]).tolist() == [np.inf, np.inf, 0]
    assert hitting_probability(P, []).tolist() == [0, 0, 0]


def test_time_is_conditional_on_arriving():
    """From 0: half the time to the trap, half the time on; two more periods are certain: 1 + 1."""
    P = np.array([[0, 0.5, 0, 0.5], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=float)
    assert hitting_probability(P, [2])[0] == pytest.approx(0.5)
    assert expected_hitting_time(P, [2])[0] == pytest.approx(2)


def test_nearly_absorbing_chain():
    """Leaving with probability 1e-12: the expected time is 1e12, and the chance still 1."""
    P = np.array([[1 - 1e-12, 1e-12], [0, 1]])
    assert hitting_probability(P, [1]).tolist() == [1, 1]
    assert expected_hitting_time(P, [1])[0] == pytest.approx(1e12, rel=1e-3)


def test_the_start_may_be_a_state_or_a_distribution():
    P = np.array([[0.5, 0.25, 0.25], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(long_run_shares(P, 0), [0, 0.5, 0.5])
    np.testing.assert_allclose(long_run_shares(P, [0.5, 0.5, 0]), [0, 0.75, 0.25])


def test_the_batch_over_trust_levels_agrees_with_the_general_chain():
    """`trust_values.reach` on random chains with an end, beside this file's functions."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        levels = int(rng.integers(1, 6))
        chain = rng.dirichlet(np.full(levels + 1, 0.3), size=levels)
        chain[rng.random(levels) < 0.2] = np.eye(levels + 1)[-1]
        strong = rng.random(levels) < 0.4
        whole = np.vstack([chain, np.eye(levels + 1)[-1]])
        probability, time = reach(chain[None], strong[None])
        target = np.append(strong, False)
        expected = hitting_probability(whole, target)[:-1] if strong.any() else np.zeros(levels)
        np.testing.assert_allclose(probability[0], expected, atol=1e-9)
        if strong.any():
            np.testing.assert_allclose(
                time[0], expected_hitting_time(whole, target)[:-1], rtol=1e-6
            )


def solved(system, right):
    """The solution of a linear system in fractions, by Cramer's rule."""

    def determinant(rows):
        if not rows:
            return Fraction(1)
        minors = ([row[:k] + row[k + 1 :] for row in rows[1:]] for k in range(len(rows)))
        return sum((-1) ** k * rows[0][k] * determinant(minor) for k, minor in enumerate(minors))

    whole, size = determinant(system), range(len(system))
    put = ([[right[i] if j == k else system[i][j] for j in size] for i in size] for k in size)
    return [determinant(rows) / whole for rows in put]


@pytest.mark.parametrize("seed", range(20))
def test_a_race_is_exact_however_rare_its_moves_are(seed):
    """Chances down to 10^-13 a period: as right as any, against Cramer's rule in fractions."""
    rng, size = np.random.default_rng(seed), 4
    rare = 10.0 ** rng.uniform(-13, 0, (size, size + 2))
    rare[:, -2] += 1e-14  # nobody stays for ever
    moves = [[Fraction(part) / sum(map(Fraction, row)) for part in row] for row in rare.tolist()]
    system = [[(i == j) - moves[i][j] for j in range(size)] for i in range(size)]
    chance = solved(system, [row[-1] for row in moves])
    time = [steps / each for steps, each in zip(solved(system, chance), chance, strict=True)]
    floats = np.array(moves, dtype=float)[None]
    found = race(floats[..., :size], floats[..., -2], floats[..., -1])
    for told, right in zip(found, (chance, time), strict=True):
        assert told[0] == pytest.approx(np.array(right, dtype=float), rel=1e-13)


def test_a_race_that_nobody_leaves_is_lost():
    moves = np.array([[[0, 0.5, 0], [0, 0, 1], [0, 1, 0]]])
    chance, time = race(moves, np.zeros((1, 3)), np.array([[0.5, 0, 0]]))
    assert chance.tolist() == [[0.5, 0, 0]]
    assert time.tolist() == [[1, np.inf, np.inf]]


@pytest.mark.parametrize("rare", [1e-5, 1e-9, 1e-13])
def test_times_until_strong_may_be_of_any_length(rare):
    """In good times, half of all, trust rises so rarely; as rarely it is lost."""
    one = qg.Partnership(
        [[1.6, 1.6], [4, 4]], 1, promotion=rare, friction=rare, bad_times=[(0.5, 1.0)]
    )
    rise = rare * (1 - rare) / 2
    for found in (qg.evolve(one, 0.8), qg.evolve_many([one], 0.8)):
        assert np.ravel(found.classes).tolist() == ["weak", "strong"]
        assert found.probability_strong == pytest.approx(1)
        assert found.time_to_strong == pytest.approx(1 / rise, rel=1e-12)
    shares = qg.evolve(one, 0.8).long_run
    assert shares["strong"] == pytest.approx(rise / (rise + rare), rel=1e-12)

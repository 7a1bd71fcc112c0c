"""Sizes that would take all memory, or for ever, are refused at once, with number and limit."""

import time
import tracemalloc

import numpy as np
import pytest
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import agreements, errors, third_parties
from qinba_games.payoff_sets.solvers.polytopes import hull

DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)


def pair(levels):
    benefit = np.array([1.2, 0.7]) + 0.01 * np.arange(levels)[:, None]
    return qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)


def group(n):
    benefit = np.tile(1.0 - np.eye(n), (1, 1, 1))
    return qg.Partnership(benefit, 1, promotion=0.6, friction=0.05, sharing="voluntary")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: third_parties.adoption(DILEMMA, starts=2**63), "100000"),
        (lambda: qg.commons(10**19, 10, 1, 1), "about 10\\^19 members .* at most 32"),
        (lambda: qg.public_good(2**63, r=2), "at most 32"),
        (lambda: qg.resource_exchange(1, 1, n=40), "at most 32"),
        (lambda: qg.commons(20, 10, 1, 1, levels=[0, 1, 2]), "payoffs are too many"),
        (lambda: agreements.linear_quadratic(10**6), "10000"),
        (lambda: agreements.barrett_leader(10**19), "10000"),
        (
            lambda: third_parties.correlated(qg.StageGame(np.zeros((11,) * 5 + (5,), dtype=int))),
            r"97,435,855 coefficients .* are too many; at most 6,000,000",
        ),
        (
            lambda: third_parties.correlated(qg.StageGame(np.zeros((300, 300, 2), dtype=int))),
            r"16,200,000,000 coefficients .* are too many",
        ),
        (
            lambda: qg.payoff_set(qg.StageGame(np.zeros((20, 20, 20, 3), dtype=int)), 0.5),
            "8,000 profiles of three and more members are too many; at most 1,000",
        ),
        (lambda: group(15), "15 members.*at most 14"),
        (lambda: group(30), "30 members.*at most 14"),
        (lambda: pair(401), "401 levels are too many; at most 400"),
        (lambda: qg.critical_discount(pair(101)), "101 levels of trust .* at most 100"),
    ],
)
def test_too_large(call, says):
    tracemalloc.start()
    start = time.process_time()
    try:
        with pytest.raises(errors.RangeError, match=says):
            call()
        assert time.process_time() - start < 1
        assert tracemalloc.get_traced_memory()[1] < 2e8
    finally:
        tracemalloc.stop()


def test_the_hull_of_many_points_takes_no_table_of_all_pairs():
    """Three members with twenty actions each: 200,000 points between rounds."""
    points = np.random.default_rng(0).random((20_000, 3))
    tracemalloc.start()
    try:
        assert len(hull(points).corners) > 100
        assert tracemalloc.get_traced_memory()[1] < 1e8
    finally:
        tracemalloc.stop()


def test_too_many_processes():
    with pytest.raises(errors.RangeError, match="at most 1,000"):
        qg.sweep(lambda a: a, {"a": [1]}, n_jobs=10**19)


@pytest.mark.slow
def test_what_is_just_small_enough_is_answered():
    assert qg.critical_discount(pair(30)).delta > 0
    assert agreements.linear_quadratic(2000).n_members == 2000
    assert qg.evolve(group(8), 0.9).classes


def test_survival_after_very_many_periods():
    found = qg.evolve(reference("A", "none"), 0.9)
    start = time.process_time()
    few, many = found.survival(np.arange(5000)), found.survival([10**8, 10**18])
    assert time.process_time() - start < 1
    assert np.all(np.diff(few) <= 1e-12)
    assert np.all((many >= 0) & (many <= few[-1] + 1e-9))
    now, stays = found.initial, np.append(found.choice.ravel() != 2, False)
    for period in range(1, 1500):
        assert few[period] == pytest.approx(now[stays].sum(), rel=1e-9)
        now = now @ found.chain
    with pytest.raises(errors.RangeError, match="up to 1e"):
        found.survival(10**18 + 1)


def test_a_chain_that_never_ends_keeps_all_of_its_mass():
    from qinba_games.common.markov_chain import after

    chain = np.array([[0.9, 0.1], [0.3, 0.7]])
    assert after(chain, np.array([1.0, 0.0]), 10**15) == pytest.approx([0.75, 0.25], rel=1e-12)


def test_ten_thousand_states_are_found_by_their_labels():
    count = 10_000
    game = qg.StochasticGame.from_functions(
        [f"s{k}" for k in range(count)],
        lambda x: [["a", "b"]],
        lambda x, a: [(a[0] == "a" and 1) or 0],
        lambda x, a: {f"s{(int(x[1:]) + 1) % count}": 1},
    )
    start = time.process_time()
    rows = game.rows(dict.fromkeys(game.states, ("b",)))
    assert time.process_time() - start < 2
    assert rows.tolist() == list(range(1, 2 * count, 2))

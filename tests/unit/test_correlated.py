"""What a mediator can recommend, beside an enumeration of the corners and known answers."""

import dataclasses
import itertools
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.third_parties import correlated

CHICKEN = qg.StageGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])


def _corners(payoffs):
    """Corners of the set of correlated equilibria, by solving every square system."""
    shape, n = payoffs.shape[:-1], payoffs.shape[-1]
    profiles = list(itertools.product(*map(range, shape)))
    rows = [[1.0 if k == j else 0.0 for j in range(len(profiles))] for k in range(len(profiles))]
    for i in range(n):
        for a, b in itertools.permutations(range(shape[i]), 2):
            row = []
            for p in profiles:
                other = (*p[:i], b, *p[i + 1 :])
                row.append(float(payoffs[p][i] - payoffs[other][i]) if p[i] == a else 0.0)
            rows.append(row)
    rows, found = np.array(rows), []
    for tight in itertools.combinations(range(len(rows)), len(profiles) - 1):
        system = np.vstack([rows[list(tight)], np.ones(len(profiles))])
        if abs(np.linalg.det(system)) > 1e-9:
            point = np.linalg.solve(system, [0.0] * len(tight) + [1.0])
            if (rows @ point >= -1e-9).all():
                found.append(point.reshape(shape))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_the_best_is_the_best_corner(seed):
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(-4, 6, size=(2, 2, 2)) if seed % 3 else rng.integers(-4, 6, (2, 3, 2))
    values = [(c[..., None] * payoffs).sum(axis=(0, 1)) for c in _corners(payoffs)]
    game = qg.StageGame(payoffs)
    for weights in ([1, 1], [2, 1], [1, -1]):
        best = max(float(np.dot(weights, v)) for v in values)
        found = correlated(game, weights)
        assert float(np.dot(weights, found.payoffs)) == pytest.approx(best, abs=1e-9)
        assert found.exact
    least = correlated(game, "maxmin").payoffs.min()
    assert float(least) >= max(min(v) for v in values) - 1e-9
    assert correlated(game).payoffs.sum() == correlated(game, [1, 1]).payoffs.sum()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("coarse", [False, True])
def test_every_nash_equilibrium_is_one_of_those_compared(seed, coarse):
    game = qg.StageGame(np.random.default_rng(seed).integers(-4, 6, size=(3, 3, 2)))
    best = correlated(game, coarse=coarse).payoffs.sum()
    for payoffs in qg.nash(game).payoffs:
        assert float(payoffs.sum()) <= float(best) + 1e-9
    if coarse:
        assert best >= correlated(game).payoffs.sum()


def test_constants_units_and_floats_do_not_matter():
    plain = correlated(CHICKEN)
    for shift, unit in ((1000, 1), (-3, Fraction(1, 7))):
        moved = correlated(qg.StageGame(unit * CHICKEN.payoffs + shift))
        assert moved.payoffs.tolist() == [unit * v + shift for v in plain.payoffs]
    rough = correlated(qg.StageGame(CHICKEN.payoffs.astype(float)))
    assert not rough.exact
    np.testing.assert_allclose(rough.payoffs, 5.25)


def test_obedience_slack_and_repr():
    found = correlated(CHICKEN)
    assert found.concept == "correlated equilibrium"
    assert [s.tolist() for s in found.slack] == [[[0, 0], [Fraction(1, 4), 0]]] * 2
    assert repr(found) == (
        "CorrelatedEquilibrium(objective sum: payoffs (21/4, 21/4) from 3 profiles)"
    )
    assert found.to_frame()["probability"].tolist() == [
        Fraction(1, 2),
        Fraction(1, 4),
        Fraction(1, 4),
    ]


def test_a_dilemma_leaves_nothing_to_recommend():
    dilemma = qg.prisoners_dilemma(reward=9, sucker=1, temptation=10, punishment=3)
    for coarse in (False, True):
        assert correlated(dilemma, coarse=coarse).payoffs.tolist() == [3, 3]


@pytest.mark.parametrize("swapped", [False, True])
def test_nobody_gets_more_where_all_get_the_same(swapped):
    """A coordination game with (1, 3) and (2, 1), or (3, 1) and (1, 2): 1/3 of the first."""
    one, other = np.diag([1, 2]), np.diag([3, 1])
    game = qg.StageGame.from_bimatrix(*((other, one) if swapped else (one, other)))
    found = correlated(game, "symmetric")
    assert found.payoffs.tolist() == [Fraction(5, 3)] * 2
    assert np.diag(found.distribution).tolist() == [Fraction(1, 3), Fraction(2, 3)]


def test_that_all_get_the_same_may_be_impossible():
    unequal = qg.StageGame.from_bimatrix([[2, 3], [2, 3]], [[0, 1], [0, 1]])
    with pytest.raises(errors.NoEquilibriumError, match="maxmin"):
        correlated(unequal, "symmetric")


def test_false_answers_are_rejected():
    found = correlated(CHICKEN)
    tempting = np.array([[Fraction(3, 5), Fraction(1, 5)], [Fraction(1, 5), Fraction(0)]])
    assert not qg.verify(found, policy=tempting).ok
    assert qg.verify(found, policy=[[0, 1], [0, 0]]).ok  # a pure equilibrium
    worse = np.array([[0, Fraction(1, 2)], [Fraction(1, 2), 0]]) + Fraction(0)
    assert not qg.verify(dataclasses.replace(found, distribution=worse)).ok
    assert not qg.verify(dataclasses.replace(found, weights=2 * found.weights)).ok

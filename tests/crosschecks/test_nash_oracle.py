"""Nash equilibria against enumeration of every support in Fractions."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import some
from oracles import generators
from oracles import nash as oracle

import qinba_games as qg


def _bimatrix(seed, largest=4):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, largest + 1, size=2))
    return (generators._payoffs(rng, shape), generators._payoffs(rng, shape))


def _found(result):
    return {tuple(tuple(vector) for vector in strategies) for strategies in result.equilibria}


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(5), 1, 1))
def test_exact_games_give_every_extreme_equilibrium(block):
    complete = 0
    for seed in range(60 * block, 60 * block + 60):
        A, B = _bimatrix(seed)
        found = qg.nash(qg.StageGame.from_bimatrix(A, B))
        assert found.exact
        assert _found(found) == oracle.extreme(A, B), seed
        if oracle.nondegenerate(A, B):
            assert found.complete, seed
        if found.complete:
            complete += 1
            for side in (0, 1):  # no two share a strategy: nothing lies between them
                assert len({pair[side] for pair in _found(found)}) == len(found.equilibria), seed
    assert 10 < complete < 60


@pytest.mark.parametrize("seed", range(30))
def test_float_games_agree_with_the_exact_game_of_the_same_numbers(seed):
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(2, *rng.integers(1, 5, size=2))) * 10.0 ** rng.integers(-6, 7)
    found = qg.nash(qg.StageGame.from_bimatrix(A, B))
    exact = [np.vectorize(Fraction, otypes=[object])(M) for M in (A, B)]
    expected = sorted([*x, *y] for x, y in oracle.extreme(*exact))
    assert found.complete
    assert not found.exact
    assert np.array(sorted([*x, *y] for x, y in found.equilibria)) == pytest.approx(
        np.array(expected, dtype=float), abs=1e-9
    )


@pytest.mark.parametrize("seed", range(60))
def test_more_players_give_every_pure_equilibrium(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 5))
    payoffs = generators._payoffs(rng, (*rng.integers(2, 4, size=n), n))
    found = qg.nash(qg.StageGame(payoffs))
    assert set(found.pure) == set(oracle.pure(payoffs))
    assert not any(oracle.gain(payoffs, strategies) for strategies in found.equilibria)


@pytest.mark.parametrize("seed", range(20))
def test_verify_rejects_exactly_what_the_oracle_rejects(seed):
    rng = np.random.default_rng(seed)
    A, B = rng.integers(-3, 4, size=(2, 3, 3))
    game = qg.StageGame.from_bimatrix(A, B)
    found = qg.nash(game)
    for _ in range(10):
        weights = [[Fraction(int(v)) for v in rng.integers(0, 3, size=3)] for _ in range(2)]
        other = tuple([v / (sum(w) or 1) if sum(w) else Fraction(1, 3) for v in w] for w in weights)
        gain = oracle.gain(game.payoffs, other)
        certificate = qg.verify(found, policy=other)
        assert certificate.exact
        assert certificate.largest_gain == gain
        assert certificate.ok == (gain == 0)

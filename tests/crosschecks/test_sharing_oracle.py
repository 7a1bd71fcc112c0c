"""Values, cores, properties and worths of stage games against brute force."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.cooperative_games import random_game, worths
from helpers.marks import some
from oracles import cooperative as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.cooperative import (
    banzhaf,
    core,
    least_core,
    myerson_value,
    owen_value,
    properties,
    shapley,
)
from qinba_games.cooperative.classic_games import network_game
from qinba_games.cooperative.river import River
from qinba_games.cooperative.tu_game import TUGame
from qinba_games.sharing import characteristic_function

EXACT = ("small integers", "simple", "claims", "assignment", "fractions")
SEEDS = range(25)


def partition(rng, n):
    blocks = rng.integers(0, n, n)
    return [tuple(np.flatnonzero(blocks == b).tolist()) for b in np.unique(blocks)]


@pytest.mark.parametrize("seed", SEEDS)
def test_values(seed):
    rng = np.random.default_rng(seed)
    game = random_game(seed, kinds=EXACT, high=6)
    n = game.n_players
    assert list(shapley(game)) == oracle.shapley(game.values)
    assert list(banzhaf(game)) == oracle.banzhaf(game.values)
    weights = [Fraction(int(a), int(b)) for a, b in rng.integers(1, 6, (n, 2))]
    found = shapley(game, weights=weights)
    assert list(found) == oracle.weighted_shapley(game.values, weights)
    unions = partition(rng, n)
    assert list(owen_value(game, unions)) == oracle.owen(game.values, unions)
    links = [(i, j) for i in range(n) for j in range(i) if rng.random() < 0.4]
    expected = oracle.shapley(np.array(oracle.restricted(game.values, links), dtype=object))
    assert list(myerson_value(game, links)) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_float_values(seed):
    game = random_game(seed, kinds=("uniform", "by size"), high=6)
    assert list(shapley(game)) == pytest.approx(oracle.shapley(game.values))
    assert list(banzhaf(game)) == pytest.approx(oracle.banzhaf(game.values))


@pytest.mark.parametrize("seed", some(SEEDS, 3, 6))
def test_corners(seed):
    game = random_game(seed, kinds=EXACT, high=5)
    found = core(game, vertices=True)
    assert [tuple(x) for x in found.vertices] == oracle.core_vertices(game.values)
    tight = least_core(game, vertices=True)
    assert [tuple(x) for x in tight.vertices] == oracle.core_vertices(game.values, tight.slack)


@pytest.mark.parametrize("seed", some(SEEDS, 3, 6))
def test_wide_cores_have_the_right_corners(seed):
    """Cores that are not empty, with rounded and with exact worths."""
    rng = np.random.default_rng(seed)
    values = worths(rng, 4, "small integers")
    values[-1] = 12
    expected = oracle.core_vertices(values)
    assert expected
    assert [tuple(x) for x in core(TUGame(values), vertices=True).vertices] == expected
    found = core(TUGame(values.astype(float)), vertices=True).vertices
    assert len(found) == len(expected)
    for corner in expected:
        assert abs(found - np.array(corner, dtype=float)).max(axis=1).min() < 1e-9


@pytest.mark.parametrize("seed", range(60))
def test_properties(seed):
    game = random_game(seed, high=5)
    found = properties(game)
    assert found.monotone == oracle.is_monotone(game.values)
    assert found.superadditive == oracle.is_superadditive(game.values)
    assert found.convex == oracle.is_convex(game.values)
    for name in ("monotone", "superadditive", "convex"):
        assert getattr(found, name) == (name not in found.witness)


@pytest.mark.parametrize("seed", SEEDS)
def test_characteristic_functions(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 4))
    shape = tuple(int(m) for m in rng.integers(1, 4, n))
    stage = qg.StageGame(rng.integers(-3, 4, (*shape, n)))
    for assumption in ("alpha", "beta"):
        found = characteristic_function(stage, assumption)
        assert found.values.tolist() == oracle.characteristic_function(stage.payoffs, assumption)
    alpha, beta = (characteristic_function(stage, a).values for a in ("alpha", "beta"))
    value = characteristic_function(stage, "minimax").values
    assert (alpha <= value + 1e-9).all()
    assert (value <= beta + 1e-9).all()
    for selection, pick in (("worst", min), ("best", max)):
        expected = oracle.characteristic_function(stage.payoffs, "gamma", pick)
        if None in expected:
            with pytest.raises(errors.NoEquilibriumError, match="no pure equilibrium"):
                characteristic_function(stage, "gamma", selection=selection)
        else:
            found = characteristic_function(stage, "gamma", selection=selection)
            assert found.values.tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_network_worths(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))
    ties = rng.integers(-4, 5, (n, n))
    members = np.arange(2**n)[:, None] >> np.arange(n) & 1
    expected = np.einsum("ki,ij,kj->k", members, ties, members)
    assert network_game(ties).values.tolist() == expected.tolist()


@pytest.mark.parametrize("seed", range(10))
def test_river_worths(seed):
    """Every coalition's best use of its water, by dynamic programming in small units."""
    rng = np.random.default_rng(seed)
    river = River(rng.random(3), rng.random(3) + 0.1, exponent=0.5)
    found = river.to_game().values
    for mask in range(1, 8):
        parts = [[0], [1], [2]] if mask == 5 else [[0, 1, 2]]
        total = 0.0
        for part in parts:
            here = [i for i in part if mask >> i & 1]
            if here:
                total += best_use(river.inflow[here], river.weight[here])
        assert found[mask] == pytest.approx(total, rel=2e-3)


def best_use(water, weight, steps=2000):
    """The same on a fine grid: water is passed on in small units, the best at every place."""
    unit = water.sum() / steps
    best = np.zeros(1)
    for own, use in zip(water, weight, strict=True):
        arrived = np.append(best, np.full(round(own / unit), -np.inf))
        # arrived[k]: the best upstream when k units are left unused there, before this place adds.
        shifted = np.full(len(arrived), -np.inf)
        shifted[len(arrived) - len(best) :] = best
        left = np.arange(len(shifted))
        best = np.array(
            [(shifted[k:] + use * np.sqrt(unit * (left[k:] - k))).max() for k in range(len(left))]
        )
    return best[0]

"""Every pair with voluntary sharing equals the plain stochastic game that it is."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg

TREE = {"N": None, "P": "N", "Q": "N", "p": "P", "q": "Q", "c": "p", "d": "q"}


def random_chain(rng):
    levels = int(rng.integers(1, 4))

    def one():
        benefit = np.sort(rng.uniform(0.6, 2.6, (levels, 2)), axis=0)
        times = [(rng.uniform(0, 0.4), rng.uniform(0, 1, 2))] * int(rng.integers(0, 2))
        return qg.Partnership(
            benefit,
            rng.uniform(0.5, 1.1),
            outside=rng.choice([-0.1, 0, 0.1]),
            promotion=rng.uniform(0.2, 1),
            friction=0,
            drop=[1, 2, None][rng.integers(3)],
            bad_times=times,
        )

    border = np.sort(rng.uniform(0, 0.5, levels + 1))[::-1]
    border = [*border[1:], border[0]]
    pairs = {("P", "Q"): one(), ("p", "q"): one(), ("c", "d"): one()}
    founding = {pair: int(rng.integers(levels)) for pair in pairs}
    return qg.Hierarchy(TREE, pairs, inside=0.1, border=border, founding=founding)


def agrees(found, a, b, delta):
    """Whether the joint values of a pair are those of the flat game."""
    one, game = found.pair(a, b), found.flat(a, b)
    joint = qg.solve(game, delta).joint_payoff
    times = one.choice.shape[-1]
    model = found.hierarchy.partnerships[found.hierarchy.key(a, b)]
    bad = [p for p, _ in model.bad_times]
    chance = np.array([1 - sum(bad), *bad])
    expected = joint[:-1].reshape(*one.values.shape, times) @ chance
    return np.allclose(one.values, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_random_chains(seed):
    check_chain(seed)


@pytest.mark.parametrize("seed", some(range(8, 100), 0, 10))
def test_many_random_chains(seed):
    check_chain(seed)


def check_chain(seed):
    rng = np.random.default_rng(seed)
    levels, delta = random_chain(rng), float(rng.uniform(0.4, 0.95))
    sharing = qg.Coordinator(sharing=True, mediation=0.3)
    # Sharing everywhere: each pair brings it itself, and nobody coordinates.
    own = {pair: voluntary(model) for pair, model in levels.partnerships.items()}
    shared = qg.Hierarchy(
        TREE, own, inside=levels.inside, border=levels.border, founding=levels.founding
    )
    found = qg.stabilise(shared, delta, "none")
    for pair in shared.pairs:
        assert agrees(found, *pair, delta)
    bridged = qg.stabilise(levels, delta, "three-level", coordinator=sharing)
    for one in bridged.pairs:
        if one.coordinated:
            assert agrees(bridged, *one.pair, delta)


def voluntary(model):
    return dataclasses.replace(model, sharing="voluntary")


@pytest.mark.parametrize("first", some(range(5), 0, 1))
def test_all_voluntary_pairs_of_the_case(first):
    found = qg.stabilise(qg.paper.hierarchy(), 0.7, "three-level")
    pairs = [one for one in found.pairs if one.coordinated and len(one.environment) > 1]
    assert len(pairs) == 101
    for one in pairs[first::5]:
        assert agrees(found, *one.pair, 0.7)

"""Random partnerships against the enumeration of every policy."""

import itertools

import numpy as np
import pytest
from helpers.marks import some
from helpers.partnerships import from_raw
from oracles import evolution as forward
from oracles import generators
from oracles import partnership as oracle

import qinba_games as qg


def _random(seed, sharing=None, max_policies=3000):
    rng = np.random.default_rng(seed)
    return generators.partnership(rng, sharing=sharing, max_policies=max_policies)


def _compare(seed, sharing=None):
    params, delta = _random(seed, sharing)
    expected = oracle.best_equilibrium(params, delta)
    found = qg.evolve(from_raw(params), delta)
    assert found.certificate.ok
    assert found.proven
    np.testing.assert_allclose(
        found.values.sum(axis=1), list(expected.joint.values()), atol=1e-8, err_msg=str(seed)
    )
    assert list(found.classes) == list(expected.classes), seed
    if not found.game.voluntary:
        np.testing.assert_allclose(found.values, list(expected.values.values()), atol=1e-8)
    assert found.policy == expected.modes, seed
    assert found.founding_value == pytest.approx(expected.founding_values[0], abs=1e-8)
    assert found.founding_value_net == pytest.approx(expected.founding_values_net[0], abs=1e-8)


@pytest.mark.parametrize("block", some(range(10), 3, 5))
def test_evolve_finds_the_selected_equilibrium(block):
    for seed in range(20 * block, 20 * block + 20):
        _compare(seed)


def test_where_no_equilibrium_is_greatest_trust_0_decides():
    """Two equilibria, worth 1 and 0 at trust 0 but .8 and 1 at trust 1: the first is selected."""
    params, delta = generators.rivals()
    expected = oracle.best_equilibrium(params, delta)
    assert not expected.greatest
    found = qg.evolve(from_raw(params), delta)
    assert found.proven
    assert found.policy == expected.modes == {(0, 0): "contribute", (1, 0): "idle"}
    np.testing.assert_allclose(found.values.sum(axis=1), [1, 0.8], atol=1e-12)


@pytest.mark.parametrize("block", some(range(20), 0, 2))
def test_evolve_finds_the_selected_equilibrium_of_many(block):
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        _compare(seed)


@pytest.mark.parametrize("block", some(range(12), 2, 6))
def test_paths_are_those_of_the_distribution_run_forward(block):
    """From every founding trust, one partnership after the other, and all as one batch."""
    for seed in range(5 * block, 5 * block + 5):
        params, delta = _random(seed)
        model, founding = from_raw(params), range(len(params["benefit"]))
        batch = qg.evolve_many([model] * len(founding), delta, founding=[*founding])
        for start in founding:
            found = qg.evolve(model, delta, founding=start)
            expected = forward.evolution(params, found.profiles, start, periods=12)
            chance, time = expected.probability_strong, expected.time_to_strong
            for one in (found, batch):
                at = () if one is found else start
                assert np.asarray(one.probability_strong)[at] == pytest.approx(chance, abs=1e-9)
                assert np.asarray(one.time_to_strong)[at] == pytest.approx(time, rel=1e-6)
            assert batch.founding_class[start] == expected.classes[start], (seed, start)
            assert batch.founding_value[start] == pytest.approx(found.founding_value, abs=1e-9)
            for name, share in found.long_run.items():
                assert share == pytest.approx(expected.long_run.get(name, 0), abs=1e-6), seed
            now = found.initial
            for alive in expected.survival:
                assert now[:-1].sum() == pytest.approx(alive, abs=1e-9), seed
                now = now @ found.chain


def _other_profiles(found, state):
    """Every profile at `state` but the agreed one, and those that differ in one member's action."""
    n = len(found.game.members)
    if found.game.voluntary:
        options = [*itertools.product(("contribute", "idle"), repeat=n), ("leave",) * n]
    else:
        options = [(mode,) * n for mode in ("contribute", "idle", "leave")]
    return [profile for profile in options if profile != found.profiles[state]]


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(4), 1, 1))
def test_flips_are_rejected_exactly_when_the_oracle_rejects_them(block):
    rejected = accepted = 0
    for seed in range(50 * block, 50 * block + 50):
        params, delta = _random(seed)
        found = qg.evolve(from_raw(params), delta)
        for state in found.policy:
            for profile in _other_profiles(found, state):
                flipped = {**found.profiles, state: profile}
                if abs(oracle.policy_slack(params, delta, flipped)) < 1e-6:
                    continue
                ok = oracle.policy_ok(params, delta, flipped)
                assert qg.verify(found, policy=flipped).ok == ok, (seed, flipped)
                accepted, rejected = accepted + ok, rejected + (not ok)
    assert rejected > 100
    assert accepted > 5


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(5), 1, 1))
def test_every_value_off_by_a_millionth_of_the_range_is_rejected(block):
    import dataclasses

    for seed in range(40 * block, 40 * block + 40):
        params, delta = _random(seed)
        found = qg.evolve(from_raw(params), delta)
        spread = max(float(np.ptp(found.game.flow.astype(float))), 1e-3)
        play, *rest = found.witness
        for index in np.ndindex(*play.worth.shape):
            worth = np.array(play.worth, dtype=float)
            worth[index] += 1e-6 * spread
            wrong = dataclasses.replace(found, witness=(play._replace(worth=worth), *rest))
            assert not qg.verify(wrong).ok, (seed, index)


def test_a_division_that_underpays_a_member_is_rejected():
    import dataclasses

    pair = qg.Partnership(
        np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None], 1, promotion=0.6, friction=0.05
    )
    threshold = qg.critical_discount(pair).delta
    found = qg.evolve(pair, threshold + 1e-9, sharing="voluntary")
    assert found.classes[0] == "strong"
    wrong = dataclasses.replace(found, division=np.full(found.division.shape, [0.9, 0.1]))
    assert not qg.verify(wrong).ok

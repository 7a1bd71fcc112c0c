"""What must not matter to a partnership does not, and what must help does."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some
from helpers.partnerships import from_raw, reference
from oracles import generators

import qinba_games as qg

SEEDS = range(40)


def _draw(seed, sharing=None):
    params, delta = generators.partnership(np.random.default_rng(seed), sharing=sharing)
    return from_raw(params), delta


def _scaled(model, factor):
    bad = [(p, factor * h) for p, h in model.bad_times]
    return dataclasses.replace(
        model,
        benefit=factor * model.benefit,
        cost=factor * model.cost,
        outside=factor * model.outside,
        deposit=factor * model.deposit,
        subsidy=factor * model.subsidy,
        bad_times=bad,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit_of_account_does_not_matter(seed):
    model, delta = _draw(seed)
    found = qg.evolve(model, delta)
    scaled = qg.evolve(_scaled(model, 1e6), delta)
    assert scaled.policy == found.policy
    np.testing.assert_allclose(scaled.values, 1e6 * found.values, rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_members_does_not_matter(seed):
    model, delta = _draw(seed)
    order = np.arange(model.n_members)[::-1]
    sharing = model.sharing if isinstance(model.sharing, str) else model.sharing[order]
    turned = dataclasses.replace(
        model,
        benefit=model.benefit[:, order][:, :, order],
        cost=model.cost[order],
        outside=model.outside[order],
        deposit=model.deposit[order],
        bad_times=[(p, h[order]) for p, h in model.bad_times],
        members=[model.members[i] for i in order],
        sharing=sharing,
    )
    found, other = qg.evolve(model, delta), qg.evolve(turned, delta)
    assert found.classes == other.classes
    assert found.probability_strong == pytest.approx(other.probability_strong, abs=1e-12)
    np.testing.assert_allclose(other.values[:, order], found.values, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_splitting_bad_times_into_two_of_a_kind_changes_nothing(seed):
    model, delta = _draw(seed)
    if not model.bad_times:
        return
    p, extra = model.bad_times[0]
    split = dataclasses.replace(
        model, bad_times=[(p / 2, extra), (p / 2, extra), *model.bad_times[1:]]
    )
    found, other = qg.evolve(model, delta), qg.evolve(split, delta)
    assert found.classes == other.classes
    assert found.founding_value == pytest.approx(other.founding_value, abs=1e-9)


@pytest.mark.parametrize("seed", some(SEEDS, 12))
def test_voluntary_transfers_are_never_worse_than_a_fixed_rule(seed):
    model, delta = _draw(seed)
    best = qg.evolve(model, delta, sharing="voluntary")
    for rule in ("none", "equal", "surplus", "optimal"):
        fixed = qg.evolve(model, delta, sharing=rule)
        gap = best.values.sum(axis=1) - fixed.values.sum(axis=1)
        assert gap.min() > -1e-8


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_less_friction_and_more_detection_never_hurt_under_voluntary_sharing(name):
    model = dataclasses.replace(reference(name, "voluntary"), detection=0.8)
    for delta in (0.5, 0.7, 0.9):
        before = qg.evolve(model, delta).founding_value
        for helper in (qg.Coordinator(mediation=0.5), qg.Coordinator(monitoring=0.5)):
            assert qg.evolve(model, delta, coordinator=helper).founding_value >= before - 1e-9

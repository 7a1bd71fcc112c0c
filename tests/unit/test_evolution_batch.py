"""Many partnerships at once give what each gives alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from helpers.marks import SLOW
from helpers.partnerships import from_raw, reference
from oracles import generators

import qinba_games as qg
from qinba_games import errors


def _varied(name, sharing, count, seed=0):
    rng = np.random.default_rng(seed)
    base = reference(name, sharing)
    models = [
        dataclasses.replace(
            base, benefit=base.benefit * rng.uniform(0.8, 1.5), friction=rng.uniform(0, 0.3)
        )
        for _ in range(count)
    ]
    return models, rng.uniform(0.4, 0.98, count)


@pytest.mark.parametrize("sharing", ["none", "voluntary", "equal", "optimal"])
def test_a_batch_gives_what_each_partnership_gives_alone(sharing):
    models, deltas = _varied("C", sharing, 60)
    batch = qg.evolve_many(models, deltas, founding=1)
    assert batch.certificate.ok
    for n, (model, delta) in enumerate(zip(models, deltas, strict=True)):
        alone = qg.evolve(model, delta, founding=1)
        assert tuple(batch.classes[n]) == alone.classes
        np.testing.assert_array_equal(batch.choice[n], alone.choice)
        assert batch.founding_value[n] == pytest.approx(alone.founding_value, abs=1e-12)
        assert batch.probability_strong[n] == pytest.approx(alone.probability_strong, abs=1e-12)
        assert batch.time_to_strong[n] == pytest.approx(alone.time_to_strong, rel=1e-12)


@SLOW
def test_the_check_of_a_batch_judges_as_the_check_of_one():
    """Flip single choices of random partnerships: both certificates agree, also on the amount."""
    refused = 0
    for seed in range(120):
        params, delta = generators.partnership(np.random.default_rng(seed))
        model = from_raw(params)
        alone, batch = qg.evolve(model, delta), qg.evolve_many([model], delta)
        options = len(alone.game.contributes) + 1
        for k, t in alone.policy:
            flipped = np.array(batch.choice)
            flipped[0, k, t] = (flipped[0, k, t] + 1) % options
            names = dataclasses.replace(alone, choice=flipped[0]).profiles
            one, many = qg.verify(alone, policy=names), qg.verify(batch, policy=flipped)
            if abs(one.largest_gain) > 1e-6:
                assert many.ok == one.ok, (seed, k, t)
                assert max(many.largest_gain, 0) == pytest.approx(
                    max(one.largest_gain, 0), abs=1e-9
                )
            refused += not one.ok
    assert refused > 50


@pytest.mark.parametrize("name", ["A", "C"])
def test_every_partnership_of_a_batch_has_its_residual(name):
    """The amount by which its own certificate fails, whoever else is in the batch."""
    models, deltas = _varied(name, "none", 6)
    batch = qg.evolve_many(models, deltas, founding=1)
    assert batch.residual.shape == (6,)
    assert batch.residual.max() < 1e-12
    choice = np.full(batch.choice.shape, len(batch.game.contributes))
    choice[2:] = 0
    gains = qg.verify(batch, policy=choice).residual
    for n, (model, delta) in enumerate(zip(models, deltas, strict=True)):
        alone = qg.evolve(model, delta, founding=1)
        modes = dict.fromkeys(alone.policy, "leave" if n < 2 else "contribute")
        found = qg.verify(alone, policy=modes).largest_gain
        assert max(gains[n], 0) == pytest.approx(max(found, 0), abs=1e-12)
    assert gains[:2].max() < 1e-12
    assert (gains > 1e-3).any()
    values = batch.founding_value + np.eye(6)[3]
    assert qg.verify(dataclasses.replace(batch, founding_value=values)).residual.argmax() == 3


def test_a_wrong_value_in_a_batch_is_found():
    models, deltas = _varied("B", "none", 20)
    batch = qg.evolve_many(models, deltas)
    values = np.array(batch.founding_value)
    values[7] += 1e-5
    found = qg.verify(dataclasses.replace(batch, founding_value=values))
    assert not found.ok
    assert found.state[0] == 7


def test_what_cannot_be_stacked_is_named():
    with pytest.raises(errors.ShapeError, match="Group them by shape"):
        qg.evolve_many([reference("A"), reference("B")], 0.5)
    with pytest.raises(errors.EmptyGameError, match="at least one"):
        qg.evolve_many([], 0.5)
    with pytest.raises(errors.DiscountError, match=r"\[0, 1\)"):
        qg.evolve_many([reference("A")], [1.0])


def test_partnerships_may_have_names_of_their_own_and_keep_their_index():
    one, two = (
        dataclasses.replace(reference("A"), members=names)
        for names in (("Ankang", "Shiyan"), ("Bazhong", "Hanzhong"))
    )
    plain = qg.evolve_many([reference("A")] * 2, [0.7, 0.8])
    named = qg.evolve_many({("A", "S"): one, ("B", "H"): two}, [0.7, 0.8])
    assert named.labels == (("A", "S"), ("B", "H"))
    assert named.certificate.ok
    assert named.founding_class.tolist() == plain.founding_class.tolist()
    assert named.to_frame().index.tolist() == [("A", "S"), ("B", "H")]
    series = qg.evolve_many(pd.Series({"x": one, "y": two}), 0.8)
    assert series.to_frame().loc["y", "founding class"] == plain.founding_class[1]
    with pytest.raises(errors.InputTypeError, match="Partnership"):
        qg.evolve_many({"x": 3}, 0.5)

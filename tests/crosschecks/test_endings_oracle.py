"""Dates and marks beside an enumeration of every policy, promises split by linear programmes."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import some
from helpers.partnerships import from_raw
from oracles import endings, generators

import qinba_games as qg

#: The most policies that are compared for one ending.
MOST = 700


def _helped(params, rng):
    """A coordinator, and parameters under it."""
    given = {"mediation": float(rng.choice([0, 0.5, 1])), "monitoring": float(rng.choice([0, 0.5]))}
    given |= {"deposit": float(rng.choice([0, 0.3])), "subsidy": float(rng.choice([0, 0, 0.2]))}
    n = params["benefit"].shape[1]
    under = {
        **params,
        "friction": np.asarray(params["friction"]) * (1 - given["mediation"]),
        "detection": 1 - (1 - params["detection"]) * (1 - given["monitoring"]),
        "deposit": np.full(n, given["deposit"]),
        "subsidy": given["subsidy"],
    }
    if isinstance(params["sharing"], str) and params["sharing"] == "none" and rng.random() < 0.8:
        given["sharing"] = True
        under["sharing"] = "voluntary"
    return qg.Coordinator(**given), under


def _endings(seed):
    """One partnership with a coordinator, and what is worth comparing of it."""
    rng = np.random.default_rng(seed)
    params, delta = generators.partnership(
        rng, sharing=str(rng.choice(["none", "none", "voluntary"]))
    )
    params = {**params, "deposit": 0, "subsidy": 0}
    helper, under = _helped(params, rng)
    model = dataclasses.replace(from_raw(params), deposit=0, subsidy=0)
    return model, helper, params, under, delta


def compared(seed):
    """How many endings of a random partnership are those of the enumeration."""
    model, helper, params, under, delta = _endings(seed)
    acts = 1 + 2**model.n_members if under["sharing"] == "voluntary" else 3
    times = 1 + len(model.bad_times)
    if acts ** (model.levels * times) > MOST:
        return 0
    count, founding = 0, seed % model.levels
    longest = 2 if acts ** (2 * model.levels * times) <= MOST or acts == 3 else 1
    found = qg.hand_over(model, delta, helper, founding=founding, periods=longest)
    for row in found.dates.itertuples(index=False):
        expected = endings.date(params, under, delta, row[0])
        assert row[1] == expected.classes[founding], (seed, row)
        assert row[2] == pytest.approx(expected.values[founding], abs=1e-7), (seed, row)
        count += 1
    for row in found.marks.itertuples(index=False):
        expected = endings.mark(params, under, delta, row[0])
        assert row[1] == expected.classes[founding], (seed, row)
        assert row[2] == pytest.approx(expected.values[founding], abs=1e-7), (seed, row)
        assert row[3] == pytest.approx(expected.reached[founding], abs=1e-7), (seed, row)
        count += 1
    return count


@pytest.mark.parametrize("seed", some(range(0, 240, 20), 2, 12))
def test_dates_and_marks_are_those_of_an_enumeration(seed):
    assert sum(compared(seed + k) for k in range(20)) > 5

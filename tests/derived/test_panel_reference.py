"""The likelihood of a panel: reference numbers, and every path of trust at every gain."""

import numpy as np
import pytest
from helpers.panels import panel_of
from oracles.panel import loglik

ROWS = [
    (0.563466, 0.563466, False, 0, "ccfcccfc"),
    (0.685864, 0.685864, True, 2, "cffce"),
    (1.045503, 0.522752, False, 1, "cccccccc"),
    (0.700822, 0.700822, True, 1, "fcccffe"),
    (0.309236, 0.437326, False, 3, "cfcfcccc"),
    (0.590329, 0.417426, True, 0, "e"),
]
FIXED = {
    **dict.fromkeys(("outside", "outside_signed"), 0),
    **dict.fromkeys(("cost", "hardship", "drop"), 1),
    "learning": 0.35,
    "bad_times": 0.25,
    "levels": 3,
    "noise": 0.02,
    "outside_end": 0.01,
}
NAMES = ("friction", "barrier", "promotion", "delta", "benefit", "spread")
#: Two implementations that share nothing agree on these.
TABLE = [
    ((0.1, 0.25, 0.5, 0.7, 2.6, 0.3), -36.3408, -12.2182),
    ((0.05, 0.4, 0.7, 0.6, 3.2, 0.2), -33.6622, -12.0612),
    ((0.2, 0.2, 0.3, 0.8, 1.5, 0.6), -43.3199, -15.4462),
]


@pytest.mark.parametrize(("values", "modes", "spells"), TABLE)
def test_reference_panel(values, modes, spells):
    theta = FIXED | dict(zip(NAMES, values, strict=True))
    panel = panel_of(ROWS)
    assert panel.loglik(**theta) == pytest.approx(modes, abs=6e-5)
    assert panel.loglik(observed="spells", **theta) == pytest.approx(spells, abs=6e-5)


def drawn(rng):
    """A random panel of three pairs, and random parameters."""
    rows = []
    for _ in range(2):
        letters = "".join(rng.choice(["c", "c", "f"], rng.integers(0, 4)))
        history = letters + "e" if rng.random() < 0.5 or not letters else letters
        ratio, mean = rng.choice([1, 1.5, 2.5]), rng.uniform(0.3, 0.9)
        gains = mean * np.sqrt([ratio, 1 / ratio])
        rows.append((*gains.tolist(), bool(rng.random() < 0.5), int(rng.integers(0, 2)), history))
    theta = {
        "benefit": rng.uniform(1.5, 4),
        "learning": rng.choice([0, 0.4]),
        "cost": 1.0,
        "hardship": rng.choice([0, 0.8]),
        "bad_times": rng.choice([0, 0.3]),
        "outside": rng.choice([0, 0.1]),
        "outside_signed": rng.choice([-0.3, 0.1]),
        "levels": 1,
        "promotion": rng.uniform(0.2, 0.9),
        "friction": rng.uniform(0.02, 0.2),
        "barrier": rng.uniform(0.2, 0.5),
        "drop": rng.choice([1, None]),
        "delta": rng.uniform(0.4, 0.9),
        "spread": rng.uniform(0.1, 0.5),
        "noise": 0.03,
        "outside_end": 0.02,
    }
    return rows, {name: v.item() if hasattr(v, "item") else v for name, v in theta.items()}


def agree(seed, sharing, observed):
    rows, theta = drawn(np.random.default_rng(seed))
    terms = {"observed": observed, "sharing": sharing, **theta}
    found = [panel_of([row]).loglik(**terms) for row in rows]
    assert panel_of(rows).loglik(**terms) == pytest.approx(sum(found))
    mine = [loglik(row[:4], row[4], theta, observed, sharing) for row in rows]
    # The oracle looks six standard deviations far.
    np.testing.assert_allclose(np.exp(found), np.exp(mine), rtol=0.001, atol=1e-8)


@pytest.mark.parametrize(("seed", "sharing", "observed"), [(0, "none", "modes")])
def test_every_path_at_every_gain(seed, sharing, observed):
    agree(seed, sharing, observed)


@pytest.mark.exhaustive
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
@pytest.mark.parametrize("observed", ["modes", "spells"])
@pytest.mark.parametrize("seed", range(1, 16))
def test_every_path_at_every_gain_of_many(seed, sharing, observed):
    agree(seed, sharing, observed)


LARGE = panel_of(ROWS * 8)
THETA = FIXED | dict(zip(NAMES, TABLE[0][0], strict=True)) | {"outside_signed": -0.1}
PAYOFFS = ("benefit", "learning", "cost", "hardship", "outside", "outside_signed")


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_the_unit_of_payoffs_does_not_matter(sharing):
    twice = THETA | {name: 2 * THETA[name] for name in PAYOFFS}
    found = LARGE.loglik(sharing=sharing, **THETA)
    assert LARGE.loglik(sharing=sharing, **twice) == pytest.approx(found, abs=1e-9)


def test_the_order_of_pairs_and_of_their_members_does_not_matter():
    turned = [(b, a, *rest) for a, b, *rest in reversed(ROWS)]
    assert panel_of(turned).loglik(**THETA) == pytest.approx(panel_of(ROWS).loglik(**THETA))
    assert LARGE.loglik(**THETA) == pytest.approx(8 * panel_of(ROWS).loglik(**THETA))
    halved = panel_of([(a / 2, b / 2, *rest) for a, b, *rest in ROWS])
    twice = THETA | {"benefit": 2 * THETA["benefit"]}
    assert halved.loglik(**twice) == pytest.approx(panel_of(ROWS).loglik(**THETA), abs=1e-6)


def test_the_likelihood_is_continuous():
    """Steps of a billionth change it by little, also where cells begin and end."""
    for name in ("delta", "benefit"):
        values = THETA[name] * (1 + np.linspace(-0.02, 0.02, 3))
        for value in values:
            pair = [LARGE.loglik(**THETA | {name: v}) for v in (value, value * (1 + 1e-9))]
            assert pair[0] == pytest.approx(pair[1], abs=1e-3)


def test_histories_of_one_year_sum_to_one():
    rows = [[(*ROWS[1][:4], letter)] for letter in "cfe"]
    total = sum(np.exp(panel_of(row).loglik(**THETA)) for row in rows)
    assert total == pytest.approx(1)


def test_what_cannot_be_is_impossible():
    theta = THETA | {"noise": 0, "outside_end": 0, "drop": None}
    assert panel_of([(0.6, 0.6, False, 0, "fc")]).loglik(**theta) == -np.inf
    assert panel_of([(0.01, 0.01, False, 0, "c")]).loglik(**theta) == -np.inf


def test_whoever_began_with_trust_has_another_outside_value():
    signed = panel_of([row for row in ROWS if row[3] > 0])
    fresh = panel_of([row for row in ROWS if row[3] == 0])
    known = {name: value for name, value in THETA.items() if not name.startswith("outside")}
    known["outside_end"] = 0.01

    def loglik(panel, outside, outside_signed):
        return panel.loglik(outside=outside, outside_signed=outside_signed, **known)

    assert loglik(signed, 0.1, -0.4) == loglik(signed, -0.4, -0.4) != loglik(signed, 0.1, 0.1)
    assert loglik(fresh, 0.2, -0.4) == loglik(fresh, 0.2, 0.2) != loglik(fresh, -0.4, -0.4)

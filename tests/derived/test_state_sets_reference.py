"""Payoff sets by state against numbers that another programme found."""

import numpy as np
import pytest
from helpers.marks import SLOW
from helpers.partnerships import reference

import qinba_games as qg


def kernel(distance, persistence):
    """How likely endowments move so far: an exponential, integrated over each cell."""
    rate = persistence / 4
    if not rate:
        return 1.0
    own = 2 * (1 - np.exp(-rate / 2)) / rate
    return own if not distance else np.exp(-rate * distance) * 2 * np.sinh(rate / 2) / rate


def risk_sharing(endowments, steps, persistence=0):
    """Two players share risk by gifts: one endowment each that sum to one, utility a root."""
    top, payoffs, moves = steps * (endowments - 1), [], []
    for own in range(endowments):
        gifts = np.arange(steps * own + 1)[:, None] - np.arange(top - steps * own + 1)
        first = (steps * own - gifts) / top
        payoffs.append(np.sqrt(np.stack([first, 1 - first], axis=-1)))
        chances = np.array([kernel(abs(own - then), persistence) for then in range(endowments)])
        moves.append(np.broadcast_to(chances / chances.sum(), (*first.shape, endowments)))
    return qg.StochasticGame.from_arrays(payoffs, moves)


THREE, FIVE = [0.483680, 0.589746, 0.633680], [0.522432, 0.597432, 0.628498, 0.652336, 0.672432]


@pytest.mark.parametrize(
    ("game", "largest", "least", "corners"),
    [
        ((3, 2), [0.763449, 0.797161, 0.826288], THREE, 14),
        ((3, 5), [0.773489, 0.803364, 0.832710], THREE, 28),
        ((5, 5), [0.740087, 0.757314, 0.774784, 0.791771, 0.808280], FIVE, 64),
        (
            (5, 5, 2),
            [0.695477, 0.727802, 0.761838, 0.793076, 0.817098],
            [0.487392, 0.584783, 0.639504, 0.683592, 0.717550],
            None,
        ),
        pytest.param(
            (5, 25), [0.740147, 0.757392, 0.774870, 0.792091, 0.808392], FIVE, 248, marks=SLOW
        ),
    ],
)
def test_gifts_that_share_risk(game, largest, least, corners):
    found = qg.payoff_set(risk_sharing(*game), 0.85)
    assert [own.vertices[:, 0].max() for own in found.sets] == pytest.approx(largest, abs=6e-7)
    assert [own.punishment[0] for own in found.sets] == pytest.approx(least, abs=6e-7)
    assert corners is None or sum(len(own.vertices) for own in found.sets) == corners
    assert found.certificate.outside


# The joint value without trust, in each environment; 0 is what members have alone.
@pytest.mark.parametrize(
    ("name", "delta", "values"),
    [
        ("A", 0.7155, [0]),
        ("A", 0.72, [0.636608]),
        ("C", 0.8459, [0, 0]),
        *(
            pytest.param(*case, marks=SLOW)
            for case in [
                ("A", 0.7157, [0.598201]),
                ("A", 0.8, [1.069542]),
                ("C", 0.8461, [0.299439, 0.240992]),
                ("C", 0.9, [0.464202, 0.404305]),
                ("B", 0.8, [0.817928, 0.613446]),
            ]
        ),
    ],
)
def test_members_who_take_turns(name, delta, values):
    found = qg.payoff_set(reference(name), delta)
    for environment, value in enumerate(values):
        for corners in (found[0, environment].inner, found[0, environment].outer):
            assert corners.sum(axis=1).max() == pytest.approx(value, abs=6e-7)
    assert found.begins() is (max(values) > 0)

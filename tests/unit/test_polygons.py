"""Hulls up to a tolerance: what is left out is near what stays."""

import numpy as np
import pytest

from qinba_games.payoff_sets.polygons import excess, hull


def check(points, tolerance):
    """Few corners, in order, and no point farther away than was allowed."""
    found = hull(points, tolerance)
    assert excess(found, points) <= tolerance * (1 + 1e-9) + 1e-15
    assert (hull(found) == found).all()
    assert {tuple(p) for p in found.tolist()} <= {tuple(p) for p in points.tolist()}
    return found


@pytest.mark.parametrize("tolerance", [1e-6, 1e-4, 1e-2])
def test_a_round_of_many_corners_keeps_its_shape(tolerance):
    # Each is near the line through its neighbours, and as high as its neighbours.
    turn = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    found = check(np.stack([np.cos(turn), np.sin(turn)], axis=1), tolerance)
    assert (len(found) < 500) == (tolerance > 1e-5)


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e3])
def test_random_points(size):
    rng = np.random.default_rng(0)
    for tolerance in (1e-13, 1e-9, 1e-3, 0.1):
        for count in (1, 2, 3, 5, 60):
            points = rng.normal(size=(count, 2)) * size
            check(points, tolerance * size)
            check(points + rng.normal(size=(count, 2)) * tolerance * size, tolerance * size)


@pytest.mark.parametrize(
    ("points", "count"),
    [
        ([[0, 0.5], [1e-14, 0], [1e-14, 1]], 2),  # the first corner is between the others
        ([[0, 0], [1, 5e-15], [0.5, 1e-14]], 2),  # a corner beyond the line of its neighbours
        ([[0, 0], [1e-14, 0], [0, 1e-14]], 1),
        ([[0, 0], [1e-14, 1], [1, 1], [1 - 1e-14, 0]], 4),
        ([[0, 0], [0.5, -1e-14], [1, 0], [0.5, 1e-14]], 2),
        ([[0, 0], [1 + 1e-9, 1e-13], [1, 2e-13]], 2),  # in line with the others, and beyond them
    ],
)
def test_slivers(points, count):
    assert len(check(np.array(points, dtype=float), 1e-12)) == count

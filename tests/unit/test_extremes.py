"""Extremes along one axis beside numpy's own, on every way that they are found."""

from fractions import Fraction

import numpy as np
import pytest

from qinba_games._exact import highest, lowest

SHAPES = [(2,) * 13, (10,) * 4, (1, 5000, 1), (300, 17), (5000, 2), (2, 5000), (3, 4), (1,)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("kind", [float, int, object])
def test_extremes_are_those_of_numpy(shape: tuple[int, ...], kind: type) -> None:
    values = np.random.default_rng(0).integers(-99, 99, shape).astype(kind)
    if kind is object:
        values = values * Fraction(1, 3)
    for axis in range(len(shape)):
        for seen in (values, values[::-1]):
            most, least = highest(seen, axis), lowest(seen, axis)
            assert np.array_equal(most, seen.max(axis=axis, keepdims=True))
            assert np.array_equal(least, seen.min(axis=axis, keepdims=True))
            assert most.dtype == least.dtype == values.dtype
            assert not np.shares_memory(most, values)


def test_what_is_not_a_number_stays_one_that_is_seen() -> None:
    values = np.ones((2,) * 13)
    values[(0,) * 13] = np.nan
    assert np.isnan(highest(values, 12)[(0,) * 13])

"""Whole numbers beyond 63 bits stay exact, also beside negative and smaller ones."""

from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games.cooperative import TUGame

WIDE = 2**63


@pytest.mark.parametrize("moved", [0, 2**62, WIDE - 1, WIDE + 2, 2**64 - 5, 2**80])
def test_a_wide_constant_moves_no_patience(moved):
    rows = [[moved + x for x in row] for row in ([3, 0], [4, 1])]
    dilemma = qg.StageGame.from_bimatrix(rows, [list(row) for row in zip(*rows, strict=True)])
    for sharing in ("none", "voluntary"):
        assert qg.critical_discount(dilemma, (0, 0), sharing=sharing).delta == F(1, 3)


@pytest.mark.parametrize(
    "worths",
    [
        [0, -1, 2, WIDE + 1],
        (0, -1, np.uint64(2), WIDE + 1),
        pd.Series([0, -1, 2, WIDE + 1]),
        {"a": -1, "b": 2, ("a", "b"): WIDE + 1},
    ],
)
def test_wide_worths_are_exact(worths):
    assert TUGame(worths).values.tolist() == [0, -1, 2, WIDE + 1]


def test_small_floats_are_no_whole_numbers():
    small = [[np.float16(2), np.float16(0)], [np.float16(3), np.float16(1)]]
    assert qg.StageGame.from_bimatrix(small, small).payoffs[1, 0, 0] == 3


def test_wide_columns_are_exact():
    rows = pd.DataFrame({0: [1, 2], 1: [WIDE, WIDE + 1]})
    game = qg.StageGame.from_bimatrix(rows, rows)
    assert game.exact
    assert game.payoffs[1, 1, 0] == WIDE + 1
    ties = {"a": ["x", "y"], "b": ["y", "z"], "value_a": [-2, WIDE + 3], "value_b": [1, 1]}
    net = qg.Network(["x", "y", "z"], ties | {"temptation_a": [0, 0], "temptation_b": [0, 0]})
    assert net.value[1, 0] == WIDE + 3


def test_floats_beside_wide_numbers_are_floats():
    assert TUGame([0, 1.0, 2, WIDE + 1]).values.dtype == float
    assert TUGame(np.array([0, 1, 2, 2.0**63])).values.dtype == float

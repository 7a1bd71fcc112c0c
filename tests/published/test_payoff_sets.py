"""Sets of equilibrium payoffs without transfers that are printed in the literature."""

from fractions import Fraction as F

import numpy as np
import pytest

import qinba_games as qg

# D. Abreu and Y. Sannikov (2014), Theoretical Economics 9, p. 322.
ABREU_SANNIKOV = [
    [(16, 9), (3, 13), (0, 3)],
    [(21, 1), (10, 4), (-1, 0)],
    [(9, 0), (5, -4), (-5, -15)],
]
CORNERS = [
    (1.125682395505, 2.8),
    (7.337704718651, 0),
    (7.863089638136, 0),
    (19.791797697364, 2.8),
    (15.563089638136, 9.1),
    (7.337704718651, 10.982625279107),
]


@pytest.mark.parametrize("delta", [0.3, F(3, 10)])
def test_the_example_of_abreu_and_sannikov(delta):
    found = qg.payoff_set(qg.StageGame(ABREU_SANNIKOV), delta)
    assert np.asarray(found.vertices, float) == pytest.approx(np.array(CORNERS), abs=1e-11)


@pytest.mark.parametrize("delta", [F(9, 10)])
def test_the_dilemma_of_the_tests_of_quantecon(delta):
    # The game and the set of tests/test_repeated_game.py in QuantEcon.py 0.11.
    found = qg.payoff_set(qg.prisoners_dilemma(9, 1, 10, 3), delta)
    assert found.vertices.tolist() == [[3, 3], [F(39, 4), 3], [9, 9], [3, F(39, 4)]]
    assert found.exact
    assert found.gap == 0

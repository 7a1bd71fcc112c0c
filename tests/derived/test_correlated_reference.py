"""Chicken (6,6),(2,7),(7,2),(0,0): the best that a mediator can do is 21/4 for each.

Recommend (6,6) with probability p and each of (2,7), (7,2) with q, p + 2q = 1; (0,0) never, since
it costs most. Told to yield, a player expects (6p + 2q)/(p + q) if it obeys and 7p/(p + q) if not,
so that p <= 2q: p = 1/2, q = 1/4, and both get 6/2 + 9/4 = 21/4. The game is that of R. J. Aumann
(1974), Journal of Mathematical Economics 1, 67-96.
"""

from fractions import Fraction

import pytest

import qinba_games as qg
from qinba_games.third_parties import correlated


@pytest.mark.parametrize("objective", ["sum", "symmetric", "maxmin"])
def test_the_best_correlated_equilibrium_of_chicken(objective):
    chicken = qg.StageGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    found = correlated(chicken, objective)
    assert found.payoffs.tolist() == [Fraction(21, 4)] * 2
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert found.distribution.tolist() == [[half, quarter], [quarter, 0]]
    assert found.exact
    assert found.certificate.ok

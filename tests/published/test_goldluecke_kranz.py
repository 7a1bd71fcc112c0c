"""Printed results of the package dyngame (R), at the printed digits.

S. Kranz, dyngame, https://github.com/skranz/dyngame: examples/dyn_cournotreserves.md, and the
replication code of section 4.4 of Goldluecke and Kranz (2018), examples/article/4_4_ABS_vs_GK.Rmd,
whose first game is from Abreu, Brooks and Sannikov (2016), p. 11.
"""

import numpy as np
import pytest
from helpers.stochastic_games import cournot_reserves, two_state_dilemma

import qinba_games as qg


@pytest.mark.slow
def test_cournot_with_reserves():
    """dyn_cournotreserves.md, head(sol): columns ae, a1, a2, U, v1, v2 of the first six states."""
    game = cournot_reserves()
    assert (len(game.states), len(game.payoffs)) == (441, 53361)
    found = qg.solve(game, 2 / 3)
    printed = [
        (60.33, 30.17, 30.17),
        (66.67, 30.17, 36.50),
        (72.33, 30.17, 42.17),
        (77.33, 30.17, 47.17),
        (81.67, 30.17, 51.50),
        (85.33, 30.17, 55.17),
    ]
    values = np.column_stack([found.joint_payoff, found.punishment_payoff])
    np.testing.assert_allclose(values[:6], printed, rtol=0, atol=0.005 + 1e-9)
    assert game.states[:6] == tuple((0, second) for second in range(6))
    for phase in (found.policy, *found.punishments):
        assert [phase[0, second] for second in range(6)] == [(0, second) for second in range(6)]


@pytest.mark.parametrize(("delta", "sustained"), [(0.356, "D"), (0.357, "C")])
def test_two_state_dilemma(delta, sustained):
    """4_4_ABS_vs_GK.Rmd: both cooperate in both states at .357; only defection is left at .356."""
    found = qg.solve(two_state_dilemma(), delta)
    assert found.policy == {1: (sustained,) * 2, 2: (sustained,) * 2}

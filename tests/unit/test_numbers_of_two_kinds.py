"""Fractions beside floats in one question: the answer is in floats, and it holds."""

from fractions import Fraction as F

import numpy as np
import pytest
from helpers.proofs import accepted

import qinba_games as qg
from qinba_games.agreements import almost_ideal_sharing, critical_turnover, linear_quadratic
from qinba_games.cooperative import BargainingProblem


@pytest.mark.parametrize("lotteries", [True, False])
@pytest.mark.parametrize(
    ("agreements", "disagreement"),
    [([[F(4), F(1)], [F(1, 3), F(3)]], [0.0, 0.5]), ([[4.0, 1.0], [0.3, 3.0]], [F(0), F(1, 2)])],
)
def test_a_bargain(agreements, disagreement, lotteries):
    problem = BargainingProblem(agreements, disagreement, lotteries=lotteries)
    floats = np.array(agreements, float), np.array(disagreement, float)
    same = BargainingProblem(*floats, lotteries=lotteries)
    for rule in ("nash", "kalai-smorodinsky")[: 1 + lotteries]:
        found = qg.share(problem, rule)
        assert not found.exact
        assert found.payoffs.tolist() == qg.share(same, rule).payoffs.tolist()


def test_weights_of_an_agreement():
    found = almost_ideal_sharing(linear_quadratic(4, benefit=F(1, 3)), 3, [2.3, 2.01, 4.37])
    assert not found.exact
    assert found.payoffs.sum() == pytest.approx(3 * 11 / 18)


@pytest.mark.parametrize(
    ("rewards", "delta", "weights"),
    [((2, -1, 3, 0), F(3, 5), [0.5, 0.5]), ((2.0, -1.0, 3.0, 0.0), F(3, 5), None)],
)
def test_a_turnover(rewards, delta, weights):
    found = critical_turnover(qg.prisoners_dilemma(*rewards), delta, weights=weights)
    assert not found.exact
    assert found.turnover == pytest.approx(4 / 9)


def test_fractions_of_numbers_of_numpy():
    half = F(np.int64(1), np.int64(2))
    found = qg.solve(qg.prisoners_dilemma(F(np.int64(2)), -1, 3, F(0, np.int64(3))), half)
    assert found.exact
    assert found.joint_payoff == 4


def test_help_that_ends():
    pair = qg.Partnership([[7 / 3, 3]], F(11, 6), promotion=0.6, friction=0.75, outside=F(2, 3))
    helper = qg.Coordinator(sharing=True)
    found = qg.hand_over(pair, F(7, 12), helper, periods=2)
    assert (found.exact, found.alone.delta) == (False, 7 / 12)
    assert found.verdict == qg.hand_over(pair, 7 / 12, helper, periods=2).verdict


def test_members_that_leave_one_by_one(tmp_path):
    pair = qg.Partnership(
        [[0.5, 2 / 3], [1.5, 3.0]], 0.3, outside=F(2, 3), promotion=0.2, friction=0.75
    )
    assert accepted(qg.evolve_members(pair, 0.3).proof(), tmp_path)

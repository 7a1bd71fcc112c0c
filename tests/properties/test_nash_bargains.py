"""Nash's bargain over lotteries: the conditions of Karush, Kuhn and Tucker, for 2 to 5 members."""

import numpy as np
import pytest
from scipy.optimize import linprog, nnls

from qinba_games.cooperative import BargainingProblem
from qinba_games.cooperative.solvers.bargaining import proportional_bargain
from qinba_games.errors import NoEquilibriumError, NotApplicableError
from qinba_games.sharing import share


def everybody_can_gain(gains):
    """Whether some lottery gives all of them more than nothing: the largest least gain."""
    m, n = gains.shape
    best = linprog(
        np.append(np.zeros(m), -1),
        A_ub=np.column_stack([-gains.T, np.ones(n)]),
        b_ub=np.zeros(n),
        A_eq=np.append(np.ones(m), 0)[None],
        b_eq=[1],
        bounds=[(0, None)] * m + [(0, 1)],
    )
    return best.success and best.x[-1] > 1e-7


def check(gains):
    """Whether there is a bargain; it is feasible, and no agreement beats it at prices 1 / gain."""
    gains = np.array(gains)
    problem = BargainingProblem(gains, [0] * gains.shape[1])
    if not everybody_can_gain(gains):
        with pytest.raises((NoEquilibriumError, NotApplicableError)):
            share(problem, "nash")
        return False
    own = share(problem, "nash").payoffs.astype(float)
    assert (own > 0).all()
    scores = (gains / own).sum(axis=1)
    assert scores.max() <= gains.shape[1] * (1 + 1e-9)
    lifted = np.vstack([gains.T, np.ones(len(gains))]).astype(float)
    assert nnls(lifted, np.append(own, 1.0))[1] < 1e-8
    return True


def problems(count, seed):
    random = np.random.default_rng(seed)
    for _ in range(count):
        shape = random.integers(1, 9), random.integers(2, 6)
        yield random.integers(-3, 10, shape)


def test_three_members_who_agree_on_a_corner():
    gains = [[2, 6, 5], [3, 5, 2], [5, 3, 0]]
    assert check(gains)
    assert share(BargainingProblem(gains, [0, 0, 0]), "nash").payoffs.tolist() == [2, 6, 5]


def test_random_problems():
    assert sum(map(check, problems(60, seed=1))) > 40


@pytest.mark.exhaustive
def test_two_thousand_random_problems():
    assert sum(map(check, problems(2000, seed=2))) > 1500


def test_the_unit_of_a_member_does_not_matter():
    random = np.random.default_rng(3)
    for _ in range(20):
        gains, units = random.normal(0.5, 1, (6, 4)), 10.0 ** random.integers(-6, 7, 4)
        if everybody_can_gain(gains):
            plain, scaled = (
                share(BargainingProblem(rows, np.zeros(4)), "nash").payoffs
                for rows in (gains, gains * units)
            )
            assert np.allclose(plain * units, scaled, rtol=1e-6, atol=0)


@pytest.mark.parametrize(
    "gains", [[[1, 0], [2, 0]], [[1, -1], [-1, 1]], [[3, -1], [-1, 0.2]], [[1, -2, 1], [-2, 1, 1]]]
)
def test_where_some_member_cannot_gain_there_is_no_proportional_bargain(gains):
    """Nobody may lose: then lotteries over these leave somebody with nothing."""
    gains = np.array(gains)
    assert not everybody_can_gain(gains)
    assert proportional_bargain(gains) is None

"""What a mediator can recommend, beside all corners of the set, and published numbers."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from oracles.nash import solution

from qinba_games import games
from qinba_games.core import errors

CHICKEN = games.StageGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])


def gains(payoffs, i, coarse):
    """For each disobedience of player i what it costs at every profile, by loops."""
    shape = payoffs.shape[:-1]
    for a, b in product(range(shape[i]), repeat=2):
        row = []
        for profile in np.ndindex(shape):
            swap = (*profile[:i], b, *profile[i + 1 :])
            obeyed = profile[i] == a or coarse
            row.append(int(payoffs[profile][i] - payoffs[swap][i]) if obeyed else 0)
        yield row


def corners(payoffs, coarse):
    """All corners of the set of correlated equilibria, each of its bases solved in Fractions."""
    count = payoffs[..., 0].size
    rules = {tuple(row) for i in range(payoffs.shape[-1]) for row in gains(payoffs, i, coarse)}
    rules = [*rules, *map(tuple, np.eye(count, dtype=int).tolist())]
    for basis in combinations(rules, count - 1):
        point = solution([*((*rule, 0) for rule in basis), (*[1] * count, 1)])
        if point and all(sum(a * x for a, x in zip(rule, point)) >= 0 for rule in rules):
            yield point


@pytest.mark.parametrize("seed", range(9))
def test_nothing_is_better_than_the_best_corner(seed):
    rng = np.random.default_rng(seed)
    shape, coarse = [(2, 2), (1, 3), (2, 2)][seed % 3], seed % 2 == 0
    payoffs, weights = rng.integers(-4, 5, (*shape, 2)), rng.integers(0, 4, 2)
    answer = games.correlated(games.StageGame(payoffs), weights, coarse=coarse)
    worth = (payoffs @ weights).ravel().tolist()
    truth = max(sum(w * x for w, x in zip(worth, point)) for point in corners(payoffs, coarse))
    assert answer.value == truth
    assert answer.exact
    assert answer.gap == 0
    assert answer.certificate.violation == 0


@pytest.mark.parametrize("objective", ["sum", "maxmin", [1, 0.5]])
@pytest.mark.parametrize("seed", range(3))
def test_mediators_are_worth_more_than_equilibria(seed, objective):
    rng = np.random.default_rng(seed)
    game = games.StageGame(rng.normal(size=(3, 4, 2)))
    fine = games.correlated(game, objective)
    coarse = games.correlated(game, objective, coarse=True)
    payoffs = games.nash(game).payoffs
    each = {"sum": payoffs.sum(axis=1), "maxmin": payoffs.min(axis=1)}
    most = (each[objective] if isinstance(objective, str) else payoffs @ objective).max()
    assert most <= fine.value + 1e-8
    assert fine.value <= coarse.value + 1e-8
    assert max(fine.gap, coarse.gap) < 1e-8
    rows = [row for i in range(2) for row in gains(game.payoffs * 1e6, i, False)]
    assert min(np.array(rows) @ fine.distribution.ravel()) > -10


def test_a_mediator_in_chicken():
    """Chicken: a mediator brings 21/4 each, where the mixed equilibrium brings 14/3."""
    for objective in ("sum", "symmetric", "maxmin"):
        answer = games.correlated(CHICKEN, objective)
        assert answer.payoffs.tolist() == [Fraction(21, 4)] * 2
        assert sorted(answer.profiles.values()) == [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)]
    assert answer.slack[0].tolist() == [[0, 0], [Fraction(1, 4), 0]]
    assert games.correlated(CHICKEN, [0, 1]).payoffs.tolist() == [2, 7]


def test_floats_among_weights_make_floats():
    answer = games.correlated(CHICKEN, [0.5, 1])
    assert (answer.exact, answer.notes) == (False, ())
    assert answer.payoffs.dtype == answer.distribution.dtype == float
    assert answer.payoffs == pytest.approx([2, 7])


def test_three_players_and_many_profiles():
    game = games.public_good(3, 2, levels=[0, 1, 2])
    answer = games.correlated(game)
    assert answer.profiles == {("0", "0", "0"): 1}
    assert answer.to_frame()["payoff 3"].tolist() == [0]
    assert "payoffs (0, 0, 0) from 1 profile" in repr(answer)


def test_what_is_wrong_breaks_the_certificate():
    answer = games.correlated(CHICKEN)
    own = np.array([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(0)]])
    assert answer.replace(distribution=own).certificate.violation == 1
    for chances in (own * 2, -own):
        assert not answer.replace(distribution=chances).certificate.ok
    lone = answer.replace(distribution=own[:, ::-1], objective="symmetric")
    assert lone.certificate.where == "equal payoffs"
    assert answer.concept == "correlated equilibrium"
    assert answer.replace(coarse=True).concept == "coarse correlated equilibrium"


def test_refusals():
    with pytest.raises(errors.NoEquilibriumError, match="maxmin"):
        games.correlated(games.StageGame([[[0, 1]]]), "symmetric")
    with pytest.raises(errors.UnknownNameError, match="correlated: objective"):
        games.correlated(CHICKEN, "total")
    with pytest.raises(errors.ShapeError, match="correlated: objective"):
        games.correlated(CHICKEN, [1, 2, 3])
    with pytest.raises(errors.InputTypeError, match="correlated: stage"):
        games.correlated([[1]])
    with pytest.raises(errors.RangeError, match="coefficients"):
        games.correlated(games.StageGame(np.zeros((60, 60, 2))))

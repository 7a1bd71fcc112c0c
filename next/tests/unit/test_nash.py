"""Nash equilibria beside enumeration of all bases, beside nashpy, and of published games."""

import itertools
import warnings
from fractions import Fraction

import nashpy
import numpy as np
import pytest
from oracles import nash as oracle

import qinba_games as qg
from qinba_games import games
from qinba_games.core import errors

SHAPES = [(1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 3), (4, 2), (3, 4)]


def as_set(answer):
    return {tuple(tuple(own.tolist()) for own in point) for point in answer.equilibria}


@pytest.mark.parametrize("seed", range(80))
def test_all_corners_of_small_games_also_of_degenerate_ones(seed):
    rng = np.random.default_rng(seed)
    size = [1, 2, 9][seed % 3]
    A, B = rng.integers(-size, size + 1, (2, *SHAPES[seed % len(SHAPES)]))
    answer = qg.nash(games.StageGame.from_bimatrix(A, B))
    truth = oracle.equilibria(A.tolist(), B.tolist())
    assert as_set(answer) == truth
    assert len(answer.equilibria) == len(truth)
    assert answer.certificate.violation == 0
    assert answer.exact
    xs, ys = zip(*truth)
    assert answer.complete == (len(set(xs)) == len(set(ys)) == len(truth))


@pytest.mark.parametrize("seed", range(12))
def test_floats_beside_nashpy(seed):
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(2, *[(4, 4), (5, 3), (5, 6)][seed % 3]))
    answer = qg.nash(games.StageGame.from_bimatrix(A, B))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = list(nashpy.Game(A, B).vertex_enumeration())
    assert answer.complete
    assert len(answer.equilibria) == len(pairs) > 0
    for x, y in pairs:
        assert any(np.allclose(x, p) and np.allclose(y, q) for p, q in answer.equilibria)
    assert all(own.dtype == float for point in answer.equilibria for own in point)


@pytest.mark.parametrize("seed", range(10))
def test_invariance(seed):
    """Other names, other units and other places of players change no equilibrium."""
    rng = np.random.default_rng(seed)
    A, B = rng.integers(-5, 6, (2, 3, 3))
    points = as_set(qg.nash(games.StageGame.from_bimatrix(A, B)))
    units = games.StageGame.from_bimatrix(3 * A + 7, B - rng.integers(-9, 9, 3)[:, None])
    assert as_set(qg.nash(units)) == points
    turned = qg.nash(games.StageGame.from_bimatrix(B.T, A.T))
    assert as_set(turned) == {(y, x) for x, y in points}
    floats = qg.nash(games.StageGame.from_bimatrix(A / 10, B / 10))
    assert len(floats.equilibria) == len(points)
    for point in points:
        near = [
            np.allclose(np.hstack(point).astype(float), np.hstack(p)) for p in floats.equilibria
        ]
        assert any(near)


@pytest.mark.parametrize("seed", range(20))
def test_pure_equilibria_of_three_by_loops(seed):
    payoffs = np.random.default_rng(seed).integers(0, 4, (2, 3, 2, 3))
    truth = []
    for a in itertools.product(range(2), range(3), range(2)):
        swaps = [[(*a[:i], b, *a[i + 1 :]) for b in range(payoffs.shape[i])] for i in range(3)]
        if all(payoffs[a][i] >= payoffs[c][i] for i in range(3) for c in swaps[i]):
            truth.append(a)
    answer = qg.nash(games.StageGame(payoffs), pure=True)
    assert list(answer.pure) == truth
    assert answer.payoffs.tolist() == [payoffs[a].tolist() for a in truth]


def test_published_games():
    """A 3 x 2 game in von Stengel (2007): three equilibria; and a degenerate one."""
    A, B = [[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]
    third = Fraction(1, 3)
    answer = qg.nash(games.StageGame.from_bimatrix(A, B))
    assert as_set(answer) == {
        ((1, 0, 0), (1, 0)),
        ((Fraction(4, 5), Fraction(1, 5), 0), (2 * third, third)),
        ((0, third, 2 * third), (third, 2 * third)),
    }
    assert answer.complete
    assert answer.notes == ()
    weak = qg.nash(games.StageGame.from_bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]]))
    assert len(weak.equilibria) == 3
    assert not weak.complete
    assert "degenerate" in weak.notes[0]
    assert "continua" in weak.notes[1]
    assert "there may be others" in repr(weak)


def test_ties_of_decimals_are_ties():
    games_of_two = [
        games.StageGame.from_bimatrix([[x, 0], [0.3, 0]], [[1.0, 0], [1, 0]])
        for x in (0.1 + 0.2, Fraction(3, 10))
    ]
    assert len({len(qg.nash(game).equilibria) for game in games_of_two}) == 1


def test_dominance_leaves_one_profile_of_many():
    answer = qg.nash(games.public_good(4, 2))
    assert (answer.pure, answer.complete) == (((0, 0, 0, 0),), True)
    assert "1: 1; 2: 1; 3: 1; 4: 1" in answer.notes[0]
    one = qg.nash(games.StageGame([[1], [3], [3]]))
    assert (one.pure, one.complete) == (((1,), (2,)), False)


def test_two_of_three_have_a_choice():
    """The third has a dominant action; the others play matching pennies."""
    pennies = np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    payoffs = np.zeros((2, 2, 2, 3), dtype=int)
    payoffs[:, :, 0, :2] = pennies
    payoffs[:, :, 0, 2] = 1
    answer = qg.nash(games.StageGame(payoffs))
    half = Fraction(1, 2)
    assert as_set(answer) == {((half, half), (half, half), (1, 0))}
    assert answer.complete


def test_a_game_without_pure_equilibria():
    pennies = games.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    answer = qg.nash(pennies, pure=True)
    assert answer.equilibria == ()
    assert answer.payoffs.shape == (0, 2)
    assert "mixed" in answer.notes[-1]
    assert repr(answer) == "NashResult(0 equilibria (there may be others))"
    assert len(answer.to_frame()) == 0
    assert len(qg.nash(pennies).equilibria) == 1


def test_what_is_wrong_breaks_the_certificate():
    answer = qg.nash(games.stag_hunt(4, 0, 3, 2))
    own = np.array([Fraction(1), Fraction(0)])
    other = np.array([Fraction(0), Fraction(1)])
    broken = answer.replace(equilibria=((own, other),))
    assert broken.certificate.violation == 2
    with pytest.raises(errors.CertificateError):
        broken.checked()
    assert not answer.replace(equilibria=((own, own + other),)).certificate.ok
    assert not answer.replace(equilibria=((own, 2 * own - other),)).certificate.ok


def test_tables():
    frame = qg.nash(games.stag_hunt(4, 0, 3, 2, players=["A", "B"])).to_frame()
    assert list(frame.columns) == ["equilibrium", "player", "strategy", "payoff"]
    assert frame.strategy[4] == (Fraction(2, 3), Fraction(1, 3))
    assert frame.player.tolist() == ["A", "B"] * 3


def test_refusals():
    rng = np.random.default_rng(0)
    with pytest.raises(errors.InputTypeError, match="nash: stage must be a StageGame"):
        qg.nash([[1]])
    with pytest.raises(errors.UnknownNameError, match="nash: pure"):
        qg.nash(games.public_good(2, 1), pure=2)
    large = games.StageGame(rng.normal(size=(40, 40, 2)))
    with pytest.raises(errors.RangeError, match="nash: stage"):
        qg.nash(large)
    assert qg.nash(large, pure=True).certificate.ok

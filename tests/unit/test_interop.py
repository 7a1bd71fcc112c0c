"""Games from and to nashpy and QuantEcon."""

import sys
from fractions import Fraction

import nashpy
import numpy as np
import pytest
from helpers.marks import EXHAUSTIVE

import qinba_games as qg
from qinba_games import errors


def test_there_and_back_keeps_integers():
    game = qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    there = qg.to_nashpy(game)
    assert [m.dtype.kind for m in there.payoff_matrices] == ["i", "i"]
    back = qg.from_nashpy(there, players=["a", "b"], actions=[["C", "D"], ["C", "D"]])
    assert back.payoffs.tolist() == game.payoffs.tolist()
    assert back.exact
    assert back.players == ("a", "b")
    assert back.label((0, 1)) == ("C", "D")


def test_a_zero_sum_game_of_one_matrix():
    game = qg.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]))
    assert game.payoffs[..., 1].tolist() == [[-1, 1], [1, -1]]


def test_fractions_come_in_exact_and_leave_as_floats():
    A = np.array([[Fraction(1, 3), 0], [1, 2]], dtype=object)
    game = qg.from_nashpy(nashpy.Game(A, np.array([[1, 2], [3, 4]])))
    assert game.exact
    assert game.payoff((0, 0)) == (Fraction(1, 3), 1)
    there = qg.to_nashpy(game)
    assert there.payoff_matrices[0].dtype == float
    assert there.payoff_matrices[0][0, 0] == pytest.approx(1 / 3)


def test_what_leaves_can_be_written_to_without_touching_the_game():
    game = qg.StageGame.from_bimatrix([[1]], [[2]])
    qg.to_nashpy(game).payoff_matrices[0][0, 0] = 5
    assert game.payoff((0, 0)) == (1, 2)


def test_matrices_that_nashpy_should_not_have_taken():
    odd = nashpy.Game([[1, 2]], [[3, 4]])
    odd.payoff_matrices = (np.ones((1, 2)), np.ones((2, 2)))
    with pytest.raises(errors.ShapeError, match=r"must have shape \(1, 2\)"):
        qg.from_nashpy(odd)


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (2, 2, 2, 3)])
def test_quantecon_and_back_for_any_number_of_players(shape):
    payoffs = np.random.default_rng(0).integers(-9, 10, (*shape, len(shape)))
    game = qg.StageGame(payoffs)
    there = qg.to_quantecon(game)
    assert there.nums_actions == shape
    for profile in np.ndindex(shape):
        assert tuple(there[profile]) == game.payoff(profile)
    back = qg.from_quantecon(there)
    assert back.exact
    assert back == game


def test_the_patience_of_a_repeated_game_goes_along():
    game = qg.RepeatedGame(qg.prisoners_dilemma(9, 1, 10, 3))
    there = qg.to_quantecon(game, Fraction(9, 10))
    assert there.delta == 0.9
    assert (qg.from_quantecon(there).payoffs == game.stage.payoffs).all()


@EXHAUSTIVE
def test_sets_of_a_repeated_game_of_quantecon():
    there = qg.to_quantecon(qg.RepeatedGame(qg.prisoners_dilemma(9, 1, 10, 3)), Fraction(9, 10))
    hull = there.equilibrium_payoffs(options={"u_init": np.array([3.0, 3.0])})
    ours = qg.payoff_set(qg.from_quantecon(there), there.delta)
    assert sorted(map(tuple, hull.points[hull.vertices].round(9).tolist())) == sorted(
        map(tuple, ours.vertices.round(9).tolist())
    )


def test_without_quantecon_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "quantecon.game_theory", None)
    with pytest.raises(errors.MissingLibraryError, match=r"qinba-games\[quantecon\]"):
        qg.to_quantecon(qg.prisoners_dilemma(9, 1, 10, 3))

"""Games go to nashpy, QuantEcon and Gambit's files and come back the same."""

from fractions import Fraction
from types import SimpleNamespace

import nashpy
import numpy as np
import pytest

from qinba_games.core import errors
from qinba_games.games import StageGame, exchange, nash, prisoners_dilemma

OUTCOMES = """NFG 1 R "with outcomes" { "Player 1" "Player 2" } { { "1" "2" "3" } { "1" "2" } } ""
{ { "a" 1, 1 } { "b" 2.5, 1/3 } { "c" 4, 0 } }
1 2 3 0 1 2
"""


def random_game(seed, exact):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 4, rng.integers(1, 4)).tolist())
    payoffs = rng.integers(-9, 9, (*shape, len(shape)))
    names = [[f'{i} "{a}"' for a in range(m)] for i, m in enumerate(shape)]
    return StageGame(payoffs * Fraction(1, 7) if exact else payoffs / 7, actions=names)


@pytest.mark.parametrize("exact", [True, False])
def test_nfg_and_back(exact):
    for seed in range(40):
        game = random_game(seed, exact)
        back = exchange.from_nfg(exchange.to_nfg(game, title='a "title"'))
        assert (back.payoffs.astype(float) == game.payoffs.astype(float)).all()
        assert (back.actions, back.players) == (game.actions, game.players)
        assert not exact or back == game


def test_nfg_counts_profiles_with_the_first_player_fastest(tmp_path):
    path = tmp_path / "game.nfg"
    path.write_text(OUTCOMES, "utf-8")
    game = exchange.from_nfg(path)
    assert game.shape == (3, 2)
    assert game.payoff((1, 0)) == (Fraction(5, 2), Fraction(1, 3))
    assert game.payoff((2, 0)) == (4, 0)
    assert game.payoff((0, 1)) == (0, 0)
    assert game.payoff((2, 1)) == (Fraction(5, 2), Fraction(1, 3))


@pytest.mark.parametrize(
    "text",
    [
        "NFG 2 R",
        "NFG 1 R {",
        'NFG 1 R "t',
        'NFG 1 R "t" { "a" "b" } { 2 2 } 1 2 3 4',
        'NFG 1 R "t" { "a" "b" } { 2 2 } 1 2 3 4 5 6 7 8 9',
        'NFG 1 R "t" { "a" "b" } { 2 } 1 2 3 4',
        'NFG 1 R "t" { "a" "b" } { 2 0 } 1 2 3 4',
        'NFG 1 R "t" { "a" "b" } { 2 2 } 1 2 3 4 5 6 7 x',
        'NFG 1 R "t" { "a" "b" } { 1 2 } { { "a" 1 2 } } 1 2',
        'NFG 1 R "t" { "a" "b" } { 1 2 } { { "a" 1 } } 1 1',
        'NFG 1 R "t" { "a" "b"',
    ],
)
def test_what_breaks_the_format_is_refused(text):
    with pytest.raises(errors.InvalidInputError, match="from_nfg: source must"):
        exchange.from_nfg(text)


def test_nashpy_and_back():
    game = prisoners_dilemma(9, 1, 10, 3)
    assert (exchange.from_nashpy(exchange.to_nashpy(game)).payoffs == game.payoffs).all()
    (found,) = nashpy.Game([[9, 1], [10, 3]], [[9, 10], [1, 3]]).vertex_enumeration()
    assert np.round(found, 9).tolist() == [[0, 1], [0, 1]]
    with pytest.raises(errors.NotApplicableError, match="two players"):
        exchange.to_nashpy(StageGame(np.zeros((2, 2, 2, 3))))
    with pytest.raises(errors.InvalidInputError, match=r"nashpy\.Game"):
        exchange.from_nashpy(game)


def test_arrays_of_quantecon_begin_with_the_own_action():
    payoffs = np.random.default_rng(0).normal(size=(2, 3, 4, 3))
    tables = [
        payoffs[..., 0],
        payoffs[..., 1].transpose(1, 2, 0),
        payoffs[..., 2].transpose(2, 0, 1),
    ]
    there = SimpleNamespace(players=[SimpleNamespace(payoff_array=each) for each in tables])
    assert (exchange.from_quantecon(there).payoffs == payoffs).all()


def test_quantecon_and_back():
    theory = pytest.importorskip("quantecon.game_theory")
    for seed in range(20):
        game = random_game(seed, False)
        there = exchange.to_quantecon(game)
        back = exchange.from_quantecon(there)
        assert (back.payoffs == game.payoffs).all()
        if game.n_players > 1:
            pure = {tuple(map(int, each)) for each in theory.pure_nash_brute(there)}
            assert pure == set(nash(game).pure)
    with pytest.raises(errors.InvalidInputError, match="NormalFormGame"):
        exchange.from_quantecon(None)

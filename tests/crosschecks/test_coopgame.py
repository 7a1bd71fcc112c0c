"""Our divisions are those of coopgame-py, a library in Rust, on random and on its own games."""

import coopgame
import numpy as np
import pytest
from helpers.cooperative_games import KINDS, random_game, worths
from helpers.marks import some

from qinba_games import errors
from qinba_games.cooperative import banzhaf, nucleolus, per_capita_nucleolus, prenucleolus, shapley
from qinba_games.cooperative.claims import ClaimsProblem
from qinba_games.cooperative.classic_games import claims_game
from qinba_games.cooperative.tu_game import TUGame
from qinba_games.sharing import share


def agrees(found, theirs):
    theirs = theirs["allocation"] if isinstance(theirs, dict) else theirs
    np.testing.assert_allclose(np.asarray(found, dtype=float), theirs, atol=1e-8)


@pytest.mark.parametrize("seed", some(range(300), 30, 100))
def test_nucleolus_of_a_random_game(seed):
    game = random_game(seed, kinds=KINDS[:-1], low=2, high=9)
    peer = coopgame.Game(game.values[1:].astype(float).tolist())
    agrees(prenucleolus(game), coopgame.prenucleolus(peer))
    try:
        found = nucleolus(game)
    except errors.NotApplicableError:
        assert game.values[1 << np.arange(game.n_players)].sum() > game.values[-1]
        return
    agrees(found, coopgame.nucleolus(peer))
    agrees(per_capita_nucleolus(game), coopgame.per_capita_nucleolus(peer))


@pytest.mark.parametrize("seed", range(30))
def test_values_of_a_random_game(seed):
    game = random_game(seed, kinds=KINDS[:-1], low=1, high=9)
    peer = coopgame.Game(game.values[1:].astype(float).tolist())
    agrees(shapley(game), coopgame.shapley(peer))
    agrees(banzhaf(game), coopgame.banzhaf(peer))


def test_creditors_of_its_documentation():
    """`talmud(100, [100, 200, 300], exact=True)` on its first page, and the estates 200 and 300."""
    for estate in (100, 200, 300):
        theirs = coopgame.talmud(estate, [100, 200, 300], exact=True)
        problem = ClaimsProblem(estate, [100, 200, 300])
        assert list(share(problem, "talmud")) == list(theirs)
        assert list(nucleolus(claims_game(problem))) == list(theirs)


def test_the_other_example_of_its_documentation():
    values = [0, 0, 0, 10, 0, 0, 2]
    peer = coopgame.Game(values, order="lex")
    game = TUGame([0, 0, 0, 10, 0, 0, 0, 2])
    agrees(nucleolus(game), coopgame.nucleolus(peer))
    agrees(prenucleolus(game), coopgame.prenucleolus(peer))


@pytest.mark.parametrize("n", some([9, 12, 10, 11, 13, 14], 0, 1))
@pytest.mark.parametrize("kind", KINDS[:-1])
def test_nucleolus_of_a_larger_game(n, kind):
    rng = np.random.default_rng(n)
    for _ in range(5):
        game = TUGame(worths(rng, n, kind))
        peer = coopgame.Game(game.values[1:].astype(float).tolist())
        agrees(prenucleolus(game), coopgame.prenucleolus(peer))
        agrees(shapley(game), coopgame.shapley(peer))

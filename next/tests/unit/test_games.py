"""Games that are played once, beside plain loops; published dilemmas; what is refused."""

import itertools
import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import games
from qinba_games.core import errors


def random_game(rng, shape, exact=True):
    payoffs = rng.integers(-4, 5, (*shape, len(shape)))
    return games.StageGame(payoffs if exact else payoffs / 8)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (3, 1), (2, 2, 3), (1, 1), (2, 1, 2, 2)])
@pytest.mark.parametrize("exact", [True, False])
def test_deviations_liquidity_and_minmax_by_loops(shape, exact):
    game = random_game(np.random.default_rng(len(shape)), shape, exact)
    n, values = len(shape), game.payoffs.tolist()

    def payoff(profile, i):
        cell = values
        for a in profile:
            cell = cell[a]
        return cell[i]

    best = {}
    for a in itertools.product(*map(range, shape)):
        swaps = [[(*a[:i], b, *a[i + 1 :]) for b in range(shape[i])] for i in range(n)]
        best[a] = [max(payoff(each, i) for each in swaps[i]) for i in range(n)]
        assert game.best_deviation[a].tolist() == best[a]
        assert game.joint[a] == sum(payoff(a, i) for i in range(n))
        assert game.liquidity[a] == sum(best[a]) - game.joint[a]
        assert game.replies[a].tolist() == [payoff(a, i) == best[a][i] for i in range(n)]
    assert game.minmax.tolist() == [min(each[i] for each in best.values()) for i in range(n)]
    assert game.exact == exact


def test_rounding_hides_no_best_reply():
    game = games.StageGame.from_bimatrix([[0.1 + 0.2], [0.3]], [[1.0], [1.0]])
    assert game.replies[..., 0].all()
    assert not games.StageGame.from_bimatrix([[0.3000001], [0.3]], [[1], [1]]).replies[1, 0, 0]


def test_games_are_values():
    game = games.prisoners_dilemma(9, 1, 10, 3, players=["Hanzhong", "Ankang"])
    assert pickle.loads(pickle.dumps(game)) == game
    assert game.replace(players=None) != game
    assert hash(game.replace()) == hash(game)
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0, 0, 0] = 5
    with pytest.raises(ValueError, match="read-only"):
        game.best_deviation[0, 0, 0] = 5
    assert qg.StochasticGame.from_stage(game).players == ("Hanzhong", "Ankang")


def test_profiles_by_name_and_place():
    game = games.StageGame(np.zeros((2, 3, 2), dtype=int), actions=[["C", "D"], [1, 0, 2]])
    assert game.profile(("D", 1)) == (1, 0)
    assert game.profile([np.int64(0), 0]) == (0, 1)
    assert game.label((1, 2)) == ("D", 2)
    for bad in [("E", 0), (2, 0), (True, 0), (-1, 0), ([0], 0)]:
        with pytest.raises(errors.UnknownNameError, match=r"StageGame\.payoff: profile"):
            game.payoff(bad)
    for bad in ["CD", ("C",), ("C", 0, 0), 1]:
        with pytest.raises(errors.ShapeError, match=r"StageGame\.label: profile"):
            game.label(bad)


@pytest.mark.parametrize(
    ("payoffs", "named", "error"),
    [
        ([], {}, errors.EmptyGameError),
        (np.zeros((2, 0, 2)), {}, errors.EmptyGameError),
        ([1, 2], {}, errors.ShapeError),
        (np.zeros((2, 2, 3)), {}, errors.ShapeError),
        ([[1, np.nan]], {}, errors.ShapeError | errors.NotFiniteError),
        ([[np.inf], [0]], {}, errors.NotFiniteError),
        ([["a"], ["b"]], {}, errors.InputTypeError),
        ([[True], [False]], {}, errors.InputTypeError),
        ([[1], [2]], {"players": ["a", "b"]}, errors.ShapeError),
        ([[1], [2]], {"actions": ["C", "D"]}, errors.ShapeError),
        ([[1], [2]], {"actions": [["C", "C"]]}, errors.ShapeError),
        ([[1], [2]], {"actions": ["CD"]}, errors.InputTypeError),
        ([[1], [2]], {"actions": 3}, errors.InputTypeError),
    ],
)
def test_what_is_no_game_is_refused(payoffs, named, error):
    kinds = tuple(error.__args__) if hasattr(error, "__args__") else error
    with pytest.raises(kinds, match=r"^StageGame: "):
        games.StageGame(payoffs, **named)


def test_frames_are_matched_by_label():
    names = ["help", "idle"]
    one = pd.DataFrame([[2, -1], [3, 0]], index=names, columns=names)
    other = pd.DataFrame([[0, -1], [3, 2]], index=names[::-1], columns=names[::-1])
    game = games.StageGame.from_frames({"A": one, "B": other})
    assert (game.players, game.actions) == (("A", "B"), (("help", "idle"),) * 2)
    assert game == games.prisoners_dilemma(2, -1, 3, 0).replace(
        players=("A", "B"), actions=game.actions
    )
    assert games.StageGame.from_bimatrix(one, other) == game.replace(players=None)
    plain = games.StageGame.from_bimatrix(one.to_numpy(), other.to_numpy())
    assert plain.payoff((0, 1)) == (-1, -1)


@pytest.mark.parametrize(
    ("frames", "error"),
    [
        ([1], errors.InputTypeError),
        ({"A": pd.DataFrame([[1]])}, errors.ShapeError),
        ({"A": [[1]], "B": [[1]]}, errors.InputTypeError),
        ({"A": pd.DataFrame([[1]]), "B": pd.DataFrame([[1, 2]])}, errors.ShapeError),
        ({"A": pd.DataFrame([[1]]), "B": pd.DataFrame([[1]], index=["x"])}, errors.ShapeError),
        ({"A": pd.DataFrame([[None]]), "B": pd.DataFrame([[1]])}, errors.InputTypeError),
    ],
)
def test_frames_that_do_not_fit_are_refused(frames, error):
    with pytest.raises(error, match="frames"):
        games.StageGame.from_frames(frames)


def test_matrices_that_do_not_fit_are_refused():
    with pytest.raises(errors.ShapeError, match=r"A must have shape \(m_1, m_2\)"):
        games.StageGame.from_bimatrix([1, 2], [1, 2])
    with pytest.raises(errors.ShapeError, match=r"B must have shape \(1, 2\)"):
        games.StageGame.from_bimatrix([[1, 2]], [[1], [2]])


def test_html_underlines_best_replies_and_escapes():
    page = games.prisoners_dilemma(2, Fraction(-1, 2), 3, 0, players=["<A>", "B"])._repr_html_()
    assert "<td>2, 2</td>" in page
    assert "<td>-1/2, <u>3</u></td>" in page
    assert "<u>0</u>, <u>0</u>" in page
    assert "&lt;A&gt;" in page
    assert "<A>" not in page
    many = games.public_good(3, 2)._repr_html_()
    assert "3 gets" in many
    assert many.count("<tr") == 9


def test_texts():
    assert repr(games.StageGame([[1], [2]])) == "StageGame(1 player, 2 actions, exact)"
    assert repr(games.StageGame([[1.5]])) == "StageGame(1 player, 1 action, float)"


def test_dilemmas_have_the_payoffs_of_the_literature():
    dilemma = games.prisoners_dilemma(9, 1, 10, 3)
    assert dilemma.payoffs.tolist() == [[[9, 9], [1, 10]], [[10, 1], [3, 3]]]
    assert dilemma.replies.all(axis=-1).tolist() == [[False, False], [False, True]]
    hunt = games.stag_hunt(4, 0, 3, 3)
    assert hunt.replies.all(axis=-1).tolist() == [[True, False], [False, True]]
    good = games.public_good(3, Fraction(8, 5), levels=[0, 1, 2])
    assert (good.joint.argmax(), good.joint.max()) == (26, Fraction(18, 5))
    assert np.argwhere(good.liquidity == 0).tolist() == [[0, 0, 0]]
    worth = games.public_good(2, benefits=[1, 0.5], cost=[2, 1], levels=[0, 3])
    assert worth.payoff((1, 1)) == (0, 0)
    assert worth.payoff((1, 0)) == (-3, 1.5)


def test_the_commons_are_a_quantity_game():
    """Symmetric Cournot: (a - c)/(k (n + 1)) each, and half of (a - c)/k together is best."""
    lake = games.commons(3, 9, 1, 1, levels=range(5))
    assert lake.liquidity[2, 2, 2] == 0
    assert lake.joint.max() == 16
    assert lake.joint[2, 2, 2] == 12


def test_gifts_are_paid_by_who_gives():
    worth = [[9, 2, 3], [4, 9, 6], [7, 8, 9]]
    gifts = games.resource_exchange(worth, [1, 2, 3], curvature=[0, 2, 4], n=3, levels=[0, 2])
    assert gifts.payoff((0, 1, 1)) == (2 * 2 + 3 * 2, 6 * 2 - 2 * 2 - 4, 8 * 2 - 3 * 2 - 8)
    two = games.resource_exchange(3, 1)
    names = {"actions": [["cooperate", "defect"]] * 2}
    turned = qg.StageGame(two.payoffs[::-1, ::-1], **names)
    assert turned == games.prisoners_dilemma(2, -1, 3, 0)


@pytest.mark.parametrize(
    ("build", "error", "text"),
    [
        (lambda: games.prisoners_dilemma(9, 1, 8, 3), errors.RangeError, "reward must keep"),
        (lambda: games.prisoners_dilemma(9, 3, 10, 3), errors.RangeError, "sucker must keep"),
        (lambda: games.stag_hunt(4, 0, 2, 3), errors.RangeError, "punishment must keep"),
        (lambda: games.stag_hunt("4", 0, 2, 3), errors.InputTypeError, "reward"),
        (
            lambda: games.prisoners_dilemma(9, 1, 10, 3, players="AB"),
            errors.InputTypeError,
            "players",
        ),
        (lambda: games.public_good(2), errors.NotApplicableError, "r or 'benefits'"),
        (lambda: games.public_good(2, 1, benefits=1), errors.NotApplicableError, "not both"),
        (lambda: games.public_good(0, 1), errors.RangeError, "n must"),
        (lambda: games.public_good(22, 2), errors.RangeError, "fewer members"),
        (lambda: games.public_good(3, benefits=[1, 2]), errors.ShapeError, "benefits"),
        (lambda: games.commons(2, 1, -1, 1), errors.RangeError, "crowding"),
        (lambda: games.commons(2, 1, 1, 1, levels=[-1, 1]), errors.RangeError, "levels"),
        (lambda: games.commons(2, 1, 1, 1, levels=[1, 1.0]), errors.ShapeError, "distinct"),
        (lambda: games.commons(2, 1, 1, 1, levels=[]), errors.ShapeError, "levels"),
        (lambda: games.resource_exchange(1, 1, n=1), errors.RangeError, "n must"),
    ],
)
def test_dilemmas_that_are_none_are_refused(build, error, text):
    with pytest.raises(error, match=text):
        build()

"""Games of coalitions, and their values, beside all orders of arrival and published numbers."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from oracles import cooperative as oracle

from qinba_games.cooperative import TUGame, shapley
from qinba_games.core import errors

F = Fraction
GLOVE = TUGame([0, 0, 0, 1, 0, 1, 0, 1])


def random_values(rng, most=5, kind=None):
    n = int(rng.integers(1, most + 1))
    values = rng.integers(-6, 12, 1 << n).tolist()
    values[0] = 0
    parts = [F(x, int(rng.integers(1, 5))) for x in values]
    return parts if kind is None else [kind(x) for x in parts]


def by_lists(*lexicographic):
    """A game of three from worths of {1},{2},{3},{12},{13},{23},{123}."""
    a, b, c, ab, ac, bc, abc = lexicographic
    return TUGame([0, a, b, ab, c, ac, bc, abc])


@pytest.mark.parametrize("seed", range(40))
def test_shapley_value_is_the_average_over_orders(seed):
    values = random_values(np.random.default_rng(seed))
    answer = shapley(TUGame(values))
    assert list(answer) == oracle.over_orders(values)
    assert answer.exact
    assert sum(answer) == values[-1]
    assert answer.certificate.violation == 0
    floats = shapley(TUGame([float(x) for x in values]))
    assert list(floats) == pytest.approx([float(x) for x in answer], abs=1e-12)
    assert not floats.exact


@pytest.mark.parametrize("seed", range(30))
def test_weights_say_who_leaves_first(seed):
    rng = np.random.default_rng(seed)
    values = random_values(rng)
    n = len(values).bit_length() - 1
    weights = [F(int(x), 3) for x in rng.integers(1, 7, n)]
    answer = shapley(TUGame(values), weights=weights)
    assert list(answer) == oracle.weighted_shapley(values, weights)
    floats = shapley(TUGame(values), weights=[float(w) for w in weights])
    assert list(floats) == pytest.approx([float(x) for x in answer], abs=1e-9)
    assert list(shapley(TUGame(values), weights=[F(1, 2)] * n)) == list(shapley(TUGame(values)))


def test_published_shapley_values():
    assert list(shapley(GLOVE)) == [F(2, 3), F(1, 6), F(1, 6)]
    assert list(shapley(by_lists(2, 4, 5, 18, 14, 9, 24))) == [F(19, 2), 8, F(13, 2)]
    # Littlechild and Owen (1973): an airport for planes that cost 1, 2 and 3.
    costs = TUGame(worth=lambda planes: max(map(int, planes)), members=3)
    assert list(shapley(costs)) == [F(1, 3), F(5, 6), F(11, 6)]


def test_tennessee_valley():
    """Straffin and Heaney (1981), International Journal of Game Theory 10, 35-43."""
    costs = TUGame(
        {
            "navigation": 163520,
            "flood": 140826,
            "power": 250096,
            ("navigation", "flood"): 301607,
            ("navigation", "power"): 378821,
            ("flood", "power"): 367370,
            ("navigation", "flood", "power"): 412584,
        }
    )
    answer = shapley(costs)
    assert [answer[name] for name in costs.players] == [117829, F(201513, 2), F(387997, 2)]


def test_values_of_twenty_members():
    """Worth is the square of the number; one of twenty brings a twentieth of 400."""
    sizes = np.array([mask.bit_count() for mask in range(1 << 20)], dtype=float)
    answer = shapley(TUGame(sizes**2))
    assert list(answer) == pytest.approx([20] * 20)


def test_a_game_is_read_in_three_ways():
    pairs = {"A": 1, "B": 2, ("B", "A"): F(7, 2)}
    names = ["A", "B"]
    game = TUGame(pairs)
    asked = TUGame(
        worth=lambda group: 1 + group.count("B") + F(len(group) == 2, 2) * 3, players=names
    )
    assert game == TUGame([0, 1, 2, F(7, 2)], players=names) == asked
    assert hash(game) == hash(asked)
    assert game == pickle.loads(pickle.dumps(game))
    assert game == TUGame({frozenset(names): F(7, 2), "B": 2, "A": 1})
    assert game.worth("B") == game.worth(1) == 2
    assert game.worth([]) == 0
    assert game.mask(["B", "A"]) == 3
    assert game.coalition(2) == ("B",)
    assert game.exact
    assert not game.values.flags.writeable
    assert not TUGame([0, 1.5]).exact
    assert game.replace(players=["X", "Y"]).worth("Y") == 2
    assert repr(GLOVE) == "TUGame(3 players, exact)"


def test_a_function_of_many_is_asked_when_needed():
    calls = []

    def worth(group):
        calls.append(group)
        return len(group)

    game = TUGame(worth=worth, members=40)
    assert len(calls) == 1
    assert game.n_players == 40
    assert game.worths([1, 3]).tolist() == [1, 2]
    assert game.replace() == game
    with pytest.raises(errors.NotApplicableError, match="table"):
        shapley(game)


REFUSALS = [
    (errors.ShapeError, lambda: TUGame([0, 1, 2])),
    (errors.ShapeError, lambda: TUGame([[0, 1], [2, 3]])),
    (errors.RangeError, lambda: TUGame([1, 2])),
    (errors.EmptyGameError, lambda: TUGame([0])),
    (errors.EmptyGameError, lambda: TUGame({})),
    (errors.InputTypeError, lambda: TUGame("0123")),
    (errors.InputTypeError, TUGame),
    (errors.InputTypeError, lambda: TUGame([0, "1"])),
    (errors.NotFiniteError, lambda: TUGame([0, float("nan")])),
    (errors.RangeError, lambda: TUGame(np.zeros(1 << 21))),
    (errors.ShapeError, lambda: TUGame({"A": 1, ("A", "B"): 2})),
    (errors.ShapeError, lambda: TUGame({"A": 1, "B": 0, ("A", "B"): 2, ("B", "A"): 3})),
    (errors.UnknownNameError, lambda: TUGame({"A": 1, "C": 0}, players=["A", "B"])),
    (errors.ShapeError, lambda: TUGame([0, 1, 2, 3], players=["A"])),
    (errors.InputTypeError, lambda: TUGame([0, 1], members=1)),
    (errors.InputTypeError, lambda: TUGame([0, 1], worth=len)),
    (errors.InputTypeError, lambda: TUGame(worth=len)),
    (errors.InputTypeError, lambda: TUGame(worth=3, members=2)),
    (errors.InvalidInputError, lambda: TUGame(worth=lambda group: 1 / 0, members=2)),
    (errors.InputTypeError, lambda: TUGame(worth=lambda group: "x", members=2)),
    (errors.InputTypeError, lambda: shapley([0, 1])),
    (errors.RangeError, lambda: shapley(GLOVE, weights=[1, 0, 1])),
    (errors.ShapeError, lambda: shapley(GLOVE, weights=[1, 2])),
    (errors.UnknownNameError, lambda: GLOVE.worth("4")),
    (errors.UnknownNameError, lambda: shapley(GLOVE)["4"]),
    (errors.RangeError, lambda: GLOVE.coalition(8)),
]


@pytest.mark.parametrize(("error", "call"), REFUSALS)
def test_bad_input_is_refused(error, call):
    with pytest.raises(error):
        call()


def test_an_allocation_is_a_sequence_and_a_table():
    answer = shapley(TUGame(GLOVE.values, players=["left", "right", "other"]))
    assert answer["left"] == answer[0] == answer[-3] == F(2, 3)
    assert len(answer) == 3
    assert answer.to_frame().to_dict("list") == {
        "member": ["left", "right", "other"],
        "share": [F(2, 3), F(1, 6), F(1, 6)],
    }
    assert np.asarray(answer, dtype=float).sum() == pytest.approx(1)
    assert repr(answer) == "Allocation(shapley: left 2/3, right 1/6, other 1/6)"
    wrong = answer.replace(payoffs=answer.payoffs[::-1])
    with pytest.raises(errors.CertificateError):
        wrong.checked()

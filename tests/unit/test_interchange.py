"""Games from and to files, frames, series and graphs."""

import sys
from fractions import Fraction

import nashpy
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.marks import EXHAUSTIVE
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games import errors
from qinba_games.cooperative import network_game

# The example of Gambit's documentation of the format, in both of its forms.
PAYOFFS = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""
OUTCOMES = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form" { "Player 1" "Player 2" }

{ { "1" "2" "3" }
{ "1" "2" }
}
""
{
{ "" 1, 1 }
{ "" 0, 2 }
{ "" 0, 2 }
{ "" 1, 1 }
{ "" 0, 3 }
{ "" 2, 0 }
}
1 2 3 4 5 6
"""


def test_both_forms_of_a_file_are_the_same_game():
    game = qg.from_nfg(PAYOFFS)
    assert game == qg.from_nfg(OUTCOMES)
    assert game.players == ("Player 1", "Player 2")
    assert game.payoffs[:, :, 0].tolist() == [[1, 1], [0, 0], [0, 2]]
    assert game.payoffs[:, :, 1].tolist() == [[1, 1], [2, 3], [2, 0]]


def test_outcome_zero_is_nothing_for_everybody():
    text = 'NFG 1 R "" { "a" "b" } { { "x" } { "y" "z" } } "" { { "" 4 -1/2 } } 0 1'
    assert qg.from_nfg(text).payoffs.tolist() == [[[0, 0], [4, Fraction(-1, 2)]]]


NUMBERS = st.one_of(
    st.integers(-9, 9), st.fractions(max_denominator=7), st.floats(-1e6, 1e6, allow_nan=False)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.data())
def test_a_game_comes_back_from_its_text(shape, data):
    cells = int(np.prod(shape)) * len(shape)
    drawn = data.draw(st.lists(NUMBERS, min_size=cells, max_size=cells))
    payoffs = np.array([*drawn, None], dtype=object)[:-1].reshape(*shape, len(shape))
    names = [f'p "{i}" \\' for i in range(len(shape))]
    game = qg.StageGame(payoffs.tolist(), players=names)
    back = qg.from_nfg(qg.to_nfg(game, title='a "b"'))
    assert back == game
    assert back.exact == game.exact or all(float(v).is_integer() for v in drawn)


def test_a_file_is_read(tmp_path):
    path = tmp_path / "game.nfg"
    path.write_text(PAYOFFS, encoding="utf-8")
    assert qg.from_nfg(path) == qg.from_nfg(PAYOFFS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("game.nfg", "begins with NFG"),
        ('NFG 1 R "x" { "a" "b } { 2 2 }', "quotation mark is not closed"),
        ('NFG 1 R "x" { "a" "b" } { 2 } 1', "2 players"),
        ('NFG 1 R "x" { "a" "b" } { 1 2 } 1 2 3', "need 4"),
        ('NFG 1 R "x" { "a" "b" } { 1 2 } 1 2 3 x', "must be a number"),
        ('NFG 1 R "x" { "a" "b" } { 1 2 } 1 2 3 1/0', "must be a number"),
        ('NFG 1 R "x" { "a" "b" } { { "x" } { "y" } } "" { { "" 4 1 } } 2', "outcomes 0 to 1"),
        ('NFG 1 R "x" { "a"', "more is needed"),
        ('NFG 2 R "x"', "must be 1"),
        ('NFG 1 R "x" { "a" } { 1000000000000 } 1', "actions is whole, and at most 5,000,000"),
        ('NFG 1 R "x" { "a" } { 3/2 } 1', "actions is whole"),
    ],
)
def test_a_text_that_is_no_game_is_refused_by_its_place(text, said):
    with pytest.raises(qg.errors.InvalidInputError, match=said):
        qg.from_nfg(text)


def test_frames_are_read_by_label():
    names = ["help", "idle"]
    one = pd.DataFrame([[2, -1], [3, 0]], index=names, columns=names)
    other = one.T
    game = qg.StageGame.from_frames({"A": one, "B": other.loc[names[::-1], names[::-1]]})
    assert game == qg.StageGame.from_bimatrix(
        [[2, -1], [3, 0]], [[2, 3], [-1, 0]], players=["A", "B"], actions=[names, names]
    )
    with pytest.raises(qg.errors.ShapeError, match="same index"):
        qg.StageGame.from_frames({"A": one, "B": one.rename(index={"help": "helps"})})
    with pytest.raises(qg.errors.InputTypeError, match="from_bimatrix"):
        qg.StageGame.from_frames({"A": [[1]], "B": [[1]]})


def test_a_series_of_worths_is_a_game():
    labels = pd.Index(["B", "A", frozenset("AB")], tupleize_cols=False)
    game = qg.TUGame.from_series(
        pd.Series([1, 0, Fraction(7, 2)], index=labels), players=["A", "B"]
    )
    assert game.values.tolist() == [0, 0, 1, Fraction(7, 2)]
    twice = pd.Index([("A",), "A"], tupleize_cols=False)
    with pytest.raises(qg.errors.ShapeError, match="two worths"):
        qg.TUGame.from_series(pd.Series([1, 1], index=twice))
    with pytest.raises(qg.errors.InputTypeError, match="Series"):
        qg.TUGame.from_series({"A": 1})


def test_a_graph_brings_each_coalition_the_edges_inside():
    graph = nx.Graph()
    graph.add_weighted_edges_from([("A", "B", 2), ("B", "C", Fraction(1, 3))])
    graph.add_edge("A", "C")
    game = network_game(graph)
    assert game.players == ("A", "B", "C")
    assert game.worth(["A", "B"]) == 2
    assert game.worth(["A", "B", "C"]) == Fraction(10, 3)
    assert network_game(graph, weight="none").worth(["A", "B", "C"]) == 3


def test_one_number_outside_is_for_everybody():
    dilemma = qg.prisoners_dilemma(2, -1, 3, 0)
    assert qg.RepeatedGame(dilemma, outside=1) == qg.RepeatedGame(dilemma, outside=[1, 1])
    relation = qg.repeated.Relation([4, 3], [5, 7], Fraction(1, 2))
    assert relation.outside.tolist() == [Fraction(1, 2)] * 2
    assert qg.agreements.Issues([[2, 2]], [[5, 3]], 0).outside.tolist() == [[0, 0]]


def test_what_another_library_made_is_refused_with_the_converter():
    import nashpy

    with pytest.raises(qg.errors.InputTypeError, match="StageGame first with from_nashpy"):
        qg.nash(nashpy.Game([[1, 2], [3, 4]]))
    with pytest.raises(qg.errors.InputTypeError, match=r"first with Network\.from_networkx"):
        qg.sustain(nx.Graph(), 0.5, "bilateral")
    with pytest.raises(qg.errors.InputTypeError, match=r"first with TUGame\.from_series"):
        qg.nucleolus(pd.Series([1]))


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

"""The ground: chains, steps, answers, errors."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from qinba_games.core import chains, errors, numbers, read
from qinba_games.core.answer import Certificate, write
from qinba_games.core.steps import Spans, Steps, find_steps


def test_reach_solves_the_equations_of_first_passage():
    rng = np.random.default_rng(1)
    moves = rng.dirichlet(np.ones(6), size=(20, 5))
    goal = np.zeros((20, 5), dtype=bool)
    goal[:, 4] = True
    chance, time = chains.reach(moves, goal)
    own = np.eye(4) - moves[:, :4, :4]
    expected = np.linalg.solve(own, moves[:, :4, 4:5])
    spent = np.linalg.solve(own, expected)
    assert np.allclose(chance[:, :4], expected[..., 0])
    assert np.allclose(time[:, :4], (spent / expected)[..., 0])


def test_rare_moves_are_not_lost_in_rounding():
    moves = np.array([[[1 - 1e-18, 1e-18, 0.0], [0.0, 1.0, 0.0]]])
    chance, time = chains.reach(moves, np.array([[False, True]]))
    assert chance[0, 0] == 1
    assert time[0, 0] == pytest.approx(1e18)
    stay = chains.long_run(np.array([[1 - 1e-18, 1e-18], [2e-18, 1 - 2e-18]]), np.array([1.0, 0]))
    assert stay == pytest.approx([2 / 3, 1 / 3])


def test_long_run_of_two_closed_classes():
    moves = np.array([[0.5, 0.3, 0.2], [0, 1, 0], [0, 0, 1.0]])
    assert chains.long_run(moves, np.array([1.0, 0, 0])) == pytest.approx([0, 0.6, 0.4])


def test_steps_are_found_also_where_they_are_close():
    edges = np.array([0.3, 0.3007, 0.9])

    def ask(who, points):
        place = np.searchsorted(edges, points, side="right").tolist()
        return [k % 2 for k in place], place

    (steps,) = find_steps(ask, 1, np.linspace(0, 0.99, 20))
    assert steps.edges[1:] == pytest.approx(edges, abs=1e-9)
    assert steps.labels == (0, 1, 0, 1)
    assert 0.3003 in steps.where(1)
    assert 0.5 not in steps.where(1)


def test_overlay_ignores_edges_that_differ_by_rounding():
    one, other = Steps((0.0, 0.5), (0, 1)), Steps((0.0, 0.5 + 1e-11), (0, 1))
    assert set(one.overlay(other, 1e-8).labels) == {(0, 0), (1, 1)}
    assert one.overlay(Steps((0.0, 0.6), (0, 1))).where((1, 0)) == Spans([(0.5, 0.6)])


def test_fractions_are_solved_exactly():
    matrix = np.array([[[Fraction(0), Fraction(2)], [Fraction(3), Fraction(1)]]])
    right = np.array([[[Fraction(1)], [Fraction(1)]]])
    assert numbers.solve(matrix, right).ravel().tolist() == [Fraction(1, 6), Fraction(1, 2)]


def test_whole_numbers_beyond_64_bits_stay_what_they_are():
    assert numbers.as_numbers([2**63, -1]).tolist() == [Fraction(2**63), Fraction(-1)]
    assert numbers.as_numbers(np.array([2, 3])).dtype == object


@pytest.mark.parametrize("given", [True, "3", None, {1, 2}, [1, "a"], [1j]])
def test_what_is_no_number_is_refused(given):
    with pytest.raises(errors.InputTypeError):
        read.array("verb", "argument", given)


def test_the_nearest_word_is_suggested():
    with pytest.raises(errors.UnknownNameError, match=r"Is it voluntary\?"):
        read.choice("verb", "sharing", "voluntry", ("none", "voluntary"))


def test_errors_survive_a_pickle():
    error = errors.RangeError("verb", "x", 3, "must be small")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_certificate_fails_above_its_tolerance():
    assert Certificate(1e-12, "here", 1e-9).ok
    assert not Certificate(1e-6, "here", 1e-9).ok
    assert not Certificate(float("nan"), "here", 1e-9).ok


def test_a_file_is_whole_or_what_it_was(tmp_path):
    path = tmp_path / "answer.json"
    assert write(path, "one").read_text() == "one"
    with pytest.raises(errors.OutputError):
        write(tmp_path / "missing" / "answer.json", "two")
    assert [each.name for each in tmp_path.iterdir()] == ["answer.json"]

"""Stochastic games: what goes in, what is refused, and what comes out of small ones."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.stochastic_games import one_player

import qinba_games as qg
from qinba_games import errors

F = Fraction


def functions(**changes):
    """The arguments of a small game, some replaced."""
    given = {
        "states": ["rich", "poor"],
        "actions": lambda x: [["spare", "take"]] * 2 if x == "rich" else [["wait"]] * 2,
        "payoffs": lambda x, a: [2, 2] if x == "rich" else [0, 0],
        "transitions": lambda x, a: {"rich": F(1, 2), "poor": F(1, 2)},
    }
    return {**given, **changes}


def arrays(**changes):
    """The same game, as arrays, some replaced."""
    half = F(1, 2)
    given = {
        "payoffs": [np.full((2, 2, 2), 2), np.zeros((1, 1, 2), dtype=int)],
        "transitions": [np.full((2, 2, 2), half), np.full((1, 1, 2), half)],
    }
    return {**given, **changes}


def same(one, other):
    names = ("payoffs", "state", "action", "first_row", "probability", "successor")
    for name in (*names, "first_successor"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_functions_and_arrays_build_the_same_game():
    names = {
        "states": ["rich", "poor"],
        "actions": [[["spare", "take"]] * 2, [["wait"]] * 2],
        "players": ["upstream", "downstream"],
    }
    one = qg.StochasticGame.from_functions(**functions(), players=names["players"])
    other = qg.StochasticGame.from_arrays(**arrays(), **names)
    same(one, other)
    assert (one.states, one.actions, one.players) == (other.states, other.actions, other.players)
    assert repr(one) == "StochasticGame(2 players, 2 states, 5 profiles, exact)"


def test_rows_run_through_the_profiles_of_each_state_last_player_fastest():
    game = qg.StochasticGame.from_functions(**functions())
    assert game.state.tolist() == [0, 0, 0, 0, 1]
    assert game.action.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]]
    assert game.profile(1) == ("spare", "take")
    assert game.first_row.tolist() == [0, 4, 5]
    policy = {"poor": ("wait", "wait"), "rich": ("take", "spare")}
    assert game.rows(policy).tolist() == [2, 4]
    assert game.policy(game.rows(policy)) == policy


def test_labels_default_to_numbers():
    game = qg.StochasticGame.from_arrays(**arrays())
    assert game.states == (0, 1)
    assert game.players == ("1", "2")
    assert game.actions == (((0, 1), (0, 1)), ((0,), (0,)))


def test_impossible_moves_are_dropped():
    moves = [np.array([[[1, 0]], [[F(1, 3), F(2, 3)]]]), np.array([[[0, 1]]])]
    game = qg.StochasticGame.from_arrays([np.ones((2, 1, 2), int), np.ones((1, 1, 2), int)], moves)
    assert game.probability.tolist() == [1, F(1, 3), F(2, 3), 1]
    assert game.successor.tolist() == [0, 0, 1, 1]
    assert game.first_successor.tolist() == [0, 1, 3, 4]
    other = qg.StochasticGame.from_functions(
        **functions(transitions=lambda x, a: {"rich": 1, "poor": 0})
    )
    assert len(other.probability) == len(other.payoffs)


def test_one_float_makes_the_game_float():
    assert qg.StochasticGame.from_arrays(**arrays()).exact
    for changes in (
        {"payoffs": [np.full((2, 2, 2), 2.0), np.zeros((1, 1, 2), dtype=int)]},
        {"transitions": [np.full((2, 2, 2), 0.5), np.full((1, 1, 2), F(1, 2))]},
    ):
        game = qg.StochasticGame.from_arrays(**arrays(**changes))
        assert not game.exact
        assert game.payoffs.dtype == game.probability.dtype == float


def test_functions_may_return_arrays_and_reuse_their_objects():
    row, after = np.zeros(2), {}

    def payoffs(x, a):
        row[:] = (a[0] == "take", a[1] == "take")
        return row

    def transitions(x, a):
        after.clear()
        after[x] = 1.0
        return after

    game = qg.StochasticGame.from_functions(**functions(payoffs=payoffs, transitions=transitions))
    assert game.payoffs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]]
    assert game.successor.tolist() == [0, 0, 0, 0, 1]


def test_a_game_keeps_its_numbers_whatever_becomes_of_what_it_was_made_of():
    given = np.full((1, 1, 2), 2.0)
    game = qg.StochasticGame.from_arrays([given], [np.ones((1, 1, 1))])
    given[:] = 5
    assert game.payoffs.tolist() == [[2, 2]]


def test_what_a_function_raises_is_said():
    def raising(x, a):
        raise ZeroDivisionError("no stock left")

    with pytest.raises(errors.InvalidInputError, match="raised ZeroDivisionError there: no stock"):
        qg.StochasticGame.from_functions(**functions(payoffs=raising))


def test_a_payoff_that_is_no_sequence_is_refused():
    with pytest.raises(errors.InputTypeError, match="sequence of 2 numbers"):
        qg.StochasticGame.from_functions(**functions(payoffs=lambda x, a: np.array(0.5)))


def test_states_without_a_choice_or_with_fewer_players_are_refused():
    moves = arrays()["transitions"]
    with pytest.raises(errors.EmptyGameError, match="one action"):
        qg.StochasticGame.from_arrays([np.zeros((2, 2, 2)), np.zeros((0, 1, 2))], moves)
    with pytest.raises(errors.ShapeError, match="rectangular"):
        qg.StochasticGame.from_arrays([[[1, 2], [3]], np.zeros((1, 1, 2))], moves)
    with pytest.raises(errors.ShapeError, match="has 1 player, this one has 2"):
        qg.StochasticGame.from_arrays(
            [np.ones((1, 1)), np.ones((1, 1, 2))], [np.ones((1, 2)) / 2] * 2
        )


PENNIES = np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])


@pytest.mark.slow
@pytest.mark.parametrize("delta", [F(1, 10), 0.1, 0.999])
def test_no_equilibrium_is_a_named_answer(delta):
    """Matching pennies in one of two states: nothing to share, so somebody always deviates."""
    payoffs = [PENNIES, np.ones((1, 1, 2), dtype=int)]
    moves = [np.full((2, 2, 2), F(1, 2)), np.full((1, 1, 2), F(1, 2))]
    game = qg.StochasticGame.from_arrays(payoffs, moves, states=["pennies", "rest"])
    with pytest.raises(errors.NoEquilibriumError, match="'pennies'"):
        qg.solve(game, delta)
    found = qg.critical_discount(game)
    assert found.intervals == ()
    assert found.delta == float("inf")


def test_one_player_solves_his_decision_problem():
    """Walk to the prize for 0, 0, then 1 for ever, or take 1/2 for ever: (2d)^2 against 1."""
    game = one_player(
        {
            "home": {"stay": (F(1, 2), "home"), "go": (0, "road")},
            "road": {"on": (0, "prize")},
            "prize": {"on": (1, "prize")},
        }
    )
    for delta, first in ((F(7, 10), "stay"), (F(71, 100), "go")):
        found = qg.solve(game, delta)
        assert found.policy["home"] == (first,)
        assert found.joint_payoff.tolist() == [max(F(1, 2), delta**2), delta, 1]
        assert found.punishment_payoff[:, 0].tolist() == found.joint_payoff.tolist()


def test_punishments_may_use_admissible_profiles_only():
    """Minmax needs the bully to hurt itself, which nothing makes it do: v stays at Nash.

    The row player's second action holds the column player to 0 but costs it 9 a period, at delta
    = 1/10 more than the whole surplus; it never plays it, so the column player cannot be held to 0.
    """
    stage = qg.StageGame([[[2, 2], [0, 0]], [[-7, 0], [-7, 0]]])
    found = qg.solve(qg.StochasticGame.from_stage(stage), F(1, 10))
    assert found.punishment_payoff.tolist() == [[2, 2]]


def test_too_many_policies_are_not_compared():
    """16 profiles in each of 10 states: 16^10 policies."""
    game = qg.StochasticGame.from_functions(
        states=range(10),
        actions=lambda x: [list("abcd")] * 2,
        payoffs=lambda x, a: [1, 1],
        transitions=lambda x, a: {x: 1},
    )
    with pytest.raises(errors.NotApplicableError, match="here 1,099,511,627,776"):
        qg.critical_discount(game, sharing="none")


def investing(end):
    """1 a period for ever, or nothing now and more afterwards: better from a patience `end` on."""
    moves = [[[1, 0], [0, 1]], [[0, 1]]]
    return qg.StochasticGame.from_arrays([[[1], [0]], [[1 / end]]], moves)


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
@pytest.mark.parametrize("end", [0.998, 0.9995, 0.99995])
def test_what_holds_up_to_a_patience_near_one_ends_there(end, sharing):
    found = qg.critical_discount(investing(end), {0: (0,), 1: (0,)}, sharing=sharing)
    assert np.allclose(found.intervals[0], (0, end), atol=1e-8)
    later = qg.critical_discount(investing(end), {0: (1,), 1: (0,)}, sharing=sharing)
    assert later.delta == pytest.approx(end, abs=1e-8)


@pytest.mark.parametrize("more", [1e-12, 2e-11, 5e-11])
def test_a_row_falls_only_if_that_is_seen_where_the_record_is_read(more):
    """What the row lacks is as small a part of what is gained as a period is of all."""
    assert qg.solve(investing(0.9995), 0.9995 + more).joint_payoff[0] == pytest.approx(1)


def test_rounding_of_another_policy_makes_no_policy_worse():
    """Passing by state 1 on the way to 0 a period for ever is worth 4e-16 in floats."""
    to = [[[1, 0], [1, 0]], [[0, 1], [1, 0], [F(2, 3), F(1, 3)]]]
    game = qg.StochasticGame.from_arrays([[[1], [-1]], [[5], [5], [-3]]], to)
    assert qg.critical_discount(game, sharing="none").intervals == [(0, 1)]


def test_where_the_best_begins_is_settled_as_it_is_checked():
    """What state 0 is worth lies next to the payoffs from which terms count."""
    half, third = F(1, 2), F(1, 3)
    first = [[[0, -2], [5, 3], [5, -2]], [[4, -1], [F(-3, 2), -1], [4, 5]]]
    payoffs = [first, [[[-1, 4]], [[1, 5]]]]
    rows = [[third, 2 * third], [half, half], [1, 0]], [[0, 1], [third, 2 * third], [0, 1]]
    game = qg.StochasticGame.from_arrays(payoffs, [rows, [[[0, 1]], [[third, 2 * third]]]])
    assert qg.critical_discount(game).delta == pytest.approx(6 / 7, abs=1e-8)


def test_what_cannot_be_reached_leaves_no_rounding():
    """Nothing follows in state 0, next to which 8e-17 is not right."""
    to = [[[1, 0]], [[1, 0], [2 / 3, 1 / 3], [2 / 3, 1 / 3]]]
    found = qg.solve(qg.StochasticGame.from_arrays([[[0]], [[-2], [2.5], [0]]], to), 0.9)
    assert found.joint_payoff[0] == 0


def test_where_a_member_is_indifferent_between_large_terms_that_cancel_the_answer_stands():
    chances = [np.array([[0.25, 0.75]]), np.array([[1.0, 0.0], [0.0, 1.0]])]
    game = qg.StochasticGame.from_arrays([np.array([[-1.6]]), np.array([[0.7], [-0.5]])], chances)
    least = qg.critical_discount(game, {0: (0,), 1: (1,)}).delta
    assert least == pytest.approx(6 / 7, abs=1e-9)
    for k in range(-9, 10):  # on either side what falls is seen to fall
        assert qg.solve(game, least + k * 1e-12).certificate.ok

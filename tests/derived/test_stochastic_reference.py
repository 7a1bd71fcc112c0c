"""Stochastic games whose equilibria can be written down."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import reference
from helpers.stochastic_games import one_player, two_state_dilemma

import qinba_games as qg

F = Fraction
ALL_C, ALL_D = {1: ("C", "C"), 2: ("C", "C")}, {1: ("D", "D"), 2: ("D", "D")}
# Cooperation everywhere: per player V1 = 2(1-d) + d(V1 + 2 V2)/3 and V2 = 4(1-d) + d(2 V1 + V2)/3.
# They add up to V1 + V2 = 6, so V1 = 2(1-d) + d(12 - V1)/3, that is V1 = 6(1+d)/(3+d), and
# V2 = 12/(3+d). Defection everywhere pays 2 less each: v1 = 4d/(3+d), v1 + v2 = 2.
# Deviating, then defection for ever: 3(1-d) + d(v1 + v2)/2 = 3 - 2d in state 1, 5 - 4d in state 2.
# State 2 binds: 12/(3+d) >= 5 - 4d ⇔ 4d^2 + 7d - 3 >= 0 ⇔ d >= (sqrt(97)-7)/8.
THRESHOLD = (math.sqrt(97) - 7) / 8


@pytest.mark.parametrize("delta", [F(356108, 10**6), F(2, 5), F(1, 2), F(7, 10), F(9, 10)])
def test_cooperation_in_closed_form_exactly(delta):
    found = qg.solve(two_state_dilemma(), delta)
    assert found.exact
    assert found.certificate.exact
    assert found.certificate.largest_gain == 0
    assert found.policy == ALL_C
    assert found.joint_payoff.tolist() == [12 * (1 + delta) / (3 + delta), 24 / (3 + delta)]
    v1 = 4 * delta / (3 + delta)
    assert found.punishment_payoff.tolist() == [[v1, v1], [2 - v1, 2 - v1]]
    assert found.payoffs.sum(axis=1).tolist() == found.joint_payoff.tolist()


@pytest.mark.parametrize("delta", [F(0), F(1, 5), F(356107, 10**6)])
def test_below_the_threshold_all_defect_exactly(delta):
    """State 1 alone would do with (sqrt(105)-9)/4 = .3117, if state 2 went on cooperating."""
    found = qg.solve(two_state_dilemma(), delta)
    v1 = 4 * delta / (3 + delta)
    assert found.policy == ALL_D
    assert found.joint_payoff.tolist() == [2 * v1, 4 - 2 * v1]
    assert found.punishment_payoff.tolist() == [[v1, v1], [2 - v1, 2 - v1]]


def test_floats_agree_with_the_closed_form():
    found = qg.solve(two_state_dilemma(), 0.7)
    assert not found.exact
    np.testing.assert_allclose(found.joint_payoff, [5.513514, 6.486486], atol=5e-7)
    np.testing.assert_allclose(found.punishment_payoff[:, 0], [0.756757, 1.243243], atol=5e-7)


@pytest.mark.slow
@pytest.mark.parametrize("policy", [ALL_C, None])
def test_threshold_of_cooperation_everywhere(policy):
    found = qg.critical_discount(two_state_dilemma(), policy)
    assert found.delta == pytest.approx(THRESHOLD, abs=1e-9)
    assert found.intervals == ((found.delta, 1.0),)
    assert found.profile == ALL_C
    assert found.concept == "voluntary-transfers SPE"
    assert not found.exact
    assert "bisection" in found.notes[0]


STAGES = {
    "cournot": qg.StageGame.from_bimatrix(
        [[10, 3, 0], [15, 7, -4], [7, 5, -15]],
        np.array([[10, 3, 0], [15, 7, -4], [7, 5, -15]]).T,
    ),
    "dilemma 9/1/10/3": qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]]),
    "dilemma 2/-1/3/0": qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]]),
    "three contribute": qg.StageGame(
        [
            [[[8 * (i + j + k) - 15 * own for own in (i, j, k)] for k in (0, 1)] for j in (0, 1)]
            for i in (0, 1)
        ]
    ),
}


@pytest.mark.parametrize("name", STAGES)
def test_one_state_is_the_repeated_game_at_and_around_every_row(name):
    """The last rows: 1/3; 1/7; 1/3; (n - r)/(r(n - 1)) = 7/16 for r = 1.6, n = 3."""
    stage = STAGES[name]
    game = qg.StochasticGame.from_stage(stage)
    table = qg.discount_table(stage)
    last = {"cournot": F(1, 3), "dilemma 9/1/10/3": F(1, 7), "dilemma 2/-1/3/0": F(1, 3)}
    assert table.delta[-1] == last.get(name, F(7, 16))
    for delta in {row + step for row in table.delta for step in (-F(1, 10**6), 0, F(1, 10**6))}:
        if delta < 0:
            continue
        row, found = table.at(delta), qg.solve(game, delta)
        assert found.joint_payoff.tolist() == [row.joint_payoff]
        assert found.punishment_payoff.tolist() == [row.punishment_payoff.tolist()]


@pytest.mark.slow
def test_one_state_thresholds_are_those_of_the_repeated_game():
    stage = STAGES["dilemma 9/1/10/3"]
    game = qg.StochasticGame.from_stage(stage)
    for profile in [(0, 0), (0, 1), (1, 1), None]:
        policy = None if profile is None else {"always": tuple(str(a) for a in profile)}
        one, other = qg.critical_discount(game, policy), qg.critical_discount(stage, profile)
        assert one.delta == pytest.approx(float(other.delta), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "delta"),
    [
        ("A", 0.5),
        ("A", 0.6),
        ("A", 0.7),
        ("A", 0.8),
        ("B", 0.7),
        ("B", 0.8),
        ("C", 0.8),
        ("C", 0.9),
    ],
)
def test_reference_partnerships_by_elimination(name, delta):
    """With transfers and nothing hidden a partnership is a stochastic game that leaving ends."""
    model = reference(name, sharing="voluntary")
    found = qg.solve(model.to_game(), delta)
    expected = qg.evolve(model, delta)
    np.testing.assert_allclose(found.joint_payoff[:-1], expected.values.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(found.punishment_payoff, 0, atol=1e-12)


@pytest.mark.slow
def test_a_policy_for_the_impatient():
    """A dam kept whole for 2, or used for 3 and broken half the time: 6(1-d)/(2-d) >= 2."""
    dam = qg.StochasticGame.from_arrays(
        payoffs=[[[2], [3]], [[0]]],
        transitions=[[[1, 0], [F(1, 2), F(1, 2)]], [[0, 1]]],
        states=["whole", "broken"],
        actions=[[["repair", "wait"]], [["suffer"]]],
    )
    wait = qg.critical_discount(dam, {"whole": ("wait",), "broken": ("suffer",)})
    assert wait.delta == math.inf
    assert wait.intervals == (pytest.approx((0, 0.5), abs=1e-9),)
    repair = qg.critical_discount(dam, {"whole": ("repair",), "broken": ("suffer",)})
    assert repair.delta == pytest.approx(0.5, abs=1e-9)
    assert qg.critical_discount(dam).intervals == ((0.0, 1.0),)


@pytest.mark.slow
def test_a_policy_for_the_moderately_patient():
    """Streams 1,0..; 0,3,0..; 0,0,1,1..: 1-d, 3d(1-d), d^2. The second is best on [1/3, 3/4]."""
    game = one_player(
        {
            "start": {"now": (1, "end"), "soon": (0, "harvest"), "late": (0, "wait")},
            "harvest": {"on": (3, "end")},
            "wait": {"on": (0, "rich")},
            "rich": {"on": (1, "rich")},
            "end": {"on": (0, "end")},
        }
    )
    rest = dict.fromkeys(("harvest", "wait", "rich", "end"), ("on",))
    found = qg.critical_discount(game, {"start": ("soon",), **rest})
    assert found.intervals == (pytest.approx((1 / 3, 3 / 4), abs=1e-9),)
    assert found.delta == math.inf
    assert "0.333333" in repr(found)


@pytest.mark.slow
def test_a_policy_for_the_impatient_and_the_very_patient():
    """Streams 1,0,1,1.. and 0,13/3,0..: 1-d + d^2 >= (13/3)d(1-d) ⇔ 1 - 16d/3 + 16d^2/3 >= 0."""
    game = one_player(
        {
            "start": {"keep": (3, "pause"), "cash in": (0, "harvest")},
            "harvest": {"on": (13, "end")},
            "pause": {"on": (0, "rich")},
            "rich": {"on": (3, "rich")},
            "end": {"on": (0, "end")},
        }
    )
    rest = dict.fromkeys(("harvest", "pause", "rich", "end"), ("on",))
    found = qg.critical_discount(game, {"start": ("keep",), **rest})
    assert found.intervals == (
        pytest.approx((0, 1 / 4), abs=1e-9),
        pytest.approx((3 / 4, 1), abs=1e-9),
    )
    assert found.delta == math.inf
    assert found.certificate.ok

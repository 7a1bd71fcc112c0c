"""A patience next to 1: a period weighs little, and what it brings still counts."""

from fractions import Fraction as F

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.common import markov_chain
from qinba_games.paper import claims

PAIR = {"benefit": [[1.2, 0.7], [1.5, 1.0]], "cost": 1, "promotion": 0.5, "friction": 0.1}


def _three(cost):
    """In the rarer bad times the third brings the others 1.38, at a cost 0.03 above `cost`."""
    benefit = [[0, 0.79, 0.78], [0.37, 0, 0.6], [1.29, 1.31, 0]]
    bad = [(0.39, (1.45, 0.56, 0.61)), (0.07, (0.88, 0.31, 0.03))]
    return qg.Partnership(
        [benefit],
        [0.82, 1.09, cost],
        promotion=0.32,
        friction=[0.01],
        detection=0.34,
        bad_times=bad,
        sharing="voluntary",
    )


@pytest.mark.parametrize(("exponent", "cost"), [(5, 1.35001), (6, 1.3501), (7, 1.351)])
def test_ties_of_one_period_do_not_add_up(exponent, cost):
    found = qg.evolve(_three(cost), 1 - 10.0**-exponent)
    assert found.profiles[0, 2] == ("idle", "contribute", "idle")


@pytest.mark.parametrize("exponent", range(8, 16))
def test_floats_that_cannot_tell_periods_apart_are_refused(exponent):
    delta = 1 - 10.0**-exponent
    pair = qg.Partnership(**PAIR)
    levels = qg.hierarchy.Hierarchy(
        {"nation": None, "A": "nation", "B": "nation"},
        {("A", "B"): pair},
        inside=0.1,
        border=[0.2, 0.1, 0.3],
    )
    for ask in (
        lambda: qg.evolve(pair, delta),
        lambda: qg.evolve_many([pair, pair], [0.5, delta]),
        lambda: qg.evolve_arrays(**{**PAIR, "benefit": [PAIR["benefit"]]}, delta=[delta]),
        lambda: qg.evolving(pair)(delta=delta),
        lambda: qg.hierarchy.stabilise(levels, delta, "none"),
        lambda: qg.evolve_members(pair, delta),
        lambda: qg.solve(qg.StageGame([[[2, 2], [0, 3]], [[3, 0], [1, 1]]]), delta),
    ):
        with pytest.raises(errors.DiscountError, match="what a period brings"):
            ask()


def test_fractions_tell_periods_apart():
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=F(1, 2), friction=0)
    assert qg.evolve(pair, 1 - F(1, 10**15)).classes == ("strong", "strong")


def test_what_is_earned_is_known_however_long_it_lasts():
    rng = np.random.default_rng(1)
    moves, over = rng.random((4, 3, 3)), np.array([[1e-13, 3e-12, 0.2]] * 4)
    moves *= ((1 - over) / moves.sum(axis=-1))[..., None]
    reward = over[..., None] * rng.normal(size=(4, 3, 2))
    found = markov_chain.total_reward(moves, over, reward)
    for k, j in np.ndindex(4, 2):
        # What remains is what it is said to be, and not what floats leave of 1.
        rest = [[F(x) for x in row] for row in moves[k]]
        system = [[-x for x in row] for row in rest]
        for s, row in enumerate(rest):
            system[s][s] = sum(row) - row[s] + F(over[k, s])
        values = qg._exact.solve(
            np.array(system, dtype=object)[None],
            np.array([[F(x)] for x in reward[k, :, j]], dtype=object)[None],
        )[0, :, 0]
        assert abs(found[k, :, j] - values.astype(float)).max() < 1e-12 * abs(reward[k]).max()


@pytest.mark.parametrize("judge", [claims.c12, claims.c27])
@pytest.mark.parametrize("factor", [2**63, 10**19])
def test_meetings_without_number_are_refused_before_anything_is_solved(judge, factor, monkeypatch):
    monkeypatch.setattr("qinba_games.paper.claims.meetings.evolve", None)
    with pytest.raises(errors.RangeError, match="so many meetings"):
        judge(factor=factor)


@pytest.mark.parametrize("delta", [0.7999, 0.799938, 0.79999, 0.8 - 1e-9])
def test_idling_for_ever_is_worth_what_leaving_is(delta):
    """Who idles at no trust gets nothing, and no rounding of what more trust would bring."""
    terms = {"promotion": 0, "friction": 0.025, "deposit": 0.2, "subsidy": 0.05}
    bad = [(0.25, [1, 1])]
    pair = qg.Partnership([[1.2, 1.2], [1.55, 1.55], [1.9, 1.9]], 1, bad_times=bad, **terms)
    found = qg.evolve(pair, delta)
    assert found.classes == ("isolated", "weak", "strong")
    assert found.founding_value == 0


@pytest.mark.parametrize("size", [6, 40])
def test_what_is_never_reached_leaves_no_rounding_behind(size):
    rng = np.random.default_rng(2)
    moves = rng.random((50, size, size)) * np.tri(size)  # nobody moves up
    moves *= 0.9 / moves.sum(axis=-1, keepdims=True)
    order = rng.permutation(size)
    reward = np.where(np.arange(size) < size // 2, 0.0, rng.normal(size=(50, size)))[..., None]
    moves, reward = moves[:, order][:, :, order], reward[:, order]
    found = markov_chain.total_reward(moves, 1 - moves.sum(axis=-1), reward)
    assert (found[:, order < size // 2] == 0).all()
    again = reward + moves @ found
    assert abs(found - again).max() < 1e-14

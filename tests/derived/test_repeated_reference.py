"""Repeated games with derived answers, exact in Fractions; each derivation is in its comment."""

import math
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.repeated import Relation
from qinba_games.repeated.solvers.shares import least_shares, member_thresholds, optimal_threshold
from qinba_games.repeated.solvers.thresholds import fixed_shares_threshold

F = Fraction


def dilemma(reward, sucker, temptation, punishment):
    row = [[reward, sucker], [temptation, punishment]]
    return qg.StageGame.from_bimatrix(row, np.array(row, dtype=object).T)


def binary(n):
    """x[a_1, ..., a_n, i]: who contributes."""
    return np.stack(np.meshgrid(*[[0, 1]] * n, indexing="ij"), axis=-1)


def rows(game):
    table = qg.discount_table(game)
    assert table.exact
    return [(d, u) for d, u in zip(table.delta, table.joint_payoff, strict=True)]


def test_cournot_payments():
    """Abreu's Cournot game at delta = 1/2: L* = 20, M = lambda* = (1/2, 1/2).

    Agreed (L, L): nobody is tempted more than the other, lambda^e = (1/2, 1/2), so that nothing
    is paid. In the punishment (M, H) of player 1 it keeps (c_1 - g_1)/L* = (0 - (-4))/20 of L*,
    player 2 the rest: payments (10 - 4, 10 - 16).
    """
    g1 = np.array([[10, 3, 0], [15, 7, -4], [7, 5, -15]])
    found = qg.solve(qg.StageGame.from_bimatrix(g1, g1.T), F(1, 2))
    assert found.punishments == ((1, 2), (2, 1))
    assert found.transfers.compliance.tolist() == [[0, 0], [6, -6], [-6, 6]]
    assert found.transfers.deviation.tolist() == [[5, 5], [10, -4], [-4, 10]]
    assert found.payoffs.tolist() == [10, 10]


@pytest.mark.parametrize(
    ("game", "delta"),
    [
        (dilemma(9, 1, 10, 3), F(1, 7)),
        (dilemma(2, -1, 3, 0), F(1, 3)),
        (dilemma(1, F(-3, 2), 2, 0), F(1, 2)),
    ],
)
def test_dilemmas(game, delta):
    """L = 2 (T - R), U - sum v = 2 (R - P): (T - R)/(T - P)."""
    assert qg.critical_discount(game).delta == delta
    assert qg.critical_discount(game, sharing="none").delta == delta


def test_dilemma_table():
    """9/1/10/3: U 18 and v 3 each from 1/7, below it the stage equilibrium, U 6."""
    assert rows(dilemma(9, 1, 10, 3)) == [(0, 6), (F(1, 7), 18)]
    assert qg.discount_table(dilemma(9, 1, 10, 3)).punishment_payoff.tolist() == [[3, 3]] * 2
    # One-sided play for ever: L = (3 - 1) + 0 = 2, G - sum v = 11 - 6 = 5.
    assert qg.critical_discount(dilemma(9, 1, 10, 3), (0, 1)).delta == F(2, 7)


def test_of_several_best_profiles_the_least_demanding_counts():
    """Two profiles with G = 4: (0, 0) has L = 1 + 3, (0, 1) has L = 1 + 0, sum v = 0."""
    game = qg.StageGame([[(2, 2), (-1, 5)], [(3, -1), (0, 0)]])
    assert qg.critical_discount(game, (0, 0)).delta == F(1, 2)
    found = qg.critical_discount(game)
    assert (found.delta, found.profile) == (F(1, 5), (0, 1))
    # The best fixed shares need (D - G)/(D - W), D = 8 and 5, G = 4, W = 0: the same.
    fixed = qg.critical_discount(game, sharing="optimal")
    assert (fixed.delta, fixed.profile) == (F(1, 5), (0, 1))


@pytest.mark.parametrize("n", [2, 3, 4, 6, 8, 10])
def test_public_good(n):
    """r sum x / n - x_i: L = n (1 - r/n), U = n (r - 1), v = 0: (n - r)/(r (n - 1))."""
    r, x = F(8, 5), binary(n)
    total = x.sum(axis=-1, keepdims=True)
    game = qg.StageGame((r / n) * total.astype(object) - x)
    assert qg.critical_discount(game).delta == (n - r) / (r * (n - 1))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_costly_public_good(n):
    """2 sum a - 3 a_i: L = n, U = n (2n - 3), v = 0: 1/(2n - 2)."""
    x = binary(n)
    game = qg.StageGame(2 * x.sum(axis=-1, keepdims=True) - 3 * x)
    assert qg.critical_discount(game).delta == F(1, 2 * n - 2)


def test_weak_to_strong():
    """b_i sum x - x_i, b = (.9, .6, .2): member i is tempted by 1 - b_i, all get sum b for each.

    {1}: L .1, U .7, {1,2}: .5, 1.4, all: 1.3, 2.1; v = 0: 1/8, 5/19, 13/34. Without transfers
    nobody contributes alone (b_i < 1), the third member loses even if all do (3 * .2 < 1), and of
    {1,2} the second needs .4/(.4 + 2 * .6 - 1) = 2/3, the first .1/(.1 + .8).
    """
    x = binary(3)
    b = np.array([F(9, 10), F(6, 10), F(2, 10)])
    game = qg.StageGame(b * x.sum(axis=-1, keepdims=True).astype(object) - x)
    expected = [(0, 0), (F(1, 8), F(7, 10)), (F(5, 19), F(7, 5)), (F(13, 34), F(21, 10))]
    assert rows(game) == expected
    assert qg.discount_table(game).profile == ((0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1))
    assert qg.critical_discount(game, (1, 1, 0), sharing="none").delta == F(2, 3)
    never = qg.critical_discount(game, sharing="none")
    assert (never.delta, never.profile, never.binding) == (math.inf, (1, 1, 1), ("3",))
    assert never.price_of_fairness == math.inf
    assert qg.solve(game, F(3, 5), sharing="none").joint_payoff == 0
    assert qg.solve(game, F(2, 3), sharing="none").joint_payoff == F(7, 5)
    assert qg.solve(game, F(2, 3)).joint_payoff == F(21, 10)


@pytest.mark.parametrize(("delta", "effort"), [(F(1, 10), 2), (F(3, 10), 6), (F(1, 2), 10)])
def test_mutual_gift(delta, effort):
    """e_j - e_i^2/2: tempted by e^2/2, worth e - e^2/2, so e <= 2 delta; U = 2e - e^2."""
    e = np.array([F(k, 10) for k in range(11)])
    e1, e2 = np.meshgrid(e, e, indexing="ij")
    found = qg.solve(qg.StageGame.from_bimatrix(e2 - e1**2 / 2, e1 - e2**2 / 2), delta)
    assert found.policy == (effort, effort)
    assert found.joint_payoff == 2 * e[effort] - e[effort] ** 2


def test_unequal_costs():
    """(x1 + x2)/2 - k_i x_i, k = (.6, .75): L = .1 x1 + .25 x2, U = .4 x1 + .25 x2, v = 0.

    Per unit player 1 is the better bargain, 1 : 4 against 1 : 1. The thresholds of (10, 5) and
    (10, 10) are 2.25/7.5 and 3.5/10. Grim: player 2 needs .25/(.25 + .25) of each unit.
    """
    x1, x2 = np.meshgrid(np.arange(11), np.arange(11), indexing="ij")
    half = (x1 + x2).astype(object) * F(1, 2)
    game = qg.StageGame.from_bimatrix(half - F(3, 5) * x1, half - F(3, 4) * x2)
    table = qg.discount_table(game)
    at = {table.profile[r]: table.delta[r] for r in range(len(table.delta))}
    assert (at[10, 0], at[10, 5], at[10, 10]) == (F(1, 5), F(3, 10), F(7, 20))
    assert table.at(F(7, 20)).joint_payoff == F(13, 2)
    assert qg.critical_discount(game, (10, 10), sharing="none").delta == F(1, 2)


@pytest.mark.parametrize(
    ("w", "delta"),
    [(F(-1, 2), F(2, 7)), (0, F(1, 3)), (F(1, 2), F(2, 5)), (1, F(1, 2)), (F(3, 2), F(2, 3))],
)
def test_a_bad_life_outside_helps(w, delta):
    """2/-1/3/0 with exit worth w each: D = 6, G = 4, W = 2w: 2/(6 - 2w)."""
    game = qg.RepeatedGame(dilemma(2, -1, 3, 0), outside=[w, w])
    assert qg.critical_discount(game, (0, 0)).delta == delta
    for rule in ("none", "equal", "surplus", "optimal"):
        assert qg.critical_discount(game, (0, 0), sharing=rule).delta == delta


def test_all_leave_is_a_path():
    """Exit worth 1 each: below 1/2 all leave at once, U = W = 2."""
    table = qg.discount_table(qg.RepeatedGame(dilemma(2, -1, 3, 0), outside=[1, 1]))
    assert table.profile == (None, (0, 0))
    assert table.joint_payoff.tolist() == [2, 4]
    assert table.punishment_payoff.tolist() == [[1, 1]] * 2


def test_a_life_outside_that_is_too_good():
    """Exit worth 2 each: W = G, D = 6: no patience suffices."""
    game = qg.RepeatedGame(dilemma(2, -1, 3, 0), outside=[2, 2])
    found = qg.critical_discount(game, (0, 0))
    assert (found.delta, found.intervals) == (math.inf, ())


@pytest.mark.parametrize(("n", "b", "c"), [(10, 1, 3), (4, 2, 5), (5, F(1, 2), F(3, 2))])
def test_grim_trigger_in_a_linear_public_good(n, b, c):
    """x = N b - c, a breach saves c - b once and loses x: (c - b)/(b (N - 1)).

    An expected fine f for a breach: (c - b - f)/(b (N - 1) - f), or 0 if c - b <= f.
    """
    a = binary(n) if n < 6 else None
    expected = F(c - b) / (b * (n - 1))
    if a is not None:
        game = qg.StageGame(b * a.sum(axis=-1, keepdims=True).astype(object) - c * a)
        assert qg.critical_discount(game, (1,) * n, sharing="none").delta == expected
    x, d = n * b - c, (n - 1) * b
    assert fixed_shares_threshold(x, d, 0) == expected
    for fine in (F(1, 2), 1, 5):
        gain = max(0, F(c - b - fine))
        with_fine = gain / (gain + n * b - c)
        assert fixed_shares_threshold(x, d, 0, deposit=fine) == with_fine


def test_grim_trigger_with_ten():
    assert fixed_shares_threshold(7, 9, 0) == F(2, 9)
    assert fixed_shares_threshold(7, 9, 0, deposit=1) == F(1, 8)


HIDDEN = {"detection": Fraction(1, 2), "friction": Fraction(1, 10)}


def test_what_is_found_out_half_of_the_time_takes_more_patience():
    """t = (4, 6), T = 10, S = 7 - 2 = 5: (T - S)/(T - S + q S) = 2/3, over 1 - eps = 9/10."""
    assert optimal_threshold(Relation([4, 3], [5, 7], [1, 1], **HIDDEN)) == Fraction(20, 27)
    # a subsidy of 1: t = (5, 7) less q s = 1/2 each, T = 11, S = 7; deposits of 2 as well: T = 9
    helped = Relation([4, 3], [5, 7], [1, 1], subsidy=1, **HIDDEN)
    assert optimal_threshold(helped) == Fraction(8, 15) / Fraction(9, 10)
    held = Relation([4, 3], [5, 7], [1, 1], subsidy=1, deposit=2, **HIDDEN)
    assert optimal_threshold(held) == Fraction(4, 11) / Fraction(9, 10)
    assert optimal_threshold(Relation([0, 1], [5, 7], [1, 1], **HIDDEN)) == float("inf")


@pytest.mark.parametrize("terms", [{}, {"subsidy": 1}, {"deposit": Fraction(1, 2)}])
def test_the_least_share_is_kept_from_that_patience_on(terms):
    """w_i - s + lambda t_i with lambda = (1 - rho)/(1 - rho + rho q): rho = 3/4 gives 2/5."""
    for delta in (Fraction(1, 3), Fraction(3, 4), Fraction(19, 20)):
        relation = Relation([4, 3], [5, 7], [1, 1], **HIDDEN, **terms)
        assert member_thresholds(relation, least_shares(relation, delta)) == [delta, delta]
    plain = Relation([4, 3], [5, 7], [1, 1], detection=Fraction(1, 2))
    assert least_shares(plain, Fraction(3, 4)).tolist() == [Fraction(13, 5), Fraction(17, 5)]

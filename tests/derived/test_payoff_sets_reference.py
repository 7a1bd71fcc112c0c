"""Sets of equilibrium payoffs without transfers: numbers found by an oracle that proves.

Each set was derived outside of this package, corner by corner in fractions, and proved to be the
largest fixed point of B; that a set is one is a matter of a few lines by hand.
"""

import math
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.marks import some

import qinba_games as qg

COURNOT = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]  # Abreu's, in three quantities
ABREU_SANNIKOV = [
    [(16, 9), (3, 13), (0, 3)],
    [(21, 1), (10, 4), (-1, 0)],
    [(9, 0), (5, -4), (-5, -15)],
]
GAMES = {
    "dilemma": qg.prisoners_dilemma(9, 1, 10, 3),
    "axelrod": qg.prisoners_dilemma(reward=3, sucker=0, temptation=5, punishment=1),
    "four": qg.prisoners_dilemma(reward=4, sucker=0, temptation=6, punishment=2),
    "gift": qg.prisoners_dilemma(reward=2, sucker=-1, temptation=3, punishment=0),
    "stag": qg.stag_hunt(4, 0, 3, 2),
    "chicken": qg.StageGame([[(6, 6), (2, 7)], [(7, 2), (0, 0)]]),
    "cournot": qg.StageGame.from_bimatrix(COURNOT, np.array(COURNOT).T),
    "published": qg.StageGame(ABREU_SANNIKOV),
}
SETS = [
    ("dilemma", F(1, 10), [(3, 3)]),
    ("dilemma", F(1, 7), [(3, 3), (9, 9)]),
    ("dilemma", F(1, 5), [(3, 3), (9, 9)]),
    ("dilemma", F(247, 1000), [(3, 3), (9, 9)]),
    ("dilemma", F(1, 4), [(3, 3), (F(39, 4), 3), (9, 9), (3, F(39, 4))]),
    ("gift", F(7, 10), [(0, 0), (F(8, 3), 0), (2, 2), (0, F(8, 3))]),
    ("four", F(4, 5), [(2, 2), (5, 2), (4, 4), (2, 5)]),
    ("axelrod", F(3, 10), [(1, 1), (4, 1), (1, 4)]),
    ("axelrod", F(2, 5), [(1, 1), (4, 1), (1, 4)]),
    ("axelrod", F(1, 2), [(1, 1), (F(13, 3), 1), (3, 3), (1, F(13, 3))]),
    ("stag", F(1, 10), [(2, 2), (4, 4)]),
    ("stag", F(1, 2), [(2, 2), (F(7, 2), 2), (4, 4), (2, F(7, 2))]),
    ("chicken", F(1, 5), [(2, 7), (7, 2), (6, 6)]),
    ("chicken", F(2, 5), [(2, 2), (7, 2), (6, 6), (2, 7)]),
    ("cournot", F(1, 10), [(7, 7)]),
    (
        "cournot",
        F(1, 4),
        [(0, F(21, 4)), (F(21, 4), 0), (F(51, 4), F(21, 4)), (F(21, 4), F(51, 4))],
    ),
    (
        "cournot",
        F(3, 10),
        [
            *[(0, F(49, 10)), (F(49, 10), 0), (F(61, 10), 0), (F(131, 10), F(49, 10))],
            *[(F(49, 10), F(131, 10)), (0, F(61, 10))],
        ],
    ),
    ("published", F(1, 5), [(10, 4)]),
    (
        "published",
        F(1, 2),
        [
            *[(0, 2), (5, 0), (F(193, 16), 0), (F(163, 8), 2), (16, 9), (5, F(161, 13))],
            *[(F(455, 244), F(13, 2)), (0, F(1586, 699))],
        ],
    ),
    (
        "published",
        F(7, 10),
        [(0, 0), (F(1271, 80), 0), (F(167, 8), F(6, 5)), (16, 9), (3, 13), (0, F(13, 4))],
    ),
]


@pytest.mark.parametrize(("name", "delta", "corners"), SETS)
def test_corners_are_these_fractions(name, delta, corners):
    found = qg.payoff_set(GAMES[name], delta)
    assert found.exact
    assert sorted(map(tuple, found.vertices.tolist())) == sorted(corners)
    assert qg.payoff_set(GAMES[name], float(delta)).shape == found.shape or delta == F(1, 7)


def test_a_root_of_third_degree_is_enclosed():
    # The worst payoff x of player 1 in Abreu and Sannikov's example at .3 solves
    # 3495 x^3 - 79764 x^2 + 201281 x - 130490 = 0: no fraction.
    found = qg.payoff_set(GAMES["published"], F(3, 10))

    def cubic(x):
        return 3495 * x**3 - 79764 * x**2 + 201281 * x - 130490

    low, high = found.outer[:, 0].min(), found.inner[:, 0].min()
    assert cubic(low) < 0 < cubic(high) or cubic(high) < 0 < cubic(low)
    assert not found.exact
    assert found.gap <= 36e-12
    assert found.certificate.inside
    assert found.certificate.outside


def duopoly(cost):
    """Judd, Yeltekin and Conklin's: quantities 0, 3/7, ..., 6, price max(6 - Q, 0)."""
    q = [F(6 * k, 14) for k in range(15)]
    rows = [[(max(6 - a - b, 0) - cost) * a for b in q] for a in q]
    payoffs = np.array(rows, dtype=object)
    return qg.StageGame(np.stack([payoffs, payoffs.T], axis=-1))


def test_judd_yeltekin_conklin_have_eleven_corners():
    found = qg.payoff_set(duopoly(F(3, 5)), F(4, 5))
    half = [
        (F(235964, 47775), 0),
        (F(312134, 47775), F(144, 1225)),
        (F(25348, 3675), F(234, 1225)),
        (F(8534, 1225), F(351, 1225)),
        (F(8424, 1225), F(486, 1225)),
    ]
    corners = [(0, 0), *half, *((y, x) for x, y in half)]
    assert sorted(map(tuple, found.vertices.tolist())) == sorted(corners)
    assert found.support([1, 1]) == F(1782, 245)


def test_without_costs_there_are_fifteen_corners():
    # (2.387755, 0) is lost by a comparison of sets in a grid of directions.
    found = qg.payoff_set(duopoly(0), F(4, 5))
    assert len(found.vertices) == 15
    assert abs(found.vertices.astype(float) - [2.387755, 0]).max(axis=1).min() < 1e-6


LEAVING = [
    ((F(1, 2), F(1, 2)), F(39, 100), [(F(1, 2), F(1, 2))]),
    ((F(1, 2), F(1, 2)), F(2, 5), [(F(1, 2), F(1, 2)), (2, 2)]),
    ((F(1, 2), F(1, 2)), F(1, 2), [(F(1, 2),) * 2, (F(5, 2), F(1, 2)), (2, 2), (F(1, 2), F(5, 2))]),
    ((1, 0), F(7, 10), [(1, 0), (F(8, 3), 0), (2, 2), (1, F(7, 3))]),
]


@pytest.mark.parametrize(("outside", "delta", "corners"), LEAVING)
def test_members_who_can_leave(outside, delta, corners):
    # From 2/5 = 1/(3 - w) on cooperation is better than to leave.
    found = qg.payoff_set(qg.RepeatedGame(GAMES["gift"], outside=outside), delta)
    assert sorted(map(tuple, found.vertices.tolist())) == sorted(corners)
    assert qg.verify(found.strategy()).ok


@pytest.mark.parametrize("delta", some([F(24704, 100000), F(2470472, 10**7)], 1))
def test_on_both_sides_of_a_bifurcation(delta):
    # From .247047198... on there are equilibria in which members take turns.
    found = qg.payoff_set(GAMES["dilemma"], delta)
    assert found.shape == ("segment" if delta < F(2470471, 10**7) else "polygon")
    assert found.certificate.ok


@pytest.mark.slow
@pytest.mark.parametrize("delta", [F(2475, 10**4), F(248, 1000)])
def test_edges_that_turn_around_a_corner_at_rest(delta):
    # (9, 9) stays where it is, the edges beside it turn: no family of parallel half-planes comes
    # down, and the other corners are roots of quadratic equations.
    found = qg.payoff_set(GAMES["dilemma"], delta)
    assert not found.exact
    assert found.gap <= 9e-12
    assert found.certificate.method == "rounds"
    assert found.contains([9, 9])
    # x = (1 - d) 10 + d w, w on the edge from (9, 9) to (3, x) at the height that keeps player 2.
    d, x = float(delta), found.vertices[:, 0].max()
    height = 3 + (1 - d) / d * 2
    promise = 9 - 6 * (height - 9) / (x - 9)
    assert x == pytest.approx((1 - d) * 10 + d * promise, abs=1e-11)


WORST = [
    ("cournot", (0, 0), F(1, 3), F(5, 8)),
    ("cournot", (0, 1), F(4, 7), None),
    ("published", (0, 0), F(4, 13), F(5, 11)),
    ("published", (1, 0), F(3, 4), None),
    ("published", (0, 1), F(7, 10), None),
    ("dilemma", None, F(1, 7), F(1, 7)),
    ("gift", None, F(1, 3), F(1, 3)),
]


@pytest.mark.parametrize(("name", "profile", "worst", "grim"), WORST)
def test_least_patience_if_the_worst_follows_a_breach(name, profile, worst, grim):
    found = qg.critical_discount(GAMES[name], profile, sharing="none", punishment="worst")
    assert found.delta == worst
    assert found.exact
    assert qg.critical_discount(GAMES[name], profile, sharing="none").delta == (grim or math.inf)


@pytest.mark.parametrize(("effort", "least"), [(F(6, 10), F(3, 10)), (1, F(1, 2))])
def test_mutual_gifts(effort, least):
    # e to the other at cost e^2 / 2: breaking costs e for ever, hence e^2/2 / e = e / 2.
    cost = F(effort) ** 2 / 2
    both = effort - cost
    gift = qg.StageGame([[(0, 0), (effort, -cost)], [(-cost, effort), (both, both)]])
    found = qg.critical_discount(gift, (1, 1), sharing="none", punishment="worst")
    assert found.delta == least


def test_where_members_can_leave_withdrawal_is_the_worst():
    game = qg.RepeatedGame(GAMES["gift"], outside=[F(1, 2), F(1, 2)])
    found = qg.critical_discount(game, (0, 0), sharing="none", punishment="worst")
    assert found.delta == F(2, 5)  # (3 - 2) / (3 - 1/2)

"""Divisions derived by hand; the derivation is with each number."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.cooperative_games import lexicographic

from qinba_games.cooperative import (
    banzhaf,
    core,
    dividends,
    least_core,
    myerson_value,
    nucleolus,
    owen_value,
    shapley,
    tau_value,
)
from qinba_games.cooperative.bargaining import BargainingProblem
from qinba_games.cooperative.claims import ClaimsProblem
from qinba_games.cooperative.classic_games import claims_game, glove_game, network_game, voting_game
from qinba_games.cooperative.river import River
from qinba_games.sharing import share
from qinba_games.verify.door import verify

THIRD = Fraction(1, 3)


def test_talmud_of_200_by_other_rules():
    """Worths: {2,3} 100, everybody 200, all others 0.

    Member 1 adds 100 if it comes last (a third of the orders), nothing otherwise; 2 and 3 are alike
    and share the rest. Utopia M = (100, 200, 200), rights m = (0, 0, 0) as {2,3} pays 2 only 100 -
    200 < 0: tau = 200 M / 500.
    """
    game = claims_game(ClaimsProblem(200, [100, 200, 300]))
    assert list(shapley(game)) == [100 * THIRD, 250 * THIRD, 250 * THIRD]
    assert list(tau_value(game)) == [40, 80, 80]


def test_one_left_glove_and_two_right_ones():
    """Member 1 adds a pair unless it comes first (2/3); 2 and 3 are alike.

    Of four coalitions of the others it completes a pair in three; 2 does so only in {1} alone. The
    core is (1, 0, 0), as both right gloves can be had for nothing, and the nucleolus is in it.
    """
    game = glove_game(1, 2)
    assert list(shapley(game)) == [2 * THIRD, THIRD / 2, THIRD / 2]
    assert list(banzhaf(game)) == [Fraction(3, 4), Fraction(1, 4), Fraction(1, 4)]
    assert list(nucleolus(game)) == [1, 0, 0]
    assert core(game, vertices=True).vertices.tolist() == [[1, 0, 0]]


def test_majority_of_three():
    """By symmetry a third each. Pairs are worth 1 and get 2/3: the largest excess is 1/3."""
    game = voting_game([1, 1, 1], 2)
    assert list(shapley(game)) == list(nucleolus(game)) == [THIRD] * 3
    assert least_core(game).slack == THIRD
    assert core(game).empty


def test_majority_of_three_on_a_path():
    """1 and 3 can only win with 2. Who completes a linked pair: 2 in the orders 123, 132, 312, 321,
    1 in 213 and 3 in 231.
    """
    game = voting_game([1, 1, 1], 2)
    assert list(myerson_value(game, [("1", "2"), ("2", "3")])) == [THIRD / 2, 2 * THIRD, THIRD / 2]


def test_majority_of_three_with_a_union():
    """The union of 1 and 2 decides alone, and whichever of them comes second completes it.

    3 adds nothing before the union or after it, as it never stands between its members.
    """
    game = voting_game([1, 1, 1], 2)
    assert list(owen_value(game, [("1", "2")])) == [Fraction(1, 2), Fraction(1, 2), 0]


def test_three_person_games():
    """(0,0,0,1,2,1,3): the excesses of {2} and {1,3} are -x_2 and x_2 - 1, equal at x_2 = 1/2;
    then 1 - x_1 - x_2 of {1,2} and 1 - x_2 - x_3 of {2,3} are equal at x_1 = x_3 = 5/4.

    (2,4,5,18,14,9,24): {3}, {1,2}: 5 - x_3 = 18 - 24 + x_3 gives x_3 = 5.5 at excess -1/2, the
    largest. Next {2}, {1,3}: 4 - x_2 = 14 - 24 + x_2 gives x_2 = 7 at -3. Rights (8, 4, 5), hopes
    (15, 10, 6): tau is their middle, as 24 lies halfway between 17 and 31.

    (0,0,0,40,50,20,100): {2}, {1,3}: -x_2 = 50 - 100 + x_2: 25 at -25; {3}, {1,2}: x_3 = 30 at
    -30 in the same way.
    """
    first = lexicographic([0, 0, 0, 1, 2, 1, 3])
    assert list(nucleolus(first)) == [Fraction(5, 4), Fraction(1, 2), Fraction(5, 4)]
    second = lexicographic([2, 4, 5, 18, 14, 9, 24])
    assert list(nucleolus(second)) == list(tau_value(second)) == [11.5, 7, 5.5]
    assert list(nucleolus(lexicographic([0, 0, 0, 40, 50, 20, 100]))) == [45, 25, 30]


def test_shapley_of_four():
    """Marginal contributions to nobody, one, two and three others weigh 1/4, 1/12, 1/12, 1/4.

    1: 0; 5 + 5 + 8; 4 + 5 + 8; 4, together (18 + 17 + 3 * 4) / 12 = 47/12.
    2: 0; 5 + 9 + 10; 8 + 7 + 9; 5, together (24 + 24 + 15) / 12.
    3: 0; 5 + 9 + 8; 8 + 8 + 7; 6, together (22 + 23 + 18) / 12.
    4: 0; 8 + 10 + 8; 10 + 11 + 8; 8, together (26 + 29 + 24) / 12.
    """
    game = lexicographic([0, 0, 0, 0, 5, 5, 8, 9, 10, 8, 13, 15, 16, 17, 21])
    twelfth = Fraction(1, 12)
    assert list(shapley(game)) == [47 * twelfth, 63 * twelfth, 63 * twelfth, 79 * twelfth]


def test_river_with_all_water_at_the_source():
    """b_i = w_i sqrt(x), w = (1, 2, 2), 9 units rise in 1.

    A stretch i..j that has water e makes sqrt(e (w_i^2 + ... + w_j^2)) of it: 3, sqrt(45), 9 for
    {1}, {1,2}, everybody; others have no water, and {1,3} is not connected.
    """
    river = River([9, 0, 0], [1, 2, 2])
    assert river.to_game().values.tolist() == pytest.approx([0, 3, 0, 45**0.5, 0, 3, 0, 9])
    down = share(river, "downstream incremental")
    assert list(down) == pytest.approx([3, 45**0.5 - 3, 9 - 45**0.5], abs=1e-12)
    assert list(down) == pytest.approx([3, 3.708204, 2.291796], abs=5e-7)
    assert list(share(river, "upstream incremental")) == pytest.approx([9, 0, 0])
    assert list(share(river, "shapley")) == pytest.approx([5.618034, 2.618034, 0.763932], abs=5e-7)


def test_ties_are_shared_in_halves():
    """In a network game the dividend of a pair is its tie, so that Shapley gives each end half."""
    benefits = np.array([[0, 4, 1], [2, 1, 0], [3, 0, 0]])
    game = network_game(benefits)
    assert dividends(game)["1", "2"] == 6
    assert list(shapley(game)) == [3 + 2, 3 + 1, 2]


def test_a_peer_that_freezes_a_vertex_is_found_out():
    """(50, 50, 100) minimises the largest excess for the Talmud's 200, and settles it too early.

    At (50, 75, 75) and at (50, 50, 100) the excesses -50 of {1} and {2,3} are the largest ones, and
    they are balanced. At (50, 50, 100) the coalition {2} is tight at -50 as well, but not at every
    optimum: {1}, {2}, {2,3} are not balanced.
    """
    found = nucleolus(claims_game(ClaimsProblem(200, [100, 200, 300])))
    assert list(found) == [50, 75, 75]
    assert found.certificate.exact
    for vector in ([50, 50, 100], [50.0, 50.0, 100.0]):
        certificate = verify(found, policy=vector)
        assert not certificate.ok
    assert verify(found, policy=[50.0, 75.0, 75.0]).ok


def test_bargaining_over_two_segments():
    """Hull of (4,0), (3,2), (0,3), disagreement 0.

    Nash: on the first segment (3+t, 2-2t) the product falls in t, on the second (3-3t, 2+t) too:
    corner (3, 2). Kalai and Smorodinsky: hopes (4, 3), so y = 3x/4, which meets y = 3 - x/3 at
    36/13.
    """
    problem = BargainingProblem([[4, 0], [3, 2], [0, 3]], [0, 0])
    assert list(share(problem, "nash")) == [3, 2]
    assert list(share(problem, "kalai-smorodinsky")) == [Fraction(36, 13), Fraction(27, 13)]


def test_bargaining_over_a_simplex():
    """v(N) = 12 and v({i}) = (1, 2, 3): every symmetric rule splits the surplus of 6 equally."""
    corners = [[1 + 6, 2, 3], [1, 2 + 6, 3], [1, 2, 3 + 6]]
    problem = BargainingProblem(corners, [1, 2, 3])
    for rule in ("nash", "kalai-smorodinsky"):
        assert list(share(problem, rule)) == pytest.approx([3, 4, 5], abs=1e-9)
    game = lexicographic([1, 2, 3, 3, 4, 5, 12])
    assert list(share(game, "surplus")) == [3, 4, 5]
    assert list(share(game, "equal")) == [4, 4, 4]


def test_equal_awards_and_losses():
    """Claims 1, 2, 6 and 6 units: awards min(claim, 3), losses 1 each, proportional 2/3."""
    problem = ClaimsProblem(6, [1, 2, 6])
    assert list(share(problem, "constrained equal awards")) == [1, 2, 3]
    assert list(share(problem, "constrained equal losses")) == [0, 1, 5]
    assert list(share(problem, "proportional")) == [2 * THIRD, 4 * THIRD, 4]

"""Printed divisions of cooperative games, at the printed digits.

CoopGame is the R package by J. Staudacher and J. Anwander, version 0.2.2: the comments in its help
pages, and its own tests by number. Worths are in its order {1}, {2}, {3}, {1,2}, {1,3}, {2,3}, ...
"""

from fractions import Fraction

import numpy as np
import pytest
from helpers.cooperative_games import lexicographic

from qinba_games.cooperative import (
    core,
    nucleolus,
    per_capita_nucleolus,
    prenucleolus,
    properties,
    shapley,
    tau_value,
)
from qinba_games.cooperative.claims import ClaimsProblem
from qinba_games.cooperative.classic_games import airport_game, claims_game
from qinba_games.cooperative.solvers.marginal_values import tau_bounds
from qinba_games.cooperative.tu_game import TUGame
from qinba_games.sharing import share

CLAIMS = [100, 200, 300]


@pytest.mark.parametrize(
    ("estate", "awards"),
    [(100, [Fraction(100, 3)] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])],
)
def test_marriage_contracts_of_the_talmud(estate, awards):
    """R. J. Aumann and M. Maschler (1985), Journal of Economic Theory 36, Table I on page 196."""
    problem = ClaimsProblem(estate, CLAIMS)
    assert list(share(problem, "talmud")) == awards
    assert list(nucleolus(claims_game(problem))) == awards
    assert list(prenucleolus(claims_game(problem))) == awards


def test_shapley_of_a_three_person_game():
    """CoopGame, test 15.1."""
    assert list(shapley(lexicographic([2, 4, 5, 18, 14, 9, 24]))) == [9.5, 8.0, 6.5]


def test_rights_and_hopes():
    """CoopGame, help pages of getMinimalRights and getUtopiaPayoff."""
    least, utopia = tau_bounds(lexicographic([2, 4, 5, 18, 14, 9, 24]).values)
    assert list(least) == [8, 4, 5]
    assert list(utopia) == [15, 10, 6]


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ([0, 0, 0, 1, 2, 1, 3], [1.2, 0.6, 1.2]),  # help page of tauValue, from Stach (2011)
        ([0, 0, 0, 2, 2, 3, 5], [1.250, 1.875, 1.875]),  # test 73.1
    ],
)
def test_tau_value(values, printed):
    """CoopGame."""
    assert [float(x) for x in tau_value(lexicographic(values))] == pytest.approx(printed, abs=1e-12)


def test_tau_value_of_five_claimants():
    """CoopGame, test 73.3."""
    values = [0, 0, 0, 5, 10, 0, 5, 15, 20, 15, 25, 30, 30, 35, 45]
    values += [25, 35, 40, 40, 45, 55, 50, 55, 65, 70, 60, 65, 75, 80, 90, 100]
    printed = [7.391304, 14.782609, 18.478261, 27.173913, 32.173913]
    assert [float(x) for x in tau_value(lexicographic(values))] == pytest.approx(printed, abs=5e-7)


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        # Test 49.1, from T. S. Ferguson's lecture notes Game Theory, part IV.
        ([-1, 0, 1, 3, 4, 2, 5], [Fraction(8, 3), Fraction(2, 3), Fraction(5, 3)]),
        # Help page of nucleolus.
        ([0, 0, 0, 0, 5, 5, 8, 9, 10, 8, 13, 15, 16, 17, 21], [3.5, 4.5, 5.5, 7.5]),
    ],
)
def test_nucleolus(values, printed):
    """CoopGame."""
    assert list(nucleolus(lexicographic(values))) == printed
    found = nucleolus(TUGame(lexicographic(values).values.astype(float)))
    assert list(found) == pytest.approx([float(x) for x in printed], abs=1e-12)


def test_prenucleolus_that_is_no_imputation():
    """B. Peleg and P. Sudhoelter (2007), Example 5.5.12, as printed in CoopGame."""
    assert list(prenucleolus(lexicographic([0, 0, 0, 10, 0, 0, 2]))) == [3, 3, -4]


def test_per_capita_nucleolus():
    """H. P. Young (1985), page 68, as printed in CoopGame; costs 15, 20, 55, 35, 61, 65, 78."""
    found = per_capita_nucleolus(lexicographic([0, 0, 0, 0, 9, 10, 12]))
    assert list(found) == [Fraction(4, 6), Fraction(7, 6), Fraction(61, 6)]


@pytest.mark.parametrize(
    ("values", "corners"),
    [
        (
            [0, 0, 0, 40, 50, 20, 100],
            {(80, 20, 0), (80, 0, 20), (40, 0, 60), (0, 40, 60), (0, 50, 50), (50, 50, 0)},
        ),
        ([2, 4, 5, 18, 24, 9, 24], set()),
        ([0, 1, 2, 3, 4, 5, 6], {(1, 2, 3)}),
    ],
)
def test_corners_of_the_core(values, corners):
    """CoopGame, tests 74.2 and 74.1, and the help page of coreVertices."""
    found = core(lexicographic(values), vertices=True)
    assert {tuple(int(x) for x in corner) for corner in found.vertices} == corners
    assert found.empty == (not corners)


@pytest.mark.parametrize(
    ("values", "balanced"),
    [
        ([0, 0, 0, 40, 50, 20, 100], True),
        ([1, 1, 1, 2, 3, 4, 3], False),
        ([0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 12, 12, 12, 12, 22], True),
        ([0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 3, 3, 3, 3, 4], False),
    ],
)
def test_balancedness(values, balanced):
    """CoopGame, tests of isBalancedGame, 46.1 and following."""
    assert properties(lexicographic(values)).balanced is balanced


@pytest.mark.parametrize("costs", [[1, 2, 3], [2, 2, 5, 9], [1, 1, 1]])
def test_airport_fees(costs):
    """S. C. Littlechild and G. Owen (1973), Management Science 20, 370-372, their expression.

    With costs in rising order each increment is shared by those who need at least that much.
    """
    n, fees, paid = len(costs), [], Fraction(0)
    for k, rise in enumerate(np.diff([0, *costs]).tolist()):
        paid += Fraction(rise, n - k)
        fees.append(paid)
    assert [-x for x in shapley(airport_game(costs))] == fees


def test_airport_fees_of_three():
    """The same for costs 1, 2, 3."""
    fees = [-x for x in shapley(airport_game([1, 2, 3]))]
    assert fees == [Fraction(1, 3), Fraction(5, 6), Fraction(11, 6)]

"""Programmes beside all corners, and integers beside all integers."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from qinba_games.core.errors import NotConvergedError
from qinba_games.core.programmes import Programme, maximum


def fractions(given):
    each = np.array(given, dtype=object)
    return np.vectorize(Fraction, otypes=[object])(each) if each.size else each


def drawn(rng):
    """A programme whose x sum to 10 at most, so that it has a maximum if any point at all."""
    n, m = rng.integers(1, 4), rng.integers(0, 4)
    rows = np.vstack([rng.integers(-4, 9, (m, n)), np.ones((1, n), dtype=int)])
    most = np.append(rng.integers(-3, 9, m), 10)
    level = rng.integers(0, 5, rng.integers(0, 2))
    equal = rng.integers(-3, 5, (len(level), n))
    return rng.integers(-5, 9, n), rows, most, equal, level


def best_corner(goal, rows, most, equal, level):
    """The largest value among points where n rules hold with equality, in Fractions."""
    n = len(goal)
    rules = [(row, b) for row, b in zip(rows, most, strict=True)]
    rules += [(-np.eye(n, dtype=int)[j], 0) for j in range(n)]
    fixed = list(zip(equal, level, strict=True))
    values = []
    for some in combinations(rules, n - min(len(fixed), n)):
        point = cramer([*fixed, *some][:n])
        if point is None or any(row @ point != b for row, b in fixed):
            continue
        if all(row @ point <= b for row, b in rules):
            values.append(goal @ point)
    return max(values, default=None)


def cramer(rules):
    """The point where rules hold with equality, by determinants."""
    matrix = [[Fraction(int(x)) for x in row] for row, _ in rules]
    below = determinant(matrix)
    if not below:
        return None
    point = []
    for j in range(len(rules)):
        own = [[*row[:j], Fraction(int(b)), *row[j + 1 :]] for row, (_, b) in zip(matrix, rules)]
        point.append(determinant(own) / below)
    return np.array(point, dtype=object)


def determinant(rows):
    if not rows:
        return Fraction(1)
    first, rest = rows[0], rows[1:]
    return sum(
        (-1) ** j * first[j] * determinant([[*row[:j], *row[j + 1 :]] for row in rest])
        for j in range(len(first))
    )


def test_maximum_is_the_best_corner():
    rng = np.random.default_rng(3)
    none = 0
    for _ in range(60):
        given = drawn(rng)
        expected = best_corner(*given)
        found = maximum(Programme(*map(fractions, given)), "test")
        none += expected is None
        if expected is None:
            assert found is None
        else:
            assert found.exact
            assert found.value == found.bound == expected
            assert (given[1] @ found.point <= given[2]).all()
    assert 0 < none < 60


def test_integers_are_the_best_of_all():
    rng = np.random.default_rng(4)
    none = 0
    for _ in range(40):
        goal, rows, most, equal, level = given = drawn(rng)
        every = np.array(list(product(range(11), repeat=len(goal))))
        fits = (every @ rows.T <= most).all(axis=1) & (every @ equal.T == level).all(axis=1)
        found = maximum(Programme(*map(fractions, given), whole=True), "test")
        none += not fits.any()
        if not fits.any():
            assert found is None
        else:
            assert found.value == (every[fits] @ goal).max()
            assert {x.denominator for x in found.point} == {1}
    assert none < 40


def test_a_mixed_programme_is_best_among_its_integers():
    # 2 x + y with x whole, x + y <= 5/2, x <= 7/4: x = 1, y = 3/2.
    programme = Programme(
        *map(fractions, ([2, 1], [[1, 1], [1, 0]], ["5/2", "7/4"])),
        *(np.zeros((0, 2), dtype=object), np.zeros(0, dtype=object)),
        whole=np.array([True, False]),
    )
    found = maximum(programme, "test")
    assert list(found.point) == [1, Fraction(3, 2)]
    assert found.value == Fraction(7, 2)


def test_a_free_variable_may_be_negative():
    # The largest t below x, 2 - x and 1/3 - x, where x is at least 0.
    rows = fractions([[-1, 1], [1, 1], [1, 1]])
    none = np.zeros((0, 2), dtype=object)
    free = np.array([False, True])
    programme = Programme(
        fractions([0, 1]), rows, fractions([0, 2, "1/3"]), none, none[:, 0], free=free
    )
    assert maximum(programme, "test").value == Fraction(1, 6)
    lower = programme._replace(most=fractions([-5, 2, 3]))
    assert maximum(lower, "test").value == Fraction(-3, 2)


def test_no_maximum_is_an_error_and_floats_are_no_proof():
    none = np.zeros((0, 1))
    programme = Programme(np.ones(1), none, none[:, 0], none, none[:, 0])
    with pytest.raises(NotConvergedError, match="test: "):
        maximum(programme, "test")
    best = maximum(programme._replace(rows=np.ones((1, 1)), most=np.full(1, 0.5)), "test")
    assert best.value == pytest.approx(0.5)
    assert not best.exact


def test_integers_of_floats_may_break_a_rule_by_rounding_only():
    none = np.zeros((0, 3))
    rows = np.array([[0.1, 0.2, 0.3]])
    programme = Programme(np.ones(3), rows, np.array([0.6 - 1e-16]), none, none[:, 0], whole=True)
    best = maximum(programme, "test")
    assert best.value == pytest.approx(6)
    assert not best.exact

"""Nash equilibria of a stage game by trying everything, in Fractions.

``pure(payoffs)``              every profile against every deviation
``gain(payoffs, strategies)``  the most that anybody gains by another pure action
``extreme(A, B)``              the extreme equilibria of a bimatrix game: both strategies are
                               vertices of the best-response polyhedra {(x, v): x >= 0, sum x = 1,
                               payoff of each reply <= v}; all equilibria are mixtures of these
``nondegenerate(A, B)``        no mixed strategy has more best replies than its support has actions
"""

from fractions import Fraction
from itertools import combinations, product

import numpy as np

from ._exact import as_numbers, is_exact, tolerance


def _tables(payoffs):
    exact = is_exact(payoffs)
    return as_numbers(payoffs, exact), tolerance(exact, np.asarray(payoffs, dtype=float))


def pure(payoffs):
    table, slack = _tables(payoffs)
    counts = table.shape[:-1]
    return [
        a
        for a in product(*(range(m) for m in counts))
        if all(
            table[a[:i] + (b,) + a[i + 1 :]][i] <= table[a][i] + slack
            for i, m in enumerate(counts)
            for b in range(m)
        )
    ]


def _value(table, strategies, i):
    total = 0
    for a in product(*(range(m) for m in table.shape[:-1])):
        weight = 1
        for action, strategy in zip(a, strategies, strict=True):
            weight = weight * strategy[action]
        total += weight * table[a][i]
    return total


def gain(payoffs, strategies):
    table = _tables(payoffs)[0]
    most = 0
    for i, own in enumerate(strategies):
        value = _value(table, strategies, i)
        for b in range(len(own)):
            other = list(strategies)
            other[i] = [int(a == b) for a in range(len(own))]
            most = max(most, _value(table, other, i) - value)
    return most


def _solve(rows):
    """The one solution of an augmented square system, or None."""
    size = len(rows)
    rows = [list(row) for row in rows]
    for k in range(size):
        pivot = next((r for r in range(k, size) if rows[r][k] != 0), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for r in range(size):
            if r != k:
                rows[r] = [v - rows[r][k] * w for v, w in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]


def _vertices(M):
    """{mixture over the columns of M: which rows are best replies} at the vertices."""
    rows, size = M.shape
    constraints = [[*row, Fraction(-1)] for row in M.tolist()]
    constraints += [[Fraction(j == k) for k in range(size)] + [Fraction(0)] for j in range(size)]
    total = [Fraction(1)] * size + [Fraction(0), Fraction(1)]
    found = {}
    for tight in combinations(range(rows + size), size):
        point = _solve([total] + [[*constraints[c], Fraction(0)] for c in tight])
        if point is None or min(point[:-1]) < 0:
            continue
        slack = [sum(c * p for c, p in zip(row, point, strict=True)) for row in constraints[:rows]]
        if max(slack) <= 0:
            found[tuple(point[:-1])] = {r for r in range(rows) if slack[r] == 0}
    return found


def _support(mixture):
    return {a for a, probability in enumerate(mixture) if probability}


def extreme(A, B):
    A, B = (as_numbers(np.asarray(M), True) for M in (A, B))
    rows, columns = _vertices(B.T), _vertices(A)
    return {
        (x, y)
        for x, replies_of_columns in rows.items()
        for y, replies_of_rows in columns.items()
        if _support(x) <= replies_of_rows and _support(y) <= replies_of_columns
    }


def nondegenerate(A, B):
    A, B = (as_numbers(np.asarray(M), True) for M in (A, B))
    return all(
        len(replies) <= len(_support(mixture))
        for M in (A, B.T)
        for mixture, replies in _vertices(M).items()
    )

"""Corners of all sets of Nash equilibria of two players: every basis of every polytope, solved."""

from fractions import Fraction
from itertools import combinations, product


def solution(rows):
    """The one x with A x = b, rows (A | b), in Fractions; None unless there is exactly one."""
    rows, size = [list(map(Fraction, row)) for row in rows], len(rows)
    for c in range(size):
        pivot = next((r for r in range(c, size) if rows[r][c]), None)
        if pivot is None:
            return None
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [x / rows[c][c] for x in rows[c]]
        for r in range(size):
            if r != c:
                rows[r] = [x - rows[r][c] * y for x, y in zip(rows[r], rows[c])]
    return tuple(row[-1] for row in rows)


def corners(payoffs):
    """Strategies x at corners of {x >= 0, payoffs x <= v}; a row for each action of the other."""
    count = len(payoffs[0])
    planes = [(*(int(j == k) for j in range(count)), 0, 0) for k in range(count)]
    planes += [(*row, -1, 0) for row in payoffs]
    strategies = set()
    for basis in combinations(planes, count):
        point = solution([*basis, (*[1] * count, 0, 1)])
        if point and min(point[:-1]) >= 0:
            values = [sum(a * x for a, x in zip(row, point)) for row in payoffs]
            if max(values) <= point[-1]:
                strategies.add(point[:-1])
    return strategies


def equilibria(A, B):
    """All pairs of corners in which each strategy uses best replies to the other alone."""
    turned = list(zip(*B))
    return {(x, y) for x, y in product(corners(turned), corners(A)) if is_best(A, B, x, y)}


def is_best(A, B, x, y):
    """Whether no pure deviation pays."""
    rows = [sum(a * q for a, q in zip(row, y)) for row in A]
    columns = [sum(b * p for b, p in zip(column, x)) for column in zip(*B)]
    mean = sum(p * v for p, v in zip(x, rows)), sum(q * v for q, v in zip(y, columns))
    return max(rows) <= mean[0] and max(columns) <= mean[1]

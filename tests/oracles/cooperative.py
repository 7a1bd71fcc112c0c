"""Cooperative games by the book: orders of arrival, subsets of constraints, loops over actions.

Worths by mask (bit i = member i). Exact for integers and Fractions.
"""

import itertools
from fractions import Fraction

import numpy as np

from ._exact import as_numbers, is_exact


def _average_over(orders, values, n):
    exact = is_exact(values)
    values = as_numbers(values, exact)
    total, count = [0] * n, 0
    for order, weight in orders:
        here = 0
        for i in order:
            total[i] += weight * (values[here | 1 << i] - values[here])
            here |= 1 << i
        count += weight
    return [x / count for x in total]


def shapley(values):
    n = len(values).bit_length() - 1
    return _average_over(((o, 1) for o in itertools.permutations(range(n))), values, n)


def weighted_shapley(values, weights):
    """Orders drawn from the end: the last member with probability w_i / w(N), and so on."""
    n = len(weights)

    def chance(order):
        left, product = sum(weights), Fraction(1)
        for i in reversed(order):
            product *= Fraction(weights[i]) / left
            left -= weights[i]
        return product

    orders = ((o, chance(o)) for o in itertools.permutations(range(n)))
    return _average_over(orders, values, n)


def banzhaf(values):
    n = len(values).bit_length() - 1
    values = as_numbers(values, is_exact(values))
    return [
        sum(values[m | 1 << i] - values[m] for m in range(1 << n) if not m >> i & 1) / 2 ** (n - 1)
        for i in range(n)
    ]


def owen(values, unions):
    n = len(values).bit_length() - 1
    orders = (
        (sum(inside, ()), 1)
        for outer in itertools.permutations(unions)
        for inside in itertools.product(*(itertools.permutations(u) for u in outer))
    )
    return _average_over(orders, values, n)


def restricted(values, links):
    """Worth of every coalition as the sum over its connected components."""
    n = len(values).bit_length() - 1
    worth = []
    for mask in range(1 << n):
        left, total = {i for i in range(n) if mask >> i & 1}, 0 * values[0]
        while left:
            part, frontier = set(), {min(left)}
            while frontier:
                part |= frontier
                ends = {j for i, j in [*links, *((b, a) for a, b in links)] if i in frontier}
                frontier = (ends & left) - part
            total = total + values[sum(1 << i for i in part)]
            left -= part
        worth.append(total)
    return worth


def core_vertices(values, slack=0):
    """Solve every n - 1 constraints with efficiency; keep the feasible solutions."""
    n = len(values).bit_length() - 1
    proper = range(1, (1 << n) - 1)
    found = set()
    for tight in itertools.combinations(proper, n - 1):
        rows = [[m >> i & 1 for i in range(n)] for m in (*tight, (1 << n) - 1)]
        right = [Fraction(values[m]) - slack for m in tight] + [Fraction(values[-1])]
        x = _solve(rows, right)
        if x is not None and all(
            sum(x[i] for i in range(n) if m >> i & 1) >= values[m] - slack for m in proper
        ):
            found.add(tuple(x))
    return sorted(found)


def _solve(rows, right):
    table = [[Fraction(x) for x in row] + [b] for row, b in zip(rows, right, strict=True)]
    n = len(rows)
    for col in range(n):
        pivot = next((r for r in range(col, n) if table[r][col] != 0), None)
        if pivot is None:
            return None
        table[col], table[pivot] = table[pivot], table[col]
        table[col] = [x / table[col][col] for x in table[col]]
        for r in range(n):
            if r != col and table[r][col] != 0:
                factor = table[r][col]
                table[r] = [x - factor * y for x, y in zip(table[r], table[col], strict=True)]
    return [row[-1] for row in table]


def is_superadditive(values):
    every = range(len(values))
    return all(values[s] + values[t] <= values[s | t] for s in every for t in every if s & t == 0)


def is_convex(values):
    every = range(len(values))
    return all(values[s] + values[t] <= values[s | t] + values[s & t] for s in every for t in every)


def is_monotone(values):
    every = range(len(values))
    return all(values[s] <= values[t] for s in every for t in every if s & t == s)


def characteristic_function(payoffs, assumption, pick=min):
    """Worth of every coalition of a stage game by loops over all joint actions."""
    n = payoffs.shape[-1]
    profiles = list(np.ndindex(*payoffs.shape[:-1]))
    worth = []
    for mask in range(1 << n):
        own = [i for i in range(n) if mask >> i & 1]
        others = [i for i in range(n) if not mask >> i & 1]

        def joint(a, own=own):
            return sum(payoffs[a][i] for i in own)

        def part(a, members):
            return tuple(a[i] for i in members)

        if assumption == "alpha":
            moves = {part(a, own) for a in profiles}
            worst = [min(joint(a) for a in profiles if part(a, own) == m) for m in moves]
            worth.append(max(worst))
        elif assumption == "beta":
            moves = {part(a, others) for a in profiles}
            best = [max(joint(a) for a in profiles if part(a, others) == m) for m in moves]
            worth.append(min(best))
        else:
            stable = [
                joint(a)
                for a in profiles
                if all(joint(b) <= joint(a) for b in profiles if part(b, others) == part(a, others))
                and all(
                    payoffs[b][i] <= payoffs[a][i]
                    for i in others
                    for b in profiles
                    if all(b[j] == a[j] for j in range(n) if j != i)
                )
            ]
            worth.append(pick(stable) if stable else None)
    return worth

"""Insurance of two members by value iteration over the share of member 1, from the definition.

Today's division is the share of the period before, unless a member would rather be alone: then it
gets as much as keeps it. Values start at those of first best, an upper bound.
"""

import numpy as np


def utility(c, gamma):
    return np.log(c) if gamma == 1 else c ** (1 - gamma) / (1 - gamma)


def alone(income, chances, gamma, delta, periods=20_000):
    """What members have that are alone, summed period by period."""
    now, later, weight = utility(income, gamma), np.zeros_like(income), 1.0
    expected = now
    for _ in range(periods):
        later = later + weight * expected
        expected, weight = chances @ expected, weight * delta
        if weight < 1e-16:
            break
    return later


def share_edges(income, outside, chances, gamma, delta, *, points=4000, tolerance=1e-10):
    """Least and largest share of member 1 by state, shape (S, 2)."""
    total, apart = income.sum(axis=1), alone(outside, chances, gamma, delta)
    shares = np.linspace(1e-4, 1 - 1e-4, points)
    now = [utility(total[:, None] * part, gamma) for part in (shares, 1 - shares)]
    values = [np.linalg.solve(np.eye(len(total)) - delta * chances, one) for one in now]
    edges = np.zeros((len(total), 2))
    while True:
        before = edges.copy()
        one, two = (u + delta * chances @ v for u, v in zip(now, values, strict=True))
        for s in range(len(total)):
            edges[s, 0] = np.interp(apart[s, 0], one[s], shares)
            edges[s, 1] = np.interp(-apart[s, 1], -two[s], shares)
            at = np.clip(shares, edges[s, 0], max(edges[s]))
            values[0][s] = np.interp(at, shares, one[s])
            values[1][s] = np.interp(at, shares, two[s])
        if abs(edges - before).max() < tolerance:
            return edges

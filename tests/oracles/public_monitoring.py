"""Repeated games with imperfect public monitoring and transfers: every corner of every programme.

The definition, in payments and at one discount factor. With total liquidity L a profile a can be
played in phase k exactly when there are payments p_i(y) with

* g_i(a) - E[p_i|a] >= g_i(b, a_-i) - E[p_i|b, a_-i] for every i and b;
* p_i(y) <= lambda_i L, where lambda_i is 1/n in the agreed phase (constant payments between the
  members change nothing), and in the punishment of i 0 for i and 1/(n - 1) for the others;
* sum_i p_i(y) >= 0, or = 0 if `balanced`.

The agreed phase is worth G - E sum p, the punishment of i leaves it g_i - E p_i. The linear
programmes are solved by trying every corner. Then L = delta / (1 - delta) (U(L) - sum v(L)) is
iterated down from above; for games with few signals only.
"""

import itertools
import math

import numpy as np

_SMALL = 1e-9


def corners(matrix, right):
    """Every corner of {x: matrix x <= right}."""
    rows, size = matrix.shape
    chosen = np.array(list(itertools.combinations(range(rows), size)))
    systems, sides = matrix[chosen], right[chosen]
    good = abs(np.linalg.det(systems)) > _SMALL
    found = np.linalg.solve(systems[good], sides[good][..., None])[..., 0]
    return found[(found @ matrix.T <= right + _SMALL).all(axis=1)]


def phase_value(payoffs, chances, profile, liquidity, phase, *, balanced):
    """Best value of a profile in a phase (None: agreed, i: punishment of i); None if it fails."""
    n, signals = payoffs.shape[-1], chances.shape[-1]
    here, now = chances[profile], payoffs[profile]
    matrix, right = [], []
    for i in range(n):
        for b in range(payoffs.shape[i]):
            other = (*profile[:i], b, *profile[i + 1 :])
            row = np.zeros((n, signals))
            row[i] = here - chances[other]
            matrix.append(row)
            right.append(now[i] - payoffs[other][i])
    parts = [1 / n] * n if phase is None else [0 if j == phase else 1 / (n - 1) for j in range(n)]
    for i in range(n):
        for y in range(signals):
            row = np.zeros((n, signals))
            row[i, y] = 1
            matrix.append(row)
            right.append(parts[i] * liquidity)
    for y in range(signals):
        row = np.zeros((n, signals))
        row[:, y] = -1
        matrix.append(row)
        right.append(0)
        if balanced:
            matrix.append(-row)
            right.append(0)
    found = corners(np.array(matrix).reshape(len(matrix), -1), np.array(right, dtype=float))
    if not len(found):
        return None
    paid = found.reshape(-1, n, signals) @ here
    if phase is None:
        return now.sum() - paid.sum(axis=1).min()
    return now[phase] - paid[:, phase].max()


def levels(payoffs, chances, liquidity, *, balanced):
    """U(L) and v(L); None if no profile can be played."""
    n = payoffs.shape[-1]
    profiles = list(np.ndindex(payoffs.shape[:-1]))

    def values(phase):
        found = (
            phase_value(payoffs, chances, a, liquidity, phase, balanced=balanced) for a in profiles
        )
        return [value for value in found if value is not None]

    joint = values(None)
    if not joint:
        return None
    return max(joint), np.array([min(values(i)) for i in range(n)])


def best(payoffs, chances, delta, *, balanced, precision=1e-7):
    """U and v of the best equilibrium at `delta`, None if there is none; at least two players."""
    payoffs, chances = np.asarray(payoffs, dtype=float), np.asarray(chances, dtype=float)
    spread = payoffs.sum(axis=-1).max() - payoffs.min(axis=tuple(range(payoffs.ndim - 1))).sum()
    liquidity = delta / (1 - delta) * spread
    while True:
        found = levels(payoffs, chances, liquidity, balanced=balanced)
        if found is None:
            return None
        lower = max(delta / (1 - delta) * (found[0] - found[1].sum()), 0)
        if liquidity - lower <= precision:
            return found
        liquidity = lower


def burning_threshold(d, lam, mu, beta, audits):
    """Least patience for cooperation in the noisy dilemma, by search over the budget.

    A grid of symmetric reward schemes: nobody is rewarded after a signal or an audit that points
    at it, the other one then gets everything, and both share what is left of the pot after a
    signal without a name: all of it, or after the anonymous bad signal a part `kept`.
    """
    best_delta = math.inf
    for kept in np.linspace(0, 1, 2001):
        power = (1 - audits) * (mu + beta - mu * kept) + audits
        liquidity = 2 * d / power
        burned = (1 - audits) * lam * (1 - kept) * liquidity
        if burned < 2:
            best_delta = min(best_delta, liquidity / (liquidity + 2 - burned))
    return best_delta

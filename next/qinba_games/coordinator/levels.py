"""The cheapest levels of several capacities that together are enough for a goal.

Along a direction a larger scale does whatever a smaller one does, with few exceptions, so that the
least sufficient scale is found by bisection, for many directions at once; among directions by
differential evolution (Storn and Price 1997): a cheaper mix cannot be excluded.
"""

from collections.abc import Callable
from itertools import product

import numpy as np

from ..core.numbers import Numbers

#: Halvings of the range of levels; fewer while directions are compared.
HALVINGS, FEW = 34, 14
#: Along directions whose full scale is not enough, that many smaller ones are tried.
TRIES = 16
#: Rounds of differential evolution, and where it stops sooner.
ROUNDS, SPREAD = 15, 1e-6

#: Whether levels, parts of the largest of shape (S, d), are enough, (S,).
Reached = Callable[[Numbers], Numbers]


def least_scale(directions: Numbers, reached: Reached, halvings: int = HALVINGS) -> Numbers:
    """Least t with min(t direction, 1) enough, for each of (S, d); inf where there is none.

    Examples
    --------
    >>> least_scale(np.array([[1.0], [0.5]]), lambda levels: levels[:, 0] >= 0.25).round(6)
    array([0.25, 0.5 ])
    """

    def enough(scale: Numbers) -> Numbers:
        return reached(np.minimum(scale[:, None] * directions, 1))

    longest = 1 / np.where(directions > 0, directions, 1).min(axis=1)
    low, high, does = np.zeros(len(longest)), longest, enough(longest)
    for part in np.arange(TRIES)[::-1] / TRIES:  # less may be enough: mediation alone can hurt
        if does.all():
            break
        high = np.where(does, high, part * longest)
        does = does | enough(high)
    high = np.where(enough(low), 0, high)
    for _ in range(halvings if does.any() else 0):
        middle = (low + high) / 2
        hits = enough(middle)
        low, high = np.where(hits, low, middle), np.where(hits, middle, high)
    return np.where(does, high, np.inf)


def cheapest_levels(unit: Numbers, reached: Reached) -> Numbers | None:
    """The cheapest levels, as parts of the largest, that cost `unit` (d,); None if none do."""
    if not len(unit):
        return np.zeros(0) if reached(np.zeros((1, 0)))[0] else None
    direction = np.ones((1, 1)) if len(unit) == 1 else _best_direction(unit, reached)
    (scale,) = least_scale(direction, reached)
    return None if scale == np.inf else np.minimum(scale * direction[0], 1)


def _best_direction(unit: Numbers, reached: Reached) -> Numbers:
    """The direction whose least sufficient levels cost least, (1, d)."""
    from scipy.optimize import differential_evolution

    free = len(unit) - 1

    def cost(points: Numbers) -> Numbers:
        each = _directions(points.reshape(free, -1).T)
        scale = least_scale(each, reached, FEW)
        levels = np.minimum(np.where(scale < np.inf, scale, 1)[:, None] * each, 1)
        return np.where(scale < np.inf, levels @ unit, 2 * unit.sum() + 1)

    corners = np.array(list(product([0.0, 0.5, 1.0], repeat=free)))
    first = np.vstack([corners, np.random.default_rng(0).random((8, free))])
    answer = differential_evolution(
        cost,
        [(0, 1)] * free,
        init=first,
        rng=0,
        maxiter=ROUNDS,
        tol=SPREAD,
        polish=False,
        vectorized=True,
        updating="deferred",
    )
    return _directions(answer.x[None])


def _directions(points: Numbers) -> Numbers:
    """Points of the unit cube (S, d - 1) as directions (S, d) whose largest entry is one."""
    angles = points * (np.pi / 2)
    ones = np.ones((len(points), 1))
    sines = np.cumprod(np.hstack([ones, np.sin(angles)]), axis=1)
    cosines = np.where(points < 1, np.cos(angles), 0)  # no 1e-17 at a right angle
    parts = np.hstack([cosines, ones]) * sines
    return np.asarray(parts / parts.max(axis=1, keepdims=True))

"""The cheapest levels of several capacities that together are enough for a goal.

Along a direction, levels min(t z, 1) with a larger t do whatever a smaller one does, with few
exceptions, so that the least sufficient t is found by bisection, for many directions at once. Among
directions the search is differential evolution (R. Storn and K. Price 1997, Journal of Global
Optimization 11, 341-359): a cheaper mix cannot be excluded.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np

from ...types import Array, FloatArray
from ..results.cheapest import HALVINGS

#: So often the range of levels is halved while mixes are compared, and then oftener.
_STEPS = 14
#: Along mixes whose full scale does not do, that many smaller ones are tried.
_PARTS = 16

#: Levels, one row per candidate -> whether the goal is reached.
_Reached = Callable[[FloatArray], Array]
#: The cheapest levels of every set of capacities; None where nothing was found to do.
_LevelsBySet = dict[tuple[int, ...], FloatArray | None]


def cheapest_levels(
    # shape (d,): what all of each capacity costs; levels between 0 and 1 cost their part of it
    unit: FloatArray,
    # From levels, shape (S, d), to whether each row reaches the goal, shape (S,)
    reached: _Reached,
) -> _LevelsBySet:
    """The cheapest levels that are enough for a goal, for every set of capacities.

    Levels of every set of capacities, the others at level 0; None where nothing was found to do.

    Examples
    --------
    >>> import numpy as np
    >>> found = cheapest_levels(np.array([1.0, 3.0]), lambda z: z.sum(axis=1) >= 0.5)
    >>> found[0, 1].round(6).tolist(), found[1,].round(6).tolist(), found[()]
    ([0.5, 0.0], [0.0, 0.5], None)
    """
    d = len(unit)
    # Large sets first: one that still contains what the levels of a larger one use has the same.
    sets = [chosen for k in range(d, -1, -1) for chosen in itertools.combinations(range(d), k)]
    best: _LevelsBySet = {}
    for chosen in sets:
        larger = [levels for other, levels in best.items() if set(chosen) < set(other)]
        options = [z for z in larger if z is not None and set(np.flatnonzero(z)) <= set(chosen)]
        best[chosen] = options[0] if options else _levels(chosen, unit, reached)
    return _of_the_cheapest(best, unit)


def cheaper_levels(
    best: _LevelsBySet,
    # Levels of one set of capacities that cost less, shape (d,): the search goes on from there
    chosen: tuple[int, ...],
    known: FloatArray,
    unit: FloatArray,
    reached: _Reached,
) -> _LevelsBySet:
    """The cheapest levels of every set, where a search had missed some of one set."""
    scale = 0.0
    if known.any():
        scale = float(least_scale(np.sign(known)[None], lambda z: reached(z * known))[0])
    along = None if scale == math.inf else scale * known
    levels = _levels(chosen, unit, reached, known[list(chosen)])
    options = [z for z in (best[chosen], levels, along) if z is not None]
    return _of_the_cheapest(best | {chosen: min(options, key=unit.dot, default=None)}, unit)


def _of_the_cheapest(best: _LevelsBySet, unit: FloatArray) -> _LevelsBySet:
    """The same where a search has missed what it found among fewer capacities."""
    every = dict(best)
    for chosen in sorted(best, key=len):
        inside = [z for other, z in best.items() if set(other) <= set(chosen) and z is not None]
        every[chosen] = min(inside, key=unit.dot, default=None)
    return every


def _levels(
    chosen: tuple[int, ...], unit: FloatArray, reached: _Reached, also: FloatArray | None = None
) -> FloatArray | None:
    """The cheapest levels of the chosen graded capacities, all others at zero."""
    place = np.eye(len(unit))[list(chosen)]
    if not chosen:
        none = np.zeros(len(unit))
        return none if reached(none[None])[0] else None
    direction = np.ones(1)
    if len(chosen) > 1:
        some = unit[list(chosen)]
        direction = _best_direction(some, lambda levels: reached(levels @ place), also)
    direction = direction @ place
    scale = float(least_scale(direction[None], reached)[0])
    return None if scale == math.inf else np.minimum(scale * direction, 1)


def _best_direction(
    unit: FloatArray, reached: _Reached, also: FloatArray | None = None
) -> FloatArray:
    """The mix of graded capacities whose least sufficient scale costs least."""
    # `also`, (d,), are levels from whose mix the search starts too.
    from scipy.optimize import differential_evolution

    free = len(unit) - 1

    def cost(points: FloatArray) -> FloatArray:
        directions = _mixes(points.reshape(free, -1))
        scale = least_scale(directions, reached, _STEPS)
        levels = np.minimum(np.where(scale < math.inf, scale, 1)[:, None] * directions, 1)
        # Insufficient mixes cost more than any other, and not infinity, which is no number.
        return np.where(scale < math.inf, levels @ unit, 2 * unit.sum() + 1)

    # Mixes of one capacity only are corners, which a search in the interior would not try.
    corners = np.array(list(itertools.product([0.0, 0.5, 1.0], repeat=free)))
    if also is not None:
        rest = np.sqrt(np.cumsum(also[::-1] ** 2)[::-1])[1:]
        corners = np.vstack([corners, np.arctan2(rest, also[:-1]) / (math.pi / 2)])
    optimum = differential_evolution(
        cost,
        [(0.0, 1.0)] * free,
        init=np.concatenate([corners, np.random.default_rng(0).random((8, free))]),
        maxiter=15,
        tol=1e-6,
        rng=0,
        polish=False,
        vectorized=True,
        updating="deferred",
    )
    return np.asarray(_mixes(optimum.x.reshape(free, 1))[0])


def _mixes(points: FloatArray) -> FloatArray:
    """Points of the unit cube as directions whose largest entry is one; shape (S, d)."""
    # Coordinates are angles of a quarter circle: every mix is an image, the pure ones too.
    angles = points.T * (math.pi / 2)
    ones = np.ones((len(angles), 1))
    sines = np.cumprod(np.concatenate([ones, np.sin(angles)], axis=1), axis=1)
    parts = np.concatenate([np.cos(angles), ones], axis=1) * sines
    parts = np.where(parts < 1e-12, 0, parts)
    return np.asarray(parts / parts.max(axis=1, keepdims=True))


def least_scale(directions: FloatArray, reached: _Reached, steps: int = HALVINGS) -> FloatArray:
    """Least t at which levels min(t · direction, 1) reach the goal; infinite where none do."""

    def enough(scale: FloatArray) -> Array:
        return reached(np.minimum(scale[:, None] * directions, 1))

    high = np.array([1 / row[row > 0].min() for row in directions])
    low, longest, does = np.zeros(len(high)), high.copy(), enough(high)
    # Where all of it is not enough, less may be: mediation without sharing can hurt.
    for part in np.arange(_PARTS)[::-1] / _PARTS:
        if does.all():
            break
        high = np.where(does, high, part * longest)
        does |= enough(high)
    never = ~does
    if never.all():
        return np.full(len(high), math.inf)
    high = np.where(enough(low), 0, high)
    for _ in range(steps):
        middle = (low + high) / 2
        hits = enough(middle)
        low, high = np.where(hits, low, middle), np.where(hits, middle, high)
    return np.asarray(np.where(never, math.inf, high))

"""Bargaining solutions: Nash's and Kalai and Smorodinsky's, over agreements and their lotteries.

`gains[k, i]` is what member i gets at agreement k beyond the disagreement. Two members: every
optimum lies on a segment between two agreements, where it has a closed form, so that rational gains
give `Fraction`s. More members: linear programs, with rational corners for rational gains, and
convex ones in floats for Nash's.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ... import _exact, _sizes, _tolerance, errors
from ...common.linear_programme import minimise
from ...types import Array, FloatArray, IntArray

#: A lottery is the best when no agreement scores more than this above it, or rounding hides more.
_PRECISION, _ROUGH = 1e-12, 1e-9
#: Newton's method over a few agreements ends when gains change by no more than this part.
_STILL = 1e-13
_ITERATIONS = 500


def nash(gains: Array, *, lotteries: bool) -> Array | None:
    """Maximise the product of the gains.

    Parameters
    ----------
    gains : array, shape (m, n)
    lotteries : bool

    Returns
    -------
    array, shape (n,), or None
        None if no agreement gives everybody a gain.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.bargaining import nash
    >>> [str(x) for x in nash(np.array([[4, 0], [3, 2], [0, 3]]), lotteries=True)]
    ['3', '2']

    References
    ----------
    J. F. Nash (1950), "The bargaining problem", Econometrica 18, 155-162.
    """
    if not lotteries or gains.shape[1] == 1:
        options = _exact.rational(gains)
    elif gains.shape[1] == 2:
        options = np.array(_on_segments(_exact.rational(gains), _best_product))
    else:
        options = _largest_product(gains.astype(float))
        return options[0] if len(options) else None
    least = [_tolerance.tie(column) for column in gains.T]
    options = options[(options > np.array(least)).all(axis=1)]
    return options[options.prod(axis=1).argmax()] if len(options) else None


def kalai_smorodinsky(
    gains: Array,  # shape (m, n)
) -> Array | None:
    """Find the largest gains in proportion to the most that each member can hope for.

    The most that a member can hope for is its largest gain at lotteries that leave nobody with a
    loss. What is more than proportional may be thrown away.
    None if no lottery gives everybody a gain.

    References
    ----------
    E. Kalai and M. Smorodinsky (1975), "Other solutions to Nash's bargaining problem", Econometrica
    43, 513-518.
    """
    if gains.shape[1] > 2 and not _tolerance.is_exact(gains):
        # A linear programme takes numbers below its own tolerances for nothing.
        units = abs(gains).max(axis=0)
        units[units == 0] = 1
        found = _in_proportion(gains / units)
        return None if found is None else found * units
    return _in_proportion(gains)


def _in_proportion(gains: Array) -> Array | None:
    tie = _tolerance.tie(gains)
    hopes = _ideal_gains(gains)
    if hopes is None or not (hopes > tie).all():
        return None
    if len(hopes) <= 2:
        scaled = _exact.rational(gains) / hopes
        part = max(min(point) for point in _on_segments(scaled, _balance))
    else:
        solved = _lottery(gains / hopes, np.zeros(len(hopes), dtype=int), common=True)
        part = None if solved is None else solved.min()
    return None if part is None or part * hopes.min() <= tie else part * hopes


def _ideal_gains(gains: Array) -> Array | None:
    """The largest gain of each member at lotteries without a loss for anybody; None without any."""
    n = gains.shape[1]
    if n <= 2:
        points = np.array(_on_segments(_exact.rational(gains), _axis_crossings))
        fair = points[(points >= -_tolerance.tie(gains)).all(axis=1)]
        return fair.max(axis=0) if len(fair) else None
    hopes = []
    for i in range(n):
        point = _lottery(_exact.rational(gains), np.eye(n, dtype=int)[i])
        if point is None:
            return None
        hopes.append(point[i])
    return np.array(hopes)


def _on_segments(points: Array, middle: Any) -> list[Array]:
    """The points, and what `middle` picks on each segment between two of them."""
    found = list(points)
    if points.shape[1] == 2:
        for a, b in itertools.combinations(points, 2):
            found += [a + t * (b - a) for t in middle(a, b - a) if 0 < t < 1]
    return found


def _best_product(start: Array, step: Array) -> list[Any]:
    """Where the product of both coordinates is stationary on start + t step."""
    both = step[0] * step[1]
    return [-(start[0] * step[1] + start[1] * step[0]) / (2 * both)] if both < 0 else []


def _balance(start: Array, step: Array) -> list[Any]:
    """Where both coordinates are equal."""
    slope = step[0] - step[1]
    return [] if slope == 0 else [(start[1] - start[0]) / slope]


def _axis_crossings(start: Array, step: Array) -> list[Any]:
    """Where a coordinate is zero."""
    return [-a / b for a, b in zip(start, step, strict=True) if b != 0]


def _lottery(gains: Array, direction: IntArray, common: bool = False) -> Array | None:
    """Gains at the lottery that maximises them along `direction`, nobody losing; None if none."""
    chances = _chances(gains, direction, common)
    return None if chances is None else chances @ gains


def _chances(gains: Array, direction: IntArray, common: bool) -> Array | None:
    """Chances of that lottery. With `common` the least gain is maximised as well."""
    m, n = gains.shape
    above = np.column_stack([gains.T, np.full(n, -int(common))])
    whole = np.array([[1] * m + [0], [-1] * m + [0]])
    cost = np.append(-gains @ direction, -int(common))
    solved = minimise(cost, np.vstack([above, whole]), np.array([0] * n + [1, -1]))
    return None if solved is None else solved.point[:m]


def _largest_product(gains: FloatArray) -> FloatArray:
    """Gains of the lottery with the largest product, by Newton's method on few agreements."""
    # Gains g of a lottery are optimal exactly when Σ_i gains[k, i] / g_i <= n for all k, with
    # equality for the agreements that it uses. An agreement that breaks this joins those that are
    # used, and the best lottery over these is found anew; what gets no chance leaves them.
    n, most = gains.shape[1], gains.max(axis=0)
    if not (most > 0).all():
        return np.zeros((0, n))
    rows = gains / most  # the unit of account of a member does not matter
    nothing = np.zeros(n, dtype=int)
    if _sizes.is_far(rows):
        found = _chances(_exact.decimals(gains) / _exact.decimals(most), nothing, True)
        start = None if found is None else found.astype(float)
    else:
        start = _chances(rows, nothing, common=True)
    if start is None or not (start @ rows > _tolerance.TIE).all():
        return np.zeros((0, n))
    chances = start.clip(min=0) / start.clip(min=0).sum()
    used = np.flatnonzero(chances).tolist()
    for _ in range(_ITERATIONS):
        chances, used = _best_over(rows, chances, used)
        scores = (rows / (chances @ rows)).sum(axis=1)
        k = int(scores.argmax())
        if scores[k] <= n * (1 + _PRECISION) or (k in used and scores[k] <= n * (1 + _ROUGH)):
            return np.asarray(chances @ gains)[None]
        used = [*used, k] if k not in used else used
    raise errors.NotConvergedError("share(): the Nash product got stuck.", chances @ gains)


def _best_over(rows: FloatArray, chances: FloatArray, used: list[int]) -> tuple[Any, list[int]]:
    """Chances of the largest product over the agreements `used`, and those that get a chance."""
    for _ in range(_ITERATIONS):
        chances, used = _independent(rows, chances, used)
        matrix = rows[used] / (chances @ rows)
        size = len(used)
        system = np.block([[matrix @ matrix.T, np.ones((size, 1))], [np.ones(size), np.zeros(1)]])
        move = np.linalg.solve(system, np.append(matrix.sum(axis=1), 0.0))[:size]
        change = np.linalg.norm(move @ matrix)
        length = 1.0 if change < 0.25 else 1 / (1 + change)  # as far as Newton may be trusted
        limits = np.where(move < 0, -chances[used] / np.where(move < 0, move, -1), np.inf)
        chances = chances.copy()
        if limits.min() <= length:
            gone = int(limits.argmin())
            chances[used] += limits[gone] * move
            chances[used[gone]] = 0.0
            used = [k for k in used if k != used[gone]]
        else:
            chances[used] += length * move
            if change < _STILL:
                break
        chances = chances.clip(min=0) / chances.clip(min=0).sum()
    return chances, used


def _independent(rows: FloatArray, chances: FloatArray, used: list[int]) -> tuple[Any, list[int]]:
    """The same gains by a lottery over agreements none of which is a mixture of the others."""
    while True:
        matrix = np.vstack([rows[used].T, np.ones(len(used))])
        _, sizes, directions = np.linalg.svd(matrix)
        rank = int((sizes > sizes[0] * 1e-10).sum())
        if rank == len(used):
            return chances, used
        # The last of them has just joined: it gets a chance, and another one leaves.
        move = directions[-1] if directions[-1][-1] >= 0 else -directions[-1]
        limits = np.where(move < -1e-12, -chances[used] / np.where(move < 0, move, -1), np.inf)
        gone = int(limits.argmin())
        chances = chances.copy()
        chances[used] = (chances[used] + limits[gone] * move).clip(min=0)
        chances[used[gone]] = 0.0
        used = [k for k in used if k != used[gone]]

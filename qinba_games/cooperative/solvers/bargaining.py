"""Bargaining solutions: Nash's and Kalai and Smorodinsky's, over agreements and their lotteries.

`gains[k, i]` is what member i gets at agreement k beyond the disagreement. Two members: Nash's
optimum lies on a segment between two agreements, where it has a closed form, so that rational gains
give `Fraction`s. More members: a convex programme, in floats. Proportional gains are linear
programmes, with rational corners for rational gains.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _sizes, _tolerance, errors
from ...common.linear_programme import Optimum, minimise
from ...types import Array, FloatArray, IntArray

#: A lottery is the best when no agreement scores more than this above it, or rounding hides more.
_PRECISION, _ROUGH = 1e-12, 1e-9
#: Newton's method over a few agreements ends when gains change by no more than this part.
_STILL = 1e-13
_ITERATIONS = 500


class Bargain(NamedTuple):
    """What each member gains, and what shows that lotteries allow that and no more."""

    gains: Array  #: shape (n,)
    #: Chances of the agreements, one lottery a row: the last one gives these gains; before it, what
    #: each member hopes for if gains are in proportion to that.
    lotteries: Array | None = None
    #: A price of each member's gains, in a row for each of these lotteries: no agreement is worth
    #: more at these than the lottery. Not of Nash's, where the price is one over the gain.
    prices: Array | None = None


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
    >>> print(*nash(np.array([[4, 0], [3, 2], [0, 3]]), lotteries=True))
    3 2

    References
    ----------
    J. F. Nash (1950), "The bargaining problem", Econometrica 18, 155-162.
    """
    bargain = nash_bargain(gains, lotteries=lotteries)
    return None if bargain is None else bargain.gains


def nash_bargain(gains: Array, *, lotteries: bool) -> Bargain | None:
    """The same, with its lottery."""
    m, n = gains.shape
    if lotteries and n > 2:
        chances = _largest_product(gains.astype(float))
        return None if chances is None else Bargain(chances @ gains.astype(float), chances[None])
    points = _exact.rational(gains)
    start = end = np.arange(m)
    part = 0 * points[:, 0]
    if lotteries and n == 2:
        start, end = np.triu_indices(m)
        part = _best_on_segments(points[start], points[end] - points[start])
    options = points[start] + part[:, None] * (points[end] - points[start])
    least = [_tolerance.tie(column) for column in points.T]
    options = np.where((options > np.array(least)).all(axis=1)[:, None], options, 0)
    best = int(options.prod(axis=1).argmax())
    if not options[best].all():
        return None
    chances = 0 * points[:, 0]
    chances[start[best]] += 1 - part[best]
    chances[end[best]] += part[best]
    return Bargain(options[best], chances[None] if lotteries else None)


def _best_on_segments(starts: Array, steps: Array) -> Array:
    """How far along each segment, from 0 to 1, the product of both coordinates is largest."""
    # Where it is stationary on start + t step, if one gains there and the other loses. Other
    # segments are best at an end, and an agreement with itself is a segment too.
    both = steps.prod(axis=1)
    rise = -(starts * steps[:, ::-1]).sum(axis=1)
    part = np.where(both < 0, rise, 0 * rise) / np.where(both < 0, 2 * both, 1)
    return np.asarray(part.clip(0, 1))


def proportional_bargain(gains: Array) -> Bargain | None:
    """Find the largest gains in proportion to the most that each member can hope for.

    `gains` has shape (m, n). The most that a member can hope for is its largest gain at lotteries
    that leave nobody with a loss. What is more than proportional may be thrown away. With the
    lotteries and prices that show it; None if no lottery gives everybody a gain.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.bargaining import proportional_bargain
    >>> print(*proportional_bargain(np.array([[4, 0], [3, 2], [0, 3]])).gains)
    36/13 27/13

    References
    ----------
    E. Kalai and M. Smorodinsky (1975), "Other solutions to Nash's bargaining problem", Econometrica
    43, 513-518.
    """
    m, n = gains.shape
    if not (gains.max(axis=0) > 0).all():
        return None
    # A linear programme takes numbers below its own tolerances for nothing.
    units = np.ones(n, dtype=int) if _tolerance.is_exact(gains) else abs(gains).max(axis=0)
    rows = _exact.rational(gains) / units
    tie = _tolerance.tie(rows)
    solved = [_best(rows, direction) for direction in np.eye(n, dtype=int)]
    ideal = np.array([0 if one is None else -one.value for one in solved])
    if not (ideal > tie).all():
        return None
    solved.append(_best(rows / ideal, np.zeros(n, dtype=int), common=True))
    optima = [one for one in solved if one is not None]
    part = -optima[-1].value
    if part * ideal.min() <= tie:
        return None
    # What it costs that nobody may lose, beside the gains themselves.
    prices = np.array([one.multipliers[:n] for one in optima])
    prices[:n] += np.eye(n, dtype=int)
    prices[n] /= ideal
    lotteries = np.array([one.point[:m] for one in optima])
    return Bargain(part * ideal * units, np.maximum(lotteries, 0), np.maximum(prices, 0) / units)


def _best(gains: Array, direction: IntArray, common: bool = False) -> Optimum | None:
    """The lottery with the largest gains along `direction`, nobody losing; None if there is none.

    With `common` the least gain is maximised as well. The multipliers are of the members first.
    """
    m, n = gains.shape
    above = np.column_stack([gains.T, np.full(n, -int(common))])
    whole = np.array([[1] * m + [0], [-1] * m + [0]])
    cost = np.append(-gains @ direction, -int(common))
    return minimise(cost, np.vstack([above, whole]), np.array([0] * n + [1, -1]))


def _largest_product(gains: FloatArray) -> FloatArray | None:
    """Chances of the lottery with the largest product, by Newton's method on few agreements."""
    # Gains g of a lottery are optimal exactly when Σ_i gains[k, i] / g_i <= n for all k, with
    # equality for the agreements that it uses. An agreement that breaks this joins those that are
    # used, and the best lottery over these is found anew; what gets no chance leaves them.
    n, most = gains.shape[1], gains.max(axis=0)
    if not (most > 0).all():
        return None
    rows = gains / most  # the unit of account of a member does not matter
    far = _sizes.is_far(rows)
    about = _exact.decimals(gains) / _exact.decimals(most) if far else rows
    optimum = _best(about, np.zeros(n, dtype=int), common=True)
    start = np.zeros(len(rows)) if optimum is None else optimum.point[:-1].astype(float)
    if not (start @ rows > _tolerance.TIE).all():
        return None
    chances = start.clip(min=0) / start.clip(min=0).sum()
    used = np.flatnonzero(chances).tolist()
    for _ in range(_ITERATIONS):
        chances, used = _best_over(rows, chances, used)
        scores = (rows / (chances @ rows)).sum(axis=1)
        k = int(scores.argmax())
        if scores[k] <= n * (1 + _PRECISION) or (k in used and scores[k] <= n * (1 + _ROUGH)):
            return np.asarray(chances)
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

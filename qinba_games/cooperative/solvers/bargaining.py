"""Bargaining solutions: Nash's and Kalai and Smorodinsky's, over agreements and their lotteries.

`gains[k, i]` is what member i gets at agreement k beyond the disagreement. Two members: every
optimum lies on a segment between two agreements, where it has a closed form, so that rational gains
give `Fraction`s. More members: convex and linear programs.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ... import _exact, _tolerance, errors
from ...types import Array, FloatArray

#: The interior-point method ends when duality gap and relative error are below this.
_PRECISION = 1e-12
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
        options = _rational(gains)
    elif gains.shape[1] == 2:
        options = np.array(_on_segments(_rational(gains), _best_product))
    else:
        options = _largest_product(gains.astype(float))
    options = options[(options > _tolerance.tie(gains)).all(axis=1)]
    return options[options.prod(axis=1).argmax()] if len(options) else None


def kalai_smorodinsky(gains: Array) -> Array | None:
    """Find the largest gains in proportion to the most that each member can hope for.

    The most that a member can hope for is its largest gain at lotteries that leave nobody with a
    loss. What is more than proportional may be thrown away.

    Parameters
    ----------
    gains : array, shape (m, n)

    Returns
    -------
    array, shape (n,), or None
        None if no lottery gives everybody a gain.

    References
    ----------
    E. Kalai and M. Smorodinsky (1975), "Other solutions to Nash's bargaining problem", Econometrica
    43, 513-518.
    """
    tie = _tolerance.tie(gains)
    hopes = _ideal_gains(gains)
    if hopes is None or not (hopes > tie).all():
        return None
    if len(hopes) <= 2:
        scaled = _rational(gains) / hopes
        part = max(min(point) for point in _on_segments(scaled, _balance))
    else:
        solved = _lottery(gains.astype(float) / hopes, np.zeros(len(hopes)), common=True)
        part = None if solved is None else solved.min()
    return None if part is None or part * hopes.min() <= tie else part * hopes


def _ideal_gains(gains: Array) -> Array | None:
    """The largest gain of each member at lotteries without a loss for anybody; None without any."""
    n = gains.shape[1]
    if n <= 2:
        points = np.array(_on_segments(_rational(gains), _axis_crossings))
        fair = points[(points >= -_tolerance.tie(gains)).all(axis=1)]
        return fair.max(axis=0) if len(fair) else None
    hopes = np.empty(n)
    for i in range(n):
        point = _lottery(gains.astype(float), np.eye(n)[i])
        if point is None:
            return None
        hopes[i] = point[i]
    return hopes


def _rational(gains: Array) -> Array:
    return _exact.rational(gains)


def _on_segments(points: Array, middle: Any) -> list[Array]:
    """The points, and what `middle` picks on each segment between two of them."""
    found = list(points)
    if points.shape[1] == 2:
        for a, b in itertools.combinations(points, 2):
            found += [a + t * (b - a) for t in middle(a, b - a) if 0 < t < 1]
    return found


def _best_product(start: Array, step: Array) -> list[Any]:
    """Where the product of both coordinates is stationary on start + t step."""
    if step[0] * step[1] >= 0:
        return []
    return [-(start[0] * step[1] + start[1] * step[0]) / (2 * step[0] * step[1])]


def _balance(start: Array, step: Array) -> list[Any]:
    """Where both coordinates are equal."""
    slope = step[0] - step[1]
    return [] if slope == 0 else [(start[1] - start[0]) / slope]


def _axis_crossings(start: Array, step: Array) -> list[Any]:
    """Where a coordinate is zero."""
    return [-a / b for a, b in zip(start, step, strict=True) if b != 0]


def _lottery(gains: FloatArray, direction: FloatArray, common: bool = False) -> FloatArray | None:
    """Gains at the lottery that maximises them along `direction`, nobody losing; None if none.

    With `common` the least gain is maximised as well.
    """
    from scipy.optimize import linprog

    m, n = gains.shape
    floor = np.column_stack([-gains.T, np.full(n, float(common))])
    solved = linprog(
        np.append(-gains @ direction, -float(common)),
        A_ub=floor,
        b_ub=np.zeros(n),
        A_eq=np.append(np.ones(m), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * (m + 1),
    )
    return solved.x[:m] @ gains if solved.success else None


def _largest_product(gains: FloatArray) -> FloatArray:
    """Gains of the lottery with the largest product, from the dual by an interior-point method.

    Gains g of a lottery are optimal iff Σ_i gains[k, i] / g_i <= n for all k, with equality for
    the agreements that it uses. So y = 1/g minimises -Σ log y_i subject to gains y <= n, and the
    multipliers of these constraints are the chances.
    """
    balanced = _lottery(gains, np.zeros(gains.shape[1]), common=True)
    if balanced is None or not (balanced > 0).all():
        return np.zeros((0, gains.shape[1]))
    rows = gains / balanced
    m, n = rows.shape
    y, chance = np.full(n, n / (2 * rows.sum(axis=1).max())), np.full(m, 1 / m)
    for _ in range(_ITERATIONS):
        slack = n - rows @ y
        error = rows.T @ chance - 1 / y
        if max(chance @ slack, abs(error * y).max()) < _PRECISION:
            return np.asarray((chance / chance.sum()) @ gains)[None]
        barrier = chance @ slack / (10 * m)
        curve = np.diag(1 / y**2) + (rows.T * (chance / slack)) @ rows
        dy = np.linalg.solve(curve, -error - rows.T @ (barrier / slack - chance))
        rise = (barrier + chance * (rows @ dy)) / slack - chance
        moves = np.concatenate([dy / y, rise / chance, -(rows @ dy) / slack])
        length = min(1.0, 0.95 / max(-moves.min(), 1e-300))
        y, chance = y + length * dy, chance + length * rise
    raise errors.NotConvergedError("share(): the program for the Nash product got stuck.", 1 / y)

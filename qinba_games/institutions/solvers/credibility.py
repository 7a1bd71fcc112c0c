"""When a third party can be believed: closed forms for stakes, law merchants and guilds.

All rest on the inequality of `thresholds`: what one breach brings once against what it costs in
every later period. Functions take checked numbers; ints and `Fraction`s stay exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...repeated.solvers.thresholds import least_patience
from ...types import Array


def stake_limits(x: Array, d: Array, w: Array, delta: Any, tie: Any) -> Array:
    """Largest part of its surplus x - w that each member can give up and still keep its word.

    Member i keeps it exactly when (1 - delta)(d_i - x_i') <= delta (x_i' - w_i) with
    x_i' = x_i - stake (x_i - w_i). Plus infinity where the stake does not matter to a member,
    minus infinity where nothing would keep it.
    """
    surplus = x - w
    room = x - d + delta * (d - w)
    limits = np.full(len(x), -math.inf, dtype=object if _tolerance.is_exact(x) else float)
    limits[(abs(surplus) <= tie) & (room >= -tie)] = math.inf
    gains = surplus > tie
    limits[gains] = room[gains] / surplus[gains]
    return limits


def merchant_threshold(alpha: Any, query: Any, appeal: Any, collection: Any) -> Any:
    """Least patience at which some judgment keeps strangers honest through the law merchant.

    With m = max(alpha - 1, (1 + collection) appeal): m / (m + 1 - query).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.institutions.solvers.credibility import merchant_threshold
    >>> tenth = Fraction(1, 10)
    >>> print(merchant_threshold(16 * tenth, tenth, 2 * tenth, 0))
    2/5
    """
    return least_patience(max(alpha - 1, (1 + collection) * appeal), 1 - query)


def judgments(alpha: Any, query: Any, appeal: Any, collection: Any, delta: Any) -> tuple[Any, Any]:
    """Least and largest judgment that deter, are worth an appeal, and are paid.

    max(alpha - 1, (1 + collection) appeal) <= (1 + collection) J
    <= delta (1 - query) / (1 - delta); none if the first is above the second.
    """
    low = max(_ratio(alpha - 1, 1 + collection), appeal)
    return low, _ratio(delta * (1 - query), (1 - delta) * (1 + collection))


def informed_threshold(alpha: Any, beta: Any) -> Any:
    """Least patience of traders who all know who has cheated: max(beta, alpha - 1) / (1 + beta).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.institutions.solvers.credibility import informed_threshold
    >>> print(informed_threshold(Fraction(8, 5), Fraction(4, 5)))
    4/9
    """
    # The excess of 1 + beta over the need may be negative: then no patience below 1 suffices.
    need = max(beta, alpha - 1)
    return least_patience(need, 1 + beta - need)


#: What some number of traders are worth, and by how much that rises with their number.
_ScalarFunction = Callable[[float], float]


#: What is rounding of an elasticity by differences, as a part of it.
_NOISE = 1e-9


def guild(
    trade: _ScalarFunction,  # f
    slope: _ScalarFunction,  # f'
    kappa: float,  # c (1 - delta) / (delta (tau - c)), infinite if tau <= c or delta = 0
    most: float,  # largest number of traders
) -> tuple[float, float]:
    """Find the efficient number of traders, and how many come in spite of an embargo.

    x* makes f largest; the leak is the largest x with x f'(x) / f(x) = kappa, 0 if there is none.

    Examples
    --------
    >>> from qinba_games.institutions.solvers.credibility import guild
    >>> efficient, leak = guild(lambda x: x * (2 - x), lambda x: 2 - 2 * x, 1 / 9, 2)
    >>> efficient, round(leak * 17, 9)
    (1.0, 16.0)
    """
    efficient = _efficient(trade, slope, most)
    return efficient, _leak(trade, slope, kappa, efficient)


def _efficient(trade: _ScalarFunction, slope: _ScalarFunction, most: float) -> float:
    """The number of traders with the most valuable trade."""
    from scipy.optimize import brentq

    grid = np.linspace(0, most, 401)
    top = int(np.argmax([trade(x) for x in grid[1:]])) + 1
    low, high = max(float(grid[top - 1]), 1e-9 * most), float(grid[min(top + 1, 400)])
    if slope(high) >= 0 or slope(low) <= 0:
        return float(grid[top])
    flat = float(brentq(slope, low, high, xtol=1e-14 * most, rtol=1e-14))
    return max(flat, float(grid[top]), key=trade)  # a kink has no slope to be exact about


def _leak(trade: _ScalarFunction, slope: _ScalarFunction, kappa: float, efficient: float) -> float:
    from scipy.optimize import brentq

    if kappa == math.inf:
        return 0.0

    def excess(x: float) -> float:
        return x * slope(x) / trade(x) - kappa

    # Finer towards 0, where an elasticity may change fast.
    grid = efficient * np.linspace(0, 1, 401)[1:] ** 2
    gains = np.array([excess(x) for x in grid])
    if gains[-1] >= -_NOISE * kappa:  # all along f an elasticity may be kappa
        return efficient
    above = np.flatnonzero(gains > 0)
    if not len(above):
        return 0.0
    last = int(above[-1])
    return float(brentq(excess, grid[last], grid[last + 1], xtol=1e-15, rtol=1e-14))


def _ratio(top: Any, bottom: Any) -> Any:
    """`top` over `bottom`, a `Fraction` if both are rational."""
    if _exact.is_rational(top) and _exact.is_rational(bottom):
        return _exact.fraction(top) / bottom
    return top / bottom

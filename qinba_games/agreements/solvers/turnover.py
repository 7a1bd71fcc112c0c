"""Up to which turnover one profile can be agreed on for ever, in a game with one state.

Without exit turnover is impatience: patience delta (1 - rho) has to do. With exit, punishments are
outside values w, and a negotiation pays w_i + beta_i S, S being what the profile pays beyond them.

References
----------
As for `solvers.negotiation`; exit is not part of that model.
"""

from __future__ import annotations

import math
from typing import Any

from ...types import Array


def without_exit(needed: Any, delta: Any) -> Any:
    """The largest turnover at which delta (1 - rho) is the patience that is needed; -inf if none.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.agreements.solvers.turnover import without_exit
    >>> print(without_exit(Fraction(1, 3), Fraction(3, 5)))
    4/9
    """
    if needed == 0:
        return 1
    return 1 - needed / delta if needed <= delta else -math.inf


def with_exit(joint: Any, replies: Array, outside: Array, weights: Array, delta: Any) -> Any:
    """The largest turnover at which best deviations bring no more than the profile; -inf if none.

    Member i gains by its best `replies` in the period of the deviation and is then forgiven by the
    next negotiation, or leaves: max((1 - delta) c_i + delta (w_i + rho beta_i S), w_i), which rises
    with rho.

    Examples
    --------
    >>> from fractions import Fraction
    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.turnover import with_exit
    >>> half = Fraction(1, 2)
    >>> print(
    ...     with_exit(4, np.array([3, 3]), np.array([0, 0]), np.array([half, half]), 3 * half / 5)
    ... )
    -inf
    >>> print(
    ...     with_exit(4, np.array([3, 3]), np.array([0, 0]), np.array([half, half]), 6 * half / 5)
    ... )
    2/3
    """
    surplus = joint - outside.sum()
    rises = delta * weights * surplus
    level = (1 - delta) * (replies - outside)  # beyond w_i, at no turnover

    def lacks(rho: Any) -> Any:
        each = [max(a + rho * b, 0) for a, b in zip(level, rises, strict=True)]
        return sum(each) - surplus

    if surplus < 0 or lacks(0) > 0:
        return -math.inf
    # Between these it is linear.
    bends = [-a / b for a, b in zip(level, rises, strict=True) if b > 0 and 0 < -a < b]
    low = 0 * delta
    for high in sorted([*bends, 1 + 0 * delta]):
        if lacks(high) > 0:
            here, there = lacks(low), lacks(high)
            return low - here * (high - low) / (there - here)
        low = high
    return low

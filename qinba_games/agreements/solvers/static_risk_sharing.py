"""Contracts that depend on today's state alone (Coate and Ravallion 1993).

From first best with shares θ on: whoever is below the floor that keeps it today,
u(c_i) >= A_i - δ π V_i, is given that, and the others share the rest by θ; again and again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import errors
from ...common.progress import tick
from ...types import FloatArray
from ..risk import certain, utility

_ROUNDS = 20_000
_CLOSE = 1e-14
#: What is short of a floor by less is rounding.
_NEAR = 1e-9
#: Every so many rounds the rest is foreseen, of steps that shrink by so much at least.
_LEAP, _SLOWEST = 50, 0.9999


class StaticContract(NamedTuple):
    """Consumption and values, both by state and member."""

    consumption: FloatArray
    values: FloatArray


def static_contract(
    total: FloatArray,
    probability: FloatArray,
    aversion: float,
    delta: float,
    autarky: FloatArray,
    shares: FloatArray,
) -> StaticContract:
    """The static contract to which first best with these shares is reduced.

    Raises
    ------
    NotConvergedError
        If it does not settle, or floors together need more than there is.
    """

    def least(values: FloatArray) -> FloatArray:
        """The least consumption with which nobody leaves today, by what is expected then."""
        return certain(_reachable(autarky - delta * probability @ values, aversion), aversion)

    move = np.eye(len(total)) - delta * probability
    consumption = total[:, None] * shares
    values = np.maximum(np.linalg.solve(move, utility(consumption, aversion)), autarky)
    step = np.zeros_like(values)
    for round_ in range(_ROUNDS):
        floor = least(values)
        if (floor.sum(axis=1) > total * (1 + _NEAR)).any():
            break
        before, consumption = consumption, divide(total, floor, shares)
        last, step = step, utility(consumption, aversion) + delta * probability @ values - values
        values = values + step
        if round_ % _LEAP == _LEAP - 1:
            # What is left of a geometric series, where steps have become one.
            rate = min(float(abs(step).max() / max(abs(last).max(), 1e-300)), _SLOWEST)
            values = np.maximum(values + step * rate / (1 - rate), autarky)
            tick()
        if (abs(consumption - before) <= _CLOSE * total[:, None]).all():
            worth = np.linalg.solve(move, utility(consumption, aversion))
            # It may be worth less than was expected of it.
            values = np.maximum(worth, autarky)
            if (least(values) <= consumption * (1 + _NEAR)).all():
                return StaticContract(consumption, np.asarray(worth, dtype=float))
    message = f"insure(): no static contract was found at delta = {delta:.6g} with these shares."
    raise errors.NotConvergedError(message, partial=consumption)


def _reachable(utilities: FloatArray, aversion: float) -> FloatArray:
    """Utilities that some consumption has: above 0 for aversion below 1, below it for above."""
    return np.maximum(utilities, 0) if aversion < 1 else utilities


def divide(total: FloatArray, floor: FloatArray, shares: FloatArray) -> FloatArray:
    """Divide the total of each state by shares, but nobody gets less than its floor.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.static_risk_sharing import divide
    >>> third = np.ones(3) / 3
    >>> divide(np.array([3.0]), np.array([[1.5, 0, 0]]), third).tolist()
    [[1.5, 0.75, 0.75]]
    """
    bound = np.zeros(floor.shape, dtype=bool)
    while True:
        rest = total - (floor * bound).sum(axis=1)
        free = (shares * ~bound).sum(axis=1)
        part = np.where(free > 0, rest / np.where(free > 0, free, 1), 0)
        given = np.where(bound, floor, part[:, None] * shares)
        short = ~bound & (given < floor)
        if not short.any():
            # Rounding of floors that are all that there is.
            return np.asarray(given * (total / given.sum(axis=1))[:, None])
        bound |= short

"""The one inequality behind every threshold: a temptation now against a loss ever after."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _exact, _tolerance

_PLAIN = (int, float, Fraction)


def least_patience(need: Any, room: Any, tie: Any = 0) -> Any:
    """Least discount factor below 1 with (1 - delta) need <= delta room.

    `need` is what breaking the agreement brings once, `room` what keeping it is worth in every
    later period. The answer is need / (need + room) where both are positive, 0 where nothing tempts
    and nothing is lost, and infinite otherwise.

    Parameters
    ----------
    need, room : number or array
        Ints and Fractions give Fractions.
    tie : Number
        Amounts up to this count as 0.

    Returns
    -------
    number, or array of the broadcast shape

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.common.least_patience import least_patience
    >>> print(least_patience(2, 12), least_patience(0, 0), least_patience(1, 0))
    1/7 0 inf
    >>> least_patience([1.0, 3.0], 1.0).tolist()
    [0.5, 0.75]
    """
    if isinstance(need, _PLAIN) and isinstance(room, _PLAIN):
        return _least_of_one(need, room, tie)
    exact = _tolerance.is_exact(need) and _tolerance.is_exact(room)
    clean = _exact.fractions if exact else _floats
    need, room = np.broadcast_arrays(clean(need), clean(room))
    shape, need, room = need.shape, need.ravel(), room.ravel()
    least = np.full(need.shape, math.inf, dtype=need.dtype)
    inside = (need > tie) & (room > tie)
    least[inside] = need[inside] / (need + room)[inside]
    least[(need <= tie) & (room >= -tie)] = clean(0)
    return least.reshape(shape) if shape else least.item()


def _least_of_one(need: Any, room: Any, tie: Any) -> Any:
    """The same for two plain numbers, without arrays around them: a hundred times faster."""
    exact = not (isinstance(need, float) or isinstance(room, float))
    if need <= tie:
        return (Fraction(0) if exact else 0.0) if room >= -tie else math.inf
    if room <= tie:
        return math.inf
    return Fraction(need, need + room) if exact else float(need / (need + room))


def _floats(values: Any) -> Any:
    return np.asarray(values, dtype=float)

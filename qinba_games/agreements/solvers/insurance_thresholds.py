r"""From which patience on members insure each other at all, and fully.

At autarky nobody gives anything for less than it misses tomorrow, to the first order. Gains g >= 0
of members, in income of tomorrow's state, are worth ``δ π(s'|s) u'(y_i(s'))/u'(y_i(s))`` each.

*Any*: gains may depend on history, so that each is promised where it is worth most: insurance
begins at 1/ρ, ρ the spectral radius of ``max_i π(s'|s) u'(y_i(s'))/u'(y_i(s))`` (Alvarez, Jermann
2000). *Static*: gains depend on the state alone, and together need no more than there is::

    Σ_i g_i(s) <= δ Σ_i Σ_s' π(s'|s) g_i(s') u'(y_i(s'))/u'(y_i(s)) in every state s.

None do if at prices μ >= 0 of income every gain costs more than it is worth. *First best*: the
least shares with which members stay fall in patience, for what a patient member expects is a
mixture of what a less patient one does; it begins where they add up to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ... import errors
from ...common.bisection import bracket
from ...common.linear_programme import minimise
from ...types import FloatArray

#: How far apart the two sides may be, where linear programmes close in on it too.
_WIDTH = 1e-12
_CLOSE = 8e-10
_STEPS = 60
#: Where nothing begins.
_LAST = 1 - 1e-7


class Beginning(NamedTuple):
    """Patience at which nothing begins yet, and at which it has; and what shows both."""

    low: float
    high: float  #: infinite if nothing begins
    prices: FloatArray  #: no gain is worth its price at `low`
    gains: FloatArray  #: they are worth more than they cost at `high`


def worth_of_gains(income: FloatArray, probability: FloatArray, aversion: float) -> FloatArray:
    """``π(s'|s) u'(y_i(s'))/u'(y_i(s))``, shape (S, S, n): by today's state and tomorrow's."""
    weight = income**aversion
    return np.asarray(probability[..., None] * weight[:, None] / weight[None])


def any_insurance(worth: FloatArray) -> Beginning:
    """When a contract begins that may depend on history, for any number of members."""
    best = worth.max(axis=-1)
    roots, vectors = np.linalg.eig(best)
    k = int(np.argmax(roots.real))
    gains = abs(vectors[:, k].real).astype(float)
    gains[gains < 1e-9 * gains.max()] = 0
    support = gains > 0
    root = float(((best @ gains)[support] / gains[support]).min())
    upper, prices = from_above(best)
    return _beginning(1 / upper, 1 / root, prices, gains)


def from_above(matrix: FloatArray) -> tuple[float, FloatArray]:
    """Noda's iteration: v > 0 with matrix v <= root v, root the spectral radius from above."""
    vector = np.ones(len(matrix))
    root = float((matrix @ vector).max())
    for _ in range(_STEPS if root else 0):
        tried = root * (1 + 1e-10)
        more = np.linalg.solve(tried * np.eye(len(matrix)) - matrix, vector)
        if not (np.isfinite(more).all() and (more > 0).all()):
            break
        less = float((tried - vector / more).max())
        if not less < root:
            break
        root, vector = less, more / more.max()
    return root, vector


def static_insurance(worth: FloatArray) -> Beginning:
    """When a contract begins that depends on the state alone.

    Raises
    ------
    NotConvergedError
        If linear programmes do not close the bracket.
    """
    S, _, n = worth.shape
    # Rows: today's state. Columns: gains by tomorrow's state and member, then what is missing.
    cost = np.repeat(np.eye(S), n, axis=1)
    value = worth.reshape(S, S * n)
    low, high, delta = 0.0, np.inf, 1.0
    prices, gains = np.ones(S), np.zeros(S * n)
    for _ in range(_STEPS):
        rows = np.column_stack([delta * value - cost, np.ones(S)])
        matrix = np.vstack([rows, [*np.ones(S * n), 0]])
        best = minimise(np.eye(S * n + 1)[-1], matrix, np.eye(S + 1)[-1])
        if best is None:
            break
        below, above = _bounds(cost, value, *map(np.asarray, (best.multipliers[:-1], best.point)))
        if below > low:
            low, prices = below, np.asarray(best.multipliers[:-1])
        if above < high:
            high, gains = above, np.asarray(best.point[:-1])
        if low >= _LAST or high - low <= _CLOSE:
            return _beginning(low, high, prices, gains.reshape(S, n))
        delta = (low + min(high, 1.0)) / 2
    message = f"critical_discount(): static insurance begins between {low:.9g} and {high:.9g}."
    raise errors.NotConvergedError(message, partial=(low, high))


def _bounds(
    cost: FloatArray, value: FloatArray, prices: FloatArray, point: FloatArray
) -> tuple[float, float]:
    """Patience below which these prices exclude every gain, and from which these gains exist."""
    gains = np.maximum(point[:-1], 0)
    prices = np.maximum(prices, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        dear = (prices @ cost) / (prices @ value)
        least = (cost @ gains) / (value @ gains)
    below = float(np.nan_to_num(dear, nan=0.0).min())
    used = cost @ gains > 0
    return below, float(least[used].max()) if used.any() else np.inf


def first_best(shares: Callable[[float], float]) -> Beginning:
    """When first best begins, `shares` the sum of least shares at a patience."""
    nothing = np.zeros(0)

    def short(delta: float) -> bool:
        return shares(delta) > 1 + 1e-13

    if short(_LAST):
        return Beginning(_LAST, np.inf, nothing, nothing)
    if not short(0.0):
        return Beginning(0.0, 0.0, nothing, nothing)
    low, high = bracket(short, 0.0, _LAST, _WIDTH)
    return Beginning(low, high, nothing, nothing)


def _beginning(low: float, high: float, prices: FloatArray, gains: FloatArray) -> Beginning:
    """A bracket, infinite above where it lies at the end of patience."""
    return Beginning(min(low, high), high if high < _LAST else np.inf, prices, gains)

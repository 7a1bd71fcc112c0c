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
from ...types import FloatArray

#: How far apart the two sides may be: in a bracket, and where one member gains in each state.
_WIDTH = 1e-12
_CLOSE = 8e-10
_STEPS = 60
#: Where nothing begins.
_LAST = 1 - 1e-7


class _Beginning(NamedTuple):
    """Patience at which nothing begins yet, and at which it has; and what shows both."""

    low: float
    high: float  #: infinite if nothing begins
    prices: FloatArray  #: no gain is worth its price at `low`
    gains: FloatArray  #: they are worth more than they cost at `high`


def worth_of_gains(income: FloatArray, probability: FloatArray, aversion: float) -> FloatArray:
    """``π(s'|s) u'(y_i(s'))/u'(y_i(s))``, shape (S, S, n): by today's state and tomorrow's."""
    weight = income**aversion
    return np.asarray(probability[..., None] * weight[:, None] / weight[None])


def any_insurance(worth: FloatArray) -> _Beginning:
    """When a contract begins that may depend on history, for any number of members."""
    best = worth.max(axis=-1)
    root, gains = _from_below(best)
    upper, prices = from_above(best)
    return _beginning(1 / upper, 1 / root, prices, gains)


def _from_below(matrix: FloatArray) -> tuple[float, FloatArray]:
    """Find v >= 0 with matrix v >= root v, root the largest spectral radius of a class."""
    from scipy.sparse.csgraph import connected_components

    root, gains = 0.0, np.zeros(len(matrix))
    of = connected_components(matrix > 0, connection="strong")[1]
    for own in (np.flatnonzero(of == k) for k in range(of.max() + 1)):
        part = matrix[np.ix_(own, own)]
        vector = from_above(part)[1]
        least = float((part @ vector / vector).min())
        if least > root:
            root, gains = least, np.zeros(len(matrix))
            gains[own] = vector
    return root, gains


def from_above(matrix: FloatArray) -> tuple[float, FloatArray]:
    """Noda's iteration: v > 0 with matrix v <= root v, root the spectral radius from above."""
    vector = np.ones(len(matrix))
    root = float((matrix @ vector).max())
    for _ in range(_STEPS if root else 0):
        system = root * (1 + 1e-10) * np.eye(len(matrix)) - matrix
        more = np.linalg.solve(system, vector)
        more = more + np.linalg.solve(system, vector - system @ more)  # small entries too
        more = more / max(more.max(), 1e-300)
        if not (np.isfinite(more).all() and (more > 0).all()):
            break
        less = float((matrix @ more / more).max())
        if not less < root:
            break
        root, vector = less, more
    return root, vector


def static_insurance(worth: FloatArray) -> _Beginning:
    """When a contract begins that depends on the state alone.

    Only one member gains in a state, whoever brings most at prices of which it is the best one.

    Raises
    ------
    NotConvergedError
        If prices and gains do not close the bracket.
    """
    S, _, n = worth.shape
    states, who = np.arange(S), np.zeros(S, dtype=np.int64)
    low, high = 0.0, np.inf
    prices, gains = np.ones(S), np.zeros((S, n))
    for _ in range(_STEPS):
        matrix = worth[:, states, who]
        each_state = from_above(matrix.T)[1]
        paid = np.einsum("s,sti->ti", each_state, worth)
        below = 1 / float((paid.max(axis=1) / each_state).max())
        root, gain = _from_below(matrix)
        if below > low:
            low, prices = below, each_state
        if root > 0 and 1 / root < high:
            high, gains = 1 / root, np.zeros((S, n))
            gains[states, who] = gain
        if low >= _LAST or high - low <= _CLOSE:
            return _beginning(low, high, prices, gains)
        better = paid.max(axis=1) > paid[states, who] * (1 + _WIDTH)
        who = np.where(better, paid.argmax(axis=1), who)
    message = f"critical_discount(): static insurance begins between {low:.9g} and {high:.9g}."
    raise errors.NotConvergedError(message, partial=(low, high))


def first_best(shares: Callable[[float], float]) -> _Beginning:
    """When first best begins, `shares` the sum of least shares at a patience."""
    nothing = np.zeros(0)

    def short(delta: float) -> bool:
        return shares(delta) > 1 + 1e-13

    if short(_LAST):
        return _Beginning(_LAST, np.inf, nothing, nothing)
    if not short(0.0):
        return _Beginning(0.0, 0.0, nothing, nothing)
    low, high = bracket(short, 0.0, _LAST, _WIDTH)
    return _Beginning(low, high, nothing, nothing)


def _beginning(low: float, high: float, prices: FloatArray, gains: FloatArray) -> _Beginning:
    """A bracket, infinite above where it lies at the end of patience."""
    return _Beginning(min(low, high), high if high < _LAST else np.inf, prices, gains)

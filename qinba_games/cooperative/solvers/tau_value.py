"""The tau value: a compromise between what members can hope for and what they can insist on."""

from __future__ import annotations

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import coalition_sums


def tau_bounds(values: Array) -> tuple[Array, Array]:
    r"""The least right and the utopia payoff of every member.

    M_i = v(N) - v(N without i); m_i is the most that i keeps in any coalition S that pays every
    other member its M_j.

    Parameters
    ----------
    values : array, shape (2^n,)

    Returns
    -------
    least, utopia : arrays, shape (n,)
    """
    n = len(values).bit_length() - 1
    if _tolerance.is_exact(values):
        values = _exact.fractions(values)
    utopia = values[-1] - values[len(values) - 1 ^ 1 << np.arange(n)]
    left = values - coalition_sums(utopia)
    best = [left.reshape(-1, 2, 1 << i)[:, 1].max() for i in range(n)]
    return utopia + np.array(best, dtype=utopia.dtype), utopia


def tau_value(values: Array) -> Array:
    r"""Tau value: the efficient point between the least rights and the utopia payoffs.

    Parameters
    ----------
    values : array, shape (2^n,)
        Of a quasi-balanced game: least <= utopia and Σ least <= v(N) <= Σ utopia.

    Returns
    -------
    array, shape (n,)
        `Fraction`s for rational worths.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.tau_value import tau_value
    >>> [str(x) for x in tau_value(np.array([0, 0, 0, 1, 0, 2, 1, 3]))]
    ['6/5', '3/5', '6/5']

    References
    ----------
    S. H. Tijs (1981), "Bounds for the core of a game and the tau-value", in O. Moeschlin and
    D. Pallaschke (eds.), Game Theory and Mathematical Economics, North-Holland, 123-132.
    """
    least, utopia = tau_bounds(values)
    room = (utopia - least).sum()
    if room <= _tolerance.tie(values):
        return least
    return np.asarray(least + (utopia - least) * ((values[-1] - least.sum()) / room))


def is_quasi_balanced(values: Array) -> bool:
    """Whether the tau value exists."""
    least, utopia = tau_bounds(values)
    tie = _tolerance.tie(values) * len(least)
    worth = values[-1]
    return bool(
        (least <= utopia + tie).all() and least.sum() <= worth + tie and worth <= utopia.sum() + tie
    )

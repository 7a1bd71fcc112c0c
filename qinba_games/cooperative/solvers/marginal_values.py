r"""Values made of marginal contributions: those of Shapley and Banzhaf, and the tau value.

Shapley and Banzhaf need of the 2^n worths only two sums for each size s: T(s), over all coalitions
of that size, and A(i, s), over those with member i. With the members cut into two halves both are
products of the worths, read as a matrix, with matrices of zeros and ones: one pass over the worths,
block by block, and no array of their size.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import coalition_sizes, coalition_sums, membership

#: Worths looked at in one go.
_BLOCK = 1 << 14


def shapley(values: Array) -> Array:
    r"""Shapley value: the average marginal contribution over all orders of the members.

    Shape (n,); `Fraction`s for rational worths.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.marginal_values import shapley
    >>> [str(x) for x in shapley(np.array([0, 0, 0, 1, 0, 1, 0, 1]))]
    ['2/3', '1/6', '1/6']

    References
    ----------
    L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II,
    Princeton University Press, 307-317.
    """
    n = len(values).bit_length() - 1
    joins = [Fraction(1, n * math.comb(n - 1, s)) for s in range(n)]
    return _semivalue(values, joins)


def banzhaf(values: Array) -> Array:
    r"""Banzhaf value: the average marginal contribution over all coalitions of the others.

    Shape (n,); it need not add up to the worth of all.

    References
    ----------
    G. Owen (1975), "Multilinear extensions and the Banzhaf value", Naval Research Logistics
    Quarterly 22, 741-750.
    """
    n = len(values).bit_length() - 1
    return _semivalue(values, [Fraction(1, 2 ** (n - 1))] * n)


def _semivalue(values: Array, joins: list[Fraction]) -> Array:
    """Marginal contributions, weighted by how many members are there already."""
    exact = _tolerance.is_exact(values)
    whole: Any = 1
    if exact:
        values, whole = _exact.in_integers(values, terms=len(values))
    total, with_member = _size_sums(values)
    if exact:
        total, with_member = total.astype(object), with_member.astype(object)
    weights = np.array(joins, dtype=object) / whole
    weights = weights if exact else weights.astype(float)
    gained = with_member[:, 1:] @ weights
    return np.asarray(gained - (total[:-1] - with_member[:, :-1]) @ weights)


def _size_sums(values: Array) -> tuple[Array, Array]:
    """Sums of the worths by size: T(s), shape (n + 1,), and A(i, s), shape (n, n + 1)."""
    n = len(values).bit_length() - 1
    low = n // 2
    table = values.reshape(-1, 1 << low)
    # Matrices of zeros and ones: [coalition, size], and below [coalition, member].
    sizes = (coalition_sizes(k)[:, None] == np.arange(k + 1) for k in (n - low, low))
    rows, columns = (each.astype(table.dtype) for each in sizes)
    total = np.zeros(n + 1, dtype=table.dtype)
    with_member = np.zeros((n, n + 1), dtype=table.dtype)
    # by_row[p, S]: sum over high parts of size p; by_column[H, q]: sum over low parts of size q.
    by_row = np.zeros((n - low + 1, 1 << low), dtype=table.dtype)
    by_column = np.empty((len(table), low + 1), dtype=table.dtype)
    # Blocks stay in the cache, and are too small for the matrix product to wait for threads.
    step = max(1, _BLOCK >> low)
    for k in range(0, len(table), step):
        block = slice(k, k + step)
        by_row += rows[block].T @ table[block]
        by_column[block] = table[block] @ columns
    bits = (membership(np.arange(1 << k), k) for k in (low, n - low))
    low_bits, high_bits = (each.astype(table.dtype) for each in bits)
    for p in range(n - low + 1):
        total[p : p + low + 1] += by_row[p] @ columns
        with_member[:low, p : p + low + 1] += low_bits.T @ (by_row[p][:, None] * columns)
    for q in range(low + 1):
        own = high_bits.T @ (by_column[:, q, None] * rows)
        with_member[low:, q : q + n - low + 1] += own
    return total, with_member


def tau_bounds(values: Array) -> tuple[Array, Array]:
    r"""The least right m and the utopia payoff M of every member, of worths of shape (2^n,).

    M_i = v(N) - v(N without i); m_i is the most that i keeps in any coalition S that pays every
    other member its M_j.
    """
    n = len(values).bit_length() - 1
    if _tolerance.is_exact(values):
        values = _exact.fractions(values)
    utopia = values[-1] - values[len(values) - 1 ^ 1 << np.arange(n)]
    rest = values - coalition_sums(utopia)
    best = [rest.reshape(-1, 2, 1 << i)[:, 1].max() for i in range(n)]
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
    >>> from qinba_games.cooperative.solvers.marginal_values import tau_value
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
    between = least.sum() <= worth + tie and worth <= utopia.sum() + tie
    return bool((least <= utopia + tie).all() and between)

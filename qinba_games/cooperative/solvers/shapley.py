r"""Values that weigh marginal contributions: Shapley, weighted Shapley, Banzhaf; and dividends.

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

    Parameters
    ----------
    values : array, shape (2^n,)

    Returns
    -------
    array, shape (n,)
        `Fraction`s for rational worths.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.shapley import shapley
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

    Parameters
    ----------
    values : array, shape (2^n,)

    Returns
    -------
    array, shape (n,)
        Need not add up to the worth of all.

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
        values, whole = _exact.over_common_denominator(values, terms=len(values))
    total, with_member = size_sums(values)
    if exact:
        total, with_member = total.astype(object), with_member.astype(object)
    weights = np.array(joins, dtype=object) / whole
    weights = weights if exact else weights.astype(float)
    gained = with_member[:, 1:] @ weights
    return np.asarray(gained - (total[:-1] - with_member[:, :-1]) @ weights)


def size_sums(values: Array) -> tuple[Array, Array]:
    """Sums of the worths by size: T(s), shape (n + 1,), and A(i, s), shape (n, n + 1)."""
    n = len(values).bit_length() - 1
    low = n // 2
    table = values.reshape(-1, 1 << low)
    rows, columns = (_by_size(k, table.dtype) for k in (n - low, low))
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
    low_bits, high_bits = (_bits(k, table.dtype) for k in (low, n - low))
    for p in range(n - low + 1):
        total[p : p + low + 1] += by_row[p] @ columns
        with_member[:low, p : p + low + 1] += low_bits.T @ (by_row[p][:, None] * columns)
    for q in range(low + 1):
        own = high_bits.T @ (by_column[:, q, None] * rows)
        with_member[low:, q : q + n - low + 1] += own
    return total, with_member


def _by_size(n: int, kind: Any) -> Array:
    """Matrix [coalition, size] of zeros and ones."""
    return np.asarray(coalition_sizes(n)[:, None] == np.arange(n + 1), dtype=kind)


def _bits(n: int, kind: Any) -> Array:
    """Matrix [coalition, member] of zeros and ones."""
    return np.asarray(membership(np.arange(1 << n), n), dtype=kind)


def weighted_shapley(values: Array, weights: Array) -> Array:
    r"""Weighted Shapley value, through the weighted potential.

    P(S) = (v(S) + Σ_{i in S} w_i P(S without i)) / w(S); member i gets w_i (P(N) - P(N without i)).

    Parameters
    ----------
    values : array, shape (2^n,)
    weights : array, shape (n,)
        Positive.

    Returns
    -------
    array, shape (n,)
        `Fraction`s for rational worths and weights.

    References
    ----------
    S. Hart and A. Mas-Colell (1989), "Potential, value, and consistency", Econometrica 57, 589-614,
    section 5.
    """
    n = len(weights)
    if _tolerance.is_exact(values) and _tolerance.is_exact(weights):
        values, weights = _exact.fractions(values), _exact.fractions(weights)
    else:
        values, weights = values.astype(float), weights.astype(float)
    potential, whole = 0 * values, coalition_sums(weights)
    sizes = coalition_sizes(n)
    for size in range(1, n + 1):
        masks = np.flatnonzero(sizes == size)
        reached = values[masks]
        for i in range(n):
            own = masks >> i & 1
            reached = reached + own * weights[i] * potential[masks ^ own << i]
        potential[masks] = reached / whole[masks]
    without = len(values) - 1 ^ 1 << np.arange(n)
    return np.asarray(weights * (potential[-1] - potential[without]))


def harsanyi_dividends(values: Array) -> Array:
    r"""Harsanyi dividends: what each coalition adds to all that its parts have added.

    v(S) = Σ_{T in S} d(T), inverted by one pass per member.

    Parameters
    ----------
    values : array, shape (2^n,)

    Returns
    -------
    array, shape (2^n,)
        `Fraction`s for rational worths.

    References
    ----------
    J. C. Harsanyi (1963), "A simplified bargaining model for the n-person cooperative game",
    International Economic Review 4, 194-220.
    """
    whole = 1
    if _tolerance.is_exact(values):
        values, whole = _exact.over_common_denominator(values, terms=len(values))
    dividends = values.copy()
    for i in range(len(values).bit_length() - 1):
        pairs = dividends.reshape(-1, 2, 1 << i)
        pairs[:, 1] -= pairs[:, 0]
    if dividends.dtype.kind == "f":
        return dividends
    return np.asarray(_exact.fractions(dividends) / whole)

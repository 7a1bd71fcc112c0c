"""Dividends: what coalitions add to all that their parts have added. Values that divide them."""

from __future__ import annotations

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import coalition_sizes, coalition_sums


def weighted_shapley(
    values: Array,  # shape (2^n,)
    weights: Array,  # shape (n,): positive
) -> Array:
    r"""Weighted Shapley value, through the weighted potential.

    P(S) = (v(S) + Σ_{i in S} w_i P(S without i)) / w(S); member i gets w_i (P(N) - P(N without i)).

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

    Shape (2^n,); `Fraction`s for rational worths.

    References
    ----------
    J. C. Harsanyi (1963), "A simplified bargaining model for the n-person cooperative game",
    International Economic Review 4, 194-220.
    """
    whole = 1
    if _tolerance.is_exact(values):
        values, whole = _exact.in_integers(values, terms=len(values))
    dividends = values.copy()
    for i in range(len(values).bit_length() - 1):
        pairs = dividends.reshape(-1, 2, 1 << i)
        pairs[:, 1] -= pairs[:, 0]
    if dividends.dtype.kind == "f":
        return dividends
    return np.asarray(_exact.fractions(dividends) / whole)

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
    r"""Weighted Shapley value: who joins a coalition last is drawn in proportion to weights.

    With that chance member i is the last of N, then another one of those who are left, and so on;
    i gets what it adds on average. Only positive terms are added up, however far apart weights are.

    References
    ----------
    E. Kalai and D. Samet (1987), "On weighted Shapley values", International Journal of Game
    Theory 16, 205-222.
    """
    n = len(weights)
    if _tolerance.is_exact(values) and _tolerance.is_exact(weights):
        values, weights = _exact.fractions(values), _exact.fractions(weights)
    else:
        values, weights = values.astype(float), weights.astype(float)
    chance, payoffs, whole = 0 * values, 0 * weights, coalition_sums(weights)
    chance[-1] += 1
    sizes = coalition_sizes(n)
    for size in range(n, 0, -1):
        masks = np.flatnonzero(sizes == size)
        reached = chance[masks] / whole[masks]
        for i in range(n):
            inside = masks >> i & 1 == 1
            here, last = masks[inside], weights[i] * reached[inside]
            payoffs[i] += (last * (values[here] - values[here ^ 1 << i])).sum()
            chance[here ^ 1 << i] += last
    return payoffs


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

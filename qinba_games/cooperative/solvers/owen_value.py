"""The Owen value: members come in unions, and unions divide before members do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import coalition_sizes, coalition_sums
from .marginal_values import shapley


def owen_value(values: Array, unions: Sequence[Sequence[int]]) -> Array:
    r"""Owen value: the average marginal contribution over orders that keep unions together.

    What a part S of a union adds to the other unions, averaged over the orders of the unions, is a
    game on that union; the value is the Shapley value of that game.

    Parameters
    ----------
    values : array, shape (2^n,)
    unions : sequence of sequences of int
        A partition of the members 0..n-1.

    Returns
    -------
    array, shape (n,)
        `Fraction`s for rational worths.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.owen_value import owen_value
    >>> [str(x) for x in owen_value(np.array([0, 0, 0, 1, 0, 1, 1, 1]), [(0, 1), (2,)])]
    ['1/2', '1/2', '0']

    References
    ----------
    G. Owen (1977), "Values of games with a priori unions", in R. Henn and O. Moeschlin (eds.),
    Mathematical Economics and Game Theory, Springer, 76-88.
    """
    exact = _tolerance.is_exact(values)
    m = len(unions)
    joins = _exact.as_numbers([Fraction(1, m * math.comb(m - 1, h)) for h in range(m)], exact)
    payoffs = np.zeros(len(values).bit_length() - 1, dtype=object if exact else float)
    masks = np.array([sum(1 << i for i in union) for union in unions])
    weights = joins[coalition_sizes(m - 1)]
    for k, union in enumerate(unions):
        others = coalition_sums(np.delete(masks, k))
        worths = values[others[:, None] | coalition_sums(1 << np.array(union))]
        average = _exact.as_numbers(worths, exact).T @ weights
        payoffs[list(union)] = shapley(average - average[0])
    return payoffs

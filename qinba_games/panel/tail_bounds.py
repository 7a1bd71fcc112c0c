r"""How likely it is that so many broken rules are mistakes: tails of sums of bounded shares.

J units each have a share of mistakes m_j in [0, 1] whose mean is at most e. If every share is 0 or
1, S = sum m_j has a tail of at most P(Bin(J, e) >= S). Any shares, dependent inside units, obey

    P(S) <= min(1, exp(-J kl(S/J, e)), exp(1) P(Bin(J, e) >= floor(S))),

the first by [Hoeffding1963]_, the second by [Bentkus2004]_.

References
----------
.. [Hoeffding1963] W. Hoeffding (1963), "Probability inequalities for sums of bounded random
   variables", Journal of the American Statistical Association 58, 13-30, Theorem 1.
.. [Bentkus2004] V. Bentkus (2004), "On Hoeffding's inequalities", Annals of Probability 32,
   1650-1673, Theorem 1.2.
"""

from __future__ import annotations

import math

import numpy as np

from ..common.bisection import brackets
from ..types import Array, BoolArray, FloatArray, IntArray

__all__ = ["least_error", "tail"]

#: Error rates are found up to this.
_NEAR = 1e-10


def tail(units: IntArray, sums: FloatArray, whole: BoolArray, error: Array) -> FloatArray:
    """The bound of the tail at an error rate, entry by entry.

    Parameters
    ----------
    units : int array
        J, how many units count.
    sums : float array
        S, the sum of their shares.
    whole : bool array
        Whether every share is 0 or 1, so that the tail is that of the binomial distribution.
    error : array
        e, in [0, 1).

    Returns
    -------
    float array
        1 where there is nothing to explain.

    Examples
    --------
    >>> import numpy as np
    >>> tail(np.array([2]), np.array([1.0]), np.array([True]), np.array([0.5])).tolist()
    [0.75]
    """
    from scipy.special import bdtrc, xlogy

    units, sums, error = np.broadcast_arrays(units, sums, np.asarray(error, dtype=float))
    least = np.floor(sums + 1e-9)  # sums of thirds are whole numbers up to rounding
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        exact = np.where(least > 0, bdtrc(least - 1, units, error), 1.0)
        share = np.where(units > 0, sums / np.maximum(units, 1), 0.0)
        divergence = xlogy(share, share / error) + xlogy(1 - share, (1 - share) / (1 - error))
        hoeffding = np.where(share > error, np.exp(-units * divergence), 1.0)
    loose = np.minimum(1, np.minimum(hoeffding, math.e * exact))
    return np.where(sums <= 0, 1.0, np.where(whole, exact, loose))


def least_error(units: IntArray, sums: FloatArray, whole: BoolArray, chance: float) -> FloatArray:
    """The least error rate from which on the tail is above `chance`, entry by entry.

    Parameters
    ----------
    units, sums, whole : array
        As for `tail`.
    chance : float
        In (0, 1).

    Returns
    -------
    float array
        Up to 1e-9.

    Examples
    --------
    >>> import numpy as np
    >>> least_error(np.array([1]), np.array([1.0]), np.array([True]), 0.05).round(9).tolist()
    [0.05]
    """

    def explained(error: FloatArray) -> BoolArray:
        return tail(units, sums, whole, error) <= chance

    high = brackets(explained, np.zeros(len(units)), np.ones(len(units)), _NEAR)[1]
    return np.where(sums <= 0, 0.0, high)

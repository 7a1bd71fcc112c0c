r"""How likely so many kept promises are where gains are known up to a random factor only.

The promise r can be an equilibrium with probability pi_r, so that it is kept with probability at
most c_r = e + (1 - e) pi_r, e the error rate. Promises with a small pi_r say most. The sets
{r : pi_r <= q}, q = 0, 1/4, 1/2, 3/4, do not look at what was kept; with M different ones of them

    p = min(1, M min over sets of P(so many kept in the set)),

kept promises of a set counted by a Poisson binomial variable with chances c_r: sets of moment
inequalities as in [CilibertoTamer2009]_.

References
----------
.. [CilibertoTamer2009] F. Ciliberto and E. Tamer (2009), "Market structure and multiple equilibria
   in airline markets", Econometrica 77, 1791-1828.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..common.bisection import brackets
from ..types import Array, BoolArray, FloatArray, IntArray

__all__ = ["chances", "least_errors", "nested_sets", "p_values"]

#: Promises whose chance of being an equilibrium is at most this make a set.
SHARES = (0.0, 0.25, 0.5, 0.75)
#: Quantiles of the factor that are looked at, and how closely a change between two is found.
_QUANTILES = np.linspace(0.0005, 0.9995, 9)
_CLOSE = 0.001
_NEAR = 1e-10


def chances(holds: Callable[[IntArray, FloatArray], BoolArray], count: int) -> FloatArray:
    """How likely something holds of each of `count` at a random quantile.

    Parameters
    ----------
    holds : callable
        Of numbers (N,) and quantiles (N,): whether it holds there.
    count : int

    Returns
    -------
    float array, shape (count,)
        Up to 0.002 if it changes at most twice, and not within an eighth.

    Examples
    --------
    >>> chances(lambda who, at: at > np.array([0.3, 2.0])[who], 2).round(2).tolist()
    [0.7, 0.0]
    """
    who = np.repeat(np.arange(count), len(_QUANTILES))
    verdicts = holds(who, np.tile(_QUANTILES, count)).reshape(count, -1)
    row, place = np.nonzero(verdicts[:, 1:] != verdicts[:, :-1])
    low, high = _QUANTILES[place], _QUANTILES[place + 1]
    rises = verdicts[row, place + 1]
    low, high = brackets(lambda middle: holds(row, middle) != rises, low, high, _CLOSE)
    share = verdicts[:, -1].astype(float)
    np.add.at(share, row, np.where(rises, -1, 1) * (low + high) / 2)
    return share


def nested_sets(chance: FloatArray) -> BoolArray:
    """Which promises are in which set, (..., sets, promises); a set that is no new one is empty.

    Examples
    --------
    >>> nested_sets(np.array([0.0, 0.1, 0.9])).tolist()[:2]
    [[True, False, False], [True, True, False]]
    """
    inside: BoolArray = chance[..., None, :] <= np.array(SHARES)[:, None]
    size = inside.sum(axis=-1)
    new = np.diff(size, axis=-1, prepend=0) > 0
    return np.asarray(inside & new[..., None])


def p_values(chance: FloatArray, count: IntArray, kept: IntArray, error: Array) -> FloatArray:
    """The bound for every row of chances.

    Parameters
    ----------
    chance : float array, shape (pieces, kinds)
    count, kept : int array, shape (kinds,)
        How many promises there are of a kind, which have the same chances, and how many were kept.
    error : number or array, shape (pieces,)

    Returns
    -------
    float array, shape (pieces,)
        1 where no promise is in any set. Up to 1e-12.

    Examples
    --------
    >>> chance = np.array([[0, 0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9, 1]])
    >>> kept = np.array([0, 1, 0, 1, 1, 1, 1, 1, 1, 1])
    >>> p_values(chance, np.ones(10, dtype=int), kept, 0.05).round(6).tolist()
    [0.026172]
    """
    inside = nested_sets(chance)
    error = np.broadcast_to(error, len(chance))[:, None]
    rate = error + (1 - error) * chance
    least = np.ones(len(chance))
    for k in range(inside.shape[1]):
        here = inside[:, k]
        tail = _tails(np.where(here, rate, 0.0), count, (here * kept).sum(axis=-1))
        least = np.minimum(least, tail)
    sets = inside.any(axis=-1).sum(axis=-1)
    return np.asarray(np.minimum(1.0, np.maximum(sets, 1) * least))


def _tails(rate: FloatArray, count: IntArray, least: IntArray) -> FloatArray:
    """Row by row the probability of at least so many hits, `count` of each rate."""
    size = int(count.sum()) + 1
    shift = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size) - 1
    generating = np.ones((len(rate), len(shift)), dtype=complex)
    for column, many in zip(rate.T, count.tolist(), strict=True):
        one = 1 + column[:, None] * shift
        generating *= one if many == 1 else one**many
    pmf = np.fft.irfft(generating, n=size, axis=-1)
    tail = np.where(np.arange(size) >= least[:, None], pmf, 0.0).sum(axis=-1)
    return np.where(least == 0, 1.0, np.clip(tail, 0.0, 1.0))


def least_errors(chance: FloatArray, count: IntArray, kept: IntArray, level: float) -> FloatArray:
    """The least error rate from which on the bound is above `level`, row by row.

    Examples
    --------
    >>> one = np.array([1])
    >>> least_errors(np.array([[0.0]]), one, one, 0.05).round(6).tolist()
    [0.05]
    """

    def too_many(error: FloatArray) -> BoolArray:
        return p_values(chance, count, kept, error) <= level

    none = np.zeros(len(chance))
    high = brackets(too_many, none, np.ones(len(chance)), _NEAR)[1]
    return np.where(too_many(none), high, 0.0)

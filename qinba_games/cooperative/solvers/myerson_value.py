"""The Myerson value: only members who are linked to each other can work together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...types import Array, IntArray
from ..coalitions import coalition_sums
from .marginal_values import shapley


def myerson_value(values: Array, links: Iterable[tuple[int, int]]) -> Array:
    r"""Myerson value: the Shapley value of the game that the network leaves.

    Parameters
    ----------
    values : array, shape (2^n,)
    links : iterable of pairs of members

    Returns
    -------
    array, shape (n,)
        `Fraction`s for rational worths.

    Examples
    --------
    Majority of three on the path 0 - 1 - 2:

    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.myerson_value import myerson_value
    >>> [str(x) for x in myerson_value(np.array([0, 0, 0, 1, 0, 1, 1, 1]), [(0, 1), (1, 2)])]
    ['1/6', '2/3', '1/6']

    References
    ----------
    R. B. Myerson (1977), "Graphs and cooperation in games", Mathematics of Operations Research 2,
    225-229.
    """
    return shapley(_restricted_to_network(values, links))


def _restricted_to_network(values: Array, links: Iterable[tuple[int, int]]) -> Array:
    """Worth of every coalition when it falls apart into its connected components."""
    reach = _neighbours(len(values).bit_length() - 1, links)
    rest = np.arange(len(values))
    total = 0 * values
    while rest.any():
        component = rest & -rest
        while True:
            grown = component | rest & reach[component]
            if np.array_equal(grown, component):
                break
            component = grown
        total = total + values[component]
        rest = rest & ~component
    return total


def _neighbours(n: int, links: Iterable[tuple[int, int]]) -> IntArray:
    """For every coalition the mask of all that are linked to one of its members."""
    own = [0] * n
    for i, j in links:
        own[i] |= 1 << j
        own[j] |= 1 << i
    return coalition_sums(np.array(own, dtype=np.int64), np.bitwise_or)

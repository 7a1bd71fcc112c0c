"""What does each coalition add to all that its parts have added already?"""

import numpy as np

from ..core.numbers import Numbers
from .coalitions import sums_over, with_each


def harsanyi(values: Numbers) -> Numbers:
    """D with v(S) = Σ_{T within S} d(T), by mask."""
    added = values.copy()
    for i in range(len(values).bit_length() - 1):
        halves = added.reshape(-1, 2, 1 << i)
        halves[:, 1] = halves[:, 1] - halves[:, 0]
    return added


def divided(values: Numbers, weights: Numbers) -> Numbers:
    """Every coalition's dividend divided among its members in proportion to weights."""
    heavy = sums_over(weights)[1:]
    parts = harsanyi(values)[1:] / heavy
    own = [parts[inside[1:]].sum() for inside in with_each(len(weights))]
    return np.asarray(weights * np.array(own))

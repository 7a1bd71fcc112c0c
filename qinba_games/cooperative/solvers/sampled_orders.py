"""What members add in the rotations of one order: everybody once at every place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...types import Array, FloatArray, IntArray


def mean_contributions(worths: Callable[[Sequence[int]], Array], order: IntArray) -> FloatArray:
    r"""Mean of what each member adds to those before it, over all rotations of `order`.

    `worths` takes coalitions as bits. One mean is unbiased for the Shapley value: at each place the
    members before are a random set of that many others.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.sampled_orders import mean_contributions
    >>> gloves = np.array([0, 0, 0, 1, 0, 1, 0, 1])
    >>> mean_contributions(lambda masks: gloves[masks], np.array([0, 1, 2])).round(3).tolist()
    [0.667, 0.333, 0.0]

    References
    ----------
    J. Castro, D. Gomez, E. Molina and J. Tejada (2017), "Improving polynomial estimation of the
    Shapley value by stratified random sampling with optimum allocation", Computers and Operations
    Research 82, 180-188.
    """
    n, members = len(order), order.tolist()
    masks = []
    for first in range(n):
        inside = 0
        for i in members[first:] + members[:first]:
            inside |= 1 << i
            masks.append(inside)
    everybody = masks[-1]
    some = worths([everybody, *(mask for mask in masks if mask != everybody)]).astype(float)
    totals = np.empty((n, n))
    totals[:, :-1], totals[:, -1] = some[1:].reshape(n, n - 1), some[0]
    gains = np.diff(totals, prepend=0.0)
    mean = np.empty(n)
    for place, i in enumerate(members):
        # In the rotation that begins at `first`, this member is at the place - first.
        mean[i] = gains[np.arange(n), (place - np.arange(n)) % n].mean()
    return mean

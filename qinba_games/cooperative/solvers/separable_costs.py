"""Separable costs, and the rest in proportion to remaining benefits: of 2n + 1 worths."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _tolerance
from ...types import Array


def separable(
    together: Any, adds: Array, alone: Array, benefits: Array | None = None
) -> Array | None:
    r"""Divide v(N): M_i, what i adds to all others, and a part of v(N) - Σ M in proportion to r_i.

    r_i = M_i - v(i), with benefits b_i no more than M_i + b_i; given v(N), M and v(i), `Fraction`s
    or floats. None if an r_i is negative, or if all are 0 and v(N) is not Σ M.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.separable_costs import separable
    >>> separable(-10.0, np.array([-2.0, -4.0]), np.array([-6.0, -8.0])).tolist()
    [-4.0, -6.0]

    References
    ----------
    H. P. Young, N. Okada and T. Hashimoto (1982), "Cost allocation in water resources development",
    Water Resources Research 18, 463-475.
    """
    tie = _tolerance.tie(np.append(adds, alone))
    remaining = adds - alone
    if benefits is not None:
        remaining = np.minimum(remaining, adds + benefits)
    if (remaining < -tie).any():
        return None
    remaining = np.maximum(remaining, 0 * remaining)
    rest, whole = together - adds.sum(), remaining.sum()
    if whole <= tie * len(adds):
        return adds if abs(rest) <= tie * len(adds) else None
    return np.asarray(adds + remaining * (rest / whole))

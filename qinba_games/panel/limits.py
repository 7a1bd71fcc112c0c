"""What so many hits among so many say of the share of hits."""

from __future__ import annotations

import numpy as np

from ..types import FloatArray, IntArray

#: The code of the year in which a pair ended.
_ENDED = 3


def lower_limit(hits: int, count: int, level: float) -> float:
    """The lower end of the one-sided interval for a share of which `hits` of `count` are known.

    After C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> round(lower_limit(10, 10, 0.95), 6)  # the tenth root of .05
    0.741134
    """
    from scipy.special import betaincinv

    return float(betaincinv(hits, count - hits + 1, 1 - level)) if hits else 0.0


def kaplan_meier(history: IntArray) -> FloatArray:
    """The share of pairs that stand after 1, 2, ... years, of which some were not seen to the end.

    After E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53.

    Examples
    --------
    >>> import numpy as np
    >>> kaplan_meier(np.array([[0, 0, 3], [0, 0, 0], [0, -1, -1], [3, -1, -1]])).round(3).tolist()
    [0.75, 0.75, 0.375]
    """
    at_risk = (history >= 0).sum(axis=0)
    ended = (history == _ENDED).sum(axis=0)
    return np.asarray(np.cumprod(1 - ended / np.maximum(at_risk, 1)))

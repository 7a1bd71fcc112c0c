"""What so many hits among so many say of the share of hits."""

from __future__ import annotations


def lower_limit(hits: int, count: int, level: float) -> float:
    """The lower end of the one-sided interval for a share of which `hits` of `count` are known.

    Parameters
    ----------
    hits, count : int
    level : float
        Confidence, in (0, 1).

    Returns
    -------
    float
        After C. J. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits",
        Biometrika 26, 404-413.

    Examples
    --------
    >>> round(lower_limit(10, 10, 0.95), 6)  # the tenth root of .05
    0.741134
    """
    from scipy.special import betaincinv

    return float(betaincinv(hits, count - hits + 1, 1 - level)) if hits else 0.0

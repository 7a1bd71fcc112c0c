"""Rules for claims problems: an estate, and claims that exceed it.

Arrays in, arrays out; rational estates and claims give `Fraction`s. W. Thomson (2003), "Axiomatic
and game-theoretic analysis of bankruptcy and taxation problems: a survey", Mathematical Social
Sciences 45, 249-297, has all of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...types import Array


def proportional(estate: Any, claims: Array) -> Array:
    """All get the same part of their claims."""
    total = claims.sum()
    return np.asarray(claims * (estate / total) if total > 0 else 0 * claims)


def constrained_equal_awards(estate: Any, claims: Array) -> Array:
    """All get the same, but none more than its claim: min(claim, level)."""
    awards = 0 * claims
    rest, open_ = estate, len(claims)
    for i in np.argsort(claims, kind="stable"):
        awards[i] = min(claims[i], rest / open_)
        rest, open_ = rest - awards[i], open_ - 1
    return awards


def constrained_equal_losses(estate: Any, claims: Array) -> Array:
    """All lose the same, but none more than its claim: max(0, claim - level)."""
    return np.asarray(claims - constrained_equal_awards(claims.sum() - estate, claims))


def talmud(estate: Any, claims: Array) -> Array:
    """Below half of all claims equal awards of half-claims, above it equal losses of them.

    The nucleolus of the claims game.

    References
    ----------
    R. J. Aumann and M. Maschler (1985), "Game theoretic analysis of a bankruptcy problem from the
    Talmud", Journal of Economic Theory 36, 195-213.
    """
    half = claims / 2
    if estate <= half.sum():
        return constrained_equal_awards(estate, half)
    return np.asarray(claims - constrained_equal_awards(claims.sum() - estate, half))

"""Directions as multiples of a normal less multiples of the axes, and the bounds that follow.

Writing l = alpha n - beta with alpha, beta >= 0 bounds (1 - delta) l.g(a) + delta max l.Q(a) by a
number that is linear in the level of n and in the threats.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...types import FloatArray, IntArray

#: Larger than any rounding of the sums here, by a factor of ten: levels are rounded up by it.
GRAIN = 2.0**-46
#: Bases with larger multipliers are left out: rounding would grow with them.
_LARGEST = 1e6


class Bases(NamedTuple):
    """Ways of writing a direction as alpha n_f - beta with alpha, beta >= 0."""

    of: IntArray  #: the direction
    side: IntArray  #: f; -1: none
    alpha: FloatArray  #: shape (k,)
    beta: FloatArray  #: shape (k, 2)


def spans(directions: FloatArray, normals: FloatArray) -> Bases:
    """Every basis of every direction: one normal and one axis, or the two axes."""
    e = np.repeat(np.arange(len(directions)), len(normals))
    f = np.tile(np.arange(len(normals)), len(directions))
    parts = []
    for i in (0, 1):
        o = 1 - i
        with np.errstate(all="ignore"):
            alpha = np.where(normals[f, o] != 0, directions[e, o] / normals[f, o], np.nan)
        beta = alpha * normals[f, i] - directions[e, i]
        both = np.zeros((len(e), 2))
        both[:, i] = beta
        # What is negative by rounding alone is covered by the grain.
        sound = beta > -1e-15 * (1 + alpha)
        good = (alpha >= 0) & sound & (alpha + abs(beta) < _LARGEST)
        parts.append((e[good], f[good], alpha[good], np.maximum(both[good], 0)))
    down = np.flatnonzero((directions <= 0).all(axis=1))
    none = np.full(len(down), -1)
    parts.append((down, none, np.zeros(len(down)), -directions[down]))
    return Bases(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def bounds(
    delta: float,
    directions: FloatArray,
    levels: FloatArray,
    threat: FloatArray,
    bases: Bases,
    g: FloatArray,
    h: FloatArray,
) -> FloatArray:
    """The bound of each basis (columns) for each profile (rows), rounded up."""
    level = np.where(bases.side >= 0, levels[bases.side], 0.0)
    fixed = delta * (bases.alpha * level - bases.beta @ threat)
    slack = GRAIN * (1 + bases.alpha + bases.beta.sum(axis=1))
    return np.asarray((1 - delta) * (g @ directions[bases.of].T - h @ bases.beta.T) + fixed + slack)

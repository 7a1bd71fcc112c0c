"""What shows that half-planes hold all equilibrium payoffs: rounds, then a family that grows.

With the bounds of `half_planes` let the set grow: W_t = {x: n_e.x <= b_e + t s_e}. If at t = 0 the
bound of every n_e is at most b_e, and if it grows more slowly than s_e, then no t > 0 can be the
least one at which W_t holds all equilibrium payoffs; hence W_0 does. Multipliers and growth are
floats, and judged in fractions where the numbers are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..types import Array, BoolArray, FloatArray, IntArray
from .half_planes import Bases, HalfPlanes, OuterPolygon, bounds, fractions_of, spans, threats
from .scaled import ScaledPayoffs

#: How far a bound of floats may lie above its level.
TIGHT = 1e-10
_BORDER = 1e-9

#: Half-plane f and multipliers alpha and beta of a bound, in fractions.
Multipliers = tuple[int, Fraction, Array]


class GrowingSides(NamedTuple):
    """The witness of a set of two members, for whoever has the set and the game."""

    #: by round the directions that are wished besides the fixed ones; None: none but those before
    rounds: tuple[Array | None, ...] = ()
    exact: int = 0  #: so many of the last rounds are in fractions
    growth: FloatArray | None = None  #: s, by half-plane; None: the rounds show all
    picks: IntArray | None = None  #: shape (3, m): half-plane, profile, basis of its bound


class BasesNeeded(NamedTuple):
    """Profiles for which a bound has to be shown, for which half-planes, and by which bases."""

    rows: IntArray
    needed: BoolArray  #: shape (rows, half-planes)
    bases: Bases
    bound: FloatArray  #: shape (rows, bases)
    valid: BoolArray  #: shape (rows, bases): whether the bound is low enough, in floats


def needs(case: ScaledPayoffs, sides: HalfPlanes, outer: OuterPolygon, rounds: int) -> BasesNeeded:
    """What is left to be shown of half-planes after some rounds."""
    floats = HalfPlanes(sides.normals.astype(float), sides.levels.astype(float))
    normals, levels = floats
    rows = outer.live.nonzero()[0]
    value = case.gf[rows] @ normals.T
    over = value > levels - _BORDER
    for r, e in np.argwhere(over & (value <= levels + _BORDER)):
        over[r, e] = case.g[rows[r]] @ sides.normals[e] - sides.levels[e] > case.tolerance
    if rounds:
        bases = spans(normals, outer.normals)
        bound = bounds(case, outer, bases, normals, rows)
        for e, level in enumerate(levels):
            of = bases.of == e
            if of.any():
                over[:, e] &= bound[:, of].min(axis=1) > level
    some = over.any(axis=1)
    bases = spans(normals, normals)
    bound = bounds(case, floats, bases, normals, rows[some])
    border = _BORDER if case.exact else TIGHT
    most = levels[bases.of] + border * (1 + bases.alpha + bases.beta.sum(axis=1))
    return BasesNeeded(rows[some], over[some], bases, bound, bound <= most)


def slopes(case: ScaledPayoffs, bases: Bases, growth: FloatArray) -> FloatArray:
    """How fast the bound of each basis grows."""
    part = np.where(bases.side >= 0, growth[bases.side], 0.0)
    threat = bases.beta @ growth[:2] if case.leaving is None else 0.0
    return np.asarray(float(case.delta) * (bases.alpha * part + threat))


def rounded(growth: FloatArray) -> list[Fraction]:
    """Growth in short fractions."""
    return [Fraction(round(value * 2**20), 2**20) for value in growth.tolist()]


def bounded(
    case: ScaledPayoffs, sides: HalfPlanes, asked: BasesNeeded, growth: FloatArray, picks: IntArray
) -> list[Multipliers | None]:
    """The multipliers of each bound in fractions; None where it is too high, or grows too fast."""
    delta, (n, b), bases = case.delta, sides, asked.bases
    threat, s = threats(case, b), rounded(growth)
    known: dict[int, Any] = {}
    found: list[Multipliers | None] = []
    for e, a, k in zip(*picks.tolist(), strict=True):
        if k not in known:
            f = int(bases.side[k])
            alpha, beta = fractions_of(n, e, f, bases.beta[k])
            level = alpha * b[f] - beta @ threat if f >= 0 else -(beta @ threat)
            rise = alpha * s[f] if f >= 0 else Fraction(0)
            if case.leaving is None:
                rise += beta[0] * s[0] + beta[1] * s[1]
            good = alpha >= 0 and min(beta) >= 0 and delta * rise < s[e]
            known[k] = (f, alpha, beta), (b[e] - delta * level) / (1 - delta), good
        multipliers, most, good = known[k]
        low = good and n[e] @ case.g[a] - multipliers[2] @ case.h[a] <= most
        found.append(multipliers if low else None)
    return found

"""Rounds of half-planes in fractions, from where rounds in floats stop: at what rounding hides.

Floats choose which profiles and which multipliers are looked at; every level is a fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from ... import _exact
from ...types import Array
from ..polygons import edges, hull_indices
from .half_planes import (
    GRAIN,
    Outer,
    added,
    bounds,
    corners_of,
    fractions_of,
    spans,
    threats,
    today,
)
from .scaled import Scaled

#: So many rounds at the most.
_FURTHER = 200
#: What shrinks in four rounds to no less than this part of itself will not settle.
_SLOW = 0.9
#: Levels are rounded up to multiples of 2 to this power, so that fractions stay short.
_BITS = 80
#: Profiles whose bound is lower than the highest by more are not looked at in fractions.
_NEAR = 1e-10
#: Corners nearer to each other are one.
_SAME = 2e-16


def exact_rounds(case: Scaled, outer: Outer) -> Iterator[Outer]:
    """Half-planes after each further round, with levels that are fractions."""
    outer = outer._replace(levels=_exact.fractions(outer.levels))
    for count in range(_FURTHER):
        outer = _tighten(case, _turned(case, outer) if count % 2 == 0 else outer)
        yield outer


def settling(rounds: Iterator[Outer], excess: Callable[[Outer], Any], enough: Any) -> Outer | None:
    """Half-planes whose excess is small enough; None if it does not come down to that."""
    before = np.inf
    for after in islice(rounds, 3, None, 4):
        now = excess(after)
        if now <= enough:
            return after
        if now > _SLOW * before:
            return None
        before = float(now)
    return None


def _turned(case: Scaled, outer: Outer) -> Outer:
    """The same half-planes, and those of the edges of what can be had today."""
    corners = corners_of(outer, exact=True)
    after = today(case, outer, corners)
    # What is nearer than floats can tell is one corner.
    after = after[hull_indices(after.astype(float), _SAME)]
    if len(after) < 2:
        return outer

    def highest(new: Array) -> list[Fraction]:
        return [_rounded_up(v) for v in (corners @ _exact.fractions(new).T).max(axis=0)]

    return added(outer, edges(after)[0].astype(float), highest)


def _tighten(case: Scaled, outer: Outer) -> Outer:
    """One round: each half-plane as far as the bound allows."""
    delta, normals = case.delta, outer.normals
    rows, threat = np.flatnonzero(outer.live), threats(case, outer.levels)
    # Floats that are no less.
    above = outer._replace(levels=np.nextafter(outer.levels.astype(float), np.inf))
    bases = spans(normals, normals)
    bound = bounds(case, above, bases, normals, rows)
    exact = _exact.fractions(normals)
    new = outer.levels.copy()
    static = case.gf[rows] @ normals.T
    for e, normal in enumerate(exact):
        of = np.flatnonzero(bases.of == e)
        tight = bound[:, of].min(axis=1) if len(of) else np.full(len(rows), np.inf)
        value = np.minimum(static[:, e] + GRAIN, tight)
        near = value >= value.max() - _NEAR
        found = [Fraction(float(v)) for v in value[~near].max(keepdims=True, initial=-9)]
        for r in np.flatnonzero(near):
            a = rows[r]
            shown = [normal @ case.g[a]]
            if len(of):
                k = of[bound[r, of].argmin()]
                f = int(bases.side[k])
                alpha, beta = fractions_of(exact, e, f, bases.beta[k])
                if alpha >= 0 and min(beta) >= 0:
                    held: Any = alpha * outer.levels[f] if f >= 0 else Fraction(0)
                    later = delta * (held - beta @ threat) - (1 - delta) * (beta @ case.h[a])
                    shown.append((1 - delta) * shown[0] + later)
            found.append(min(shown))
        if case.leaving is not None:
            found.append(normal @ case.leaving)
        new[e] = min(new[e], _rounded_up(max(found)))
    return outer._replace(levels=new)


def _rounded_up(value: Any) -> Fraction:
    return Fraction(-((-value.numerator << _BITS) // value.denominator), 1 << _BITS)

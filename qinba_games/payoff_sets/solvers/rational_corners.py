"""From corners in floats and how they come about to the same corners as fractions.

Corners at rest solve a system that is linear for some sets and bilinear for others. Floats are
refined to many hundred digits with the inverse that belongs to them; numbers that are fractions
then show as such. Others, roots of equations of higher degree, do not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...types import Array, BoolArray, FloatArray
from ..polygons import clip
from .at_rest import image
from .rounds import BOTH, FIRST, LEAVE, STATIC, Corners, UnitGame

_BITS = 1600
_DENOMINATOR = 10**160
_STEPS = 120
#: Binary digits of corners that are no fractions.
_DIGITS = 128
_SLACK = 1e-12


def refined(
    game: UnitGame, corners: Corners, g: Array, h: Array, delta: Fraction, leaving: Array | None
) -> list[list[int]] | None:
    """Corners in multiples of 2^-1600; None if they do not settle.

    `corners` are floats, as `payoff_polygon` found them; g, h, shape (profiles, 2), and `leaving`,
    shape (2,), are `Fraction`s.
    """
    x = corners.points
    with np.errstate(all="ignore"):
        slope = image(game, corners, x)[1]
    try:
        inverse = np.linalg.inv(np.eye(x.size) - slope)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(inverse).all():
        return None
    weights = [[round(v * 2**64) for v in row] for row in inverse.tolist()]
    fixed = _CornerStructure(corners, g, h, delta, leaving)
    now = [[_whole(Fraction(v)) for v in row] for row in x.tolist()]
    for _ in range(_STEPS):
        moved = fixed.image(now)
        if moved is None:
            return None
        gap = [b - a for p, q in zip(now, moved, strict=True) for a, b in zip(p, q, strict=True)]
        if max(map(abs, gap)) < 1 << 40:
            return now
        step = [sum(w * d for w, d in zip(row, gap, strict=True) if d) >> 64 for row in weights]
        now = [[a + step[2 * j + i] for i, a in enumerate(row)] for j, row in enumerate(now)]
    return None


def fractions_near(now: list[list[int]]) -> tuple[Array, bool]:
    """Fractions that the numbers are, and whether all of them are; else rounded ones."""
    all_are, rows = True, []
    for row in now:
        fractions = []
        for value in row:
            near = Fraction(value, 1 << _BITS)
            simple = near.limit_denominator(_DENOMINATOR)
            if abs(simple - near) > Fraction(1, 1 << (_BITS - 200)):
                all_are = False
                down = _BITS - _DIGITS
                simple = Fraction((value + (1 << (down - 1))) >> down, 1 << _DIGITS)
            fractions.append(simple)
        rows.append(fractions)
    return np.array(rows, dtype=object), all_are


def pulls(game: UnitGame, corners: Corners, known: BoolArray) -> FloatArray:
    """How far each corner moves if its promise is drawn into what keeps everybody, each round.

    All but the static corners are drawn to the middle of the promises that would do; what then
    comes to rest generates itself with something to spare. `known`, shape (2,), are the threats
    that are fractions: promises that they bind are not drawn away from them, so that they stay what
    they are.
    """
    x = corners.points
    threat = x.min(axis=0) if game.leaving is None else game.leaving
    pull = np.zeros_like(x)
    for j, (a, kind) in enumerate(zip(corners.profile, corners.kind, strict=True)):
        if kind in (STATIC, LEAVE):
            continue
        polygon, least = x, threat + game.need[a]
        for i in (0, 1):
            axis = -np.eye(2)[i]
            polygon = clip(polygon, axis, -least[i] + _SLACK) if len(polygon) else polygon
            if known[i] and kind in (FIRST + i, BOTH):
                polygon = clip(polygon, -axis, least[i] + _SLACK) if len(polygon) else polygon
        if len(polygon):
            promise = (x[j] - (1 - game.patience) * game.g[a]) / game.patience
            pull[j] = polygon.mean(axis=0) - promise
            pull[j][known & np.isin([FIRST, FIRST + 1], kind)] = 0
            pull[j][known & (kind == BOTH)] = 0
    pull[abs(pull) < 4 * _SLACK] = 0
    # Of several corners that punish a player, one that cannot move keeps the threat where it is.
    free = abs(pull)
    worst = np.array(
        [np.where(x[:, i] <= x[:, i].min() + _SLACK, free[:, i], 9).argmin() for i in (0, 1)]
    )
    slope = image(game, corners, x, worst)[1]
    return np.asarray(np.linalg.solve(np.eye(x.size) - slope, pull.ravel()).reshape(x.shape))


def _whole(value: Fraction) -> int:
    return (value.numerator << _BITS) // value.denominator


class _CornerStructure:
    """The image of corners by structure, in multiples of 2^-1600."""

    def __init__(
        self, corners: Corners, g: Array, h: Array, delta: Fraction, leaving: Array | None
    ) -> None:
        self.kinds = corners.kind.tolist()
        self.ends = corners.ends.tolist()
        self.worst = corners.points.argmin(axis=0).tolist()
        self.delta = _whole(delta)
        self.leaving = None if leaving is None else [_whole(v) for v in leaving]
        profiles = corners.profile.tolist()
        self.now = [[_whole((1 - delta) * v) for v in g[a]] for a in profiles]
        self.need = [[_whole((1 - delta) / delta * v) for v in h[a]] for a in profiles]
        self.static = [[_whole(v) for v in g[a]] for a in profiles]

    def image(self, x: list[list[int]]) -> list[list[int]] | None:
        points = []
        threat = self.leaving or [x[k][i] for i, k in enumerate(self.worst)]
        for j, kind in enumerate(self.kinds):
            if kind == STATIC:
                points.append(self.static[j])
                continue
            if kind == LEAVE:
                points.append(list(threat))
                continue
            promise: list[Any] = [u + need for u, need in zip(threat, self.need[j], strict=True)]
            if kind != BOTH:
                i, (p, q) = kind - FIRST, self.ends[j]
                run = x[q][i] - x[p][i]
                rise = (promise[i] - x[p][i]) * (x[q][1 - i] - x[p][1 - i])
                if not run and p != q:
                    return None
                promise[1 - i] = x[p][1 - i] + (rise // run if run else 0)
            points.append(
                [now + ((self.delta * w) >> _BITS)
                 for now, w in zip(self.now[j], promise, strict=True)]
            )  # fmt: skip
        return points

"""The multipliers and the growth of a family of sets that together prove its smallest member.

W_t = {x: n_e.x <= b_e + t s_e}. If at t = 0 the bound of every n_e is at most b_e, and if it grows
more slowly than s_e, then no t > 0 can be the least one at which W_t holds all equilibrium payoffs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, FloatArray, IntArray
from .bases import Bases, bounds, spans
from .half_planes import Outer, Sides, threats
from .multipliers import judged, rounded
from .scaled import Scaled

#: How far a bound of floats may lie above its level.
TIGHT = 1e-10
_BORDER = 1e-9
#: From so many profiles on, those of which the same is known are looked at once.
_MANY = 256


class Outside(NamedTuple):
    """What was found: whether it is proved, by how many rounds, and the numbers of the proof."""

    holds: bool
    rounds: int
    #: how far equilibrium payoffs can lie outside for all that was shown; 0 in exact arithmetic
    excess: Any
    sides: Sides
    growth: Any = None  #: shape (k,): s
    chosen: Any = None  #: from (side, profile) to the multipliers (f, alpha, beta) of each bound
    #: after each round: (normals, levels, live profiles) of the half-planes
    levels: tuple[Any, ...] = ()
    #: each of shape (2,): what counts as 0 and as 1 of each member's payoffs, once it is told
    units: tuple[Array, ...] = ()


def system(case: Scaled, sides: Sides, outer: Outer, rounds: int) -> Outside:
    """Look for multipliers and for growth that together prove the half-planes."""
    delta = float(case.delta)
    normals, levels = sides.normals.astype(float), sides.levels.astype(float)
    rows, needed = _relevant(case, sides, outer, rounds)
    bases = spans(normals, normals)
    bound = bounds(
        delta, normals, levels, threats(case, levels), bases, case.gf[rows], case.hf[rows]
    )
    border = _BORDER if case.exact else TIGHT
    valid = bound <= levels[bases.of] + border * (1 + bases.alpha + bases.beta.sum(axis=1))
    columns = _columns(bases, len(normals))
    free = case.leaving is None
    while True:
        allowed = np.append(valid, np.zeros((len(rows), 1), bool), axis=1)[:, columns]
        growth = _growth(delta, bases, columns, allowed, needed, free=free)
        if growth is None:
            return Outside(False, rounds, np.inf, sides)
        cost = np.append(_slopes(delta, bases, growth, free=free), np.inf)[columns]
        r, e = needed.nonzero()
        k = columns[e, np.where(allowed, cost, np.inf).argmin(axis=2)[r, e]]
        if not case.exact:
            over = (bound[r, k] - levels[e]).max(initial=0.0)
            return Outside(True, rounds, over * growth.max(initial=1.0), sides, growth)
        wrong, chosen = judged(case, sides, bases, rows, (e, r, k), growth)
        if not wrong:
            s = rounded(growth)
            return Outside(True, rounds, Fraction(0), sides, s, chosen)
        for row, basis in wrong:
            valid[row, basis] = False


def _relevant(case: Scaled, sides: Sides, outer: Outer, rounds: int) -> tuple[IntArray, BoolArray]:
    """The profiles for which a bound has to be shown, and for which half-planes."""
    normals, levels = sides.normals.astype(float), sides.levels.astype(float)
    rows = outer.live.nonzero()[0]
    value = case.gf[rows] @ normals.T
    over = value > levels - _BORDER
    for r, e in np.argwhere(over & (value <= levels + _BORDER)):
        over[r, e] = case.g[rows[r]] @ sides.normals[e] - sides.levels[e] > case.tolerance
    if rounds:
        bases = spans(normals, outer.normals)
        bound = bounds(
            float(case.delta), normals, outer.levels, threats(case, outer.levels), bases,
            case.gf[rows], case.hf[rows],
        )  # fmt: skip
        for e, level in enumerate(levels):
            of = bases.of == e
            if of.any():
                over[:, e] &= bound[:, of].min(axis=1) > level
    some = over.any(axis=1)
    return rows[some], over[some]


def _columns(bases: Bases, sides: int) -> IntArray:
    """The bases of each half-plane, filled up with one that does not exist."""
    count = np.bincount(bases.of, minlength=sides)
    columns = np.full((sides, count.max(initial=0)), len(bases.of))
    columns[np.arange(columns.shape[1]) < count[:, None]] = np.argsort(bases.of, kind="stable")
    return columns


def _slopes(delta: float, bases: Bases, growth: FloatArray, *, free: bool) -> FloatArray:
    """How fast the bound of each basis grows."""
    part = np.where(bases.side >= 0, growth[bases.side], 0.0)
    threat = bases.beta @ growth[:2] if free else 0.0
    return np.asarray(delta * (bases.alpha * part + threat))


def _growth(
    delta: float,
    bases: Bases,
    columns: IntArray,
    allowed: BoolArray,
    needed: BoolArray,
    *,
    free: bool,
) -> FloatArray | None:
    """Growth s with s_e above every chosen bound's growth, by policies; None if there is none."""
    # `allowed[r, e, j]`: profile r may use the basis `columns[e, j]`.
    if (needed & ~allowed.any(axis=2)).any():
        return None
    if len(allowed) > _MANY:
        known = np.append(needed[:, :, None], allowed, axis=2).reshape(len(allowed), -1)
        some = np.unique(np.packbits(known, axis=1), axis=0, return_index=True)[1]
        allowed, needed = allowed[some], needed[some]
    size = len(columns)
    each, asked = np.arange(size), np.asarray(needed.any(axis=0))
    s: FloatArray = np.ones(size)
    for _ in range(200 if asked.any() else 0):
        cost = np.append(_slopes(delta, bases, s, free=free), np.inf)[columns]
        least = np.where(allowed, cost, np.inf)
        rise = np.where(needed, least.min(axis=2), -np.inf)
        worst = rise.argmax(axis=0)
        if (rise[worst, each] < s * (1 - 1e-9)).all():
            return s
        picked = columns[each, least[worst, each].argmin(axis=1)][asked]
        s_next = _raised(delta, bases, picked, asked, s, free=free)
        if s_next.max() > 1e8:
            return None
        s = s_next
    return None if asked.any() else s


def _raised(
    delta: float,
    bases: Bases,
    picked: IntArray,
    asked: BoolArray,
    s: FloatArray,
    *,
    free: bool,
) -> FloatArray:
    """Growth that exceeds that of the bases picked, one for each half-plane asked for."""
    matrix = np.zeros((len(s), len(s)))
    e = asked.nonzero()[0]
    some = bases.side[picked] >= 0
    matrix[e[some], bases.side[picked][some]] = delta * bases.alpha[picked][some]
    if free:
        matrix[e, :2] += delta * bases.beta[picked]
    try:
        found = np.linalg.solve(np.eye(len(s)) - matrix, np.ones(len(s)))
    except np.linalg.LinAlgError:
        found = -s
    if not (found >= 1 - 1e-9).all():  # this policy grows without end: one step at a time
        found = 1 + matrix @ s
    return np.asarray(found)

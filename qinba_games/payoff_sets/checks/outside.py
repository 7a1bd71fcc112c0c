r"""That no equilibrium payoff lies outside a set: one system of inequalities, no iteration.

With the bounds of `half_planes` let the set grow: W_t = {x: n_e.x <= b_e + t s_e}. If at t = 0 the
bound of every n_e is at most b_e, and if it grows more slowly than s_e, then no t > 0 can be the
least one at which W_t holds all equilibrium payoffs; hence W_0 does. Multipliers and growth are
found in floats, and judged in fractions where the numbers are.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, FloatArray, IntArray
from .exact_rounds import exact_rounds, settling
from .half_planes import (
    GRAIN,
    Bases,
    Outer,
    Sides,
    area,
    bounds,
    corners_of,
    fractions_of,
    spans,
    start,
    supports,
    tighten,
    turned,
)
from .scaled import Scaled, playable

#: How far a bound of floats may lie above its level.
TIGHT = 1e-10
_BORDER = 1e-9
#: From so many profiles on, those of which the same is known are looked at once.
_MANY = 256
#: What a set that rounds alone came down to is made larger by, to be proved again.
MARGIN = 8 * GRAIN
#: What rounding may hide from rounds in floats; above, rounds in fractions do no better.
_HIDDEN = 2.5e-11
_ROUNDS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)


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


def outside(case: Scaled, sides: Sides) -> Outside:
    """Whether the half-planes `sides` hold all equilibrium payoffs."""
    outer = start(case, sides)
    history: list[Outer] = [outer]
    size = np.inf
    for rounds in _ROUNDS:
        while len(history) <= rounds:
            # Fixed directions are quick, and mostly enough.
            outer = tighten(case, turned(case, outer) if len(history) > 2 else outer)
            history.append(outer)
        found = _system(case, sides, outer, rounds)
        if found.holds:
            break
        if _over(sides, outer) <= (-2 * GRAIN if case.exact else case.tolerance):
            found = found._replace(holds=True, excess=case.tolerance)  # by the rounds alone
            break
        if rounds >= 4:
            before, size = size, area(outer)
            if size > before - 1e-13:
                break
    if case.exact and not found.holds and _over(sides, outer) <= _HIDDEN:
        further = _recording(history, exact_rounds(case, outer))
        if settling(further, lambda after: _beyond(after, sides), 0) is not None:
            rounds = len(history) - 1
            found = found._replace(holds=True, excess=Fraction(0), rounds=rounds)
    return found._replace(levels=tuple(history))


def _recording(history: list[Outer], rounds: Iterator[Outer]) -> Iterator[Outer]:
    """The same rounds, written down as they come."""
    for outer in rounds:
        history.append(outer)
        yield outer


def _over(sides: Sides, outer: Outer) -> float:
    """How far half-planes, by floats, reach over those that are claimed."""
    normals = sides.normals.astype(float)
    support = supports(normals, outer.normals, outer.levels)
    return float((support - sides.levels.astype(float)).max())


def _beyond(outer: Outer, sides: Sides) -> Any:
    """The same in fractions."""
    return (corners_of(outer, exact=True) @ sides.normals.T - sides.levels).max()


def narrowed(case: Scaled, most: int = 2000) -> Outer:
    """What rounds leave over: half-planes, and profiles that could still be played, if any."""
    outer = start(case, Sides(case.g[:0], case.g[:0, 0]))
    outer = outer._replace(live=outer.live & playable(case))
    for rounds in range(most):
        if not outer.live.any():
            break
        outer = tighten(case, turned(case, outer) if rounds > 2 else outer)
    return outer


def _system(case: Scaled, sides: Sides, outer: Outer, rounds: int) -> Outside:
    """Look for multipliers and for growth that together prove the half-planes."""
    floats = Sides(sides.normals.astype(float), sides.levels.astype(float))
    rows, needed = _relevant(case, sides, floats, outer, rounds)
    family = _family(case, floats.normals)
    bases, columns = family.bases, family.columns
    bound = bounds(case, floats, bases, floats.normals, rows)
    border = _BORDER if case.exact else TIGHT
    most = floats.levels[bases.of] + border * (1 + bases.alpha + bases.beta.sum(axis=1))
    valid = bound <= most
    while True:
        allowed = np.append(valid, np.zeros((len(rows), 1), bool), axis=1)[:, columns]
        growth = family.growth(allowed, needed)
        if growth is None:
            return Outside(False, rounds, np.inf, sides)
        r, e = needed.nonzero()
        cost = np.where(allowed, family.slopes(growth), np.inf)
        k = columns[e, cost.argmin(axis=2)[r, e]]
        if not case.exact:
            over = (bound[r, k] - floats.levels[e]).max(initial=0.0)
            return Outside(True, rounds, over * growth.max(initial=1.0), sides, growth)
        wrong, chosen = _judged(case, sides, bases, rows, (e, r, k), growth)
        if not wrong:
            return Outside(True, rounds, Fraction(0), sides, _rounded(growth), chosen)
        for row, basis in wrong:
            valid[row, basis] = False


def _relevant(
    case: Scaled, sides: Sides, floats: Sides, outer: Outer, rounds: int
) -> tuple[IntArray, BoolArray]:
    """The profiles for which a bound has to be shown, and for which half-planes."""
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
    return rows[some], over[some]


class _Family(NamedTuple):
    """How fast bounds grow with the growth of each half-plane."""

    delta: float
    bases: Bases
    columns: IntArray  #: the bases of each half-plane, filled up with one that does not exist
    free: bool  #: whether threats move with the set

    def slopes(self, growth: FloatArray) -> FloatArray:
        """How fast the bound of each basis grows, by half-plane."""
        bases = self.bases
        part = np.where(bases.side >= 0, growth[bases.side], 0.0)
        threat = bases.beta @ growth[:2] if self.free else 0.0
        return np.append(self.delta * (bases.alpha * part + threat), np.inf)[self.columns]

    def growth(self, allowed: BoolArray, needed: BoolArray) -> FloatArray | None:
        """Growth s with s_e above every chosen bound's growth, by policies; None: there is none."""
        # `allowed[r, e, j]`: profile r may use the basis `columns[e, j]`.
        if (needed & ~allowed.any(axis=2)).any():
            return None
        if len(allowed) > _MANY:
            known = np.append(needed[:, :, None], allowed, axis=2).reshape(len(allowed), -1)
            some = np.unique(np.packbits(known, axis=1), axis=0, return_index=True)[1]
            allowed, needed = allowed[some], needed[some]
        size = len(self.columns)
        each, asked = np.arange(size), np.asarray(needed.any(axis=0))
        s: FloatArray = np.ones(size)
        for _ in range(200 if asked.any() else 0):
            least = np.where(allowed, self.slopes(s), np.inf)
            rise = np.where(needed, least.min(axis=2), -np.inf)
            worst = rise.argmax(axis=0)
            if (rise[worst, each] < s * (1 - 1e-9)).all():
                return s
            picked = self.columns[each, least[worst, each].argmin(axis=1)][asked]
            s_next = self._raised(picked, asked, s)
            if s_next.max() > 1e8:
                return None
            s = s_next
        return None if asked.any() else s

    def _raised(self, picked: IntArray, asked: BoolArray, s: FloatArray) -> FloatArray:
        """Growth that exceeds that of the bases picked, one for each half-plane asked for."""
        bases, matrix, e = self.bases, np.zeros((len(s), len(s))), asked.nonzero()[0]
        some = bases.side[picked] >= 0
        matrix[e[some], bases.side[picked][some]] = self.delta * bases.alpha[picked][some]
        if self.free:
            matrix[e, :2] += self.delta * bases.beta[picked]
        try:
            found = np.linalg.solve(np.eye(len(s)) - matrix, np.ones(len(s)))
        except np.linalg.LinAlgError:
            found = -s
        if not (found >= 1 - 1e-9).all():  # this policy grows without end: one step at a time
            found = 1 + matrix @ s
        return np.asarray(found)


def _family(case: Scaled, normals: FloatArray) -> _Family:
    bases, sides = spans(normals, normals), len(normals)
    count = np.bincount(bases.of, minlength=sides)
    columns = np.full((sides, count.max(initial=0)), len(bases.of))
    columns[np.arange(columns.shape[1]) < count[:, None]] = np.argsort(bases.of, kind="stable")
    return _Family(float(case.delta), bases, columns, case.leaving is None)


def _rounded(growth: FloatArray) -> list[Fraction]:
    """Growth in short fractions."""
    return [Fraction(round(value * 2**20), 2**20) for value in growth.tolist()]


def _judged(
    case: Scaled, sides: Sides, bases: Bases, rows: IntArray, pick: Any, growth: FloatArray
) -> tuple[list[tuple[int, int]], dict[tuple[int, int], Any]]:
    """Every chosen bound in fractions: those that fail, and the multipliers of all."""
    delta, n, b = case.delta, sides.normals, sides.levels
    threat = -b[:2] if case.leaving is None else case.leaving
    s = _rounded(growth)
    exact: dict[int, Any] = {}
    wrong, chosen = [], {}
    for e, r, k in zip(*(part.tolist() for part in pick), strict=True):
        if k not in exact:
            f = int(bases.side[k])
            alpha, beta = fractions_of(n, e, f, bases.beta[k])
            level = alpha * b[f] - beta @ threat if f >= 0 else -(beta @ threat)
            rise = alpha * s[f] if f >= 0 else Fraction(0)
            if case.leaving is None:
                rise += beta[0] * s[0] + beta[1] * s[1]
            good = alpha >= 0 and min(beta) >= 0 and delta * rise < s[e]
            exact[k] = (f, alpha, beta, (b[e] - delta * level) / (1 - delta), good)
        f, alpha, beta, most, good = exact[k]
        a = int(rows[r])
        if good and n[e] @ case.g[a] - beta @ case.h[a] <= most:
            chosen[e, a] = (f, alpha, beta)
        else:
            wrong.append((r, k))
    return wrong, chosen

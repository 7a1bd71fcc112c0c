"""Half-planes that hold all equilibrium payoffs, round by round, whatever was rounded before.

For any direction l and any set W that holds all equilibrium payoffs, with threats u,

    max l.V*  <=  max over profiles a of  min(l.g(a), (1 - delta) l.g(a) + delta max l.Q(a)),

Q(a) = {w in W: delta w_i >= delta u_i + (1 - delta) h_i(a)}. Writing l = alpha n - beta with a
normal n of W and alpha, beta >= 0 bounds the right side by a number that is linear in the level of
n and in the threats. Levels are rounded up.

Where floats end, rounds go on in fractions: floats choose which profiles and which multipliers are
looked at, and every level is a fraction.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..types import Array, BoolArray, FloatArray, IntArray
from .polygons import axes_normals, box, edges, polygon
from .scaled import ScaledPayoffs, playable, remaining

#: Larger than any rounding of the sums here, by a factor of ten: levels are rounded up by it.
GRAIN = 2.0**-46
#: Bases with larger multipliers are left out: rounding would grow with them.
_LARGEST = 1e6
_FIXED = [(-1, 0), (0, -1), (1, 0), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
_FIXED += [(1, 2), (2, 1), (-1, -2), (-2, -1), (1, -2), (-1, 2), (2, -1), (-2, 1)]
#: Levels in fractions are rounded up to multiples of 2 to this power, so that they stay short.
_BITS = 80
#: Profiles whose bound is lower than the highest by more are not looked at in fractions.
_NEAR = 1e-10


class HalfPlanes(NamedTuple):
    """Half-planes {x: normal.x <= level}; those of -e_1 and -e_2 come first."""

    normals: Array
    levels: Array


class OuterPolygon(NamedTuple):
    """A set that holds all equilibrium payoffs, and the profiles that are played in any."""

    normals: FloatArray
    levels: FloatArray
    live: BoolArray
    fixed: int
    recent: int = 0


class _Bases(NamedTuple):
    """Ways of writing a direction as alpha n_f - beta with alpha, beta >= 0."""

    of: IntArray  #: the direction
    side: IntArray  #: f; -1: none
    alpha: FloatArray  #: shape (k,)
    beta: FloatArray  #: shape (k, 2)


def _spans(directions: FloatArray, normals: FloatArray) -> _Bases:
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
    return _Bases(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _fractions_of(normals: Array, e: int, f: int, beta: FloatArray) -> tuple[Fraction, Array]:
    """The multipliers of a basis that was found in floats."""
    zero = Fraction(0)
    if f < 0:
        return zero, -normals[e]
    # The axis that takes part; where both or none do not, either will do.
    i = int(beta[1] > beta[0])
    for axis in (i, 1 - i):
        o = 1 - axis
        if normals[f][o] != 0:
            alpha = normals[e][o] / normals[f][o]
            both = np.array([zero, zero], dtype=object)
            both[axis] = alpha * normals[f][axis] - normals[e][axis]
            if alpha >= 0 and both[axis] >= 0:
                return alpha, both
    return Fraction(-1), np.array([zero, zero], dtype=object)


def bounds(
    case: ScaledPayoffs, sides: Any, bases: _Bases, directions: Array, rows: IntArray
) -> FloatArray:
    """The bound of each basis (columns) for some profiles (rows), in floats, rounded up."""
    delta, levels = float(case.delta), sides.levels
    level = np.where(bases.side >= 0, levels[bases.side], 0.0)
    fixed = delta * (bases.alpha * level - bases.beta @ threats(case, levels))
    slack = GRAIN * (1 + bases.alpha + bases.beta.sum(axis=1))
    today = case.gf[rows] @ directions[bases.of].T - case.hf[rows] @ bases.beta.T
    return np.asarray((1 - delta) * today + fixed + slack)


def threats(case: ScaledPayoffs, levels: Array) -> Array:
    """What each player can be held to, by the levels of -e_1 and -e_2 or by leaving."""
    if case.leaving is None:
        return -levels[:2]
    return case.leaving if levels.dtype == object else case.leaving.astype(float)


def sides_of(corners: Array) -> HalfPlanes:
    """The half-planes of a polygon, those of -e_1 and -e_2 first."""
    normals, _ = edges(corners)
    normals = np.concatenate([axes_normals(corners)[:2], normals])
    first: dict[tuple[Any, ...], int] = {}
    for k, normal in enumerate(normals.tolist()):
        first.setdefault(tuple(normal), k)
    normals = normals[list(first.values())]
    return HalfPlanes(normals, (corners @ normals.T).max(axis=0))


def corners_of(outer: OuterPolygon, more: Any = 0, *, exact: bool) -> Array:
    """Corners of half-planes whose levels are higher by `more`, in fractions or in floats."""
    square = box(_exact.as_numbers([[-1, -1], [2, 2]], exact))
    levels = _exact.as_numbers(outer.levels + more, exact)
    return polygon(_exact.as_numbers(outer.normals, exact), levels, square)


def start(case: ScaledPayoffs, sides: HalfPlanes) -> OuterPolygon:
    """The feasible payoffs, in the directions of some half-planes and in fixed ones."""
    given = sides.normals.astype(float).reshape(-1, 2)
    normals = np.concatenate([np.array(_FIXED, dtype=float), given])
    normals = normals / abs(normals).max(axis=1)[:, None]
    live = with_transfers(case.g, case.h, case.delta, case.leaving, case.tolerance)
    value = case.gf[live] @ normals.T
    levels = value.max(axis=0) if live.any() else np.zeros(len(normals))
    if case.leaving is not None:
        w = case.leaving.astype(float)
        levels = np.maximum(levels, normals @ w)
        levels[:2] = np.minimum(levels[:2], -w)
    elif live.any():
        best = (case.gf + case.hf)[live].min(axis=0)
        levels[:2] = np.minimum(levels[:2], -best)
    return OuterPolygon(normals, levels + GRAIN, live, len(normals))


def everything(case: ScaledPayoffs) -> OuterPolygon:
    """The feasible payoffs in fixed directions, and the profiles that any set could be made of."""
    outer = start(case, HalfPlanes(case.g[:0], case.g[:0, 0]))
    return outer._replace(live=outer.live & playable(case))


def with_transfers(g: Array, h: Array, delta: Any, leaving: Array | None, near: Any) -> BoolArray:
    """Profiles that some equilibrium with transfers plays; the others are in none without."""
    joint, needed, best = g.sum(axis=1), h.sum(axis=1), g + h

    def upheld(live: BoolArray) -> Any:
        least = best[live].min(axis=0) if leaving is None else leaving
        return (1 - delta) * needed <= delta * (joint[live].max() - least.sum()) + near

    return remaining(np.ones(len(g), dtype=bool), upheld)


def tighten(case: ScaledPayoffs, outer: OuterPolygon) -> OuterPolygon:
    """One round: each half-plane as far as the bound allows, and who can still be played."""
    delta = float(case.delta)
    rows = np.flatnonzero(outer.live)
    if not len(rows):
        return outer
    normals, levels = outer.normals, outer.levels
    threat = threats(case, levels)
    least = delta * threat + (1 - delta) * case.hf[rows]  # of delta times the promise
    room = (normals >= 0).all(axis=1)
    fits = ~(least @ normals[room].T > delta * levels[room] + 4 * GRAIN).any(axis=1)
    live, rows = np.zeros_like(outer.live), rows[fits]
    live[rows] = True
    if not len(rows):
        return outer._replace(live=live)
    bases = _spans(normals, normals)
    bound = bounds(case, outer, bases, normals, rows)
    static = case.gf[rows] @ normals.T
    new = levels.copy()
    for e in range(len(normals)):
        of = bases.of == e
        tight = bound[:, of].min(axis=1) if of.any() else np.full(len(rows), np.inf)
        new[e] = min(levels[e], np.minimum(static[:, e] + GRAIN, tight).max())
    if case.leaving is not None:
        new = np.maximum(new, np.minimum(normals @ case.leaving.astype(float) + GRAIN, levels))
    return outer._replace(levels=new, live=live)


def _with_directions(outer: OuterPolygon, wished: Array) -> OuterPolygon:
    """The same half-planes, and those of the directions that are wished."""
    # Those of the round before stay: in two rounds that forget each other nothing would come down.
    size = len(outer.normals)
    mine = [*range(outer.fixed), *range(size - outer.recent, size)]
    normals, levels = outer.normals[mine], outer.levels[mine]
    new = [n for n in wished if not (n == normals).all(axis=1).any()]
    if new:
        heights = _highest(outer, np.array(new))
        normals, levels = np.concatenate([normals, new]), np.concatenate([levels, heights])
    return outer._replace(normals=normals, levels=levels, recent=len(new))


def _highest(outer: OuterPolygon, new: FloatArray) -> Array:
    """How far half-planes reach in other directions, rounded up."""
    if outer.levels.dtype != object:
        return _supports(new, outer.normals, outer.levels)
    reach = (corners_of(outer, exact=True) @ _exact.fractions(new).T).max(axis=0)
    return np.array([_rounded_up(v) for v in reach], dtype=object)


def next_round(case: ScaledPayoffs, outer: OuterPolygon, wished: Array | None) -> OuterPolygon:
    """One round in the directions that are wished besides the fixed ones; None: as they are."""
    outer = outer if wished is None else _with_directions(outer, wished)
    return (tighten if outer.levels.dtype != object else _tighten)(case, outer)


def _supports(directions: FloatArray, normals: FloatArray, levels: FloatArray) -> FloatArray:
    """Upper bounds of the support of an intersection of half-planes, rounded up."""
    f, k = np.triu_indices(len(normals), 1)
    cross = normals[f, 0] * normals[k, 1] - normals[f, 1] * normals[k, 0]
    some = abs(cross) > 1e-7
    f, k, cross = f[some], k[some], cross[some]
    x, y = directions[:, :1], directions[:, 1:]
    a = (x * normals[k, 1] - y * normals[k, 0]) / cross
    b = (y * normals[f, 0] - x * normals[f, 1]) / cross
    value = a * levels[f] + b * levels[k] + GRAIN * (1 + 2 * (abs(a) + abs(b)))
    value = np.where((a >= 0) & (b >= 0), value, np.inf).min(axis=1, initial=np.inf)
    for e, direction in enumerate(directions):
        same = (direction == normals).all(axis=1)
        value[e] = min(value[e], levels[same].min(initial=np.inf))
    return np.asarray(value)


def _tighten(case: ScaledPayoffs, outer: OuterPolygon) -> OuterPolygon:
    """The same in fractions: each half-plane as far as the bound allows."""
    delta, normals = case.delta, outer.normals
    rows, threat = np.flatnonzero(outer.live), threats(case, outer.levels)
    # Floats that are no less.
    above = outer._replace(levels=np.nextafter(outer.levels.astype(float), np.inf))
    bases = _spans(normals, normals)
    bound = bounds(case, above, bases, normals, rows)
    exact = _exact.fractions(normals)
    new = outer.levels.copy()
    static = case.gf[rows] @ normals.T
    for e, normal in enumerate(exact):
        of = np.flatnonzero(bases.of == e)
        tight = bound[:, of].min(axis=1) if len(of) else np.full(len(rows), np.inf)
        value = np.minimum(static[:, e] + GRAIN, tight)
        near = value >= value.max() - _NEAR
        heights = [Fraction(float(v)) for v in value[~near].max(keepdims=True, initial=-9)]
        for r in np.flatnonzero(near):
            a = rows[r]
            limits = [normal @ case.g[a]]
            if len(of):
                k = of[bound[r, of].argmin()]
                f = int(bases.side[k])
                alpha, beta = _fractions_of(exact, e, f, bases.beta[k])
                if alpha >= 0 and min(beta) >= 0:
                    level: Any = alpha * outer.levels[f] if f >= 0 else Fraction(0)
                    later = delta * (level - beta @ threat) - (1 - delta) * (beta @ case.h[a])
                    limits.append((1 - delta) * limits[0] + later)
            heights.append(min(limits))
        if case.leaving is not None:
            heights.append(normal @ case.leaving)
        new[e] = min(new[e], _rounded_up(max(heights)))
    return outer._replace(levels=new)


def _rounded_up(value: Any) -> Fraction:
    return Fraction(-((-value.numerator << _BITS) // value.denominator), 1 << _BITS)


def over(sides: HalfPlanes, outer: OuterPolygon) -> Any:
    """How far half-planes reach over those that are claimed."""
    if outer.levels.dtype == object:
        return (corners_of(outer, exact=True) @ sides.normals.T - sides.levels).max()
    support = _supports(sides.normals.astype(float), outer.normals, outer.levels)
    return float((support - sides.levels.astype(float)).max())


# --- what shows that half-planes hold all: rounds, then a family that grows -----------------------

# Let the set grow: W_t = {x: n_e.x <= b_e + t s_e}. If at t = 0 the bound of every n_e is at most
# b_e, and if it grows more slowly than s_e, then no t > 0 can be the least one at which W_t holds
# all equilibrium payoffs; hence W_0 does. Multipliers and growth are floats, and judged in
# fractions where the numbers are.

#: How far a bound of floats may lie above its level.
_TIGHT = 1e-10
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
    bases: _Bases
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
        bases = _spans(normals, outer.normals)
        bound = bounds(case, outer, bases, normals, rows)
        for e, level in enumerate(levels):
            of = bases.of == e
            if of.any():
                over[:, e] &= bound[:, of].min(axis=1) > level
    some = over.any(axis=1)
    bases = _spans(normals, normals)
    bound = bounds(case, floats, bases, normals, rows[some])
    border = _BORDER if case.exact else _TIGHT
    most = levels[bases.of] + border * (1 + bases.alpha + bases.beta.sum(axis=1))
    return BasesNeeded(rows[some], over[some], bases, bound, bound <= most)


def slopes(case: ScaledPayoffs, bases: _Bases, growth: FloatArray) -> FloatArray:
    """How fast the bound of each basis grows."""
    part = np.where(bases.side >= 0, growth[bases.side], 0.0)
    threat = bases.beta @ growth[:2] if case.leaving is None else 0.0
    return np.asarray(float(case.delta) * (bases.alpha * part + threat))


def rounded(growth: FloatArray) -> list[Fraction]:
    """Growth in short fractions."""
    return [Fraction(round(value * 2**20), 2**20) for value in growth.tolist()]


def duals_of(
    case: ScaledPayoffs, sides: HalfPlanes, task: BasesNeeded, growth: FloatArray, picks: IntArray
) -> list[Multipliers | None]:
    """The multipliers of each bound in fractions; None where it is too high, or grows too fast."""
    delta, (n, b), bases = case.delta, sides, task.bases
    threat, s = threats(case, b), rounded(growth)
    known: dict[int, Any] = {}
    answers: list[Multipliers | None] = []
    for e, a, k in zip(*picks.tolist(), strict=True):
        if k not in known:
            f = int(bases.side[k])
            alpha, beta = _fractions_of(n, e, f, bases.beta[k])
            level = alpha * b[f] - beta @ threat if f >= 0 else -(beta @ threat)
            rise = alpha * s[f] if f >= 0 else Fraction(0)
            if case.leaving is None:
                rise += beta[0] * s[0] + beta[1] * s[1]
            good = alpha >= 0 and min(beta) >= 0 and delta * rise < s[e]
            known[k] = (f, alpha, beta), (b[e] - delta * level) / (1 - delta), good
        multipliers, most, good = known[k]
        low = good and n[e] @ case.g[a] - multipliers[2] @ case.h[a] <= most
        answers.append(multipliers if low else None)
    return answers

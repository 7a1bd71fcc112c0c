r"""That no equilibrium payoff lies outside a set: one system of inequalities, no iteration.

For any direction l and any set W that holds all equilibrium payoffs, with threats u,

    max l.V*  <=  max over profiles a of  min(l.g(a), (1 - delta) l.g(a) + delta max l.Q(a)),

Q(a) = {w in W: delta w_i >= delta u_i + (1 - delta) h_i(a)}. Writing l = alpha n - beta with a
normal n of W bounds the right side by a number that is linear in the level of n and in the threats.
So let the set grow: W_t = {n_e.x <= b_e + t s_e}. If at t = 0 each bound is at most b_e, and if it
grows more slowly than s_e, then no t > 0 can be the least one at which W_t holds all equilibrium
payoffs; hence W_0 does.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...types import Array, BoolArray, FloatArray, IntArray
from . import suggested
from .scaled import Scaled

#: Larger than any rounding of the sums here, by a factor of ten: levels are rounded up by it.
GRAIN = 2.0**-46
#: What a set that rounds alone came down to is made larger by, to be proved again.
MARGIN = 8 * GRAIN
#: Bases with larger multipliers are left out: rounding would grow with them.
_LARGEST = 1e6
_BORDER = 1e-9
_ROUNDS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)
#: Directions are rounded to multiples of this, so that fractions of them are short.
_GRID = 2.0**-44


class Sides(NamedTuple):
    """Half-planes {x: normal.x <= level}; those of -e_1 and -e_2 come first."""

    normals: Array
    levels: Array


class Bases(NamedTuple):
    """Ways of writing a direction as alpha n_f - beta with alpha, beta >= 0.

    `side` is f (-1: none), `of` the direction; `alpha` has shape (k,) and `beta` (k, 2).
    """

    of: IntArray
    side: IntArray
    alpha: FloatArray
    beta: FloatArray


class Outside(NamedTuple):
    """What was found: whether it is proved, by how many rounds, and the numbers of the proof.

    Attributes
    ----------
    holds : bool
    rounds : int
    excess : float
        How far equilibrium payoffs can lie outside for all that was shown; 0 in exact arithmetic.
    sides : Sides
    growth : array, shape (k,)
        s.
    chosen : dict of (side, profile) to (f, alpha, beta)
        The multipliers of each bound.
    levels : tuple of (normals, levels, live profiles)
        The half-planes after each round.
    """

    holds: bool
    rounds: int
    excess: Any
    sides: Sides
    growth: Any = None
    chosen: Any = None
    levels: tuple[Any, ...] = ()


class Outer(NamedTuple):
    """A set that holds all equilibrium payoffs, and the profiles that are played in any."""

    normals: FloatArray
    levels: FloatArray
    live: BoolArray
    fixed: int
    recent: int = 0


def outside(case: Scaled, sides: Sides) -> Outside:
    """Whether the half-planes `sides` hold all equilibrium payoffs."""
    outer = start(case, sides)
    history: list[Outer] = [outer]
    area = np.inf
    for rounds in _ROUNDS:
        while len(history) <= rounds:
            # Fixed directions are quick, and mostly enough.
            outer = tighten(case, _turned(case, outer) if len(history) > 2 else outer)
            history.append(outer)
        found = _system(case, sides, outer, rounds)
        if found.holds:
            break
        if _reached(case, sides, outer):
            found = found._replace(holds=True, excess=case.tolerance)
            break
        if rounds >= 4:
            before, area = area, suggested.area(outer.normals, outer.levels)
            if area > before - 1e-13:
                break
    return found._replace(levels=tuple(history))


def _reached(case: Scaled, sides: Sides, outer: Outer) -> bool:
    """Whether the rounds alone came down to the half-planes."""
    normals, levels = sides.normals.astype(float), sides.levels.astype(float)
    support = supports(normals, outer.normals, outer.levels)
    return bool((support <= levels + (-2 * GRAIN if case.exact else case.tolerance)).all())


def empty(case: Scaled, most: int = 2000) -> int | None:
    """In how many rounds no profile is left that could be played; None if some is."""
    directions = Sides(case.g[:0], case.g[:0, 0])
    outer = start(case, directions)
    for rounds in range(most):
        if not outer.live.any():
            return rounds
        outer = tighten(case, _turned(case, outer) if rounds > 2 else outer)
    return None


_FIXED = [(-1, 0), (0, -1), (1, 0), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
_FIXED += [(1, 2), (2, 1), (-1, -2), (-2, -1), (1, -2), (-1, 2), (2, -1), (-2, 1)]


def start(case: Scaled, sides: Sides) -> Outer:
    """The feasible payoffs, in the directions of some half-planes and in fixed ones."""
    given = sides.normals.astype(float).reshape(-1, 2)
    normals = np.concatenate([np.array(_FIXED, dtype=float), given])
    normals = normals / abs(normals).max(axis=1)[:, None]
    live = _with_transfers(case)
    value = case.gf[live] @ normals.T
    levels = value.max(axis=0) if live.any() else np.zeros(len(normals))
    if case.leaving is not None:
        w = case.leaving.astype(float)
        levels = np.maximum(levels, normals @ w)
        levels[:2] = np.minimum(levels[:2], -w)
    elif live.any():
        best = (case.gf + case.hf)[live].min(axis=0)
        levels[:2] = np.minimum(levels[:2], -best)
    return Outer(normals, levels + GRAIN, live, len(normals))


def _with_transfers(case: Scaled) -> BoolArray:
    """Profiles that some equilibrium with transfers plays; the others are in none without."""
    joint, needed = case.g.sum(axis=1), case.h.sum(axis=1)
    best = case.g + case.h
    live = np.ones(len(joint), dtype=bool)
    while live.any():
        least = best[live].min(axis=0) if case.leaving is None else case.leaving
        room = case.delta * (joint[live].max() - least.sum()) + case.tolerance
        kept = live & np.asarray((1 - case.delta) * needed <= room, dtype=bool)
        if (kept == live).all():
            break
        live = kept
    return live


def tighten(case: Scaled, outer: Outer) -> Outer:
    """One round: each half-plane as far as the bound allows, and who can still be played."""
    delta = float(case.delta)
    rows = np.flatnonzero(outer.live)
    if not len(rows):
        return outer
    normals, levels = outer.normals, outer.levels
    threat = _threat(case, levels)
    g, h = case.gf[rows], case.hf[rows]
    least = delta * threat + (1 - delta) * h  # of delta times the promise
    room = (normals >= 0).all(axis=1)
    fits = ~(least @ normals[room].T > delta * levels[room] + 4 * GRAIN).any(axis=1)
    live = np.zeros_like(outer.live)
    live[rows[fits]] = True
    g, h = g[fits], h[fits]
    if not len(g):
        return outer._replace(live=live)
    bases = spans(normals, normals)
    bound = _bounds(delta, normals, levels, threat, bases, g, h)
    static = g @ normals.T
    new = levels.copy()
    for e in range(len(normals)):
        of = bases.of == e
        tight = bound[:, of].min(axis=1) if of.any() else np.full(len(g), np.inf)
        new[e] = min(levels[e], np.minimum(static[:, e] + GRAIN, tight).max())
    if case.leaving is not None:
        new = np.maximum(new, np.minimum(normals @ case.leaving.astype(float) + GRAIN, levels))
    return outer._replace(levels=new, live=live)


def _turned(case: Scaled, outer: Outer) -> Outer:
    """The same half-planes, and those in whose directions the next round may cut."""
    w = None if case.leaving is None else case.leaving.astype(float)
    live = outer.live
    wished = suggested.directions(
        outer.normals, outer.levels, case.gf[live], case.hf[live], float(case.delta), w
    )
    wished = np.round(wished / _GRID) * _GRID
    # Those of the round before stay: in two rounds that forget each other nothing would come down.
    size = len(outer.normals)
    mine = [*range(outer.fixed), *range(size - outer.recent, size)]
    kept, levels = outer.normals[mine], outer.levels[mine]
    new = [n for n in wished if not (n == kept).all(axis=1).any()]
    if new:
        found = supports(np.array(new), outer.normals, outer.levels)
        kept, levels = np.concatenate([kept, new]), np.concatenate([levels, found])
    return outer._replace(normals=kept, levels=levels, recent=len(new))


def supports(directions: FloatArray, normals: FloatArray, levels: FloatArray) -> FloatArray:
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


def _threat(case: Scaled, levels: FloatArray) -> FloatArray:
    return -levels[:2] if case.leaving is None else case.leaving.astype(float)


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


def _bounds(
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


def _system(case: Scaled, sides: Sides, outer: Outer, rounds: int) -> Outside:
    """Look for multipliers and for growth that together prove the half-planes."""
    delta = float(case.delta)
    normals, levels = sides.normals.astype(float), sides.levels.astype(float)
    threat = _threat(case, levels)
    rows = np.flatnonzero(outer.live)
    g, h = case.gf[rows], case.hf[rows]
    bases = spans(normals, normals)
    bound = _bounds(delta, normals, levels, threat, bases, g, h)
    needed = _needed(case, sides, outer, rows, rounds)
    border = _BORDER if case.exact else TIGHT
    valid = bound <= levels[bases.of] + border * (1 + bases.alpha + bases.beta.sum(axis=1))
    while True:
        growth = _growth(delta, bases, valid, needed, free=case.leaving is None)
        if growth is None:
            return Outside(False, rounds, np.inf, sides)
        cost = _slopes(delta, bases, growth, free=case.leaving is None)
        pick = _picked(bases, valid, needed, cost)
        if not case.exact:
            over = max((bound[r, k] - levels[e] for (e, r), k in pick.items()), default=0.0)
            most = max(over, 0.0) * growth.max(initial=1.0)
            return Outside(True, rounds, most, sides, growth)
        wrong, chosen = _judged(case, sides, bases, rows, pick, growth)
        if not wrong:
            s = [_rounded(v) for v in growth]
            return Outside(True, rounds, Fraction(0), sides, s, chosen)
        for r, k in wrong:
            valid[r, k] = False


#: How far a bound of floats may lie above its level.
TIGHT = 1e-10


def _needed(
    case: Scaled, sides: Sides, outer: Outer, rows: IntArray, rounds: int
) -> dict[int, IntArray]:
    """For each half-plane the profiles (by row) for which a bound has to be shown."""
    normals, levels = sides.normals.astype(float), sides.levels.astype(float)
    value = case.gf[rows] @ normals.T
    delta = float(case.delta)
    if rounds:
        bases = spans(normals, outer.normals)
        bound = _bounds(
            delta, normals, outer.levels, _threat(case, outer.levels), bases,
            case.gf[rows], case.hf[rows],
        )  # fmt: skip
    found = {}
    for e in range(len(normals)):
        over = value[:, e] > levels[e] - _BORDER
        near = np.flatnonzero(over & (value[:, e] <= levels[e] + _BORDER))
        for r in near:
            exact = case.g[rows[r]] @ sides.normals[e] - sides.levels[e]
            over[r] = exact > case.tolerance
        if rounds:
            of = bases.of == e
            if of.any():
                over &= bound[:, of].min(axis=1) > levels[e]
        found[e] = np.flatnonzero(over)
    return found


def _slopes(delta: float, bases: Bases, growth: FloatArray, *, free: bool) -> FloatArray:
    """How fast the bound of each basis grows."""
    part = np.where(bases.side >= 0, growth[bases.side], 0.0)
    threat = bases.beta @ growth[:2] if free else 0.0
    return np.asarray(delta * (bases.alpha * part + threat))


def _growth(
    delta: float, bases: Bases, valid: BoolArray, needed: dict[int, IntArray], *, free: bool
) -> FloatArray | None:
    """Growth s with s_e above every chosen bound's growth, by policies; None if there is none."""
    groups = []
    for e, rows in needed.items():
        columns = np.flatnonzero(bases.of == e)
        if not len(rows):
            continue
        allowed = valid[np.ix_(rows, columns)]
        if not allowed.any(axis=1).all():
            return None
        if len(allowed) > 64:  # many profiles allow the same
            allowed = np.unique(allowed, axis=0)
        groups.append((e, columns, allowed))
    size = len(needed)
    s: FloatArray = np.ones(size)
    for _ in range(200):
        cost = _slopes(delta, bases, s, free=free)
        matrix, ok = np.zeros((size, size)), True
        for e, columns, allowed in groups:
            each = np.where(allowed, cost[columns], np.inf)
            best = each.argmin(axis=1)
            worst = int(each[np.arange(len(each)), best].argmax())
            k = columns[best[worst]]
            ok &= bool(cost[k] < s[e] * (1 - 1e-9))
            if bases.side[k] >= 0:
                matrix[e, bases.side[k]] += delta * bases.alpha[k]
            if free:
                matrix[e, :2] += delta * bases.beta[k]
        if ok:
            return s
        try:
            s_next = np.linalg.solve(np.eye(size) - matrix, np.ones(size))
        except np.linalg.LinAlgError:
            s_next = -s
        if not (s_next >= 1 - 1e-9).all():  # this policy grows without end: one step at a time
            s_next = 1 + matrix @ s
        if s_next.max() > 1e8:
            return None
        s = np.asarray(s_next)
    return None


def _picked(
    bases: Bases, valid: BoolArray, needed: dict[int, IntArray], cost: FloatArray
) -> dict[tuple[int, int], int]:
    """For each half-plane and profile the allowed basis whose bound grows least."""
    found = {}
    for e, rows in needed.items():
        if not len(rows):
            continue
        columns = np.flatnonzero(bases.of == e)
        best = np.where(valid[np.ix_(rows, columns)], cost[columns], np.inf).argmin(axis=1)
        found.update({(e, int(r)): int(columns[k]) for r, k in zip(rows, best, strict=True)})
    return found


def _rounded(value: float) -> Fraction:
    return Fraction(round(value * 2**20), 2**20)


def _judged(
    case: Scaled,
    sides: Sides,
    bases: Bases,
    rows: IntArray,
    pick: dict[tuple[int, int], int],
    growth: FloatArray,
) -> tuple[list[tuple[int, int]], dict[tuple[int, int], Any]]:
    """Every chosen bound in fractions: those that fail, and the multipliers of all."""
    delta, n, b = case.delta, sides.normals, sides.levels
    threat = -b[:2] if case.leaving is None else case.leaving
    s = [_rounded(v) for v in growth]
    exact: dict[int, Any] = {}
    wrong, chosen = [], {}
    for (e, r), k in pick.items():
        if k not in exact:
            alpha, beta = fractions_of(n, e, int(bases.side[k]), bases.beta[k])
            f = int(bases.side[k])
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


def fractions_of(normals: Array, e: int, f: int, beta: FloatArray) -> tuple[Fraction, Array]:
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


def sides_of(corners: Array) -> Sides:
    """The half-planes of a polygon, those of -e_1 and -e_2 first."""
    from ..polygons import axes_normals, edges

    normals, _ = edges(corners)
    normals = np.concatenate([axes_normals(corners)[:2], normals])
    kept: list[int] = []
    for k, normal in enumerate(normals):
        if not any((normal == normals[j]).all() for j in kept):
            kept.append(k)
    normals = normals[kept]
    return Sides(normals, (corners @ normals.T).max(axis=0))


def exact_sides(corners: Array) -> Sides:
    """The same in fractions."""
    return sides_of(_exact.fractions(corners))

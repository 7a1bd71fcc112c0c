"""Half-planes that hold all equilibrium payoffs, round by round, whatever was rounded before.

For any direction l and any set W that holds all equilibrium payoffs, with threats u,

    max l.V*  <=  max over profiles a of  min(l.g(a), (1 - delta) l.g(a) + delta max l.Q(a)),

Q(a) = {w in W: delta w_i >= delta u_i + (1 - delta) h_i(a)}. Levels are rounded up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, FloatArray
from ..polygons import axes_normals, edges
from . import suggested
from .bases import GRAIN, bounds, spans
from .scaled import Scaled

#: Directions are rounded to multiples of this, so that fractions of them are short.
_GRID = 2.0**-44
_FIXED = [(-1, 0), (0, -1), (1, 0), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
_FIXED += [(1, 2), (2, 1), (-1, -2), (-2, -1), (1, -2), (-1, 2), (2, -1), (-2, 1)]


class Sides(NamedTuple):
    """Half-planes {x: normal.x <= level}; those of -e_1 and -e_2 come first."""

    normals: Array
    levels: Array


class Outer(NamedTuple):
    """A set that holds all equilibrium payoffs, and the profiles that are played in any."""

    normals: FloatArray
    levels: FloatArray
    live: BoolArray
    fixed: int
    recent: int = 0


def sides_of(corners: Array) -> Sides:
    """The half-planes of a polygon, those of -e_1 and -e_2 first."""
    normals, _ = edges(corners)
    normals = np.concatenate([axes_normals(corners)[:2], normals])
    first: dict[tuple[Any, ...], int] = {}
    for k, normal in enumerate(normals.tolist()):
        first.setdefault(tuple(normal), k)
    normals = normals[list(first.values())]
    return Sides(normals, (corners @ normals.T).max(axis=0))


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
    threat = threats(case, levels)
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
    bound = bounds(delta, normals, levels, threat, bases, g, h)
    static = g @ normals.T
    new = levels.copy()
    for e in range(len(normals)):
        of = bases.of == e
        tight = bound[:, of].min(axis=1) if of.any() else np.full(len(g), np.inf)
        new[e] = min(levels[e], np.minimum(static[:, e] + GRAIN, tight).max())
    if case.leaving is not None:
        new = np.maximum(new, np.minimum(normals @ case.leaving.astype(float) + GRAIN, levels))
    return outer._replace(levels=new, live=live)


def turned(case: Scaled, outer: Outer) -> Outer:
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


def threats(case: Scaled, levels: FloatArray) -> FloatArray:
    """What each player can be held to, by the levels of -e_1 and -e_2 or by leaving."""
    return -levels[:2] if case.leaving is None else case.leaving.astype(float)

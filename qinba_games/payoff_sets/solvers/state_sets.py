r"""One convex set of payoffs per state: two-player games with states, without transfers.

A tuple of sets W generates, in state x,

    B(W)_x = co U_a { v = (1 - delta) g(x, a) + delta w :  w in sum_y p(y | x, a) W_y,
             v_i >= max_b (1 - delta) g_i(x, b, a_-i) + delta sum_y p(y | x, b, a_-i) min_i W_y }.

`outer_sets` starts at the box of all payoffs and brings levels down in directions between those it
knows; steps between the points that reach them are edges of the next sets. `inner_sets` looks for
sets that a round leaves where they are.

Reference: D. Abreu, B. Brooks and Y. Sannikov (2020), "Algorithms for stochastic games with perfect
monitoring", Econometrica 88, 1661-1695.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ...types import BoolArray, FloatArray
from ..levels import LevelTable
from ..polygons import distance, hull
from .fans import COMPASS, between, corners_at, cutting, disjoint, merged, normals, turn, widest
from .state_levels import StateRows, best_deviations, feasible, floor_of, highest, offers

#: Points nearer than this are one.
_SAME = 1e-9
#: Where levels fall by less than this, and by no less than a part of what they fell by before, sets
#: that generate themselves are looked for once, in few steps: their edges are where rounds end.
_EARLY, _SLOW, _FEW = 1e-3, 0.2, 8
#: Steps in which they are looked for at the end.
_MANY = 14
#: Steps of a map that are remembered to see where it comes to rest.
_MEMORY = 6
#: Where lines that are nearly parallel meet rounding moves more than levels: this is rest too.
_STILL = 1e-10

#: A point and what a map makes of it.
_RoundMove = tuple[FloatArray, FloatArray]


class OuterSets(NamedTuple):
    """Sets around all equilibrium payoffs, and the rounds that show it."""

    tables: tuple[LevelTable, ...]
    sets: FloatArray  #: corners (states, D, 2), some of them twice
    alive: BoolArray  #: shape (rows,): profiles that can still be played
    inner: list[FloatArray] | None = None  #: corners by state of sets that generate themselves
    empty: bool = False  #: some state was left without a row, or without a payoff
    early: bool = False  #: more than what was asked for is not known


def outer_sets(
    game: StateRows,
    tol: float,
    max_rounds: int,
    callback: Callable[[int], None],
    enough: Callable[[FloatArray], list[FloatArray] | None],
) -> OuterSets:
    """Bring levels down until sets that generate themselves are within `tol`, or none is left.

    Or until `enough` names sets that generate themselves, with which those around will do.
    """
    states, alive = game.chance.shape[1], np.ones(len(game.payoff), dtype=bool)
    levels = np.tile(np.maximum(COMPASS, 0).sum(axis=1) + game.pad, (states, 1))
    tables = [LevelTable(COMPASS, levels, levels < np.inf, levels, levels[:, :2] * 0)]
    around = np.stack([corners_at(COMPASS, own, own < np.inf)[0] for own in levels])
    past: list[_RoundMove] = []
    inner: list[FloatArray] | None = None
    before = goal = np.inf
    tried = False
    for count in range(1, max_rounds + 1):
        callback(count)
        u, alive, given = offers(game, tables[-1].directions, tables[-1].levels, alive)
        if given is None:
            none = levels[:, :0]
            tables.append(LevelTable(COMPASS[:0], none, none < 0, none, u))
            return OuterSets(tuple(tables), around, alive, empty=True)
        middle = between(tables[-1].directions)
        ring = highest(game, given, middle, widest(middle, around))
        edges = _edges(normals(ring), past, [normals(own[None]) for own in inner or ()])
        points = highest(game, given, edges, widest(edges, around))
        every = np.concatenate([edges, middle])
        table, new = _table(every, np.concatenate([points, ring], axis=1), u, game.pad)
        if table.void:
            return OuterSets((*tables, table), around, alive, empty=True)
        change = float((widest(table.directions, around) - table.levels).max())
        tables.append(table)
        around = new
        few = enough(around)
        if few is not None:
            playable = _playable(game, table, alive)
            return OuterSets(tuple(tables), around, playable, few, early=True)
        near = change < before < np.inf and change**2 / (before - change) < tol / 4
        slow, settled = _SLOW * before < change < _EARLY, change < 20 * game.pad
        before = change
        if (near and change < goal) or settled:
            goal = change / 10
            inner = inner_sets(game, list(ring), alive, _MANY) or inner
        elif slow and not tried:
            tried, inner = True, inner_sets(game, list(ring), alive, _FEW)
        fits = inner is not None and max(map(distance, inner, around)) <= tol
        if fits or settled:
            sets = inner if fits else [hull(own, game.pad) for own in around]
            return OuterSets(tuple(tables), around, _playable(game, table, alive), sets)
    return OuterSets(tuple(tables), around, _playable(game, tables[-1], alive))


def _edges(directions: FloatArray, past: list[_RoundMove], more: list[FloatArray]) -> FloatArray:
    """The compass, normals of a round, where they come to rest if they go on turning, and more."""
    angles = np.sort(turn(directions[merged(directions)]))
    if past and len(past[-1][1]) != len(angles):
        past.clear()
    past.append((past[-1][1] if past else angles, angles))
    del past[: -_MEMORY - 1]
    every = angles if len(past) < 3 else np.concatenate([angles, _at_rest(past[1:])])
    all_ = np.concatenate([COMPASS, np.stack([np.cos(every), np.sin(every)], axis=1), *more])
    return all_[merged(all_)]


def _at_rest(past: list[_RoundMove]) -> FloatArray:
    """Where a map comes to rest if it is linear, from points and their images (Anderson)."""
    x, y = past[-1]
    earlier = past[-_MEMORY:-1]
    if not earlier:
        return y
    gap = np.stack([(b - a) - (y - x) for a, b in earlier], axis=1)
    weight = np.linalg.lstsq(gap, x - y, rcond=None)[0]
    return np.asarray(y + np.stack([b - y for _, b in earlier], axis=1) @ weight)


def _table(
    every: FloatArray, points: FloatArray, u: FloatArray, pad: float
) -> tuple[LevelTable, FloatArray]:
    """The directions that cut something off in some state, the levels there, and the corners."""
    order = merged(every)
    fan = every[order]
    x = (points[:, order] * fan).sum(axis=2) + pad
    cuts = np.stack([cutting(fan, own) for own in x])
    some = cuts.any(axis=0) | (fan[:, None] == COMPASS).all(axis=2).any(axis=1)
    fan, x, cuts = fan[some], x[:, some], cuts[:, some]
    pairs = [corners_at(fan, *own) for own in zip(x, cuts, strict=True)]
    corners, levels = map(np.stack, zip(*pairs, strict=True))
    for state in np.flatnonzero((corners @ fan.T - x[:, None]).max(axis=(1, 2)) > _SAME):
        if three := disjoint(fan, x[state]):
            return LevelTable(fan, x, x < np.inf, x, u, (int(state), *three)), corners
    return LevelTable(fan, x, cuts, levels, u), corners


def _playable(game: StateRows, table: LevelTable, alive: BoolArray) -> BoolArray:
    """Which rows promises suffice for; so far only those that need least were looked at."""
    need = best_deviations(game, floor_of(table.directions, table.levels))
    most = game.payoff @ table.directions.T + game.chance @ table.levels
    return alive & feasible(game, table.directions, most, need)


def inner_sets(
    game: StateRows, start: list[FloatArray], alive: BoolArray, steps: int
) -> list[FloatArray] | None:
    """Sets that a round leaves where they are, from points around each; None: not found."""
    now, past, guess = [_distinct(own) for own in start], list[_RoundMove](), False
    best: tuple[float, list[FloatArray] | None] = _STILL, None
    for _ in range(steps):
        after = _generate(game, now, alive)
        if after is None:
            break
        ends = np.cumsum([len(own) for own in now])[:-1]
        if [len(own) for own in after] != [len(own) for own in now]:
            # A guess that has other corners went too far: the round before it is taken up again.
            now, past = (np.split(past[-1][1].reshape(-1, 2), ends), past) if guess else (after, [])
            guess = False
            continue
        x, y = np.concatenate(now), np.concatenate(after)
        move = float(abs(y - x).max())
        if move <= 2 * game.pad:
            return now
        best = min(best, (move, now), key=operator.itemgetter(0))
        past.append((x.ravel(), y.ravel()))
        now, guess = np.split(_at_rest(past).reshape(x.shape), ends), len(past) > 1
    return best[1]


def _generate(game: StateRows, sets: list[FloatArray], alive: BoolArray) -> list[FloatArray] | None:
    """Points of one round on sets that are given by their corners; None: it leaves nothing."""
    fan = np.concatenate([COMPASS, *(normals(own[None]) for own in sets)])
    fan = fan[merged(fan)]
    middle = between(fan)
    most = np.stack([(own @ np.concatenate([fan, middle]).T).max(axis=0) for own in sets])
    u, _, given = offers(game, fan, most[:, : len(fan)], alive)
    if given is None:
        return None
    points = highest(game, given, middle, most[:, len(fan) :])
    # Where an edge faces a direction, what reaches its level may lie beyond the edge.
    fits = [own[(own >= least - _SAME).all(axis=1)] for own, least in zip(points, u, strict=True)]
    return [_distinct(own) for own in fits] if all(map(len, fits)) else None


def _distinct(ring: FloatArray) -> FloatArray:
    """Points around a set, each once."""
    far = abs(ring - np.roll(ring, 1, axis=0)).max(axis=1) > _SAME
    return ring[far] if far.any() else ring[:1]

"""Levels of payoffs by state: what each row can give in a direction, and their fixed point.

With levels h of sets W, row a gives at most H = G_a + P_a h in each direction, where nobody gets
less than its best deviation n(a). T(x) = max over rows of min(c, G_a + P_a x), c being the most
that promises bring at which somebody just complies, has one fixed point, and no equilibrium payoff
is above it: policies are iterated where promises are slack, promises where they bind.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from ...stochastic.solvers.policy_elimination import ReplyRows
from ...types import BoolArray, FloatArray, IntArray
from ..levels import lowest

#: Directions that are nearer to a line give no bound for where it ends.
_STEEP = 1e-10
#: Where a line ends of which no end counts.
_FAR = 1e15
#: So many steps iterate the choices of both sides at once; that can go in a circle.
_FREE = 12
#: The lines on which player i just complies, and on which side each ends.
_ENDS = ((0, 1), (0, -1), (1, 1), (1, -1))


class StateRows(NamedTuple):
    """A two-player game with states, payoffs between 0 and 1: one row a state and profile."""

    payoff: FloatArray  #: shape (rows, 2): times 1 - delta
    chance: FloatArray  #: shape (rows, states): of the next state, times delta
    state: IntArray  #: shape (rows,), ascending
    replies: list[ReplyRows]  #: for each player what it can do instead
    twin: IntArray  #: shape (rows,): equal where state, payoff and chance are
    #: By so much threats and levels are rounded outwards, and what is nearer to binding binds.
    pad: float
    near: float  #: what moves by less has come to rest


class _RowOffers(NamedTuple):
    """What rows can give at which somebody just complies, of those rows that matter."""

    rows: IntArray  #: their places
    ends: list[int]  #: where those of each state begin, and the last end
    points: FloatArray  #: shape (5, rows, 2): ends of the lines, and the corner of both
    edges: FloatArray  #: shape (4, rows, 2): normals of the edges that end the lines
    #: All rows that are left, and for each the place of the row that stands for it: of rows that
    #: are alike which one needs least depends on what follows a deviation.
    every: IntArray
    stands: IntArray


def offers(
    game: StateRows, fan: FloatArray, levels: FloatArray, live: BoolArray
) -> tuple[FloatArray, BoolArray, _RowOffers | None]:
    """Threats behind some levels, rows that are left, and what they offer; None: too few are."""
    floor = floor_of(fan, levels)
    live, given = _live_offers(game, fan, levels, floor, live)
    if given is None:
        return floor, live, None
    known = [_threats(game, given, i, floor[:, i]) for i in (0, 1)]
    u = np.stack(known, axis=1)
    if (u - floor).max() <= 2 * game.pad:
        return floor, live, given
    return u, *_live_offers(game, fan, levels, u, live)


def floor_of(fan: FloatArray, levels: FloatArray) -> FloatArray:
    """What each player gets at least, by levels alone, (states, 2)."""
    axes = [np.flatnonzero((fan == axis).all(axis=1))[0] for axis in ([-1, 0], [0, -1])]
    return np.asarray(-levels[:, axes])


def _live_offers(
    game: StateRows, fan: FloatArray, levels: FloatArray, least: FloatArray, live: BoolArray
) -> tuple[BoolArray, _RowOffers | None]:
    """Rows that are left, and what they offer, if `least` is what follows a deviation."""
    need = best_deviations(game, least)
    rows = np.flatnonzero(live)
    rows = rows[lowest(game.twin[rows], need[rows])]
    need, most = need[rows], game.payoff[rows] @ fan.T + game.chance[rows] @ levels
    fits = feasible(game, fan, most, need)
    live = live.copy()
    live[rows[~fits]] = False
    rows, most, need = rows[fits], most[fits], need[fits]
    ends = np.flatnonzero(np.diff(game.state[rows], prepend=-1, append=-1)).tolist()
    if len(ends) <= len(levels):
        return live, None
    points, edges = np.repeat(need[None], 5, axis=0), np.zeros((4, len(rows), 2))
    for k, (i, sign) in enumerate(_ENDS):
        at = np.flatnonzero(sign * fan[:, 1 - i] > _STEEP)
        other = (most[:, at] - need[:, [i]] * fan[at, i] + 3e-15) / abs(fan[at, 1 - i])
        least = other.argmin(axis=1)
        other = sign * other[np.arange(len(rows)), least]
        # An end where the other player would deviate is none: promises end at the corner, or on.
        beyond = other < need[:, 1 - i] - game.pad
        points[k, :, 1 - i] = np.where(beyond, need[:, 1 - i] if sign > 0 else -_FAR, other)
        edges[k] = fan[at[least]]
    place = np.full(game.twin.max() + 1, -1)
    place[game.twin[rows]] = np.arange(len(rows))
    every = np.flatnonzero(live & (place[game.twin] >= 0))
    stands = place[game.twin[every]]
    stands[np.searchsorted(every, rows)] = np.arange(len(rows))
    return live, _RowOffers(rows, ends, points, edges, every, stands)


def best_deviations(game: StateRows, least: FloatArray) -> FloatArray:
    """What the best deviation from each row brings, `least` being what follows it."""
    own = game.payoff + game.chance @ least
    return np.stack([game.replies[i].best(own[:, i]) for i in (0, 1)], axis=1)


def feasible(game: StateRows, fan: FloatArray, most: FloatArray, need: FloatArray) -> BoolArray:
    """Rows of which no weights of both players say that promises do not suffice."""
    ahead = (fan >= 0).all(axis=1)
    return np.asarray((most[:, ahead] >= need @ fan[ahead].T - game.pad / 10).all(axis=1))


def _threats(game: StateRows, given: _RowOffers, i: int, floor: FloatArray) -> FloatArray:
    """The least that player i can be held to, from below: policies of both sides."""
    own = game.replies[i]
    k = 3 - 2 * i  # the lower end of the other player's line
    low = np.where(given.edges[k, :, 1 - i] < 0, -np.inf, given.points[k, :, i])[given.stands]
    ends = np.flatnonzero(np.diff(game.state[given.every], prepend=-1, append=-1)).tolist()

    def least(u: FloatArray) -> tuple[FloatArray, IntArray]:
        threat = np.maximum(low, own.best(game.payoff[:, i] + game.chance @ u)[given.every])
        at = _best(-threat[:, None], ends)[:, 0]
        return threat[at], at

    if (least(floor)[0] <= floor + 2 * game.pad).all():
        return floor
    u = after = floor
    for _ in range(_FREE):
        at = least(u)[1]
        value = game.payoff[:, i] + game.chance @ u
        same = own.group == own.group[given.every[at]][:, None]
        reply = np.where(same, value, -np.inf).argmax(axis=1)
        free = value[reply] > low[at]
        chance = np.where(free[:, None], game.chance[reply], 0)
        constant = np.where(free, game.payoff[reply, i], low[at])
        after = np.asarray(np.linalg.solve(np.eye(len(u)) - chance, constant), float)
        if abs(after - u).max() <= game.near:
            break
        u = after
    u = np.maximum(after - game.pad, floor)
    if (u > np.maximum(floor, least(u)[0])).any():  # policies went in a circle
        u = floor
        for _ in range(200):
            u = np.maximum(floor, least(u)[0] - game.pad / 10)
    return u


def highest(
    game: StateRows, given: _RowOffers, directions: FloatArray, start: FloatArray
) -> FloatArray:
    """Points (states, directions, 2) that reach the fixed point of T, from levels above it."""
    payoff, chance = game.payoff[given.rows], game.chance[given.rows]
    today = payoff @ directions.T
    most, kind = _binding(given, directions)
    points, x = np.zeros((*start.shape, 2)), start.copy()
    moving, settled = np.arange(len(directions)), False
    for step in range(200):
        later = today[:, moving] + chance @ x[:, moving]
        both = settled or step < _FREE or not step
        if both:
            slack = later < most[:, moving] - game.pad
        row = _best(np.where(slack, later, most[:, moving]), given.ends)
        free = slack[row, np.arange(len(moving))][..., None]
        ahead = np.where(free, chance[row], 0).swapaxes(0, 1)
        now = np.where(free, payoff[row], given.points[kind[row, moving], row]).swapaxes(0, 1)
        after = np.linalg.solve(np.eye(len(start)) - ahead, now).swapaxes(0, 1)
        points[:, moving] = after
        reached = (after * directions[moving]).sum(axis=2)
        still = (abs(reached - x[:, moving]) > game.near).any(axis=0)
        x[:, moving] = reached
        settled = not still.any()
        if settled and both:
            break
        if step < _FREE:
            moving, slack = moving[still], slack[:, still]
    return points


def _binding(given: _RowOffers, directions: FloatArray) -> tuple[FloatArray, IntArray]:
    """The least of five bounds for each row and direction, and which it is."""
    below = (directions <= 0).all(axis=1)
    most = np.where(below, given.points[4] @ directions.T, np.inf)
    kind = np.full(most.shape, 4)
    for k, (i, sign) in enumerate(_ENDS):
        some = np.flatnonzero(sign * directions[:, 1 - i] >= 0)
        n, f = directions[some], given.edges[k]
        leans = np.outer(f[:, i], abs(n[:, 1 - i])) >= np.outer(abs(f[:, 1 - i]), n[:, i])
        value = np.where(leans, given.points[k] @ n.T, np.inf)
        less = value < most[:, some]
        most[:, some] = np.where(less, value, most[:, some])
        kind[:, some] = np.where(less, k, kind[:, some])
    return most, kind


def _best(value: FloatArray, ends: list[int]) -> IntArray:
    """The row of the largest value of each state, (states, columns)."""
    return np.array([a + value[a:b].argmax(axis=0) for a, b in itertools.pairwise(ends)])

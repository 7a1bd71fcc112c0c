r"""Payoff sets of many partnerships of two, the batch last: sets around them, and sets inside.

A tuple of sets W generates, at every level of trust and in all conditions,

    co U_a { v = (1 - delta) g(a) + delta w :  w in sum p(y | a) W_y,  v >= least(a) },

a being who contributes; as a deviator is left, which is the worst for it, `least` is given. Around:
levels in fixed directions, brought down round by round. Inside: corners that face the future of
both members, each generated on the line through two corners next to each other.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, FloatArray
from ..pair_payoffs import NOBODY, PairPayoffs

#: The row in which all leave.
_LEAVE = 4
#: A step by less, as a part of the largest payoff, is rounding.
_SAME = 1e-11
#: Rounds after which games that are settled are put aside.
_TURNS = 8


class _BatchCorners(NamedTuple):
    """Corners (K, 2, L, T, N), and how each is reached: (K, L, T, N) each."""

    points: FloatArray
    row: Array  #: who contributes; 4: all leave
    between: Array  #: what follows lies between this corner and the next one
    share: FloatArray  #: of the way from the first to the second
    change: FloatArray  #: (N,): how far the last round moved a corner


class _Fan(NamedTuple):
    """Directions all around, and in which order levels follow from those of others."""

    directions: FloatArray  #: (M, 2)
    #: For a member: directions in which it counts ever less to the other, who is on one side.
    #: Levels of those before bound that of each, as every payoff gives the member enough.
    turns: tuple[tuple[int, tuple[int, ...]], ...]
    ahead: tuple[int, ...]  #: Directions that give no member a negative weight.


def fan(count: int) -> _Fan:
    """So many directions, evenly spaced."""
    angle = 2 * np.pi * np.arange(count) / count
    ways = np.round(np.stack([np.cos(angle), np.sin(angle)], axis=1), 15)
    turns = []
    for i, side in itertools.product((0, 1), (1, -1)):
        part = np.flatnonzero(side * ways[:, 1 - i] > 0)
        order = part[np.argsort(-ways[part, i] / abs(ways[part, 1 - i]))]
        turns.append((i, tuple(order.tolist())))
    ahead = np.flatnonzero((ways >= 0).all(axis=1)).tolist()
    return _Fan(ways, tuple(turns), tuple(ahead))


def _box(game: PairPayoffs, used: _Fan) -> FloatArray:
    """Levels (M, L, T, N) of all payoffs, whoever contributes for ever."""
    most = np.einsum("mi,riltn->mrltn", used.directions, game.now).max(axis=(1, 2, 3))
    every = np.maximum(most / (1 - game.terms.delta), 0)[:, None, None]
    return np.broadcast_to(every, (len(every), *game.now.shape[2:])).copy()


def _next_levels(game: PairPayoffs, used: _Fan, levels: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Levels after one round, and which rows (4, L, T, N) can be played at all."""
    both, other = game.after(levels)
    most = np.einsum("mi,riltn->mrltn", used.directions, game.now)
    most[:, 0] += both[:, :, None]
    most[:, 1:] += other[:, None, :, None]
    alive = np.ones(most.shape[1:], dtype=bool)
    for m in used.ahead:
        needed = np.einsum("i,riltn->rltn", used.directions[m], game.least)
        alive &= needed <= most[m] + game.near
    new = most.copy()
    for d, i in np.argwhere(used.directions == -1):  # straight against a member
        np.minimum(new[d], -game.least[:, i], out=new[d])
    for i, order in used.turns:
        # d = weight * m - (a positive number) * (the unit vector of i) for each m before d
        lowest: Any = np.inf
        for d in order:
            enough = used.directions[d, i] * game.least[:, i]
            other = abs(used.directions[d]).tolist()[1 - i]
            np.minimum(new[d], other * lowest + enough, out=new[d])
            lowest = np.minimum(lowest, (most[d] - enough) / other)
    return np.where(alive, new, 0).max(axis=1).clip(min=0), alive


def nobody(
    game: PairPayoffs, used: _Fan, levels: FloatArray, alive: BoolArray, slack: FloatArray
) -> BoolArray:
    """Where levels, and the rows that they leave, show that nobody contributes."""
    # Below its founding level a partnership gets only if somebody does not contribute.
    reached = np.arange(game.now.shape[2])[:, None] <= game.terms.founding
    some = alive[:NOBODY].any(axis=0) & reached[:, None] & (game.terms.chance > 0)
    joint = next(m for m in used.ahead if np.ptp(used.directions[m]) == 0)
    top = game.founded(levels[joint]) / used.directions[joint, 0]
    return np.asarray(~some.any(axis=(0, 1)) | (top <= game.idle + slack))


def rounds(game: PairPayoffs, used: _Fan, most_rounds: int) -> list[FloatArray]:
    """Levels round by round, until they show in all games that nobody contributes."""
    levels, slack = [_box(game, used)], slack_of(game)
    for _ in range(most_rounds):
        new, alive = _next_levels(game, used, levels[-1])
        levels.append(new)
        if nobody(game, used, new, alive, slack).all():
            break
    return levels


def around(game: PairPayoffs, used: _Fan, most_rounds: int) -> tuple[BoolArray, FloatArray]:
    """Where nobody contributes in any equilibrium, and levels of all payoffs."""
    slack = slack_of(game)
    last, none = _box(game, used), np.zeros(len(slack), dtype=bool)
    rest, now, levels = np.arange(len(slack)), game, last
    for turn in range(1, most_rounds + 1):
        new, alive = _next_levels(now, used, levels)
        moved, levels = (levels - new).max(axis=(0, 1, 2)), new
        if turn % _TURNS and turn < most_rounds:
            continue
        last[..., rest] = levels
        none[rest] = nobody(now, used, levels, alive, slack[rest])
        on = ~none[rest] & (moved > slack[rest])
        if not on.any():
            break
        rest, now, levels = rest[on], now.take(on), levels[..., on]
    return none, last


def slack_of(game: PairPayoffs) -> FloatArray:
    """What is rounding, for each game."""
    return np.asarray(_SAME * abs(game.now / (1 - game.terms.delta)).max(axis=(0, 1, 2, 3)))


def inside(game: PairPayoffs, used: _Fan, levels: FloatArray, most_rounds: int) -> _BatchCorners:
    """Corners that generate each other, from those of sets around, if rounds come to rest."""
    slack = slack_of(game)
    ways = _facing(used)
    start = _start(used, levels)
    change = np.full(len(slack), np.inf)
    shape = start[:, 0].shape
    every = _BatchCorners(
        start, np.zeros(shape, int), np.zeros(shape, int), np.zeros(shape), change
    )
    rest, now, points = np.arange(len(slack)), game, start
    for turn in range(1, most_rounds + 1):
        step = _generate(now, ways, points)
        points = step.points
        if turn % _TURNS and turn < most_rounds:
            continue
        for own, new in zip(every, step, strict=True):
            own[..., rest] = new
        on = step.change > slack[rest]
        if not on.any():
            break
        rest, now, points = rest[on], now.take(on), points[..., on]
    return every


def _facing(used: _Fan) -> FloatArray:
    """Directions (K, 2) between those ahead, and one on either side of them."""
    step = 2 * np.pi / len(used.directions)
    angle = step * (np.arange(len(used.ahead) + 1) - 0.5)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _start(used: _Fan, levels: FloatArray) -> FloatArray:
    """Where levels next to each other meet, (K, 2, L, T, N), no member with less than outside."""
    count = len(used.directions)
    around_ = [(used.ahead[0] - 1) % count, *used.ahead, used.ahead[-1] + 1]
    points = [
        np.einsum("ij,j...->i...", np.linalg.inv(used.directions[[a, b]]), levels[[a, b]])
        for a, b in itertools.pairwise(around_)
    ]
    return np.asarray(np.maximum(np.stack(points), 0))


def _generate(game: PairPayoffs, ways: FloatArray, points: FloatArray) -> _BatchCorners:
    """The farthest points of one round in all directions."""
    both, other = (own[..., None, :] for own in game.after(points))
    follows = np.concatenate([both[None], *[other[None]] * NOBODY]) + game.now[:, None]
    start, way = follows[:, :-1], np.diff(follows, axis=1)
    shares = np.stack(_fitting(start, way, game.least[:, None]), axis=2)  # (4, K - 1, 2, ...)
    none = shares[:, :, 0] > shares[:, :, 1]
    ends = (
        start[:, :, None] + np.where(none[:, :, None], 0, shares)[:, :, :, None] * way[:, :, None]
    )
    ends[np.broadcast_to(none[:, :, None, None], ends.shape)] = 0  # to leave brings as much
    flat = ends.reshape(-1, *points.shape[1:])
    far = np.einsum("dm,cmltn->dcltn", ways, flat)
    place = far.argmax(axis=1)
    leave = np.take_along_axis(far, place[:, None], axis=1)[:, 0] <= 1e-13
    new = np.take_along_axis(flat[None], place[:, None, None], axis=1)[:, 0]
    new = np.where(leave[:, None], 0, new)
    share = np.take_along_axis(shares.reshape(1, -1, *leave.shape[1:]), place[:, None], axis=1)
    row, between = np.divmod(place // 2, len(points) - 1)
    return _BatchCorners(
        new,
        np.where(leave, _LEAVE, row),
        between,
        share[:, 0],
        abs(new - points).max(axis=(0, 1, 2, 3)),
    )


def _fitting(
    start: FloatArray, way: FloatArray, least: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Which part of a line, from 0 to 1, gives both enough; if none, the first end is larger."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at = (least - start) / way
    low = np.where(way > 0, at, 0).max(axis=2).clip(min=0)
    high = np.where(way < 0, at, 1).min(axis=2).clip(max=1)
    short = ((way == 0) & (start < least)).any(axis=2)
    return low, np.where(short, -1, high)

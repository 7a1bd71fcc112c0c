"""Levels that no equilibrium payoff is above, from one table to the next, without tolerance.

What row a gives in direction n is at most H_a(n), the level of all its promises. Where player i
just complies, every f with n = alpha f - beta e_i and alpha, beta >= 0 bounds it, by alpha H_a(f) -
beta r_i. Levels x >= T(x), the most over rows of the least of that and of today's payoff with
promises at x, hold all equilibrium payoffs, for T is a contraction; and so do least payoffs u <=
Phi(u). Every choice of directions is as good.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...types import BoolArray, FloatArray, IntArray
from ..levels import LevelTable, lowest
from ..moves import Moves, floor_of

#: Directions that are nearer to a line bound nothing on it.
_STEEP = 1e-10
#: Levels that contradict each other by less do so by rounding.
_ROUNDED = 1e-12


class _TableGaps(NamedTuple):
    """What tables show: by how much an inequality fails, and whether a state is left empty."""

    over: float
    empty: bool


class _Offers(NamedTuple):
    """What rows can give: those that are left, and of equal ones those that need least."""

    rows: IntArray
    fan: FloatArray
    most: FloatArray  #: shape (rows, directions): levels of all that promises bring
    need: FloatArray  #: shape (rows, 2): what the best deviation brings

    def end(self, i: int, sign: int) -> tuple[FloatArray, FloatArray]:
        """The edge that ends the line on which player i just complies, and where it does."""
        at = np.flatnonzero(sign * self.fan[:, 1 - i] > _STEEP)
        other = self.most[:, at] - self.need[:, [i]] * self.fan[at, i] + 3e-15
        other /= abs(self.fan[at, 1 - i])
        least = other.argmin(axis=1)
        return self.fan[at[least]], sign * other[np.arange(len(other)), least]


def gaps_of(moves: Moves, tables: Sequence[LevelTable]) -> _TableGaps:
    """Go through all tables; the first one has to hold all payoffs."""
    live, first = np.ones(len(moves.state), bool), tables[0]
    over = [(np.maximum(first.directions, 0).sum(axis=1) - first.levels).max()]
    for before, after in itertools.pairwise(tables):
        for least, fails in ((floor_of(before), _threats), (after.threats, _levels)):
            live, given = _offers(moves, before, least, live)
            if given is None:
                return _TableGaps(float(np.max(over)), empty=True)
            over.append(fails(moves, given, before, after, live))
        if after.void and _disjoint(after):
            return _TableGaps(float(np.max(over)), empty=True)
    return _TableGaps(float(np.max(over)), empty=False)


def _disjoint(table: LevelTable) -> bool:
    """Whether three half-planes of a state have no point in common."""
    state, *three = table.void
    f, levels = table.directions[three], table.reached[state, three]
    # Weights with which the directions sum to nothing; levels that do not leave no payoff.
    weights = _cross(np.roll(f, -1, axis=0), np.roll(f, -2, axis=0))
    off = abs(weights @ f).max() * np.sqrt(2)
    return bool((weights >= 0).all() and weights @ levels < -_ROUNDED - off)


def _offers(
    moves: Moves, before: LevelTable, least: FloatArray, live: BoolArray
) -> tuple[BoolArray, _Offers | None]:
    """Rows that no weights of both players rule out; None if a state has none."""
    fan, need = before.directions, moves.needed(least)
    rows = np.flatnonzero(live)
    rows = rows[lowest(moves.same[rows], need[rows])]
    most, need = moves.today[rows] @ fan.T + moves.later[rows] @ before.levels, need[rows]
    ahead = (fan >= 0).all(axis=1)
    fits = (most[:, ahead] >= need @ fan[ahead].T).all(axis=1)
    live = live.copy()
    live[rows[~fits]] = False
    given = _Offers(rows[fits], fan, most[fits], need[fits])
    empty = len(set(moves.state[given.rows].tolist())) < len(before.levels)
    return live, None if empty else given


def _threats(
    moves: Moves, given: _Offers, before: LevelTable, after: LevelTable, live: BoolArray
) -> float:
    """How far what players are said to get exceeds what they get at least if that follows."""
    # Which of equal rows needs least depends on what follows: of each the least of all.
    need, every = moves.needed(after.threats), np.full((moves.same.max() + 1, 2), np.inf)
    np.minimum.at(every, moves.same[live], need[live])
    threat = every[moves.same[given.rows]]
    for i in (0, 1):
        edge, other = given.end(1 - i, -1)
        threat[:, i] = np.maximum(threat[:, i], np.where(edge[:, 1 - i] >= 0, other, -np.inf))
    least = np.maximum(floor_of(before), -moves.highest(-threat, given.rows))
    return float((after.threats - least).max())


def _levels(moves: Moves, given: _Offers, _: LevelTable, after: LevelTable, __: BoolArray) -> float:
    """How far rows reach above the new levels, and sets above what bounds them."""
    bound = moves.today[given.rows] @ after.directions.T + moves.later[given.rows] @ after.reached
    for least in _bounds(given, after.directions):
        bound = np.minimum(bound, least)
    over = [(moves.highest(bound, given.rows) - after.reached).max()]
    for facets, x, own in zip(after.facets, after.reached, after.levels, strict=True):
        crossing = levels_between(after.directions[facets], x[facets], after.directions)
        over.append((np.minimum(x, crossing) - own).max())
    return float(np.max(over))


def _bounds(given: _Offers, n: FloatArray) -> Iterator[FloatArray]:
    """Bounds of each row where somebody just complies; infinite where they say nothing."""
    yield np.where((n <= 0).all(axis=1), given.need @ n.T, np.inf)
    for i, sign in itertools.product((0, 1), (1, -1)):
        f, other = given.end(i, sign)
        leans = np.outer(f[:, i], abs(n[:, 1 - i])) >= np.outer(abs(f[:, 1 - i]), n[:, i])
        value = np.outer(given.need[:, i], n[:, i]) + np.outer(other, n[:, 1 - i])
        yield np.where(leans & (sign * n[:, 1 - i] >= 0), value, np.inf)


def levels_between(fan: FloatArray, levels: FloatArray, normals: FloatArray) -> FloatArray:
    """Levels of other directions, each between two neighbours; infinite where there are none."""
    turn = np.arctan2(fan[:, 1], fan[:, 0])
    order = np.argsort(turn, kind="stable")
    place = np.searchsorted(turn[order], np.arctan2(normals[:, 1], normals[:, 0]), side="right")
    j, k = order[place - 1], order[place % len(fan)]
    area = _cross(fan[j], fan[k])
    with np.errstate(divide="ignore", invalid="ignore"):
        a = np.maximum(_cross(normals, fan[k]) / area, 0)
        b = np.maximum(_cross(fan[j], normals) / area, 0)
        # Neighbours can be so close that only the ratio of the weights is precise.
        made = a[:, None] * fan[j] + b[:, None] * fan[k]
        size = (normals * normals).sum(axis=1) / (made * normals).sum(axis=1)
        values = size * (a * levels[j] + b * levels[k])
    return np.where(area > 0, values, np.inf)


def _cross(f: FloatArray, g: FloatArray) -> FloatArray:
    return np.asarray(f[:, 0] * g[:, 1] - f[:, 1] * g[:, 0])

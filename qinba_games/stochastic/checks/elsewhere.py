"""A policy of a stochastic game is self-enforcing nowhere outside of some intervals of patience.

More patience need not help, so that nothing follows from one discount factor for another. But
bounds can be had for a whole cell of them: (1 - delta) G + delta E[U] is linear in delta, so that
the larger of its values at both ends bounds it from above, and the smaller from below. With these,
profiles fall as in the record of one discount factor. A policy fails in a cell where even so it
breaks a constraint, or where it is to be the first best and the best that is left is worth less
than what some policy is worth for certain. A cell in which that is not so is cut in two, and both
parts begin with its bounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...common.spans import Spans
from ...types import Array, BoolArray, FloatArray, IntArray
from ..stochastic_game import StochasticGame

#: Patience up to which this is looked at, and how near to an end of an interval nothing is claimed.
LAST, NEAR = 1 - 1e-3, 1e-5
#: Rounds for the cells of one width, rows of all cells, and cells that are looked at in all.
_ROUNDS, _ROWS, _CELLS = 40, 200_000, 3000
#: What two values have to differ by, as a part of the range of payoffs.
_CLEAR = 1e-10


class _Cells(NamedTuple):
    """Cells of patience with what is known of all discount factors in each."""

    ends: FloatArray  #: shape (2, cells)
    most: FloatArray  #: what all can reach together at most
    least: FloatArray  #: shape (n, cells, states)
    told: FloatArray  #: the most that the policy brings, or the least that the first best does
    left: BoolArray  #: shape (cells, rows)

    def take(self, some: Array) -> _Cells:
        ends, least = self.ends[:, some], self.least[:, some]
        return _Cells(ends, self.most[some], least, self.told[some], self.left[some])


class _Game:
    """Payoffs counted from a middle one, and which rows belong together."""

    def __init__(self, game: StochasticGame) -> None:
        own = game.payoffs.astype(float)
        self.game, self.own = game, own - np.median(own, axis=0)
        self.together = self.own.sum(axis=1)
        self.chance = game.probability.astype(float)
        self.starts = np.searchsorted(game.state, np.arange(len(game.states)))
        self.clear = _CLEAR * max(float(np.ptp(self.own)), 1e-300)
        self.groups = [_group(game, i) for i in range(game.n_players)]

    def after(self, values: FloatArray) -> FloatArray:
        """Expected value of the next state, by cell and row."""
        weighted = values[:, self.game.successor] * self.chance
        return np.asarray(np.add.reduceat(weighted, self.game.first_successor[:-1], axis=1))

    def ends(self, now: FloatArray, values: FloatArray, ends: FloatArray) -> FloatArray:
        """(1 - delta) of today and delta of what follows, at both ends of every cell."""
        d = ends[:, :, None]
        return np.asarray((1 - d) * now + d * self.after(values))

    def deviating(self, i: int, cells: _Cells) -> FloatArray:
        """What the best deviation of a player from every row is worth to it at least."""
        alone = self.ends(self.own[:, i], cells.least[i], cells.ends).min(axis=0)
        group, order, first = self.groups[i]
        return np.asarray(np.maximum.reduceat(alone[:, order], first, axis=1)[:, group])


def _group(game: StochasticGame, i: int) -> tuple[IntArray, IntArray, IntArray]:
    """Rows that differ in what a player does only: group of each, order, where groups begin."""
    key = np.column_stack([game.state, np.delete(game.action, i, axis=1)])
    group = np.unique(key, axis=0, return_inverse=True)[1].ravel()
    size = np.bincount(group)
    return group, np.argsort(group, kind="stable"), np.cumsum(size) - size


def fails_outside(game: StochasticGame, policy: IntArray | None, spans: Spans) -> bool | None:
    """Whether a policy is proved not to be self-enforcing outside of `spans`; else None."""
    # Nearer than `NEAR` to an end and beyond `LAST` nothing is asked. Without a policy it is
    # whatever is worth most, sought in every state.
    known = _Game(game)
    gaps = [
        (low + NEAR * (low > 0), min(high - NEAR, LAST))
        for low, high in spans.complement()
        if low + NEAR < min(high - NEAR, LAST)
    ]
    if not gaps:
        return True
    cells, seen = _whole(known, np.array(gaps, dtype=float).T, policy), 0
    while len(cells.most):
        seen += len(cells.most)
        if seen > _CELLS or cells.left.size > _ROWS:
            return None
        cells = _still_open(known, cells, policy)
        low, high = cells.ends
        if (high - low < NEAR / 4).any():
            return None
        cells = cells.take(np.repeat(np.arange(len(low)), 2))
        cells.ends[0, 1::2] = cells.ends[1, ::2] = (low + high) / 2
    return True


def _whole(known: _Game, ends: FloatArray, policy: IntArray | None) -> _Cells:
    """What holds at every patience: no more than the largest payoff, no less than the least."""
    shape, low = (ends.shape[1], len(known.game.states)), known.own.min(axis=0)
    first = known.together.min() if policy is None else known.together.max()
    return _Cells(
        ends,
        np.full(shape, known.together.max()),
        np.tile(low[:, None, None], (1, *shape)),
        np.full(shape, first),
        np.ones((shape[0], len(known.own)), dtype=bool),
    )


def _still_open(known: _Game, cells: _Cells, policy: IntArray | None) -> _Cells:
    """Cells in which the policy may hold, with better bounds."""
    for _ in range(_ROUNDS):
        reached = known.ends(known.together, cells.most, cells.ends).max(axis=0)
        held = np.stack([known.deviating(i, cells) for i in range(len(known.groups))])
        needed = held.sum(axis=0) - known.clear
        left = cells.left & (reached >= needed)
        most = np.maximum.reduceat(np.where(left, reached, -np.inf), known.starts, axis=1)
        least = np.minimum.reduceat(np.where(left, held, np.inf), known.starts, axis=2)
        told = known.ends(known.together, cells.told, cells.ends)
        if policy is None:
            told = np.maximum.reduceat(told.min(axis=0), known.starts, axis=1)
            failed = (most < told - known.clear).any(axis=1)
        else:
            told = told.max(axis=0)[:, policy]
            failed = (told < needed[:, policy]).any(axis=1)
        failed |= (most == -np.inf).any(axis=1)  # there is no equilibrium at all
        cells = cells._replace(most=most, least=least, told=told, left=left).take(~failed)
        if not len(cells.most):
            break
    return cells

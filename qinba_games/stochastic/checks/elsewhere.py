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

from typing import Any, NamedTuple

import numpy as np

from ...common.spans import Spans
from ...game.table import by_segment
from ...types import Array, BoolArray, FloatArray, IntArray
from ..proof import table_of
from ..stochastic_game import StochasticGame

#: Patience up to which this is looked at, and how near to an end of an interval nothing is claimed.
LAST, NEAR = 1 - 1e-3, 1e-5
#: Rounds for the cells of one width, rows of all cells, and cells that are looked at in all.
_ROUNDS, _ROWS, _CELLS = 40, 200_000, 3000
#: What two values have to differ by, as a part of the range of payoffs.
_CLEAR = 1e-10


class _PatienceCells(NamedTuple):
    """Cells of patience with what is known of all discount factors in each; cells are last."""

    ends: FloatArray  #: shape (2, cells)
    most: FloatArray  #: shape (states, cells): what all can reach together at most
    least: FloatArray  #: shape (states, n, cells)
    told: FloatArray  #: the most that the policy brings, or the least that the first best does
    left: BoolArray  #: shape (rows, cells)

    def take(self, some: Array) -> _PatienceCells:
        parts: Any = self
        return _PatienceCells(*(part[..., some] for part in parts))


class _Game:
    """Payoffs counted from a middle one, and which rows belong together."""

    def __init__(self, game: StochasticGame) -> None:
        own = game.payoffs.astype(float)
        self.table, self.own = table_of(game, 0, exact=False), own - np.median(own, axis=0)
        self.together = self.own.sum(axis=1)
        self.clear = _CLEAR * max(float(np.ptp(self.own)), 1e-300)

    def ends(self, now: FloatArray, values: FloatArray, ends: FloatArray) -> FloatArray:
        """(1 - delta) of today and delta of what follows, at both ends of every cell."""
        after = self.table.lotteries.expect(values)
        return np.stack([(1 - d) * now[..., None] + d * after for d in ends])

    def deviating(self, cells: _PatienceCells) -> FloatArray:
        """What everybody's best deviation from every row is worth at least, (rows, n, cells)."""
        alone, table = self.ends(self.own, cells.least, cells.ends).min(axis=0), self.table
        best = by_segment(np.maximum, alone[table.replies.then, table.replier], table.first)
        return np.asarray(best[table.menu])


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
    cells, total = _whole(known, np.array(gaps, dtype=float).T, policy), 0
    while count := cells.left.shape[1]:
        total += count
        if total > _CELLS or cells.left.size > _ROWS:
            return None
        cells = _still_open(known, cells, policy)
        low, high = cells.ends
        if (high - low < NEAR / 4).any():
            return None
        cells = cells.take(np.repeat(np.arange(low.size), 2))
        cells.ends[0, 1::2] = cells.ends[1, ::2] = (low + high) / 2
    return True


def _whole(known: _Game, ends: FloatArray, policy: IntArray | None) -> _PatienceCells:
    """What holds at every patience: no more than the largest payoff, no less than the least."""
    states, cells, low = known.table.states, ends.shape[1], known.own.min(axis=0)
    first, most = known.together.min(), known.together.max()
    return _PatienceCells(
        ends,
        np.full((states, cells), most),
        np.tile(low[:, None], (states, 1, cells)),
        np.full((states, cells), first if policy is None else most),
        np.ones((len(known.own), cells), dtype=bool),
    )


def _still_open(known: _Game, cells: _PatienceCells, policy: IntArray | None) -> _PatienceCells:
    """Cells in which the policy may hold, with better bounds."""
    first = known.table.first_row
    for _ in range(_ROUNDS):
        reached = known.ends(known.together, cells.most, cells.ends).max(axis=0)
        deviations = known.deviating(cells)
        needed = deviations.sum(axis=1) - known.clear
        rest = cells.left & (reached >= needed)
        most = by_segment(np.maximum, np.where(rest, reached, -np.inf), first)
        least = by_segment(np.minimum, np.where(rest[:, None], deviations, np.inf), first)
        value = known.ends(known.together, cells.told, cells.ends)
        if policy is None:
            value = by_segment(np.maximum, value.min(axis=0), first)
            failed = (most < value - known.clear).any(axis=0)
        else:
            value = value.max(axis=0)[policy]
            failed = (value < needed[policy]).any(axis=0)
        failed |= (most == -np.inf).any(axis=0)  # there is no equilibrium at all
        cells = cells._replace(most=most, least=least, told=value, left=rest).take(~failed)
        if failed.all():
            break
    return cells

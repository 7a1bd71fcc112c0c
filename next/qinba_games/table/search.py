"""Branch and bound over boxes of rows: the best equilibrium where the best rows are none.

All games of a batch at once: each has a pile of boxes, and a round opens the top one of each. It
starts from policies that play one row wherever it is allowed, so that bounds prune early.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..core.numbers import Numbers
from .decision import best, preferred
from .solver import contented, eliminate, possible, upheld
from .table import Table

#: Rounds after which the search is cut off.
ROUNDS = 1000
#: A search that found nothing has not shown that nothing exists.
CUT_OFF = "the search was cut off before it found an equilibrium. There may be one"


class Incumbent(NamedTuple):
    """The best equilibria so far: rows (Y, T, N), values (Y, N); if any, and if the best of all."""

    rows: Numbers
    values: Numbers
    exists: Numbers
    complete: Numbers


def search(
    table: Table,
    low: Numbers,
    allowed: Numbers,
    aim: Numbers | None = None,
    order: Sequence[int] | None = None,
) -> Incumbent:
    """The equilibrium within a box of rows with the most of `aim`, (Y, T, R, N), by default joint.

    Values are compared at the nodes of `order`, one after the other; as good ones by rows.
    """
    nodes, times, _, games = allowed.shape
    incumbent = Incumbent(
        np.zeros((nodes, times, games), dtype=int),
        np.zeros((nodes, games), dtype=int).astype(table.pays.dtype),
        np.zeros(games, dtype=bool),
        np.ones(games, dtype=bool),
    )
    aim = table.joint if aim is None else aim
    each = _Search(table, low, aim, list(range(table.starts) if order is None else order))
    each.begin(incumbent, allowed)
    piles = [[allowed[..., k]] for k in range(games)]
    for _ in range(ROUNDS):
        active = np.array([k for k in range(games) if piles[k]], dtype=int)
        if not active.size:
            return incumbent
        boxes = np.stack([piles[k].pop() for k in active], axis=-1)
        for k, parts in each.open(incumbent, active, boxes):
            piles[k] += parts
    incumbent.complete[[k for k in range(games) if piles[k]]] = False
    return incumbent


class _Search(NamedTuple):
    """The question, which does not change while boxes are opened."""

    table: Table
    low: Numbers
    aim: Numbers
    order: list[int]

    def begin(self, incumbent: Incumbent, allowed: Numbers) -> None:
        """One row wherever it is allowed, the first that is elsewhere."""
        every = np.arange(allowed.shape[-1])
        for row in range(allowed.shape[2]):
            rows = np.where(allowed[:, :, row], row, allowed.argmax(axis=2))
            values = self.table.evaluate(rows, self.aim[..., None, :])[:, 0]
            fine = upheld(self.table, rows, self.low)
            self._take(incumbent, every, rows, values, fine)

    def open(
        self, incumbent: Incumbent, games: Numbers, boxes: Numbers
    ) -> list[tuple[int, list[Numbers]]]:
        """Take the best of every box if it is an equilibrium, else cut the box in parts."""
        boxes = eliminate(self.table.take(games), boxes, self.low[..., games]).allowed
        some = possible(boxes)
        games, boxes = games[some], boxes[..., some]
        if not games.size:
            return []
        table, low = self.table.take(games), self.low[..., games]
        chosen = best(table, self.aim[..., games], boxes)
        rows = preferred(table, chosen, boxes)
        fine = contented(table, rows, low)
        whole = fine.all(axis=(0, 1))
        better = self._improves(incumbent, games, rows, chosen.values)
        self._take(incumbent, games, rows, chosen.values, whole & better)
        return [
            (games[k], _parts(boxes[..., k], fine[..., k])) for k in np.flatnonzero(better & ~whole)
        ]

    def _take(
        self, incumbent: Incumbent, games: Numbers, rows: Numbers, values: Numbers, fine: Numbers
    ) -> None:
        take = fine & self._improves(incumbent, games, rows, values)
        incumbent.rows[..., games[take]] = rows[..., take]
        incumbent.values[..., games[take]] = values[..., take]
        incumbent.exists[games[take]] = True

    def _improves(
        self, incumbent: Incumbent, games: Numbers, rows: Numbers, values: Numbers
    ) -> Numbers:
        """Larger at the first node that differs, or as large and earlier in the order of rows."""
        more = (values - incumbent.values[..., games])[self.order]
        differs = abs(more) > self.table.near[games]
        larger = np.take_along_axis(more, differs.argmax(axis=0)[None], axis=0)[0] > 0
        change = (rows - incumbent.rows[..., games]).reshape(-1, len(games))
        first = np.take_along_axis(change, (change != 0).argmax(axis=0)[None], axis=0)[0]
        return ~incumbent.exists[games] | np.where(differs.any(axis=0), larger, first < 0)


def _parts(box: Numbers, fine: Numbers) -> list[Numbers]:
    """Row by row in one state, the first row last; a state in which somebody deviates, if any."""
    choices = box.sum(axis=2)
    if (choices <= 1).all():
        return []
    at = np.unravel_index(int(((choices > 1) * (2 - fine)).argmax()), choices.shape)
    parts = []
    for row in np.flatnonzero(box[at])[::-1]:
        part = box.copy()
        part[at] = np.arange(box.shape[2]) == row
        parts.append(part)
    return parts

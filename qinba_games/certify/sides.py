"""Whether something better than what is played exists in games of a table, game by game."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..game.table import of_games
from ..game.witness import Part, PenalCode, Play, Tree
from ..types import Array, BoolArray
from .kernel import Kernel
from .play import equilibrium
from .record import OPEN, at_most, optimality

#: So many false games of a part are named; of the others nothing is shown then.
_NAMED = 8


class Side(NamedTuple):
    """What is shown of better equilibria of N games."""

    better: BoolArray  #: where a witness is false, or what is played is not what it says
    gap: Array  #: by how much something may be better

    @classmethod
    def unknown(cls, count: int) -> Side:
        """Nothing is shown of any game."""
        return cls(np.zeros(count, dtype=bool), np.full(count, np.inf))

    def against(self, proven: Array) -> Side:
        """The same beside what is said to be proven: that something may be better refutes it."""
        return self._replace(better=self.better | (proven & (self.gap > 0)))

    @property
    def outside(self) -> bool | None:
        """What is shown of all."""
        return False if self.better.any() else None if self.gap.max(initial=0) > 0 else True


def look(kernel: Kernel, part: Part, choice: Array) -> Side:
    """What a witness of all games of a kernel shows of choices in states, shape (N, states)."""
    table, count = kernel.table, len(choice)
    rows, played = part.play.rows.copy(), choice.T
    if len(played) > len(rows) or rows.shape[1] != count:
        return Side(np.ones(count, dtype=bool), np.full(count, np.inf))
    rows[: len(played)] = table.first_row[: len(played), None] + played
    # What cannot be agreed on in the first place need not fall.
    rounds = (one._replace(eliminated=one.eliminated & table.open) for one in part.tree.rounds)
    tree = part.tree._replace(rounds=tuple(rounds))
    part = part._replace(play=part.play._replace(rows=rows), tree=tree)
    side, games = Side.unknown(count), np.arange(count)
    for _ in range(_NAMED):
        few = kernel if len(games) == count else kernel.take(games)
        found = _read(few, *of_games((part.play, part.tree, part.code), games))
        side.better[games] = found.better
        if not found.better.any():
            side.gap[games] = found.gap
            break
        # A kernel names the worst of the false games: the others are read without it.
        games = games[~found.better]
        if not games.size:
            break
    return side


def _read(kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None) -> Side:
    count = len(kernel.table.delta)
    side = Side(np.zeros(count, dtype=bool), np.zeros(count))
    for one in (*equilibrium(kernel, play, code), *optimality(kernel, play, tree, code)):
        if not one.size <= one.allowed:
            side.better[one.game] |= one.what not in OPEN
            side.gap[one.game] = max(side.gap[one.game], float(at_most(one)))
    return side

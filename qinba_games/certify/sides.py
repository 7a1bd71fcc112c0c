"""Whether something better than what is played exists in games of a table, game by game."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..game.witness import Part
from ..types import Array, BoolArray
from .judge import OPEN, at_most, equilibrium, optimality
from .kernel import Kernel


class Side(NamedTuple):
    """What is shown of better equilibria of N games."""

    better: BoolArray  #: where a witness is false, and what is played is not what it says
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
    play = part.play._replace(rows=rows)
    # What cannot be agreed on in the first place need not fall.
    rounds = (one._replace(eliminated=one.eliminated & table.open) for one in part.tree.rounds)
    tree = part.tree._replace(rounds=tuple(rounds))
    side = Side(np.zeros(count, dtype=bool), np.zeros(count))
    for one in (*equilibrium(kernel, play, part.code), *optimality(kernel, play, tree)):
        if not one.size <= one.allowed:
            side.better[one.game] |= one.what not in OPEN
            size = at_most(one) if one.what in OPEN else np.inf
            side.gap[one.game] = max(side.gap[one.game], float(size))
    return side

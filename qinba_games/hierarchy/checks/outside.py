"""Nothing better exists for pairs in their surroundings, given what happens above them.

Trust and environment together move as one chain, so that a pair is a partnership whose levels are
(trust, environment), trust first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...certify.kernel import Kernel
from ...certify.sides import Side, look
from ...game.table import of_games
from ...game.witness import Part
from ...types import Array
from .periods import Periods


def outside_of(period: Periods, choice: Array, witness: Sequence[tuple[Part, int]]) -> Side:
    """Whether something is better than what pairs do, (N, K, Z, T).

    `witness` has a part for each pair, and which of its games the pair is.
    """
    side, kernel = Side.unknown(len(choice)), Kernel(period.table())
    choice = choice.reshape(len(choice), -1)
    groups: dict[tuple[int, int], list[int]] = {}
    for row, (part, _) in enumerate(witness):
        alone = row if part.tree.branches else -1  # a game that is branched on is read alone
        groups.setdefault((id(part), alone), []).append(row)
    for rows in groups.values():
        part, games = witness[rows[0]][0], np.array([witness[row][1] for row in rows])
        few = Part(games, *of_games(part[1:], games))
        side.better[rows], side.gap[rows] = look(kernel.take(np.array(rows)), few, choice[rows])
    return side

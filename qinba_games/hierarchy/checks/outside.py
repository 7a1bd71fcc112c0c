"""Nothing better exists for pairs in their surroundings, given what happens above them.

Trust and environment together move as one chain, so that a pair is a partnership whose levels are
(trust, environment), trust first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...certify.kernel import Kernel
from ...certify.sides import Side, look
from ...game.table import Table, of_games
from ...game.witness import Part
from ...types import Array


class Shown(NamedTuple):
    """Pairs of one shape, what they do, and what shows that nothing is better."""

    table: Table
    choice: Array  #: shape (N, K, Z, T)
    witness: Sequence[tuple[Part, int]]  #: a part for each, and which of its games the pair is


def outside_of(looks: Sequence[Shown]) -> list[Side]:
    """Whether something is better than what pairs do; those of one shape are read together."""
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for k, one in enumerate(looks):
        alike.setdefault(one.table.shape, []).append(k)
    found: dict[int, Side] = {}
    for members in alike.values():
        side = _read([looks[k] for k in members])
        ends = np.cumsum([len(looks[k].choice) for k in members])[:-1]
        parts = zip(*(np.split(part, ends) for part in side), strict=True)
        found |= zip(members, (Side(*part) for part in parts), strict=True)
    return [found[k] for k in range(len(looks))]


def _read(looks: Sequence[Shown]) -> Side:
    """The same of all pairs of one shape."""
    first, *others = (one.table for one in looks)
    kernel = Kernel(first.beside(others))
    choice = np.concatenate([one.choice.reshape(len(one.choice), -1) for one in looks])
    witness = [shown for one in looks for shown in one.witness]
    side = Side.unknown(len(choice))
    groups: dict[tuple[int, int], list[int]] = {}
    for row, (part, _) in enumerate(witness):
        alone = row if part.tree.branches else -1  # a game that is branched on is read alone
        groups.setdefault((id(part), alone), []).append(row)
    for rows in groups.values():
        part, games = witness[rows[0]][0], np.array([witness[row][1] for row in rows])
        few = Part(games, *of_games(part[1:], games))
        side.better[rows], side.gap[rows] = look(kernel.take(np.array(rows)), few, choice[rows])
    return side

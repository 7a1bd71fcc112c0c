"""Pairs in surroundings that move by themselves, as a table read once more.

A node is a level of trust with a place of the surroundings, the place running fastest. In each
place a pair is a partnership as it is there; after a period its trust moves as it does there, and
the surroundings by their chain. The kernel reads whether something is better there, given what
happens above.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..certify.kernel import Kernel
from ..certify.record import Side, look
from ..game.table import Choices, Lotteries, Table, of_games
from ..game.witness import Part
from ..types import Array, IntArray


def in_surroundings(tables: Sequence[Table], around: Array) -> Table:
    """One table of partnerships of which there is one for every place; none of them is bound.

    `around`, shape (N, places, places), is how the surroundings of each move.
    """
    first, places = tables[0], len(tables)
    levels = len(first.start)
    size = (len(first.state) - 1) // levels  # rows of a level
    end = 2 * levels * places  # the lottery of the end
    parts = [(slice(k * size, (k + 1) * size), table) for k in range(levels) for table in tables]
    last = (slice(levels * size, None), first)
    menu, answers, whose = _menus([*parts, last])

    def rows(of: str) -> Array:
        return np.concatenate([getattr(table.rows, of)[some] for some, table in [*parts, last]])

    place = np.tile(np.repeat(np.arange(places), size), levels)
    level, kind = np.divmod(rows("then")[:-1], 2)
    then = np.append(2 * (level * places + place) + kind, end)
    replies = [(table.replies, some) for table, some in answers]
    times = (len(first.nodes.to) - 1) // levels
    drawn = np.tile(first.nodes.chance[:times], (levels * places, 1))
    count = levels * places
    return dataclasses.replace(
        first,
        state=np.append(np.repeat(np.arange(count * times), size // times), count * times),
        rows=Choices(rows("now"), rows("waits"), np.where(rows("waits"), then, end)),
        nodes=Lotteries(
            np.append(np.arange(0, count * times + 1, times), count * times + 1),
            np.arange(count * times + 1),
            np.concatenate([drawn, first.nodes.chance[-1:]]),
        ),
        lotteries=_moves(tables, around, levels).possible(),
        menu=menu,
        owner=np.concatenate([table.owner[some] for table, some in whose]),
        first=np.concatenate(
            [[0], np.cumsum(np.concatenate([np.diff(t.first)[some] for t, some in whose]))]
        ),
        replies=Choices(
            np.concatenate([part.now[some] for part, some in replies]),
            np.concatenate([part.waits[some] for part, some in replies]),
            np.full(sum(len(part.waits[some]) for part, some in replies), end),
        ),
        open=np.concatenate([table.open[some] for some, table in [*parts, last]]),
        feared=np.array([count]),
        start=np.arange(count),
        prefer=np.concatenate([table.prefer[some] for some, table in [*parts, last]]),
    )


def _menus(
    parts: Sequence[tuple[slice, Table]],
) -> tuple[IntArray, list[tuple[Table, slice]], list[tuple[Table, slice]]]:
    """Menus of rows that are put together, which replies these are, and which menus."""
    menus, answers, whose, count = [], [], [], 0
    known: dict[tuple[int, int], tuple[IntArray, slice, slice]] = {}
    for some, table in parts:
        key = id(table.menu), some.start  # mostly places differ in friction alone
        if key not in known:
            known[key] = _menus_of(some, table)
        own, here, replies = known[key]
        menus.append(np.where(own >= 0, own + count, -1))
        whose.append((table, here))
        answers.append((table, replies))
        count += here.stop - here.start
    return np.concatenate(menus), answers, whose


def _menus_of(some: slice, table: Table) -> tuple[IntArray, slice, slice]:
    """Menus of some rows, counted from their first one; which these are, and their replies."""
    own = table.menu[some]
    low, high = int(own[own >= 0].min()), int(own.max()) + 1
    replies = slice(int(table.first[low]), int(table.first[high]))
    return np.where(own >= 0, own - low, -1), slice(low, high), replies


def _moves(tables: Sequence[Table], around: Array, levels: int) -> Lotteries:
    """Where trust and surroundings go together from every node, and last to the end."""
    plain, places = tables[0].lotteries, len(tables)
    here = np.stack([table.lotteries.chance for table in tables])  # Z branches N
    onward, to, chance, sizes = np.moveaxis(around, 0, -1), list[Array](), list[Array](), [0]
    for k in range(levels):
        own_to, own, size = list[Array](), list[Array](), list[int]()
        for first, last in itertools.pairwise(plain.first[2 * k : 2 * k + 3].tolist()):
            for branch, level in enumerate(plain.to[first:last].tolist(), first):
                ends, one = level == levels, here[:, branch, None]
                own.append(one if ends else one * onward)
                own_to.append(level * places + np.arange(1 if ends else places))
            size.append(sum(map(len, own_to)) - sum(size))
        to.append(np.tile(np.concatenate(own_to), places))
        whole = np.concatenate(own, axis=1)
        chance.append(whole.reshape(-1, whole.shape[-1]))
        sizes += size * places
    end = [np.array([levels * places])], [plain.chance[-1:]]
    first_of = np.cumsum([*sizes, 1])
    return Lotteries(first_of, np.concatenate(to + end[0]), np.concatenate(chance + end[1]))


class PairProofs(NamedTuple):
    """Pairs of one shape, what they do, and what shows that nothing is better."""

    kernel: Kernel
    choice: Array  #: shape (N, K, Z, T)
    witness: Sequence[tuple[Part, int]]  #: a part for each, and which of its games the pair is


def outside_of(looks: Sequence[PairProofs]) -> list[Side]:
    """Whether something is better than what pairs do; those of one shape are read together."""
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for k, one in enumerate(looks):
        alike.setdefault(one.kernel.table.shape, []).append(k)
    sides: dict[int, Side] = {}
    for members in alike.values():
        side = _side([looks[k] for k in members])
        ends = np.cumsum([len(looks[k].choice) for k in members])[:-1]
        parts = zip(*(np.split(part, ends) for part in side), strict=True)
        sides |= zip(members, (Side(*part) for part in parts), strict=True)
    return [sides[k] for k in range(len(looks))]


def _side(looks: Sequence[PairProofs]) -> Side:
    """The same of all pairs of one shape."""
    first, *others = (one.kernel for one in looks)
    kernel = Kernel(first.table.beside([one.table for one in others])) if others else first
    choice = np.concatenate([one.choice.reshape(len(one.choice), -1) for one in looks])
    witness = [entry for one in looks for entry in one.witness]
    side = Side.unknown(len(choice))
    groups: dict[tuple[int, int], list[int]] = {}
    for row, (part, _) in enumerate(witness):
        alone = row if part.tree.branches else -1  # a game that is branched on is read alone
        groups.setdefault((id(part), alone), []).append(row)
    for rows in groups.values():
        part, games = witness[rows[0]][0], np.array([witness[row][1] for row in rows])
        every = np.array_equal(games, np.arange(part.play.rows.shape[-1]))
        few = part if every else Part(games, *of_games(part[1:], games))
        some = kernel if len(rows) == len(choice) else kernel.take(np.array(rows))
        side.better[rows], side.gap[rows] = look(some, few, choice[rows])
    return side

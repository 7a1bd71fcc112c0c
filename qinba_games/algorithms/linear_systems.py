"""What policies of many games earn: linear systems of one pattern, solved side by side.

Nodes are eliminated one by one, and nothing is ever subtracted (Grassmann, Taksar and Heyman 1985):
what goes on for a very long time counts as exactly as anything else. Numbers of all games lie side
by side in memory, and rows and columns are known to be empty before their first entry.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..game.table import Table
from ..types import Array, IntArray


class Link(NamedTuple):
    """A lottery to which rows of a node lead."""

    node: int
    lottery: int
    drawn: list[int]  #: branches of the node with states that have such a row
    onward: slice  #: branches of the lottery
    to: IntArray  #: nodes to which they lead


class MovePattern(NamedTuple):
    """The pattern of moves between nodes: nowhere else there is an entry."""

    links: list[Link]
    #: For every node where its row and its column begin, while those after it are eliminated.
    begins: list[tuple[int, int]]


def pattern_of(table: Table) -> MovePattern:
    """The pattern of the moves that the rows of a table allow."""
    links = _links(table)
    count = len(table.nodes.first) - 1
    row, column = np.arange(count), np.arange(count)
    for link in links:
        row[link.node] = min(row[link.node], link.to.min())
        column[link.to] = np.minimum(column[link.to], link.node)
    begins = []
    for k in reversed(range(count)):
        here, there = slice(column[k], k), slice(row[k], k)
        begins.append((int(row[k]), int(column[k])))
        row[here] = np.minimum(row[here], row[k])
        column[there] = np.minimum(column[there], column[k])
    return MovePattern(links, begins[::-1])


def _links(table: Table) -> list[Link]:
    nodes, lotteries, rows = table.nodes, table.lotteries, table.rows
    links = []
    for node in range(len(nodes.first) - 1):
        drawn = dict[int, list[int]]()
        for branch in range(nodes.first[node], nodes.first[node + 1]):
            state = nodes.to[branch]
            here = slice(table.first_row[state], table.first_row[state + 1])
            for lottery in sorted({*rows.then[here][rows.waits[here]].tolist()}):
                drawn.setdefault(lottery, []).append(branch)
        for lottery, branches in drawn.items():
            begin, end = lotteries.first[lottery : lottery + 2].tolist()
            once = len({*lotteries.to[begin:end].tolist()}) == end - begin
            for first in [begin] if once else range(begin, end):
                onward = slice(first, end if once else first + 1)
                links.append(Link(node, lottery, branches, onward, lotteries.to[onward]))
    return links


def moves_under(pattern: MovePattern, chance: Array, then: Array, ahead: Array) -> Array:
    """Chances of moving from node to node, (nodes, nodes, agents, N).

    `then`, (branches, agents, N), is the lottery that follows, `chance`, (branches, N), that of the
    branch, and `ahead`, (branches of lotteries, N), discounted chances.
    """
    count = len(pattern.begins)
    moves = np.zeros((count, count, *then.shape[1:]))
    for node, lottery, drawn, onward, to in pattern.links:
        share = chance[drawn[0]] * (then[drawn[0]] == lottery)
        for branch in drawn[1:]:
            share += chance[branch] * (then[branch] == lottery)
        moves[node, to] += ahead[onward, None] * share
    return moves


def earnings(pattern: MovePattern, moves: Array, over: Array, reward: Array) -> Array:
    """What is earned until it is over, (nodes, columns, N), a period bringing `reward`.

    `over`, (nodes, agents, N), is the chance that it is over after a period. All three are used up.
    """
    for k in reversed(range(len(over))):
        there, here = (slice(begin, k) for begin in pattern.begins[k])
        row, column = moves[k, there], moves[here, k]
        leaves = over[k] + row.sum(axis=0)
        row /= leaves
        over[k] /= leaves
        reward[k] /= leaves
        over[here] += column * over[k]
        reward[here] += column * reward[k]
        moves[here, there] += column[:, None] * row
    for k, (begin, _) in enumerate(pattern.begins):
        reward[k] += (moves[k, begin:k] * reward[begin:k]).sum(axis=0)
    return reward

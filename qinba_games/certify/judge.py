"""The verdict on an answer about a table: its play, its penal code, and its record."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _tolerance
from ..game.witness import PenalCode, Play, Tree
from ..types import Array
from .kernel import Gap, Kernel
from .play import holds_down, plays, punishes
from .record import BETTER, HARSHER, nothing_better, penal_bound, remains
from .shapes import code_fits, play_fits, tree_fits

#: What leaves open whether something is better, and refuses nothing.
OPEN = (BETTER, HARSHER)


def at_most(gap: Gap) -> Any:
    """By how much something may be better; under harsher punishments nobody knows."""
    return np.inf if gap.what == HARSHER else gap.size


def equilibrium(kernel: Kernel, play: Play, code: PenalCode | None = None) -> Iterator[Gap]:
    """What speaks against a play and the punishments behind it being equilibria."""
    table = kernel.table
    if not play_fits(table, play) or (code and not code_fits(kernel.behind.table, code)):
        yield Gap(1, 0, "a witness of another shape")
        return
    values = kernel.values(play.worth, play.punishment)
    yield from plays(kernel, play.rows, values)
    if code is None:  # where deviations lead to exits alone, which are part of the play
        if table.rows.waits[np.isin(table.state, table.feared_states)].any():
            yield Gap(1, 0, "a punishment is missing")
            return
        for i in range(table.pools.size):
            yield from punishes(kernel, play.rows, values, i)
        return
    if not _alike(kernel, play.punishment[table.feared], code.punishment):
        yield Gap(1, 0, "another punishment")
        return
    behind = kernel.behind
    if code.agreed is not None:
        values = behind.values(code.agreed.worth, code.punishment)
        yield from plays(behind, code.agreed.rows, values)
        for i, rows in enumerate(code.rows):
            yield from punishes(behind, rows, values, i)
        return
    if [(one.member, one.begins) for one in code.against] != _places(code.punishment):
        yield Gap(1, 0, "a punishment is missing")
        return
    for one in code.against:
        yield from holds_down(behind, one, code.punishment)


def optimality(
    kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None = None
) -> Iterator[Gap]:
    """What speaks against nothing being better, game by game if something may be."""
    table = kernel.table
    if not play_fits(table, play) or not tree_fits(table, tree):
        yield Gap(1, 0, "a witness of another shape")
        return
    rows, games = play.rows, np.arange(len(table.delta))
    if not remains(table, tree)[rows, games].all():
        yield Gap(1, 0, "what is played is eliminated")
    known = None if code is None else play.punishment
    size = kernel.ahead(kernel.sizes, rows)
    of = table.nodes.largest(size)[table.start, -1]
    yield from nothing_better(kernel, tree, table.open, play.worth[:, -1], known, of)
    if code is not None and code_fits(kernel.behind.table, code):
        yield from no_harsher(kernel.behind, code)


def no_harsher(kernel: Kernel, code: PenalCode) -> Iterator[Gap]:
    """What speaks against no equilibrium leaving a deviator less than its punishment."""
    table, low = kernel.table, code.record.bounds.punishment
    yield from nothing_better(kernel, code.record, table.open, None, None)
    remaining = remains(table, code.record)
    for rise in code.rises:
        places = _places(rise.known)
        if len(rise.trees) != len(places) or not _below(kernel, rise.known, low):
            yield Gap(1, 0, "punishments that were not shown before")
            return
        for tree, (i, node) in zip(rise.trees, places, strict=True):
            if tree is None:
                if not _below(kernel, rise.values[node, i], rise.known[node, i], i):
                    yield Gap(1, 0, "a tree is missing")
                continue
            unit = -np.eye(table.pools.size, dtype=int)[i]
            aim = dataclasses.replace(table, objective=unit, start=np.array([node]))
            least = -rise.values[:, i]
            size = 0 if kernel.exact else abs(rise.values).max(axis=(0, 1))
            yield from nothing_better(Kernel(aim), tree, remaining, least, rise.known, size)
        low = np.maximum(rise.values, rise.known)
    yield from penal_bound(kernel, low, code.punishment)


def _places(values: Array) -> list[tuple[int, int]]:
    """Every member and node, the node running fastest."""
    nodes, n, _ = values.shape
    return [(i, node) for i in range(n) for node in range(nodes)]


def _below(kernel: Kernel, values: Array, shown: Array, of: Any = slice(None)) -> bool:
    """Whether lower bounds are no more than those that were shown, rounding aside."""
    base = kernel.base[of]
    near = kernel.near(_tolerance.CHECK, values - base, shown - base, of=abs(base))
    return bool((values <= shown + near).all())


def _alike(kernel: Kernel, one: Array, other: Array) -> bool:
    return _below(kernel, one, other) and _below(kernel, other, one)

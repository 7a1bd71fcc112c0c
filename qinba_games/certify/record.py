"""Records: that no equilibrium uses what was eliminated, is worth more, or punishes harder."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_segment, of_games
from ..game.witness import Bounds, PenalCode, Play, Tree
from ..types import Array, BoolArray
from .kernel import Gap, Kernel, Values, code_fits, largest, play_fits, tree_fits

#: What leaves open whether something is better, and refuses nothing.
OPEN = BETTER, HARSHER = ("something better may be left", "a harsher punishment may be left")
#: What is eliminated lacks more than that part of the terms that meet.
_VIOLATION = _tolerance.TIE / 2


def at_most(gap: Gap) -> Any:
    """By how much something may be better; under harsher punishments nobody knows."""
    return np.inf if gap.what == HARSHER else gap.size


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
    of = table.nodes.largest(kernel.sizes_ahead(rows))[table.start, -1]
    yield from nothing_better(kernel, tree, table.open, play.worth[:, -1], known, of)
    if code is not None and code_fits(kernel.afterwards.table, code):
        yield from no_harsher(kernel.afterwards, code)


def no_harsher(kernel: Kernel, code: PenalCode) -> Iterator[Gap]:
    """What speaks against no equilibrium leaving a deviator less than its punishment."""
    table, low = kernel.table, code.record.bounds.punishment
    yield from nothing_better(kernel, code.record, table.open, None, None)
    remaining = remains(table, code.record)
    for rise in code.rises:
        places = places_of(rise.known)
        if len(rise.trees) != len(places) or not below(kernel, rise.known, low):
            yield Gap(1, 0, "punishments that were not shown before")
            return
        for tree, (i, node) in zip(rise.trees, places, strict=True):
            if tree is None:
                if not below(kernel, rise.values[node, i], rise.known[node, i], i):
                    yield Gap(1, 0, "a tree is missing")
                continue
            unit = -np.eye(table.pools.size, dtype=int)[i]
            aim = dataclasses.replace(table, objective=unit, start=np.array([node]))
            least = -rise.values[:, i]
            size = 0 if kernel.exact else abs(rise.values).max(axis=(0, 1))
            yield from nothing_better(Kernel(aim), tree, remaining, least, rise.known, size)
        low = np.maximum(rise.values, rise.known)
    yield from penal_bound(kernel, low, code.punishment)


def places_of(values: Array) -> list[tuple[int, int]]:
    """Every member and node, the node running fastest."""
    nodes, n, _ = values.shape
    return [(i, node) for i in range(n) for node in range(nodes)]


def below(kernel: Kernel, values: Array, shown: Array, of: Any = slice(None)) -> bool:
    """Whether lower bounds are no more than those that were shown, rounding aside."""
    base = kernel.base[of]
    rounding = kernel.rounding(_tolerance.CHECK, values - base, shown - base, of=abs(base))
    return bool((values <= shown + rounding).all())


def nothing_better(
    kernel: Kernel,
    node: Tree,
    remaining: BoolArray,
    reported: Array | None,
    known: Array | None,
    of: Any = 0.0,
) -> Iterator[Gap]:
    """Rounds eliminate what no equilibrium uses; the last bounds are reached, or branched on."""
    # `remaining`, (rows, N); `reported`, (nodes, N): values of the objective, sums of payoffs of
    # the size `of`, None where only bounds are asked about; `known`, (nodes, n, N): shown before.
    # Gaps beyond rounding refuse the record. A single game may be branched on.
    for step in node.rounds:
        gone = step.eliminated
        if (gone & ~remaining).any():
            yield Gap(1, 0, "a row is eliminated twice")
            return
        games = np.flatnonzero(gone.any(axis=0))
        if not len(games):
            continue
        part, here, lost, bounds, shown = kernel, remaining, gone, step.bounds, known
        if len(games) < len(kernel.table.delta):
            part = kernel.take(games)
            here, lost, bounds, shown = of_games((here, lost, bounds, shown), games)
        most = _most(part, bounds, here)
        found = [*_bounds(part, most, here, shown), _broken(part, most, lost)]
        yield from (gap._replace(game=int(games[gap.game])) for gap in found)
        remaining = remaining & ~gone
    if not by_segment(np.logical_or, remaining, kernel.table.first_row).all():
        if len(kernel.table.delta) > 1:
            yield Gap(1, 0, "nothing remains")
        return  # no equilibrium in this branch
    yield from _bounds(kernel, _most(kernel, node.bounds, remaining), remaining, known)
    if reported is not None:
        yield from _reached(kernel, node, remaining, reported, known, of)


def _reached(
    kernel: Kernel,
    node: Tree,
    remaining: BoolArray,
    reported: Array,
    known: Array | None,
    of: Any,
) -> Iterator[Gap]:
    """No game can be worth more at the first of the ranks that differs, or each row has a tree."""
    table = kernel.table
    most, value = (values[table.start] for values in (node.bounds.worth[:, -1], reported))
    middle = kernel.middle[-1]
    rounding = kernel.rounding(_tolerance.CHECK, most - middle, value - middle, of=of)
    gap, rounding = most - value, np.broadcast_to(rounding, most.shape)
    rank, games = np.argmax(abs(gap) > rounding, axis=0), np.arange(len(table.delta))
    for game in np.flatnonzero((gap > rounding)[rank, games]).tolist():
        here = np.flatnonzero(remaining[:, 0] & (table.state == node.at))
        if len(games) > 1 or not len(here) or not {*here.tolist()} <= {*node.branches}:
            where = rank[game], game
            yield Gap(gap[where], rounding[where].item(), BETTER, game=game)
            continue
        for row in here.tolist():
            alone = remaining & (table.state != node.at)[:, None]
            alone[row] = True
            yield from nothing_better(kernel, node.branches[row], alone, reported, known, of)


def remains(table: Table, node: Tree) -> BoolArray:
    """The rows that no round of this node eliminates, shape (rows, N)."""
    return functools.reduce(lambda rows, step: rows & ~step.eliminated, node.rounds, table.open)


def penal_bound(kernel: Kernel, low: Array, punishment: Array) -> Iterator[Gap]:
    """No equilibrium leaves a deviator less than what is reported; both (nodes, n, N)."""
    base = kernel.base
    rounding = kernel.rounding(_tolerance.CHECK, punishment - base, low - base, of=abs(base))
    for game in np.flatnonzero((punishment > low + rounding).any(axis=(0, 1))).tolist():
        one = kernel.take([game]), punishment[..., [game]], low[..., [game]]
        yield _above(*one, _tolerance.CHECK, HARSHER)._replace(game=game)


def _above(kernel: Kernel, values: Array, most: Array, level: float, what: str) -> Gap:
    """The value of a member, (nodes, n, N), that is most above what it may be."""
    over = (values - most).ravel()
    rounding = kernel.rounding(level, values - kernel.base, most - kernel.base, of=abs(kernel.base))
    rounding = np.broadcast_to(rounding, values.shape).ravel()
    # Numpy integers cannot be taken from the large integers of a Fraction.
    at = int(np.argmax(over if kernel.exact else over - rounding))
    return Gap(over[at], rounding[at].item(), what, game=at % values.shape[-1])


class _Most(NamedTuple):
    """The most that remains, and the bounds that it is said to have."""

    bounds: Bounds
    values: Values
    found: Array  #: shape (nodes, pools, N)
    of: Array  #: by state the size of payoffs that reach it, (states, pools, N)


def _most(kernel: Kernel, bounds: Bounds, remaining: BoolArray) -> _Most:
    table, values = kernel.table, kernel.values(*bounds)
    worth = np.where(remaining[:, None], kernel.worth(values), -np.inf)
    top = by_segment(np.maximum, worth, table.first_row)
    of = _ahead(kernel, np.where(worth == top[table.state], kernel.sizes, 0))
    return _Most(bounds, values, kernel.nodes.expect(top), of)


def _bounds(
    kernel: Kernel, most: _Most, remaining: BoolArray, known: Array | None
) -> Iterator[Gap]:
    """Nothing that remains is worth more, and no deviator gets less, or what was known before."""
    table, values, unit = kernel.table, most.values, kernel.factor * kernel.sure
    found, bound = most.found, values.worth * unit
    rounding = kernel.rounding(_tolerance.STEP, found, bound, of=table.nodes.largest(most.of))
    yield largest(kernel, values, found - bound, rounding, "bound on values", sure=kernel.sure)
    punishment, feared = most.bounds.punishment, table.feared
    if known is not None:
        yield _above(kernel, punishment, known, _tolerance.STEP, "bound on punishments")
        return
    if not len(feared):
        return
    states, rows = table.feared_states, table.feared_rows
    first, menu = np.searchsorted(table.state[rows], [*states, table.states]), table.menu[rows]
    there = remaining[rows, None] & (menu >= 0)[..., None]
    best = np.where(there, kernel.best(values)[menu], np.inf)
    least_of, size = (np.zeros((table.states, *best.shape[1:]), best.dtype) for _ in range(2))
    least_of[states] = by_segment(np.minimum, best, first)
    reach = np.where(best == least_of[table.state[rows]], kernel.own[rows], 0)
    size[states] = by_segment(np.maximum, reach, first)
    size = size if kernel.exact else table.largest_ahead(size)
    found, least = kernel.nodes.expect(least_of)[feared], values.punishment[feared] * unit
    rounding = kernel.rounding(_tolerance.STEP, found, least, of=table.nodes.largest(size)[feared])
    yield largest(kernel, values, least - found, rounding, "bound on punishments", sure=kernel.sure)


def _ahead(kernel: Kernel, of_rows: Array) -> Array:
    """The largest of the rows of each state and of those where it can lead, (states, ..., N)."""
    largest = by_segment(np.maximum, of_rows, kernel.table.first_row)
    return largest if kernel.exact else kernel.table.largest_ahead(largest)


def _broken(kernel: Kernel, most: _Most, gone: BoolArray) -> Gap:
    """Whether every row that is eliminated breaks a constraint of some pool."""
    rows = np.flatnonzero(gone.any(axis=1))
    found = kernel.constraints(most.values, rows)
    count = found.gap.shape[1]
    of = kernel.sizes[rows, :count] + most.of[kernel.table.state[rows], :count]
    rounding = kernel.rounding(_VIOLATION, found.size, of=of)
    upheld = gone[rows] & ~(found.bound & (found.gap > rounding)).any(axis=1)
    row, game = divmod(int(np.argmax(upheld)), upheld.shape[1])
    return Gap(int(upheld.any()), 0, "an eliminated row is upheld", row=int(rows[row]), game=game)

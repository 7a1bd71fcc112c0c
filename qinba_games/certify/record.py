"""Records: that no equilibrium uses what was eliminated, is worth more, or punishes harder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_segment
from ..game.witness import Bounds, Tree
from ..types import Array, BoolArray, IntArray
from .kernel import Gap, Kernel, Values, largest

#: What is eliminated lacks more than that part of the terms that meet.
_LACKS = _tolerance.TIE / 2


def nothing_better(
    kernel: Kernel,
    node: Tree,
    remaining: BoolArray,
    reported: Array | None,
    known: Array | None,
    of: Any = 0.0,
) -> Iterator[Gap]:
    """Rounds eliminate what no equilibrium uses; the last bounds are reached, or branched on.

    Of one game; gaps that are positive beyond rounding refuse the record. `remaining`, shape
    (rows,); `reported`, shape (nodes,), are values of the objective, sums of payoffs of the size
    `of`, or None where bounds alone are asked about; `known`, shape (nodes, n, 1), are lower bounds
    of punishments shown before, if any.
    """
    table = kernel.table
    for step in node.rounds:
        yield from _bounds(kernel, step.bounds, remaining, known)
        gone = step.eliminated
        if len(gone):
            if not remaining[gone].all():
                yield Gap(1, 0, "a row is eliminated twice")
                return
            yield _broken(kernel, step.bounds, gone, remaining)
            remaining = remaining.copy()
            remaining[gone] = False
    if len(np.unique(table.state[remaining])) < table.states:
        return  # no equilibrium in this branch
    yield from _bounds(kernel, node.bounds, remaining, known)
    if reported is None:
        return
    most, value = (values[table.start] for values in (node.bounds.worth[:, -1, 0], reported))
    middle = kernel.middle[-1, 0]
    near = kernel.near(_tolerance.CHECK, most - middle, value - middle, of=of)
    near = np.broadcast_to(near, most.shape).tolist()
    for rank, gap in enumerate(most - value):
        if gap > near[rank]:
            here = np.flatnonzero(remaining & (table.state == node.at))
            if not len(here) or not {*here.tolist()} <= {*node.branches}:
                yield Gap(gap, near[rank], "something better may be left")
                return
            for row in here.tolist():
                alone = remaining & (table.state != node.at)
                alone[row] = True
                branch = node.branches[row]
                yield from nothing_better(kernel, branch, alone, reported, known, of)
            return
        if gap < -near[rank]:
            return  # worse at the first rank that differs


def remains(table: Table, node: Tree) -> BoolArray:
    """The rows of one game that no round of this node eliminates, shape (rows,)."""
    left = table.open[:, 0].copy()
    for step in node.rounds:
        left[step.eliminated] = False
    return left


def harshest(kernel: Kernel, low: Array, punishment: Array) -> Gap:
    """No equilibrium leaves a deviator less than what is reported; both (nodes, n, 1)."""
    return _above(kernel, punishment, low, _tolerance.CHECK, "a harsher punishment may be left")


def _above(kernel: Kernel, values: Array, most: Array, level: float, what: str) -> Gap:
    """The value of a member, (nodes, n, 1), that is most above what it may be."""
    over = (values - most).ravel()
    near = kernel.near(level, values - kernel.base, most - kernel.base, of=abs(kernel.base))
    near = np.broadcast_to(near, values.shape).ravel()
    # Numpy integers cannot be taken from the large integers of a Fraction.
    at = int(np.argmax(over if kernel.exact else over - near))
    return Gap(over[at], near[at].item(), what)


def _bounds(
    kernel: Kernel, bounds: Bounds, remaining: BoolArray, known: Array | None
) -> Iterator[Gap]:
    """Nothing that remains is worth more, and no deviator gets less, or what was known before."""
    table, sure = kernel.table, kernel.sure
    values = kernel.values(bounds.worth, bounds.punishment)
    found, most, of = _most(kernel, values, remaining)
    near = kernel.near(_tolerance.STEP, found, most, of=table.nodes.largest(of))
    yield largest(kernel, values, found - most, near, "bound on values", sure=sure)
    if known is not None:
        what = "bound on punishments"
        yield _above(kernel, bounds.punishment, known, _tolerance.STEP, what)
        return
    feared = table.feared
    if not len(feared):
        return
    there = remaining[:, None] & (table.menu >= 0)
    best = np.where(there[..., None], kernel.best(values)[table.menu], np.inf)
    least_of = by_segment(np.minimum, best, table.first_row)
    states = np.isin(np.arange(table.states), table.nodes.reach(feared))
    found = kernel.nodes.expect(np.where(states[:, None, None], least_of, 0))[feared]
    least = values.punishment[feared] * (kernel.factor * sure)
    size = np.where(best == least_of[table.state], kernel.own, 0)
    of = table.nodes.largest(_ahead(kernel, size))[feared]
    near = kernel.near(_tolerance.STEP, found, least, of=of)
    yield largest(kernel, values, least - found, near, "bound on punishments", sure=sure)


def _most(kernel: Kernel, values: Values, remaining: BoolArray) -> tuple[Array, Array, Array]:
    """The most that remains at nodes, its bound, and by state the size of payoffs that reach it."""
    table = kernel.table
    worth = np.where(remaining[:, None, None], kernel.worth(values), -np.inf)
    top = by_segment(np.maximum, worth, table.first_row)
    size = kernel.size(np.arange(len(table.state)))
    of = _ahead(kernel, np.where(worth == top[table.state], size, 0))
    return kernel.nodes.expect(top), values.worth * (kernel.factor * kernel.sure), of


def _ahead(kernel: Kernel, of_rows: Array) -> Array:
    """The largest of the rows of each state and of those where it can lead, (states, ..., N)."""
    largest = by_segment(np.maximum, of_rows, kernel.table.first_row)
    return largest if kernel.exact else kernel.table.largest_ahead(largest)


def _broken(kernel: Kernel, bounds: Bounds, gone: IntArray, remaining: BoolArray) -> Gap:
    """Whether every row that is eliminated breaks a constraint of some pool."""
    values = kernel.values(bounds.worth, bounds.punishment)
    found, (_, _, of) = kernel.constraints(values, gone), _most(kernel, values, remaining)
    count = found.gap.shape[1]
    of = kernel.size(gone)[:, :count] + of[kernel.table.state[gone], :count]
    near = kernel.near(_LACKS, found.met, of=of)
    upheld = ~(found.bound & (found.gap > near))[..., 0].any(axis=1)
    row = int(gone[np.argmax(upheld)])
    return Gap(int(upheld.any()), 0, "an eliminated row is upheld", row=row)

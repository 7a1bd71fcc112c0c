"""To how little deviators can be held: min over rows of max over replies (Hoffman and Karp 1966).

Each is a decision problem in which the rows of a table are the replies open at the rows chosen
against a member.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..common.progress import tick
from ..game.table import Choices, Table, by_segment
from ..types import Array, BoolArray, IntArray
from .values import Problem, best_policy


class _MinMax(NamedTuple):
    """What a member can be held to at nodes, (nodes, N), and the rows that do it, (states, N)."""

    values: Array
    rows: IntArray


def minmax(table: Table, allowed: BoolArray, i: int, rows: IntArray | None = None) -> _MinMax:
    """The least values to which rows allowed, shape (rows, N), can hold member i.

    In a table of what follows deviations; `rows` is where the search starts.
    """
    games = np.arange(len(table.delta))
    harmful = allowed & (table.menu[:, i] >= 0)[:, None]
    first = _first(table, harmful)
    rows = first if rows is None else np.where(harmful[rows, games], rows, first)
    values = np.empty((len(table.nodes.first) - 1, len(games)), dtype=table.delta.dtype)
    replies, step = _ReplyProblem(table, harmful, i), 0
    active, here = games, rows
    rows = rows.copy()
    while True:
        tick()
        payoffs = replies.values(here)
        values[:, active] = payoffs[:, 0]
        harsher, better = _harsher(table, harmful, i, here, payoffs, step)
        if not harsher.any():
            return _MinMax(values, rows)
        moved = harsher.any(axis=0)
        active, here = active[moved], np.where(harsher, better, here)[:, moved]
        rows[:, active] = here
        if not moved.all():
            table, harmful, replies = table.take(moved), harmful[:, moved], replies.take(moved)
        step += 1


def _harsher(
    table: Table, allowed: BoolArray, i: int, rows: IntArray, starts: Array, step: int
) -> tuple[BoolArray, IntArray]:
    """Where other rows leave member i less by more than rounding, and the first of these."""
    best = best_replies(table, i, starts)
    harm = np.where(allowed, best, np.inf)
    least = by_segment(np.minimum, harm, table.first_row)
    now = np.take_along_axis(best, rows, axis=0)
    rounding: Any = 0
    if table.delta.dtype != object:
        terms = (value - table.middle[i] for value in (now, least))
        rounding = _tolerance.meeting(_tolerance.STEP, *terms) * _tolerance.growth(step)
    return np.asarray(least < now - rounding), _first(table, harm == least[table.state])


def _first(table: Table, allowed: BoolArray) -> IntArray:
    """The first row allowed in every state, shape (states, N)."""
    at = np.where(allowed, -np.arange(len(allowed))[:, None], -len(allowed))
    return np.asarray(-by_segment(np.maximum, at, table.first_row))


def best_replies(table: Table, i: int, starts: Array) -> Array:
    """What i's best reply at every row is worth, shape (rows, N), `starts` following it."""
    wait = np.where(table.replies.waits[:, None], table.delta, 0)
    later = table.lotteries.expect(starts[:, 0])[table.replies.then]
    best = by_segment(np.maximum, (1 - wait) * table.replies.now + wait * later, table.first)
    return np.asarray(best[table.menu[:, i]])


class _ReplyProblem:
    """The decision problem of a member whose rows are the replies open to it in every state."""

    def __init__(self, table: Table, allowed: BoolArray, i: int) -> None:
        used = allowed.any(axis=1)
        each = np.stack([table.state[used], table.menu[used, i]])
        state, menu = np.unique(each, axis=1)
        size = np.diff(table.first)[menu]
        self.menu = np.repeat(menu, size)
        begins = table.first[self.menu] - np.repeat(np.cumsum(size) - size, size)
        reply = begins + np.arange(len(self.menu))
        now, waits, then = (part[reply] for part in table.replies)
        choices = Choices(now[:, None], waits, then)
        order = np.arange(len(reply))
        part = dataclasses.replace(table, state=np.repeat(state, size), rows=choices, prefer=order)
        self.problem, self.menus = Problem(part, np.ones((1, 1), dtype=int)), table.menu[:, i]
        self.problem.middle = table.middle[i : i + 1]

    def take(self, games: Any) -> _ReplyProblem:
        """Some of the games."""
        part = object.__new__(_ReplyProblem)
        part.menu, part.menus, part.problem = self.menu, self.menus, self.problem.take(games)
        return part

    def values(self, rows: IntArray) -> Array:
        """What the best replies to these rows, (states, N), are worth, shape (nodes, 1, N)."""
        mine = self.menus[rows][self.problem.table.state] == self.menu[:, None]
        return best_policy(self.problem, mine).starts

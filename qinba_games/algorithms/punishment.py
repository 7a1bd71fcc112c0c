"""To how little deviators can be held: min over rows of max over replies (Hoffman and Karp 1966).

Each is a decision problem in which the rows of a table are the replies open at the rows chosen
against a member. One game at a time.
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


class MinMax(NamedTuple):
    """What a member can be held to at nodes, shape (nodes,), and the rows that do it, (states,)."""

    values: Array
    rows: IntArray


def known_punishment(table: Table) -> Array | None:
    """What deviators get where deviations lead to exits alone, (nodes, n, N); else None."""
    states = table.nodes.reach(table.feared)
    start, end = table.first_row[states], table.first_row[states + 1]
    if (end - start > 1).any() or table.rows.waits[start].any():
        return None
    paid = np.zeros((table.states, *table.rows.now.shape[1:]), dtype=table.rows.now.dtype)
    paid[states] = table.rows.now[start]
    return table.nodes.expect(paid)


def minmax(table: Table, allowed: BoolArray, i: int, rows: IntArray | None = None) -> MinMax:
    """The least value to which rows allowed, shape (rows, 1), can hold member i at feared nodes."""
    states = table.nodes.reach(table.feared)
    first = _first_allowed(table, allowed)
    rows = first if rows is None else np.where(allowed[rows, 0], rows, first)
    step = 0
    while True:
        tick()
        found = _reply(table, rows, states, i)
        best = best_replies(table, i, found)
        harm = np.where(allowed & (table.menu[:, i] >= 0)[:, None], best, np.inf)
        least = by_segment(np.minimum, harm, table.first_row)[:, 0]
        now = best[rows, 0]
        near: Any = 0
        if table.delta.dtype != object:
            near = _tolerance.meeting(_tolerance.STEP, now, least) * _tolerance.growth(step)
        harsher = np.zeros(table.states, dtype=bool)
        harsher[states] = (least < now - near)[states]
        if not harsher.any():
            return MinMax(found[:, 0, 0], rows)
        at = np.where(
            harm == least[table.state][:, None], -np.arange(len(harm))[:, None], -len(harm)
        )
        rows = np.where(harsher, -by_segment(np.maximum, at, table.first_row)[:, 0], rows)
        step += 1


def _first_allowed(table: Table, allowed: BoolArray) -> IntArray:
    at = np.where(allowed, -np.arange(len(allowed))[:, None], -len(allowed))
    return np.asarray(-by_segment(np.maximum, at, table.first_row)[:, 0])


def best_replies(table: Table, i: int, starts: Array) -> Array:
    """What i's best reply at every row is worth, shape (rows, 1), `starts` following it."""
    wait = np.where(table.replies.waits[:, None], table.delta, 0)
    later = table.lotteries.expect(starts[:, 0])[table.replies.then]
    best = by_segment(np.maximum, (1 - wait) * table.replies.now + wait * later, table.first)
    return np.asarray(best[table.menu[:, i]])


def _reply(table: Table, rows: IntArray, states: IntArray, i: int) -> Array:
    """The value of i's best replies to these rows, shape (nodes, 1, 1)."""
    menu = table.menu[rows, i]
    options: list[list[int]] = [[] for _ in range(table.states)]
    for x in states.tolist():
        options[x] = [*range(table.first[menu[x]], table.first[menu[x] + 1])]
    reply = np.array([q for each in options for q in (each or [-1])])
    state = np.repeat(np.arange(table.states), [max(len(each), 1) for each in options])
    there = reply >= 0
    now = np.where(there[:, None], table.replies.now[reply], 0)[:, None]
    waits = there & table.replies.waits[reply]
    choices = Choices(now, waits, np.where(there, table.replies.then[reply], 0))
    part = dataclasses.replace(table, state=state, rows=choices)
    problem = Problem(part, np.ones((1, 1), dtype=int))
    return best_policy(problem, np.ones((len(state), 1), dtype=bool)).starts

"""Sets of members read once more: the table of each, in which leaving is going on as fewer."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np

from .. import _exact, _tolerance
from ..game.table import Table
from ..partnership.partnership import Partnership
from ..partnership.proof import table_of as table_of_partnerships
from ..types import Array, IntArray
from .results.members import MembersEvolution


def of_some(model: Partnership, who: IntArray) -> Partnership:
    """The partnership of some of the members alone."""
    some, rule = who.tolist(), model.sharing
    if not isinstance(rule, str):
        part = [
            _exact.fraction(one) if _tolerance.is_exact(rule) else float(one) for one in rule[some]
        ]
        part = part if any(part) else [1 + one for one in part]
        rule = [one / sum(part) for one in part]
    return dataclasses.replace(
        model,
        benefit=model.benefit[np.ix_(range(model.levels), some, some)],
        cost=model.cost[some],
        members=tuple(str(i) for i in some),
        outside=model.outside[some],
        bad_times=tuple((p, extra[some]) for p, extra in model.bad_times),
        sharing=rule,
        deposit=model.deposit[some],
    )


def table_of(result: MembersEvolution, groups: IntArray) -> Table:
    """Sets of one size (N, s) as a table, given what is said of smaller ones."""
    models = [of_some(result.partnership, who) for who in groups]
    table = table_of_partnerships(models, [result.delta] * len(groups), exact=result.exact)
    now, (levels, times) = table.rows.now.copy(), result.staying.shape[1:]
    target, best = _exits(result, groups)
    for state, (k, t) in enumerate(np.ndindex(levels, times)):
        last = table.first_row[state + 1] - 1
        if result.values is None:
            now[last, 0] += best[:, k, t]
        else:
            after = result.values[target[:, k, t], k, t]
            now[last] = np.take_along_axis(after, groups, axis=1).T
    return dataclasses.replace(table, rows=table.rows._replace(now=now))


def _exits(result: MembersEvolution, groups: IntArray) -> tuple[IntArray, Array]:
    """The smaller set that goes on, (N, L, T), and the surplus that it brings."""
    # Where none is reported: the one that brings most, then the largest.
    masks = (1 << groups).sum(axis=1)
    smaller = masks[:, None] & ~(1 << groups)
    worth, target = result.surplus[smaller], result.staying[smaller]  # N s L T
    best = np.maximum(worth.max(axis=1), 0 * worth.max(axis=1))
    rounding: Any = 0 if result.exact else _tolerance.tie(result.surplus) or _tolerance.TIE
    equal = (worth >= best[:, None] - rounding) & (target > 0) & (best > rounding)[:, None]
    sizes = np.vectorize(int.bit_count, otypes=[int])(target)
    rank = np.where(equal, sizes * (1 << len(result.members)) * 2 - target, -1)
    first = rank.argmax(axis=1)[:, None]
    chosen = np.take_along_axis(target, first, axis=1)[:, 0]
    reported = result.staying[masks]
    exits = (result.acting[masks] < 0) & ((reported & ~masks[:, None, None]) == 0)
    return np.where(exits, reported, np.where(equal.any(axis=1), chosen, 0)), best


def rows_of(result: MembersEvolution, groups: IntArray, table: Table) -> IntArray:
    """What is said to be played by sets of one size, as rows of their table, (states, N)."""
    masks, games, size = (1 << groups).sum(axis=1), len(groups), groups.shape[1]
    acts = np.array([*itertools.product((1, 0), repeat=size)])
    acts = acts if result.values is None else acts[[0, -1]]
    who = acts @ (1 << groups).T  # profiles N
    same = who[:, None] == result.acting[masks].reshape(games, -1).T
    choice = np.where(same.any(axis=0), same.argmax(axis=0), len(who))
    last = np.full((1, games), len(table.state) - 1)
    return np.concatenate([table.first_row[: len(choice), None] + choice, last])


def values_of(result: MembersEvolution, groups: IntArray) -> Array:
    """What is said that sets have in states above what is outside, (states, columns, N)."""
    # A column for each member where nobody pays, and last one for all.
    masks = (1 << groups).sum(axis=1)
    each = result.surplus[masks][..., None]
    if result.values is not None:
        own = np.take_along_axis(result.values[masks], groups[:, None, None], axis=-1)
        outside = _exact.as_numbers(result.partnership.outside, result.exact)[groups]
        each = np.concatenate([own - outside[:, None, None], each], axis=-1)
    return np.moveaxis(each.reshape(len(groups), -1, each.shape[-1]), 0, -1)

"""Whether the parts of a witness fit its table, before anything is computed with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..game.table import Table
from ..game.witness import PenalCode, Play, Tree
from ..types import Array, IntArray

#: Floats of a witness are smaller; payoffs are so by far.
_LARGEST = 1e305


def play_fits(table: Table, play: Play) -> bool:
    """One row in every state, and finite values of every node."""
    return _rows_fit(table, play.rows) and _values_fit(table, play.worth, play.punishment)


def _rows_fit(table: Table, rows: IntArray) -> bool:
    there = rows.shape == (table.states, len(table.delta)) and rows.dtype.kind == "i"
    return there and bool(((rows >= 0) & (rows < len(table.state))).all())


def tree_fits(table: Table, tree: Tree) -> bool:
    """Bounds of every node in every round, and whether each row falls."""
    bounds = [one.bounds for node in _nodes(tree) for one in node.rounds]
    bounds += [node.bounds for node in _nodes(tree)]
    gone = [one.eliminated for node in _nodes(tree) for one in node.rounds]
    return all(_values_fit(table, *one) for one in bounds) and all(
        rows.dtype == bool and rows.shape == table.open.shape for rows in gone
    )


def code_fits(table: Table, code: PenalCode) -> bool:
    """The same of punishments, in the table of what follows deviations."""
    n, nodes = table.pools.size, len(table.nodes.first) - 1
    plays = () if code.agreed is None else (code.agreed,)
    behind = [play for rise in code.rises for play in (rise.known, rise.values)]
    return (
        all(
            _numbers(table, one, (nodes, n, len(table.delta))) for one in (code.punishment, *behind)
        )
        and (len(code.rows) == n if plays else len(code.against) > 0)
        # With transfers members are one pool; where nobody pays, each is one of its own.
        and bool((table.pools == (0 if plays else np.arange(n))).all())
        and all(play_fits(table, play) for play in plays)
        and all(_rows_fit(table, rows) for rows in code.rows)
        and all(play_fits(table, Play(c.rows, c.worth, code.punishment)) for c in code.against)
        and tree_fits(table, code.record)
        and all(tree_fits(table, one) for rise in code.rises for one in rise.trees if one)
    )


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for branch in tree.branches.values():
        yield from _nodes(branch)


def _values_fit(table: Table, worth: Array, punishment: Array) -> bool:
    nodes, n, games = len(table.nodes.first) - 1, table.pools.size, len(table.delta)
    columns = table.sums.shape[1]
    fits = _numbers(table, worth, (nodes, columns, games))
    return fits and _numbers(table, punishment, (nodes, n, games))


def _numbers(table: Table, values: Any, shape: tuple[int, ...]) -> bool:
    """Numbers of that shape; floats whose sums have an end, as no size of terms may be endless."""
    exact = table.delta.dtype == object
    if not isinstance(values, np.ndarray) or values.shape != shape:
        return False
    if not exact and values.dtype.kind != "f":
        return False
    with np.errstate(invalid="ignore"):
        return bool((abs(values) < (np.inf if exact else _LARGEST)).all())

"""One decision maker: the best rows, by policy iteration (Howard 1960), and minmax values."""

from typing import NamedTuple

import numpy as np

from ..core.numbers import Numbers, largest
from .table import Table, pick

#: Steps after which rounding, not improvement, moves a policy.
STEPS = 200


class Best(NamedTuple):
    """The best rows (Y, T, N), values at nodes (Y, N), and what each row is worth (Y, T, R, N)."""

    rows: Numbers
    values: Numbers
    worth: Numbers


def best(
    table: Table,
    pays: Numbers,
    allowed: Numbers,
    rows: Numbers | None = None,
    kind: Numbers | None = None,
) -> Best:
    """The largest values with rows allowed, all of (Y, T, R, N); `rows` is where to begin."""
    start = allowed.argmax(axis=2) if rows is None else rows
    rows = np.where(pick(allowed, start), start, allowed.argmax(axis=2))
    least = table.near / 10
    for _ in range(STEPS):
        values = table.evaluate(rows, pays[..., None, :], kind)
        worth = table.worth(pays[..., None, :], values, kind)[..., 0, :]
        most = np.where(allowed, worth, -np.inf)
        better = largest(np.moveaxis(most, 2, 0)) > pick(worth, rows) + least
        if not better.any():
            break
        rows = np.where(better, most.argmax(axis=2), rows)
    return Best(rows, values[:, 0], worth)


def preferred(table: Table, chosen: Best, allowed: Numbers) -> Numbers:
    """Of rows that are worth as much as the best, the first."""
    most = largest(np.moveaxis(np.where(allowed, chosen.worth, -np.inf), 2, 0))[:, :, None]
    return (allowed & (chosen.worth >= most - table.near)).argmax(axis=2)


def minmax(table: Table, i: int, allowed: Numbers) -> tuple[Numbers, Numbers]:
    """The least that rows allowed can leave member i, (Y, N), and the rows that do it.

    Policy iteration of whoever punishes against best replies (Hoffman and Karp 1966), in a table
    whose replies lead to any node.
    """
    options = table.reply[..., i, :, :]
    harmful = allowed & (options > -np.inf).any(axis=3)
    rows, least = harmful.argmax(axis=2), table.near / 10
    own = None
    for _ in range(STEPS):
        pays, kind = pick(options, rows), np.moveaxis(table.leads[rows, i], -1, 2)
        reply = best(table, pays, pays > -np.inf, own, kind)
        own = reply.rows
        harm = np.where(harmful, _replies(table, i, reply.values), np.inf)
        milder = pick(harm, rows)
        harsher = -largest(np.moveaxis(-harm, 2, 0)) < milder - least
        if not harsher.any():
            break
        rows = np.where(harsher, harm.argmin(axis=2), rows)
    return reply.values, rows


def _replies(table: Table, i: int, low: Numbers) -> Numbers:
    """What the best reply of i to each row is worth, (Y, T, R, N)."""
    later = table.expect(low[:, None])[:, table.leads[:, i], 0][:, None]
    worth = (1 - table.delta) * table.reply[..., i, :, :] + table.delta * later
    return largest(np.moveaxis(worth, 3, 0))

"""The kernel: one-shot deviations. It reads what is played, computes its values once, and judges.

It shares with the solver the table and one linear solve, and never searches.
"""

from collections.abc import Callable

import numpy as np

from ..core.answer import Certificate
from ..core.numbers import Numbers
from .solver import Code, Play
from .table import Table, pick

#: A certificate may be off by so many tolerances: errors of two values, and of their comparison.
SLACK = 10


def deviations(table: Table, rows: Numbers, low: Numbers, then: Numbers | None = None) -> Numbers:
    """What each pool gains by the best one-shot deviations from one row a state, (Y, T, C, N).

    `then` is what is played from the next period on, if not the same rows.
    """
    values = table.evaluate(rows if then is None else then, table.pooled)
    gain = pick(table.due(low), rows) - pick(table.worth(table.pooled, values), rows)
    return np.where(pick(table.open, rows)[:, :, None], gain, np.inf)


def escapes(table: Table, play: Play) -> Numbers:
    """By how much codes are broken, or leave deviators other values than low, (N,)."""
    part, low = table.after, play.low[table.feared :]
    worst, reached = 0 * table.near, np.zeros(low.shape, dtype=bool)
    for code in play.codes or _only_rows(part):
        games = np.arange(table.games) if code.game is None else np.array([code.game])
        each, against = part.take(games), low[..., games]
        then = code.rows if table.alone else play.rows[table.feared :][..., games]
        gain = deviations(each, code.rows, against, then).max(axis=(0, 1, 2))
        error = abs(_value(each, code, against) - against[:, code.member])
        nodes = slice(None) if code.node is None else [code.node]
        worst[games] = np.maximum(worst[games], np.maximum(gain, error[nodes].max(axis=0)))
        reached[nodes, code.member, games] = True
    return np.where(reached.all(axis=(0, 1)), worst, np.inf)


def _only_rows(part: Table) -> list[Code]:
    """The only rows there are after a deviation, against everybody."""
    return [Code(i, part.open.argmax(axis=2)) for i in range(part.pays.shape[3])]


def _value(table: Table, code: Code, low: Numbers) -> Numbers:
    """What a code leaves its member at nodes, (Y, N): in an equilibrium, or if it replies best."""
    i = code.member
    if table.alone:
        return table.evaluate(code.rows, table.pays[..., [i], :])[:, 0]
    replies = pick(table.best_replies(low)[..., i, :], code.rows)
    return (table.chance * replies).sum(axis=1)


def violations(table: Table, play: Play) -> tuple[Numbers, Numbers]:
    """The largest violation of each game, (N,), and where: (3, N), node, times and pool."""
    gains = deviations(table, play.rows, play.low)
    flat = gains.reshape(-1, table.games)
    at = flat.argmax(axis=0)
    where = np.stack(np.unravel_index(at, gains.shape[:3]))
    most = np.take_along_axis(flat, at[None], axis=0)[0]
    return np.maximum(np.maximum(most, escapes(table, play)), 0 * table.near), where


def certificate(table: Table, play: Play, place: Callable[[int, int, int], str]) -> Certificate:
    """The certificate of one game; `place` names a node, its times and a pool."""
    violation, where = violations(table, play)
    gains = deviations(table, play.rows, play.low).max()
    name = place(*where[:, 0].tolist()) if violation[0] <= max(gains, 0) else "a punishment"
    return Certificate(violation[0], name, SLACK * table.near[0])

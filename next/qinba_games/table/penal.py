"""Worst equilibria, where nobody pays and some cannot leave (Abreu 1988, optimal penal codes).

Given lower bounds of all punishments, the least that policies upheld by them leave a member is
such a bound again; when the bounds stop rising they are reached by equilibria.
"""

import numpy as np

from ..core.numbers import Numbers
from .search import search
from .solver import Code, upheld
from .table import Table

#: Times that bounds may rise.
RISES = 20


def penal_codes(
    table: Table, allowed: Numbers, low: Numbers, codes: tuple[Code, ...], exists: Numbers
) -> tuple[Numbers, tuple[Code, ...], Numbers, Numbers]:
    """Punishments low (Y, n, N) that equilibria reach, these equilibria, and whether all are.

    Last: where equilibria exist, or the search for them was cut off.
    """
    low, rows, complete, exists = low.copy(), [], np.ones(table.games, dtype=bool), exists.copy()
    for k in np.flatnonzero(exists):
        game = np.array([k])
        few = allowed[table.feared :][..., game]
        start = low[table.feared :][..., game]
        try:
            known, each, complete[k] = _rise(table.after.take(game), few, start, codes, game)
        except _NoneExists:
            exists[k] = False
            continue
        low[table.feared :, :, k] = known[..., 0]
        rows += [code._replace(game=int(k)) for code in each]
    return low, tuple(rows), complete, exists


class _NoneExists(Exception):  # noqa: N818
    """The harshest punishments that may exist uphold nothing after a deviation."""


def _rise(
    part: Table, allowed: Numbers, known: Numbers, codes: tuple[Code, ...], game: Numbers
) -> tuple[Numbers, list[Code], bool]:
    """The bounds of one game, raised until equilibria reach them."""
    for _ in range(RISES):
        worst = [
            _least(part, allowed, known, code._replace(rows=code.rows[..., game])) for code in codes
        ]
        values = np.stack([each for each, *_ in worst], axis=1)
        reached = (values <= known + part.near).all()
        known = np.maximum(values, known)
        if reached:
            break
    rows = [code for _, each, _ in worst for code in each]
    return known, rows, bool(reached) and all(whole for *_, whole in worst)


def _least(
    part: Table, allowed: Numbers, low: Numbers, code: Code
) -> tuple[Numbers, list[Code], bool]:
    """The least that equilibria upheld by low leave a member at every node, (Y, 1), their rows."""
    own = part.pays[..., [code.member], :]
    values = part.evaluate(code.rows, own)[:, 0]
    if upheld(part, code.rows, low)[0] and (values <= low[:, code.member] + part.near).all():
        return values, [code], True
    values, codes, whole = values.copy(), [], True
    for node in range(len(values)):
        answer = search(part, low, allowed, -own[..., 0, :], [node])
        if answer.complete[0] and not answer.exists[0]:
            raise _NoneExists
        whole = whole and bool(answer.complete[0])
        values[node] = np.where(answer.exists, -answer.values[node], low[node, code.member])
        codes += [code._replace(rows=answer.rows, node=node)] if answer.exists[0] else []
    return values, codes, whole

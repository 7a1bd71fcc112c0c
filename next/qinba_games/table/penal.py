"""Worst equilibria, where nobody pays and some cannot leave (Abreu 1988, optimal penal codes).

Given lower bounds of all punishments, the least that policies upheld by them leave a member is
such a bound again; when the bounds stop rising they are reached by equilibria.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..core.numbers import Numbers
from ..core.progress import progress
from .search import search
from .solver import Code, upheld
from .table import Table

#: Times that bounds may rise.
RISES = 20


class Worst(NamedTuple):
    """Bounds of punishments, equilibria that reach them, whether all are searched, and exist."""

    values: Numbers
    codes: list[Code]
    complete: bool
    exists: bool


def penal_codes(
    table: Table, allowed: Numbers, low: Numbers, codes: tuple[Code, ...], exists: Numbers
) -> tuple[Numbers, tuple[Code, ...], Numbers, Numbers]:
    """Punishments low (Y, n, N) that equilibria reach, these equilibria, and whether all are.

    Last: where equilibria exist, or the search for them was cut off.
    """
    low, rows, complete, exists = low.copy(), [], np.ones(table.games, dtype=bool), exists.copy()
    for k in progress(np.flatnonzero(exists), "worst equilibria"):
        game = np.array([k])
        few, start = allowed[table.feared :][..., game], low[table.feared :][..., game]
        own = [code._replace(rows=code.rows[..., game]) for code in codes]
        worst = _rise(table.after.take(game), few, start, own)
        low[table.feared :, :, k] = worst.values[..., 0]
        complete[k], exists[k] = worst.complete, worst.exists
        rows += [code._replace(game=int(k)) for code in worst.codes]
    return low, tuple(rows), complete, exists


def _rise(part: Table, allowed: Numbers, known: Numbers, codes: Sequence[Code]) -> Worst:
    """The bounds of one game, raised until equilibria reach them."""
    for _ in range(RISES):
        worst = [_least(part, allowed, known, code) for code in codes]
        values = np.stack([each.values for each in worst], axis=1)
        reached = bool((values <= known + part.near).all())
        known, exists = np.maximum(values, known), all(each.exists for each in worst)
        if reached or not exists:
            break
    rows = [code for each in worst for code in each.codes]
    whole = all(each.complete for each in worst) and (reached or not exists)
    return Worst(known, rows, whole, exists)


def _least(part: Table, allowed: Numbers, low: Numbers, code: Code) -> Worst:
    """The least that equilibria upheld by low leave a member at every node, (Y, 1)."""
    own = part.pays[..., [code.member], :]
    values = part.evaluate(code.rows, own)[:, 0]
    if upheld(part, code.rows, low)[0] and (values <= low[:, code.member] + part.near).all():
        return Worst(values, [code], True, True)
    values, codes, whole = low[:, code.member].copy(), [], True
    for node in range(len(values)):
        answer = search(part, low, allowed, -own[..., 0, :], [node])
        whole = whole and bool(answer.complete[0])
        if answer.exists[0]:
            values[node] = -answer.values[node]
            codes.append(code._replace(rows=answer.rows, node=node))
        elif answer.complete[0]:  # not even the harshest punishments uphold anything
            return Worst(values, [], True, False)
    return Worst(values, codes, whole, True)

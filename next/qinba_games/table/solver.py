"""The best equilibrium of a table, upheld by the worst punishments.

1. `eliminate`: values are bounded from above by the best rows, punishments from below by the worst;
   a row that breaks its constraint under these bounds is in no equilibrium; without it the bounds
   are tighter; and so on (policy elimination, Goldluecke and Kranz 2018, section 4).
2. Where all are in one pool, what remains is the answer: the best rows, and one period against
   whoever deviates. Where each is a pool alone, the best rows nearly always are an equilibrium;
   else a state is branched on (`search`).
3. Where deviations end the relation the punishment is the outside value. Where nobody pays and
   some cannot leave it is the worst equilibrium for the deviator (`penal_codes`).

That nothing better exists is a theorem about these steps, and tested against brute force.
"""

from typing import Any, NamedTuple

import numpy as np

from ..core.numbers import Numbers
from .decision import best, minmax, preferred
from .table import Table, pick


class Code(NamedTuple):
    """Rows against a member at the nodes that deviations lead to: of all games, or of one.

    With transfers they are played for one period; where nobody pays they are an equilibrium, the
    worst for the member at one node, or at all (None).
    """

    member: int
    rows: Numbers
    game: int | None = None
    node: int | None = None


class Play(NamedTuple):
    """What N games agree on, rows (Y, T, N), and what deviators are punished with, low (Y, n, N).

    `complete` (N,) is False where a search was cut off; `exists` (N,) is False where no row, or no
    equilibrium, is left in some state: of such a game nothing else here means anything.
    """

    rows: Numbers
    low: Numbers
    codes: tuple[Code, ...]
    complete: Numbers
    exists: Numbers


class Remainder(NamedTuple):
    """Rows that may be in equilibria, bounds of punishments, and the codes that reach these."""

    allowed: Numbers
    low: Numbers
    codes: tuple[Code, ...]


def solve(table: Table) -> Play:
    """The equilibrium with the largest joint value: at the first node, then at the second, ..."""
    from .penal import penal_codes
    from .search import search

    allowed, low, codes = eliminate(table)
    exists, complete = possible(allowed), np.ones(table.games, dtype=bool)
    if codes and table.alone:
        low, codes, complete, exists = penal_codes(table, allowed, low, codes, exists)
        allowed, *_ = eliminate(table, allowed, low)
        exists = exists & possible(allowed)
    chosen = best(table, table.joint, allowed)
    rows = preferred(table, chosen, allowed)
    rest = np.flatnonzero(exists & ~upheld(table, rows, low))
    if len(rest):
        answer = search(table.take(rest), low[..., rest], allowed[..., rest])
        rows[..., rest] = answer.rows
        complete[rest] &= answer.complete
        exists[rest] = answer.exists
    return Play(rows, low, codes, complete, exists)


def eliminate(table: Table, box: Numbers | None = None, known: Numbers | None = None) -> Remainder:
    """Delete rows that are in no equilibrium, of a box of rows; `known`: given punishments."""
    allowed = (table.open if box is None else box).copy()
    low, against = punishments(table, allowed) if known is None else (known, known)
    moving = known is None and has_choice(table)  # else punishments stay what they are
    due, some, active = table.due(low), table, np.arange(table.games)
    upper: list[Any] = [None] * due.shape[3]
    while active.size:
        few, limit = allowed[..., active], due[..., active]
        fine, upper = plausible(some, few, limit, upper)
        allowed[..., active] = fine
        again = (few & ~fine).any(axis=(0, 1, 2)) & possible(fine)
        active, upper = active[again], [rows[..., again] for rows in upper]
        some = table.take(active)
        if moving and active.size:
            low[..., active], against[..., active] = punishments(some, allowed[..., active])
            due[..., active] = some.due(low[..., active])
    codes = enumerate(against[:, table.feared :]) if moving else ()
    return Remainder(allowed, low, tuple(Code(i, rows) for i, rows in codes))


def plausible(
    table: Table, allowed: Numbers, due: Numbers, starts: list[Any]
) -> tuple[Numbers, list[Any]]:
    """Rows whose constraints hold if pools can hope for the best of rows allowed; and that best."""
    fine, bests = allowed, []
    for c, start in enumerate(starts):
        chosen = best(table, table.pooled[..., c, :], allowed, start)
        fine = fine & (chosen.worth >= due[..., c, :] - table.near)
        bests.append(chosen.rows)
    return fine, bests


def possible(allowed: Numbers) -> Numbers:
    """Where every state has a row left, (N,)."""
    some: Numbers = np.asarray(allowed.any(axis=2))
    return np.asarray(some.all(axis=(0, 1)))


def has_choice(table: Table) -> bool:
    """Whether something can be agreed on after a deviation: else only an end is feared."""
    after = table.after.open
    return len(after) > 1 or bool((after.sum(axis=2) > 1).any())


def punishments(table: Table, allowed: Numbers) -> tuple[Numbers, Numbers]:
    """The minmax values of rows allowed, low (Y, n, N), and the rows (n, Y, T, N) that do it."""
    nodes, times, _, n, games = table.pays.shape
    low = np.zeros((nodes, n, games), dtype=int).astype(table.pays.dtype)
    rows = np.zeros((n, nodes, times, games), dtype=int)
    for i in range(n):
        values, against = minmax(table.after, i, allowed[table.feared :])
        low[table.feared :, i], rows[i, table.feared :] = values, against
    return low, rows


def contented(table: Table, rows: Numbers, low: Numbers) -> Numbers:
    """Where nobody deviates from one row a state, (Y, T, N)."""
    worth = table.worth(table.pooled, table.evaluate(rows, table.pooled))
    slack = pick(worth, rows) - pick(table.due(low), rows)
    fine: Numbers = slack >= -table.near
    return np.asarray(fine.all(axis=2))


def upheld(table: Table, rows: Numbers, low: Numbers) -> Numbers:
    """Whether nobody deviates anywhere, (N,)."""
    return np.asarray(contented(table, rows, low).all(axis=(0, 1)))

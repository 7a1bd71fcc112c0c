"""Plays and punishments: one row in every state, worth what is reported, which nobody leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment, of_games
from ..game.witness import Against, Part, PenalCode, Play, Tree
from ..types import Array, BoolArray, IntArray
from ..verify.findings import FiniteStrategy as Strategy
from .kernel import Gap, Kernel, Values, chosen, code_fits, largest, play_fits
from .record import OPEN, at_most, below, optimality, places_of


def equilibrium(kernel: Kernel, play: Play, code: PenalCode | None = None) -> Iterator[Gap]:
    """What speaks against a play and the punishments behind it being equilibria."""
    table = kernel.table
    if not play_fits(table, play) or (code and not code_fits(kernel.afterwards.table, code)):
        yield Gap(1, 0, "a witness of another shape")
        return
    values = kernel.values(play.worth, play.punishment)
    yield from plays(kernel, play.rows, values)
    if code is None:  # where deviations lead to exits alone, which are part of the play
        if table.rows.waits[table.feared_rows].any():
            yield Gap(1, 0, "a punishment is missing")
            return
        yield from punishes(kernel, [play.rows] * table.pools.size, values)
        return
    if not _alike(kernel, play.punishment[table.feared], code.punishment):
        yield Gap(1, 0, "another punishment")
        return
    afterwards = kernel.afterwards
    if code.agreed is not None:
        values = afterwards.values(code.agreed.worth, code.punishment)
        yield from plays(afterwards, code.agreed.rows, values)
        yield from punishes(afterwards, code.rows, values)
        return
    if [(one.member, one.begins) for one in code.against] != places_of(code.punishment):
        yield Gap(1, 0, "a punishment is missing")
        return
    for one in code.against:
        yield from holds_down(afterwards, one, code.punishment)


def plays(kernel: Kernel, rows: IntArray, values: Values) -> Iterator[Gap]:
    """`rows`, (states, N), are worth what is reported, and nobody gains by a deviation."""
    if (lost := _absent(kernel, rows, np.arange(kernel.table.states))) is not None:
        yield lost
        return
    nodes = np.arange(len(values.worth))
    yield _valued(kernel, values, rows, values.worth, nodes, "value")
    yield upheld(kernel, rows, values, "agreed")


def punishes(kernel: Kernel, of: Sequence[IntArray], values: Values) -> Iterator[Gap]:
    """A period of rows, (states, N), then the agreement: upheld, and member i gets v_i."""
    # v_i is what its best reply brings. Rows count in states to which a deviation can lead.
    states, here = kernel.table.feared_states, None
    for i, rows in enumerate(of):
        if here is None or rows is not of[i - 1]:
            here = rows[states]
            lost = _absent(kernel, here, states)
            found = lost or upheld(kernel, here, values, "punishment")
        if lost is not None:
            yield lost._replace(member=i)
            continue
        yield found._replace(against=i)
        yield _punishment_payoff(kernel, rows, values, i)


def _punishment_payoff(kernel: Kernel, rows: IntArray, values: Values, i: int) -> Gap:
    """How far what member i gets by its best reply is from its punishment."""
    table, feared = kernel.table, kernel.table.feared
    best = kernel.best(values)[table.menu[:, i]][:, None]
    of = table.nodes.largest(kernel.ahead(kernel.own[:, i : i + 1], rows))[feared]
    found = kernel.nodes.expect(chosen(best, rows))[feared]
    reported = values.punishment[feared, i : i + 1] * (kernel.factor * kernel.sure)
    rounding = kernel.rounding(_lasting(kernel), found, reported, of=of)
    gap = largest(
        kernel, values, abs(found - reported), rounding, "punishment payoff", sure=kernel.sure
    )
    return gap._replace(member=i)


def holds_down(kernel: Kernel, code: Against, punishment: Array) -> Iterator[Gap]:
    """Where nobody pays, a play of its own that leaves member i just v_i where it begins."""
    table, i = kernel.table, code.member
    states = table.feared_states
    if (lost := _absent(kernel, code.rows[states], states)) is not None:
        yield lost._replace(member=i)
        return
    values = kernel.values(code.worth, punishment)
    yield _valued(kernel, values, code.rows, values.worth, table.feared, "value in a punishment")
    yield upheld(kernel, code.rows[states], values, "punishment")._replace(against=i)
    own, least = code.worth[code.begins, i], punishment[code.begins, i]
    terms = own - kernel.base[i], least - kernel.base[i]
    of = table.nodes.largest(kernel.ahead(kernel.own, code.rows))[code.begins, i]
    rounding = kernel.rounding(_tolerance.CHECK, *terms, of=of)
    failing = (abs(own - least) > rounding).any()
    yield Gap(int(failing), 0, "punishment payoff", member=i)


def upheld(kernel: Kernel, rows: IntArray, values: Values, what: str) -> Gap:
    """The constraint that is broken most where these rows are played; the most tempted is named."""
    table = kernel.table
    found = kernel.constraints(values)
    gap = chosen(np.where(found.bound, found.gap, -np.inf), rows)
    # Searches keep a row at twice the rounding of its own payoffs and of those ahead.
    of = 4 * kernel.sizes_ahead(rows)[:, : gap.shape[1]]
    rounding = kernel.rounding(_tolerance.CHECK, chosen(found.size, rows), of=of)
    worst = largest(kernel, values, gap, rounding, what, rows)
    row, game = int(worst.row or 0), worst.game
    menu = table.menu[row]
    tempted = found.best[row, :, game] - kernel.alone[row, :, game] * values.scale
    i = int(np.argmax(np.where(menu >= 0, tempted, -np.inf)))
    here = slice(table.first[menu[i]], table.first[menu[i] + 1])
    reply = (
        int(here.start + np.argmax(kernel.replies(values)[here, game])) if menu[i] >= 0 else None
    )
    return worst._replace(member=i, reply=reply)


def punishments(kernel: Kernel, code: PenalCode) -> Array:
    """To what members are held in every state in which a punishment begins, (states, n, N)."""
    table, every = kernel.table, np.arange(kernel.table.states)
    found = np.empty((table.states, *code.punishment.shape[1:]), dtype=code.punishment.dtype)
    if code.agreed is not None:
        values = kernel.values(code.agreed.worth, code.punishment)
        best = kernel.best(values)
        for i, rows in enumerate(code.rows):
            found[:, i] = _uncentred(kernel, values, chosen(best[table.menu[:, i]], rows), i)
        return found
    for one in code.against:
        values, i = kernel.values(one.worth, code.punishment), one.member
        here = every[np.isin(every, table.nodes.reach(np.array([one.begins])))]
        worth = chosen(kernel.worth(values)[:, i], one.rows[here])
        found[here, i] = _uncentred(kernel, values, worth, i)
    return found


def worth_of(table: Table, rows: IntArray) -> Array:
    """What playing `rows`, (states, N), for ever is worth at every node, (nodes, pools, N)."""
    waits = chosen(np.where(table.rows.waits[:, None], table.delta, 0), rows)
    paid = (1 - waits)[:, None] * chosen(by_pool(table.rows.now, table.sums), rows)
    moves = table.lotteries.dense(len(table.nodes.first) - 1)
    moves = waits[:, None] * chosen(moves, table.rows.then[rows])
    move, over, reward = (
        np.moveaxis(table.nodes.expect(part), -1, 0) for part in (moves, 1 - waits, paid)
    )
    return np.moveaxis(Strategy(reward, move, over).values(), 0, -1)


def worth_in_states(kernel: Kernel, values: Values, rows: IntArray) -> Array:
    """What a row is worth in every state, as values are reported, (states, pools, N)."""
    worth = chosen(kernel.worth(values), rows)
    return np.asarray(counted(kernel, values, worth) + kernel.middle)


def beside(kernel: Kernel, values: Values, rows: IntArray) -> tuple[Array, Array]:
    """What members gain by exits, and by breaches, instead of these rows, (states, n, N).

    A breach is a reply after which something follows, where the agreement goes on.
    """
    table = kernel.table
    worth = counted(kernel, values, chosen(kernel.worth(values), rows))[:, : table.pools.size]
    reply, size = counted(kernel, values, kernel.replies(values)), np.diff(table.first)
    agreed = np.isin(np.arange(len(table.owner)), table.menu[table.rows.waits])
    breach = table.replies.waits & np.repeat(agreed, size)
    parts = (np.where(some[:, None], reply, -np.inf) for some in (~breach, breach))
    best = (by_segment(np.maximum, part, table.first)[table.menu] for part in parts)
    other, found = (chosen(each, rows) - worth for each in best)
    return other, found


def _uncentred(kernel: Kernel, values: Values, numbers: Array, i: int) -> Array:
    """Values of a member as they are reported, from the kernel's numbers, (states, N)."""
    return np.asarray(counted(kernel, values, numbers) + kernel.base[i])


def counted(kernel: Kernel, values: Values, numbers: Array) -> Array:
    """Numbers of the kernel as they count in the table."""
    if not kernel.exact:
        return numbers
    every = [kernel.number(number, values) for number in numbers.ravel().tolist()]
    return np.array(every, dtype=object).reshape(numbers.shape)


def _absent(kernel: Kernel, rows: IntArray, states: IntArray) -> Gap | None:
    """A row that cannot be agreed on, or of another state; `rows` has shape (states, N)."""
    table = kernel.table
    if (table.state[rows].T == states).all() and _open(table, rows):
        return None
    return Gap(1, 0, "a row is played that is not there")


def _open(table: Table, rows: IntArray) -> bool:
    return bool(table.open[rows, np.arange(rows.shape[1])].all())


def _valued(
    kernel: Kernel, values: Values, rows: IntArray, reported: Array, nodes: IntArray, what: str
) -> Gap:
    """How far values of nodes are from what these rows are worth."""
    found = kernel.nodes.expect(chosen(kernel.worth(values), rows))[nodes]
    reported = reported[nodes] * (kernel.factor * kernel.sure)
    of = kernel.table.nodes.largest(kernel.sizes_ahead(rows))[nodes]
    rounding = kernel.rounding(_lasting(kernel), found, reported, of=of)
    return largest(kernel, values, abs(found - reported), rounding, what, sure=kernel.sure)


def _lasting(kernel: Kernel) -> Array:
    """The part of a value by which a period may miss it: what every period misses adds up."""
    return np.asarray(_tolerance.STEP + _tolerance.CHECK * (1 - kernel.table.delta))


def _alike(kernel: Kernel, one: Array, other: Array) -> bool:
    return below(kernel, one, other) and below(kernel, other, one)


# --- whether something better exists, game by game ------------------------------------------------

#: So many false games of a part are named; of the others nothing is shown then.
_NAMED = 8


class Side(NamedTuple):
    """What is shown of better equilibria of N games."""

    better: BoolArray  #: where a witness is false, or what is played is not what it says
    gap: Array  #: by how much something may be better

    @classmethod
    def unknown(cls, count: int) -> Side:
        """Nothing is shown of any game."""
        return cls(np.zeros(count, dtype=bool), np.full(count, np.inf))

    def against(self, proven: Array) -> Side:
        """The same beside what is said to be proven: that something may be better refutes it."""
        return self._replace(better=self.better | (proven & (self.gap > 0)))

    @property
    def outside(self) -> bool | None:
        """What is shown of all."""
        return False if self.better.any() else None if self.gap.max(initial=0) > 0 else True


def look(kernel: Kernel, part: Part, choice: Array) -> Side:
    """What a witness of all games of a kernel shows of choices in states, shape (N, states)."""
    table, count = kernel.table, len(choice)
    rows, played = part.play.rows.copy(), choice.T
    if len(played) > len(rows) or rows.shape[1] != count:
        return Side(np.ones(count, dtype=bool), np.full(count, np.inf))
    rows[: len(played)] = table.first_row[: len(played), None] + played
    # What cannot be agreed on in the first place need not fall.
    rounds = (one._replace(eliminated=one.eliminated & table.open) for one in part.tree.rounds)
    tree = part.tree._replace(rounds=tuple(rounds))
    part = part._replace(play=part.play._replace(rows=rows), tree=tree)
    side, games = Side.unknown(count), np.arange(count)
    for _ in range(_NAMED):
        few = kernel if len(games) == count else kernel.take(games)
        found = _read(few, *of_games((part.play, part.tree, part.code), games))
        side.better[games] = found.better
        if not found.better.any():
            side.gap[games] = found.gap
            break
        # A kernel names the worst of the false games: the others are read without it.
        games = games[~found.better]
        if not games.size:
            break
    return side


def _read(kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None) -> Side:
    count = len(kernel.table.delta)
    side = Side(np.zeros(count, dtype=bool), np.zeros(count))
    for one in (*equilibrium(kernel, play, code), *optimality(kernel, play, tree, code)):
        if not one.size <= one.allowed:
            side.better[one.game] |= one.what not in OPEN
            side.gap[one.game] = max(side.gap[one.game], float(at_most(one)))
    return side

"""Plays and punishments: one row in every state, worth what is reported, which nobody leaves."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment
from ..game.witness import Against, PenalCode, Play
from ..types import Array, IntArray
from ..verify.findings import FiniteStrategy as Strategy
from .kernel import Exits, Gap, Kernel, Values, code_fits, largest, pick, play_fits

MISSHAPEN = Gap(1, 0, "a witness of another shape")


def equilibrium(kernel: Kernel, play: Play, code: PenalCode | None = None) -> Iterator[Gap]:
    """What speaks against a play and the punishments behind it being equilibria."""
    if (wrong := misfit(kernel, play, code)) is not None:
        yield wrong
    else:
        yield from stands(Account(kernel, play), code)


def misfit(kernel: Kernel, play: Play, code: PenalCode | None) -> Gap | None:
    """A play, or punishments, that do not fit the table, or are played where they are not there."""
    return _absent(kernel, play.rows) if fits(kernel, play, code) else MISSHAPEN


def fits(kernel: Kernel, play: Play, code: PenalCode | None) -> bool:
    """Whether a play and its punishments have the shape of the table."""
    there = play_fits(kernel.table, play)
    return there and (code is None or code_fits(kernel.afterwards.table, code))


def stands(account: Account, code: PenalCode | None) -> Iterator[Gap]:
    """What speaks against a play that fits its table being an equilibrium."""
    yield from _holds(account)
    yield from _punishes(account, code)


# --- a play beside what follows from it -----------------------------------------------------------


class Beside(NamedTuple):
    """By how much what follows from values is above them, and what is rounding."""

    gap: Array
    rounding: Any


class Account:
    """What is played in N games, beside what that is worth as it is reported."""

    def __init__(self, kernel: Kernel, play: Play) -> None:
        self.kernel, self.play, self.rows = kernel, play, play.rows
        self.values = kernel.values(play.worth, play.punishment)

    @functools.cached_property
    def sizes(self) -> Array:
        """The largest payoff from every state on, (states, pools, N)."""
        return self.kernel.ahead(self.kernel.sizes, self.rows)

    @functools.cached_property
    def drawn(self) -> Any:
        """The largest payoff from every node on, (nodes, pools, N); 0 if exact."""
        return 0 if self.kernel.exact else self.kernel.table.nodes.largest(self.sizes)

    @functools.cached_property
    def value(self) -> Beside:
        """What is worth something at every node, (nodes, pools, N)."""
        kernel, values = self.kernel, self.values
        worth = kernel.nodes.expect(pick(kernel.worth(values), self.rows))
        reported = kernel.in_nodes(values.worth)
        rounding = kernel.rounding(kernel.lasting, worth, reported, of=self.drawn)
        return Beside(worth - reported, rounding)

    @functools.cached_property
    def agreed(self) -> Beside:
        """The constraints of what is played."""
        return self.broken(self.rows)

    def broken(self, rows: IntArray) -> Beside:
        """Constraints of rows, (states, N), played once; -inf where nobody is tempted."""
        kernel, best = self.kernel, self.replies(rows)
        has = best > -np.inf
        best = np.where(has, best, 0)
        worth, due = pick(kernel.worth(self.values), rows)[:, : kernel.count], kernel.pooled(best)
        gap = np.where(kernel.pooled(has) > 0, due - worth, -np.inf)
        if kernel.exact:
            return Beside(gap, 0)
        # Searches keep a row at twice the rounding of its own payoffs and of those ahead.
        sizes = self.sizes if rows is self.rows else kernel.ahead(kernel.sizes, rows)
        size, of = kernel.pooled(abs(best)) + abs(worth), 4 * sizes[:, : kernel.count]
        return Beside(gap, kernel.rounding(_tolerance.CHECK, size, of=of))

    def replies(self, rows: IntArray) -> Array:
        """What best replies to these rows bring, (states, n, N); -inf where there is none."""
        menu = self.kernel.table.menu[rows].swapaxes(1, 2)
        best = self.kernel.best(self.values)[menu, np.arange(rows.shape[1])]
        return np.where(menu >= 0, best, -np.inf)

    def least(self, rows: IntArray, member: slice = slice(None)) -> Beside:
        """What they bring where punishments begin, to some members, (feared nodes, members, N)."""
        kernel, table, fear = self.kernel, self.kernel.table, self.kernel.feared
        payoffs = fear.nodes.expect(self.replies(rows)[fear.states, member])
        reported = kernel.in_nodes(self.values.punishment[table.feared, member])
        if kernel.exact:
            return Beside(payoffs - reported, 0)
        of = np.zeros((table.states, *kernel.own.shape[1:]))
        of[fear.states] = pick(kernel.own, rows)[fear.states]
        of = table.nodes.largest(table.largest_ahead(of))[table.feared, member]
        return Beside(payoffs - reported, kernel.rounding(kernel.lasting, payoffs, reported, of=of))


def _off(account: Account, part: Beside, what: str) -> Gap:
    """Where what was found is furthest from what is reported."""
    sure = account.kernel.sure
    return largest(account.kernel, account.values, abs(part.gap), part.rounding, what, sure=sure)


def upheld(account: Account, rows: IntArray, what: str) -> Gap:
    """The constraint that is broken most where these rows are played."""
    part = account.agreed if rows is account.rows else account.broken(rows)
    most = largest(account.kernel, account.values, part.gap, part.rounding, what, rows)
    return most._replace(account=account)


def temptation(gap: Gap) -> tuple[int, int | None]:
    """The member that a constraint of its own gap tempts most, and its best reply, by numbers."""
    account, row, game = gap.account, gap.row or 0, gap.game
    kernel, values, table = account.kernel, account.values, account.kernel.table
    menu = table.menu[row]
    best = np.where(menu >= 0, kernel.best(values)[menu, game], -np.inf)
    i = int(np.argmax(best - kernel.alone[row, :, game] * values.scale))
    if menu[i] < 0:
        return i, None
    here = slice(table.first[menu[i]], table.first[menu[i] + 1])
    return i, int(here.start + np.argmax(kernel.replies(values)[here, game]))


# --- a play, and the punishments behind it --------------------------------------------------------


def _holds(account: Account, what: str = "value") -> Iterator[Gap]:
    """What is played is worth what is reported, and nobody gains by a deviation."""
    yield _off(account, account.value, what)
    yield upheld(account, account.rows, "agreed")


def _punishes(account: Account, code: PenalCode | None) -> Iterator[Gap]:
    """What follows deviations is an equilibrium, and leaves members what is reported."""
    kernel, punishment = account.kernel, account.play.punishment
    if code is None:  # deviations lead to exits alone
        if (exits := kernel.exits) is None:
            yield Gap(1, 0, "a punishment is missing")
        elif len(kernel.table.feared):
            part = beside_exits(kernel, exits, account.values, kernel.lasting)
            yield _off(account, part, "punishment payoff")
    elif not _alike(kernel, punishment[kernel.table.feared], code.punishment):
        yield Gap(1, 0, "another punishment")
    elif code.agreed is not None:
        yield from _fines(kernel.afterwards, code.agreed, code)
    elif [(one.member, one.begins) for one in code.against] != places_of(code.punishment):
        yield Gap(1, 0, "a punishment is missing")
    else:
        for one in code.against:
            yield from _holds_down(kernel.afterwards, one, code.punishment)


def beside_exits(kernel: Kernel, exits: Exits, values: Values, level: Any) -> Beside:
    """What exits leave to members beside what is reported, (feared nodes, n, N)."""
    reported = kernel.in_nodes(values.punishment[kernel.table.feared])
    best = exits.best * values.scale
    return Beside(best - reported, kernel.rounding(level, best, reported, of=exits.size))


def _fines(kernel: Kernel, agreed: Play, code: PenalCode) -> Iterator[Gap]:
    """A period of rows, (states, N), then the agreement: upheld, and member i gets v_i."""
    for rows in (agreed.rows, *code.rows):
        if (lost := _absent(kernel, rows)) is not None:
            yield lost
            return
    after = Account(kernel, agreed._replace(punishment=code.punishment))
    yield from _holds(after)
    for i, rows in enumerate(code.rows):
        # v_i is what the best reply of member i brings.
        yield _off(after, after.least(rows, slice(i, i + 1)), "punishment payoff")
        yield upheld(after, rows, "punishment")._replace(against=i)


def _holds_down(kernel: Kernel, code: Against, punishment: Array) -> Iterator[Gap]:
    """Where nobody pays, a play of its own that leaves member i just v_i where it begins."""
    i = code.member
    if (lost := _absent(kernel, code.rows)) is not None:
        yield lost
        return
    account = Account(kernel, Play(code.rows, code.worth, punishment))
    value, broken = _holds(account, "value in a punishment")
    yield value
    yield broken._replace(what="punishment", against=i)
    own, least = code.worth[code.begins, i], punishment[code.begins, i]
    terms = own - kernel.base[i], least - kernel.base[i]
    of = kernel.table.nodes.largest(kernel.ahead(kernel.own, code.rows))[code.begins, i]
    rounding = kernel.rounding(_tolerance.CHECK, *terms, of=of)
    yield Gap(int((abs(own - least) > rounding).any()), 0, "punishment payoff")


def _absent(kernel: Kernel, rows: IntArray) -> Gap | None:
    """A row that cannot be agreed on, or of another state; `rows` has shape (states, N)."""
    table = kernel.table
    states = table.state[rows].T
    if (states == np.arange(table.states)).all() and pick(table.open, rows).all():
        return None
    return Gap(1, 0, "a row is played that is not there")


def _alike(kernel: Kernel, one: Array, other: Array) -> bool:
    return below(kernel, one, other) and below(kernel, other, one)


def places_of(values: Array) -> list[tuple[int, int]]:
    """Every member and node, the node running fastest."""
    nodes, n, _ = values.shape
    return [(i, node) for i in range(n) for node in range(nodes)]


def below(kernel: Kernel, values: Array, bound: Array, of: Any = slice(None)) -> bool:
    """Whether lower bounds are no more than those that were shown, rounding aside."""
    base = kernel.base[of]
    rounding = kernel.rounding(_tolerance.CHECK, values - base, bound - base, of=abs(base))
    return bool((values <= bound + rounding).all())


# --- what a play is worth besides -----------------------------------------------------------------


def punishments(kernel: Kernel, code: PenalCode) -> Array:
    """To what members are held in every state in which a punishment begins, (states, n, N)."""
    table, every = kernel.table, np.arange(kernel.table.states)
    payoffs = np.empty((table.states, *code.punishment.shape[1:]), dtype=code.punishment.dtype)
    if code.agreed is not None:
        values = kernel.values(code.agreed.worth, code.punishment)
        best = kernel.best(values)
        for i, rows in enumerate(code.rows):
            payoffs[:, i] = _uncentred(kernel, values, pick(best[table.menu[:, i]], rows), i)
        return payoffs
    for one in code.against:
        values, i = kernel.values(one.worth, code.punishment), one.member
        here = every[np.isin(every, table.nodes.reach(np.array([one.begins])))]
        worth = pick(kernel.worth(values)[:, i], one.rows[here])
        payoffs[here, i] = _uncentred(kernel, values, worth, i)
    return payoffs


def worth_of(table: Table, rows: IntArray) -> Array:
    """What playing `rows`, (states, N), for ever is worth at every node, (nodes, pools, N)."""
    waits = pick(np.where(table.rows.waits[:, None], table.delta, 0), rows)
    paid = (1 - waits)[:, None] * pick(by_pool(table.rows.now, table.sums), rows)
    moves = table.lotteries.dense(len(table.nodes.first) - 1)
    moves = waits[:, None] * pick(moves, table.rows.then[rows])
    move, over, reward = (
        np.moveaxis(table.nodes.expect(part), -1, 0) for part in (moves, 1 - waits, paid)
    )
    return np.moveaxis(Strategy(reward, move, over).values(), 0, -1)


def worth_in_states(kernel: Kernel, values: Values, rows: IntArray) -> Array:
    """What a row is worth in every state, as values are reported, (states, pools, N)."""
    worth = pick(kernel.worth(values), rows)
    return np.asarray(table_numbers(kernel, values, worth) + kernel.middle)


def beside(kernel: Kernel, values: Values, rows: IntArray) -> tuple[Array, Array]:
    """What members gain by exits, and by breaches, instead of these rows, (states, n, N).

    A breach is a reply after which something follows, where the agreement goes on.
    """
    table, breaches = kernel.table, kernel.breaches[:, None]
    worth = table_numbers(kernel, values, pick(kernel.worth(values), rows))[:, : table.pools.size]
    reply = table_numbers(kernel, values, kernel.replies(values))
    parts = np.where(breaches, -np.inf, reply), np.where(breaches, reply, -np.inf)
    # What other replies bring, and breaches.
    other, breach = (
        pick(by_segment(np.maximum, part, table.first).take(table.menu, axis=0), rows)
        for part in parts
    )
    return other - worth, breach - worth


def _uncentred(kernel: Kernel, values: Values, numbers: Array, i: int) -> Array:
    """Values of a member as they are reported, from the kernel's numbers, (states, N)."""
    return np.asarray(table_numbers(kernel, values, numbers) + kernel.base[i])


def table_numbers(kernel: Kernel, values: Values, numbers: Array) -> Array:
    """Numbers of the kernel as they count in the table."""
    if not kernel.exact:
        return numbers
    every = [
        number if number == -np.inf else kernel.number(number, values)
        for number in numbers.ravel().tolist()
    ]
    return np.array(every, dtype=object).reshape(numbers.shape)

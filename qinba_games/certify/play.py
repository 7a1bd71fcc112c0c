"""Plays and punishments: one row in every state, worth what is reported, which nobody leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_pool, by_segment, of_games, side_by_side
from ..game.witness import Against, Bounds, Part, PenalCode, Play, Tree
from ..types import Array, BoolArray, IntArray
from ..verify.findings import FiniteStrategy as Strategy
from .kernel import Gap, Kernel, Values, chosen, code_fits, largest, play_fits, tree_fits
from .record import (
    AT_ONCE,
    FALLEN,
    OPEN,
    Account,
    Step,
    Steps,
    account_of,
    at_most,
    below,
    bounds_hold,
    last_bounds,
    lasting,
    off,
    only,
    optimality,
    places_of,
    steps_of,
)


def equilibrium(kernel: Kernel, play: Play, code: PenalCode | None = None) -> Iterator[Gap]:
    """What speaks against a play and the punishments behind it being equilibria."""
    if (wrong := malformed(kernel, play, code)) is not None:
        yield wrong
        return
    account = account_of(kernel, play)
    yield from plays(account, play.rows)
    yield from punishes(account, play, code)


def both_sides(
    kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None
) -> tuple[Account | None, list[Gap], list[Gap]]:
    """What speaks against a play, and against nothing being better; and the account of the play."""
    steps = None
    if code is None and len(kernel.table.delta) == 1 and tree_fits(kernel.table, tree):
        steps = steps_of(kernel.table, tree, kernel.table.open)
    wrong = malformed(kernel, play, code)
    if wrong or not steps or not 0 < len(steps.every) * kernel.own.size <= AT_ONCE:
        inside = [wrong] if wrong else [*equilibrium(kernel, play, code)]
        return None, inside, [*optimality(kernel, play, tree, code)]
    return _side_by_side(kernel, play, tree, steps)


def _side_by_side(
    kernel: Kernel, play: Play, tree: Tree, steps: Steps
) -> tuple[Account | None, list[Gap], list[Gap]]:
    """The same of a single game where deviations lead to exits, in one look."""
    table, rows = kernel.table, play.rows
    first = Step(Bounds(play.worth, play.punishment), only(table, rows), np.zeros_like(table.open))
    step = side_by_side([first, *steps.every])
    level = np.append(lasting(kernel), [_tolerance.STEP] * len(steps.every))
    every = Account(kernel, step.bounds, step.remaining, level)
    kernel.constraints(every.values)
    one = every.column(0)
    inside = [off(one, one.most, "value"), _most_broken(one, rows, "agreed")]
    inside += punishes(one, play, None)
    outside = [] if chosen(steps.remaining, rows).all() else [FALLEN]
    outside += [gap._replace(game=0) for gap in bounds_hold(every, step.gone, None, 1)]
    reported = play.worth[:, -1]
    of = 0 if kernel.exact else one.most.of[table.start, -1]
    return one, inside, [*outside, *last_bounds(kernel, tree, steps, reported, None, of)]


def malformed(kernel: Kernel, play: Play, code: PenalCode | None) -> Gap | None:
    """A play, or punishments, that do not fit the table, or are played where they are not there."""
    table = kernel.table
    if not play_fits(table, play) or (code and not code_fits(kernel.afterwards.table, code)):
        return Gap(1, 0, "a witness of another shape")
    return _absent(kernel, play.rows)


def plays(account: Account, rows: IntArray, what: str = "value") -> Iterator[Gap]:
    """`rows`, (states, N), alone are worth what is reported, and nobody gains by a deviation."""
    yield off(account, account.most, what)
    yield upheld(account, rows, "agreed")


def punishes(account: Account, play: Play, code: PenalCode | None) -> Iterator[Gap]:
    """What follows deviations is an equilibrium, and leaves members what is reported."""
    kernel = account.kernel
    if code is None:  # where deviations lead to exits alone, which are part of the play
        if kernel.table.rows.waits[kernel.table.feared_rows].any():
            yield Gap(1, 0, "a punishment is missing")
            return
        if len(kernel.table.feared):
            yield off(account, account.least, "punishment payoff")
        return
    if not _alike(kernel, play.punishment[kernel.table.feared], code.punishment):
        yield Gap(1, 0, "another punishment")
        return
    if code.agreed is not None:
        yield from _fines(kernel.afterwards, code.agreed, code)
        return
    if [(one.member, one.begins) for one in code.against] != places_of(code.punishment):
        yield Gap(1, 0, "a punishment is missing")
        return
    for one in code.against:
        yield from _holds_down(kernel.afterwards, one, code.punishment)


def _fines(kernel: Kernel, agreed: Play, code: PenalCode) -> Iterator[Gap]:
    """A period of rows, (states, N), then the agreement: upheld, and member i gets v_i."""
    for i, rows in ((None, agreed.rows), *enumerate(code.rows)):
        if (lost := _absent(kernel, rows)) is not None:
            yield lost._replace(member=i)
            return
    table = kernel.table
    account = account_of(kernel, agreed._replace(punishment=code.punishment))
    yield from plays(account, agreed.rows)
    there = np.stack([only(table, rows) for rows in code.rows], axis=1)
    # v_i is what the best reply of member i brings.
    yield off(account, account.least_of(there), "punishment payoff")
    for i, rows in enumerate(code.rows):
        yield upheld(account, rows, "punishment")._replace(against=i)


def _holds_down(kernel: Kernel, code: Against, punishment: Array) -> Iterator[Gap]:
    """Where nobody pays, a play of its own that leaves member i just v_i where it begins."""
    i = code.member
    if (lost := _absent(kernel, code.rows)) is not None:
        yield lost._replace(member=i)
        return
    account = account_of(kernel, Play(code.rows, code.worth, punishment))
    value, broken = plays(account, code.rows, "value in a punishment")
    yield value
    yield broken._replace(what="punishment", against=i)
    own, least = code.worth[code.begins, i], punishment[code.begins, i]
    terms = own - kernel.base[i], least - kernel.base[i]
    of = kernel.table.nodes.largest(kernel.ahead(kernel.own, code.rows))[code.begins, i]
    rounding = kernel.rounding(_tolerance.CHECK, *terms, of=of)
    failing = (abs(own - least) > rounding).any()
    yield Gap(int(failing), 0, "punishment payoff", member=i)


def upheld(account: Account, rows: IntArray, what: str) -> Gap:
    """The constraint that is broken most where these rows are played; the most tempted is named."""
    kernel, values, table = account.kernel, account.values, account.kernel.table
    worst = _most_broken(account, rows, what)
    row, game = int(worst.row or 0), worst.game
    menu, best = table.menu[row], kernel.constraints(values).best[row, :, game]
    tempted = best - kernel.alone[row, :, game] * values.scale
    i = int(np.argmax(np.where(menu >= 0, tempted, -np.inf)))
    here = slice(table.first[menu[i]], table.first[menu[i] + 1])
    reply = (
        int(here.start + np.argmax(kernel.replies(values)[here, game])) if menu[i] >= 0 else None
    )
    return worst._replace(member=i, reply=reply)


def _most_broken(account: Account, rows: IntArray, what: str) -> Gap:
    broken = account.broken(rows)
    return largest(account.kernel, account.values, broken.gap, broken.rounding, what, rows)


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
    table, breaches = kernel.table, kernel.breaches[:, None]
    worth = counted(kernel, values, chosen(kernel.worth(values), rows))[:, : table.pools.size]
    reply = counted(kernel, values, kernel.replies(values))
    parts = np.where(breaches, -np.inf, reply), np.where(breaches, reply, -np.inf)
    # What other replies bring, and breaches.
    other, found = (
        chosen(by_segment(np.maximum, part, table.first).take(table.menu, axis=0), rows)
        for part in parts
    )
    return other - worth, found - worth


def _uncentred(kernel: Kernel, values: Values, numbers: Array, i: int) -> Array:
    """Values of a member as they are reported, from the kernel's numbers, (states, N)."""
    return np.asarray(counted(kernel, values, numbers) + kernel.base[i])


def counted(kernel: Kernel, values: Values, numbers: Array) -> Array:
    """Numbers of the kernel as they count in the table."""
    if not kernel.exact:
        return numbers
    every = [
        number if number == -np.inf else kernel.number(number, values)
        for number in numbers.ravel().tolist()
    ]
    return np.array(every, dtype=object).reshape(numbers.shape)


def _absent(kernel: Kernel, rows: IntArray) -> Gap | None:
    """A row that cannot be agreed on, or of another state; `rows` has shape (states, N)."""
    table = kernel.table
    states = table.state[rows].T
    if (states == np.arange(table.states)).all() and chosen(table.open, rows).all():
        return None
    return Gap(1, 0, "a row is played that is not there")


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

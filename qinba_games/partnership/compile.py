"""A trust game as a table, and the equilibrium that is selected in it.

The table has a node for every level of trust, and a state for it with its times. Where somebody
cannot leave, levels stand twice: before a breach, and after one, when there are no deposits and
subsidies. The last node is the end of the relation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..algorithms.punishment import best_replies
from ..algorithms.solution import Solution, solve
from ..algorithms.values import Problem
from ..common.progress import tick
from ..game.table import (
    Choices,
    Lotteries,
    Table,
    after_deviations,
    games_first,
    games_last,
    of_games,
)
from ..game.witness import Part, PenalCode
from ..types import Array, BoolArray, IntArray
from .trust_game import MODES, TrustGame, games_at_once

#: What a member can do: leave, comply but not pay, contribute unasked, breach.
_LEAVE, _REFUSE, _JOIN, _BREACH = range(4)


class _LevelRows(NamedTuple):
    """The rows of all levels before a breach, or after one; shapes begin with (L, T, choices)."""

    pays: Array  #: (n, N)
    leads: IntArray  #: (): the lottery that follows
    there: BoolArray  #: (n, 4): which replies there are
    now: Array  #: (n, 4, N)
    then: IntArray  #: (n, 4)


def table_of(game: TrustGame, delta: Array) -> Table:
    """A batch of trust games as one table, rows in the order of choices; `delta` is (N,)."""
    n, leave = len(game.members), len(game.contributes)
    size, blocks = leave + (not game.mandated.all()), 1 + bool(game.mandated.any())
    states, end = blocks * game.levels * game.conditions, 2 * blocks * game.levels
    found = [_block(game, size, b, blocks) for b in range(blocks)]
    parts = [
        np.concatenate([p.reshape(-1, *p.shape[3:]) for p in part])
        for part in zip(*found, strict=True)
    ]
    outside = game.outside.T[None]
    there, now, then = parts[2:]
    menu, owner, first, replies = _menus(there, now, then, outside, end)
    rank = np.array([MODES.index(mode) for mode in game.modes])[:size]
    rank = rank * size + np.arange(size)
    waits = np.append(np.tile(np.arange(size) < leave, states), False)
    return Table(
        delta=delta,
        state=np.append(np.repeat(np.arange(states), size), states),
        rows=Choices(np.concatenate([parts[0], outside]), waits, np.append(parts[1], end)),
        nodes=_times(game, blocks * game.levels),
        lotteries=_moves(game, blocks),
        menu=menu,
        owner=owner,
        first=first,
        replies=replies,
        open=np.concatenate([*[_open(game, size)] * blocks, np.ones((1, len(delta)), dtype=bool)]),
        pools=np.zeros(n, dtype=int) if game.voluntary else np.arange(n),
        objective=np.ones(n, dtype=int),
        feared=np.arange(game.levels, blocks * game.levels + 1),
        start=np.arange(game.levels),
        prefer=np.append(np.tile(rank, states), 0),
    )


def rows_of(table: Table, choice: IntArray) -> IntArray:
    """Choices, (N, L, T), as rows of a table whose last state is the end, (states, N)."""
    rows = np.zeros((table.states, len(choice)), dtype=int)
    rows[:-1] = choice.reshape(len(choice), -1).T
    return np.asarray(rows + table.first_row[:-1, None])


def _block(game: TrustGame, size: int, b: int, blocks: int) -> _LevelRows:
    n, leave, free = len(game.members), len(game.contributes), ~game.mandated
    shape = (game.levels, game.conditions, size, n, 4)
    there, then = np.zeros(shape, dtype=bool), np.full(shape, 2 * blocks * game.levels)
    now = np.zeros((*shape, game.n_games), dtype=game.flow.dtype)
    flow = games_last(game.flow)
    pays = np.empty((*shape[:4], game.n_games), dtype=flow.dtype)
    everyone, given = np.asarray(game.contributes.all(axis=1)), int(b == 0)
    pays[...] = game.outside.T
    pays[:, :, :leave] = flow + everyone[:, None, None] * (given * game.subsidy)
    level, kind = np.arange(game.levels)[:, None, None], np.append(game.kind, 0)[:size]
    leads = np.broadcast_to(2 * (b * game.levels + level) + kind, shape[:3])
    if blocks > 1:  # after a breach trust goes on
        then[...] = (2 * (game.levels + level) + kind)[..., None, None]
        then[:, :, :, :, _BREACH] = (2 * (game.levels + level) + 1)[..., None]
    here = there[:, :, :leave]
    there[..., _LEAVE], now[..., _LEAVE, :] = free, game.outside.T
    there[:, :, leave:, :, _LEAVE] = True  # where some leave, all get what is outside
    here[..., _REFUSE], now[..., _REFUSE, :] = game.voluntary or b > 0, pays
    others = game.contributes.sum(axis=1, keepdims=True) == n - 1
    here[..., _JOIN] = game.voluntary & others & ~game.contributes
    now[..., _JOIN, :] = pays[:, :, :1]
    then[..., _JOIN] = then[:, :, :1, :, _REFUSE]
    here[..., _BREACH] = game.contributes & _seen(game)
    saved = games_last(game.temptation)
    lost = given * _by_level(game.deposit, 2)
    now[:, :, :leave, :, _BREACH] = flow + _until_found(game, saved) - lost
    if free.sum() == 1:  # whoever alone may leave may stay with partners who idle
        there[:, :, leave:, :, _BREACH] = free
    return _LevelRows(pays, leads, there, now, then)


def _seen(game: TrustGame) -> BoolArray:
    """At which levels breaches are found out in any game: in all of a batch of exact numbers."""
    return np.asarray((_by_level(game.detection, 1) > 0).any(axis=-1))


def _until_found(game: TrustGame, saved: Array) -> Array:
    """What is saved until a breach is found out; a breach that never is, is no reply."""
    q = _by_level(game.detection, 1)
    found = saved / np.where(q > 0, q, 1)
    return found if q.dtype == object else np.where(q > 0, found, -np.inf)


def _by_level(given: Array, alike: int) -> Array:
    """What has `alike` axes if it is the same at all levels, as (levels or 1, 1, 1, n or 1, N)."""
    levels = 1 if given.ndim == alike else given.shape[1]
    return games_last(given.reshape(len(given), levels, 1, 1, -1))


def _open(game: TrustGame, size: int) -> BoolArray:
    """What can be agreed on: nothing that somebody breaches unseen, (rows, N)."""
    calm = games_last(np.asarray((game.temptation <= 0).all(axis=-1)))
    agreeable = np.asarray(calm | (_by_level(game.detection, 1)[..., 0, :] > 0), dtype=bool)
    rows = np.ones((*agreeable.shape[:2], size, game.n_games), dtype=bool)
    rows[:, :, : agreeable.shape[2]] = agreeable
    return rows.reshape(-1, game.n_games)


def _menus(
    there: BoolArray, now: Array, then: IntArray, outside: Array, end: int
) -> tuple[IntArray, IntArray, IntArray, Choices]:
    """Replies by row and member, and last those at the end, where everybody goes on alone."""
    _, n, options = there.shape
    last = np.zeros((1, n, options), dtype=bool)
    last[..., _LEAVE] = True
    there = np.concatenate([there, last])
    size = there.sum(axis=2)
    some = size > 0
    menu = np.where(some, np.cumsum(some).reshape(some.shape) - 1, -1)
    row, member, option = np.nonzero(there)
    final = np.broadcast_to(outside[:, :, None], (1, n, options, outside.shape[-1]))
    each = np.concatenate([now, final])[row, member, option]
    leads = np.concatenate([then, np.full((1, n, options), end)])[row, member, option]
    first = np.concatenate([[0], np.cumsum(size[some])])
    return menu, np.nonzero(some)[1], first, Choices(each, option != _LEAVE, leads)


def _times(game: TrustGame, count: int) -> Lotteries:
    """Times drawn at every node, and at the end none."""
    drawn, times = game.chance.T, game.conditions
    sure = np.ones_like(drawn[:1])
    first = np.append(np.arange(count + 1) * times, count * times + 1)
    return Lotteries(first, np.arange(count * times + 1), np.concatenate([*[drawn] * count, sure]))


def _moves(game: TrustGame, blocks: int) -> Lotteries:
    """Where trust goes from every node after either kind of period, and last to the end."""
    levels = game.levels
    possible = np.asarray((game.move != 0).any(axis=0)).swapaxes(0, 1)  # level kind next
    level, kind, after = np.nonzero(possible)
    chance = np.concatenate([*[game.move[:, kind, level, after].T] * blocks])
    to = np.where(after == levels, blocks * levels, after + np.arange(blocks)[:, None] * levels)
    to[:, after == levels] = blocks * levels
    first = np.concatenate([[0], np.cumsum(np.tile(possible.sum(axis=2).ravel(), blocks))])
    sure = np.ones_like(game.chance.T[:1])
    return Lotteries(
        np.append(first, first[-1] + 1),
        np.append(to.ravel(), blocks * levels),
        np.concatenate([chance, sure]),
    )


# --- the selected equilibrium of every game of a batch --------------------------------------------


class WorstEquilibria(NamedTuple):
    """The worst equilibrium for each member once the agreement is broken."""

    value: Array  #: shape (N, n, L, T): v_i when the punishment begins in a state
    #: Shape (N, phases, L, T). With voluntary sharing: the agreement that follows a punishment,
    #: then what is played against each member. Under fixed shares: one policy for each member and
    #: each trust level at which its punishment begins.
    policy: IntArray


class Best(NamedTuple):
    """Choices of N trust games, and what upholds them."""

    choice: IntArray  #: shape (N, L, T)
    start: Array  #: shape (N, L): joint value before conditions are known
    proven: BoolArray  #: shape (N,): whether it is proven to be the selected equilibrium
    possible: BoolArray  #: shape (N, L, T, choices): what some equilibrium may use
    worst: (
        WorstEquilibria | None
    )  #: what follows a breach where somebody cannot leave; None: dissolution
    solutions: tuple[tuple[Table, Solution], ...]  #: block by block

    def witness(self, games: IntArray | None = None) -> tuple[Part, ...]:
        """What proves the answers, all or of some games in their order; each part of some."""
        asked, parts, first = np.arange(len(self.proven)) if games is None else games, [], 0
        for _, found in self.solutions:
            few, count = asked - first, len(found.complete)
            each = found.parts(few[(few >= 0) & (few < count)])
            parts += [part._replace(games=part.games + first) for part in each]
            first += count
        return tuple(parts)

    def alone(self) -> list[tuple[Table, Any]]:
        """The table of every game, and the witness of its answer."""
        found = dict[int, tuple[Table, Any]]()
        for table, solution in self.solutions:
            first = len(found)
            if len(table.delta) == 1:
                found[first] = table, solution.parts()[0][1:]
                continue
            for part in solution.parts():
                for place, row in enumerate(part.games.tolist()):
                    found[first + row] = table.take([row]), of_games(part[1:], [place])
        return [found[row] for row in range(len(found))]


def best_agreement(game: TrustGame, delta: Array) -> Best:
    """Find the selected equilibrium of every partnership of a batch, block by block."""
    block = games_at_once(game.levels, game.conditions, len(game.contributes) + 1)
    parts = []
    for first in range(0, game.n_games, block):
        tick()
        here = slice(first, first + block)
        parts.append(_best_of(game if block >= game.n_games else game.take(here), delta[here]))
    if len(parts) == 1:
        return parts[0]
    worst = None
    if parts[0].worst is not None:
        worst = WorstEquilibria(
            *map(np.concatenate, zip(*(p.worst for p in parts if p.worst), strict=True))
        )
    return Best(
        choice=np.concatenate([part.choice for part in parts]),
        start=np.concatenate([part.start for part in parts]),
        proven=np.concatenate([part.proven for part in parts]),
        possible=np.concatenate([part.possible for part in parts]),
        worst=worst,
        solutions=tuple(found for part in parts for found in part.solutions),
    )


def _best_of(game: TrustGame, delta: Array) -> Best:
    table = table_of(game, delta)
    found = solve(table)
    shape, size = (game.n_games, game.levels, game.conditions), len(game.contributes) + 1
    count = game.levels * game.conditions
    choice = _choices(table, found.found.rows, slice(count)).T.reshape(shape)
    last = int(table.first_row[count])
    mask = np.zeros((count, size, game.n_games), dtype=bool)
    mask[:, : last // count] = found.elimination.remaining[:last].reshape(count, -1, game.n_games)
    possible = games_first(mask).reshape(*shape, size)
    worst = None
    if found.code is not None:
        worst = _worst(game, after_deviations(table), found.code)
        for k, code in found.codes.items():
            one = _worst(game, after_deviations(table.take([k])), code)
            for of_all, own in zip(worst, one, strict=True):
                of_all[k] = own[0]
    start = found.found.starts[: game.levels, -1].T
    return Best(choice, start, found.complete, possible, worst, ((table, found),))


def _choices(table: Table, rows: IntArray, states: slice) -> IntArray:
    """Numbers of choices in some states, from rows of the table, (states, N)."""
    return np.asarray(rows[states] - table.first_row[:-1][states, None])


def _worst(game: TrustGame, table: Table, code: PenalCode) -> WorstEquilibria:
    """To what members are held after a breach, and what is played then."""
    levels, times = game.flow.shape[1:3]
    n, count, states = len(game.members), levels * times, slice(levels * times)
    if code.agreed is None:
        problem, plays = Problem(table, table.sums), [c for c in code.against if c.begins < levels]
        value = np.empty((n, count, len(table.delta)), dtype=table.delta.dtype)
        for one in plays:
            here = slice(one.begins * times, (one.begins + 1) * times)
            worth = problem.worth(one.worth)[:, one.member]
            value[one.member, here] = np.take_along_axis(worth, one.rows[here], axis=0)
        rows = [one.rows for one in plays]
    else:
        each = enumerate(code.rows)
        best = [(best_replies(table, i, code.punishment[:, [i]]), of[states]) for i, of in each]
        value = np.array([np.take_along_axis(of, chosen, axis=0) for of, chosen in best])
        rows = [code.agreed.rows, *code.rows]
    phases = np.array([_choices(table, one, states) for one in rows])
    return WorstEquilibria(
        games_first(value).reshape(-1, n, levels, times),
        games_first(phases).reshape(-1, len(rows), levels, times),
    )

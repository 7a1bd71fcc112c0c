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
from ..game.table import Table, after_deviations, games_first, games_last, of_games
from ..game.witness import Part, PenalCode
from ..types import Array, BoolArray, IntArray
from .layout import BREACH, JOIN, LEAVE, OPTIONS, REFUSE, Form, Outline, layout_of
from .trust_game import TrustGame, games_at_once

#: Layouts of more rows before a breach are made anew every time.
_SMALL = 4096


def table_of(game: TrustGame, delta: Array) -> Table:
    """A batch of trust games as one table, rows in the order of choices; `delta` is (N,)."""
    layout, outside = _layout(game), game.outside.T
    sure, drawn = np.ones_like(game.chance.T[:1]), game.chance.T
    blocks, levels = layout.blocks, game.levels
    paid, instead = zip(*(_block(game, layout.size, b) for b in range(blocks)), strict=True)
    end = np.broadcast_to(outside[:, None], (1, len(outside), OPTIONS, len(delta)))
    kind, level, after = layout.moves
    moves = game.move[:, kind, level, after].T
    may = np.ones((1, len(delta)), dtype=bool)
    return layout.table.with_numbers(
        delta,
        rows=np.concatenate([*paid, outside[None]]),
        nodes=np.concatenate([*[drawn] * (blocks * levels), sure]),
        lotteries=np.concatenate([*[moves] * blocks, sure]),
        replies=np.concatenate([*instead, end]).reshape(-1, len(delta))[layout.replies],
        agreeable=np.concatenate([*[_open(game, layout.size)] * blocks, may]),
    )


def rows_of(table: Table, choice: IntArray) -> IntArray:
    """Choices, (N, L, T), as rows of a table whose last state is the end, (states, N)."""
    rows = np.zeros((table.states, len(choice)), dtype=int)
    rows[:-1] = choice.reshape(len(choice), -1).T
    return np.asarray(rows + table.first_row[:-1, None])


def _layout(game: TrustGame) -> Outline:
    """The layout of the table of a batch."""
    form = Form(
        len(game.members),
        game.levels,
        game.conditions,
        game.voluntary,
        game.contributes.tobytes(),
        game.mandated.tobytes(),
        np.asarray((game.detection > 0).any(axis=0)).tobytes(),
        np.asarray((game.move != 0).any(axis=0)).tobytes(),
    )
    small = form.levels * form.times * len(game.contributes) <= _SMALL
    return (layout_of if small else layout_of.__wrapped__)(form)


def _block(game: TrustGame, size: int, b: int) -> tuple[Array, Array]:
    """What rows pay before a breach or after one, (rows, n, N), and options, (rows, n, 4, N)."""
    leave, flow, outside = len(game.contributes), games_last(game.flow), game.outside.T
    levels, times, _, n, games = flow.shape
    pays = np.empty((levels, times, size, n, games), dtype=flow.dtype)
    now = np.zeros((levels, times, size, n, OPTIONS, games), dtype=flow.dtype)
    everyone, given = np.asarray(game.contributes.all(axis=1)), int(b == 0)
    pays[...] = outside
    pays[:, :, :leave] = flow + everyone[:, None, None] * (given * game.subsidy)
    now[..., LEAVE, :] = outside
    now[..., REFUSE, :] = pays
    now[..., JOIN, :] = pays[:, :, :1]
    saved = _until_detection(game, games_last(game.temptation))
    now[:, :, :leave, :, BREACH] = flow + saved - given * _by_level(game.deposit, 2)
    return pays.reshape(-1, n, games), now.reshape(-1, n, OPTIONS, games)


def _until_detection(game: TrustGame, saved: Array) -> Array:
    """What is saved until a breach is found out; a breach that never is, is no reply."""
    q = _by_level(game.detection, 1)
    total = saved / np.where(q > 0, q, 1)
    return total if q.dtype == object else np.where(q > 0, total, -np.inf)


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
        indices, parts, first = np.arange(len(self.proven)) if games is None else games, [], 0
        for _, solution in self.solutions:
            few, count = indices - first, len(solution.complete)
            each = solution.parts(few[(few >= 0) & (few < count)])
            parts += [part._replace(games=part.games + first) for part in each]
            first += count
        return tuple(parts)

    def alone(self) -> list[tuple[Table, Any]]:
        """The table of every game, and the witness of its answer."""
        answers = dict[int, tuple[Table, Any]]()
        for table, solution in self.solutions:
            first = len(answers)
            if len(table.delta) == 1:
                answers[first] = table, solution.parts()[0][1:]
                continue
            for part in solution.parts():
                for place, row in enumerate(part.games.tolist()):
                    answers[first + row] = table.take([row]), of_games(part[1:], [place])
        return [answers[row] for row in range(len(answers))]


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
        solutions=tuple(solution for part in parts for solution in part.solutions),
    )


def _best_of(game: TrustGame, delta: Array) -> Best:
    table = table_of(game, delta)
    answer = solve(table)
    shape, size = (game.n_games, game.levels, game.conditions), len(game.contributes) + 1
    count = game.levels * game.conditions
    choice = _choices(table, answer.found.rows, slice(count)).T.reshape(shape)
    last = int(table.first_row[count])
    mask = np.zeros((count, size, game.n_games), dtype=bool)
    mask[:, : last // count] = answer.elimination.remaining[:last].reshape(count, -1, game.n_games)
    possible = games_first(mask).reshape(*shape, size)
    worst = None
    if answer.code is not None:
        worst = _worst(game, after_deviations(table), answer.code)
        for k, code in answer.codes.items():
            one = _worst(game, after_deviations(table.take([k])), code)
            for of_all, own in zip(worst, one, strict=True):
                of_all[k] = own[0]
    start = answer.found.starts[: game.levels, -1].T
    return Best(choice, start, answer.complete, possible, worst, ((table, answer),))


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

"""The selected equilibrium of every trust game of a batch, as the solver of tables finds it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..algorithms.elimination import is_upheld, known_punishment, needs, valued
from ..algorithms.punishment import best_replies
from ..algorithms.solution import Solution, solve
from ..algorithms.values import Problem
from ..common.progress import tick
from ..game.table import Table, after_deviations, of_games
from ..game.witness import Part, PenalCode
from ..types import Array, BoolArray, IntArray
from .compile import table_of
from .trust_game import TrustGame

#: Rows of a table times games that are solved at once: they stay in the cache of a processor.
_AT_ONCE = 60_000


class Worst(NamedTuple):
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
    worst: Worst | None  #: what follows a breach where somebody cannot leave; None: dissolution
    solutions: tuple[tuple[Table, Solution], ...]  #: block by block

    def witness(self) -> tuple[Part, ...]:
        """What proves the answers, each part of some games."""
        parts, first = list[Part](), 0
        for _, found in self.solutions:
            parts += [part._replace(games=part.games + first) for part in found.parts()]
            first += len(found.complete)
        return tuple(parts)

    def alone(self) -> list[tuple[Table, Any]]:
        """The table of every game, and the witness of its answer."""
        found = dict[int, tuple[Table, Any]]()
        for table, solution in self.solutions:
            first = len(found)
            for part in solution.parts():
                for place, row in enumerate(part.games.tolist()):
                    found[first + row] = table.take([row]), of_games(part[1:], [place])
        return [found[row] for row in range(len(found))]


def best_agreement(game: TrustGame, delta: Array) -> Best:
    """Find the selected equilibrium of every partnership of a batch, block by block."""
    rows = game.levels * game.conditions * (len(game.contributes) + 1)
    block = max(1, _AT_ONCE // rows)
    parts = []
    for first in range(0, game.n_games, block):
        tick()
        here = np.arange(first, min(first + block, game.n_games))
        parts.append(_block(game if len(here) == game.n_games else game.take(here), delta[here]))
    if len(parts) == 1:
        return parts[0]
    worst = None
    if parts[0].worst is not None:
        worst = Worst(*map(np.concatenate, zip(*(p.worst for p in parts if p.worst), strict=True)))
    return Best(
        choice=np.concatenate([part.choice for part in parts]),
        start=np.concatenate([part.start for part in parts]),
        proven=np.concatenate([part.proven for part in parts]),
        possible=np.concatenate([part.possible for part in parts]),
        worst=worst,
        solutions=tuple(found for part in parts for found in part.solutions),
    )


def upheld_choice(game: TrustGame, delta: Array, choice: IntArray) -> tuple[BoolArray, Array]:
    """Whether choices, (N, L, T), are equilibria if all can leave, and joint values, (N, L)."""
    table = table_of(game, delta)
    known = known_punishment(table)
    assert known is not None
    problem = Problem(table, table.sums)
    choices = np.zeros((table.states, len(delta)), dtype=int)
    choices[: game.levels * game.conditions] = choice.reshape(len(delta), -1).T
    found = valued(problem, choices + table.first_row[:-1, None])
    return is_upheld(problem, needs(table, known), found), found.starts[: game.levels, -1].T


def _block(game: TrustGame, delta: Array) -> Best:
    table = table_of(game, delta)
    found = solve(table)
    shape, size = (game.n_games, game.levels, game.conditions), len(game.contributes) + 1
    count = game.levels * game.conditions
    choice = _choices(table, found.found.rows, slice(count)).T.reshape(shape)
    last = int(table.first_row[count])
    left = np.zeros((count, size, game.n_games), dtype=bool)
    left[:, : last // count] = found.elimination.remaining[:last].reshape(count, -1, game.n_games)
    possible = np.moveaxis(left, -1, 0).reshape(*shape, size)
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


def _worst(game: TrustGame, table: Table, code: PenalCode) -> Worst:
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
    return Worst(
        np.moveaxis(value, -1, 0).reshape(-1, n, levels, times),
        np.moveaxis(phases, -1, 0).reshape(-1, len(rows), levels, times),
    )

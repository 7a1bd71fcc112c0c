"""The selected equilibrium of a table, what upholds it, and the record that nothing is better.

First the harshest penal code is found in the nodes to which deviations lead, then the best play
that it upholds. With transfers (one pool of members) a punishment is one period against the
deviator; where nobody pays it is an equilibrium of its own, the worst for the member that it begins
with. Its value is found from below: given lower bounds of all punishments, the least that policies
upheld by them leave a member is such a bound again, until it is what they are upheld by.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance, errors
from ..common.progress import tick
from ..game.table import Table, after_deviations, by_segment
from ..game.witness import Against, Bounds, PenalCode, Play, Rise, Round, Tree
from ..types import Array, BoolArray, IntArray
from .branching import Found, Search, candidate, is_upheld, record, valued
from .elimination import Elimination, eliminate, needs, upheld
from .elimination import take as needs_of
from .punishment import MinMax, known_punishment, minmax
from .values import Problem, best_policy

#: Rounds in which lower bounds of punishments rise.
_ROUNDS = 20


class Solution(NamedTuple):
    """The selected equilibria of N games."""

    found: Found  #: rows (states, N), and values (nodes, columns, N)
    punishment: Array  #: shape (nodes, n, N)
    elimination: Elimination
    branched: dict[int, Tree]  #: of games in which the best of what remains is not upheld
    codes: tuple[PenalCode, ...]  #: one a game; none where a deviation leads to exits alone
    complete: BoolArray  #: shape (N,): False where a search was cut off

    def tree(self, game: int = 0) -> Tree:
        """The record that nothing is better in one of the games."""
        if game in self.branched:
            return self.branched[game]
        here = slice(game, game + 1)
        bounds = Bounds(self.elimination.policy.starts[..., here], self.punishment[..., here])
        return Tree(record(self.elimination, self.punishment, game), bounds)


def solve(table: Table) -> Solution:
    """The equilibrium with the largest objective, starts in order; of N games of one shape.

    Raises
    ------
    NoEquilibriumError
        If no pure play is an equilibrium.
    """
    games = len(table.delta)
    known, codes = known_punishment(table), []
    complete = np.ones(games, dtype=bool)
    if known is None:
        part = after_deviations(table)
        found = [penal_code(part.take([k])) for k in range(games)]
        codes, complete = [code for code, _ in found], np.array([whole for _, whole in found])
        known = np.zeros((len(table.nodes.first) - 1, *table.rows.now.shape[1:]), table.delta.dtype)
        known[table.feared] = np.concatenate([code.punishment for code in codes], axis=-1)
    problem, need = Problem(table, table.sums), needs(table, known)
    elimination = eliminate(problem, need, table.open)
    _some_left(table, elimination.remaining)
    best, branched = candidate(problem, elimination), {}
    for k in np.flatnonzero(~is_upheld(problem, need, best)).tolist():
        search = Search(problem.take([k]), needs_of(need, [k]), known[..., [k]])
        branched[k] = search.visit(table.open[:, [k]])
        best.rows[:, [k]], best.starts[..., [k]] = _found(search)
        complete[k] &= search.complete
    return Solution(best, known, elimination, branched, tuple(codes), complete)


def _found(search: Search) -> Found:
    if search.best is None:
        raise errors.NoEquilibriumError("no pure-strategy equilibrium exists")
    return search.best


def _some_left(table: Table, remaining: BoolArray) -> None:
    """Refuse games in which no row is left in some state."""
    if not by_segment(np.logical_or, remaining, table.first_row).all():
        raise errors.NoEquilibriumError("no pure-strategy equilibrium exists")


def penal_code(table: Table) -> tuple[PenalCode, bool]:
    """The harshest punishments in a table of what follows deviations; whether that is proved."""
    problem, n = Problem(table, table.sums), table.rows.now.shape[1]
    allowed, rows, rounds = table.open.copy(), None, []
    lowest: list[MinMax | None] = [None] * n
    while True:
        tick()
        policy = best_policy(problem, allowed, rows)
        hardest = [minmax(table, allowed, i, one and one.rows) for i, one in enumerate(lowest)]
        rows, lowest = policy.rows, [*hardest]
        punishment = np.stack([one.values for one in hardest], axis=1)[..., None]
        falls = allowed & ~upheld(problem, needs(table, punishment), policy)
        if not falls.any():
            break
        rounds.append(Round(Bounds(policy.starts, punishment), np.flatnonzero(falls[:, 0])))
        allowed &= ~falls
        _some_left(table, allowed)
    tree = Tree(tuple(rounds), Bounds(policy.starts, punishment))
    codes = tuple(one.rows[:, None] for one in hardest)
    if table.pools.max() > 0:
        return _without_transfers(problem, allowed, punishment, tree, codes)
    best = candidate(problem, Elimination(allowed, policy, []))
    agreed = Play(best.rows, best.starts, punishment)
    return PenalCode(punishment, agreed, codes, (), tree), True


def _without_transfers(
    problem: Problem,
    allowed: BoolArray,
    punishment: Array,
    tree: Tree,
    plays: tuple[IntArray, ...],
) -> tuple[PenalCode, bool]:
    """Lower bounds of punishments rise until the worst equilibria for each member reach them.

    `plays` hold members to the first of these bounds; mostly they are such equilibria.
    """
    table, n = problem.table, problem.table.rows.now.shape[1]
    places = [(i, node) for i in range(n) for node in range(len(table.nodes.first) - 1)]
    rises: list[Rise] = []
    near: Any = 0
    if not problem.exact:
        near = _tolerance.meeting(_tolerance.TIE, punishment, floor=abs(table.rows.now).max())
    for _ in range(_ROUNDS):
        worst = [
            _Worst(problem.table, allowed, punishment, i, play) for i, play in enumerate(plays)
        ]
        found = [worst[i].equilibrium(node, punishment + near) for i, node in places]
        trees, each, whole = zip(*found, strict=True)
        values = np.array([one.starts[k, i] for (i, k), one in zip(places, each, strict=True)])
        values = values.reshape(n, -1, 1).swapaxes(0, 1)
        rises.append(Rise(punishment, values, trees))
        if not (values > punishment + near).any():
            break
        punishment = np.maximum(values, punishment)
    against = tuple(
        Against(i, node, one.rows, _with_all(one.starts[:, :n]))
        for (i, node), one in zip(places, each, strict=True)
    )
    code = PenalCode(values, None, (), against, tree, tuple(rises))
    return code, all(whole) and len(rises) < _ROUNDS


class _Worst:
    """The worst equilibria for a member, given to what deviators are held at least."""

    def __init__(
        self, table: Table, allowed: BoolArray, known: Array, i: int, play: IntArray
    ) -> None:
        unit = np.eye(table.pools.size, dtype=int)[i]
        self.i, self.aim = i, dataclasses.replace(table, objective=-unit)
        self.allowed, self.known, self.need = allowed, known, needs(table, known)
        problem = Problem(self.aim, self.aim.sums)
        self.given = valued(problem, play)
        self.upheld = bool(is_upheld(problem, self.need, self.given)[0])

    def equilibrium(self, node: int, least: Array) -> tuple[Tree | None, Found, bool]:
        """The worst that begins at a node, and a tree if it is not what is known."""
        tick()
        i, given = self.i, self.given
        if self.upheld and (given.starts[node, i] <= least[node, i]).all():
            return None, given, True
        aim = dataclasses.replace(self.aim, start=np.array([node]))
        search = Search(Problem(aim, aim.sums), self.need, self.known)
        search.best = given if self.upheld else None
        tree = search.visit(self.allowed)
        return tree, _found(search), search.complete


def _with_all(starts: Array) -> Array:
    """Values of members and last of all, shape (nodes, n + 1, N)."""
    return np.concatenate([starts, starts.sum(axis=1, keepdims=True)], axis=1)

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
from ..game.table import Table, after_deviations, by_segment, of_games
from ..game.witness import Against, Bounds, Part, PenalCode, Play, Rise, Round, Tree
from ..types import Array, BoolArray, IntArray
from .branching import Search
from .elimination import (
    Elimination,
    EliminationRound,
    Needs,
    UpheldPolicy,
    candidate,
    eliminate,
    is_upheld,
    known_punishment,
    needs,
    policy_of,
    record,
    upheld,
)
from .elimination import take as needs_of
from .punishment import minmax
from .values import Policy, Problem, best_policy

#: Rounds in which lower bounds of punishments rise.
_ROUNDS = 20


class Solution(NamedTuple):
    """The selected equilibria of N games."""

    found: UpheldPolicy  #: rows (states, N), and values (nodes, columns, N)
    punishment: Array  #: shape (nodes, n, N)
    elimination: Elimination
    branched: dict[int, Tree]  #: of games in which the best of what remains is not upheld
    code: PenalCode | None  #: of all games; None where a deviation leads to exits alone
    codes: dict[int, PenalCode]  #: of games in which it was searched for
    complete: BoolArray  #: shape (N,): False where a search was cut off

    def parts(self, games: IntArray | None = None) -> tuple[Part, ...]:
        """The witness of all games, or some, that took no search, and of each of the others."""
        index = np.arange(len(self.complete)) if games is None else games
        alone = np.isin(index, [*self.branched, *self.codes])
        return tuple(self._part(few) for few in (index[~alone], *index[alone][:, None]) if few.size)

    def _part(self, games: IntArray) -> Part:
        first = int(games[0])
        play = Play(self.found.rows, self.found.starts, self.punishment)
        play, bounds = of_games(
            (play, Bounds(self.elimination.policy.starts, self.punishment)), games
        )
        tree = self.branched.get(first) or Tree(
            record(self.elimination, self.punishment, games), bounds
        )
        code = self.codes.get(first) or of_games(self.code, games)
        return Part(games, play, tree, code)


def solve(table: Table) -> Solution:
    """The equilibrium with the largest objective, starts in order; of N games of one shape.

    Raises
    ------
    NoEquilibriumError
        If no pure play is an equilibrium.
    NotConvergedError
        If a search was cut off before it met one.
    """
    known, code, codes = known_punishment(table), None, dict[int, PenalCode]()
    complete = np.ones(len(table.delta), dtype=bool)
    if known is None:
        code, codes, complete = penal_code(after_deviations(table))
        known = np.zeros((len(table.nodes.first) - 1, *table.rows.now.shape[1:]), table.delta.dtype)
        known[table.feared] = code.punishment
        for k, one in codes.items():
            known[table.feared, :, k] = one.punishment[..., 0]
    problem, need = Problem(table, table.sums), needs(table, known)
    elimination = _elimination(problem, need)
    best, branched = candidate(problem, elimination), {}
    # What remains is upheld by the best policies of pools, so that the rest is looked at.
    changed = np.flatnonzero((elimination.policy.rows != best.rows[:, None]).any(axis=(0, 1)))
    for k in _not_upheld(problem, need, best, changed):
        search = Search(problem.take([k]), needs_of(need, [k]), known[..., [k]])
        search.best = _exits(search, elimination.remaining[:, k])
        branched[k] = search.go_on(_of_game(elimination, k))
        best.rows[:, [k]], best.starts[..., [k]] = _solution(search)
        complete[k] &= search.complete
    return Solution(best, known, elimination, branched, code, codes, complete)


def _elimination(problem: Problem, need: Needs) -> Elimination:
    """What remains, and the best of it; all together hope for what the pools do before that."""
    table, count = problem.table, need.due.shape[1]
    separate = count < problem.sums.shape[1] and (table.objective == 1).all()
    outcome = eliminate(problem.of(slice(count)) if separate else problem, need, table.open)
    _not_empty(table, outcome.remaining)
    if not separate:
        return outcome
    policy = _together(problem.of(slice(count, None)), outcome)
    rounds = [EliminationRound(_with_all(starts), gone) for starts, gone in outcome.rounds]
    return Elimination(outcome.remaining, policy, rounds)


def _not_upheld(problem: Problem, need: Needs, best: UpheldPolicy, games: IntArray) -> list[int]:
    """Those of some games in which somebody deviates from a policy."""
    if not games.size:
        return []
    some = UpheldPolicy(*of_games(tuple(best), games))
    fine = is_upheld(problem.take(games), needs_of(need, games), some)
    return [*games[~fine].tolist()]


def _together(problem: Problem, rest: Elimination) -> Policy:
    """The best policies of pools, and that of all together: theirs, where they agree on one."""
    rows, starts = rest.policy
    joint = Policy(rows[:, :1].copy(), starts.sum(axis=1, keepdims=True))
    games = np.flatnonzero((rows != rows[:, :1]).any(axis=(0, 1)))
    if games.size:
        best = best_policy(problem.take(games), rest.remaining[:, games])
        joint.rows[..., games], joint.starts[..., games] = best
    return Policy(*(np.concatenate(both, axis=1) for both in zip(rest.policy, joint, strict=True)))


def _of_game(outcome: Elimination, k: int) -> Elimination:
    """The same of one game."""
    rounds = [EliminationRound(starts[..., [k]], gone[:, [k]]) for starts, gone in outcome.rounds]
    rounds = [one for one in rounds if one.eliminated.any()]
    remaining, policy = of_games((outcome.remaining, outcome.policy), [k])
    return Elimination(remaining, policy, rounds)


def _exits(search: Search, remaining: BoolArray) -> UpheldPolicy | None:
    """Leaving everywhere, where nobody would rather not: a search that is cut off has met that."""
    table = search.problem.table
    exits = np.flatnonzero(remaining & ~table.rows.waits)
    states, first = np.unique(table.state[exits], return_index=True)
    if len(states) < table.states:
        return None
    policy = policy_of(search.problem, exits[first, None])
    return policy if is_upheld(search.problem, search.need, policy)[0] else None


def _solution(search: Search) -> UpheldPolicy:
    if search.best is None and not search.complete:
        message = "the search for an equilibrium was cut off before it met one; none is excluded"
        raise errors.NotConvergedError(f"{message}. Use fewer levels of trust, times or members.")
    if search.best is None:
        raise errors.NoEquilibriumError("no pure-strategy equilibrium exists")
    return search.best


def _not_empty(table: Table, remaining: BoolArray) -> None:
    """Refuse games in which no row is left in some state."""
    if not by_segment(np.logical_or, remaining, table.first_row).all():
        raise errors.NoEquilibriumError("no pure-strategy equilibrium exists")


def penal_code(table: Table) -> tuple[PenalCode, dict[int, PenalCode], BoolArray]:
    """The harshest punishments in a table of what follows deviations.

    Those of games that were searched one by one come besides; and which are proved, shape (N,).
    """
    problem, n = Problem(table, table.sums), table.rows.now.shape[1]
    few, part, allowed, active = table, problem, table.open, np.arange(len(table.delta))
    remaining, rounds, whole = allowed.copy(), list[Round](), list[Array]()
    rows: IntArray | None = None
    plays: Any = [None] * n
    while True:
        tick()
        policy = best_policy(part, allowed, rows)
        hardest = [minmax(few, allowed, i, play) for i, play in enumerate(plays)]
        least = np.stack([one.values for one in hardest], axis=1)
        rows, plays = policy.rows, np.stack([one.rows for one in hardest])
        whole = _filled(whole, active, [rows, policy.starts, least, plays])
        violates = allowed & ~upheld(part, needs(few, least), policy)
        hit = violates.any(axis=0)
        if not hit.any():
            break
        gone = np.zeros_like(remaining)
        gone[:, active] = violates
        rounds.append(Round(Bounds(whole[1].copy(), whole[2].copy()), gone))
        remaining &= ~gone
        _not_empty(table, remaining)
        few, part, active = few.take(hit), part.take(hit), active[hit]
        allowed = (allowed & ~violates)[:, hit]
        rows, plays = rows[..., hit], plays[..., hit]
    rows, starts, punishment, plays = whole
    tree = Tree(tuple(rounds), Bounds(starts, punishment))
    if table.pools.max() > 0:
        return _without_transfers(problem, remaining, punishment, tree, plays)
    best = candidate(problem, Elimination(remaining, Policy(rows, starts), []))
    agreed = Play(best.rows, best.starts, punishment)
    proved = np.ones(len(table.delta), dtype=bool)
    return PenalCode(punishment, agreed, tuple(plays), (), tree), {}, proved


def _filled(whole: list[Array], games: IntArray, parts: list[Array]) -> list[Array]:
    """Arrays of all games, those of some replaced."""
    if not whole:
        return [part.copy() for part in parts]
    for array, part in zip(whole, parts, strict=True):
        array[..., games] = part
    return whole


def _without_transfers(
    problem: Problem, allowed: BoolArray, punishment: Array, tree: Tree, plays: Array
) -> tuple[PenalCode, dict[int, PenalCode], BoolArray]:
    """Mostly what holds members to these bounds is upheld by them; else equilibria are sought."""
    n, nodes, need = problem.table.pools.size, len(punishment), needs(problem.table, punishment)
    rounding, proved = _near(problem, punishment), np.ones(allowed.shape[1], dtype=bool)
    given = [policy_of(problem, play) for play in plays]
    values = np.stack([one.starts[:, i] for i, one in enumerate(given)], axis=1)
    fine = (values <= punishment + rounding).all(axis=(0, 1))
    for one in given:
        fine &= is_upheld(problem, need, one)
    against = tuple(
        Against(i, node, one.rows, _with_all(one.starts[:, :n]))
        for i, one in enumerate(given)
        for node in range(nodes)
    )
    rise, codes = Rise(punishment, values, (None,) * len(against)), {}
    for k in np.flatnonzero(~fine).tolist():
        parts = of_games((allowed, punishment, tree, plays), [k])
        alone = Problem(problem.table.take([k]), problem.sums)
        codes[k], proved[k] = _search(alone, *parts)
    return PenalCode(values, None, (), against, tree, (rise,)), codes, proved


def _near(problem: Problem, punishment: Array) -> Any:
    """By how much punishments may differ and be the same."""
    if problem.exact:
        return 0
    floor = abs(problem.table.rows.now).max(axis=(0, 1))
    counted = punishment - problem.table.middle
    return _tolerance.meeting(_tolerance.TIE, counted, floor=floor)


def _search(
    problem: Problem, allowed: BoolArray, punishment: Array, tree: Tree, plays: Array
) -> tuple[PenalCode, bool]:
    """Lower bounds of one game's punishments rise until the worst equilibria reach them."""
    table, n = problem.table, problem.table.rows.now.shape[1]
    places = [(i, node) for i in range(n) for node in range(len(table.nodes.first) - 1)]
    rises: list[Rise] = []
    rounding = _near(problem, punishment)
    for _ in range(_ROUNDS):
        worst = [
            _WorstPlays(problem.table, allowed, punishment, i, play) for i, play in enumerate(plays)
        ]
        equilibria = [worst[i].equilibrium(node, punishment + rounding) for i, node in places]
        trees, each, whole = zip(*equilibria, strict=True)
        values = np.array([one.starts[k, i] for (i, k), one in zip(places, each, strict=True)])
        values = values.reshape(n, -1, 1).swapaxes(0, 1)
        rises.append(Rise(punishment, values, trees))
        if not (values > punishment + rounding).any():
            break
        punishment = np.maximum(values, punishment)
    against = tuple(
        Against(i, node, one.rows, _with_all(one.starts[:, :n]))
        for (i, node), one in zip(places, each, strict=True)
    )
    code = PenalCode(values, None, (), against, tree, tuple(rises))
    return code, all(whole) and len(rises) < _ROUNDS


class _WorstPlays:
    """The worst equilibria for a member, given to what deviators are held at least."""

    def __init__(
        self, table: Table, allowed: BoolArray, known: Array, i: int, play: IntArray
    ) -> None:
        unit = np.eye(table.pools.size, dtype=int)[i]
        self.i, self.aim = i, dataclasses.replace(table, objective=-unit)
        self.allowed, self.known, self.need = allowed, known, needs(table, known)
        problem = Problem(self.aim, self.aim.sums)
        self.given = policy_of(problem, play)
        self.upheld = bool(is_upheld(problem, self.need, self.given)[0])

    def equilibrium(self, node: int, least: Array) -> tuple[Tree | None, UpheldPolicy, bool]:
        """The worst that begins at a node, and a tree if it is not what is known."""
        tick()
        i, given = self.i, self.given
        if self.upheld and (given.starts[node, i] <= least[node, i]).all():
            return None, given, True
        aim = dataclasses.replace(self.aim, start=np.array([node]))
        search = Search(Problem(aim, aim.sums), self.need, self.known)
        search.best = given if self.upheld else None
        tree = search.visit(self.allowed)
        return tree, _solution(search), search.complete


def _with_all(starts: Array) -> Array:
    """Values of members and last of all, shape (nodes, n + 1, N)."""
    return np.concatenate([starts, starts.sum(axis=1, keepdims=True)], axis=1)

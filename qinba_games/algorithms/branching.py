"""The best policy that is upheld by its own values, where the best of all rows that remain is not.

With one pool the best policy is upheld. Where each member has to be content by itself it nearly
always is; where it is not, a state is branched on, and each branch bounded by elimination. What is
largest is so at the first of the table's start nodes, then at the second, and so on. One game at a
time; the search returns its tree, which proves that nothing is better.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.witness import Bounds, Round, Tree
from ..types import Array, BoolArray, IntArray
from .elimination import Elimination, Needs, eliminate, upheld
from .values import Policy, Problem, evaluate, most, reached

#: Branches examined for one game before the bound stands as it is.
NODES = 1000


class Found(NamedTuple):
    """A policy that is upheld, shapes (states, N) and (nodes, columns, N)."""

    rows: IntArray
    starts: Array


def candidate(problem: Problem, found: Elimination) -> Found:
    """Of what remains the best for the objective, ties in the order of preference.

    Next to a patience of 1 ties of one period add up to more; then no tie is resolved.
    """
    table = problem.table
    values = problem.worth(found.policy.starts)[:, -1:]
    top, _ = most(table, values, found.remaining)
    near: Any = 0
    size: Any = 0 if problem.exact else reached(problem, found.policy.rows)[:, -1:]
    if not problem.exact:
        last = slice(-1, None)
        near = problem.near(_tolerance.TIE, values, floor=size[table.state], agents=last)
    equal = found.remaining[:, None] & (values >= top[table.state] - near)
    _, rows = most(table, np.broadcast_to(-table.prefer[:, None, None], values.shape), equal[:, 0])
    chosen, best = valued(problem, rows[:, 0]), found.policy.starts[:, -1]
    if problem.exact:
        return chosen
    near = problem.near(_tolerance.CHECK, best, floor=table.nodes.largest(size[:, 0]), agents=-1)
    worse = (chosen.starts[:, -1] < best - near).any(axis=0)
    if not worse.any():
        return chosen
    return valued(problem, np.where(worse, found.policy.rows[:, -1], chosen.rows))


def valued(problem: Problem, rows: IntArray) -> Found:
    """What a policy is worth to every pool and for the objective."""
    return Found(rows, evaluate(problem, rows[:, None]))


def is_upheld(problem: Problem, need: Needs, found: Found) -> BoolArray:
    """Whether nobody deviates from a policy, shape (N,)."""
    return np.asarray(_upheld_in(problem, need, found).all(axis=0))


def _upheld_in(problem: Problem, need: Needs, found: Found) -> BoolArray:
    """In which states nobody deviates from it, shape (states, N)."""
    rows = np.repeat(found.rows[:, None], problem.sums.shape[1], axis=1)
    fine = upheld(problem, need, Policy(rows, found.starts))
    return np.take_along_axis(fine, found.rows, axis=0)


class Search:
    """Branch and bound for one game."""

    def __init__(self, problem: Problem, need: Needs, punishment: Array) -> None:
        self.problem, self.need, self.punishment = problem, need, punishment
        self.best: Found | None = None
        self.nodes, self.complete = 0, True

    def visit(self, allowed: BoolArray, rows: IntArray | None = None) -> Tree:
        """What is best among the rows allowed, shape (rows, 1), and the tree that shows it."""
        table = self.problem.table
        self.nodes += 1
        found = eliminate(self.problem, self.need, allowed, rows)
        rounds = record(found, self.punishment)
        if len(np.unique(table.state[found.remaining[:, 0]])) < table.states:
            return Tree(rounds, rounds[-1].bounds)
        bounds = Bounds(found.policy.starts, self.punishment)
        here = candidate(self.problem, found)
        if not self._improves(here):
            return Tree(rounds, bounds)
        fails = ~_upheld_in(self.problem, self.need, here)[:, 0]
        if not fails.any():
            self.best = here
            return Tree(rounds, bounds)
        several = np.bincount(table.state[found.remaining[:, 0]]) > 1
        if not several.any():
            return Tree(rounds, bounds)
        # Best where somebody deviates, as the rest may be fine.
        at, branches = int((several * (1 + fails)).argmax()), {}
        options = np.flatnonzero(found.remaining[:, 0] & (table.state == at))
        for row in options[np.argsort(table.prefer[options], kind="stable")].tolist():
            if self.nodes >= NODES:
                self.complete = False
                break
            alone = found.remaining & (table.state != at)[:, None]
            alone[row] = True
            branches[row] = self.visit(alone, found.policy.rows)
        return Tree(rounds, bounds, at, branches)

    def _improves(self, here: Found) -> bool:
        """Larger at the first start that differs, or as large and preferred."""
        if self.best is None:
            return True
        table = self.problem.table
        new, old = (found.starts[table.start, -1, 0] for found in (here, self.best))
        near: Any = 0
        if not self.problem.exact:
            of = [self.problem.size[found.rows[:, 0], -1, 0] for found in (here, self.best)]
            floor = table.nodes.largest(table.largest_ahead(np.maximum(*of)))[table.start]
            near = self.problem.near(_tolerance.TIE, new, old, floor=floor, agents=(-1, 0))
        differs = np.flatnonzero(abs(new - old) > near)
        if len(differs):
            return bool(new[differs[0]] > old[differs[0]])
        rank = [table.prefer[found.rows[:, 0]].tolist() for found in (here, self.best)]
        return bool(rank[0] < rank[1])


def record(found: Elimination, punishment: Array, games: Any = slice(None)) -> tuple[Round, ...]:
    """The rounds of some games of a batch, as a witness has them."""
    known = punishment[..., games]
    rounds = ((starts[..., games], gone[:, games]) for starts, gone in found.rounds)
    return tuple(Round(Bounds(starts, known), gone) for starts, gone in rounds if gone.any())

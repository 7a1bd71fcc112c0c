"""The best policy that is upheld by its own values, where the best of all rows that remain is not.

With one pool the best policy is upheld. Where each member has to be content by itself it nearly
always is; where it is not, a state is branched on, and each branch bounded by elimination. What is
largest is so at the first of the table's start nodes, then at the second, and so on. One game at a
time; the search returns its tree, which proves that nothing is better.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _tolerance
from ..game.witness import Bounds, Tree
from ..types import Array, BoolArray, IntArray
from .elimination import Elimination, Needs, UpheldPolicy, candidate, eliminate, record, upheld_in
from .values import Problem

#: Branches examined for one game before the bound stands as it is.
NODES = 1000


class Search:
    """Branch and bound for one game."""

    def __init__(self, problem: Problem, need: Needs, punishment: Array) -> None:
        self.problem, self.need, self.punishment = problem, need, punishment
        self.best: UpheldPolicy | None = None
        self.nodes, self.complete = 0, True

    def visit(self, allowed: BoolArray, rows: IntArray | None = None) -> Tree:
        """What is best among the rows allowed, shape (rows, 1), and the tree that shows it."""
        return self.go_on(eliminate(self.problem, self.need, allowed, rows))

    def go_on(self, outcome: Elimination) -> Tree:
        """The same of what remains of them."""
        table = self.problem.table
        self.nodes += 1
        rounds = record(outcome, self.punishment)
        if len(np.unique(table.state[outcome.remaining[:, 0]])) < table.states:
            return Tree(rounds, rounds[-1].bounds)
        bounds = Bounds(outcome.policy.starts, self.punishment)
        here = candidate(self.problem, outcome)
        if not self._improves(here):
            return Tree(rounds, bounds)
        fails = ~upheld_in(self.problem, self.need, here)[:, 0]
        if not fails.any():
            self.best = here
            return Tree(rounds, bounds)
        several = np.bincount(table.state[outcome.remaining[:, 0]]) > 1
        if not several.any():
            return Tree(rounds, bounds)
        # Best where somebody deviates, as the rest may be fine.
        at, branches = int((several * (1 + fails)).argmax()), {}
        options = np.flatnonzero(outcome.remaining[:, 0] & (table.state == at))
        for row in options[np.argsort(table.prefer[options], kind="stable")].tolist():
            if self.nodes >= NODES:
                self.complete = False
                break
            alone = outcome.remaining & (table.state != at)[:, None]
            alone[row] = True
            branches[row] = self.visit(alone, outcome.policy.rows)
        return Tree(rounds, bounds, at, branches)

    def _improves(self, here: UpheldPolicy) -> bool:
        """Larger at the first start that differs, or as large and preferred."""
        if self.best is None:
            return True
        table = self.problem.table
        new, old = (policy.starts[table.start, -1, 0] for policy in (here, self.best))
        rounding: Any = 0
        if not self.problem.exact:
            of = [self.problem.size[policy.rows[:, 0], -1, 0] for policy in (here, self.best)]
            floor = table.nodes.largest(table.largest_ahead(np.maximum(*of)))[table.start]
            rounding = self.problem.rounding(_tolerance.TIE, new, old, floor=floor, agents=(-1, 0))
        differs = np.flatnonzero(abs(new - old) > rounding)
        if len(differs):
            return bool(new[differs[0]] > old[differs[0]])
        rank = [table.prefer[policy.rows[:, 0]].tolist() for policy in (here, self.best)]
        return bool(rank[0] < rank[1])

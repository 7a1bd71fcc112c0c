"""Where between two gains a policy stops being an equilibrium, or is overtaken by another.

Values of a fixed policy are linear in gains, and so are its incentive constraints: an edge is a
root of one that changes its sign. With voluntary sharing constraints have kinks, and an edge is a
first approximation.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ...algorithms.elimination import known_punishment, needs, policy_of
from ...algorithms.values import Problem, at_rows
from ...game.table import Table
from ...partnership.compile import rows_of, table_of
from ...partnership.pair_terms import PairTerms, choices_of, game_of
from ...types import BoolArray, FloatArray, IntArray

__all__ = ["edge_between"]

#: Differences below this part of the largest are rounding.
_TINY = 1e-10


def edge_between(low: PairTerms, high: PairTerms, first: IntArray, second: IntArray) -> FloatArray:
    """Where one policy takes the place of another, as a share of the way between two gains.

    Parameters
    ----------
    low, high : PairTerms
        The same n pairs at a lower and at a higher gain.
    first, second : int array, shape (n, K + 1, conditions)
        What is agreed on at either.

    Returns
    -------
    array, shape (n,)
        In [0, 1]: where the second becomes better, but not before it is an equilibrium, nor after
        the first ceases to be one.
    """
    plays = [choices_of(low, acts) for acts in (first, second)]
    tables = [table_of(game_of(terms), terms.delta) for terms in (low, high)]
    values = [[_looked_at(table, choice) for table in tables] for choice in plays]
    (slack, worth), (slack_high, worth_high) = values[0]
    ceases = _first_root(slack, slack_high)
    (slack, other), (slack_high, other_high) = values[1]
    begins = 1 - _first_root(slack_high, slack)
    ahead = worth - other
    better = _first_root(ahead, worth_high - other_high)
    # Which is better all along if neither overtakes.
    most = np.take_along_axis(ahead, abs(ahead).argmax(axis=0)[None], axis=0)[0]
    better = np.where((better == 1) & (most <= 0), 0.0, better)
    return np.minimum(np.maximum(better, begins), ceases)


def _first_root(at_low: FloatArray, at_high: FloatArray) -> FloatArray:
    """Where on the way the first of what is positive becomes negative; 1 where nothing does."""
    large = _TINY * np.maximum(abs(at_low), abs(at_high)).max(axis=0, initial=0)
    turns = (at_low > large) & (at_high < -large)
    gap = np.where(turns, at_low - at_high, 1)
    return np.asarray(np.where(turns, at_low / gap, 1.0).min(axis=0))


def _looked_at(table: Table, choice: IntArray) -> tuple[FloatArray, FloatArray]:
    """Slacks of all constraints of choices, (constraints, n), and their joint values, (L, n)."""
    problem, rows = Problem(table, table.sums), rows_of(table, choice)
    known = known_punishment(table)
    assert known is not None
    start = policy_of(problem, rows).starts
    # Each reply is a constraint of its own where members do not pay each other.
    waits, every = table.replies.waits, np.ones_like(table.replies.waits)
    kinds = (waits, ~waits) if table.pools.any() else (every,)
    due = np.concatenate([needs(_with_replies(table, kind), known).due for kind in kinds], axis=1)
    worth = problem.worth(start)[:, : due.shape[1] // len(kinds)]
    slack = at_rows(np.concatenate([worth] * len(kinds), axis=1) - due, rows[:, None])
    slack = np.where(np.isfinite(slack), slack, 0)
    return slack.reshape(-1, slack.shape[-1]), start[table.start, -1]


def _with_replies(table: Table, some: BoolArray) -> Table:
    """The table in which there are no other replies than some."""
    now = np.where(some[:, None], table.replies.now, -np.inf)
    return dataclasses.replace(table, replies=table.replies._replace(now=now))

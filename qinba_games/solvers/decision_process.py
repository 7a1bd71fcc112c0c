"""Policy iteration for finite decision processes whose choices are rows of a table.

Each state owns a run of rows; a row has a reward, already weighted by 1 - delta, and moves to next
states. All functions work on floats or on exact `Fraction`s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..errors import NotConvergedError
from ..types import Array, IntArray

#: Policy iteration needs a handful of steps; this many mean that it runs in circles.
MAX_STEPS = 10_000


class Moves(NamedTuple):
    """Chances of the next state, row after row.

    The moves of a row are `probability[k]` of going to `successor[k]`, k from `first[row]` up to
    `first[row + 1]`; every row has at least one.
    """

    probability: Array
    successor: IntArray
    first: IntArray

    def expect(self, values: Array) -> Array:
        """Expected value of the next state from every row."""
        return np.asarray(
            np.add.reduceat(self.probability * values[self.successor], self.first[:-1])
        )

    def take(self, rows: IntArray) -> Moves:
        """The moves of `rows` only."""
        length = self.first[rows + 1] - self.first[rows]
        first = np.concatenate([[0], np.cumsum(length)])
        at = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], length)
        return Moves(self.probability[at], self.successor[at], first)

    def matrix(self, states: int) -> Array:
        """The same as a dense array, shape (rows, states)."""
        rows = len(self.first) - 1
        dense = np.zeros((rows, states), dtype=self.probability.dtype)
        dense[np.repeat(np.arange(rows), np.diff(self.first)), self.successor] = self.probability
        return dense


class Process(NamedTuple):
    """A decision process: rewards and moves of its rows, and where the rows of each state begin."""

    reward: Array
    moves: Moves
    start: IntArray
    delta: Any

    @property
    def state(self) -> IntArray:
        """Number of the state of every row."""
        ends = np.append(self.start[1:], len(self.reward))
        return np.repeat(np.arange(len(self.start)), ends - self.start)


def policy_value(process: Process, policy: IntArray) -> Array:
    """Value of every state when row `policy[x]` is played in state x for ever."""
    states = len(process.start)
    chances = process.moves.take(policy).matrix(states)
    identity = np.eye(states, dtype=int if chances.dtype == object else float)
    system = identity - process.delta * chances
    return _exact.solve(system, process.reward[policy][:, None])[:, 0]


def row_values(process: Process, values: Array) -> Array:
    """Value of every row when `values` follow."""
    return np.asarray(process.reward + process.delta * process.moves.expect(values))


def best_policy(
    process: Process, slack: Any, policy: IntArray | None = None
) -> tuple[Array, IntArray]:
    """Largest value of every state, and rows that reach it, by policy iteration.

    Parameters
    ----------
    process : Process
    slack : Number
        Improvements up to this are rounding.
    policy : int array, shape (states,), optional
        Rows to start from; the largest rewards by default.

    Returns
    -------
    values : array, shape (states,)
    policy : int array, shape (states,)

    References
    ----------
    R. A. Howard, *Dynamic Programming and Markov Processes*, MIT Press 1960, chapter 7.
    """
    state = process.state
    if policy is None:
        policy = first_largest(process.reward, process.start, state)[1]
    for _ in range(MAX_STEPS):
        values = policy_value(process, policy)
        top, rows = first_largest(row_values(process, values), process.start, state)
        better = np.asarray(top > values + slack)
        if not better.any():
            return values, policy
        policy = np.where(better, rows, policy)
    raise circling("best_policy", values)


def first_largest(values: Array, start: IntArray, state: IntArray) -> tuple[Array, IntArray]:
    """Largest of the `values` of each state's rows, and the first row that has it."""
    top = np.maximum.reduceat(values, start)
    hits = np.flatnonzero(values >= top[state])
    rows = np.empty(len(start), dtype=np.int64)
    rows[state[hits][::-1]] = hits[::-1]
    return top, rows


def circling(function: str, partial: Array) -> NotConvergedError:
    """The error of a policy iteration that goes round and round because of rounding."""
    return NotConvergedError(
        f"{function}(): policy iteration did not settle in {MAX_STEPS} steps. "
        "Use rational payoffs and a rational delta, or a delta further from 1.",
        partial,
    )

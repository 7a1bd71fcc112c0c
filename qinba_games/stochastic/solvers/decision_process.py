"""Policy iteration for finite decision processes whose choices are rows of a table.

Each state owns a run of rows; a row has a reward, already weighted by 1 - delta, and moves to next
states. All functions work on floats or on exact `Fraction`s.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.markov_chain import total_reward
from ...errors import NotConvergedError
from ...types import Array, IntArray

#: Policy iteration needs a handful of steps; this many mean that it runs in circles.
MAX_STEPS = 10_000
#: Large and nearly empty systems are solved by sparse elimination, which also spares the threads.
SPARSE_STATES, SPARSE_SHARE = 200, 0.02


class FloatMoves(NamedTuple):
    """Moves as a compressed sparse matrix of scipy, shape (rows, states)."""

    chances: Any

    def expect(self, values: Array) -> Array:
        """Expected value of the next state from every row."""
        return np.asarray(self.chances @ values)

    def take(self, rows: IntArray) -> FloatMoves:
        """The moves of `rows` only."""
        return FloatMoves(self.chances[rows])

    def value(self, reward: Array, delta: Any) -> Array:
        """The solution of v = reward + delta E[v], one row for each state."""
        states = len(reward)
        if states < SPARSE_STATES or self.chances.nnz > SPARSE_SHARE * states**2:
            moves, over = delta * self.chances.toarray(), np.full(states, 1 - delta)
            return total_reward(moves, over, reward[:, None])[:, 0]
        from scipy.sparse import eye_array
        from scipy.sparse.linalg import splu

        # Transposed no pivot is moved, so that what cannot be reached leaves no rounding behind.
        system = (eye_array(states, format="csr") - delta * self.chances).T
        # Columns one by one: with so few moves hardly any are alike enough to go together.
        return np.asarray(splu(system, relax=1, panel_size=1).solve(reward, trans="T"))


class _ExactMoves(NamedTuple):
    """Moves as `Fraction`s in the same layout, which scipy cannot hold.

    The moves of a row are `probability[k]` of going to `successor[k]`, k from `first[row]` up to
    `first[row + 1]`; every row has at least one.
    """

    probability: Array
    successor: IntArray
    first: IntArray
    states: int

    def expect(self, values: Array) -> Array:
        """Expected value of the next state from every row."""
        weighted = self.probability * values[self.successor]
        return np.asarray(np.add.reduceat(weighted, self.first[:-1]))

    def take(self, rows: IntArray) -> _ExactMoves:
        """The moves of `rows` only."""
        length = self.first[rows + 1] - self.first[rows]
        first = np.concatenate([[0], np.cumsum(length)])
        at = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], length)
        return _ExactMoves(self.probability[at], self.successor[at], first, self.states)

    def value(self, reward: Array, delta: Any) -> Array:
        """The solution of v = reward + delta E[v], one row for each state."""
        states = len(reward)
        system = np.full((states, states), Fraction(0), dtype=object)
        row = np.repeat(np.arange(states), np.diff(self.first))
        system[row, self.successor] = -delta * self.probability
        system[np.diag_indices(states)] += 1
        return _exact.solve(system, reward[:, None])[:, 0]


#: Chances of the next state, row after row.
AnyMoves = FloatMoves | _ExactMoves


def moves_of(probability: Array, successor: IntArray, first: IntArray, states: int) -> AnyMoves:
    """Moves in the layout of a stochastic game: exact for `Fraction`s, sparse for floats."""
    if probability.dtype == object:
        return _ExactMoves(probability, successor, first, states)
    from scipy.sparse import csr_array

    layout = (probability, successor.astype(np.int32), first.astype(np.int32))
    return FloatMoves(csr_array(layout, shape=(len(first) - 1, states)))


class Process(NamedTuple):
    """A decision process: rewards and moves of its rows, and where the rows of each state begin."""

    reward: Array
    moves: AnyMoves
    start: IntArray
    delta: Any

    @property
    def state(self) -> IntArray:
        """Number of the state of every row."""
        ends = np.append(self.start[1:], len(self.reward))
        return np.repeat(np.arange(len(self.start)), ends - self.start)


def _row_values(process: Process, values: Array) -> Array:
    """Value of every row when `values` follow."""
    return np.asarray(process.reward + process.delta * process.moves.expect(values))


def best_policy(
    process: Process,
    # shape (states,): rows to start from; the largest rewards by default
    policy: IntArray | None = None,
) -> tuple[Array, IntArray]:
    """Largest value of every state, and rows that reach it, by policy iteration.

    References
    ----------
    R. A. Howard, *Dynamic Programming and Markov Processes*, MIT Press 1960, chapter 7.
    """
    state = process.state
    if policy is None:
        policy = first_largest(process.reward, process.start, state)[1]
    for step in range(MAX_STEPS):
        values = process.moves.take(policy).value(process.reward[policy], process.delta)
        top, rows = first_largest(_row_values(process, values), process.start, state)
        slack = rounding(values, top, process.reward[policy], step)
        better = np.asarray(top > values + slack)
        if not better.any():
            return values, policy
        policy = np.where(better, rows, policy)
    raise circling("best_policy", values)


def rounding(values: Array, other: Array, reward: Array, step: int) -> Any:
    """Differences between values up to this are rounding, state by state; 0 if they are exact.

    What is compared are sums of what is reached: the rewards of the policy at hand. So many steps
    of an iteration mean that it runs in circles, and more is taken for rounding.
    """
    if values.dtype == object:
        return 0
    slack = _tolerance.meeting(0.0, floor=abs(values) + abs(other) + abs(reward).max())
    return slack * _tolerance.growth(step)


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

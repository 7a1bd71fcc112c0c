"""From guessed supports to an equilibrium: solve the indifference conditions and look for gains.

Whoever mixes is indifferent: with support J of the column player and best replies R of the row
player, y solves A[R, J] y_J = v, sum(y_J) = 1 (von Stengel 2007, section 3.2). The systems are
solved in Fractions where the payoffs are rational, so that rounding in the guess leaves no trace.
"""

from __future__ import annotations

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, FloatArray, IntArray

#: Probabilities, and differences of payoffs scaled to a range of 1, that count as zero in a guess.
_ZERO = 1e-9

MixedPair = tuple[Array, Array]


def scaled(payoffs: Array) -> FloatArray:
    """`payoffs` as floats in [1, 2]; the differences are taken before anything is rounded."""
    spread = payoffs.max() - payoffs.min()
    if not spread:
        return np.ones(payoffs.shape)
    return np.asarray(1 + ((payoffs - payoffs.min()) / spread).astype(float))


def settle(A: Array, B: Array, guess: MixedPair, *, exact: bool) -> MixedPair | None:
    """Equilibrium of the bimatrix game (A, B) near `guess`, or None if there is none.

    Of the mixed strategies in `guess` only supports and best replies are used. With `exact`,
    payoffs are integers and the system is solved in Fractions.
    """
    x, y = (np.where(vector > _ZERO, vector, 0) for vector in guess)
    supports = np.flatnonzero(x), np.flatnonzero(y)
    replies = _best(scaled(A) @ y), _best(scaled(B).T @ x)
    # Supports of one size nearly always settle it; at a tie all best replies are needed.
    for rows, columns in (supports, replies):
        row = _mixture(B.T, columns, supports[0], exact=exact)
        column = _mixture(A, rows, supports[1], exact=exact)
        if row is not None and column is not None and _nobody_gains(A, B, row, column):
            return row, column
    return None


def _best(payoffs: FloatArray) -> IntArray:
    return np.flatnonzero(payoffs >= payoffs.max() - _ZERO)


def _mixture(payoffs: Array, rows: IntArray, support: IntArray, *, exact: bool) -> Array | None:
    """Mixture on `support` that makes `rows` equally good; None if there is not exactly one."""
    block = payoffs[np.ix_(rows, support)] if exact else scaled(payoffs)[np.ix_(rows, support)]
    size = len(support)
    system = np.zeros((len(rows) + 1, size + 2), dtype=object if exact else float)
    system[:-1, :size], system[:-1, size] = block, -1
    system[-1, :size], system[-1, -1] = 1, 1
    weights = _only_solution(system, exact)
    if weights is None or (weights[:size] < (0 if exact else -_ZERO)).any():
        return None
    weights = weights[:size] if exact else np.maximum(weights[:size], 0)
    mixture = _exact.as_numbers(np.zeros(payoffs.shape[1]), exact)
    mixture[support] = weights / weights.sum()
    return mixture


def _only_solution(system: Array, exact: bool) -> Array | None:
    """The one solution of an augmented system; None if there is none, or more than one."""
    width = system.shape[1] - 1
    if not exact:
        solution, _, rank, _ = np.linalg.lstsq(system[:, :-1], system[:, -1], rcond=None)
        return solution if rank == width else None
    try:
        rows = _exact.reduced(_exact.fractions(system), width)
    except np.linalg.LinAlgError:
        return None
    return None if any(value != 0 for value in rows[width:, -1]) else np.array(rows[:width, -1])


def _nobody_gains(A: Array, B: Array, x: Array, y: Array) -> bool:
    row, column = A @ y, x @ B
    gains = row.max() - x @ row, column.max() - column @ y
    return bool(gains[0] <= _tolerance.tie(A) and gains[1] <= _tolerance.tie(B))

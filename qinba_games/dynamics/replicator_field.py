"""The field of the replicator dynamics, its Jacobian, and what its corners are.

x_i is the share of population i that plays its first action, and
dx_i/dt = x_i (1 - x_i) A_i(x), A_i(x) what the first action brings more than the second against the
shares of the others. At a corner the Jacobian is diagonal.

Of n populations `payoffs` has shape (2, ..., 2, n), and `advantage` is what `advantages` returns: n
arrays with an axis for each of the others, in order. Shares at N points have shape (N, n).
"""

from __future__ import annotations

import itertools

import numpy as np

from .. import _tolerance
from ..types import Array, FloatArray, IntArray


def advantages(payoffs: Array) -> list[Array]:
    """What each player's first action brings more than its second, by the others' actions.

    n arrays of n - 1 axes, the others in order, of payoffs of shape (2, ..., 2, n).
    """
    own = [np.moveaxis(payoffs[..., i], i, 0) for i in range(payoffs.shape[-1])]
    return [np.asarray(values[0] - values[1]) for values in own]


def mean_advantages(advantage: list[Array], shares: FloatArray) -> FloatArray:
    """A_i(x) at many points at once: `shares` and what comes back have shape (N, n)."""
    points, n = shares.shape
    gains = np.empty((points, n))
    for i, table in enumerate(advantage):
        values = np.broadcast_to(table.astype(float), (points, *table.shape))
        for j in (j for j in range(n) if j != i):
            x = shares[:, j].reshape(-1, *[1] * (values.ndim - 2))
            values = x * values[:, 0] + (1 - x) * values[:, 1]
        gains[:, i] = values
    return gains


def jacobian(advantage: list[Array], shares: FloatArray) -> FloatArray:
    """Derivative of the velocity at one point, in closed form; shape (n, n)."""
    n = len(shares)
    matrix = np.diag((1 - 2 * shares) * mean_advantages(advantage, shares[None])[0])
    for j in range(n):
        ends = np.array([shares, shares])
        ends[:, j] = 1, 0
        # A_i is linear in x_j.
        slope = np.subtract(*mean_advantages(advantage, ends))
        for i in (i for i in range(n) if i != j):
            matrix[i, j] = shares[i] * (1 - shares[i]) * slope[i]
    return matrix


def corners(n: int) -> IntArray:
    """The pure profiles, (2^n, n): actions, in index order."""
    return np.array(list(itertools.product((0, 1), repeat=n)))


def gains_elsewhere(payoffs: Array) -> Array:
    """The eigenvalues of the Jacobian at all corners, g_i(other action, a_-i) - g_i(a)."""
    players = range(payoffs.shape[-1])
    gains = [np.flip(payoffs[..., i], axis=i) - payoffs[..., i] for i in players]
    return np.stack([gain.ravel() for gain in gains], axis=-1)


def kinds(payoffs: Array) -> tuple[str, ...]:
    """Of all corners: "stable", "source", "saddle", or "degenerate" where an eigenvalue is 0.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.dynamics.replicator_field import kinds
    >>> kinds(np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]]))
    ('source', 'saddle', 'saddle', 'stable')
    """
    ties = np.array([_tolerance.tie(payoffs[..., i]) for i in range(payoffs.shape[-1])])
    return tuple(_kind(row, ties) for row in gains_elsewhere(payoffs))


def _kind(eigenvalues: Array, ties: Array) -> str:
    if (abs(eigenvalues) <= ties).any():
        return "degenerate"
    if (eigenvalues < 0).all():
        return "stable"
    return "source" if (eigenvalues > 0).all() else "saddle"

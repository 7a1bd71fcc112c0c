"""From a stage game to a cooperative one: what a coalition can count on, whoever is against it.

Actions are joint and pure within the coalition. `payoffs[a_1, ..., a_n, i]`; results are worths by
mask. What differs is what the others are expected to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import _exact, _sizes, _tolerance, errors
from ...common.linear_programme import minimise
from ...cooperative.classic_games import network_game
from ...cooperative.coalitions import coalition_sums
from ...types import Array

Players = tuple[int, ...]
#: So many payoffs are taken as fractions where they are far apart.
_FEW = 10_000


def alpha(payoffs: Array) -> Array:
    """What a coalition can guarantee itself: the others answer its move in the worst way."""
    return _worths(payoffs, lambda joint, _, others: np.asarray(joint.min(axis=others)).max())


def beta(payoffs: Array) -> Array:
    """What a coalition cannot be kept from: it answers the worst move of the others."""
    # Nobody is left of the grand coalition.
    return _worths(payoffs, lambda joint, own, _: np.asarray(joint.max(axis=own)).min())


def minimax(payoffs: Array) -> Array:
    """What a coalition can guarantee itself when both sides may randomise (correlated within)."""
    worths = _worths(payoffs, lambda joint, own, _: _game_value(joint, own))
    return worths.astype(float)


def gamma(payoffs: Array, *, best: bool) -> Array:
    """What a coalition gets at a pure equilibrium against the others, each on its own.

    Of several equilibria the best or the worst for the coalition.
    """
    if not _tolerance.is_exact(payoffs) and payoffs.size <= _FEW and _sizes.is_far(payoffs):
        return gamma(_exact.decimals(payoffs), best=best).astype(float)
    own_replies = [
        (own := payoffs[..., i]) >= own.max(axis=i, keepdims=True) - _tolerance.tie(own)
        for i in range(payoffs.shape[-1])
    ]
    tie = _tolerance.tie(payoffs)

    def worth(joint: Array, own: Players, others: Players) -> Any:
        stable = joint >= joint.max(axis=own, keepdims=True) - tie
        for i in others:
            stable = stable & own_replies[i]
        if not stable.any():
            raise errors.NoEquilibriumError(
                "characteristic_function(): coalition "
                f"{tuple(i + 1 for i in own)} has no pure equilibrium against the others, each on "
                "its own; ask for the assumption 'alpha' or 'beta'."
            )
        return joint[stable].max() if best else joint[stable].min()

    return _worths(payoffs, worth)


def partners(benefit: Array, cost: Array, outside: Array) -> Array:
    """What members who contribute among themselves get, or live apart; whoever is alone does."""
    outside_sums = coalition_sums(outside)
    values = np.maximum(network_game(benefit - np.diag(cost)).values, outside_sums)
    alone = 1 << np.arange(len(cost))
    values[alone] = outside_sums[alone]
    return values


def _worths(payoffs: Array, worth: Callable[[Array, Players, Players], Any]) -> Array:
    n = payoffs.shape[-1]
    values = [0 * payoffs.flat[0]]
    for mask in range(1, 1 << n):
        own = tuple(i for i in range(n) if mask >> i & 1)
        others = tuple(i for i in range(n) if not mask >> i & 1)
        joint = payoffs[..., list(own)].sum(axis=-1)
        values.append(worth(joint, own, others))
    return np.array(values)


def _game_value(joint: Array, own: Players) -> float:
    """Value for a coalition of the zero-sum game with the others, by linear programming."""
    moved = np.moveaxis(joint, own, range(len(own)))
    rows = int(np.prod(moved.shape[: len(own)]))
    matrix = moved.reshape(rows, -1)
    if matrix.size <= _FEW and _sizes.is_far(matrix - matrix.min()):
        matrix = _exact.fractions(_exact.decimals(matrix))
    else:
        matrix = matrix.astype(float)
    least, columns = matrix.min(), matrix.shape[1]
    unit = (matrix - least).max() or 1
    chances = np.array([[1] * rows + [0], [-1] * rows + [0]])
    above = np.column_stack([(matrix.T - least) / unit, [-1] * columns])
    right = np.array([0] * columns + [1, -1])
    solution = minimise(np.array([0] * rows + [-1]), np.vstack([above, chances]), right)
    assert solution is not None  # there always is a mixture
    return float(least - unit * solution.value)

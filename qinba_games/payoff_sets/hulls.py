"""How far a point is outside of a hull, in any dimension: a linear programme on plain arrays."""

from __future__ import annotations

import numpy as np

from ..types import Array

_TOLERANCES = ("primal_feasibility_tolerance", "dual_feasibility_tolerance")


def outside_by(corners: Array, point: Array) -> float:
    """Distance of a point from the hull of corners, shape (m, n), in the largest coordinate.

    >>> simplex = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> round(outside_by(simplex, np.array([1.0, 1.0, 1.0])), 6)
    0.666667
    """
    from scipy.optimize import linprog

    m, n = corners.shape
    off = np.concatenate([corners.T, -corners.T])
    solved = linprog(
        np.append(np.zeros(m), 1.0),
        A_ub=np.concatenate([off, -np.ones((2 * n, 1))], axis=1),
        b_ub=np.concatenate([point, -point]),
        A_eq=np.append(np.ones(m), 0.0)[None],
        b_eq=[1.0],
        method="highs",
        options=dict.fromkeys(_TOLERANCES, 1e-10),
    )
    weights = np.maximum(solved.x[:m], 0)
    return float(np.abs(weights @ corners / weights.sum() - point).max())

r"""Correlated equilibria: what a mediator can recommend to each player in private.

A distribution μ over profiles is a correlated equilibrium exactly when nobody gains by disobeying,

    Σ_{a_-i} μ(a) [g_i(a) - g_i(b, a_-i)] >= 0   for every i, every recommended a_i and every b,

and a coarse one exactly when nobody gains by committing to b before it hears what is recommended
(the sum then runs over all a). Both sets are polytopes, so that the best one is a linear programme.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance, errors
from ...common.linear_programme import minimise
from ...types import Array


class _Recommendation(NamedTuple):
    """A best distribution, and why there is no better one."""

    distribution: Array  #: shape (m_1, ..., m_n): μ
    weights: Array  #: shape (n,): λ: no correlated equilibrium has a larger Σ λ_i payoff_i
    #: For each player y[a, b] of the constraint that it does not play b when told a (coarse: y[b]),
    #: so that Σ λ_i g_i(a) + Σ y times what a adds to its constraint is largest on the profiles
    #: that are recommended.
    multipliers: tuple[Array, ...]
    exact: bool


def best_recommendation(
    payoffs: Array,  # shape (m_1, ..., m_n, n)
    # "sum": the largest sum; "symmetric": the largest among those where all get the same;
    # "maxmin": the largest payoff of who gets least; weights, shape (n,): the largest weighted sum
    objective: Any,
    *,
    coarse: bool = False,
) -> _Recommendation | None:
    """The correlated equilibrium that is best in some respect; None if none meets it."""
    exact = _tolerance.is_exact(payoffs)
    exact &= isinstance(objective, str) or _tolerance.is_exact(objective)
    g = _exact.as_numbers(payoffs, exact)
    spread = g.max() - g.min()
    scaled = (g - g.min()) / (spread if spread > 0 else 1)
    try:
        return _solution(scaled, objective, coarse, exact)
    except errors.NotConvergedError:
        if not exact:
            raise
        return _solution(scaled.astype(float), objective, coarse, exact=False)


def _solution(g: Array, objective: Any, coarse: bool, exact: bool) -> _Recommendation | None:
    n, named = g.shape[-1], objective if isinstance(objective, str) else ""
    rows = [_obedience(g, i, coarse) for i in range(n)]
    flat = g.reshape(-1, n)
    whole = np.ones((1, len(flat)), dtype=int)
    gaps, least = flat.T[1:] - flat.T[:1], named == "maxmin"
    extra = {"symmetric": np.concatenate([gaps, -gaps]), "maxmin": flat.T}.get(named, flat.T[:0])
    weights = np.ones(n, dtype=int) if named else np.asarray(objective)
    if not exact:
        weights = weights.astype(float)
    matrix = np.concatenate([*rows, whole, -whole, extra])
    cost = -(flat @ weights)
    right = np.zeros(len(matrix), dtype=int)
    obeying = sum(len(row) for row in rows)
    right[obeying : obeying + 2] = 1, -1
    if least:
        column = np.zeros((len(matrix), 1), dtype=int)
        column[obeying + 2 :] = -1
        matrix = np.concatenate([matrix, column], axis=1)
        cost = np.append(0 * cost, -1)
    solution = minimise(cost, matrix, right)
    if solution is None:
        return None
    shapes = [(m,) if coarse else (m, m) for m in g.shape[:-1]]
    *parts, after = np.split(solution.multipliers, np.cumsum([len(row) for row in rows]))
    after = after[2:]
    if least:
        weights = after
    elif len(after):
        tilt = after[: n - 1] - after[n - 1 :]
        weights = weights + np.append(-tilt.sum(), tilt)
    chances = solution.point[: len(flat)].reshape(g.shape[:-1])
    multipliers = tuple(part.reshape(s) for part, s in zip(parts, shapes, strict=True))
    return _Recommendation(chances, weights, multipliers, exact)


def _obedience(g: Array, i: int, coarse: bool) -> Array:
    """Rows of coefficients of μ: one for each told a and b instead (coarse: for each b)."""
    own = np.moveaxis(g[..., i], i, 0)
    m = len(own)
    profiles = np.moveaxis(np.arange(g[..., i].size).reshape(g.shape[:-1]), i, 0).reshape(m, -1)
    lost = own.reshape(m, 1, -1) - own.reshape(1, m, -1)  # told a, b instead, others
    rows = np.full((m, m, g[..., i].size), 0 * g.flat[0], dtype=g.dtype)
    for a in range(m):
        rows[a][:, profiles[a]] = lost[a]
    return np.asarray(rows.sum(axis=0) if coarse else rows.reshape(m * m, -1))

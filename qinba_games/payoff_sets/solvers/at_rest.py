"""Where corners come to rest if each keeps coming about in the same way: Newton's method.

Reference: D. Abreu and Y. Sannikov (2014), "An algorithm for two-player repeated games with perfect
monitoring", Theoretical Economics 9, 313-338.
"""

from __future__ import annotations

import numpy as np

from ...types import FloatArray, IntArray
from .rounds import BOTH, FIRST, LEAVE, STATIC, Corners, UnitGame


def newton(game: UnitGame, corners: Corners, steps: int = 30) -> FloatArray | None:
    """Where corners of a structure come to rest; None if they do not."""
    x = corners.points.copy()
    size = x.size
    for _ in range(steps):
        with np.errstate(all="ignore"):
            moved, slope = image(game, corners, x)
        residual = (moved - x).ravel()
        if not np.isfinite(residual).all() or not np.isfinite(slope).all():
            return None
        try:
            step = np.linalg.solve(np.eye(size) - slope, residual)
        except np.linalg.LinAlgError:
            return None
        x = x + step.reshape(x.shape)
        if abs(step).max() <= 1e-13:  # the next one would be rounding
            return np.asarray(x)
    return np.asarray(x) if abs(step).max() <= 1e-12 else None


def image(
    game: UnitGame, corners: Corners, x: FloatArray, worst: IntArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Corners tomorrow's of which are `x`, by structure, and how they depend on them.

    `worst` is the corner that punishes each player, where several do so.
    """
    delta, m = game.patience, len(x)
    out, slope = np.empty_like(x), np.zeros((m, 2, m, 2))
    worst = x.argmin(axis=0) if worst is None else worst
    for j in range(m):
        a, kind = corners.profile[j], corners.kind[j]
        if kind in (STATIC, LEAVE):
            out[j] = game.g[a] if kind == STATIC else game.leaving
            continue
        promise = np.empty(2)
        for i in (0, 1):
            if kind in (FIRST + i, BOTH):
                threat = x[worst[i], i] if game.leaving is None else game.leaving[i]
                promise[i] = threat + game.need[a, i]
                if game.leaving is None:
                    slope[j, i, worst[i], i] += delta
        if kind != BOTH:
            i, o = kind - FIRST, 1 - (kind - FIRST)
            p, q = corners.ends[j]
            if p == q:  # the set is a point there
                promise[o] = x[p, o]
                slope[j, o, p, o] += delta
                out[j] = (1 - delta) * game.g[a] + delta * promise
                continue
            run = x[q, i] - x[p, i]
            s, k = (promise[i] - x[p, i]) / run, (x[q, o] - x[p, o]) / run
            promise[o] = (1 - s) * x[p, o] + s * x[q, o]
            slope[j, o, p, o] += delta * (1 - s)
            slope[j, o, q, o] += delta * s
            slope[j, o, p, i] += delta * k * (s - 1)
            slope[j, o, q, i] -= delta * k * s
            if game.leaving is None:
                slope[j, o, worst[i], i] += delta * k
        out[j] = (1 - delta) * game.g[a] + delta * promise
    return out, slope.reshape(2 * m, 2 * m)

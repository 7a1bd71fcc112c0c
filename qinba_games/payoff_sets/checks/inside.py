"""Self-generation: every corner is had today with a promise out of the set, kept by its threat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...types import Array
from ..polygons import edges
from .scaled import Scaled


def inside(case: Scaled, corners: Array, profiles: Sequence[int | None] | None) -> tuple[Any, int]:
    """The largest violation at any corner, and the corner.

    Parameters
    ----------
    case : Scaled
    corners : array, shape (m, 2)
        In its units.
    profiles : sequence of int or None, optional
        What is played at each corner (None: all leave); sought if it is not said.
    """
    if case.leaving is None:
        threat = corners.min(axis=0)
    else:
        threat = case.leaving
    normals, levels = edges(corners)
    worst, where = None, 0
    for j, corner in enumerate(corners):
        a = None if profiles is None else profiles[j]
        if profiles is None:
            found = _best(case, corner, threat, normals, levels)
        elif a is None:
            found = _left(case, corner)
        else:
            found = _violation(case, corner, a, threat, normals, levels)
        if worst is None or found > worst:
            worst, where = found, j
    if case.leaving is not None:
        low = (case.leaving - corners.min(axis=0)).max()
        worst = low if worst is None or low > worst else worst
    return worst, where


def _left(case: Scaled, corner: Array) -> Any:
    return np.inf if case.leaving is None else abs(corner - case.leaving).max()


def _violation(
    case: Scaled, corner: Array, a: int, threat: Array, normals: Array, levels: Array
) -> Any:
    """How far the promise behind a corner lies outside, or below what keeps the members to it."""
    now, delta = case.g[a], case.delta
    short = ((1 - delta) * case.h[a] - (corner - (1 - delta) * now - delta * threat)).max()
    if delta == 0:
        return max(short, abs(corner - now).max())
    # delta times the promise: dividing by a small delta would blow rounding up.
    promised = corner - (1 - delta) * now
    return max(short, (normals @ promised - delta * levels).max())


def _best(case: Scaled, corner: Array, threat: Array, normals: Array, levels: Array) -> Any:
    """The least violation over all profiles: found in floats, then judged as numbers are."""
    d, u = float(case.delta), threat.astype(float)
    n, b = normals.astype(float), levels.astype(float)
    now = (1 - d) * case.gf
    short = ((1 - d) * case.hf - (corner.astype(float) - now - d * u)).max(axis=1)
    out = ((corner.astype(float) - now) @ n.T - d * b).max(axis=1) if d else 0
    order = np.argsort(np.maximum(short, out))[:4]
    found = [_violation(case, corner, int(a), threat, normals, levels) for a in order]
    if case.leaving is not None:
        found.append(_left(case, corner))
    return min(found)

"""Self-generation: every corner is had today with a promise out of the set, kept by its threat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...types import Array
from ..polygons import edges
from .scaled import Scaled


def inside(case: Scaled, corners: Array, profiles: Sequence[int | None] | None) -> tuple[Any, int]:
    """The largest violation at any of the `corners` in units of `case`, and the corner."""
    if case.leaving is None:
        threat = corners.min(axis=0)
    else:
        threat = case.leaving
    normals, levels = edges(corners)
    # What is played at a corner is sought if it is not said; None there: all leave.
    if profiles is None:
        found = [_best(case, corner, threat, normals, levels) for corner in corners]
    else:
        leaving = [j for j, a in enumerate(profiles) if a is None]
        played = np.array([0 if a is None else a for a in profiles])
        found = _violations(case, corners, played, threat, normals, levels).tolist()
        for j in leaving:
            found[j] = _exit(case, corners[j])
    worst = max(found)
    where = found.index(worst)
    if case.leaving is not None:
        worst = max(worst, (case.leaving - corners.min(axis=0)).max())
    return worst, where


def _exit(case: Scaled, corner: Array) -> Any:
    return np.inf if case.leaving is None else abs(corner - case.leaving).max()


def _violations(
    case: Scaled, corners: Array, played: Array, threat: Array, normals: Array, levels: Array
) -> Array:
    """How far the promise behind each corner lies outside, or below what keeps members to it."""
    now, delta = case.g[played], case.delta
    # delta times the promise: dividing by a small delta would blow rounding up.
    promised = corners - (1 - delta) * now
    short = ((1 - delta) * case.h[played] - (promised - delta * threat)).max(axis=1)
    if delta == 0:
        return np.asarray(np.maximum(short, abs(corners - now).max(axis=1)))
    out = (promised @ normals.T - delta * levels).max(axis=1)
    return np.asarray(np.maximum(short, out))


def _best(case: Scaled, corner: Array, threat: Array, normals: Array, levels: Array) -> Any:
    """The least violation over all profiles: found in floats, then judged as numbers are."""
    d, u = float(case.delta), threat.astype(float)
    n, b = normals.astype(float), levels.astype(float)
    now = (1 - d) * case.gf
    short = ((1 - d) * case.hf - (corner.astype(float) - now - d * u)).max(axis=1)
    out = ((corner.astype(float) - now) @ n.T - d * b).max(axis=1) if d else 0
    order = np.argsort(np.maximum(short, out))[:4]
    corners = np.repeat(corner[None], len(order), axis=0)
    found = _violations(case, corners, order, threat, normals, levels).tolist()
    if case.leaving is not None:
        found.append(_exit(case, corner))
    return min(found)

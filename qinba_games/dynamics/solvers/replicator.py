"""Replicator dynamics of games in which every player has two actions: rest points, paths, basins.

Shapes and names are those of `replicator_field`.
"""

from __future__ import annotations

import itertools

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray, FloatArray, IntArray
from ..replicator_field import advantages, corners, kinds, mean_advantages

#: Sides of the boxes around a stable corner, tried in turn, from which it is always reached.
_BOXES = (0.45, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001)
_TOLERANCE = 1e-9


def mixed_rest_points(payoffs: Array) -> FloatArray:
    """Isolated rest points in which two or three populations mix; shape (m, n).

    On a face with two mixing populations the two equations are linear; with three they give a
    quadratic. Faces on which they are degenerate, with continua of rest points, are left out.
    """
    n = payoffs.shape[-1]
    tables = advantages(payoffs)
    tie = float(_tolerance.tie(payoffs.astype(float)))
    points: list[FloatArray] = []
    for size in (2, 3):
        for mixing in itertools.combinations(range(n), size):
            rest = [i for i in range(n) if i not in mixing]
            for pure in itertools.product((0, 1), repeat=len(rest)):
                fixed = dict(zip(rest, pure, strict=True))
                at = [fixed.get(j, slice(None)) for j in range(n)]
                faces = [tables[i][(*at[:i], *at[i + 1 :])].astype(float) for i in mixing]
                for inner in (_two if size == 2 else _three)(faces, tie):
                    point = np.array([1.0 - fixed.get(i, 0) for i in range(n)])
                    point[list(mixing)] = inner
                    points.append(point)
    return np.array(points).reshape(-1, n)


def _inside(points: list[FloatArray]) -> list[FloatArray]:
    return [p for p in points if np.all((p > _TOLERANCE) & (p < 1 - _TOLERANCE))]


def _two(faces: list[FloatArray], tie: float) -> list[FloatArray]:
    (a1, a0), (b1, b0) = faces
    if abs(a1 - a0) <= tie or abs(b1 - b0) <= tie:
        return []
    # A_1 depends on the second share only, and the other way round.
    return _inside([np.array([-b0 / (b1 - b0), -a0 / (a1 - a0)])])


def _three(faces: list[FloatArray], tie: float) -> list[FloatArray]:
    """Points of a face with three mixing populations, each of the three eliminated last in turn."""
    points: list[FloatArray] = []
    for order in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        turned = []
        for i in order:
            first, second = (j for j in order if j != i)
            turned.append(faces[i] if first < second else faces[i].T)
        for turned_point in _eliminate(turned, tie):
            point = np.empty(3)
            point[list(order)] = turned_point
            if all(abs(point - other).max() > 1e-7 for other in points):
                points.append(point)
    return points


def _eliminate(faces: list[FloatArray], tie: float) -> list[FloatArray]:
    # A_1(y, z) and A_2(x, z) are solved for y and x, and A_3(x, y) is then quadratic in z.
    (a0, ay, az, ayz), (b0, bx, bz, bxz), (c0, cx, cy, cxy) = map(_bilinear, faces)
    y_top, y_bottom = np.array([-az, -a0]), np.array([ayz, ay])
    x_top, x_bottom = np.array([-bz, -b0]), np.array([bxz, bx])
    products = (
        c0 * np.convolve(x_bottom, y_bottom),
        cx * np.convolve(x_top, y_bottom),
        cy * np.convolve(x_bottom, y_top),
        cxy * np.convolve(x_top, y_top),
    )
    quadratic = np.sum(products, axis=0)
    if abs(quadratic).max() <= _tolerance.TIE * np.abs(products).max():
        return []
    points = []
    for root in np.roots(quadratic):
        z = float(np.real(root))
        bottoms = np.polyval(x_bottom, z), np.polyval(y_bottom, z)
        if abs(np.imag(root)) <= _TOLERANCE and min(map(abs, bottoms)) > tie:
            x, y = np.polyval(x_top, z) / bottoms[0], np.polyval(y_top, z) / bottoms[1]
            points.append(np.array([x, y, z]))
    return _inside(points)


def _bilinear(table: FloatArray) -> tuple[float, float, float, float]:
    """Constant, coefficients of the first and second share, and of their product."""
    (t11, t10), (t01, t00) = table
    return t00, t10 - t00, t01 - t00, t11 - t10 - t01 + t00


def trajectories(
    payoffs: Array,  # shape (2, ..., 2, n)
    starts: FloatArray,  # shape (N, n): shares in [0, 1]
    times: FloatArray,  # increasing, from 0 on
    *,
    error: float = 1e-9,  # of each step, in the logarithm of the odds
) -> FloatArray:
    """Follow the dynamics from many starting points; shape (N, len(times), n)."""
    from scipy.integrate import solve_ivp
    from scipy.special import expit, logit

    table = advantages(payoffs)
    free = (starts > 0) & (starts < 1)

    def shares(odds: FloatArray) -> FloatArray:
        return np.where(free, expit(odds.reshape(starts.shape)), starts)

    def move(_: float, odds: FloatArray) -> FloatArray:
        # d logit(x) / dt = A(x): no share is lost to rounding however close it comes to 0 or 1.
        return np.where(free, mean_advantages(table, shares(odds)), 0.0).ravel()

    start = np.where(free, logit(np.where(free, starts, 0.5)), 0.0).ravel()
    paths = solve_ivp(move, (0.0, times[-1]), start, "DOP853", t_eval=times, rtol=error, atol=error)
    return np.stack([shares(odds) for odds in paths.y.T], axis=1)


def _trapping_box(advantage: list[Array], corner: FloatArray) -> float:
    """Side of a box around a stable corner from which the corner is always reached."""
    steps = np.array(list(itertools.product((0.0, 1.0), repeat=len(corner))))
    towards = 2 * corner - 1
    for side in _BOXES:
        # Advantages are linear in each share: if every population moves towards the corner at the
        # vertices of the box, it does so everywhere in it.
        vertices = corner - side * towards * steps
        if (mean_advantages(advantage, vertices) * towards > 0).all():
            return side
    return 0.0


def basins(payoffs: Array, starts: FloatArray, horizon: float) -> IntArray:
    """Index of the stable corner that each start, (N, n), leads to; -1: none is reached in time."""
    table = advantages(payoffs)
    profiles = corners(payoffs.shape[-1])
    stable = [k for k, kind in enumerate(kinds(payoffs)) if kind == "stable"]
    targets = [(k, 1.0 - profiles[k]) for k in stable]
    boxes = [(k, corner, _trapping_box(table, corner)) for k, corner in targets]
    reached = np.full(len(starts), -1)
    now, open_paths = starts, np.arange(len(starts))
    # Most arrive early: the rest is followed twice as far each time.
    for step in horizon * np.array([1, 1, 2, 4, 8, 16, 32]) / 64:
        if not len(open_paths) or not boxes:
            break
        now = trajectories(payoffs, now, np.array([0.0, step]))[:, -1]
        for k, corner, side in boxes:
            close: BoolArray = (abs(now - corner) <= side).all(axis=1)
            reached[open_paths[close]] = k
        going = reached[open_paths] < 0
        now, open_paths = now[going], open_paths[going]
    return reached

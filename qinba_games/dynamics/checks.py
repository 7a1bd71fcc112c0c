"""Certificate of adoption dynamics: strict best replies, rest points, and the paths again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _tolerance
from ..common.register import checks
from ..types import Array, Certificate, FloatArray, IntArray
from ..verify.findings import Finding, claim, differences, verdict
from .results import Adoption

#: Up to this part of the largest gain shares at a rest point move.
_REST = 1e-7
#: Paths to the corners take steps of this part of the fastest motion, so many at most.
_STRIDE, _STRIDES = 0.25, 2000
#: So far off are the steps of a path at most, and the part of starts on the edge of two basins.
_OFF, _EDGE = 1e-7, 0.002
#: So near to a stable corner a path does not turn away.
_NEAR = 0.01


@checks(Adoption)
def _certify_adoption(result: Adoption, policy: Any = None) -> Certificate:
    """Check corners, mixed rest points and the path; `policy`: a profile said to be stable."""
    # By other means: strict best replies at stable corners, a field that is summed over all
    # profiles, Runge-Kutta steps of their own for paths and basins.
    payoffs = result.game.payoffs
    if policy is not None:
        profile = result.game.profile(policy, function="verify")
        finding = claim(_strict(payoffs, profile), state=profile)
        return verdict([finding], exact=result.exact, tolerance=0)
    spread = float(_tolerance.scale([payoffs.astype(float)])[0]) or 1.0
    stable = [a for a in np.ndindex(*result.game.shape) if _strict(payoffs, a)]
    findings = [claim([*result.basins] == stable, "kind"), *_rest_points(result, payoffs, spread)]
    besides = [*_path(result, payoffs), *_basins(result, payoffs)]
    return verdict(findings, exact=False, tolerance=_REST * spread, besides=besides)


def _strict(payoffs: Array, profile: tuple[int, ...]) -> bool:
    """Whether every player strictly loses by its other action."""
    for i, action in enumerate(profile):
        line = tuple(slice(None) if j == i else a for j, a in enumerate(profile))
        replies = payoffs[line][:, i]
        if replies[1 - action] - replies[action] >= -_tolerance.tie(payoffs[..., i]):
            return False
    return True


def _rest_points(result: Adoption, payoffs: Array, spread: float) -> Iterator[Finding]:
    if not len(result.mixed):
        return
    speeds = abs(_field(_tables(payoffs), result.mixed)).max(axis=1)
    for point, speed in zip(result.mixed.tolist(), speeds, strict=True):
        yield Finding(speed, _REST * spread, state=tuple(point), action="rest")


def _tables(payoffs: Array) -> list[FloatArray]:
    own = [np.moveaxis(payoffs[..., i].astype(float), i, 0) for i in range(payoffs.shape[-1])]
    return [(table[0] - table[1]).ravel() for table in own]


def _path(result: Adoption, payoffs: Array) -> Iterator[Finding]:
    """Each stretch of all paths again, by Runge-Kutta steps short against the fastest motion."""
    tables, gaps, n = _tables(payoffs), np.diff(result.times), len(result.start)
    # Where those of a picture begin; none are told where nobody could draw them.
    drawn = list(itertools.product((0.2, 0.5, 0.8), repeat=n)) if n in (2, 3) else []
    begun = np.array(drawn or [tuple(result.start)], dtype=float)
    if begun.shape != result.paths[:, 0].shape:
        yield claim(False, "paths")
        return
    pairs = {"start": (result.path[0], result.start), "paths": (result.paths[:, 0], begun)}
    yield from differences(pairs, _tolerance.PROBABILITY)
    fastest = max(float(abs(table).max()) for table in tables)
    steps = int(np.ceil(gaps.max() * fastest / 0.05)) + 1
    for name, paths in (("path", result.path[None]), ("paths", result.paths)):
        now, h = paths[:, :-1].reshape(-1, n), np.tile(gaps / steps, len(paths))[:, None]
        inside = ((paths >= 0) & (paths <= 1)).all()
        for _ in range(steps * inside):
            now = _step(tables, now, h)
        worst = abs(now - paths[:, 1:].reshape(-1, n)).max(initial=0) if inside else np.inf
        yield Finding(worst, _OFF, action=name)


def _basins(result: Adoption, payoffs: Array) -> Iterator[Finding]:
    """Where the starting points go: drawn again, and followed by steps of this check."""
    yield claim(result.unsettled >= 0, "unsettled")
    n, tables = len(result.start), _tables(payoffs)
    side = round(result.starts ** (1 / n))
    if side**n != result.starts:
        yield claim(False, "starts")
        return
    cells = np.array(list(np.ndindex(*[side] * n)), dtype=float)
    inside = np.random.default_rng(result.seed).uniform(1e-6, 1 - 1e-6, cells.shape)
    now = (cells + inside) / side
    fastest = max(float(abs(table).max()) for table in tables) or 1.0
    steps = int(min(result.horizon * fastest / _STRIDE, _STRIDES))
    reached, open_paths = np.full(len(now), -1), np.arange(len(now))
    for k in range(steps):
        now = _step(tables, now, np.full((1, 1), _STRIDE / fastest))
        if k % 20 == 19:
            caught = _caught(result, now)
            reached[open_paths] = caught
            now, open_paths = now[caught < 0], open_paths[caught < 0]
            if not len(open_paths):
                break
    # Who starts on the edge of two basins is taken by either, and a slow path is still on its way.
    leeway, parts = _EDGE + (reached < 0).mean(), np.arange(result.starts + 1) / result.starts
    for i, (name, share) in enumerate(result.basins.items()):
        yield claim(share in parts, "basins", state=name)
        yield Finding(abs(share - (reached == i).mean()), leeway, state=name, action="basins")


def _caught(result: Adoption, now: FloatArray) -> IntArray:
    """For each point the stable corner next to it, by its place in the list; -1 for none."""
    corners = 1 - np.array(list(result.basins), dtype=float).reshape(-1, now.shape[1])
    near = abs(now[:, None] - corners).max(axis=-1, initial=0) < _NEAR
    near = np.column_stack([near, np.ones(len(now), dtype=bool)])
    return np.where(near.argmax(axis=1) < len(corners), near.argmax(axis=1), -1)


def _step(tables: list[FloatArray], x: FloatArray, h: FloatArray) -> FloatArray:
    k1 = _field(tables, x)
    k2 = _field(tables, x + h / 2 * k1)
    k3 = _field(tables, x + h / 2 * k2)
    k4 = _field(tables, x + h * k3)
    return np.asarray(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4))


def _field(tables: list[FloatArray], x: FloatArray) -> FloatArray:
    """The field at many points: chances of all profiles of the others, summed."""
    n = x.shape[1]
    speeds = np.empty_like(x)
    both = np.stack([x, 1 - x], axis=-1)
    for i, own in enumerate(tables):
        others = [j for j in range(n) if j != i]
        weights = np.ones((len(x), 1))
        for j in others:
            weights = (weights[:, :, None] * both[:, j, None, :]).reshape(len(x), -1)
        speeds[:, i] = x[:, i] * (1 - x[:, i]) * (weights @ own)
    return speeds

"""What a `PayoffSet` says beside the set itself: how corners are played, and two sets around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ...verify.findings import Finding, claim
from ..half_planes import with_transfers
from ..results import CornerPlay, PayoffSet

#: Errors up to this share of the range of payoffs are rounding.
_ROUNDED = 10 * _tolerance.PAYOFF_SET


def fields(result: PayoffSet, low: Array, unit: Array) -> Iterator[Finding]:
    """Every field of a set of a repeated game that is not the set."""
    # Members' payoffs lie from `low` on, and `unit` apart.
    game, exact = result.game, result.exact
    g = _exact.as_numbers(game.stage.payoffs, exact)
    near: Any = 0
    if not exact:
        near = _ROUNDED * float(max(unit)) + _tolerance.LOST * float(max(abs(low) + unit))
    slack = near + float(result.gap) if near else 0
    n, corners = g.shape[-1], len(result.vertices)
    fits = all(k in range(corners) for k in result.worst)
    yield claim(fits and len(result.worst) == len(result.punishment) == n, "worst")
    best = _exact.best_replies(g)
    w = None if game.outside is None else _exact.as_numbers(game.outside, exact)
    alone, reported = None if n == 2 else w, result.stage_equilibria
    yield _stage(reported, g.reshape(-1, n), best.reshape(-1, n), alone, near, slack)
    if n > 2:
        yield claim(result.with_transfers is None and not result.play, "play")
        return
    yield claim(len(result.play) in (0, corners), "play")
    # Where the inner set is another one, its corners are played otherwise.
    apart = bool(result.play) and result.inner.dtype != result.vertices.dtype
    yield claim((result.evidence is not None) == apart, "evidence")
    most = best if w is None else np.maximum(best, w)
    yield _triangle(result, g.reshape(-1, n), most.reshape(-1, n), w, near, slack)
    yield from _played(result, result.play, result.vertices, slack, slack)
    if apart:
        yield claim(len(result.evidence) == len(result.inner), "evidence")
        yield from _played(result, result.evidence, result.inner, 0, float(result.gap))


def _stage(
    reported: Array | None, g: Array, best: Array, leaving: Array | None, near: Any, slack: Any
) -> Finding:
    """Every equilibrium of a single period is reported, and no other profile."""
    if reported is None:
        return claim(False, "stage equilibria")
    sets = []
    for room in (0, near):
        held = g[np.asarray(best <= g + room, dtype=bool).all(axis=1)]
        sets.append(held if leaving is None else np.concatenate([held, leaving[None]]))
    near = [s.shape == reported.shape and abs(s - reported).max(initial=0) <= slack for s in sets]
    return claim(any(near), "stage equilibria")


def _triangle(
    result: PayoffSet, g: Array, best: Array, w: Array | None, near: Any, slack: Any
) -> Finding:
    """The most that all get and the least that each is held to if members can pay each other."""
    delta: Any = _exact.fraction(result.delta) if result.exact else float(result.delta)
    told, joint = result.with_transfers, g.sum(axis=1)
    for room in (0, near):
        live = with_transfers(g, best - g, delta, w, room)
        none = w is None and not live.any()
        if none or told is None:
            if none and told is None:
                return claim(True)
            continue
        low: Any = best[live].min(axis=0) if w is None else w
        most = joint[live].max(initial=low.sum())
        spare = (most - low.sum()) * np.eye(3, 2, -1, dtype=int)
        if told.shape == (3, 2) and abs(told - (low + spare)).max() <= slack:
            return claim(True)
    return claim(False, "with transfers")


def _played(
    result: PayoffSet, play: Sequence[CornerPlay], corners: Array, slack: Any, room: Any
) -> Iterator[Finding]:
    """Each corner is had today with its promise; who binds is promised just enough."""
    # `slack` is what numbers may be off, `room` what a promise may be above the least.
    exact, w = corners.dtype == object, result.game.outside
    g, delta = result.game.stage.payoffs, result.delta
    g, delta = _exact.as_numbers(g, exact), _exact.as_numbers(np.array([delta]), exact)[0]
    best = _exact.best_replies(g)
    threat = corners.min(axis=0)
    if w is not None:
        threat = w = _exact.as_numbers(w, exact)
        best = np.maximum(best, w)
    kinds = {"static": 0, "binding": 1, "both": 2}
    for k, (one, corner) in enumerate(zip(play, corners, strict=False)):
        then, binding = one.continuation, tuple(i for i in (0, 1) if i in one.binding)
        fits = one.binding == binding and kinds.get(one.kind) == len(binding)
        fits = fits and (one.profile is not None or not binding)
        yield claim(fits and then.shape == corner.shape, "play", state=k)
        now = w if one.profile is None else g[one.profile]
        if not binding:
            off = max(*abs(then - corner), *abs(now - corner))
            yield Finding(off, slack, state=k, action="play")
            continue
        off = abs((1 - delta) * now + delta * then - corner).max()
        yield Finding(off, slack, state=k, action="promise")
        for i in binding:
            gained = (1 - delta) * (best[one.profile][i] - now[i])
            off = abs(gained - delta * (then[i] - threat[i]))
            yield Finding(off, room, member=i, state=k, action="promise")

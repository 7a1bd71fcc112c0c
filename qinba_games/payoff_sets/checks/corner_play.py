"""How the corners of a `PayoffSet` are said to be played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ...verify.findings import Finding, claim
from ..results import CornerPlay, PayoffSet

#: Errors up to this share of the range of payoffs are rounding.
_ROUNDED = 10 * _tolerance.PAYOFF_SET


def corners_played(result: PayoffSet, low: Array, unit: Array) -> Iterator[Finding]:
    """Each corner of a set of two members, whose payoffs lie from `low` on, and `unit` apart."""
    near: Any = 0
    if not result.exact:
        near = _ROUNDED * float(max(unit)) + _tolerance.LOST * float(max(abs(low) + unit))
    slack = near + float(result.gap) if near else 0
    yield claim(len(result.play) in (0, len(result.vertices)), "play")
    # Where the inner set is another one, its corners are played otherwise.
    separate = bool(result.play) and result.inner.dtype != result.vertices.dtype
    yield claim((result.inner_play is not None) == separate, "inner_play")
    yield from _play_findings(result, result.play, result.vertices, slack, slack)
    if separate and result.inner_play is not None:
        yield claim(len(result.inner_play) == len(result.inner), "inner_play")
        yield from _play_findings(result, result.inner_play, result.inner, 0, float(result.gap))


def _play_findings(
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
    for k, (one, corner) in enumerate(zip(play, corners, strict=False)):
        then, binding = one.continuation, tuple(i for i in (0, 1) if i in one.binding)
        fits = one.binding == binding and (one.profile is not None or not binding)
        yield claim(fits and then.shape == corner.shape, "play", state=k)
        now = w if one.profile is None else g[one.profile]
        if not binding or one.profile is None:
            off = max(*abs(then - corner), *abs(now - corner))
            yield Finding(off, slack, state=k, action="play")
            continue
        off = abs((1 - delta) * now + delta * then - corner).max()
        yield Finding(off, slack, state=k, action="promise")
        for i in binding:
            gained = (1 - delta) * (best[one.profile][i] - now[i])
            off = abs(gained - delta * (then[i] - threat[i]))
            yield Finding(off, room, member=i, state=k, action="promise")

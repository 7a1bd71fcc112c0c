"""The set of equilibrium payoffs of two players without transfers, as a polygon.

V* is the largest W with W = B(W), the payoffs that can be had today if tomorrow is in W. The
operator R keeps of B only what matters: the stage payoffs of profiles that need no future, and
continuations that leave somebody just no reason to deviate. From the set with transfers, which
holds V*, R comes down on V* in few rounds; once the corners keep their structure, Newton's method
finds where they come to rest, and one more round of R over all profiles accepts it or not.

Reference: D. Abreu and Y. Sannikov (2014), "An algorithm for two-player repeated games with perfect
monitoring", Theoretical Economics 9, 313-338.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...types import BoolArray, FloatArray, IntArray
from ..polygons import excess, hull_indices

#: Rounding of payoffs between 0 and 1 that counts as none in an incentive constraint.
_TIE = 1e-12
#: Corners nearer than this to the line between their neighbours are none.
_FLAT = 1e-11
#: A fixed point is accepted if one more round moves no edge by more than this.
_SAME = 1e-10
STATIC, FIRST, SECOND, BOTH, LEAVE = range(5)


class Round(NamedTuple):
    """A game of two players, its payoffs between 0 and 1, by profile.

    Attributes
    ----------
    g, h : array, shape (profiles, 2)
        Payoffs, and what the best deviation adds.
    patience : float
        The discount factor.
    leaving : array, shape (2,), or None
        What everybody gets who leaves: a threat that does not depend on the set.
    """

    g: FloatArray
    h: FloatArray
    patience: float
    leaving: FloatArray | None = None

    @property
    def need(self) -> FloatArray:
        """What has to be promised above the threat: (1 - delta) h / delta."""
        return np.asarray((1 - self.patience) / self.patience * self.h)


class Corners(NamedTuple):
    """Corners of a set and how each comes about.

    Attributes
    ----------
    points : array, shape (m, 2)
    profile, kind : int arrays, shape (m,)
        Index of the profile, and what binds: nothing, one player, or both.
    ends : int array, shape (m, 2)
        The corners of the previous set between which the continuation lies.
    """

    points: FloatArray
    profile: IntArray
    kind: IntArray
    ends: IntArray

    def only(self, indices: IntArray) -> Corners:
        """Some of the corners."""
        return Corners(
            self.points[indices], self.profile[indices], self.kind[indices], self.ends[indices]
        )

    def structure(self) -> tuple[Any, ...]:
        """What two sets have in common whose corners come about in the same way."""
        parts = (self.profile, self.kind, self.ends)
        return tuple(tuple(part.ravel().tolist()) for part in parts)


class Found(NamedTuple):
    """Where the rounds ended: corners, the threat, how many rounds, and whether they are at rest.

    `points` of `corners` has no rows if there is no equilibrium.
    """

    corners: Corners
    threat: FloatArray
    rounds: int
    settled: bool


def admissible(game: Round) -> tuple[BoolArray, FloatArray]:
    """Profiles that are played in some equilibrium with transfers, and the punishments there.

    Equilibria without transfers play no others. Without any profile there is none of either kind.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.solvers.abreu_sannikov import Round, admissible
    >>> g = np.array([[9, 9], [1, 10], [10, 1], [3, 3]]) / 9
    >>> h = np.array([[1, 1], [2, 0], [0, 2], [0, 0]]) / 9
    >>> admissible(Round(g, h, 0.1))[0].tolist()
    [False, False, False, True]
    """
    joint, liquidity, best = game.g.sum(axis=1), game.h.sum(axis=1), game.g + game.h
    live = np.ones(len(joint), dtype=bool)
    while live.any():
        threat = best[live].min(axis=0) if game.leaving is None else game.leaving
        most = joint[live].max() - threat.sum()
        kept = live & ((1 - game.patience) * liquidity <= game.patience * most + _TIE)
        if (kept == live).all():
            return live, threat
        live = kept
    return live, np.zeros(2) if game.leaving is None else game.leaving


def payoff_polygon(
    game: Round, *, max_rounds: int = 20_000, said: Callable[[int], object] = lambda _: None
) -> Found:
    """Corners of the payoffs of all equilibria with public randomisation.

    Parameters
    ----------
    game : Round
        With a discount factor above 0.
    max_rounds : int
    said : callable, optional
        Is told the number of each round.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.solvers.abreu_sannikov import Round, payoff_polygon
    >>> g = np.array([[9, 9], [1, 10], [10, 1], [3, 3]]) / 9
    >>> h = np.array([[1, 1], [2, 0], [0, 2], [0, 0]]) / 9
    >>> (9 * payoff_polygon(Round(g, h, 0.75)).corners.points).round(9).tolist()
    [[3.0, 3.0], [9.75, 3.0], [9.0, 9.0], [3.0, 9.75]]
    """
    live, threat = admissible(game)
    if not live.any() and game.leaving is None:
        return Found(_nowhere(), threat, 0, True)
    now = np.flatnonzero(live)
    start = game.g[now] if game.leaving is None else np.vstack([game.g[now], game.leaving])
    corners = _hull(Corners(start, *_unknown(len(start))))
    before, steady, patience_left = None, 0, 1
    for count in range(1, max_rounds + 1):
        said(count)
        after, now = operator(game, now, corners.points, threat)
        if not len(after.points):
            return Found(after, threat, count, True)
        low = threat if game.leaving is not None else np.maximum(threat, after.points.min(axis=0))
        if _unmoved(corners.points, after.points) and (abs(low - threat) <= 1e-15).all():
            return Found(after, low, count, True)
        structure = after.structure()
        steady = steady + 1 if structure == before else 0
        if steady >= patience_left:
            rest = _come_to_rest(game, now, after)
            if rest is not None:
                return Found(*rest, count, True)
            patience_left *= 2
        corners, threat, before = after, low, structure
    return Found(corners, threat, max_rounds, False)


def _unknown(count: int) -> tuple[IntArray, IntArray, IntArray]:
    return np.zeros(count, int), np.zeros(count, int), np.zeros((count, 2), int)


def _nowhere() -> Corners:
    return Corners(np.zeros((0, 2)), *_unknown(0))


def _hull(given: Corners) -> Corners:
    return given.only(hull_indices(given.points, _FLAT))


def _unmoved(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and bool(abs(one - other).max() <= 2e-16)


def operator(
    game: Round, profiles: IntArray, corners: FloatArray, threat: FloatArray
) -> tuple[Corners, IntArray]:
    """One round: R of a set, and the profiles that can still be played.

    Parameters
    ----------
    game : Round
    profiles : int array
        Indices of the profiles that are tried.
    corners : array, shape (m, 2)
    threat : array, shape (2,)
        Lower bound of what each player can be held to.
    """
    g, least = game.g[profiles], threat + game.need[profiles]
    found = [_static(game, profiles, least)]
    low, high = corners.min(axis=0), corners.max(axis=0)
    alive = (least <= low + _TIE).all(axis=1)
    for i in (0, 1):
        cut = (least[:, i] >= low[i] - _TIE) & (least[:, i] <= high[i] + _TIE)
        some = np.flatnonzero(cut)
        if not len(some):
            continue
        at, other = least[some, i], least[some, 1 - i]
        lower, upper = _chains(corners, i)
        top, top_ends = _on(corners, upper, at, i)
        bottom, bottom_ends = _on(corners, lower, at, i)
        fits = top >= other - _TIE
        alive[some[fits]] = True
        some, at, other = some[fits], at[fits], other[fits]
        top, bottom = top[fits], bottom[fits]
        pinned = bottom < other - _TIE
        for value, kind, ends in (
            (np.maximum(top, other), np.full(len(some), FIRST + i), top_ends[fits]),
            (np.maximum(bottom, other), np.where(pinned, BOTH, FIRST + i), bottom_ends[fits]),
        ):
            promise = np.stack([at, value] if i == 0 else [value, at], axis=1)
            points = (1 - game.patience) * g[some] + game.patience * promise
            ends = np.where(kind[:, None] == BOTH, 0, ends)
            found.append(Corners(points, profiles[some], kind, ends))
    if game.leaving is not None:
        found.append(Corners(game.leaving[None], *_unknown(1))._replace(kind=np.array([LEAVE])))
    together = Corners(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    kept = profiles[alive | _is_static(game, profiles, least)]
    return (_hull(together) if len(together.points) else _nowhere()), kept


def _is_static(game: Round, profiles: IntArray, least: FloatArray) -> BoolArray:
    return np.asarray((game.g[profiles] >= least - _TIE).all(axis=1))


def _static(game: Round, profiles: IntArray, least: FloatArray) -> Corners:
    """Profiles that can be played for ever: their stage payoffs are promise enough."""
    kept = profiles[_is_static(game, profiles, least)]
    return Corners(game.g[kept], kept, *_unknown(len(kept))[1:])


def _chains(corners: FloatArray, axis: int) -> tuple[IntArray, IntArray]:
    """Corners along the lower and along the upper side, by the coordinate `axis` ascending."""
    m, along = len(corners), corners[:, axis].tolist()
    low, high = min(along), max(along)
    # Counter-clockwise from where the coordinate leaves its least value.
    first = next(
        k for k in range(m) if along[k] == low and (along[(k + 1) % m] > low or low == high)
    )
    ring = [(first + k) % m for k in range(m)]
    top = [k for k, corner in enumerate(ring) if along[corner] == high]
    out = ring[: top[0] + 1]
    back = ring[top[-1] :]
    if along[back[-1]] > low:
        back = [*back, first]
    lower, upper = (out, back[::-1]) if axis == 0 else (back[::-1], out)
    return np.array(lower), np.array(upper)


def _on(
    corners: FloatArray, chain: IntArray, at: FloatArray, axis: int
) -> tuple[FloatArray, IntArray]:
    """The other coordinate on a chain, and the corners between which it lies."""
    x, y = corners[chain, axis], corners[chain, 1 - axis]
    if len(chain) == 1:
        return np.full(len(at), y[0]), np.full((len(at), 2), chain[0])
    right = np.clip(np.searchsorted(x, at), 1, len(x) - 1)
    return np.interp(at, x, y), np.stack([chain[right - 1], chain[right]], axis=1)


def _come_to_rest(
    game: Round, profiles: IntArray, corners: Corners
) -> tuple[Corners, FloatArray] | None:
    """The fixed point of a structure, if it is one of R and lies in the last set."""
    points = newton(game, corners)
    if points is None or not _within(points, corners.points, 1e-9):
        return None
    # Corners that come to rest on another one, or between two, are none.
    points = points[hull_indices(points, _FLAT)]
    for _ in range(3):
        threat = points.min(axis=0) if game.leaving is None else game.leaving
        again, _ = operator(game, profiles, points, threat)
        if not len(again.points) or not _alike(again.points, points):
            return None
        if len(again.points) == len(points):
            still = np.isin(again.kind, (STATIC, LEAVE))[:, None]
            return again._replace(points=np.where(still, again.points, points)), threat
        points = again.points
    return None


def _alike(one: FloatArray, other: FloatArray) -> bool:
    return _within(one, other, _SAME) and _within(other, one, _SAME)


def _within(points: FloatArray, corners: FloatArray, slack: float) -> bool:
    """Whether points violate no edge of a set by more than a slack."""
    return bool(excess(corners, points) <= slack)


def newton(game: Round, corners: Corners, steps: int = 30) -> FloatArray | None:
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
        if abs(step).max() <= 4e-16:
            return np.asarray(x)
    return np.asarray(x) if abs(step).max() <= 1e-12 else None


def image(
    game: Round, corners: Corners, x: FloatArray, worst: IntArray | None = None
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

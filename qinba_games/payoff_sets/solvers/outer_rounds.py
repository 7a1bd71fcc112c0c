"""Half-planes that show that no equilibrium payoff lies outside a set: which directions, how fast.

In which directions a round may cut is a guess, of which nothing is believed: what a profile offers
with promises at which somebody just does not deviate, or for ever, is mapped to today; the edges of
the hull of all are the directions in which the bound can come down. After some rounds growth is
sought by policies: for each half-plane the basis that grows least, and what these ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...types import Array, BoolArray, FloatArray, IntArray
from ..half_planes import (
    GRAIN,
    BasesNeeded,
    GrowingSides,
    HalfPlanes,
    OuterPolygon,
    corners_of,
    duals_of,
    everything,
    needs,
    next_round,
    over,
    slopes,
    start,
    threats,
)
from ..polygons import at_least, edges, hull, hull_indices
from ..scaled import ScaledPayoffs

#: From so many profiles on, those of which the same is known are looked at once.
_MANY = 256
#: What rounding may hide from rounds in floats; above, rounds in fractions do no better.
_HIDDEN = 2.5e-11
_ROUNDS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)
#: So many rounds in fractions at the most.
_FURTHER = 200
#: What shrinks in four rounds to no less than this part of itself will not settle.
_SLOW = 0.9
#: Directions are rounded to multiples of this, so that fractions of them are short.
_GRID = 2.0**-44
#: What counts as enough, and as just enough, where directions are guessed in floats.
_SLACK, _TIGHT = 1e-12, 1e-9
#: Corners nearer to each other are one.
_SAME = 2e-16


class Rounds(NamedTuple):
    """What shows half-planes, or as much of it as was found; and those of the last round."""

    shown: GrowingSides
    last: OuterPolygon


def outer_rounds(case: ScaledPayoffs, sides: HalfPlanes) -> Rounds:
    """Look for what shows that the half-planes `sides` hold all equilibrium payoffs.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.payoff_sets.half_planes import sides_of
    >>> from qinba_games.payoff_sets.scaled import scaled
    >>> from qinba_games.payoff_sets.solvers.outer_rounds import outer_rounds
    >>> payoffs = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    >>> case = scaled(payoffs, None, 0.75, exact=False)
    >>> corners = case.of(np.array([[3.0, 3], [9.75, 3], [9, 9], [3, 9.75]]))
    >>> shown, last = outer_rounds(case, sides_of(corners))
    >>> len(shown.rounds), shown.growth.round(6).tolist()
    (0, [1.0, 1.0, 1.0, 1.0])
    """
    outer, rounds, size = start(case, sides), list[Array | None](), np.inf
    for count in _ROUNDS:
        while len(rounds) < count:
            # Fixed directions are quick, and mostly enough.
            rounds.append(_directions(case, outer) if len(rounds) > 1 else None)
            outer = next_round(case, outer, rounds[-1])
        witness = _growing(case, sides, outer, count)
        if witness is not None:
            return Rounds(witness._replace(rounds=tuple(rounds)), outer)
        if over(sides, outer) <= (-2 * GRAIN if case.exact else case.tolerance):
            return Rounds(GrowingSides(tuple(rounds)), outer)  # by the rounds alone
        if count >= 4:
            before, size = size, _area(outer)
            if size > before - 1e-13:
                break
    if case.exact and over(sides, outer) <= _HIDDEN:
        further = list[Array | None]()
        after = settling(_recording(case, outer, further), lambda now: over(sides, now), 0)
        if after is not None:
            return Rounds(GrowingSides((*rounds, *further), len(further)), after)
    return Rounds(GrowingSides(tuple(rounds)), outer)


def narrow(case: ScaledPayoffs, most: int = 2000) -> Rounds:
    """What rounds leave over: half-planes, and profiles that could still be played, if any."""
    outer, rounds = everything(case), list[Array | None]()
    while outer.live.any() and len(rounds) < most:
        rounds.append(_directions(case, outer) if len(rounds) > 2 else None)
        outer = next_round(case, outer, rounds[-1])
    return Rounds(GrowingSides(tuple(rounds)), outer)


def exact_rounds(case: ScaledPayoffs, outer: OuterPolygon) -> Iterator[OuterPolygon]:
    """Half-planes after each further round in fractions, from where rounds in floats stop."""
    return _recording(case, outer, [])


def settling(
    rounds: Iterator[OuterPolygon], excess: Callable[[OuterPolygon], Any], enough: Any
) -> OuterPolygon | None:
    """Half-planes whose excess is small enough; None if it does not come down to that."""
    before = np.inf
    for after in islice(rounds, 3, None, 4):
        now = excess(after)
        if now <= enough:
            return after
        if now > _SLOW * before:
            return None
        before = float(now)
    return None


def _recording(
    case: ScaledPayoffs, outer: OuterPolygon, rounds: list[Array | None]
) -> Iterator[OuterPolygon]:
    """The same, the directions of each round being written down."""
    outer = outer._replace(levels=_exact.fractions(outer.levels))
    for count in range(_FURTHER):
        rounds.append(_exact_directions(case, outer) if count % 2 == 0 else None)
        outer = next_round(case, outer, rounds[-1])
        yield outer


# -- Directions in which the next round may cut ---------------------------------------------------


def _directions(case: ScaledPayoffs, outer: OuterPolygon) -> FloatArray:
    corners, wished = corners_of(outer, exact=False), np.zeros((0, 2))
    if len(corners) > 1:
        after = _today(case, outer, corners)
        after = hull(after, _SLACK) if len(after) else after
        wished = edges(after)[0] if len(after) > 1 else wished
    return np.asarray(np.round(wished / _GRID) * _GRID)


def _exact_directions(case: ScaledPayoffs, outer: OuterPolygon) -> FloatArray | None:
    after = _today(case, outer, corners_of(outer, exact=True))
    # What is nearer than floats can tell is one corner.
    after = after[hull_indices(after.astype(float), _SAME)]
    return edges(after)[0].astype(float) if len(after) > 1 else None


def _today(case: ScaledPayoffs, outer: OuterPolygon, corners: Array) -> Array:
    """What is generated with promises at which somebody just complies, and for ever."""
    exact = corners.dtype == object
    slack, tight = (0, 0) if exact else (_SLACK, _TIGHT)
    delta = case.delta if exact else float(case.delta)
    g, h = (case.g, case.h) if exact else (case.gf, case.hf)
    threat = threats(case, outer.levels)
    points = [corners[:0] if case.leaving is None else threat[None]]
    for a in np.flatnonzero(outer.live):
        least = threat + (1 - delta) / delta * h[a]
        promises = at_least(corners, least - slack)
        if not len(promises):
            continue
        bound = np.asarray(promises <= least + tight, dtype=bool).any(axis=1)
        points.append((1 - delta) * g[a] + delta * promises[bound])
        if (g[a] >= least - slack).all():
            points.append(g[a][None])
    return np.concatenate(points)


def _area(outer: OuterPolygon) -> float:
    """Area and half the circumference of an intersection of half-planes: falls as it shrinks."""
    corners = corners_of(outer, exact=False)
    if not len(corners):
        return 0.0
    after = np.roll(corners, -1, axis=0)
    cross = corners[:, 0] * after[:, 1] - corners[:, 1] * after[:, 0]
    return float(abs(cross.sum()) / 2 + abs(after - corners).sum() / 2)


# -- Growth of half-planes ------------------------------------------------------------------------


def _growing(
    case: ScaledPayoffs, sides: HalfPlanes, outer: OuterPolygon, rounds: int
) -> GrowingSides | None:
    """Multipliers and growth that together show the half-planes; None if there are none."""
    task = needs(case, sides, outer, rounds)
    family, valid, needed = _family(case, task), task.valid.copy(), task.needed
    while True:
        allowed = np.append(valid, np.zeros((len(valid), 1), bool), axis=1)[:, family.columns]
        growth = family.growth(allowed, needed)
        if growth is None:
            return None
        r, e = needed.nonzero()
        cost = np.where(allowed, family.slopes(growth), np.inf)
        k = family.columns[e, cost.argmin(axis=2)[r, e]]
        picks = np.array([e, task.rows[r], k])
        if not case.exact:
            return GrowingSides(growth=growth, picks=picks)
        wrong = [j for j, one in enumerate(duals_of(case, sides, task, growth, picks)) if not one]
        if not wrong:
            return GrowingSides(growth=growth, picks=picks)
        valid[r[wrong], k[wrong]] = False


class _Family(NamedTuple):
    """How fast bounds grow with the growth of each half-plane."""

    case: ScaledPayoffs
    asked: BasesNeeded
    columns: IntArray  #: the bases of each half-plane, filled up with one that does not exist

    def slopes(self, growth: FloatArray) -> FloatArray:
        """How fast the bound of each basis grows, by half-plane."""
        return np.append(slopes(self.case, self.asked.bases, growth), np.inf)[self.columns]

    def growth(self, allowed: BoolArray, needed: BoolArray) -> FloatArray | None:
        """Growth s with s_e above every chosen bound's growth, by policies; None: there is none."""
        # `allowed[r, e, j]`: profile r may use the basis `columns[e, j]`.
        if (needed & ~allowed.any(axis=2)).any():
            return None
        if len(allowed) > _MANY:
            known = np.append(needed[:, :, None], allowed, axis=2).reshape(len(allowed), -1)
            some = np.unique(np.packbits(known, axis=1), axis=0, return_index=True)[1]
            allowed, needed = allowed[some], needed[some]
        size = len(self.columns)
        each, active = np.arange(size), np.asarray(needed.any(axis=0))
        s: FloatArray = np.ones(size)
        for _ in range(200 if active.any() else 0):
            least = np.where(allowed, self.slopes(s), np.inf)
            rise = np.where(needed, least.min(axis=2), -np.inf)
            worst = rise.argmax(axis=0)
            if (rise[worst, each] < s * (1 - 1e-9)).all():
                return s
            picked = self.columns[each, least[worst, each].argmin(axis=1)][active]
            s_next = self._raised(picked, active, s)
            if s_next.max() > 1e8:
                return None
            s = s_next
        return None if active.any() else s

    def _raised(self, picked: IntArray, active: BoolArray, s: FloatArray) -> FloatArray:
        """Growth that exceeds that of the bases picked, one for each half-plane asked for."""
        bases, delta = self.asked.bases, float(self.case.delta)
        matrix, e = np.zeros((len(s), len(s))), active.nonzero()[0]
        some = bases.side[picked] >= 0
        matrix[e[some], bases.side[picked][some]] = delta * bases.alpha[picked][some]
        if self.case.leaving is None:
            matrix[e, :2] += delta * bases.beta[picked]
        try:
            growth = np.linalg.solve(np.eye(len(s)) - matrix, np.ones(len(s)))
        except np.linalg.LinAlgError:
            growth = -s
        if not (growth >= 1 - 1e-9).all():  # this policy grows without end: one step at a time
            growth = 1 + matrix @ s
        return np.asarray(growth)


def _family(case: ScaledPayoffs, task: BasesNeeded) -> _Family:
    bases, sides = task.bases, task.needed.shape[1]
    count = np.bincount(bases.of, minlength=sides)
    columns = np.full((sides, count.max(initial=0)), len(bases.of))
    columns[np.arange(columns.shape[1]) < count[:, None]] = np.argsort(bases.of, kind="stable")
    return _Family(case, task, columns)

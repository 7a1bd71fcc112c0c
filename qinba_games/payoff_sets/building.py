"""Results from corners in units of each member's range and how they come about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance, errors
from ..common.result import show
from ..repeated.repeated_game import RepeatedGame
from ..types import Array, Number, read_only
from . import polygons
from .half_planes import GRAIN, HalfPlanes, OuterPolygon, corners_of, sides_of
from .results import CornerPlay, PayoffSet
from .scaled import ScaledPayoffs, at_rest, scaled
from .solvers import rational_corners
from .solvers.abreu_sannikov import LastRound
from .solvers.outer_rounds import exact_rounds, outer_rounds, settling
from .solvers.rounds import BOTH, FIRST, LEAVE, SECOND, STATIC, Corners, UnitGame, unknown
from .units import Units

_BINDING = {FIRST: (0,), SECOND: (1,), BOTH: (0, 1)}
#: How far the inner and the outer set are moved from corners that are no fractions.
_STEP = Fraction(1, 2**52)
#: How near rounds in fractions have to come to such corners, before they are made larger.
_CLOSE = 2e-14
#: What a set that rounds alone came down to is made larger by, to be proved again.
_MARGIN = 8 * GRAIN


class ScaledPair(NamedTuple):
    """A repeated game of two at a discount factor, in units of each member's range."""

    game: RepeatedGame
    delta: Number
    units: Units
    exact: bool

    @property
    def floats(self) -> ScaledPair:
        """The same in floats."""
        return self._replace(delta=float(self.delta), exact=False)

    @property
    def leaving(self) -> Array | None:
        """What members have who leave."""
        w = self.game.outside
        return None if w is None else _exact.as_numbers(w, self.exact)

    def case(self, *, exact: bool) -> ScaledPayoffs:
        """The game as its check reads it."""
        return scaled(self.game.stage.payoffs, self.game.outside, self.delta, exact=exact)


def impatient(pair: ScaledPair) -> PayoffSet | None:
    """Who does not care for the future plays an equilibrium of the stage game, or leaves."""
    units = pair.units
    rows = np.flatnonzero((units.h <= 1e-12).all(axis=1))
    points = units.g[rows]
    kinds = np.zeros(len(rows), dtype=int)
    if units.leaving is not None:
        points, kinds = np.vstack([points, units.leaving]), np.append(kinds, LEAVE)
        rows = np.append(rows, 0)
    if not len(points):
        return None
    ring = polygons.hull_indices(points, 1e-12)
    corners = Corners(points[ring], rows[ring], kinds[ring], np.zeros((len(ring), 2), int))
    if not pair.exact:
        return of_floats(pair, LastRound(corners, points.min(axis=0), 0, True))
    g, _, leaving = units.fractions()
    pairs = zip(corners.profile.tolist(), corners.kind.tolist(), strict=True)
    values = np.array([leaving if kind == LEAVE else g[a] for a, kind in pairs], dtype=object)
    return _payoff_set(pair, units.back(values), corners)


def rational(pair: ScaledPair, round_: UnitGame, outcome: LastRound) -> PayoffSet | None:
    """The set in fractions, or between sets of fractions; None if its corners do not settle."""
    g, h, leaving = pair.units.fractions()
    d = _exact.fraction(pair.delta)
    precise = rational_corners.refined(round_, outcome.corners, g, h, d, leaving)
    if precise is None:
        return None
    corners, all_are = rational_corners.fractions_near(precise)
    if not all_are:
        return _enclosure(pair, round_, outcome.corners, corners)
    return _hull(pair, pair.units.back(corners), outcome.corners)


def of_floats(pair: ScaledPair, outcome: LastRound) -> PayoffSet:
    """The set in floats."""
    corners = outcome.corners
    known = (corners.kind == STATIC) | (corners.kind == LEAVE)
    points = polygons.snapped(corners.points, 1e-12, known)
    return _hull(pair.floats, pair.units.back(points), corners)


def with_outer_set(floats: PayoffSet) -> PayoffSet:
    """A set in floats with as small an outer one as rounds of half-planes reach."""
    case, last = _last(floats)
    outer = case.back(corners_of(last, _MARGIN, exact=False))
    outer = polygons.hull(outer, 1e-13 * float(max(case.unit)))
    gap = polygons.distance(floats.inner, outer) * (1 + 1e-6) + floats.gap
    return dataclasses.replace(floats, outer=read_only(outer), gap=gap)


def _last(floats: PayoffSet) -> tuple[ScaledPayoffs, OuterPolygon]:
    """A set in floats as its check reads it, and the half-planes of the last round around it."""
    game = floats.game
    case = scaled(game.stage.payoffs, game.outside, float(floats.delta), exact=False)
    return case, outer_rounds(case, sides_of(case.of(floats.vertices))).last


def with_witness(answer: PayoffSet) -> PayoffSet:
    """The set, and what shows that nothing lies outside of it."""
    game, exact = answer.game, answer.inner.dtype == object
    case = scaled(game.stage.payoffs, game.outside, answer.delta, exact=exact)
    sides = sides_of(case.of(answer.outer))
    return dataclasses.replace(answer, witness=outer_rounds(case, sides).shown)


def partial_set(pair: ScaledPair, outcome: LastRound) -> PayoffSet:
    """What is known when rounds end too early: stage equilibria inside, the last set outside."""
    last = of_floats(pair, outcome)
    inner = _single_period(pair._replace(exact=False))
    gap = polygons.distance(inner, last.outer) + last.gap if len(inner) else np.inf
    return dataclasses.replace(last, inner=read_only(inner), gap=gap, play=(), proven=False)


def conservative_set(pair: ScaledPair, floats: PayoffSet) -> PayoffSet | None:
    """What holds on both sides of a threshold: play without change inside, half-planes outside."""
    inner = _single_period(pair)
    # There is no stage equilibrium.
    if not len(inner):
        return None
    inner = _for_ever(pair, inner)
    outer = with_outer_set(floats).outer
    if pair.exact:
        last = corners_of(_last(floats)[1], _MARGIN, exact=True)
        outer = read_only(pair.case(exact=True).back(last))
    values = read_only(inner.astype(float))
    return dataclasses.replace(
        floats,
        delta=pair.delta,
        inner=read_only(inner),
        outer=outer,
        gap=polygons.distance(inner, outer) * (1 + 1e-6) + floats.gap,
        vertices=values,
        play=(),
        notes=("a threshold is near: only what is played for ever is proved to be inside",),
    )


def _single_period(pair: ScaledPair) -> Array:
    """Corners of what a single period gives, everybody's leaving with it; no rows if nothing."""
    stage = pair.game.stage
    payoffs = stage.payoffs.reshape(-1, 2)[at_rest(stage, pair.delta)]
    inner = _exact.as_numbers(payoffs, pair.exact)
    if pair.leaving is not None:
        inner = np.vstack([inner, pair.leaving])
    return polygons.hull(inner) if len(inner) else inner


def _for_ever(pair: ScaledPair, static_set: Array) -> Array:
    """Corners of what is played for ever, whoever deviates being led to the least of these."""
    units, exact = pair.units, pair.exact
    d, unit = _exact.as_numbers(np.array([pair.delta]), exact)[0], units.denominator or 1
    g, extra = (_exact.as_numbers(part, exact) / unit for part in (units.payoffs, units.extra))
    best = g + extra
    corners = static_set
    while True:
        threat = corners.min(axis=0) if pair.leaving is None else pair.leaving
        profiles = np.asarray(g >= (1 - d) * best + d * threat, dtype=bool).all(axis=1)
        after = polygons.hull(np.concatenate([static_set, g[profiles]]))
        if after.shape == corners.shape and (after == corners).all():
            return corners
        corners = after


def half_plane_bounds(pair: ScaledPair, outer: OuterPolygon) -> PayoffSet:
    """What is known where no equilibrium was found, and half-planes leave something over."""
    corners = corners_of(outer, _MARGIN, exact=False)
    if not len(corners):
        corners = polygons.hull(pair.units.g)
    return partial_set(pair, LastRound(unknown(corners), corners.min(axis=0), 0, settled=False))


def _enclosure(pair: ScaledPair, round_: UnitGame, corners: Corners, near: Array) -> PayoffSet:
    """Sets of fractions just inside and just outside of corners that are none."""
    back = pair.units.back
    # Rounded numbers have the denominator to which they are rounded.
    worst = [near[k, i] for i, k in enumerate(corners.points.argmin(axis=0))]
    known = np.array([u.denominator < 2**64 for u in worst])
    pull = rational_corners.pulls(round_, corners, known)
    shift = np.array([[Fraction(round(v * 2**20), 2**20) for v in row] for row in pull.tolist()])
    inside = _hull(pair, back(near + _STEP * shift), corners)
    made = _hull(pair._replace(exact=False), back(near).astype(float), corners)
    outer = _around(pair, back(near))
    return dataclasses.replace(
        made,
        inner=inside.inner,
        outer=read_only(outer),
        gap=polygons.distance(inside.inner, outer) * (1 + 1e-6),
        inner_play=inside.play,
    )


def _around(pair: ScaledPair, near: Array) -> Array:
    """Corners of a set of fractions that holds all equilibrium payoffs."""
    case, precise = (pair.case(exact=exact) for exact in (False, True))
    near = precise.of(near)
    sides = sides_of(near)
    floats = HalfPlanes(sides.normals.astype(float), sides.levels.astype(float))
    witness, last = outer_rounds(case, floats)
    if witness.growth is not None:
        growth = [Fraction(round(v * 2**10), 2**10) for v in witness.growth.tolist()]
        levels = sides.levels + _STEP * np.array(growth, dtype=object)
        square = polygons.box(near, Fraction(1))
        return precise.back(polygons.polygon(sides.normals, levels, square))

    def apart(own: OuterPolygon) -> float:
        return polygons.distance(near, corners_of(own, exact=True))

    after = settling(exact_rounds(precise, last), apart, _CLOSE)
    if after is None:
        return precise.back(corners_of(last, _MARGIN, exact=True))
    return precise.back(corners_of(after, Fraction(GRAIN), exact=True))


def _hull(pair: ScaledPair, values: Array, corners: Corners) -> PayoffSet:
    """The result, of those points that are corners."""
    order = polygons.hull_indices(values)
    return _payoff_set(pair, values[order], corners.only(order))


def _payoff_set(pair: ScaledPair, values: Array, corners: Corners) -> PayoffSet:
    """The result, from corners in units of payoffs and how they come about."""
    units, vertices = pair.units, read_only(values)
    hidden = _tolerance.rounding_error(units.low, units.unit) / (units.denominator or 1)
    return PayoffSet(
        game=pair.game,
        delta=pair.delta,
        exact=pair.exact,
        inner=vertices,
        outer=vertices,
        gap=Fraction(0) if pair.exact else hidden,
        vertices=vertices,
        play=tuple(_plays(pair, values, corners)),
    )


def _plays(pair: ScaledPair, values: Array, corners: Corners) -> Iterator[CornerPlay]:
    """How each corner is played."""
    stage, exact = pair.game.stage, pair.exact
    d: Any = _exact.fraction(pair.delta) if exact else float(pair.delta)
    profiles = np.array(np.unravel_index(corners.profile, stage.shape)).T.tolist()
    today = _exact.as_numbers(stage.payoffs.reshape(-1, 2)[corners.profile], exact)
    promised = (values - (1 - d) * today) / d if d else values
    for j, (profile, kind) in enumerate(zip(profiles, corners.kind.tolist(), strict=True)):
        still = kind in (STATIC, LEAVE)
        yield CornerPlay(
            profile=None if kind == LEAVE else tuple(profile),
            binding=_BINDING.get(kind, ()),
            continuation=read_only(values[j] if still else promised[j]),
        )


def near_enough(answer: PayoffSet, tol: Number | None, after: str = "") -> PayoffSet:
    """The set, or an error that carries it if its gap is above what was asked for."""
    spread = float(np.ptp(answer.game.stage.payoffs.astype(float)))
    if tol is None or answer.gap <= tol * spread:
        return answer
    raise errors.NotConvergedError(
        f"payoff_set: {after}the gap between the inner and the outer set is "
        f"{float(answer.gap):.1e}, above tol = {tol} of the range {show(spread)}. Both are in "
        "`partial`: allow more.",
        answer,
    )


def none(delta: Number, cure: str, partial: Any = None) -> Exception:
    """The error that there is no equilibrium; with what is left over, that this is not shown."""
    text = f"payoff_set: no pure-strategy equilibrium without transfers at delta = {show(delta)}"
    if partial is None:
        return errors.NoEquilibriumError(f"{text}. {cure}.")
    reason = "was found, but that there is none could not be proved. `partial` holds what is left"
    return errors.NotConvergedError(f"{text} {reason} over. {cure}.", partial)

"""Results from corners in units of each member's range and how they come about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _exact, _tolerance
from ..repeated.repeated_game import RepeatedGame
from ..stage.solvers.minmax import StageQuantities
from ..types import Array, Number, read_only
from . import polygons
from .checks.bases import GRAIN
from .checks.exact_rounds import corners_of, exact_rounds, settling
from .checks.half_planes import Outer, Sides, sides_of
from .checks.outside import MARGIN, outside
from .checks.scaled import scaled
from .results import CornerPlay, PayoffSet
from .solvers import rational_corners
from .solvers.abreu_sannikov import Found
from .solvers.rounds import BOTH, FIRST, LEAVE, SECOND, STATIC, Corners, Round, unknown
from .units import Units, units_of

_KINDS = {STATIC: "static", FIRST: "binding", SECOND: "binding", BOTH: "both", LEAVE: "static"}
_BINDING = {FIRST: (0,), SECOND: (1,), BOTH: (0, 1)}
#: How far the inner and the outer set are moved from corners that are no fractions.
_STEP = Fraction(1, 2**52)
#: How near rounds in fractions have to come to such corners, before they are made larger.
_CLOSE = 2e-14


def impatient(game: RepeatedGame, delta: Number, units: Units, *, exact: bool) -> PayoffSet | None:
    """Who does not care for the future plays an equilibrium of the stage game, or leaves."""
    held = np.flatnonzero((units.h <= 1e-12).all(axis=1))
    points = units.g[held]
    kinds = np.zeros(len(held), dtype=int)
    if units.leaving is not None:
        points, kinds = np.vstack([points, units.leaving]), np.append(kinds, LEAVE)
        held = np.append(held, 0)
    if not len(points):
        return None
    kept = polygons.hull_indices(points, 1e-12)
    corners = Corners(points[kept], held[kept], kinds[kept], np.zeros((len(kept), 2), int))
    if not exact:
        return of_floats(game, delta, units, Found(corners, points.min(axis=0), 0, True))
    values = _exact_statics(units, corners)
    return _made(game, delta, units, units.back(values), corners, exact=True)


def _exact_statics(units: Units, corners: Corners) -> Array:
    g, _, leaving = units.fractions()
    pairs = zip(corners.profile.tolist(), corners.kind.tolist(), strict=True)
    return np.array([leaving if kind == LEAVE else g[a] for a, kind in pairs], dtype=object)


def rational(
    game: RepeatedGame, delta: Number, units: Units, round_: Round, found: Found
) -> PayoffSet | None:
    """The set in fractions, or between sets of fractions; None if its corners do not settle."""
    g, h, leaving = units.fractions()
    d = _exact.fraction(delta)
    precise = rational_corners.refined(round_, found.corners, g, h, d, leaving)
    if precise is None:
        return None
    corners, all_are = rational_corners.fractions_near(precise)
    if not all_are:
        return _enclosed(game, delta, units, round_, found.corners, corners)
    order = polygons.hull_indices(corners)
    kept = found.corners.only(order)
    return _made(game, delta, units, units.back(corners[order]), kept, exact=True)


def of_floats(game: RepeatedGame, delta: Number, units: Units, found: Found) -> PayoffSet:
    """The set in floats."""
    corners = found.corners
    known = (corners.kind == STATIC) | (corners.kind == LEAVE)
    values = units.back(polygons.snapped(corners.points, 1e-12, known))
    order = polygons.hull_indices(values)
    kept = corners.only(order)
    return _made(game, float(delta), units, values[order], kept, exact=False)


def widened(found: PayoffSet) -> PayoffSet:
    """A set in floats with as small an outer one as rounds of half-planes reach."""
    game = found.game
    case = scaled(game.stage.payoffs, game.outside, found.delta, exact=False)
    last = outside(case, sides_of(case.of(found.vertices))).levels[-1]
    outer = case.back(_corners(last))
    outer = polygons.hull(outer, 1e-13 * float(max(case.unit)))
    gap = polygons.distance(found.inner, outer) * (1 + 1e-6) + found.gap
    return dataclasses.replace(found, outer=read_only(outer), gap=gap)


def unsettled(game: RepeatedGame, delta: Number, units: Units, found: Found) -> PayoffSet:
    """What is known when rounds end too early: stage equilibria inside, the last set outside."""
    last = of_floats(game, delta, units, found)
    inner = _single_period(game, delta, units, exact=False)
    gap = polygons.distance(inner, last.outer) + last.gap if len(inner) else np.inf
    return dataclasses.replace(last, inner=read_only(inner), gap=gap, play=(), proven=False)


def modest(
    game: RepeatedGame, delta: Number, units: Units, floats: PayoffSet, *, exact: bool
) -> PayoffSet | None:
    """What holds on both sides of a threshold: play without change inside, half-planes outside."""
    inner = _single_period(game, delta, units, exact=exact)
    # There is no stage equilibrium.
    if not len(inner):
        return None
    inner = _for_ever(game, delta, units, inner, exact=exact)
    outer = widened(floats).outer
    if exact:
        case = scaled(game.stage.payoffs, game.outside, float(delta), exact=False)
        last = outside(case, sides_of(case.of(floats.vertices))).levels[-1]
        precise = scaled(game.stage.payoffs, game.outside, delta, exact=True)
        outer = read_only(precise.back(corners_of(last._replace(levels=last.levels + MARGIN))))
    values = read_only(inner.astype(float))
    return dataclasses.replace(
        floats,
        delta=delta,
        vertices=values,
        inner=read_only(inner),
        outer=outer,
        gap=polygons.distance(inner, outer) * (1 + 1e-6) + floats.gap,
        punishment=read_only(values.min(axis=0)),
        worst=tuple(int(k) for k in values.argmin(axis=0)),
        play=(),
        notes=("a threshold is near: only what is played for ever is proved to be inside",),
    )


def _single_period(game: RepeatedGame, delta: Number, units: Units, *, exact: bool) -> Array:
    """Corners of what a single period gives, everybody's leaving with it; no rows if nothing."""
    inner = _stage_equilibria(game, delta, units, exact=exact)
    if game.outside is not None:
        inner = np.vstack([inner, _exact.as_numbers(game.outside, exact)])
    return polygons.hull(inner) if len(inner) else inner


def _for_ever(
    game: RepeatedGame, delta: Number, units: Units, held: Array, *, exact: bool
) -> Array:
    """Corners of what is played for ever, whoever deviates being led to the least of these."""
    d, unit = _exact.as_numbers(np.array([delta]), exact)[0], units.denominator or 1
    g, extra = (_exact.as_numbers(part, exact) / unit for part in (units.payoffs, units.extra))
    best = g + extra
    corners = held
    while True:
        threat = corners.min(axis=0)
        if game.outside is not None:
            threat = _exact.as_numbers(game.outside, exact)
        kept = np.asarray(g >= (1 - d) * best + d * threat, dtype=bool).all(axis=1)
        after = polygons.hull(np.concatenate([held, g[kept]]))
        if after.shape == corners.shape and (after == corners).all():
            return corners
        corners = after


def undecided(game: RepeatedGame, delta: Number, units: Units, left: Outer) -> PayoffSet:
    """What is known where no equilibrium was found, and half-planes leave something over."""
    corners = _corners(left)
    if not len(corners):
        corners = polygons.hull(units.g)
    return unsettled(
        game, delta, units, Found(unknown(corners), corners.min(axis=0), 0, settled=False)
    )


def _corners(outer: Outer) -> Array:
    """Corners of half-planes, made larger by what rounding could hide."""
    square = polygons.box(np.array([[-1.0, -1.0], [2.0, 2.0]]))
    return polygons.polygon(outer.normals, outer.levels + MARGIN, square)


def _enclosed(
    game: RepeatedGame,
    delta: Number,
    units: Units,
    round_: Round,
    corners: Corners,
    near: Array,
) -> PayoffSet:
    """Sets of fractions just inside and just outside of corners that are none."""
    # Rounded numbers have the denominator to which they are rounded.
    worst = [near[k, i] for i, k in enumerate(corners.points.argmin(axis=0))]
    known = np.array([u.denominator < 2**64 for u in worst])
    pull = rational_corners.pulls(round_, corners, known)
    shift = np.array([[Fraction(round(v * 2**20), 2**20) for v in row] for row in pull.tolist()])
    moved = near + _STEP * shift
    order = polygons.hull_indices(moved)
    inside = _made(game, delta, units, units.back(moved[order]), corners.only(order), exact=True)
    floats = units.back(near).astype(float)
    order = polygons.hull_indices(floats)
    made = _made(game, delta, units, floats[order], corners.only(order), exact=False)
    outer = _around(game, delta, units.back(near))
    return dataclasses.replace(
        made,
        delta=delta,
        inner=inside.inner,
        outer=read_only(outer),
        gap=polygons.distance(inside.inner, outer) * (1 + 1e-6),
        evidence=inside.play,
    )


def _around(game: RepeatedGame, delta: Number, near: Array) -> Array:
    """Corners of a set of fractions that holds all equilibrium payoffs."""
    case, precise = (
        scaled(game.stage.payoffs, game.outside, delta, exact=exact) for exact in (False, True)
    )
    near = precise.of(near)
    sides = sides_of(near)
    found = outside(case, Sides(sides.normals.astype(float), sides.levels.astype(float)))
    if found.growth is not None:
        growth = [Fraction(round(v * 2**10), 2**10) for v in found.growth.tolist()]
        levels = sides.levels + _STEP * np.array(growth, dtype=object)
        square = polygons.box(near, Fraction(1))
        return precise.back(polygons.polygon(sides.normals, levels, square))
    last = found.levels[-1]
    after = settling(
        exact_rounds(precise, last), lambda own: polygons.distance(near, corners_of(own)), _CLOSE
    )
    if after is None:
        return precise.back(corners_of(last._replace(levels=last.levels + MARGIN)))
    settled: Any = after.levels
    return precise.back(corners_of(after._replace(levels=settled + Fraction(GRAIN))))


def _made(
    game: RepeatedGame,
    delta: Number,
    units: Units,
    values: Array,
    corners: Corners,
    *,
    exact: bool,
) -> PayoffSet:
    """The result, from corners in units of payoffs and how they come about."""
    leaving = None if game.outside is None else _exact.as_numbers(game.outside, exact)
    kept = read_only(values)
    least = values.min(axis=0)
    return PayoffSet(
        game=game,
        delta=delta,
        exact=exact,
        vertices=kept,
        inner=kept,
        outer=kept,
        gap=Fraction(0)
        if exact
        else _tolerance.rounding_error(units.low, units.unit) / (units.denominator or 1),
        punishment=read_only(least if leaving is None else np.maximum(least, leaving)),
        worst=tuple(int(k) for k in values.argmin(axis=0)),
        play=tuple(_plays(game, delta, values, corners, exact=exact)),
        stage_equilibria=read_only(_stage_equilibria(game, delta, units, exact=exact)),
        with_transfers=_with_transfers(units.stage, delta),
    )


def _plays(
    game: RepeatedGame, delta: Number, values: Array, corners: Corners, *, exact: bool
) -> Iterator[CornerPlay]:
    """How each corner is played."""
    d: Any = _exact.fraction(delta) if exact else float(delta)
    profiles = np.array(np.unravel_index(corners.profile, game.stage.shape)).T.tolist()
    today = _exact.as_numbers(game.stage.payoffs.reshape(-1, 2)[corners.profile], exact)
    promised = (values - (1 - d) * today) / d if d else values
    for j, (profile, kind) in enumerate(zip(profiles, corners.kind.tolist(), strict=True)):
        still = kind in (STATIC, LEAVE)
        yield CornerPlay(
            profile=None if kind == LEAVE else tuple(profile),
            kind=_KINDS[kind],
            binding=_BINDING.get(kind, ()),
            continuation=read_only(values[j] if still else promised[j]),
        )


def _stage_equilibria(game: RepeatedGame, delta: Number, units: Units, *, exact: bool) -> Array:
    # By member, each in its own units: in a sum a small range would vanish beside a large one.
    own = units if game.outside is None else units_of(game.stage.payoffs, None, delta)
    held = (own.h <= (0 if own.denominator is not None else 1e-12)).all(axis=1)
    return _exact.as_numbers(game.stage.payoffs.reshape(-1, 2)[held], exact)


def _with_transfers(stage: StageQuantities, delta: Number) -> Array | None:
    """Corners of the payoffs of equilibria with voluntary transfers."""
    joint, needed = stage.joint.ravel(), stage.liquidity.ravel()
    best = [np.broadcast_to(c, stage.joint.shape).ravel() for c in stage.best]
    live, before, low = np.ones(len(joint), dtype=bool), 0, stage.outside
    while live.any() and live.sum() != before:
        before = live.sum()
        if stage.outside is None:
            low = np.array([c[live].min() for c in best], dtype=joint.dtype)
        room = joint[live].max() - low.sum()
        near = 0 if stage.exact else stage.near(joint[live].max(), low.sum()) / (1 - delta)
        # The largest need that is covered; a comparison of whole arrays of fractions is slow.
        live &= np.asarray(needed <= delta * room / (1 - delta) + near, dtype=bool)
    if not live.any() and stage.outside is None:
        return None
    v = stage.numbers(low)
    most = stage.number(joint[live].max()) if live.any() else v.sum()
    spare = max(most, v.sum()) - v.sum()
    corners = [v, v + np.array([spare, 0 * spare]), v + np.array([0 * spare, spare])]
    return read_only(np.array(corners, dtype=v.dtype))

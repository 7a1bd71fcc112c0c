"""Certificate of a `PayoffSet`: from the inside by self-generation, from the outside by a system.

Self-generation alone proves nothing about what is missing: a set two corners short of the true one
can generate itself. That nothing is missing is read from the witness of the set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...types import Array, Profile
from ...verify.findings import Finding, claim, verdict
from ..half_planes import (
    GRAIN,
    GrowingSides,
    HalfPlanes,
    OuterPolygon,
    duals_of,
    everything,
    needs,
    next_round,
    over,
    rounded,
    sides_of,
    slopes,
    start,
)
from ..polygons import distance, edges, excess, hull
from ..results import PayoffSet, SetCertificate, at_corners, certificate_of
from ..scaled import ScaledPayoffs, scaled
from .corner_play import corners_played
from .many_players import certify_many


class Outside(NamedTuple):
    """What is shown: whether it is proved, by how many rounds, and the numbers of the proof."""

    holds: bool
    rounds: int
    #: how far equilibrium payoffs can lie outside for all that was shown; 0 in exact arithmetic
    excess: Any
    sides: HalfPlanes
    growth: Any = None  #: shape (k,): s
    chosen: Any = None  #: from (side, profile) to the multipliers (f, alpha, beta) of each bound
    #: after each round: (normals, levels, live profiles) of the half-planes
    levels: tuple[OuterPolygon, ...] = ()
    #: each of shape (2,): what counts as 0 and as 1 of each member's payoffs, once it is known
    units: tuple[Array, ...] = ()


@checks(PayoffSet, "a payoff set is no policy", "Leave it out, or verify(set.strategy(point))")
def certify_payoff_set(result: PayoffSet) -> SetCertificate:
    """The largest violation of self-generation, or that more payoffs are not excluded."""
    if result.inner.shape[1] > 2:
        return certify_many(result)
    game, exact = result.game, result.inner.dtype == object
    case = scaled(game.stage.payoffs, game.outside, result.delta, exact=exact)
    inner = case.of(result.inner)
    outer = inner if result.outer is result.inner else case.of(result.outer)
    violation, corner = _inside(case, inner, at_corners(result))
    # Where the inside fails, nobody asks any more what is left out.
    holds = violation <= case.tolerance
    exclusion = Outside(False, 0, np.inf, sides_of(outer))
    if holds:
        exclusion = _from_outside(case, exclusion.sides, result.witness)
    findings = [
        Finding(violation, case.tolerance, state=corner, action="not had today"),
        claim(exclusion.holds, "more payoffs are not excluded"),
        Finding(exclusion.excess if exclusion.holds else 0, case.tolerance, action="excess"),
        *_consistent(result, case, inner, outer),
        *corners_played(result, case.low, case.unit),
    ]
    judged = verdict(findings, exact=exact, tolerance=case.tolerance)
    method = "none"
    if exclusion.holds:
        method = "rounds and system" if exclusion.rounds else "system"
        method = method if exclusion.growth is not None else "rounds"
        method = method if case.delta else "definition"
    proof = exclusion._replace(units=(case.low, case.unit)) if exact else None
    return certificate_of(
        result, judged, holds, method, exclusion.rounds, proved=exclusion.holds, proof=proof
    )


def _from_outside(case: ScaledPayoffs, sides: HalfPlanes, witness: Any) -> Outside:
    if case.delta:
        return outside(case, sides, witness)
    # Who does not care for the future plays an equilibrium of the stage game, or leaves.
    equilibria = (case.h <= case.tolerance).all(axis=1)
    points = case.g[equilibria]
    if case.leaving is not None:
        points = np.concatenate([points, case.leaving[None]])
    most = (points @ sides.normals.T - sides.levels).max() if len(points) else -np.inf
    holds = bool(most <= case.tolerance) and witness is None
    return Outside(holds, 0, max(most, 0), sides)


def _consistent(
    result: PayoffSet, case: ScaledPayoffs, inner: Array, outer: Array
) -> Iterator[Finding]:
    """What the result says of its own corners."""
    own = _exact.as_numbers(result.vertices, result.exact)
    unit = float(max(case.unit))
    slack = 0 if case.exact else case.tolerance
    yield Finding(excess(outer, inner), slack, action="inner set outside the outer one")
    sets = {id(corners): corners for corners in (result.inner, result.outer, result.vertices)}
    for corners in sets.values():
        tidy = hull(corners)
        yield claim(corners.shape == tidy.shape and (corners == tidy).all(), "order of corners")
    if result.exact:
        same = _same(result.inner, result.outer) and _same(result.inner, result.vertices)
        yield claim(same and result.gap == 0, "claimed to be exact")
    else:
        gap = distance(result.inner, result.outer)
        most = gap * (1 + 1e-5) + case.tolerance * unit + _tolerance.rounding(case.low, unit)
        # Of floats no more is known than rounding lets be seen.
        least = (
            0 if case.exact else gap + _tolerance.rounding_error(case.low, case.unit) * (1 - 1e-6)
        )
        yield claim(max(gap, least) <= result.gap * (1 + 1e-9) and result.gap <= most, "gap")
        if len(sets) == 1:
            return
        off = max(distance(result.inner, own), distance(own, result.inner))
        yield claim(off <= result.gap * (1 + 1e-9) + slack * unit, "vertices")


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and bool((one == other).all())


def _inside(
    case: ScaledPayoffs, corners: Array, profiles: Sequence[Profile | None]
) -> tuple[Any, int]:
    """The largest violation at any of the `corners` in units of `case`, and the corner."""
    # Self-generation: every corner is had today with a promise out of the set, kept by its threat.
    threat = corners.min(axis=0) if case.leaving is None else case.leaving
    normals, levels = edges(corners)
    played = np.array([0 if a is None else case.place(a) for a in profiles])
    violations = _violations(case, corners, played, threat, normals, levels).tolist()
    for j, profile in enumerate(profiles):
        if profile is None:  # all leave
            violations[j] = _exit(case, corners[j])
    worst = max(violations)
    where = violations.index(worst)
    if case.leaving is not None:
        worst = max(worst, (case.leaving - corners.min(axis=0)).max())
    return worst, where


def _exit(case: ScaledPayoffs, corner: Array) -> Any:
    return np.inf if case.leaving is None else abs(corner - case.leaving).max()


def _violations(
    case: ScaledPayoffs, corners: Array, played: Array, threat: Array, normals: Array, levels: Array
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


# -- The outside: rounds and growth of a witness, read --------------------------------------------


def outside(case: ScaledPayoffs, sides: HalfPlanes, witness: Any) -> Outside:
    """Whether a witness shows that the half-planes `sides` hold all equilibrium payoffs."""
    if not isinstance(witness, GrowingSides):
        return Outside(False, 0, np.inf, sides)
    history = _replay(case, start(case, sides), witness)
    rounds, outer = len(witness.rounds), history[-1]
    if witness.growth is not None:
        return _check_growth(case, sides, outer, witness)._replace(levels=tuple(history))
    # Floats show no more than rounding lets be seen.
    slack = -2 * GRAIN if case.exact and not witness.exact else case.tolerance
    holds = over(sides, outer) <= slack
    return Outside(holds, rounds, case.tolerance if holds else np.inf, sides, levels=tuple(history))


def excludes_all(case: ScaledPayoffs, witness: GrowingSides) -> bool:
    """Whether rounds leave no profile that an equilibrium could play."""
    return not _replay(case, everything(case), witness)[-1].live.any()


def _replay(case: ScaledPayoffs, outer: OuterPolygon, witness: GrowingSides) -> list[OuterPolygon]:
    """Half-planes at first, and after each round in the directions of a witness."""
    history = [outer]
    for count, wished in enumerate(witness.rounds):
        if len(witness.rounds) - count == witness.exact:
            outer = outer._replace(levels=_exact.fractions(outer.levels))
        outer = next_round(case, outer, wished)
        history.append(outer)
    return history


def _check_growth(
    case: ScaledPayoffs, sides: HalfPlanes, outer: OuterPolygon, witness: GrowingSides
) -> Outside:
    """Whether every bound that is needed is low enough, and grows more slowly than its side."""
    rounds, s, picks = len(witness.rounds), np.asarray(witness.growth), np.asarray(witness.picks)
    task, failed = needs(case, sides, outer, rounds), Outside(False, rounds, np.inf, sides)
    if s.shape != sides.levels.shape or not (np.isfinite(s) & (s > 0)).all():
        return failed
    pick = np.full(task.needed.shape, -1)
    place = {a: r for r, a in enumerate(task.rows.tolist())}
    for e, a, k in picks.T.tolist():
        if a in place and e in range(len(s)) and k in range(len(task.bases.of)):
            pick[place[a], e] = k
    r, e = task.needed.nonzero()
    k = pick[r, e]
    if (k < 0).any() or (task.bases.of[k] != e).any():
        return failed
    if case.exact:
        multipliers = duals_of(case, sides, task, s, np.array([e, task.rows[r], k]))
        if None in multipliers:
            return failed
        at = zip(e.tolist(), task.rows[r].tolist(), strict=True)
        chosen = dict(zip(at, multipliers, strict=True))
        return Outside(True, rounds, Fraction(0), sides, rounded(s), chosen)
    if not (task.valid[r, k] & (slopes(case, task.bases, s)[k] < s[e])).all():
        return failed
    excess = (task.bound[r, k] - sides.levels[e]).max(initial=0.0)
    return Outside(True, rounds, excess * s.max(initial=1.0), sides, s)

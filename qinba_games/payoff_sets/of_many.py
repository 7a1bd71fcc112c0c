"""`payoff_set` of three and more members: a polytope between an inner and an outer one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from .. import _exact, errors
from ..common.result import show
from ..repeated.repeated_game import RepeatedGame
from ..repeated.solvers.voluntary_transfers import discount_rows
from ..stage.solvers.minmax import stage_quantities
from ..types import Array, BoolArray, Number, read_only
from ..verify.door import verify
from .building import near_enough, none
from .checks.many_players import members_of, over
from .results import PayoffSet
from .solvers.many_players import FlatGame, OuterSet, inner_set, outer_set, with_leaving
from .solvers.polytopes import GRAIN, Polytope, distance, hull

_OWNER = "payoff_set"
#: Gap at which no other inner set is tried, in units of the range of payoffs.
_GAP = 1e-4
#: The bounds have settled when they move by less.
_CHANGE = 10 * GRAIN
#: After that many seconds the bounds that have been reached are used, and no more inner sets tried.
_SECONDS = 20.0
#: How far inner sets are drawn in every round; 0 where a threshold leaves no room.
_MARGINS = (1e-6, 0.0, 1e-5, 1e-4)
#: The same in grains of outer sets from which corners were left out.
_GRAINS = (4, 16, 64)
#: By how much the outer set is blown up, so that the check can follow with its own rounding.
_SPARE = 1e-6


class _ScaledGame(NamedTuple):
    """A game in units of each member's range, and what transfers leave over."""

    stage: FlatGame
    low: Array
    unit: Array
    admissible: BoolArray
    threat: Array


def set_of_many(
    game: RepeatedGame,
    delta: Number,
    tol: Number | None,
    max_rounds: int,
    callback: Callable[[int], None],
) -> PayoffSet:
    """Inner and outer sets of a repeated game of three and more; see `payoff_set`."""
    scaled = _scaled(game, delta)
    points = _lasting(scaled.stage)
    if not delta:
        outer = OuterSet(hull(points) if len(points) else None, points, scaled.admissible, 0, True)
    else:
        outer = outer_set(
            scaled.stage,
            scaled.admissible,
            scaled.threat,
            change=_CHANGE,
            rounds=max_rounds,
            seconds=_SECONDS,
            report=callback,
        )
    if outer.polytope is None:
        raise _none(game, delta, scaled, outer)
    large = outer.polytope.scaled(1 + _SPARE) if delta else outer.polytope
    best: PayoffSet | None = None
    for small in _inner(scaled.stage, outer, outer.polytope, points):
        result = _payoff_set(game, delta, scaled, large, small, outer)
        if best is not None and result.gap >= best.gap:
            continue
        certificate = verify(result)
        if certificate.ok:
            best = dataclasses.replace(result, certificate=certificate)
            if distance(large, small) <= _GAP:
                break
    if best is not None and (outer.settled or outer.rounds < max_rounds):
        return near_enough(best, tol, f"after {outer.rounds} rounds ")
    if best is not None:
        raise errors.NotConvergedError(
            f"{_OWNER}: {max_rounds} rounds did not settle bounds at delta = {show(delta)}; the "
            f"gap is {best.gap:.1e}. `partial` has both sets; give a larger max_rounds.",
            best,
        )
    raise errors.NotConvergedError(
        f"{_OWNER}: no inner set was found and proved at delta = {show(delta)}; the outer one, "
        f"after {outer.rounds} rounds, is in `partial`. Allow more, or ask at another delta.",
        _partial(game, delta, scaled, outer),
    )


def _scaled(game: RepeatedGame, delta: Number) -> _ScaledGame:
    d = float(delta)
    g = game.stage.payoffs.astype(float)
    n = g.shape[-1]
    w = None if game.outside is None else game.outside.astype(float)
    every = g.reshape(-1, n) if w is None else np.concatenate([g.reshape(-1, n), w[None]])
    low = every.min(axis=0)
    unit = np.where(np.ptp(every, axis=0) > 0, np.ptp(every, axis=0), 1.0)
    best = _exact.best_replies(g)
    best = best if w is None else np.maximum(best, w)
    tempted = (best - g).reshape(-1, n)
    stage = stage_quantities(game.stage.payoffs, game.outside)
    rows = [row for row in discount_rows(stage) if row.delta <= delta + 1e-12]
    if not rows:
        raise errors.NoEquilibriumError(
            f"{_OWNER}: no pure-strategy equilibrium at delta = {show(delta)}, not even with "
            "transfers. Ask at a higher delta, or give members an outside value."
        )
    most = float(stage.number(rows[-1].joint))
    threat = np.asarray(stage.numbers(rows[-1].punishment), dtype=float) if w is None else w
    slack = 1e-10 * float(np.ptp(every))
    admissible = (1 - d) * tempted.sum(axis=1) <= d * (most - threat.sum()) + slack
    leaving = None if w is None else (w - low) / unit
    plain = FlatGame((g.reshape(-1, n) - low) / unit, tempted / unit, d, leaving)
    return _ScaledGame(plain, low, unit, np.asarray(admissible), (threat - low) / unit)


def _lasting(stage: FlatGame) -> Array:
    """Payoffs of what nobody deviates from or leaves in any period, and of all leaving."""
    return with_leaving(stage, stage.payoff[(stage.tempted <= 1e-12).all(axis=1)])


def _inner(stage: FlatGame, outer: OuterSet, polytope: Polytope, rows: Array) -> Iterator[Polytope]:
    """Sets that may generate themselves: near the outer one, and what single periods give."""
    coarse, end = polytope.grain > GRAIN, time.monotonic() + _SECONDS
    margins = [k * polytope.grain for k in _GRAINS] if coarse else _MARGINS
    for margin in margins if outer.rounds else ():
        rounds = 300 if margin else 1
        inner = inner_set(stage, polytope, outer.alive, margin=margin, rounds=rounds, end=end)
        if inner is not None:
            yield inner
    if len(rows):
        yield hull(rows)


def _payoff_set(
    game: RepeatedGame,
    delta: Number,
    scaled: _ScaledGame,
    large: Polytope,
    small: Polytope,
    outer: OuterSet,
) -> PayoffSet:
    inner, around = (_sorted(own.corners * scaled.unit + scaled.low) for own in (small, large))
    gap = distance(large, small) * float(scaled.unit.max())
    notes = () if outer.settled else (f"bounds did not settle in {outer.rounds} rounds",)
    return PayoffSet(
        game=game,
        delta=delta,
        exact=False,
        inner=read_only(inner),
        outer=read_only(around),
        gap=gap * (1 + 1e-9),
        vertices=read_only(inner),
        notes=notes,
    )


def _partial(game: RepeatedGame, delta: Number, scaled: _ScaledGame, outer: OuterSet) -> PayoffSet:
    """What is known where no inner set was proved: nothing inside, and what holds everything."""
    stage = scaled.stage
    around = outer.polytope or hull(with_leaving(stage, stage.payoff[scaled.admissible]))
    made = _payoff_set(game, delta, scaled, around, around, outer)
    return dataclasses.replace(made, inner=made.inner[:0], gap=np.inf, proven=False)


def _sorted(corners: Array) -> Array:
    return np.asarray(corners[np.lexsort(corners.T[::-1])])


def _none(game: RepeatedGame, delta: Number, scaled: _ScaledGame, outer: OuterSet) -> Exception:
    """The error that there is no equilibrium, once that is proved."""
    most, _ = over(members_of(game, float(delta)), None)
    if delta and most > -np.inf:
        return none(delta, "Ask at another delta", _partial(game, delta, scaled, outer))
    return none(delta, "Ask at a higher delta, or allow transfers: solve")

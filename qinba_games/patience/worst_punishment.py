"""The least patience for one agreement if nobody pays and whoever breaks it gets the worst.

Playing a profile in every period is an equilibrium exactly when (1 - delta) h_i <= delta (g_i -
u_i) for all, where u_i is the least that the set of equilibrium payoffs at delta has for member i.
That set only grows with delta, so that there is one threshold.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _exact, _tolerance, errors
from ..common.bisection import bracket
from ..common.spans import Spans
from ..payoff_sets.payoff_set import payoff_set
from ..payoff_sets.results import PayoffSet, UnsharedDiscount
from ..payoff_sets.scaled import scaled
from ..payoff_sets.solvers.abreu_sannikov import payoff_polygon
from ..payoff_sets.solvers.outer_rounds import narrow
from ..payoff_sets.solvers.rounds import UnitGame
from ..payoff_sets.units import Units, units_of
from ..repeated.repeated_game import RepeatedGame
from ..repeated.solvers.thresholds import binding_members
from ..stage.solvers.minmax import pure_minmax
from ..types import Array, FloatArray, Profile
from ..verify.door import certified, verify

#: How near two sets on both sides of a threshold are; the first that proves it.
_WIDTHS = (2.0**-34, 2.0**-30, 2.0**-26, 2.0**-20)
_MOST = 1 - 2.0**-20


def worst_punishment(game: RepeatedGame, profiles: list[Profile]) -> UnsharedDiscount:
    """The threshold of the profile that needs least; members cannot leave."""
    if game.n_players != 2:
        rule = f"is known for two members, and this game has {game.n_players}"
        remedy = 'Leave it out ("nash"), or fix the actions of the others'
        raise errors.NotApplicableError("critical_discount", "punishment", "worst", rule, remedy)
    thresholds = [_of_one(game, profile) for profile in profiles]
    return certified(min(thresholds, key=lambda one: float(one.delta)))


def _of_one(game: RepeatedGame, profile: Profile) -> UnsharedDiscount:
    payoffs = game.stage.payoffs
    g = payoffs[profile]
    c = np.array([payoffs[..., i].max(axis=i).take(profile[1 - i]) for i in (0, 1)])
    h = c - g
    if (h <= _tolerance.tie(payoffs)).all():
        return _answer(game, profile, 0, (), g, h)
    if ((h > 0) & (g <= pure_minmax(payoffs))).any():
        return _answer(game, profile, math.inf, (), g, h)
    units = units_of(payoffs, None)
    a = int(np.ravel_multi_index(profile, game.stage.shape))

    def fails(delta: float) -> bool:
        return not _holds(units, a, delta)

    if fails(_MOST):
        note = f"not sustained at delta = {_MOST:.7f}; closer to 1 it was not tried"
        never = _answer(game, profile, math.inf, (), g, h)
        return dataclasses.replace(never, proven=False, notes=(note,))
    low, high = bracket(fails, 0.0, _MOST, _WIDTHS[0])
    return _threshold(game, profile, low, high, g, h)


def _holds(units: Units, a: int, delta: float) -> bool:
    """Whether a profile can be played for ever, in floats."""
    if delta <= 0:
        return bool((units.h[a] <= 1e-12).all())
    polygon = payoff_polygon(UnitGame(units.g, units.h, delta))
    if not len(polygon.corners.points):
        return False
    spare: FloatArray = delta * (units.g[a] - polygon.threat) - (1 - delta) * units.h[a]
    return bool((spare >= -1e-13).all())


def _threshold(
    game: RepeatedGame, profile: Profile, low: float, high: float, g: Array, h: Array
) -> UnsharedDiscount:
    """The threshold as a fraction if one proves itself between the two, else the upper end."""
    exact = game.exact
    g, h = (_exact.as_numbers(part, exact) for part in (g, h))
    if exact:
        for delta in _guesses(game, low, high, g, h):
            at = _set_at(game, delta)
            if at is None or at.inner.dtype != object:
                continue
            if _least(g, h, at.inner.min(axis=0)) == delta:
                return _answer(game, profile, delta, (at,), g, h)
    for width in _WIDTHS:
        ends = max(0.0, low - width), min(_MOST, high + width)
        below: Any
        below, above = (_set_at(game, end) for end in ends)
        if below is None:
            least = ends[1] - 4 * width
            case = scaled(game.stage.payoffs, None, least, exact=False)
            below = narrow(case).shown
        threshold = _answer(game, profile, ends[1], (below, above), g, h, tolerance=4 * width)
        if above is not None and verify(threshold).ok:
            break
    return threshold


def _guesses(game: RepeatedGame, low: float, high: float, g: Array, h: Array) -> Iterator[Fraction]:
    """The simplest fraction near the threshold, and that of a threat that stays where it is."""
    yield Fraction((low + high) / 2).limit_denominator(10**4)
    above = _set_at(game, Fraction(high + _WIDTHS[0]))
    if above is not None and above.exact:
        delta = _least(g, h, above.punishment)
        if abs(delta - high) <= 4 * _WIDTHS[0]:
            yield delta


def _least(g: Array, h: Array, u: Array) -> Any:
    """The least patience at which threats u keep everybody to the agreement."""
    return max(h[i] / (g[i] + h[i] - u[i]) for i in (0, 1) if h[i] > 0)


def _set_at(game: RepeatedGame, delta: Any) -> PayoffSet | None:
    """The set at one discount factor; None if there is none, or none that settles."""
    try:
        return payoff_set(game, delta)
    except (errors.NoEquilibriumError, errors.NotConvergedError):
        return None


def _answer(
    game: RepeatedGame,
    profile: Profile,
    delta: Any,
    sets: tuple[Any, ...],
    g: Array,
    h: Array,
    tolerance: float = 0,
) -> UnsharedDiscount:
    exact = game.exact and (not isinstance(delta, float) or delta == math.inf)
    delta = Fraction(delta) if exact and delta != math.inf else delta
    binding: tuple[str, ...] = ()
    if sets and sets[-1] is not None and 0 < delta < 1:
        u = sets[-1].inner.min(axis=0)
        least = [float(h[i] / (g[i] + h[i] - u[i])) if h[i] > 0 else 0.0 for i in (0, 1)]
        slack = max(tolerance, 1e-12)
        rounded = [value + slack for value in least]
        binding = binding_members(game.stage.players, rounded, float(delta), exact=False)
    return UnsharedDiscount(
        game=game,
        sharing="none",
        profile=profile,
        binding=binding,
        intervals=Spans.upward(delta),
        exact=exact,
        witness=sets or None,
        tolerance=tolerance,
    )

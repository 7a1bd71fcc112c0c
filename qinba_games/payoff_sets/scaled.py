"""A repeated game by profile, in units of each member's range: from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance
from ..repeated.repeated_game import RepeatedGame
from ..stage.stage_game import StageGame
from ..types import Array, BoolArray, FloatArray, Profile

#: What is played has a unit of its own if its range is so many times smaller than that of all.
_FAR = 10


class ScaledPayoffs(NamedTuple):
    """Payoffs in units of each member's range, twice: as they are and as floats."""

    low: Array  #: shape (2,): a payoff x is (x - low) / unit here
    unit: Array  #: shape (2,)
    g: Array  #: shape (profiles, 2): payoffs
    h: Array  #: shape (profiles, 2): what the best deviation adds
    delta: Any
    leaving: Array | None  #: shape (2,): what members get who leave
    exact: bool
    gf: FloatArray  #: g in floats
    hf: FloatArray  #: h in floats
    shape: tuple[int, ...]  #: number of actions of each member
    tolerance: Any  #: violation that is accepted

    def of(self, points: Array) -> Array:
        """Payoffs in these units."""
        return np.asarray((_exact.as_numbers(points, self.exact) - self.low) / self.unit)

    def back(self, points: Array) -> Array:
        """Payoffs as they are given."""
        return np.asarray(points * self.unit + self.low)

    def place(self, profile: Profile) -> int:
        """Place of a profile among all."""
        return int(np.ravel_multi_index(profile, self.shape))


def scaled(payoffs: Array, outside: Array | None, delta: Any, *, exact: bool) -> ScaledPayoffs:
    """Read the payoffs `payoffs[a_1, a_2, i]` of a stage game."""
    # What no equilibrium plays is no unit: where all else lies far nearer to each other, that is
    # the unit, and the former is said to be as far away as nobody goes.
    g = _exact.as_numbers(payoffs, exact)
    best = _exact.best_replies(g)
    w = None if outside is None else _exact.as_numbers(outside, exact)
    best = best if w is None else np.maximum(best, w)
    flat, shape = g.reshape(-1, g.shape[-1]), payoffs.shape[:-1]
    extra = best.reshape(flat.shape) - flat
    low, unit = _tolerance.range_of(flat, w)
    d = _exact.fraction(delta) if exact else float(delta)
    while True:
        case = _in_units(flat, extra, w, low, unit, d, shape)
        live = playable(case)
        least, size = _tolerance.range_of(flat if w is None and not live.any() else flat[live], w)
        if (size * _FAR >= unit).all():
            return case
        low, unit = least, size
        flat = np.where(live[:, None], flat, low)
        extra = np.where(live[:, None], extra, 2 * unit / (1 - d))


def _in_units(
    flat: Array, extra: Array, w: Array | None, low: Array, unit: Array, d: Any, shape: Any
) -> ScaledPayoffs:
    g, h, exact = (flat - low) / unit, extra / unit, flat.dtype == object
    allowed: Any = Fraction(0)
    if not exact:
        allowed = _tolerance.PAYOFF_SET + _tolerance.LOST * float(((abs(low) + unit) / unit).max())
    leaving = None if w is None else (w - low) / unit
    plain = g.astype(float), h.astype(float)
    return ScaledPayoffs(low, unit, g, h, d, leaving, exact, *plain, shape, allowed)


def playable(case: ScaledPayoffs) -> BoolArray:
    """Profiles in which nobody has to be promised more than it could ever get."""
    g, h, d, w = case.g, case.h, case.delta, case.leaving

    def upheld(live: BoolArray) -> Any:
        least, most = (g + h)[live].min(axis=0), g[live].max(axis=0)
        if w is not None:
            least, most = w, np.maximum(most, w)
        room = d * (most - least) + case.tolerance
        return np.asarray((1 - d) * h <= room, dtype=bool).all(axis=1)

    return remaining(np.ones(len(g), dtype=bool), upheld)


def remaining(live: BoolArray, upheld: Callable[[BoolArray], Any]) -> BoolArray:
    """The rows that are left when those that the others do not uphold go, again and again."""
    while live.any():
        after = live & np.asarray(upheld(live), dtype=bool)
        if (after == live).all():
            break
        live = after
    return live


def at_rest(stage: StageGame, delta: Any) -> BoolArray:
    """Which profiles are equilibria of a single period."""
    case = scaled(stage.payoffs, None, delta, exact=stage.exact)
    return np.asarray((case.h <= (0 if stage.exact else 1e-12)).all(axis=1))


def transfer_corners(game: RepeatedGame, delta: Any) -> Array | None:
    """Corners of the payoffs of two members in equilibria with voluntary transfers, if any."""
    g = _exact.as_numbers(game.stage.payoffs, game.exact)
    w = None if game.outside is None else _exact.as_numbers(game.outside, game.exact)
    best = _exact.best_replies(g).reshape(-1, 2)
    best, joint = best if w is None else np.maximum(best, w), g.sum(axis=-1).ravel()

    def sizes(live: BoolArray) -> tuple[Array, Any]:
        low = best[live].min(axis=0) if w is None else w
        return low, joint[live].max(initial=low.sum())

    def upheld(live: BoolArray) -> Any:
        low, most = sizes(live)
        room, near = most - low.sum(), 0
        if not game.exact:
            near = _tolerance.meeting(_tolerance.TIE, room, floor=abs(low).sum() + abs(most))
        return (1 - delta) * (best.sum(axis=1) - joint) <= delta * room + near

    live = remaining(np.ones(len(joint), dtype=bool), upheld)
    if w is None and not live.any():
        return None
    low, most = sizes(live)
    return np.asarray(low + (most - low.sum()) * np.eye(3, 2, -1, dtype=int))

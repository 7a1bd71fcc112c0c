"""Payoffs of two members in units of each one's range, as floats and as fractions.

Sets of payoffs move with separate changes of the unit of each member, so that a small range beside
a large one does no harm.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance
from ..stage.solvers.minmax import StageQuantities, stage_quantities
from ..types import Array, BoolArray, FloatArray
from .scaled import remaining

#: What is played has a unit of its own if its range is so many times smaller than that of all.
_FAR = 10


class Units(NamedTuple):
    """What is played, by profile: payoffs x as (x - low) / unit."""

    low: Array  #: shape (2,): like unit, over `denominator` if that is not None
    unit: Array  #: shape (2,)
    payoffs: Array  #: shape (profiles, 2): over `denominator`, as low and unit are
    extra: Array  #: shape (profiles, 2): what the best deviation adds, likewise
    outside: Array | None  #: shape (2,)
    denominator: int | None
    g: FloatArray  #: shape (profiles, 2): `payoffs` between 0 and 1
    h: FloatArray  #: shape (profiles, 2): `extra`, likewise
    leaving: FloatArray | None  #: shape (2,)

    def fractions(self) -> tuple[Array, Array, Array | None]:
        """g, h and what leaving brings, without rounding."""
        low, unit = ([_exact.fraction(v) for v in part] for part in (self.low, self.unit))

        def of(rows: Array, base: list[Fraction]) -> Array:
            numbers = [
                [(_exact.fraction(v) - b) / u for v, b, u in zip(row, base, unit, strict=True)]
                for row in rows
            ]
            return np.array(numbers, dtype=object)

        leaving = None if self.outside is None else of(self.outside[None], low)[0]
        return of(self.payoffs, low), of(self.extra, [Fraction(0)] * 2), leaving

    def back(self, points: Array) -> Array:
        """Payoffs as they were given, from those in these units."""
        if points.dtype != object:
            scale = 1 if self.denominator is None else self.denominator
            low, unit = self.low.astype(float) / scale, self.unit.astype(float) / scale
            return np.asarray(low + unit * points)
        base, size = ([_exact.fraction(v) for v in part] for part in (self.low, self.unit))
        rows: list[list[Any]] = [
            [(b + u * v) / self.denominator for v, b, u in zip(row, base, size, strict=True)]
            for row in points
        ]
        return np.array(rows, dtype=object)


def _playable(g: Array, best: Array, stage: StageQuantities, delta: Any) -> BoolArray:
    """Profiles in which nobody has to be promised more than it could ever get."""

    def upheld(live: BoolArray) -> Any:
        least, most = best[live].min(axis=0), g[live].max(axis=0)
        if stage.outside is not None:
            least, most = stage.outside, np.maximum(most, stage.outside)
        near = np.array([stage.near(most[i], least[i], of=i) for i in (0, 1)])
        room = delta * (most - least) + near
        return np.asarray((1 - delta) * (best - g) <= room, dtype=bool).all(axis=1)

    return remaining(np.ones(len(g), dtype=bool), upheld)


def units_of(payoffs: Array, outside: Array | None, delta: Any = None) -> Units:
    """Read the payoffs `payoffs[a_1, a_2, i]` of a stage game."""
    stage = stage_quantities(payoffs, outside)
    flat = stage.payoffs.reshape(-1, 2)
    whole = [c + 0 * stage.payoffs[..., i] for i, c in enumerate(stage.best)]
    extra = np.stack(whole, axis=-1).reshape(-1, 2) - flat
    low, unit = _tolerance.range_of(flat, stage.outside, stage.denominator)
    live = None if delta is None else _playable(flat, flat + extra, stage, delta)
    if live is not None and (live.any() or stage.outside is not None):
        base, size = _tolerance.range_of(flat[live], stage.outside, stage.denominator)
        # What can be played at the discount factor lies far nearer together: that range is the
        # unit, and what is never played is said to be as far away as nobody goes.
        if (size * _FAR < unit).any():
            low, unit = base, size
            flat, extra = np.where(live[:, None], flat, low), extra.copy()
            extra[~live] = unit * math.ceil(2 / (1 - delta))
    scale = unit.astype(float)
    g, h = (flat - low).astype(float) / scale, extra.astype(float) / scale
    w, count = stage.outside, stage.denominator
    leaving = None if w is None else (w - low).astype(float) / scale
    return Units(low, unit, flat, extra, w, count, g, h, leaving)

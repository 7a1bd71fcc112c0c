"""Payoffs of two members in units of each one's range, as floats and as fractions.

Sets of payoffs move with separate changes of the unit of each member, so that a small range beside
a large one does no harm.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..stage.solvers.minmax import StageQuantities, stage_quantities
from ..types import Array, FloatArray


class Units(NamedTuple):
    """What is played, by profile: payoffs x as (x - low) / unit.

    Attributes
    ----------
    low, unit : array, shape (2,)
        Over `denominator` if that is not None.
    payoffs, extra : array, shape (profiles, 2)
        Payoffs, and what the best deviation adds, as low and unit are.
    outside : array, shape (2,), or None
    denominator : int or None
    g, h : float arrays, shape (profiles, 2)
        The same between 0 and 1.
    leaving : float array, shape (2,), or None
    stage : StageQuantities
        Of which all this is made.
    """

    low: Array
    unit: Array
    payoffs: Array
    extra: Array
    outside: Array | None
    denominator: int | None
    g: FloatArray
    h: FloatArray
    leaving: FloatArray | None
    stage: StageQuantities

    def fractions(self) -> tuple[Array, Array, Array | None]:
        """g, h and what leaving brings, without rounding."""
        low, unit = ([Fraction(int(v)) for v in part] for part in (self.low, self.unit))

        def of(rows: Array, base: list[Fraction]) -> Array:
            found = [
                [(Fraction(int(v)) - b) / u for v, b, u in zip(row, base, unit, strict=True)]
                for row in rows
            ]
            return np.array(found, dtype=object)

        leaving = None if self.outside is None else of(self.outside[None], low)[0]
        return of(self.payoffs, low), of(self.extra, [Fraction(0)] * 2), leaving

    def back(self, points: Array) -> Array:
        """Payoffs as they were given, from those in these units."""
        if points.dtype != object:
            scale = 1 if self.denominator is None else self.denominator
            low, unit = self.low.astype(float) / scale, self.unit.astype(float) / scale
            return np.asarray(low + unit * points)
        base, size = ([Fraction(int(v)) for v in part] for part in (self.low, self.unit))
        rows: list[list[Any]] = [
            [(b + u * v) / self.denominator for v, b, u in zip(row, base, size, strict=True)]
            for row in points
        ]
        return np.array(rows, dtype=object)


def units_of(payoffs: Array, outside: Array | None) -> Units:
    """Read the payoffs `payoffs[a_1, a_2, i]` of a stage game."""
    stage = stage_quantities(payoffs, outside)
    flat = stage.payoffs.reshape(-1, 2)
    whole = [c + 0 * stage.payoffs[..., i] for i, c in enumerate(stage.best)]
    extra = np.stack(whole, axis=-1).reshape(-1, 2) - flat
    everything = flat if stage.outside is None else np.concatenate([flat, stage.outside[None]])
    low = everything.min(axis=0)
    unit = everything.max(axis=0) - low
    unit[unit == 0] = unit[unit == 0] + 1
    scale = unit.astype(float)
    return Units(
        low,
        unit,
        flat,
        extra,
        stage.outside,
        stage.denominator,
        (flat - low).astype(float) / scale,
        extra.astype(float) / scale,
        None if stage.outside is None else (stage.outside - low).astype(float) / scale,
        stage,
    )

"""A repeated game of two members as a check reads it: payoffs between 0 and 1, by profile."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...types import Array, FloatArray, Profile

#: Violations up to this share of the range of payoffs are rounding, where payoffs are floats.
TOLERANCE = 1e-9
#: And up to this share of the payoffs themselves, of whose digits a constant takes some.
LOST = 8 * np.finfo(float).eps


class Scaled(NamedTuple):
    """Payoffs in units of each member's range, twice: as they are and as floats.

    Attributes
    ----------
    low, unit : array, shape (2,)
        A payoff x is (x - low) / unit here.
    g, h : array, shape (profiles, 2)
        Payoffs, and what the best deviation adds.
    delta : Number
    leaving : array, shape (2,), or None
        What members get who leave.
    exact : bool
    gf, hf : float arrays
    shape : tuple of int
        Number of actions of each member.
    tolerance : Number
        Violation that is accepted.
    """

    low: Array
    unit: Array
    g: Array
    h: Array
    delta: Any
    leaving: Array | None
    exact: bool
    gf: FloatArray
    hf: FloatArray
    shape: tuple[int, ...]
    tolerance: Any

    def of(self, points: Array) -> Array:
        """Payoffs in these units."""
        return np.asarray((_exact.as_numbers(points, self.exact) - self.low) / self.unit)

    def place(self, profile: Profile) -> int:
        """Place of a profile among all."""
        return int(np.ravel_multi_index(profile, self.shape))


def scaled(payoffs: Array, outside: Array | None, delta: Any, *, exact: bool) -> Scaled:
    """Read the payoffs `payoffs[a_1, a_2, i]` of a stage game."""
    g = _exact.as_numbers(payoffs, exact)
    best = [g[..., i].max(axis=i, keepdims=True) + 0 * g[..., i] for i in (0, 1)]
    w = None if outside is None else _exact.as_numbers(outside, exact)
    if w is not None:
        best = [np.maximum(c, w[i]) for i, c in enumerate(best)]
    flat = g.reshape(-1, 2)
    everything = flat if w is None else np.concatenate([flat, w[None]])
    low = everything.min(axis=0)
    unit = everything.max(axis=0) - low
    unit[unit == 0] = unit[unit == 0] + 1
    told: Any = Fraction(0)
    if not exact:
        told = TOLERANCE + LOST * float((abs(everything).max(axis=0) / unit).max())
    h = (np.stack(best, axis=-1).reshape(-1, 2) - flat) / unit
    flat = (flat - low) / unit
    return Scaled(
        low,
        unit,
        flat,
        h,
        _exact.fraction(delta) if exact else float(delta),
        None if w is None else (w - low) / unit,
        exact,
        flat.astype(float),
        h.astype(float),
        payoffs.shape[:-1],
        told,
    )

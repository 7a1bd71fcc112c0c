"""What is drawn: settings by their ranges or distributions, all draws made before anything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...types import FloatArray
from ..settings import DRAWN, named

#: A draw in which the second is above the first is drawn again, whole.
ORDERED = ("outside", "outside_signed")
#: Attempts at one draw before the ranges are refused.
_MOST = 1000


class Range(NamedTuple):
    """What one number can be."""

    name: str
    low: float  #: of a uniform range; -inf where there is a distribution
    high: float  #: likewise; inf
    #: with a method `ppf`, as the frozen distributions of `scipy.stats` have
    distribution: Any = None

    def at(self, share: FloatArray) -> FloatArray:
        """The values below which shares of the draws lie."""
        if self.distribution is None:
            return np.asarray(self.low + (self.high - self.low) * share)
        return np.asarray(self.distribution.ppf(share), dtype=float)


def read(function: str, ranges: Any) -> tuple[Range, ...]:
    """Ranges by name: pairs (low, high), or frozen distributions."""
    if not isinstance(ranges, Mapping) or not ranges:
        rule = f"must map names to ranges, at least one, not {_check.kind_of(ranges)}"
        remedy = "Pass for example {'delta': (0.6, 0.8)}"
        raise errors.InputTypeError(function, "ranges", ranges, rule, remedy)
    return tuple(_one(function, str(name), given) for name, given in ranges.items())


def _one(function: str, name: str, given: Any) -> Range:
    argument = f"ranges, {name}"
    if hasattr(given, "ppf"):
        return Range(name, -np.inf, np.inf, given)
    pair = _check.sequence(
        function, argument, given, "a lower and an upper end", "Pass (low, high)"
    )
    if len(pair) != 2:
        rule, remedy = "must have two ends", "Pass (low, high), or a distribution with ppf"
        raise errors.ShapeError(function, argument, given, rule, remedy)
    low, high = (float(_check.number(function, argument, end)) for end in pair)
    if low > high:
        rule, remedy = "the lower end is above the upper one", "Exchange the two"
        raise errors.RangeError(function, argument, given, rule, remedy)
    return Range(name, low, high)


def of_settings(
    function: str, settings: Mapping[str, Any], ranges: Any, fixed: tuple[str, ...] = ()
) -> tuple[Range, ...]:
    """Ranges of settings; None: those that vary continuously, by one step up and down."""
    if ranges is None:
        return tuple(_default(name, settings[name]) for name in DRAWN if name not in fixed)
    found = read(function, ranges)
    for one in found:
        setting = named(one.name, function)
        if setting.kind not in ("number", "discount"):
            rule = "does not vary continuously"
            remedy = f"Drop it, and compare region.replaced({one.name}=...)"
            raise errors.NotApplicableError(function, "ranges", one.name, rule, remedy)
        if one.name in fixed:
            rule = "is what the coordinator that was passed says"
            remedy = "Drop it from the ranges, or leave the coordinator out"
            raise errors.NotApplicableError(function, "ranges", one.name, rule, remedy)
        if one.distribution is None:
            for end in (one.low, one.high):
                setting.check(end, function)
    return found


def _default(name: str, value: Any) -> Range:
    setting, around = named(name), float(value)
    low, high = around - setting.step, around + setting.step
    low = low if setting.low is None else max(low, setting.low)
    return Range(name, low, high if setting.high is None else min(high, setting.high))


def draw(
    function: str, ranges: tuple[Range, ...], draws: int, rng: np.random.Generator
) -> FloatArray:
    """Values (draws, settings); those under the constraint are drawn again until it holds."""
    values = np.empty((draws, len(ranges)))
    left = np.arange(draws)
    for _ in range(_MOST):
        values[left] = at(ranges, rng.random((len(left), len(ranges))))
        left = left[violates(ranges, values[left])]
        if not len(left):
            return check_values(function, ranges, values)
    raise _never(function, ranges)


def at(ranges: tuple[Range, ...], shares: FloatArray) -> FloatArray:
    """Values for shares of the draws, column by column."""
    columns = [one.at(shares[:, k]) for k, one in enumerate(ranges)]
    return np.column_stack(columns)


def constraint(ranges: tuple[Range, ...]) -> list[int]:
    """Columns of settings that constrain each other; none unless both are drawn."""
    names = [one.name for one in ranges]
    return [names.index(name) for name in ORDERED] if set(ORDERED) <= set(names) else []


def violates(ranges: tuple[Range, ...], values: FloatArray) -> Any:
    """Where signing is worth more outside than not signing."""
    columns = constraint(ranges)
    if not columns:
        return np.zeros(len(values), dtype=bool)
    plain, signed = columns
    return values[:, signed] > values[:, plain]


def redraw_pairs(
    function: str, ranges: tuple[Range, ...], values: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """The same points; pairs of values that break the constraint are drawn anew, as a pair."""
    columns, values = constraint(ranges), values.copy()
    few = tuple(ranges[k] for k in columns)
    for _ in range(_MOST):
        left = np.flatnonzero(violates(ranges, values))
        if not len(left):
            return check_values(function, ranges, values)
        values[left[:, None], columns] = at(few, rng.random((len(left), len(columns))))
    raise _never(function, ranges)


def check_values(function: str, ranges: tuple[Range, ...], values: FloatArray) -> FloatArray:
    """Values drawn from distributions are allowed values of their settings."""
    for k, one in enumerate(ranges):
        if one.distribution is not None:
            for value in (values[:, k].min(), values[:, k].max()):
                named(one.name, function).check(float(value), function)
    return values


def _never(function: str, ranges: tuple[Range, ...]) -> errors.RangeError:
    given = {one.name: (one.low, one.high) for one in ranges if one.name in ORDERED}
    rule = "outside_signed is above outside in nearly every draw"
    remedy = "Choose ranges in which outside_signed can be at most outside"
    return errors.RangeError(function, "ranges", given, rule, remedy)

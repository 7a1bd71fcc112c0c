"""What is drawn: settings, sizes, founding trust and gains, all before anything else."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...types import FloatArray
from ..settings import DRAWN, Estimate, setting_of
from ..tables.records import Records

#: A draw in which the second is above the first is drawn again, whole.
_ORDERED = ("outside", "outside_signed")
#: Attempts at one draw before the ranges are refused.
_MOST = 1000
#: What is drawn besides settings, after them: one for each government, one for each tie, and one
#: for each government of each tie.
SIZE, TRUST, GAIN = "size", "trust", "gain"
#: The same in words.
BESIDE = {SIZE: "sizes", TRUST: "founding trust", GAIN: "gains"}
#: By how many county-level units a size that nobody has verified may be off, and trust in levels.
UNITS, LEVELS = 2, 1


class Range(NamedTuple):
    """What one number can be, or each of several."""

    name: str
    low: Any  #: of a uniform range; -inf where there is a distribution; or an array of them
    high: Any  #: likewise; inf
    #: with a method `ppf`, as the frozen distributions of `scipy.stats` have
    distribution: Any = None
    factor: Any = 1.0  #: of what a distribution gives
    whole: bool = False  #: whether only whole numbers are drawn, each as likely

    @property
    def columns(self) -> int:
        """How many numbers are drawn."""
        return int(np.size(self.low))

    def at(self, share: FloatArray) -> FloatArray:
        """The values below which shares of the draws lie, (draws, columns)."""
        if self.distribution is not None:
            return np.asarray(self.distribution.ppf(share) * self.factor, dtype=float)
        if self.whole:
            return np.asarray(self.low + np.floor((self.high - self.low + 1) * share))
        return np.asarray(self.low + (self.high - self.low) * share)


def spoken(one: Range) -> str:
    """What is drawn and from where, in words."""
    if one.name in BESIDE:
        return BESIDE[one.name]
    if one.distribution is not None:
        return f"{one.name} by a distribution"
    return f"{one.name} {float(one.low):.3g} to {float(one.high):.3g}"


def places(ranges: Sequence[Range]) -> dict[str, slice]:
    """The columns of everything that is drawn, by name."""
    ends = np.cumsum([one.columns for one in ranges]).tolist()
    return {one.name: slice(end - one.columns, end) for one, end in zip(ranges, ends, strict=True)}


def by_name(ranges: Sequence[Range], values: FloatArray) -> dict[str, FloatArray]:
    """What was drawn, by name: (draws,) of a setting, else (draws, columns)."""
    return {
        name: values[:, at] if name in BESIDE else values[:, at.start]
        for name, at in places(ranges).items()
    }


def read(function: str, ranges: Any) -> tuple[Range, ...]:
    """Ranges by name: pairs (low, high), or frozen distributions."""
    if not isinstance(ranges, Mapping) or not ranges:
        wrong = "none" if isinstance(ranges, Mapping) else _check.kind_of(ranges)
        rule = f"must map names to ranges, at least one, not {wrong}"
        remedy = "Pass for example {'delta': (0.6, 0.8)}"
        raise errors.InputTypeError(function, "ranges", ranges, rule, remedy)
    names = [str(name) for name in ranges]
    for k, name in enumerate(names):
        if name in names[:k]:
            rule, remedy = "two ranges have this name", "Name every number once"
            raise errors.ShapeError(function, "ranges", name, rule, remedy)
    return tuple(map(functools.partial(_one, function), names, ranges.values()))


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


def of_region(
    function: str,
    records: Records,
    settings: Mapping[str, Any],
    ranges: Any,
    fixed: tuple[str, ...] = (),
    known: Sequence[Estimate] = (),
) -> tuple[Range, ...]:
    """Ranges of settings, and last of sizes, founding trust and gains.

    These where they are named; the first two also, if nothing is, where sizes are not verified.
    """
    if ranges is None:
        setting_ranges = of_settings(function, settings, None, fixed, known)
        if not records.unverified:
            return setting_ranges
        return (
            *setting_ranges,
            Range(SIZE, np.maximum(records.sizes - UNITS, 1.0), records.sizes + UNITS, whole=True),
            _about_trust(records, settings, -LEVELS, LEVELS),
        )
    given = {one.name: one for one in read(function, ranges)}
    around = [given.pop(name) for name in BESIDE if name in given]
    setting_ranges = (
        of_settings(function, settings, {name: ranges[name] for name in given}, fixed)
        if given
        else ()
    )
    makes = {SIZE: _times_sizes, TRUST: _near_trust, GAIN: _times_gains}
    return (*setting_ranges, *(makes[one.name](function, records, settings, one) for one in around))


def of_settings(
    function: str,
    settings: Mapping[str, Any],
    ranges: Any,
    fixed: tuple[str, ...] = (),
    known: Sequence[Estimate] = (),
) -> tuple[Range, ...]:
    """Ranges of settings; None: those that vary continuously, by one step up and down.

    What records say something of is drawn from its interval.
    """
    if ranges is None:
        ends = {one.setting: _within(function, one) for one in known}
        free = [name for name in DRAWN if name not in fixed]
        return tuple(ends.get(name) or _default(name, settings[name]) for name in free)
    entries = read(function, ranges)
    for one in entries:
        if one.name in BESIDE:
            rule, remedy = "is drawn for ties alone, not for levels of government", "Drop it"
            raise errors.NotApplicableError(function, "ranges", one.name, rule, remedy)
        setting = setting_of(one.name, function, "ranges")
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
    return entries


def _default(name: str, value: Any) -> Range:
    setting, around = setting_of(name), float(value)
    low, high = around - setting.step, around + setting.step
    low = low if setting.low is None else max(low, setting.low)
    return Range(name, low, high if setting.high is None else min(high, setting.high))


def _within(function: str, one: Estimate) -> Range:
    """The interval of an estimate, as far as the setting goes."""
    most = setting_of(one.setting).high
    high = one.high if most is None else max(min(one.high, most), one.low)
    if not np.isfinite([one.low, high]).all():
        rule, remedy = "records do not bound it on both sides", "Pass ranges with its ends"
        raise errors.RangeError(function, one.setting, (one.low, high), rule, remedy)
    return Range(one.setting, one.low, high)


def _about_trust(records: Records, settings: Mapping[str, Any], down: int, up: int) -> Range:
    """Levels of trust around those of the ties, within what there is."""
    founding, most = records.founding(settings["levels"]).astype(float), settings["levels"]
    low, high = (np.clip(founding + step, 0, most) for step in (down, up))
    return Range(TRUST, low, high, whole=True)


def _times_sizes(function: str, records: Records, _: Any, given: Range) -> Range:
    """Sizes times a factor, one for each government."""
    if given.distribution is not None:
        none = np.full(len(records.sizes), np.inf)
        return given._replace(low=-none, high=none, factor=records.sizes)
    if given.low <= 0:
        rule, remedy = "a factor of sizes is above 0", "Pass for example (0.5, 1.5)"
        raise errors.RangeError(function, "ranges, size", given.low, rule, remedy)
    return Range(SIZE, given.low * records.sizes, given.high * records.sizes)


def _times_gains(function: str, records: Records, _: Any, given: Range) -> Range:
    """Factors of gains, one for each government of each tie."""
    if given.distribution is None and given.low < 0:
        rule, remedy = "a factor of gains is at least 0", "Pass for example (0.8, 1.2)"
        raise errors.RangeError(function, "ranges, gain", given.low, rule, remedy)
    each = np.ones(2 * len(records.ends))
    return given._replace(low=given.low * each, high=given.high * each)


def _near_trust(
    function: str, records: Records, settings: Mapping[str, Any], given: Range
) -> Range:
    """Founding trust some levels down or up, for each tie."""
    if given.distribution is not None:
        rule, remedy = "founding trust moves by whole levels", "Pass for example (-1, 1)"
        raise errors.NotApplicableError(function, "ranges", TRUST, rule, remedy)
    down, up = (
        _check.integer(function, "ranges, trust", int(end) if end.is_integer() else end, low=-99)
        for end in (given.low, given.high)
    )
    return _about_trust(records, settings, down, up)


def draw(
    function: str, ranges: tuple[Range, ...], draws: int, rng: np.random.Generator
) -> FloatArray:
    """Values (draws, columns); settings under the constraint are drawn again until it holds.

    Sizes, trust and gains are drawn after all settings, which so stay the same for a seed.
    """
    few = tuple(one for one in ranges if one.name not in BESIDE)
    values, rows = np.empty((draws, len(few))), np.arange(draws)
    for _ in range(_MOST):
        values[rows] = at(function, few, rng.random((len(rows), len(few))))
        rows = rows[_violates(few, values[rows])]
        if not len(rows):
            break
    else:
        raise _never(function, ranges)
    more = (_of(function, one, rng.random((draws, one.columns))) for one in ranges[len(few) :])
    return _check_values(function, ranges, np.hstack([values, *more]))


def _of(function: str, one: Range, share: FloatArray) -> FloatArray:
    """The values for shares of the draws; a distribution gives a number for each."""
    if one.distribution is None:
        return one.at(share)
    argument = f"ranges, {one.name}"
    values = _check.answer(function, argument, one.at, share)
    return _check.array(function, argument, values, shape=share.shape).astype(float)


def at(function: str, ranges: Sequence[Range], shares: FloatArray) -> FloatArray:
    """Values for shares of the draws, column by column."""
    parts = [
        _of(function, one, shares[:, columns])
        for one, columns in zip(ranges, places(ranges).values(), strict=True)
    ]
    return np.hstack([np.empty((len(shares), 0)), *parts])


def constraint(ranges: tuple[Range, ...]) -> list[int]:
    """Columns of settings that constrain each other; none unless both are drawn."""
    names = [one.name for one in ranges]
    return [names.index(name) for name in _ORDERED] if set(_ORDERED) <= set(names) else []


def _violates(ranges: tuple[Range, ...], values: FloatArray) -> Any:
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
        rows = np.flatnonzero(_violates(ranges, values))
        if not len(rows):
            return _check_values(function, ranges, values)
        shares = rng.random((len(rows), len(columns)))
        values[rows[:, None], columns] = at(function, few, shares)
    raise _never(function, ranges)


def _check_values(function: str, ranges: tuple[Range, ...], values: FloatArray) -> FloatArray:
    """Values drawn from distributions are allowed values of what they are drawn for."""
    for one, columns in zip(ranges, places(ranges).values(), strict=True):
        if one.distribution is None:
            continue
        for value in (float(values[:, columns].min()), float(values[:, columns].max())):
            if one.name == SIZE:
                _check.above(function, "ranges, size", value)
            elif one.name == GAIN:
                _check.number(function, "ranges, gain", value, low=0)
            else:
                setting_of(one.name, function).check(value, function)
    return values


def _never(function: str, ranges: tuple[Range, ...]) -> errors.RangeError:
    given = {one.name: (one.low, one.high) for one in ranges if one.name in _ORDERED}
    rule = "outside_signed is above outside in nearly every draw"
    remedy = "Choose ranges in which outside_signed can be at most outside"
    return errors.RangeError(function, "ranges", given, rule, remedy)

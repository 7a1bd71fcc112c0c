"""The parameters of a panel: settings of a region, and how records come about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .. import _check, errors
from ..region.settings import BY_NAME, Setting
from ..types import IntArray
from .panel import Panel

_RECORDS = "records"
#: What a likelihood knows beside the settings of a region.
_OF_RECORDS = (
    (_RECORDS, "spread", "sigma", "standard deviation of log gains", 0.3, 0.1, 0, 3),
    (_RECORDS, "noise", "eta", "probability that a year is recorded wrongly", 0.02, 0.01, 0, 0.5),
    (_RECORDS, "outside_end", "xi", "probability that something else ends it", 0.01, 0.01, 0, 0.5),
)
_OF_TIES = ("benefit", "learning", "cost", "hardship", "bad_times", "outside", "outside_signed")
_OF_TRUST = ("levels", "promotion", "friction", "barrier", "drop", "detection", "delta")
#: Those that are settings of a region, and every parameter by name.
SETTINGS = (*_OF_TIES, *_OF_TRUST)
PARAMETERS = {name: BY_NAME[name] for name in SETTINGS}
PARAMETERS |= {row[1]: Setting(*row) for row in _OF_RECORDS}
#: Amounts have no end: half of the way to infinity is this, in units of payoffs or as it is.
_PAYOFFS = ("benefit", "learning", "cost", "hardship")
_HALVES = {"spread": 0.5, "noise": 0.05, "outside_end": 0.05}
_LARGEST = 0.95


class Scale(NamedTuple):
    """How values of a free parameter are stretched to coordinates in [0, 1]."""

    low: float
    high: float
    half: float | None  #: an amount at coordinate 1/2; None: coordinates are shares of the way

    @classmethod
    def of(cls, name: str, unit: float) -> Scale:
        """The scale of a parameter where payoffs have some unit."""
        one = PARAMETERS[name]
        if name in _PAYOFFS:
            return cls(0.0, _LARGEST / (1 - _LARGEST) * unit, unit)
        if name in _HALVES:
            return cls(0.01 if name == "spread" else 0.0, float(one.high or 1), _HALVES[name])
        if one.low is None or one.high is None:
            return cls(-2 * unit, 2 * unit, None)
        return cls(float(one.low), float(one.high), None)

    @classmethod
    def limits(cls, name: str) -> tuple[float, float]:
        """The ends of the range of a parameter; nan where they depend on the unit of payoffs."""
        one, two = cls.of(name, 1), cls.of(name, 2)
        low = one.low if one.low == two.low else math.nan
        return low, one.high if one.high == two.high else math.nan

    @property
    def ends(self) -> tuple[float, float]:
        """The coordinates of the ends of the range."""
        return self.place(self.low), self.place(self.high)

    def place(self, value: float) -> float:
        """The coordinate of a value."""
        value = min(max(float(value), self.low), self.high)
        if self.half is None:
            return (value - self.low) / (self.high - self.low)
        return value / (value + self.half)

    def value(self, place: float) -> float:
        """The value at a coordinate."""
        if self.half is None:
            return self.low + place * (self.high - self.low)
        return self.half * place / (1 - place)


def complete(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter by name, in floats: those given, checked, and the defaults of the others."""
    chosen = {}
    for name, value in given.items():
        _check.choice(function, "parameters", name, tuple(PARAMETERS))
        known = PARAMETERS[name].check(value, function)
        chosen[name] = float(known) if isinstance(known, Fraction) else known
    parameters = {name: chosen.get(name, of.default) for name, of in PARAMETERS.items()}
    if parameters["spread"] == 0:
        rule, remedy = "must be above 0: gains are not known exactly", "Choose for example 0.3"
        raise errors.RangeError(function, "spread", parameters["spread"], rule, remedy)
    return parameters


def fits(function: str, levels: int, founding: IntArray) -> None:
    """Refuse founding trust above the highest level."""
    for value in founding[founding > levels][:1].tolist():
        rule, remedy = f"is below a pair's founding trust, {value}", "Choose more levels"
        raise errors.RangeError(function, "levels", levels, rule, remedy)


_OF_PAYOFFS = ("benefit", "cost", "learning", "hardship")
_WHOLE = ("levels", "drop")


def refuse_what_is_not_identified(
    function: str, free: tuple[str, ...], known: Mapping[str, Any], panel: Panel, observed: str
) -> None:
    """Raise for the first free parameter that no records can say."""
    for name in free:
        if name in _WHOLE:
            rule, remedy = "is a whole number, and never free", f"Fix {name}, and compare"
            raise errors.NotApplicableError(function, "free", name, rule, remedy)
    for name, rule, remedy in _unidentified(free, known, panel, observed):
        if name in free:
            raise errors.NotIdentifiedError(function, "free", name, rule, remedy)


def _unidentified(
    free: tuple[str, ...], known: Mapping[str, Any], panel: Panel, observed: str
) -> Iterator[tuple[str, str, str]]:
    """Parameters that are not identified, why, and what to do."""
    fixed = [name for name in (*_OF_PAYOFFS, "outside", "outside_signed") if name not in free]
    if all(name in free for name in _OF_PAYOFFS) or not any(known[name] for name in fixed):
        for name in _OF_PAYOFFS:
            yield name, "payoffs have no unit if none of them is known", "Fix one, such as cost=1"
    yield "detection", "nobody breaches in equilibrium, so nobody is found out", "Fix detection"
    across = panel.across
    if across.all():
        yield "friction", "no pair is inside a group", "Fix friction"
    if not across.any():
        yield "barrier", "no pair is across a border", "Fix barrier"
    if known["levels"] == 0:
        for name in ("promotion", "learning"):
            yield name, "there is one level of trust only", f"Fix {name}, or choose more levels"
    for name, other in (("hardship", "bad_times"), ("bad_times", "hardship")):
        if other not in free and known[other] == 0:
            yield name, f"{other} is 0", f"Fix {name}, or choose another {other}"
    signed = panel.founding > 0
    if not signed.any():
        yield "outside_signed", "no pair begins with trust", "Fix outside_signed"
    if signed.all():
        yield "outside", "every pair begins with trust", "Fix outside"
    if observed == "spells":
        yield "noise", "spells do not say what was implemented", "Fix noise, or observe modes"

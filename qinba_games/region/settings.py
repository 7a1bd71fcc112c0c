"""The settings of a region: every illustrative number, its default, rule and alternatives.

What the tables of a region leave out is built from these. Each is an assumption, and each has a
`step`, by which a report moves it up and down to show how much of an answer hangs on it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import _check, errors
from ..common.result import frame_of

if TYPE_CHECKING:
    import pandas


class Setting(NamedTuple):
    """One assumption."""

    group: str  #: "benefits and costs", "trust", "patience" or "coordinator"
    name: str
    symbol: str
    meaning: str
    default: Any  #: value where nothing else is said
    step: float = 1  #: how far the sensitivity analysis moves it, down and up
    low: float | None = None  #: values allowed: from low to high
    high: float | None = None
    #: "number", "integer", "flag", "discount", or "levels" (an integer, or None)
    kind: str = "number"

    def check(self, value: Any, function: str = "case") -> Any:
        """`value` if it is allowed, else a named error."""
        if self.kind == "flag":
            return _check.flag(function, self.name, value)
        if self.kind == "discount":
            return _check.discount(function, value, self.name)
        if self.kind == "levels" and value is None:
            return None
        if self.kind in ("integer", "levels"):
            low, high = int(self.low or 0), None if self.high is None else int(self.high)
            return _check.integer(function, self.name, value, low=low, high=high)
        return _check.number(function, self.name, value, low=self.low, high=self.high)

    def alternatives(self, value: Any) -> list[Any]:
        """Values one step below and above `value`, as far as they are allowed."""
        if self.kind == "flag":
            return [not value]
        if value is None:
            return [1, 2]
        moved = [round(value + sign * self.step, 12) for sign in (-1, 1)]
        if self.low is not None:
            moved = [max(v, self.low) for v in moved]
        if self.high is not None:
            moved = [min(v, self.high) for v in moved]
        moved = [int(v) if self.kind in ("integer", "levels") else v for v in moved]
        if self.kind == "levels":
            moved.append(None)
        return [v for v in moved if v is None or abs(v - value) > self.step / 1e6]

    def parse(self, text: str) -> Any:
        """Read a value as it is typed after `--set name=`, and check it."""
        word = text.strip().lower()
        if self.kind == "flag":
            return _check.choice("case", self.name, word, ("true", "false")) == "true"
        if self.kind == "levels" and word == "none":
            return None
        return self.check(number(text))

    def __repr__(self) -> str:
        return f"Setting({self.name} = {self.default})"


#: Of each: name, symbol, meaning, default, step, low, high, and the kind if it is no number.
_BENEFITS: tuple[tuple[Any, ...], ...] = (
    ("benefit", "b0", "gain from a partner of average size next door, per period", 2.2, 0.2, 0),
    ("reach", "l", "distance in km over which that gain falls to 1/e", 400, 50, 1),
    ("learning", "beta", "what one more level of trust adds to the gain", 0.3, 0.1, 0),
    ("cost", "c", "cost of contributing, per period", 1, 0.1, 0),
    ("hardship", "h", "extra cost in bad times", 0.6, 0.2, 0),
    ("bad_times", "P(bad)", "probability of bad times", 0.2, 0.1, 0, 1),
    ("outside", "w", "value per period after leaving, nothing signed", 0, 0.05),
    ("outside_signed", "w signed", "the same after walking out of something signed", -0.05, 0.05),
)
_MISFIRES = "probability that cooperation misfires inside a province"
_LOST = "levels of trust lost when it misfires; none: the relation ends"
_TRUST: tuple[tuple[Any, ...], ...] = (
    ("levels", "K", "highest level of trust", 3, 1, 0, 12, "integer"),
    ("promotion", "p", "probability that a kept promise raises trust", 0.5, 0.2, 0, 1),
    ("friction", "eps", _MISFIRES, 0.08, 0.05, 0, 1),
    ("barrier", "eps across", "the same across a provincial border", 0.25, 0.1, 0, 1),
    ("drop", "drop", _LOST, 1, 1, 1, 12, "levels"),
    ("detection", "q", "probability that a breach is found out", 1, 0.2, 0, 1),
)
_PATIENT = "discount factor: how patient governments are"
_PATIENCE = (("delta", "delta", _PATIENT, 0.7, 0.1, 0, 0.99, "discount"),)
_COORDINATOR: tuple[tuple[Any, ...], ...] = (
    ("sharing", "sharing", "the coordinator settles shares", True, 1, None, None, "flag"),
    ("mediation", "a", "part of the friction that it removes", 0.5, 0.25, 0, 1),
    ("monitoring", "m", "part of the hidden breaches that it finds out", 0, 0.5, 0, 1),
    ("deposit", "B", "deposit lost with a breach", 0, 0.2, 0),
    ("subsidy", "s", "subsidy to each member while all contribute", 0, 0.1, 0),
    ("credibility", "kappa", "probability that its decisions are carried out", 1, 0.25, 0, 1),
)
_GROUPS = {
    "benefits and costs": _BENEFITS,
    "trust": _TRUST,
    "patience": _PATIENCE,
    "coordinator": _COORDINATOR,
}

SETTINGS = tuple(Setting(group, *row) for group, rows in _GROUPS.items() for row in rows)


def number(text: str) -> Any:
    """The number that a text says, as int where it is whole; the text if it says none."""
    try:
        value = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        return text
    return int(value) if value.denominator == 1 else float(value)


BY_NAME = {setting.name: setting for setting in SETTINGS}


#: Settings that vary continuously and are drawn where nothing else is said; a coordinator that asks
#: for no deposit, pays no subsidy, sees nothing new and is believed is left as it is.
DRAWN = tuple(
    setting.name
    for setting in SETTINGS
    if setting.kind in ("number", "discount")
    and setting.name not in ("monitoring", "deposit", "subsidy", "credibility")
)


def setting_of(name: Any, function: str = "case", argument: str = "settings") -> Setting:
    """The setting called `name`, or an error with the nearest name."""
    return BY_NAME[_check.choice(function, argument, name, tuple(BY_NAME))]


def complete(given: Mapping[str, Any], function: str = "case") -> dict[str, Any]:
    """All settings: those given, checked, and the defaults of the others."""
    chosen = {name: setting_of(name, function).check(v, function) for name, v in given.items()}
    return {s.name: chosen.get(s.name, s.default) for s in SETTINGS}


def rows_of(settings: Mapping[str, Any], *fields: str) -> list[dict[str, Any]]:
    """A row for each setting: value and default as they are typed, and some of its fields."""
    return [
        {"setting": name, "value": show(value), "default": show(BY_NAME[name].default)}
        | {field: getattr(BY_NAME[name], field) for field in fields}
        for name, value in settings.items()
    ]


def options_of(settings: Mapping[str, Any]) -> str:
    """The option of the command that sets what is not as it is by default."""
    changed = {name: v for name, v in settings.items() if v != BY_NAME[name].default}
    text = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    return f" --set {text}" if changed else ""


def show(value: Any) -> str:
    """A setting's value as it is typed after `--set`."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return f"{float(value):g}"


_OWNER = "Region.with_settings"
ASSUMED, ESTIMATED = "assumed", "estimated from records"
#: What is said of a parameter that records leave open.
_OPEN = ("nothing", "not", "not computed", "refused")


class Estimate(NamedTuple):
    """What records say of one setting."""

    setting: str
    low: float
    high: float
    level: float | None  #: confidence
    records: str  #: such as "42 promises of 12 agreements, 1996–2012"


def with_settings(self: Any, found: Any, **chosen: Any) -> Any:
    """Return the same region with what records say of its settings.

    Parameters
    ----------
    found : RevealedPatience, or another answer with `.settings` and `.identified`
        What it estimates takes the place of the settings of that name. Patience that kept promises
        reveal enters at the lower end of its set.
    **chosen
        Values of estimated settings in place of these, within their intervals.

    Returns
    -------
    Region
        `.sources` says where each setting comes from.

    Raises
    ------
    NotIdentifiedError
        If the records say nothing of a setting, or refuse every value.
    RangeError
        If a chosen value lies outside what the records allow.
    UnknownNameError
        If a chosen setting is not estimated.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> kept = qg.Promises.from_frame({"threshold": [0.6] * 20, "kept": [True] * 20})
    >>> region.with_settings(qg.revealed_patience(kept)).delta
    0.6
    """
    estimates = {one.setting: one for one in _estimates(found)}
    values = {name: found.settings[name] for name in estimates}
    for name, value in chosen.items():
        _check.choice(_OWNER, "chosen", name, tuple(estimates))
        clean = BY_NAME[name].check(value, _OWNER)
        if not _permits(found, estimates[name], clean):
            low, high = estimates[name].low, estimates[name].high
            rule = f"is not among the values that the records allow, {low:.3g} to {high:.3g}"
            remedy = "Choose one of these, or assume another with region.replaced"
            raise errors.RangeError(_OWNER, name, value, rule, remedy)
        values[name] = clean
    changed = complete(values, _OWNER)
    settings = {name: changed[name] if name in values else v for name, v in self.choices}
    others = [one for one in self.estimates if one.setting not in estimates]
    both = tuple(sorted([*others, *estimates.values()], key=lambda one: [*BY_NAME].index(one[0])))
    return dataclasses.replace(self, choices=tuple(settings.items()), estimates=both)


def _estimates(answer: Any) -> Iterator[Estimate]:
    rows = getattr(answer, "identified", None)
    if not isinstance(getattr(answer, "settings", None), Mapping) or rows is None:
        rule = f"has to say what it estimates, and {_check.kind_of(answer)} does not"
        remedy = "Pass what revealed_patience or calibrate returned"
        raise errors.InputTypeError(_OWNER, "found", answer, rule, remedy)
    for row in rows.to_dict("records"):
        name = row["parameter"]
        if name not in answer.settings or name not in BY_NAME:
            continue
        if row["status"] in _OPEN:
            rule = f"does not identify {name}: {row['why']}"
            remedy = f"Assume {name} with region.replaced({name}=...)"
            raise errors.NotIdentifiedError(_OWNER, "found", answer, rule, remedy)
        level = getattr(answer, "level", None)
        ends = float(row["low"]), float(row["high"])
        yield Estimate(name, *ends, level, str(getattr(answer, "basis", "")))


def estimates_of(function: str, rows: Any) -> tuple[Estimate, ...]:
    """Estimates that were rows of a graph or a file."""
    given = _check.sequence(function, "graph", rows, "rows")
    return tuple(_estimate(function, row) for row in given)


def _estimate(function: str, row: Any) -> Estimate:
    if not isinstance(row, Mapping) or row.keys() != set(Estimate._fields):
        rule = f"a row of its estimates must have {', '.join(Estimate._fields)}"
        remedy = "Take the row away, or name all five"
        raise errors.InvalidInputError(function, "graph", row, rule, remedy)
    setting = _check.choice(function, "graph", row["setting"], tuple(BY_NAME))
    low, high = (float(_check.number(function, "graph", row[end])) for end in ("low", "high"))
    level = row["level"]
    if level is not None:
        level = float(_check.probability(function, "graph", level))
    return Estimate(setting, low, high, level, str(row["records"]))


def _permits(answer: Any, one: Estimate, value: Any) -> bool:
    """Whether a value lies in the interval, and in the set if that has holes."""
    holes = getattr(answer, "intervals", None)
    return one.low <= value <= one.high and (holes is None or value in holes)


def sources(self: Any) -> pandas.DataFrame:
    """One row a setting: `setting, value, source, low, high, level, records`.

    `source` is "estimated from records" or "assumed"; what is assumed has no interval.
    """
    assumed = {**dict.fromkeys(Estimate._fields), "source": ASSUMED, "records": ""}
    known = {one.setting: {**one._asdict(), "source": ESTIMATED} for one in self.estimates}
    rows = [
        {**known.get(name, assumed), "setting": name, "value": value}
        for name, value in self.choices
    ]
    columns = ("setting", "value", "source", *Estimate._fields[1:])
    return frame_of({name: [row[name] for row in rows] for name in columns})

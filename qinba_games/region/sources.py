"""Where the settings of a region come from: what records say, and what is assumed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import _check, errors
from ..common.result import frame_of
from .settings import BY_NAME, complete

if TYPE_CHECKING:
    import pandas

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
        if not _allowed(found, estimates[name], clean):
            rule = f"is not among the values that the records allow, {_interval(estimates[name])}"
            remedy = "Choose one of these, or assume another with region.replaced"
            raise errors.RangeError(_OWNER, name, value, rule, remedy)
        values[name] = clean
    changed = complete(values, _OWNER)
    settings = {name: changed[name] if name in values else v for name, v in self.choices}
    others = [one for one in self.estimates if one.setting not in estimates]
    both = tuple(sorted([*others, *estimates.values()], key=lambda one: [*BY_NAME].index(one[0])))
    return dataclasses.replace(self, choices=tuple(settings.items()), estimates=both)


def _estimates(found: Any) -> Iterator[Estimate]:
    rows = getattr(found, "identified", None)
    if not isinstance(getattr(found, "settings", None), Mapping) or rows is None:
        rule = f"has to say what it estimates, and {_check.kind_of(found)} does not"
        remedy = "Pass what revealed_patience or calibrate returned"
        raise errors.InputTypeError(_OWNER, "found", found, rule, remedy)
    for row in rows.to_dict("records"):
        name = row["parameter"]
        if name not in found.settings or name not in BY_NAME:
            continue
        if row["status"] in _OPEN:
            rule = f"does not identify {name}: {row['why']}"
            remedy = f"Assume {name} with region.replaced({name}=...)"
            raise errors.NotIdentifiedError(_OWNER, "found", found, rule, remedy)
        level = getattr(found, "level", None)
        ends = float(row["low"]), float(row["high"])
        yield Estimate(name, *ends, level, str(getattr(found, "basis", "")))


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


def _allowed(found: Any, one: Estimate, value: Any) -> bool:
    """Whether a value lies in the interval, and in the set if that has holes."""
    holes = getattr(found, "intervals", None)
    return one.low <= value <= one.high and (holes is None or value in holes)


def _interval(one: Estimate) -> str:
    return f"{one.low:.3g} to {one.high:.3g}"


def sources(self: Any) -> pandas.DataFrame:
    """One row a setting: `setting, value, source, low, high, level, records`.

    `source` is "estimated from records" or "assumed"; what is assumed has no interval.
    """
    known = {one.setting: one for one in self.estimates}
    rows = [(name, value, known.get(name)) for name, value in self.choices]
    return frame_of(
        {
            "setting": [name for name, *_ in rows],
            "value": [value for _, value, _ in rows],
            "source": [ASSUMED if one is None else ESTIMATED for *_, one in rows],
            "low": [None if one is None else one.low for *_, one in rows],
            "high": [None if one is None else one.high for *_, one in rows],
            "level": [None if one is None else one.level for *_, one in rows],
            "records": ["" if one is None else one.records for *_, one in rows],
        }
    )

"""The parameters of a panel: settings of a region, and how records come about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import _check, errors
from ..region.settings import BY_NAME, Setting
from ..types import IntArray

_RECORDS = "records"
#: What a likelihood knows beside the settings of a region.
_OF_RECORDS = (
    (_RECORDS, "spread", "sigma", "standard deviation of log gains", 0.3, 0.1, 0, 3),
    (_RECORDS, "noise", "eta", "probability that a year is recorded wrongly", 0.02, 0.01, 0, 0.5),
    (_RECORDS, "outside_end", "xi", "probability that something else ends it", 0.01, 0.01, 0, 0.5),
)
_OF_TIES = ("benefit", "learning", "cost", "hardship", "bad_times", "outside", "outside_signed")
_OF_TRUST = ("levels", "promotion", "friction", "barrier", "drop", "detection", "delta")
#: Every parameter by name.
PARAMETERS = {name: BY_NAME[name] for name in (*_OF_TIES, *_OF_TRUST)}
PARAMETERS |= {row[1]: Setting(*row) for row in _OF_RECORDS}
#: How far a free parameter is looked for, in costs.
_MOST = {"benefit": 20, "learning": 5, "cost": 20, "hardship": 20}


def complete(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter by name: those given, checked, and the defaults of the others."""
    chosen = {}
    for name, value in given.items():
        _check.choice(function, "parameters", name, tuple(PARAMETERS))
        chosen[name] = PARAMETERS[name].check(value, function)
    found = {name: chosen.get(name, of.default) for name, of in PARAMETERS.items()}
    if found["spread"] == 0:
        rule, remedy = "must be above 0: gains are not known exactly", "Choose for example 0.3"
        raise errors.RangeError(function, "spread", found["spread"], rule, remedy)
    return found


def span_of(name: str, scale: float) -> tuple[float, float]:
    """Between which values a free parameter is looked for, where payoffs are of some scale."""
    one = PARAMETERS[name]
    if name in _MOST:
        return 0.0, _MOST[name] * scale
    if one.low is None or one.high is None:
        return -2.0 * scale, 2.0 * scale
    return (0.02 if name == "spread" else float(one.low)), float(one.high)


def fits(function: str, levels: int, founding: IntArray) -> None:
    """Refuse founding trust above the highest level."""
    for value in founding[founding > levels][:1].tolist():
        rule, remedy = f"is below a pair's founding trust, {value}", "Choose more levels"
        raise errors.RangeError(function, "levels", levels, rule, remedy)

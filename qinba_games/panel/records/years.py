"""The year of a date, however a file writes dates."""

from __future__ import annotations

import datetime
import re
from typing import Any

_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EARLIEST, _LATEST = 1000, 2200
#: What stands for a date that has not come.
_NEVER = 9999
#: Days since this one are dates in workbooks; numbers of four digits are years.
_DAY_0 = datetime.date(1899, 12, 30)
_DAYS = range(10_000, 110_000)
#: How R writes that there is nothing.
NOTHING = "NA"


class UnclearError(ValueError):
    """A date that does not tell its year, or another entry that cannot be used; why."""


def year_of(date: Any) -> int | None:
    """The year; None where there is no date, or none that has come."""
    text = str(date)
    if date is None or text == NOTHING:
        return None
    if re.fullmatch(r"\d+(\.0*)?", text) and int(float(text)) in _DAYS:
        date = _DAY_0 + datetime.timedelta(days=int(float(text)))
    if isinstance(date, datetime.date):
        years = [date.year]
    else:
        years = sorted({int(found) for found in _FOUR_DIGITS.findall(text)})
    if years == [_NEVER]:
        return None
    if len(years) > 1:
        raise UnclearError(f"{text!r} can be {years[0]} or {years[-1]}")
    if not years or not _EARLIEST <= years[0] <= _LATEST:
        raise UnclearError(f"{text!r} names no year from {_EARLIEST} to {_LATEST}")
    if text.startswith("..") or text.endswith(".."):
        raise UnclearError(f"{text!r} says only before or after which date")
    return years[0]

"""Panels as they are read: from tables of pairs and years, or from a region's agreements."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..region.partnerships import gains
from ..region.region import Region
from ..region.tables import sheet
from ..region.tables.sheet import Sheet
from ..types import Array, IntArray
from .agreements import KINDS, first_spell, joint_agreements
from .panel import ENDED, STATES, Panel
from .parameters import SETTINGS
from .stakes import TRUTHS, truth

_RECORDS, _SPELLS = "Panel.from_records", "Panel.from_spells"
_PAIRS = ("a", "b", "gain_a", "gain_b", "across", "founding", "start")
_SEEN = ("implemented", "forum", "ended")
_STANDS = STATES.index("stands")
_FILL = "Fill it in, or leave the row out"


@finds(Panel, "from_records")
def from_records(pairs: Any, records: Any, until: int) -> dict[str, Any]:
    """The fields of `Panel`, read from the states of every year."""
    until = _year(_RECORDS, until)
    fields, known = read_pairs(_RECORDS, pairs, until)
    table = sheet.read(_RECORDS, "records", records)
    sheet.check_columns(table, ("a", "b", "year", "state"), ("a", "b", "year", "state"))
    pair, year = _pair_of(table, known), _whole(table, "year")
    state = sheet.names(table, "state", "a record")
    rows = list(zip(pair, year.tolist(), strict=True))
    sheet.once(table, "year", rows, "the pair has this year")
    start = fields["start"]
    history = np.full((len(known), until - int(start.min()) + 1), -1)
    for row, (k, when) in enumerate(rows):
        if state[row] not in _SEEN:
            rule = f"must be one of {', '.join(_SEEN)}"
            raise table.unknown(row, "state", _SEEN, rule)
        if not start[k] <= when <= until:
            rule = f"lies outside {start[k]} to {until}: what the pair and `until` say"
            raise table.defect(errors.RangeError, row, "year", rule, "Correct one of the years")
        history[k, when - start[k]] = STATES.index(state[row])
    ends = sorted((when, k) for row, (k, when) in enumerate(rows) if state[row] == "ended")
    over = {k: when for when, k in reversed(ends)}  # the first end of each
    for row, (k, when) in enumerate(rows):
        if when > over.get(k, until):
            rule = f"comes after the pair ended in {over[k]}"
            remedy = "Leave the row out, or correct the year of the end"
            raise table.defect(errors.NotApplicableError, row, "state", rule, remedy)
    for k in range(len(known)):
        lasted = over.get(k, until) - start[k] + 1
        missing = np.flatnonzero(history[k, :lasted] < 0)
        if len(missing):
            place = f"{table.title}, {fields['a'][k]} – {fields['b'][k]}, column year"
            rule = "is missing: every year up to the end, or to `until`, has a state"
            remedy = "Add the year, or leave the pair out"
            raise errors.ShapeError(_RECORDS, place, int(start[k] + missing[0]), rule, remedy)
    return {**fields, "history": _trimmed(history), "observed": "modes"}


@finds(Panel, "from_spells")
def from_spells(pairs: Any, spells: Any, until: int) -> dict[str, Any]:
    """The fields of `Panel`, read from spells."""
    until = _year(_SPELLS, until)
    fields, known = read_pairs(_SPELLS, pairs, until)
    table = sheet.read(_SPELLS, "spells", spells)
    sheet.check_columns(table, ("a", "b", "start"), ("a", "b", "start", "end", "kind"))
    pair, begin = _pair_of(table, known), _whole(table, "start")
    sheet.once(table, "a", pair, "the pair has a spell")
    end, kind = sheet.numbers(table, "end"), sheet.text(table, "kind")
    start = np.array(fields["start"])
    lasts: list[tuple[int, bool]] = [(0, True)] * len(known)
    for row, k in enumerate(pair):
        if kind[row] is not None and kind[row] not in KINDS:
            raise table.unknown(row, "kind", KINDS, f"must be one of {', '.join(KINDS)}")
        if not start[k] <= begin[row] <= until:
            rule = f"lies outside {start[k]} to {until}: what the pair and `until` say"
            raise table.defect(errors.RangeError, row, "start", rule, "Correct one of the years")
        if end[row] <= begin[row]:
            rule, remedy = "is not after the start", "Correct one of the years"
            raise table.defect(errors.RangeError, row, "end", rule, remedy)
        over = end[row] <= until
        lasted = int(end[row] if over else until + 1) - int(begin[row])
        lasts[k] = lasted, bool(over and kind[row] == "withdrawal")
        start[k] = begin[row]
    return {**fields, **_of_spells(lasts), "start": start}


def _of_spells(lasts: list[tuple[int, bool]]) -> dict[str, Any]:
    """Histories by how many years agreements stood, and whether somebody withdrew then."""
    history = np.full((len(lasts), max(lasted for lasted, _ in lasts) + 1), -1)
    for k, (lasted, ended) in enumerate(lasts):
        history[k, :lasted] = _STANDS
        if ended:
            history[k, lasted] = ENDED
    return {"history": _trimmed(history), "observed": "spells"}


def read_pairs(
    function: str, given: Any, until: int | None = None
) -> tuple[dict[str, Any], dict[frozenset[str], int]]:
    """The fields of `Panel` that the table of pairs says, and the number of every pair."""
    table = sheet.read(function, "pairs", given)
    sheet.check_columns(table, ("a", "b", "gain_a", "gain_b", "start"), _PAIRS)
    if not len(table):
        rule, remedy = "there is no pair", "Give every pair one row, also those that never agreed"
        raise errors.EmptyGameError(function, table.title, 0, rule, remedy)
    a, b = (sheet.names(table, name, "a pair") for name in ("a", "b"))
    keys = [frozenset(both) for both in zip(a, b, strict=True)]
    for row, key in enumerate(keys):
        if len(key) == 1:
            rule, remedy = "is on both sides of the pair", "Name two governments"
            raise table.defect(errors.InvalidInputError, row, "b", rule, remedy)
    sheet.once(table, "a", keys, "the pair stands in the table")
    start = _whole(table, "start")
    if until is not None:
        for row in np.flatnonzero(start > until)[:1].tolist():
            rule, remedy = f"is after {until}, the last year of the panel", "Choose a later `until`"
            raise table.defect(errors.RangeError, row, "start", rule, remedy)
    founding = np.nan_to_num(sheet.numbers(table, "founding")).astype(np.int64)
    fields = {
        "a": tuple(a),
        "b": tuple(b),
        "gains": np.column_stack([_gain(table, name) for name in ("gain_a", "gain_b")]),
        "across": _across(table),
        "founding": founding,
        "start": start,
        "until": until,
    }
    return fields, {key: k for k, key in enumerate(keys)}


def _year(function: str, until: Any) -> int:
    """The last year of a panel."""
    return _check.integer(function, "until", until, low=-9999, high=9999)


def _across(table: Sheet) -> Array:
    given = table.columns.get("across", [None] * len(table))
    flags = [
        one is not None and truth(table, row, "across", TRUTHS) for row, one in enumerate(given)
    ]
    return np.array(flags, dtype=bool)


def _gain(table: Sheet, column: str) -> Array:
    values = sheet.numbers(table, column)
    for row in np.flatnonzero(~(values > 0))[:1].tolist():
        missing = bool(np.isnan(values[row]))
        kind = errors.NotFiniteError if missing else errors.RangeError
        rule = "is missing" if missing else "a gain is above 0"
        raise table.defect(kind, row, column, rule, _FILL)
    return values


def _whole(table: Sheet, column: str) -> IntArray:
    values = sheet.numbers(table, column)
    for row in np.flatnonzero(np.isnan(values))[:1].tolist():
        raise table.defect(errors.NotFiniteError, row, column, "is missing", _FILL)
    return values.astype(np.int64)


def _pair_of(table: Sheet, known: dict[frozenset[str], int]) -> list[int]:
    """Every row as the number of its pair, in either order."""
    a, b = (sheet.names(table, name, "a pair") for name in ("a", "b"))
    numbers = []
    for row, both in enumerate(zip(a, b, strict=True)):
        if frozenset(both) not in known:
            rule = f"{a[row]} – {b[row]} is no pair of the table of pairs"
            remedy = "Add the pair there, or correct the names"
            raise table.defect(errors.UnknownNameError, row, "a", rule, remedy)
        numbers.append(known[frozenset(both)])
    return numbers


def _trimmed(history: Array) -> Array:
    """Without years in which nobody is known to have lived."""
    return np.asarray(history[:, : int((history >= 0).any(axis=0).sum())])


_OWNER = "Panel.from_region"


@finds(Panel, "from_region")
def from_region(region: Region, until: int, since: int | None) -> dict[str, Any]:
    """The fields of `Panel`, read from a region."""
    _check.instance(_OWNER, "region", region, Region)
    until = _year(_OWNER, until)
    records = region.records
    joint = list(joint_agreements(_OWNER, records, until))
    years = [one.year for one in records.signatures if one.year is not None]
    if since is None and not years:
        rule, remedy = "no agreement has a year", "Fill in when members joined, or pass since"
        raise errors.EmptyGameError(_OWNER, "region", region, rule, remedy)
    since = min(years) if since is None else _check.integer(_OWNER, "since", since, low=-9999)
    if since > until:
        rule, remedy = f"is before {since}, when ties could first agree", "Choose a later year"
        raise errors.RangeError(_OWNER, "until", until, rule, remedy)
    benefit = float(region.settings["benefit"])
    if benefit == 0:
        rule, remedy = (
            "must be above 0: gains are in units of it",
            "Choose region.replaced(benefit=1)",
        )
        raise errors.RangeError(_OWNER, "benefit", benefit, rule, remedy)
    at_first = gains(records, region.settings)
    for tie, column in np.argwhere(~(at_first > 0))[:1].tolist():
        place = f"ties, {' – '.join(records.pairs_of(tie))}, benefit_{'ab'[column]}"
        rule, remedy = "a gain is above 0", "Leave the tie out, or correct it"
        raise errors.RangeError(_OWNER, place, float(at_first[tie, column]), rule, remedy)
    spells = [
        first_spell([one for one in joint if one.tie == tie], until) for tie in range(len(at_first))
    ]
    a, b = zip(*records.pairs, strict=True)
    return {
        "a": a,
        "b": b,
        "gains": at_first / benefit,
        "across": records.across,
        "founding": np.nan_to_num(records.values[:, 5]).astype(np.int64),
        "start": [since if year is None else year for year, *_ in spells],
        "until": until,
        "settings": tuple((name, region.settings[name]) for name in SETTINGS),
        **_of_spells([(lasted, ended) for _, lasted, ended in spells]),
    }

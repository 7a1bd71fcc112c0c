"""What the files of others have in common: members of agreements, and dates row by row."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import _check, errors
from ...region.tables import read, sheet
from ...region.tables import sheet as cells
from ...region.tables.sheet import Sheet
from ..agreements import KINDS
from .agreement_records import AgreementRecords, Entry

_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EARLIEST, _LATEST = 1000, 2200
#: What stands for a date that has not come.
_NEVER = 9999
#: Days since this one are dates in workbooks; numbers of four digits are years.
_DAY_0 = datetime.date(1899, 12, 30)
_DAYS = range(10_000, 110_000)
#: How R writes that there is nothing.
_NOTHING = "NA"


class UnclearError(ValueError):
    """A date that does not tell its year, or another entry that cannot be used; why."""


def year_of(date: Any) -> int | None:
    """The year; None where there is no date, or none that has come."""
    text = str(date)
    if date is None or text == _NOTHING:
        return None
    if re.fullmatch(r"\d{5,6}(\.0*)?", text) and int(float(text)) in _DAYS:
        date = _DAY_0 + datetime.timedelta(days=int(float(text)))
    if isinstance(date, datetime.date):
        years = [date.year]
    else:
        years = sorted({int(digits) for digits in _FOUR_DIGITS.findall(text)})
    if years == [_NEVER]:
        return None
    if len(years) > 1:
        raise UnclearError(f"{text!r} can be {years[0]} or {years[-1]}")
    if not years or not _EARLIEST <= years[0] <= _LATEST:
        raise UnclearError(f"{text!r} names no year from {_EARLIEST} to {_LATEST}")
    if text.startswith("..") or text.endswith(".."):
        raise UnclearError(f"{text!r} says only before or after which date")
    return years[0]


class Ledger:
    """Entries so far, by agreement and member, each with its row; and what was dropped."""

    def __init__(self, table: Sheet) -> None:
        self.table = table
        self.entries: dict[str, dict[str, list[tuple[int, Entry]]]] = {}
        self.named: dict[str, set[str]] = defaultdict(set)  #: with members whose rows are dropped
        self.omissions: list[tuple[int, str]] = []

    def drop(self, row: int, reason: str) -> None:
        """Drop a row."""
        self.omissions.append((row, reason))

    def add(self, row: int, entry: Entry) -> None:
        """Add an entry; of those that overlap the first stays, and leads if another one does."""
        members = self.entries.setdefault(entry.agreement, defaultdict(list))
        known = members[entry.member]
        for k, (first, other) in enumerate(known):
            if _overlap(entry, other):
                same = (entry.year, entry.end) == (other.year, other.end)
                reason = "stands in the file twice" if same else "has other dates than another row"
                self.drop(row, f"{entry.member} {reason}; first in {self.table.places[first]}")
                known[k] = first, other._replace(lead=other.lead or entry.lead)
                return
        known.append((row, entry))

    def drop_groups(self, bilateral: bool) -> None:
        """Drop agreements of one member, and where asked for those that name more than two."""
        for agreement, members in [*self.entries.items()]:
            count = len(self.named[agreement])
            if len(members) == 1 or (bilateral and count > 2):
                many = f"{agreement} names {count} members, and is not bilateral"
                reason = many if len(members) > 1 else f"{agreement} has no other member left"
                rows = {row for entries in members.values() for row, _ in entries}
                self.omissions += [(row, reason) for row in rows]
                del self.entries[agreement]

    def records(self, source: str) -> AgreementRecords:
        """What was read; an error if that is nothing."""
        rows = [
            one
            for members in self.entries.values()
            for entries in members.values()
            for one in entries
        ]
        omissions = [(self.table.places[row], reason) for row, reason in sorted(self.omissions)]
        if not rows:
            rule = f"no row can be used; dropped: {len(omissions)}"
            rule += f", the first because {omissions[0][1]}" if omissions else ""
            remedy = "Correct the file, or say by columns which column is which"
            title = self.table.title
            raise errors.EmptyGameError(self.table.function, title, len(self.table), rule, remedy)
        entries = tuple(entry for _, entry in sorted(rows, key=lambda one: one[0]))
        return AgreementRecords(source=source, entries=entries, omissions=tuple(omissions))


def _overlap(one: Entry, other: Entry) -> bool:
    """Whether two memberships have a year in common."""
    first, second = sorted((one, other), key=lambda entry: entry.year)
    return first.end is None or second.year < first.end


#: What a column says -> names of the column in different editions; the first that is there counts.
_Layout = Mapping[str, tuple[str, ...]]
#: From when on a member is one.
STARTS = ("force", "signature")
_LEADS = ("1", "yes", "true", "lead", "lead partner", "x")
_PARTNERS = ("0", "no", "false", "partner", "project partner", "na", "")


def table_of(
    function: str, given: Any, layout: _Layout, columns: Any, needed: tuple[str, ...]
) -> Sheet:
    """A CSV file, a sheet of a workbook, a frame or a mapping of columns."""
    mapping = columns if isinstance(columns, Mapping) else {}
    names = {what: {str(mapping.get(what)), *layout[what]} for what in layout}
    if isinstance(given, (str, Path)) and Path(given).suffix.lower() == ".xlsx":
        sheets = read.workbook(function, "table", Path(given))
        members = {
            name: frame
            for name, frame in sheets.items()
            if len(sheets) == 1 or all(names[what] & set(frame.columns) for what in needed)
        }
        if len(members) != 1:
            rule = f"has {len(sheets)} sheets, and {len(members)} of them have the columns"
            remedy = "Save the sheet of members alone, or name its columns by columns={...}"
            raise errors.ShapeError(function, "table", str(given), rule, remedy)
        (given,) = members.values()
    used = {name for some in names.values() for name in some}
    return sheet.read(function, "table", given, used)


def columns_of(
    table: Sheet, layout: _Layout, columns: Any, needed: tuple[str, ...]
) -> dict[str, str]:
    """The column that says each thing; `columns` counts before the layout."""
    function = table.function
    mapping = _texts(function, "columns", columns, "what a column says to its name")
    for what, column in mapping.items():
        _check.choice(function, "columns", what, tuple(layout))
        if column not in table.columns:
            rule = f"is no column of {table.title}"
            raise _check.unknown(function, "columns", column, table.columns, rule)
    headings = {
        what: next(name for name in names if name in table.columns)
        for what, names in layout.items()
        if any(name in table.columns for name in names)
    } | mapping
    for what in needed:
        if what not in headings:
            names = " or ".join(layout[what]) or "of any name"
            rule = f"no column says the {what} (a column {names})"
            remedy = f"Pass columns={{{what!r}: the name of the column}}"
            raise errors.ShapeError(function, table.title, tuple(table.columns), rule, remedy)
    return headings


def members_of(
    source: str,
    given: Any,
    layout: _Layout,
    columns: Any,
    names: Any,
    start: str,
    *,
    bilateral: bool = False,
) -> AgreementRecords:
    """Rows of which each says when somebody was a member of an agreement."""
    needed = ("agreement", "member", start)
    table = table_of(f"read_{source.casefold()}", given, layout, columns, needed)
    at = columns_of(table, layout, columns, needed)
    ledger = Ledger(table)
    agreements, members = (cells.text(table, at[what]) for what in ("agreement", "member"))
    called = other_names(table, names)
    for row, (agreement, member) in enumerate(zip(agreements, members, strict=True)):
        try:
            here = word_of(agreement, at["agreement"]), called(word_of(member, at["member"]))
            ledger.named[here[0]].add(here[1])
            for entry in [*_entries(table, row, at, start, here)]:
                ledger.add(row, entry)
        except UnclearError as error:
            ledger.drop(row, str(error))
    ledger.drop_groups(bilateral)
    return ledger.records(source)


def word_of(word: str | None, column: str) -> str:
    """A word that may not be missing."""
    if word is None or word == _NOTHING:
        raise UnclearError(f"{column} is empty")
    return word


def other_names(table: Sheet, names: Any) -> Callable[[str], str]:
    """What a name of the file is replaced by."""
    aliases = _texts(table.function, "names", names, "names of the file to other names")
    return lambda word: aliases.get(word, word)


def _entries(
    table: Sheet, row: int, at: Mapping[str, str], start: str, here: tuple[str, str]
) -> Iterator[Entry]:
    """The membership of a row, and a second one where the member came back."""

    def year(what: str) -> int | None:
        return year_of(table.columns[at[what]][row]) if what in at else None

    def end(withdrawal: str) -> tuple[int | None, str | None]:
        """In which year it ended, and how."""
        ways = ((withdrawal, KINDS[0]), ("expiry", "expired"), ("end", None))
        ends = [(when, how) for what, how in ways if (when := year(what)) is not None]
        if not ends:
            return None, None
        when, how = min(ends, key=lambda one: one[0])
        return when, kind or how

    kind = _kind(table, row, at)
    lead = "lead" in at and _is_lead(table, row, at["lead"])
    begin = year(start)
    if begin is None:
        raise UnclearError(f"{at[start]} is empty: it was never a member")
    over, how = end("withdrawal")
    yield _lasting(Entry(*here, begin, over, how, lead))
    again = year("return") if start == STARTS[0] and how == KINDS[0] else None
    if again is not None and over is not None and again >= over:
        yield _lasting(Entry(*here, again, *end("second withdrawal"), lead))


def _lasting(entry: Entry) -> Entry:
    if entry.end is not None and entry.end <= entry.year:
        raise UnclearError(f"it ends in {entry.end}, and begins in {entry.year}")
    return entry


def _kind(table: Sheet, row: int, at: Mapping[str, str]) -> str | None:
    """How it ended, where a column says that."""
    value = table.columns[at["kind"]][row] if "kind" in at else None
    if value is None or str(value) == _NOTHING:
        return None
    if str(value) not in KINDS:
        raise UnclearError(f"{at['kind']} is {str(value)!r}, and none of {', '.join(KINDS)}")
    return str(value)


def _is_lead(table: Sheet, row: int, column: str) -> bool:
    value = table.columns[column][row]
    word = "" if value is None else str(value)
    plain = word.casefold().removesuffix(".0")  # a whole number beside a gap
    if plain in _LEADS + _PARTNERS:
        return plain in _LEADS
    raise UnclearError(f"{column} is {word!r}, and neither yes nor no")


def _texts(function: str, argument: str, given: Any, what: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    texts = _check.mapping(function, argument, given, what, "Pass a dictionary, or None", {})
    for one in (*texts, *texts.values()):
        if not _check.name(function, argument, one, "Pass texts").strip():
            rule, remedy = "an empty text names nothing", "Name it, or leave the pair out"
            raise errors.InvalidInputError(function, argument, texts, rule, remedy)
    return {str(key).strip(): str(value).strip() for key, value in texts.items()}

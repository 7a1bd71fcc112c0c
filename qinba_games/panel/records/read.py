"""What the files of others have in common: members of agreements, and dates row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import _check, errors
from ...region.tables import read, sheet
from ...region.tables import sheet as cells
from ...region.tables.sheet import Sheet
from ..agreements import KINDS
from .agreement_records import AgreementRecords, Entry
from .ledger import Ledger
from .years import NOTHING, UnclearError, year_of

#: What a column says -> names of the column in different editions; the first that is there counts.
Layout = Mapping[str, tuple[str, ...]]
#: From when on a member is one.
STARTS = ("force", "signature")
_LEADS = ("1", "yes", "true", "lead", "lead partner", "x")
_PARTNERS = ("0", "no", "false", "partner", "project partner", "na", "")


def table_of(
    function: str, given: Any, layout: Layout, columns: Any, needed: tuple[str, ...]
) -> Sheet:
    """A CSV file, a sheet of a workbook, a frame or a mapping of columns."""
    said = columns if isinstance(columns, Mapping) else {}
    names = {what: {str(said.get(what)), *layout[what]} for what in layout}
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
    table: Sheet, layout: Layout, columns: Any, needed: tuple[str, ...]
) -> dict[str, str]:
    """The column that says each thing; `columns` counts before the layout."""
    function = table.function
    said = _texts(function, "columns", columns, "what a column says to its name")
    for what, column in said.items():
        _check.choice(function, "columns", what, tuple(layout))
        if column not in table.columns:
            rule = f"is no column of {table.title}"
            raise _check.unknown(function, "columns", column, table.columns, rule)
    found = {
        what: next(name for name in names if name in table.columns)
        for what, names in layout.items()
        if any(name in table.columns for name in names)
    } | said
    for what in needed:
        if what not in found:
            names = " or ".join(layout[what]) or "of any name"
            rule = f"no column says the {what} (a column {names})"
            remedy = f"Pass columns={{{what!r}: the name of the column}}"
            raise errors.ShapeError(function, table.title, tuple(table.columns), rule, remedy)
    return found


def members_of(
    source: str,
    given: Any,
    layout: Layout,
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
    found = Ledger(table)
    agreements, members = (cells.text(table, at[what]) for what in ("agreement", "member"))
    called = other_names(table, names)
    for row, (agreement, member) in enumerate(zip(agreements, members, strict=True)):
        try:
            here = word_of(agreement, at["agreement"]), called(word_of(member, at["member"]))
            found.named[here[0]].add(here[1])
            for entry in [*_entries(table, row, at, start, here)]:
                found.add(row, entry)
        except UnclearError as error:
            found.drop(row, str(error))
    found.drop_groups(bilateral)
    return found.records(source)


def word_of(word: str | None, column: str) -> str:
    """A word that may not be missing."""
    if word is None or word == NOTHING:
        raise UnclearError(f"{column} is empty")
    return word


def other_names(table: Sheet, names: Any) -> Callable[[str], str]:
    """What a name of the file is replaced by."""
    said = _texts(table.function, "names", names, "names of the file to other names")
    return lambda word: said.get(word, word)


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
    said = table.columns[at["kind"]][row] if "kind" in at else None
    if said is None or str(said) == NOTHING:
        return None
    if str(said) not in KINDS:
        raise UnclearError(f"{at['kind']} is {str(said)!r}, and none of {', '.join(KINDS)}")
    return str(said)


def _is_lead(table: Sheet, row: int, column: str) -> bool:
    said = table.columns[column][row]
    word = "" if said is None else str(said)
    if word.casefold() in _LEADS + _PARTNERS:
        return word.casefold() in _LEADS
    raise UnclearError(f"{column} is {word!r}, and neither yes nor no")


def _texts(function: str, argument: str, given: Any, what: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    found = _check.mapping(function, argument, given, what, "Pass a dictionary, or None", {})
    for one in (*found, *found.values()):
        _check.name(function, argument, one, "Pass texts")
    return {str(key): str(value) for key, value in found.items()}

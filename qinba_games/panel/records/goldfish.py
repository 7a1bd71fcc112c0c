"""Fisheries agreements as the R package goldfish has them: events that raise and lower a count."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ...region.tables import sheet as cells
from ...region.tables.sheet import Sheet
from .agreement_records import AgreementRecords, Entry
from .ledger import Ledger
from .read import columns_of, other_names, table_of, word_of
from .years import UnclearError, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LAYOUT = {
    "time": ("time",),
    "sender": ("sender",),
    "receiver": ("receiver",),
    "increment": ("increment",),
}


def read_goldfish(
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> AgreementRecords:
    """Read events of bilateral agreements, such as goldfish's fisheries agreements 1960 to 1970.

    Parameters
    ----------
    table : path, frame or mapping of columns
        A CSV file of events, as R writes `bilatchanges` of `data(Fisheries_Treaties_6070)`: `time`,
        `sender`, `receiver`, `increment` (above 0: as many agreements begin; below 0: as many end).
        What `Region.to_goldfish("one").events` gives is of this form too.
    columns : mapping, optional
        What your copy calls `time`, `sender`, `receiver` and `increment`.
    names : mapping, optional
        Names of the file to others, where a state was renamed.

    Returns
    -------
    AgreementRecords
        Each agreement has two members. The data do not name agreements: they are called by the pair
        and counted.

    Raises
    ------
    ShapeError
        If a column is missing.
    UnknownNameError
        If `columns` names what is not there.
    EmptyGameError
        If no row can be used.

    Notes
    -----
    The network has no directions: an event that stands again the other way round is dropped. One
    that stands again in the same direction is another agreement of that day. Events are taken in
    the order of years and, within one, of rows. An end closes the oldest agreement that stands; one
    that closes nothing is dropped, since what stood before the first event is in another table of
    that data. Why an agreement ended is not said: no end counts as a withdrawal.

    References
    ----------
    Hollway, J. and Koskinen, J. (2016), Multilevel Embeddedness: The Case of the Global Fisheries
    Governance Complex, Social Networks 44, 281-294. The data are in the R package goldfish,
    https://cran.r-project.org/package=goldfish.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.read_goldfish(panel.invented_extract("goldfish"))
    AgreementRecords(goldfish: 19 agreements, 8 members; 10 rows dropped)
    """
    rows = table_of("read_goldfish", table, _LAYOUT, columns, tuple(_LAYOUT))
    at = columns_of(rows, _LAYOUT, columns, tuple(_LAYOUT))
    found = Ledger(rows)
    begun: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    over: dict[tuple[str, str], list[int]] = defaultdict(list)
    for year, row, pair, step in _events(rows, at, other_names(rows, names), found):
        if step > 0:
            begun[pair] += [(row, year)] * step
        elif len(over[pair]) - step > len(begun[pair]):
            found.drop(row, f"{pair[0]} – {pair[1]}: more ends than what began before")
        else:
            over[pair] += [year] * -step
    for pair, starts in begun.items():
        for k, ((row, year), end) in enumerate(itertools.zip_longest(starts, over[pair])):
            if end is not None and end <= year:
                found.drop(row, f"{pair[0]} – {pair[1]}: it ends in {end}, and begins in {year}")
                continue
            for member in pair:
                found.add(row, Entry(f"{pair[0]} – {pair[1]} {k + 1}", member, year, end))
    return found.records("goldfish")


def _events(
    table: Sheet, at: dict[str, str], called: Callable[[str], str], found: Ledger
) -> list[tuple[int, int, tuple[str, str], int]]:
    """Year, row, pair and number of agreements of every event, in the order of time."""
    senders, receivers, steps = (
        cells.text(table, at[what]) for what in ("sender", "receiver", "increment")
    )
    events: list[tuple[int, int, tuple[str, str], int]] = []
    first: dict[tuple[str, str, str, int], str] = {}  # who was the sender of an event
    for row, time in enumerate(table.columns[at["time"]]):
        try:
            one, other = (
                called(word_of(words[row], at[what]))
                for words, what in ((senders, "sender"), (receivers, "receiver"))
            )
            step = _step(steps[row], at["increment"])
            year = year_of(time)
            if year is None:
                raise UnclearError(f"{at['time']} is empty")
            if one == other:
                raise UnclearError(f"{one} stands on both sides")
        except UnclearError as error:
            found.drop(row, str(error))
            continue
        a, b = sorted((one, other))
        if first.setdefault((str(time), a, b, step), one) != one:
            found.drop(row, f"{a} – {b}: the event stands in the file the other way round")
        else:
            events.append((year, row, (a, b), step))
    return sorted(events)


def _step(word: str | None, column: str) -> int:
    if word is None or not re.fullmatch(r"[+-]?[1-9]\d{0,3}(\.0*)?", word):
        raise UnclearError(f"{column} is {word!r}, and no whole number apart from 0")
    return int(float(word))

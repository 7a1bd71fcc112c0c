"""Files of treaties: on the environment (HUGGO, IEADB), water (TFDD) and fisheries (goldfish)."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ... import _check
from ...region.tables import sheet as cells
from ...region.tables.sheet import Sheet
from .agreement_records import AgreementRecords, Entry
from .read import (
    STARTS,
    Ledger,
    UnclearError,
    columns_of,
    members_of,
    other_names,
    table_of,
    word_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


#: Names in editions of the R package manyenviron, the latest first.
_HUGGO = {
    "agreement": ("treatyID",),
    "member": ("stateID", "CountryID"),
    "force": ("StateForce", "stateForce", "CountryForce"),
    "signature": ("StateSignature", "stateSignature", "CountrySignature"),
    "expiry": ("Term", "End"),
    "withdrawal": ("StateEnd", "stateWithdrawal", "CountryWithdrawal"),
    "return": ("StateForce2", "stateForce2", "CountryForce2"),
    "second withdrawal": ("StateEnd2", "stateWithdrawal2", "CountryWithdrawal2"),
}


def read_huggo(
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    start: str = "force",
    bilateral: bool = False,
) -> AgreementRecords:
    """Read your own copy of the members of agreements in HUGGO.

    Parameters
    ----------
    table : path, frame or mapping of columns
        A CSV file with one row for each state of each agreement, as R writes
        `manyenviron::memberships$HUGGO_MEM`.
    columns : mapping, optional
        What your copy calls things: `agreement` (else treatyID), `member` (stateID), `force`
        (StateForce, stateForce), `signature` (StateSignature, stateSignature), `expiry` (Term, else
        End: of the whole agreement), `withdrawal` (StateEnd, stateWithdrawal), `return`
        (StateForce2, stateForce2), `second withdrawal` (StateEnd2, stateWithdrawal2).
    names : mapping, optional
        Codes of the file to others, where a state was renamed.
    start : {"force", "signature"}
        From when on a state is a member: since the agreement is in force for it, or since it
        signed.
    bilateral : bool
        Drop agreements of more than two states.

    Returns
    -------
    AgreementRecords

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
    Dates are written as the R package messydates writes them. The year of an approximate or
    uncertain date ("~1962", "1962?") is taken as it stands; a range or a set is taken if it lies in
    one year, and dropped with its reason if not; the year 9999 is an end that has not come. The
    dates of the agreement itself (Signature, Force) are not those of the state and not used. A
    state that withdrew and returned is a member twice. Editions of manyenviron filled gaps of a row
    from other rows of its agreement: look again at withdrawals that several states share.

    References
    ----------
    Hollway, J. and others, manyenviron: Environmental agreements for manydata, an R package,
    https://github.com/globalgov/manyenviron.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.read_huggo(panel.invented_extract("huggo"))
    AgreementRecords(HUGGO: 9 agreements, 8 members; 13 rows dropped)
    """
    start = _check.choice("read_huggo", "start", start, STARTS)
    bilateral = _check.flag("read_huggo", "bilateral", bilateral)
    return members_of("HUGGO", table, _HUGGO, columns, names, start, bilateral=bilateral)


#: Names in the table of members of the project, then in the R package manyenviron.
_IEADB = {
    "agreement": ("mitch_id", "ieadbID"),
    "member": ("country", "stateID", "CountryID"),
    "force": ("ceif3", "Force"),
    "signature": ("csig", "stateSignature", "SignatureCountry"),
    "expiry": ("tterm", "End"),
    "withdrawal": (),
    "return": ("ceif4",),
    "second withdrawal": (),
}


def read_ieadb(
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    start: str = "force",
    bilateral: bool = False,
) -> AgreementRecords:
    """Read your own copy of the members of environmental agreements by Mitchell and others.

    Parameters
    ----------
    table : path, frame or mapping of columns
        A CSV file, or a workbook with one sheet that has the columns: one row for each country of
        each agreement. Other sheets and columns may hold what they like.
    columns : mapping, optional
        What your copy calls things: `agreement` (else mitch_id or ieadbID), `member` (country or
        stateID), `force` (ceif3 or Force), `signature` (csig or stateSignature), `expiry` (tterm or
        End: of the whole agreement), `return` (ceif4), `withdrawal` and `second withdrawal` (of the
        country; no edition is known to have a column of a fixed name).
    names : mapping, optional
        Names of the file to others, where a country was renamed.
    start : {"force", "signature"}
        From when on a country is a member: since the agreement is in force for it, or since it
        signed.
    bilateral : bool
        Drop agreements of more than two countries.

    Returns
    -------
    AgreementRecords

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
    Only years count, so that the order of day and month is of no importance. Years after 2200, such
    as the 2899 of unknown dates, are dropped with their reason. A country that signed and for which
    the agreement never came into force is dropped where `start` is "force". `return` counts after a
    withdrawal only. Without a column of withdrawals nobody withdraws: then every end is that of an
    agreement, which no member broke.

    References
    ----------
    Mitchell, R. B., Andonova, L. B., Axelrod, M., Balsiger, J., Bernauer, T., Green, J. F.,
    Hollway, J., Kim, R. E. and Morin, J.-F. (2020), What We Know (and Could Know) about
    International Environmental Agreements, Global Environmental Politics 20(1), 103-121.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.read_ieadb(panel.invented_extract("ieadb"), columns={"withdrawal": "cwith"})
    AgreementRecords(IEADB: 9 agreements, 8 members; 13 rows dropped)
    """
    start = _check.choice("read_ieadb", "start", start, STARTS)
    bilateral = _check.flag("read_ieadb", "bilateral", bilateral)
    return members_of("IEADB", table, _IEADB, columns, names, start, bilateral=bilateral)


#: Names in the database, then in the R package manyenviron.
_TFDD = {
    "agreement": ("2016Update ID", "tfddID"),
    "member": ("CCODE", "stateID", "CountryID"),
    "signature": ("DateSigned", "Signature"),
    "end": (),
}


def read_tfdd(
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    bilateral: bool = False,
) -> AgreementRecords:
    """Read your own copy of the agreements on water of the Transboundary Freshwater Database.

    Parameters
    ----------
    table : path, frame or mapping of columns
        A CSV file, or a workbook with one sheet that has the columns: one row for each country of
        each agreement. Other sheets and columns may hold what they like.
    columns : mapping, optional
        What your copy calls things: `agreement` (else 2016Update ID or tfddID), `member` (CCODE or
        stateID), `signature` (DateSigned or Signature), `end` (the database has none).
    names : mapping, optional
        Codes of the file to others, where a country was renamed.
    bilateral : bool
        Drop agreements of more than two countries.

    Returns
    -------
    AgreementRecords
        The database dates signatures alone: nothing enters into force, and nothing ends.

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
    A country has a row for each basin of an agreement: the first counts, the others are dropped.
    Dates are texts, or numbers of days as workbooks keep them. A number of four digits is a year:
    before 1927, when such days have four digits too, write dates as texts.

    References
    ----------
    Product of the Transboundary Freshwater Dispute Database, College of Earth, Ocean, and
    Atmospheric Sciences, Oregon State University,
    https://transboundarywaters.ceoas.oregonstate.edu/international-freshwater-treaties-database.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.read_tfdd(panel.invented_extract("tfdd"))
    AgreementRecords(TFDD: 10 agreements, 9 members; 17 rows dropped)
    """
    bilateral = _check.flag("read_tfdd", "bilateral", bilateral)
    return members_of("TFDD", table, _TFDD, columns, names, "signature", bilateral=bilateral)


_GOLDFISH = {
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
    rows = table_of("read_goldfish", table, _GOLDFISH, columns, tuple(_GOLDFISH))
    at = columns_of(rows, _GOLDFISH, columns, tuple(_GOLDFISH))
    ledger = Ledger(rows)
    begun: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    over: dict[tuple[str, str], list[int]] = defaultdict(list)
    for year, row, pair, step in _events(rows, at, other_names(rows, names), ledger):
        if step > 0:
            begun[pair] += [(row, year)] * step
        elif len(over[pair]) - step > len(begun[pair]):
            ledger.drop(row, f"{pair[0]} – {pair[1]}: more ends than what began before")
        else:
            over[pair] += [year] * -step
    for pair, starts in begun.items():
        for k, ((row, year), end) in enumerate(itertools.zip_longest(starts, over[pair])):
            if end is not None and end <= year:
                ledger.drop(row, f"{pair[0]} – {pair[1]}: it ends in {end}, and begins in {year}")
                continue
            for member in pair:
                ledger.add(row, Entry(f"{pair[0]} – {pair[1]} {k + 1}", member, year, end))
    return ledger.records("goldfish")


def _events(
    table: Sheet, at: dict[str, str], called: Callable[[str], str], ledger: Ledger
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
            ledger.drop(row, str(error))
            continue
        a, b = sorted((one, other))
        if first.setdefault((str(time), a, b, step), one) != one:
            ledger.drop(row, f"{a} – {b}: the event stands in the file the other way round")
        else:
            events.append((year, row, (a, b), step))
    return sorted(events)


def _step(word: str | None, column: str) -> int:
    if word is None or not re.fullmatch(r"[+-]?[1-9]\d{0,3}(\.0*)?", word):
        raise UnclearError(f"{column} is {word!r}, and no whole number apart from 0")
    return int(float(word))

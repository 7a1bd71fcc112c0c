"""Networks of cities; and invented extracts of all files, with their traps and nothing in them."""

from __future__ import annotations

import dataclasses
import math
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import _check
from ..agreements import KINDS
from .agreement_records import AgreementRecords, Entry
from .read import members_of

if TYPE_CHECKING:
    from collections.abc import Mapping


_LAYOUT = {
    "agreement": ("network",),
    "member": ("city",),
    "start": ("start",),
    "end": ("end",),
    "lead": ("lead",),
    "kind": ("kind",),
}


def read_urbact(
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> AgreementRecords:
    """Read your own table of URBACT memberships: which city was in which network, and when.

    Parameters
    ----------
    table : path, frame or mapping of columns
        A CSV file, or a workbook of one sheet: one row for each city of each network. `network`,
        `city`, `start`, and if wanted `end` (empty: it stands), `lead` (whether it is the lead
        partner) and `kind` (how it ended: "withdrawal", "replaced", "expired", "ceased").
    columns : mapping, optional
        What your table calls these: `agreement`, `member`, `start`, `end`, `lead`, `kind`, each to
        the name of a column. There is no public file of one form, so that you may need it.
    names : mapping, optional
        Names of the table to others, where a city was renamed.

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
    A city that ends before the last of its network withdrew, and with it the network expired,
    unless `kind` says otherwise. The lead partner is a member like others; where it has a row as
    lead and one as partner, the second is dropped, and it leads. Only years count.

    Examples
    --------
    >>> from qinba_games import panel
    >>> found = panel.read_urbact(panel.invented_extract("urbact"))
    >>> found
    AgreementRecords(URBACT: 6 agreements, 17 members; 11 rows dropped)
    >>> panel.read_urbact(panel.invented_extract("urbact"), names={"Ivelstad": "Ivelstadt"})
    AgreementRecords(URBACT: 6 agreements, 16 members; 11 rows dropped)
    """
    records = members_of("URBACT", table, _LAYOUT, columns, names, "start")
    lasts: dict[str, float] = {}
    for entry in records.entries:
        lasts[entry.agreement] = max(lasts.get(entry.agreement, 0), _end(entry))
    entries = tuple(
        entry._replace(kind=KINDS[0] if _end(entry) < lasts[entry.agreement] else "expired")
        if entry.end is not None and entry.kind is None
        else entry
        for entry in records.entries
    )
    return dataclasses.replace(records, entries=entries)


def _end(entry: Entry) -> float:
    return math.inf if entry.end is None else entry.end


#: Of which files there is an extract.
_SOURCES = ("urbact", "ieadb", "huggo", "tfdd", "goldfish")


def invented_extract(source: str) -> Path:
    """Return the path of an invented extract of 40 rows, in the form of a file of others.

    Parameters
    ----------
    source : {"urbact", "ieadb", "huggo", "tfdd", "goldfish"}
        Whose form it has.

    Returns
    -------
    Path
        A CSV file. Every name and every date in it is invented: the files themselves belong to
        those who made them, and nothing of them comes with this package.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.invented_extract("tfdd").name
    'tfdd.csv'
    >>> len(panel.invented_extract("tfdd").read_text(encoding="utf-8").splitlines())
    41
    """
    _check.choice("invented_extract", "source", source, _SOURCES)
    return Path(str(files(__package__) / "extracts" / f"{source}.csv"))

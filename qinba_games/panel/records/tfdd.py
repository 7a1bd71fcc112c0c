"""The International Freshwater Treaties Database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import _check
from .agreement_records import AgreementRecords
from .read import members_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names in the database, then in the R package manyenviron.
_LAYOUT = {
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
    return members_of("TFDD", table, _LAYOUT, columns, names, "signature", bilateral=bilateral)

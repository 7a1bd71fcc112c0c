"""The International Environmental Agreements Database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import _check
from .agreement_records import AgreementRecords
from .read import STARTS, members_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names in the table of members of the project, then in the R package manyenviron.
_LAYOUT = {
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
    return members_of("IEADB", table, _LAYOUT, columns, names, start, bilateral=bilateral)

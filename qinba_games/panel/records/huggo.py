"""The dataset HUGGO of environmental agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import _check
from .agreement_records import AgreementRecords
from .read import STARTS, members_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names in editions of the R package manyenviron, the latest first.
_LAYOUT = {
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
    return members_of("HUGGO", table, _LAYOUT, columns, names, start, bilateral=bilateral)

"""Governments by agreements, and the ties in a year of those that share one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _check, errors
from . import frames
from .records import Records

if TYPE_CHECKING:
    import pandas


def in_force(records: Records, year: int | None) -> dict[str, list[int]]:
    """The members of each agreement in a year (None: ever), in the order of first mention."""
    found: dict[str, list[int]] = {entry.agreement: [] for entry in records.signatures}
    for entry in records.signatures:
        if year is None or entry.in_force(year):
            found[entry.agreement].append(entry.member)
    return found


def shared(records: Records, year: int) -> set[tuple[int, int]]:
    """Ordered pairs of governments that share an agreement in force in a year."""
    members = in_force(records, year).values()
    return {pair for group in members for pair in itertools.permutations(group, 2)}


def to_edge_list(self: Any, wave: int | None = None, *, filled: bool = False) -> pandas.DataFrame:
    """Return the table of ties, in a year those of governments that share an agreement.

    Parameters
    ----------
    wave : int, optional
        A year: ties with an agreement in force then.
    filled : bool
        False: as `from_frames` was given it. True: what is built is filled in.

    Examples
    --------
    >>> import qinba_games as qg
    >>> len(qg.paper.case().to_edge_list())
    49
    """
    import pandas

    fill = _check.flag("Region.to_edge_list", "filled", filled)
    table = (
        frames.plain_ties(self.records, self.settings) if fill else frames.tie_columns(self.records)
    )
    frame = pandas.DataFrame(table)
    if wave is None:
        return frame
    year = _check.integer("Region.to_edge_list", "wave", wave, low=-9999)
    pairs = shared(self.records, year)
    together = [(a, b) in pairs for a, b in self.records.ends.tolist()]
    return frame[together].reset_index(drop=True)


def to_incidence(self: Any) -> pandas.DataFrame:
    """Return governments by agreements, 1 where a government has signed, ended or not.

    Where there are years, the second level of the columns is the year in which it joined: an
    agreement that somebody joined later has a column for each such year.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.case().to_incidence().shape
    (26, 6)
    """
    import pandas

    dated = any(entry.year is not None for entry in self.records.signatures)
    keys = [(entry.agreement, entry.year) for entry in self.records.signatures]
    order = {name: k for k, name in enumerate(in_force(self.records, None))}
    columns = sorted(set(keys), key=lambda key: (order[key[0]], key[1] or 0))
    table = np.zeros((len(self.records.names), len(columns)), dtype=int)
    for key, entry in zip(keys, self.records.signatures, strict=True):
        table[entry.member, columns.index(key)] = 1
    index = pandas.Index(self.records.names, name="government")
    if dated:
        names = ["agreement", "year"]
        return pandas.DataFrame(
            table, index=index, columns=pandas.MultiIndex.from_tuples(columns, names=names)
        )
    plain = pandas.Index([name for name, _ in columns], name="agreement")
    return pandas.DataFrame(table, index=index, columns=plain)


def agreements_from_incidence(frame: Any) -> pandas.DataFrame:
    """Read agreements from a table of governments by agreements.

    Parameters
    ----------
    frame : DataFrame
        Governments by agreements, 1 where the government has signed, 0 where not. The second level
        of the columns, if there is one, is the year in which it joined.

    Returns
    -------
    DataFrame
        The agreements as `Region.from_frames` takes them.

    Raises
    ------
    InvalidInputError
        If an entry is neither 0 nor 1, or a year is not whole; naming row and column.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> table = pd.DataFrame({("zone", 2012): [1, 1], ("park", 2015): [1, 0]}, index=["A", "B"])
    >>> qg.region.agreements_from_incidence(table)
      agreement member  year
    0      zone      A  2012
    1      zone      B  2012
    2      park      A  2015
    """
    import pandas

    owner = "agreements_from_incidence"
    if not (hasattr(frame, "columns") and hasattr(frame, "index") and hasattr(frame, "iloc")):
        rule = f"must be a DataFrame, not {_check.kind_of(frame)}"
        raise errors.InputTypeError(owner, "frame", frame, rule, "Pass governments by agreements")
    rows = []
    dated = getattr(frame.columns, "nlevels", 1) > 1
    for k, column in enumerate(frame.columns.tolist()):
        name, year = column[:2] if dated else (column, 0)
        if not float(year).is_integer():
            rule, remedy = "a year is a whole number", "Correct the second level of the columns"
            raise errors.RangeError(owner, f"frame, column {name}", year, rule, remedy)
        entries = zip(frame.index.tolist(), frame.iloc[:, k].tolist(), strict=True)
        for member, value in entries:
            if value not in (0, 1):
                rule, remedy = "must be 0 or 1", "Write 1 where the government has signed"
                place = f"frame, row {member}, column {name}"
                raise errors.RangeError(owner, place, value, rule, remedy)
            if value == 1:
                entry = {"agreement": str(name), "member": str(member)}
                rows.append({**entry, "year": int(year)} if dated else entry)
    columns = ["agreement", "member", "year"] if dated else ["agreement", "member"]
    return pandas.DataFrame(rows, columns=columns)

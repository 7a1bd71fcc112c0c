"""Regions as the tables of network statistics: incidence, edge lists in waves, Siena."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...types import FloatArray
from .records import Records

if TYPE_CHECKING:
    import pandas


class Siena(NamedTuple):
    """A region in the sparse format of RSiena; actors and waves are numbered from 1.

    Attributes
    ----------
    triples : DataFrame
        `sender`, `receiver`, `value`, `wave`: what is not listed is 0.
    behaviour : DataFrame
        One row a government and wave: `sender`, `wave`, and `agreements`, the number of those in
        force that it belongs to.
    dyadic : DataFrame
        One row an ordered pair with a tie: `sender`, `receiver`, `distance_km`, `same_group`, and
        `gain`, what the first gains from the second at trust 0.

    Examples
    --------
    See `Region.to_siena`.
    """

    triples: pandas.DataFrame
    behaviour: pandas.DataFrame
    dyadic: pandas.DataFrame


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


def to_siena(
    records: Records, gains: FloatArray, waves: Sequence[int], mode: str, function: str
) -> Siena:
    """Triples, behaviour and dyadic covariates; see `Region.to_siena`."""
    import pandas

    _check.choice(function, "mode", mode, ("two", "one"))
    years = [
        _check.integer(function, "waves", year, low=-9999)
        for year in _check.sequence(function, "waves", waves, "years", "Pass for example [2010]")
    ]
    _check.some(function, "waves", waves, len(years), "year", "wave")
    triples, behaviour = [], []
    for wave, year in enumerate(years, start=1):
        found = in_force(records, year)
        pairs = [(m, k) for k, members in enumerate(found.values()) for m in members]
        pairs = pairs if mode == "two" else list(shared(records, year))
        triples += [(i + 1, j + 1, 1, wave) for i, j in sorted(pairs)]
        busy = np.bincount(
            [m for members in found.values() for m in members], minlength=len(records.names)
        )
        behaviour += [(k + 1, wave, number) for k, number in enumerate(busy.tolist())]
    return Siena(
        pandas.DataFrame(triples, columns=["sender", "receiver", "value", "wave"]),
        pandas.DataFrame(behaviour, columns=["sender", "wave", "agreements"]),
        _dyadic(records, gains),
    )


def _dyadic(records: Records, gains: FloatArray) -> pandas.DataFrame:
    import pandas

    both = [(records.ends, gains[:, 0]), (records.ends[:, ::-1], gains[:, 1])]
    frames = [
        pandas.DataFrame(
            {
                "sender": ends[:, 0] + 1,
                "receiver": ends[:, 1] + 1,
                "distance_km": records.distances,
                "same_group": (~records.across).astype(int),
                "gain": gain,
            }
        )
        for ends, gain in both
    ]
    found = pandas.concat(frames, ignore_index=True)
    return found.sort_values(["sender", "receiver"], ignore_index=True)


def to_incidence(records: Records) -> pandas.DataFrame:
    """Governments by agreements, 0 or 1, ended ones too; see `Region.to_incidence`."""
    import pandas

    dated = any(entry.year is not None for entry in records.signatures)
    keys = [(entry.agreement, entry.year) for entry in records.signatures]
    order = {name: k for k, name in enumerate(in_force(records, None))}
    columns = sorted(set(keys), key=lambda key: (order[key[0]], key[1] or 0))
    table = np.zeros((len(records.names), len(columns)), dtype=int)
    for key, entry in zip(keys, records.signatures, strict=True):
        table[entry.member, columns.index(key)] = 1
    index = pandas.Index(records.names, name="government")
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

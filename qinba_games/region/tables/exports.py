"""Governments by agreements as other programs read them: incidence, ties of a year, R packages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ... import _check, errors
from ...common.result import frame_of
from ...types import FloatArray
from .. import partnerships
from ..settings import number
from .records import Records, Signature

if TYPE_CHECKING:
    import pandas


def _in_force(records: Records, year: int | None) -> dict[str, list[int]]:
    """The members of each agreement in a year (None: ever), in the order of first mention."""
    members: dict[str, list[int]] = {entry.agreement: [] for entry in records.signatures}
    for entry in records.signatures:
        if year is None or entry.in_force(year):
            members[entry.agreement].append(entry.member)
    return members


def _partner_pairs(records: Records, year: int) -> set[tuple[int, int]]:
    """Ordered pairs of governments that share an agreement in force in a year."""
    members = _in_force(records, year).values()
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
    fill = _check.flag("Region.to_edge_list", "filled", filled)
    table = (
        partnerships.plain_ties(self.records, self.settings)
        if fill
        else partnerships.tie_columns(self.records)
    )
    frame = frame_of(table)
    if wave is None:
        return frame
    year = _check.integer("Region.to_edge_list", "wave", wave, low=-9999)
    pairs = _partner_pairs(self.records, year)
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
    order = {name: k for k, name in enumerate(_in_force(self.records, None))}
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
        whole = number(str(year))
        if not isinstance(whole, int):
            rule, remedy = "a year is a whole number", "Correct the second level of the columns"
            raise errors.RangeError(owner, f"frame, column {name}", year, rule, remedy)
        entries = zip(frame.index.tolist(), frame.iloc[:, k].tolist(), strict=True)
        for member, value in entries:
            if value is pandas.NA or value not in (0, 1):
                rule, remedy = "must be 0 or 1", "Write 1 where the government has signed"
                place = f"frame, row {member}, column {name}"
                raise errors.RangeError(owner, place, value, rule, remedy)
            if value == 1:
                entry = {"agreement": str(name), "member": str(member)}
                rows.append({**entry, "year": whole} if dated else entry)
    columns = ["agreement", "member", "year"] if dated else ["agreement", "member"]
    return frame_of(rows, columns=columns)


_SIENA = "Region.to_siena"


class Siena(NamedTuple):
    """A region in the sparse format of RSiena; see `Region.to_siena`."""

    triples: pandas.DataFrame  #: `sender`, `receiver`, `value`, `wave`: what is not listed is 0
    #: one row a government and wave: `sender`, `wave`, and `agreements`, the number of those in
    #: force that it belongs to
    behaviour: pandas.DataFrame
    #: one row an ordered pair with a tie: `sender`, `receiver`, `distance_km`, `same_group`, and
    #: `gain`, what the first gains from the second at trust 0
    dyadic: pandas.DataFrame


def to_siena(self: Any, waves: Sequence[int], mode: str = "two") -> Siena:
    """Return the agreements over time in the sparse format of RSiena.

    Parameters
    ----------
    waves : sequence of int
        Years.
    mode : {"two", "one"}
        "two": senders are governments and receivers agreements, 1 if the government has joined
        by that year and the agreement has not ended. "one": both are governments, in both
        directions, 1 if they share an agreement.

    Returns
    -------
    Siena
        `.triples`, `.behaviour` and `.dyadic`; everybody and every wave is numbered from 1.

    References
    ----------
    Ripley, Snijders, Boda, Voros and Preciado, Manual for RSiena, section 4.1.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> signed = {"agreement": ["zone"] * 2, "member": ["A", "B"], "year": [2012, 2015]}
    >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
    >>> region = qg.Region.from_frames({"name": ["A", "B"]}, ties, signed)
    >>> region.to_siena([2013, 2016]).triples
       sender  receiver  value  wave
    0       1         1      1     1
    1       1         1      1     2
    2       2         1      1     2
    """
    _check.choice(_SIENA, "mode", mode, ("two", "one"))
    years = [
        _check.integer(_SIENA, "waves", year, low=-9999)
        for year in _check.sequence(_SIENA, "waves", waves, "years", "Pass for example [2010]")
    ]
    _check.some(_SIENA, "waves", waves, len(years), "year", "wave")
    triples, behaviour = [], []
    for wave, year in enumerate(years, start=1):
        groups = _in_force(self.records, year)
        pairs = [(m, k) for k, members in enumerate(groups.values()) for m in members]
        pairs = pairs if mode == "two" else list(_partner_pairs(self.records, year))
        triples += [(i + 1, j + 1, 1, wave) for i, j in sorted(pairs)]
        busy = np.bincount(
            [m for members in groups.values() for m in members], minlength=len(self.records.names)
        )
        behaviour += [(k + 1, wave, number) for k, number in enumerate(busy.tolist())]
    return Siena(
        frame_of(triples, columns=["sender", "receiver", "value", "wave"]),
        frame_of(behaviour, columns=["sender", "wave", "agreements"]),
        _dyadic(self.records, partnerships.gains(self.records, self.settings)),
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
    frame = pandas.concat(frames, ignore_index=True)
    return frame.sort_values(["sender", "receiver"], ignore_index=True)


_GOLDFISH = "Region.to_goldfish"


class Goldfish(NamedTuple):
    """A region as goldfish reads it; see `Region.to_goldfish`."""

    nodes: pandas.DataFrame  #: `label`, `size` and `group` of every government
    second: pandas.DataFrame  #: `label` of every agreement, the second mode
    #: in the order of time: `time` (the year), `sender`, `receiver`, `increment` (1 or -1)
    events: pandas.DataFrame


def to_goldfish(self: Any, mode: str = "two") -> Goldfish:
    """Return who joined what and when, as events; what has no year is left out.

    Parameters
    ----------
    mode : {"two", "one"}
        "two": a government joins an agreement, and leaves it when it ends. "one": two governments
        begin to share an agreement, an event for each unordered pair.

    Returns
    -------
    Goldfish
        `.nodes`, `.second` and `.events`.

    References
    ----------
    Stadtfeld and Block (2017), Interactions, Actors, and Time: Dynamic Network Actor Models for
    Relational Events, Sociological Science 4, 318-352.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> signed = {"agreement": ["zone"] * 2, "member": ["A", "B"], "year": [2012, 2015]}
    >>> ties = {"a": ["A"], "b": ["B"], "benefit_a": [1.6], "benefit_b": [1.2]}
    >>> region = qg.Region.from_frames({"name": ["A", "B"]}, ties, signed)
    >>> region.to_goldfish().events
       time sender receiver  increment
    0  2012      A     zone          1
    1  2015      B     zone          1
    >>> region.to_goldfish("one").events
       time sender receiver  increment
    0  2015      A        B          1
    """
    _check.choice(_GOLDFISH, "mode", mode, ("two", "one"))
    records: Records = self.records
    events = _membership_events(records) if mode == "two" else _pair_events(records)
    dated = sorted(event for event in events if event[0] is not None)
    agreements = dict.fromkeys(entry.agreement for entry in records.signatures)
    nodes = {"label": records.names, "size": records.sizes, "group": records.groups}
    return Goldfish(
        frame_of(nodes),
        frame_of({"label": list(agreements)}),
        frame_of(dated, columns=["time", "sender", "receiver", "increment"]),
    )


def _membership_events(records: Records) -> Iterator[tuple[Any, str, str, int]]:
    for entry in records.signatures:
        if entry.year is not None and (entry.end is None or entry.year < entry.end):
            name = records.names[entry.member]
            yield entry.year, name, entry.agreement, 1
            if entry.end is not None:
                yield entry.end, name, entry.agreement, -1


def _pair_events(records: Records) -> Iterator[tuple[Any, str, str, int]]:
    for one, other in itertools.combinations(records.signatures, 2):
        if one.agreement == other.agreement and one.member != other.member:
            yield from _pair(records, one, other)


def _pair(
    records: Records, one: Signature, other: Signature
) -> Iterator[tuple[int, str, str, int]]:
    if one.year is None or other.year is None:
        return
    a, b = sorted((one.member, other.member))
    begin = max(one.year, other.year)
    ends = [entry.end for entry in (one, other) if entry.end is not None]
    if not ends or begin < min(ends):
        yield begin, records.names[a], records.names[b], 1
        if ends:
            yield min(ends), records.names[a], records.names[b], -1

"""A region as dated events, for the R package goldfish."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import _check
from .records import Records, Signature

if TYPE_CHECKING:
    import pandas

_OWNER = "Region.to_goldfish"


class Goldfish(NamedTuple):
    """A region as goldfish reads it.

    Attributes
    ----------
    nodes : DataFrame
        `label`, `size` and `group` of every government.
    second : DataFrame
        `label` of every agreement, the second mode.
    events : DataFrame
        In the order of time: `time` (the year), `sender`, `receiver`, `increment` (1 or -1).

    Examples
    --------
    See `Region.to_goldfish`.
    """

    nodes: pandas.DataFrame
    second: pandas.DataFrame
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
    import pandas

    _check.choice(_OWNER, "mode", mode, ("two", "one"))
    records: Records = self.records
    events = _joined(records) if mode == "two" else _shared(records)
    dated = sorted(event for event in events if event[0] is not None)
    agreements = dict.fromkeys(entry.agreement for entry in records.signatures)
    nodes = {"label": records.names, "size": records.sizes, "group": records.groups}
    return Goldfish(
        pandas.DataFrame(nodes),
        pandas.DataFrame({"label": list(agreements)}),
        pandas.DataFrame(dated, columns=["time", "sender", "receiver", "increment"]),
    )


def _joined(records: Records) -> Iterator[tuple[Any, str, str, int]]:
    for entry in records.signatures:
        if entry.year is not None and (entry.end is None or entry.year < entry.end):
            name = records.names[entry.member]
            yield entry.year, name, entry.agreement, 1
            if entry.end is not None:
                yield entry.end, name, entry.agreement, -1


def _shared(records: Records) -> Iterator[tuple[Any, str, str, int]]:
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
